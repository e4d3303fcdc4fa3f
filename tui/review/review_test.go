package review_test

import (
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

var full = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满，没有保存", Hint: "请清理磁盘后重试"}

// window is a clerk at a review.
type window struct {
	*tuitest.Driver
	*seat
	t testing.TB
}

func (w window) Press(keys ...string) window { w.t.Helper(); w.Driver.Press(keys...); return w }
func (w window) Type(text string) window     { w.t.Helper(); w.Driver.Type(text); return w }
func (w window) Sees(texts ...string) window { w.t.Helper(); w.Driver.Sees(texts...); return w }
func (w window) Send(msg tea.Msg) window     { w.t.Helper(); w.Driver.Send(msg); return w }

// sizes are the terminals every story is told at.
var sizes = map[string]kit.Size{"80x24": {Width: 80, Height: 24}, "120x40": {Width: 120, Height: 40}}

func open(t *testing.T, size kit.Size, it *yichuang.Item, a yichuang.Applicant) window {
	t.Helper()
	d := tuitest.New(t)
	w := window{d, newSeat(t, d, it, a, yichuang.Answers{"q1": "cater"}), t}
	d.Start(tui.Options{Routes: routes(w.seat, d), Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
	d.Send(kit.Route{Name: "review", Arg: number})
	return w
}

// at tells a story at every size.
func at(t *testing.T, story func(t *testing.T, w window)) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) { story(t, open(t, size, foodLicence(), caterer())) })
	}
}

func (w window) point(m yichuang.MaterialID, no int) yichuang.Judged {
	w.t.Helper()
	return w.fold(w.t).MaterialState(m).Points[no]
}

// isAt fails the test unless this point is the one that is open.
func (w window) isAt(content string) window {
	w.t.Helper()
	bar := ansi.Strip(w.Env.Theme.Bar())
	for line := range strings.SplitSeq(w.Text(), "\n") {
		if _, right, ok := strings.Cut(line, bar+" > "); ok && strings.Contains(right, content) {
			return w
		}
	}
	w.t.Fatalf("the current point is not %q:\n%s", content, w.Text())
	return w
}

func TestReviewFromTheFirstKeyToTheDecision(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Sees("已审 0/13", "待定 1", "食品经营许可申请书", "应交 原件1份", "标准 所有必填栏目已填写，无空项", "业态勾选两种以上")
		w.isAt("必填栏目")
		before := len(w.events)
		w.Press("enter") // the first verdict takes the material in, in one commit
		if got := len(w.events) - before; got != 2 {
			t.Fatalf("%d events, want the material and the verdict", got)
		}
		w.isAt("主体业态").Sees("已审 1/13", "已收 原件1份")
		w.Press("space", "3") // 符合, 不适用
		if w.point("app", 3).Verdict != yichuang.NotApplicable {
			t.Fatal("3 is not 不适用")
		}
		before = len(w.events)
		w.Press("a")
		if got := len(w.events) - before; got != 1 {
			t.Fatalf("a whole material is %d events, want 1", got)
		}
		w.isAt("统一社会信用代码").Sees("机检 符合，代码11150000MB1604391C", "免交 能够网上核验的", "合格")
		w.Press("a").isAt("功能分区")
		if j := w.point("bl", 1); !j.Machine || j.Verdict != yichuang.Pass {
			t.Fatalf("the credit code was judged %+v, want by machine", j)
		}
		if j := w.point("bl", 2); j.Machine {
			t.Fatal("the platform cannot be asked by this machine")
		}
		w.Press("a", "a").Sees("条件 经营场所是租来的", "本次需要这件材料吗")
		w.Press("1").Sees("先确认本次是否需要这件材料")
		w.Press("y").Sees("核对份数即可")
		w.Press("enter").Sees("已全部审完，按 Enter 去决定", "已审 14/14")
		w.Press("enter").Sees("此处是决定")
	})
}

func TestAPointFailsWithOneOfTheTypicalErrors(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("2").Sees("哪里不符合", "1 [ ] 业态勾选两种以上", "不符合：所有必填栏目已填写，无空项").NoCaret()
		w.Press("3").Sees("第1条不符，已记录").isAt("主体业态")
		if j := w.point("app", 1); j.Verdict != yichuang.Fail || j.Finding != "地址只写到街道" {
			t.Fatalf("judged %+v", j)
		}
		// several at once, and own words behind them
		w.Press("2", "space", "down", "space", "0").Type("另缺盖章").Press("enter")
		want := "业态勾选两种以上；经营项目勾选“冷食类”但布局图没有专间；另缺盖章"
		if j := w.point("app", 2); j.Finding != want {
			t.Fatalf("finding %q, want %q", j.Finding, want)
		}
		// what failed stays failed when the rest passes
		w.Press("a").Sees("原来判为不符的2条不变", "不符 2")
		if w.point("app", 1).Verdict != yichuang.Fail || w.point("app", 5).Verdict != yichuang.Pass {
			t.Fatal("整件符合 overwrote a finding, or did not pass the rest")
		}
		// mended at the window
		w.Press("home").Sees("可以当场更正，改好后按 s").Press("s")
		if j := w.point("app", 1); j.Verdict != yichuang.Pass || !j.OnSpot {
			t.Fatalf("mended on the spot gives %+v", j)
		}
		w.Press("home", "down", "down", "s").Sees("不能当场更正")
	})
}

func TestATextIsKeptWhileItIsTyped(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("2", "tab").Type("图纸看不").CaretAfter("图纸看不")
		if got := w.drafts["finding/"+string(number)+"/app/1"]; got != "图纸看不" {
			t.Fatalf("draft %q", got)
		}
		w.Press("esc").Sees("写的文字留作草稿").isAt("必填栏目")
		w.Press("esc").Sees("此处是desk") // the draft is safe: nothing to ask
		w.Send(kit.Route{Name: "review", Arg: number})
		w.Press("2").Sees("可以接着写").CaretAfter("图纸看不").Type("清").Press("enter")
		if j := w.point("app", 1); j.Finding != "图纸看不清" {
			t.Fatalf("finding %q", j.Finding)
		}
		if len(w.drafts) != 0 {
			t.Fatalf("drafts left behind: %v", w.drafts)
		}
	})
}

func TestLeavingAsksForATextOfWhichNothingIsOnRecord(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("2", "0").Type("缺页").Press("f10").Sees("正在写的文字还没有记入办件")
		w.Press("2").CaretAfter("缺页") // 留下
	})
}

func TestAVeryLongFinding(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("2", "0").Paste(strings.Repeat("很长的问题说明，\x1b[31m", 2000)).Sees("太长了，只收下2000字")
		w.Press("enter").Press("up").Sees("问题 很长的问题说明，")
		if n := len([]rune(w.point("app", 1).Finding)); n < 1900 || n > yichuang.TextLimit {
			t.Fatalf("%d characters on record", n)
		}
		w.isAt("必填栏目").Press("pgdown", "pgup")
	})
}

func TestMissingExemptDigitalAndCounts(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("m").Sees("缺 1").isAt("统一社会信用代码")
		w.Press("u").Sees("已撤回上一步").isAt("必填栏目").NotSees("缺 1")
		w.Press("e").Sees("本材料没有免提交的规定")
		w.Press("pgdown", "e").Sees("免提交", "请按共享信息审查要点").isAt("统一社会信用代码")
		if m := w.fold(t).MaterialState("bl"); m.Presence != yichuang.Exempt || !m.Points[1].Machine {
			t.Fatalf("exempt: %+v", m)
		}
		w.Press("pgdown", "d").Sees("本材料要求纸质")
		w.Press("pgdown", "d").Sees("已收电子件").Press("n", "0", "tab", "3", "enter").Sees("原件0/1份、复印件3/1份", "份数缺")
		w.Press("-").Sees("复印件2/1份").Press("n", "+", "enter").Sees("已收 原件1份、复印件2份").NotSees("份数缺")
	})
}

func TestTheMachineComparesWhatTheClerkReads(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("v").Sees("本条须人工看")
		w.Press("down", "down", "down").Sees("按 v 录入材料上的住所")
		w.Press("v").Type("示例镇示例街1号").Sees("符合，按 Enter 记录", "一致").Press("enter")
		if j := w.point("app", 4); j.Verdict != yichuang.Pass || !j.Machine || j.Value != "示例镇示例街1号" {
			t.Fatalf("judged %+v", j)
		}
		// what does not agree becomes a finding, worded by the machine, confirmed by the clerk
		w.Press("home", "pgdown", "pgdown", "pgdown", "down", "v").Type("20251122").Sees("不符，按 Enter 写明问题")
		w.Press("enter").Sees("截止2025-11-22").Press("1")
		if j := w.point("id", 2); j.Verdict != yichuang.Fail || j.Machine || j.Value != "20251122" || !strings.Contains(j.Finding, "截止2025-11-22") {
			t.Fatalf("judged %+v", j)
		}
		// what the machine cannot judge goes on record with the clerk's own verdict
		w.Press("home", "pgdown", "down", "down", "v").Type("销售预包装食品").Press("enter").Sees("机器判不了").Press("1")
		if j := w.point("bl", 3); j.Verdict != yichuang.Pass || j.Machine || j.Value != "销售预包装食品" {
			t.Fatalf("judged %+v", j)
		}
	})
}

func TestAMachineVerdictCanBeOverruled(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			a := caterer()
			a.Legal.ID.Number = "110105194912310021" // the check digit is wrong
			w := open(t, size, foodLicence(), a)
			w.Press("pgdown", "pgdown", "pgdown").isAt("证件号码")
			w.Press("enter").isAt("证件号码").Sees("机检 不符", "确认无误的，到该条按 1 改判")
			if j := w.point("id", 1); j.Verdict != yichuang.Fail || !j.Machine {
				t.Fatalf("a pass covered up what the machine found: %+v", j)
			}
			w.Press("1").Sees("第1条机检为“不符”，已由人工改判为“符合”")
			if j := w.point("id", 1); j.Verdict != yichuang.Pass || j.Machine {
				t.Fatalf("overruled: %+v", j)
			}
		})
	}
}

func TestGroundsForDeclining(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("j").Sees("仅销售预包装食品", "不能选").Press("3").Sees("窗口不能自行认定")
		w.Press("2").Sees("已标记不予受理情形：经营场所不在本旗行政区域")
		if g := w.fold(t).Ground; g == nil || g.Agency == "" || g.Type != yichuang.DeclineElsewhere {
			t.Fatalf("ground %+v", g)
		}
		w.Press("j", "8").Sees("已撤销不予受理情形")
		if w.fold(t).Ground != nil {
			t.Fatal("the ground is still marked")
		}
		w.Press("j", "6").Type("道路运输事项").Press("esc", "esc")
		w.Send(kit.Route{Name: "review", Arg: number})
		w.Press("j").CaretAfter("道路运输事项").Press("enter").Type("交通运输专窗").Press("enter", "enter")
		g := w.fold(t).Ground
		if g == nil || g.Reason != "道路运输事项" || g.Agency != "交通运输专窗" || g.Type != yichuang.DeclineScope {
			t.Fatalf("ground %+v", g)
		}
	})
}

func TestARemarkAndTheWayToTheDecision(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("f6").Type("下午再来").Press("enter").Sees("备注已记入办件")
		if b, ok := w.events[len(w.events)-1].Body.(*yichuang.Noted); !ok || b.Text != "下午再来" {
			t.Fatal("no remark on record")
		}
		w.Press("g").Sees("此处是决定")
		w.Send(kit.Close{Result: yichuang.PointRef{Material: "app", No: 4}}) // the decision sends back: mend this
		w.isAt("经营场所地址")
		w.Press("f8")
		w.Send(kit.Close{Result: kit.Replace{Route: kit.Route{Name: "papers", Arg: number}}})
		w.Sees("此处是文书").Press("esc").Sees("此处是desk")
	})
}

func TestAScenarioWithoutMaterials(t *testing.T) {
	d := tuitest.New(t)
	s := newSeat(t, d, foodLicence(), caterer(), yichuang.Answers{"q1": "packed"})
	d.Start(tui.Options{Routes: routes(s, d), Start: kit.Route{Name: "desk"}}, 80, 24)
	d.Send(kit.Route{Name: "review", Arg: number})
	d.Press("down", "1", "2", "a", "u", "pgdown").Sees("本情形不收件").Press("enter").Sees("此处是决定")
}
