package review_test

import (
	"context"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"
	"yichuang/tui/review"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

// slow is a disk during whose writing keys are pressed.
type slow struct {
	*seat
	during func()
}

func (s *slow) Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if f := s.during; f != nil {
		s.during = nil
		f()
	}
	return s.seat.Append(ctx, by, c, bodies...)
}

func typist(t *testing.T) (*tuitest.Driver, *slow) {
	d := tuitest.New(t)
	s := &slow{seat: newSeat(t, d, foodLicence(), caterer(), yichuang.Answers{"q1": "cater"})}
	d.Screen(review.New(d.Env, s, yichuang.User{ID: clerk}, number))
	return d, s
}

func press(d *tuitest.Driver, keys ...tea.Msg) func() {
	return func() {
		for _, k := range keys {
			d.Send(k)
		}
	}
}

var escape tea.Msg = tea.KeyPressMsg{Code: tea.KeyEscape}

func char(r rune) tea.Msg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func TestKeysPressedDuringACommitAreNotLost(t *testing.T) {
	d, s := typist(t)
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	s.during = press(d, enter, char('2'), char('1'), char('a'), char('m'))
	d.Press("enter")
	c := s.fold(t)
	app := c.MaterialState("app")
	for no, want := range map[int]yichuang.Verdict{1: yichuang.Pass, 2: yichuang.Pass, 3: yichuang.Fail, 4: yichuang.Pass, 5: yichuang.Pass} {
		if got := app.Points[no].Verdict; got != want {
			t.Errorf("point %d: %q, want %q", no, got, want)
		}
	}
	if c.MaterialState("bl").Presence != yichuang.Missing {
		t.Error("the last of the keys was lost")
	}
}

func TestAFullDiskKeepsTheLastPointAndDropsTheKeysBehind(t *testing.T) {
	d, s := typist(t)
	d.Press("enter").Sees("已审 1/13")
	events := len(s.events)
	s.fails = []error{full}
	s.during = press(d, char('1'), char('m'))
	d.Press("1")
	if len(s.events) != events {
		t.Fatalf("%d events, want the %d before", len(s.events), events)
	}
	d.Sees("磁盘已满，没有保存", "没有记录，仍停在这一条；后面按的2个键没有执行", "已审 1/13")
	d.Press("1").Sees("已审 2/13") // there is room again: work goes on at the same point
	if s.fold(t).MaterialState("app").Points[2].Verdict != yichuang.Pass {
		t.Fatal("the work did not go on at the point that failed")
	}
}

func TestAFullDiskLeavesTheFindingWhereItWasTyped(t *testing.T) {
	d, s := typist(t)
	d.Press("2", "0").Type("缺页")
	s.fails = []error{full}
	d.Press("enter").Sees("磁盘已满", "没有记录").CaretAfter("缺页")
	d.Press("enter")
	if f := s.fold(t).MaterialState("app").Points[1].Finding; f != "缺页" {
		t.Fatalf("finding %q", f)
	}
}

func TestADraftThatCannotBeKeptIsTold(t *testing.T) {
	d, s := typist(t)
	d.Press("2", "0")
	s.fails = []error{full}
	d.Type("缺").Sees("没有存成草稿：磁盘已满").Type("页").CaretAfter("缺页")
	if got := s.drafts["finding/"+string(number)+"/app/1"]; got != "缺页" {
		t.Fatalf("draft %q, want the newest text", got)
	}
}

func TestEscDuringACommitLeavesAfterIt(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			w := open(t, size, foodLicence(), caterer())
			s := &slow{seat: w.seat}
			w.Send(kit.Home{})
			w.Send(kit.Open{Screen: review.New(w.Env, s, yichuang.User{ID: clerk}, number)})
			s.during = press(w.Driver, char('1'), escape, char('1'))
			w.Press("1").Sees("此处是desk")
			if got := w.Top().(*stub).got; got != (kit.Changed{}) {
				t.Fatalf("the desk received %#v, and shows what was before", got)
			}
			points := w.fold(t).MaterialState("app").Points
			if len(points) != 2 {
				t.Fatalf("%d points judged, want the two before Esc", len(points))
			}
		})
	}
}

func TestLeaveAndComeBackAtTheSamePoint(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		again := func() window {
			return w.Press("esc").Sees("此处是desk").Send(kit.Route{Name: "review", Arg: number})
		}
		again().isAt("必填栏目")
		w.Press("enter", "enter")
		again().isAt("经营项目").Sees("接着上次停下的地方")
		// out of order: in the middle of a later material, where the machine has
		// judged what comes behind
		w.Press("pgdown", "pgdown", "pgdown", "down", "1")
		again().isAt("姓名一致")
		w.Press("a").Press("y") // the material with a condition is next
		again().Sees("核对份数即可")
	})
}

func TestNewsFromTheStoreIsShownWithoutLosingThePlace(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("enter", "down")
		w.put(t, &yichuang.PointsJudged{Material: "app", Points: []yichuang.Judgement{{No: 2, Verdict: yichuang.Pass}}})
		w.Send(kit.Changed{}).Sees("已审 2/13")
		w.isAt("经营项目")
	})
}

func TestACaseThatIsDecidedCannotBeReviewed(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("j", "1")
		d, err := yichuang.Decide(w.item, w.fold(t), yichuang.Choice{Decision: yichuang.Decline}, w.Circumstances())
		if err != nil {
			t.Fatal(err)
		}
		w.put(t, d)
		w.Send(kit.Changed{}).Sees("不能再审查").Press("1").Sees("不能再审查").Press("enter").Sees("此处是办件")
	})
}

// later brings the applicant back with corrections, the next day.
func later(t *testing.T, w window) {
	t.Helper()
	d, err := yichuang.Decide(w.item, w.fold(t), yichuang.Choice{Decision: yichuang.Correct}, w.Circumstances())
	if err != nil {
		t.Fatal(err)
	}
	w.put(t, d)
	w.Press("esc").Advance(24 * time.Hour)
	w.put(t, &yichuang.Resubmitted{})
	w.Send(kit.Route{Name: "review", Arg: number})
}

func TestTheSecondVisitBeginsWithWhatWasTold(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("a", "2", "1", "a", "m", "a", "x")
		later(t, w)
		w.Sees("须补正", "上次合格", "待核 3", "上次告知2项").isAt("统一社会信用代码")
		w.Press("1") // the point is in order now, the material is the old one
		if j := w.point("bl", 1); j.Verdict != yichuang.Pass || j.Visit != 2 {
			t.Fatalf("judged %+v", j)
		}
		w.isAt("功能分区").Sees("上次告知：未提交").Press("a").Sees("已全部审完")
		w.Press("home", "r").Sees("已重新收件").isAt("统一社会信用代码")
		if j := w.point("bl", 2); j.Verdict != "" {
			t.Fatalf("a material handed in anew keeps an old verdict: %+v", j)
		}
		w.Press("2").Sees("1 [ ] 经营范围未包含申请事项").Press("1") // new material: no second notice
		if c := w.fold(t); c.SecondNotices != 0 {
			t.Fatal("a finding on a new material was counted as a second notice")
		}
	})
}

func TestASecondNoticeNeedsASupervisor(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("a", "2", "1", "a", "a", "a", "x")
		later(t, w)
		w.Press("pgdown", "2", "1").Sees("这条问题第一次就应当告知", "《食品经营许可申请书》：业态勾选两种以上")
		events := len(w.events)
		w.Press("esc").Sees("没有记录：属于二次告知")
		w.Press("1").Sees("这条问题第一次就应当告知")
		w.Type("上次漏看").Press("enter").Type("9001").Press("enter").Type("1111").Press("enter").Sees("工号或者密码不对")
		if len(w.events) != events {
			t.Fatal("written without leave")
		}
		w.Type(pin).Press("enter").Sees("已记录，属于二次告知")
		c := w.fold(t)
		if c.SecondNotices != 1 || w.point("app", 1).Verdict != yichuang.Fail {
			t.Fatalf("second notices %d, point %+v", c.SecondNotices, w.point("app", 1))
		}
		b := w.events[len(w.events)-1].Body.(*yichuang.PointsJudged)
		if b.Second == nil || b.Second.Supervisor != supervisor || b.Second.Reason != "上次漏看" {
			t.Fatalf("leave %+v", b.Second)
		}
		// a material that was there cannot be found missing without leave either
		w.Press("end", "pgup", "m").Sees("这条问题第一次就应当告知", "未提交")
		w.Type("复查发现").Press("enter").Type("9001").Press("enter").Type(pin).Press("enter")
		if c := w.fold(t); c.SecondNotices != 2 {
			t.Fatalf("second notices %d", c.SecondNotices)
		}
		if len(w.drafts) != 0 {
			t.Fatalf("drafts left behind: %v", w.drafts)
		}
	})
}

func TestWhatWasToldCanBeFoundWrongAgain(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("a", "2", "1", "a", "a", "a", "x")
		later(t, w)
		w.Press("2").Sees("1 [ ] 经营范围未包含申请事项").Press("1").Sees("不符 1", "已全部审完")
		if c := w.fold(t); c.SecondNotices != 0 || w.point("bl", 1).Visit != 2 {
			t.Fatalf("%d second notices, %+v", c.SecondNotices, w.point("bl", 1))
		}
	})
}

func TestTakingBack(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("enter", "u").isAt("必填栏目").Sees("已审 0/13", "未看")
		w.Press("enter", "enter", "enter", "u").isAt("经营项目").Sees("已审 2/13")
		w.Press("up", "u").Sees("已撤回第2条的判定", "已审 1/13").isAt("主体业态")
		w.Press("a", "u").isAt("主体业态").Sees("已审 1/13")
		w.Press("u").Sees("没有可撤回的")
		// a material that was taken for missing comes back with its verdicts
		w.Press("2", "1", "up", "m", "u").isAt("主体业态")
		if m := w.fold(t).MaterialState("app"); m.Originals != 1 || m.Points[1].Verdict != yichuang.Pass || m.Points[2].Finding == "" {
			t.Fatalf("taken back: %+v", m)
		}
	})
}

func TestPiecesThatWereAskedForAreCountedAgain(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("a", "n", "0", "enter", "a", "a", "a", "x").Sees("份数缺")
		later(t, w)
		w.Sees("须补正", "上次告知：缺复印件1份", "已收 复印件0/1份", "待核 1")
		w.Press("enter").Sees("份数已补齐", "已收 复印件1份", "已全部审完")
		if w.point("bl", 1).Visit != 1 {
			t.Fatal("counting the pieces again judged the points again")
		}
	})
}

func BenchmarkKeyToFrame(b *testing.B) {
	d := tuitest.New(b)
	s := newSeat(b, d, heavy(), caterer(), yichuang.Answers{"q1": "cater"})
	screen := review.New(d.Env, s, yichuang.User{ID: clerk}, number)
	screen.Update(kit.Size{Width: 200, Height: 46})
	run(screen, screen.Init())
	for range 12 {
		run(screen, screen.Update(char('a')))
	}
	down, up := tea.KeyPressMsg{Code: tea.KeyPgDown}, tea.KeyPressMsg{Code: tea.KeyPgUp}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i++; i%2 == 0 {
			screen.Update(down)
		} else {
			screen.Update(up)
		}
		screen.View()
		screen.Keys()
	}
}

// run runs a command and everything that follows from it.
func run(s kit.Screen, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			run(s, c)
		}
	case kit.Reply:
		if msg.Msg != nil {
			run(s, s.Update(msg.Msg))
		}
	}
}

// Scans are those of the material at hand; the review goes on where it was.
func TestScansOfTheMaterialAtHand(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("a").isAt("统一社会信用代码").Press("f7").Sees("此处是扫描件")
		if of := w.Top().(*stub).arg; of != (kit.ScansOf{Case: number, Material: "bl"}) {
			t.Errorf("opened for %+v", of)
		}
		w.Press("esc").isAt("统一社会信用代码")
	})
}
