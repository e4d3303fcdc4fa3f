package cases_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

func TestWhatComesNext(t *testing.T) {
	cases := []struct {
		name string
		do   func(h *hall, n yichuang.CaseNumber)
		sees []string
		goes string // where Enter leads
	}{
		{"no scenario", func(*hall, yichuang.CaseNumber) {},
			[]string{"收件审查中", "还没有确定办理情形", "告知期限    2026-11-30   还有5个工作日"}, "打开了scenario(%s)"},
		{"half reviewed", func(h *hall, n yichuang.CaseNumber) {
			h.reviewed(n, "")
			h.do(n, &yichuang.MaterialTaken{Material: "app", Presence: yichuang.Held, Originals: 1})
		}, []string{"已审1条要点，还有2条", "接着审查"}, "打开了review(%s)"},
		{"a condition in words", func(h *hall, n yichuang.CaseNumber) {
			h.do(n, &yichuang.ScenarioAnswered{Scenario: "s1", Outcome: yichuang.Collect, Doubtful: []yichuang.MaterialID{"env"}})
		}, []string{"还有1种材料没有确认是否需要", "待确认需要否"}, "打开了review(%s)"},
		{"reviewed", func(h *hall, n yichuang.CaseNumber) { h.reviewed(n, "", 2) },
			[]string{"要点都审完了", "1条不符", "目前发现的问题  1项", "勾了两种业态"}, "打开了decide(%s)"},
		{"the notice is late", func(h *hall, n yichuang.CaseNumber) { h.now = h.now.AddDate(0, 0, 14) },
			[]string{"还没有确定办理情形", "已超期5个工作日"}, "打开了scenario(%s)"},
		{"deemed accepted", func(h *hall, n yichuang.CaseNumber) { h.reviewed(n, "bl"); h.now = h.now.AddDate(0, 0, 14) },
			[]string{"依法视为受理"}, "打开了decide(%s)"},
		{"not collected", func(h *hall, n yichuang.CaseNumber) {
			h.do(n, &yichuang.ScenarioAnswered{Scenario: "s2", Name: "不用办", Outcome: yichuang.DoNotCollect})
		}, []string{"依法不收件"}, "打开了decide(%s)"},
		{"a ground is marked", func(h *hall, n yichuang.CaseNumber) {
			h.reviewed(n, "")
			h.do(n, &yichuang.GroundMarked{Ground: yichuang.Rejection{Reason: "不属于本机关", Type: yichuang.DeclineElsewhere}})
		}, []string{"已标记不予受理情形"}, "打开了decide(%s)"},
		{"papers not printed", func(h *hall, n yichuang.CaseNumber) { h.reviewed(n, ""); h.decided(n, yichuang.Accept, false) },
			[]string{"待部门初审", "收件凭证还没有交给申请人", "部门确认了按 c"}, "打开了papers(%s)"},
		{"waiting for the department", func(h *hall, n yichuang.CaseNumber) { h.reviewed(n, ""); h.decided(n, yichuang.Accept, true) },
			[]string{"等待市场监督管理局初审", "初审期限    2026-11-24   还有1个工作日"}, "登记初审确认"},
		{"waiting for corrections", func(h *hall, n yichuang.CaseNumber) { h.reviewed(n, "bl"); h.decided(n, yichuang.Correct, true) },
			[]string{"待补正", "按 b 开始第2次审查", "第1次到窗口告知补正（2026-11-23）  1项"}, "申请人带着补正材料来了？"},
		{"declined", func(h *hall, n yichuang.CaseNumber) {
			h.reviewed(n, "")
			h.do(n, &yichuang.GroundMarked{Ground: yichuang.Rejection{Reason: "该由别处办", Type: yichuang.DeclineElsewhere, Agency: "某旗自然资源局"}})
			h.decided(n, yichuang.Decline, true)
		}, []string{"不予受理", "已经办结"}, "窗口没有要办的了"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHall(t)
			n := h.open(zhang())
			c.do(h, n)
			d := show(t, h, n)
			for _, size := range []kit.Size{sizes[1], sizes[2]} {
				d.Resize(size.Width, size.Height).NoCaret().Sees(n.Pretty(), "张三", "版次 3-9f2c1a0b").Sees(c.sees...)
			}
			d.Resize(80, 24).Sees("下一步：")
			goes := c.goes
			if strings.Contains(goes, "%") {
				goes = fmt.Sprintf(goes, n)
			}
			d.Press("enter").Sees(goes)
		})
	}
}

func TestAcceptedCase(t *testing.T) {
	h := newHall(t)
	h.item.Terms.Initial = yichuang.InitialReview{}
	n := h.open(zhang())
	h.reviewed(n, "bl")
	h.decided(n, yichuang.AcceptOwing, true)
	d := show(t, h, n).Resize(120, 40)
	d.Sees("已受理", "市场监督管理局：待领办", "受理日期    2026-11-23", "承诺办结    2026-12-02   还有7个工作日   绿灯",
		"法定办结    2026-12-21   还有20个工作日", "补交期限    2026-11-30   还有5个工作日   《营业执照》", "容缺材料《营业执照》", "未提交；2026-11-30前补齐")
	for days, want := range map[int]string{8: "还有1个工作日   黄灯", 9: "今天到期   黄灯", 10: "已超期1个工作日   红灯一级", 15: "已超期4个工作日   红灯二级", 30: "黑牌"} {
		h.now = tuitest.Begin.AddDate(0, 0, days)
		d.Send(kit.Changed{}).Sees(want)
	}
}

func TestDueDaysBeyondTheCalendar(t *testing.T) {
	h := newHall(t)
	h.item.Terms.Initial, h.item.Terms.Statutory.Value = yichuang.InitialReview{}, 60
	n := h.open(zhang())
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, true)
	show(t, h, n).Sees("待核（2027年放假安排没有载入）")
}

func TestConfirm(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, true)
	d := show(t, h, n).Press("c").Sees("登记初审确认", "受理日期为今天（2026-11-23）").CaretAfter("初审人员：")
	d.Press("enter", "enter").Sees("请填写初审人员").Type("赵\n").Press("2", "enter")
	d.Sees(fmt.Sprintf("打开了papers(%s)", n), "已登记初审确认")
	got := h.last(n, 2)
	confirmed, ok := got[0].(*yichuang.Confirmed)
	if !ok || confirmed.Officer != "赵" || confirmed.Via != "书面" || confirmed.Accepted != yichuang.DateOf(h.now) || confirmed.Dues.Promised.IsZero() {
		t.Errorf("on record: %#v", got[0])
	}
	if p, ok := got[1].(*yichuang.PaperPrepared); !ok || p.Paper != yichuang.AcceptNotice {
		t.Errorf("prepared: %#v", got[1])
	}
	d.Press("esc").Sees("已受理", "受理通知书还没有交给申请人").Press("c").Sees("这件不在等待部门初审")
}

func TestConfirmAfterwards(t *testing.T) {
	h := newHall(t)
	h.item.Terms.Initial.Offline = yichuang.OfflineAccept
	n := h.open(zhang())
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, true)
	d := show(t, h, n).Sees("先行受理", "事后确认").Press("enter").Sees("受理日期不变").Type("赵\n\n")
	d.Sees("已登记初审确认", "窗口没有要办的了").NotSees("打开了papers", "先行受理")
}

func TestReturn(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, true)
	d := show(t, h, n).Press("t").Sees("登记部门退回", "重新审查").Type("赵\n\n").CaretAfter("退回理由：")
	d.Press("enter").Sees("请填写退回理由").Type("经营范围不含餐饮").Press("ctrl+j").Type("请核对").Press("esc").Sees("离开就没有了").Press("2")
	h.err = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请清理磁盘"}
	d.Press("enter").Sees("磁盘已满", "经营范围不含餐饮", "请核对", "赵")
	h.err = nil
	d.Press("enter").Sees("已登记部门退回", "收件审查中", "部门退回：经营范围不含餐饮 请核对。", "重新审查")
	want := &yichuang.Returned{Officer: "赵", Via: "电话", Reason: "经营范围不含餐饮\n请核对"}
	if got := h.last(n, 1)[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("on record: %#v, want %#v", got, want)
	}
	d.Press("r").Sees(fmt.Sprintf("打开了review(%s)", n))
}

// Somebody else was first: the rules say so, and the form keeps what was typed.
func TestConfirmTooLate(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, true)
	d := show(t, h, n).Press("c").Type("赵")
	h.do(n, &yichuang.Returned{Officer: "钱", Via: "电话", Reason: "重审"})
	d.Send(kit.Changed{}).Press("enter", "enter").Sees("该办件不在等待部门初审", "赵").Press("esc", "1").Sees("收件审查中", "部门退回：重审")
}

func TestBackWithCorrections(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	h.reviewed(n, "bl")
	h.decided(n, yichuang.Correct, true)
	d := show(t, h, n).Press("b", "2").Sees("待补正").Press("b", "enter").Sees(fmt.Sprintf("打开了review(%s)", n))
	if _, ok := h.last(n, 1)[0].(*yichuang.Resubmitted); !ok {
		t.Errorf("on record: %#v", h.last(n, 1)[0])
	}
	d.Press("esc").Sees("收件审查中（第2次到窗口）").Press("b").Sees("只有待补正的办件", "收件审查中")
}

// The first key after another screen acts on the case as that screen left it.
func TestBackFromTheReview(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := show(t, h, n).Press("enter").Sees("打开了scenario")
	h.reviewed(n, "")
	d.Press("esc", "enter").Sees("打开了decide")
	h.decided(n, yichuang.Accept, true)
	d.Press("esc", "r").Sees("待部门初审").NotSees("打开了review").Press("r").Sees("已经作出决定")
}

func TestNote(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := show(t, h, n).Press("n").Sees("备注", n.Pretty()).Press("enter").Sees("Enter 记下").Type("申请人说").Press("esc").Sees("备注还没有记下").Press("2")
	h.err = errors.New("disk on fire")
	d.Press("enter").Sees("disk on fire", "申请人说")
	h.err = nil
	d.Press("esc", "1").Sees("申请人").NotSees("申请人说").Press("n").CaretAfter("申请人说") // left, and here again
	d.Type("明天来").Press("enter").Sees("已记下备注").Press("end").Resize(120, 40).Sees("备注：申请人说明天来")
	if len(h.drafts) != 0 {
		t.Errorf("what is on record is still a draft: %v", h.drafts)
	}
}

func TestKeysSayWhy(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := show(t, h, n)
	for key, why := range map[string]string{"c": "还没有作出决定", "t": "还没有作出决定", "b": "只有待补正的办件", "r": "还没有确定办理情形", "p": "没有文书"} {
		d.Press(key).Sees(why, "办件 007")
	}
	h.reviewed(n, "")
	h.decided(n, yichuang.Accept, false)
	d.Send(kit.Changed{}).Press("r").Sees("已经作出决定").Press("p").Sees("打开了papers")
}

func TestMasks(t *testing.T) {
	h := newHall(t)
	n := h.open(yichuang.Applicant{Kind: yichuang.Organization, Name: strings.Repeat("某某餐饮", 9) + "有限公司", Credit: "91330100799655058B", Phone: "0477-8123456",
		Legal: yichuang.Representative{Name: "李四", ID: zhang().ID}, Agent: &yichuang.Agent{Name: "王五", ID: zhang().ID, Phone: "13911112222"}})
	d := show(t, h, n).Sees("有限公司", "91330100799655058B", "0477-***3456", "法定代表人  李四   居民身份证 150627********4219", "139****2222")
	d.NotSees("19900307", "13911112222").Press("v").Sees("150627199003074219", "13911112222", "0477-8123456")
	d.Press("v").NotSees("19900307", "13911112222", "8123456")
}

func TestHistory(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	h.reviewed(n, "bl", 2)
	h.decided(n, yichuang.Correct, true)
	d := show(t, h, n).Sees("下面还有").Press("end").Sees("收件登记：食品经营许可", "11-23 09:00  1001").NotSees("下面还有")
	d.Press("home").Sees("期限和登记").Press("tab").Sees("材料  3种", "原件1").Press("tab", "tab").Sees("文书  2份", "已交申请人").Press("tab").Sees("办理过程")
	d.Press("tab").Sees("期限和登记").Press("shift+tab").Press("pgdown", "pgdown", "pgdown").Sees("审查《食品经营许可申请书》", "材料未提交：《营业执照》").Press("up", "up", "pgup", "pgup", "pgup").Sees("期限和登记")
	d.Resize(120, 40).Sees("期限和登记", "办理过程", "收件登记：食品经营许可", "情形：新办，有堂食")
}

func TestOpenedByScan(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := show(t, h, n)
	other := h.open(zhang())
	d.Scan(other.Barcode()).Sees("办件 007-1-0002").Press("esc").Sees("办件 007-1-0001")
	d.Scan("*1506272611230070100029").Sees("出错", "校验不符", "Esc 返回").Press("enter", "c", "pgdown").Sees("校验不符")
	d.Press("esc").Sees("办件 007-1-0001")
	unknown, err := yichuang.IssueNumber("150627", yichuang.DateOf(h.now), 9, '1', 1)
	if err != nil {
		t.Fatal(err)
	}
	d.Scan(unknown.Barcode()).Sees("本机没有办件", "请核对编号")
}

func TestNoScreenForAnythingElse(t *testing.T) {
	d := tuitest.New(t)
	for _, arg := range []any{nil, "150627261123007100015", 7, kit.Lock{}} {
		if s := cases.New(d.Env, newHall(t), clerk, arg); s != nil {
			t.Errorf("a screen for %#v", arg)
		}
	}
}

func TestCaseGarbage(t *testing.T) {
	h := newHall(t)
	dirty := "\x1b[31m" + strings.Repeat("很长的字", 2500) + "\xff\x00\u202e"
	h.item.Name, h.item.Materials[0].Name, h.item.Office.Department = dirty, dirty, dirty
	a := zhang()
	a.Name, a.Phone, a.ID.Number, a.Address = dirty, dirty, dirty, dirty
	n := h.open(a)
	h.reviewed(n, "bl", 2)
	h.do(n, &yichuang.Noted{Text: dirty})
	h.decided(n, yichuang.Correct, false)
	d := show(t, h, n)
	for _, size := range append(sizes, kit.Size{Width: 20, Height: 5}, kit.Size{Width: 80, Height: 24}) {
		d.Resize(size.Width, size.Height).Press("v", "end", "home", "pgdown", "tab", "n", "esc")
	}
	d.Sees(n.Pretty())
	h.do(n, &yichuang.Resubmitted{})
	d.Send(kit.Changed{}).Sees("第2次到窗口")
}

// What each material has of scans stands there, with what is still to be sent; they
// are added at any stage once the scenario is settled.
func TestScansOfACase(t *testing.T) {
	h := newHall(t)
	n := h.open(zhang())
	d := show(t, h, n).Press("f7").Sees("还没有确定办理情形，不知道要收哪些材料")
	h.reviewed(n, "")
	d.Send(kit.Changed{}).Press("tab").Sees("材料  3种").NotSees("扫描件1", "扫描件2")
	h.scanned(n, "app", yichuang.ScanUnsent)
	h.scanned(n, "app", yichuang.ScanSent)
	h.scanned(n, "bl", yichuang.ScanSpoilt)
	h.decided(n, yichuang.Accept, true)
	for _, size := range sizes {
		d.Resize(size.Width, size.Height).Send(kit.Changed{}).Press("home", "tab").Sees("扫描件3个，1个待上传，1个已损坏", "扫描件2个，1个待上传", "扫描件1个，1个已损坏")
	}
	d.Press("f7").Sees(fmt.Sprintf("打开了scans({%s })", n)).Press("esc").Sees("办件 007")
	h.err = errors.New("disk on fire")
	d.Send(kit.Changed{}).Sees("disk on fire", "扫描件3个")
}
