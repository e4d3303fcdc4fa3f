package oversight_test

import (
	"testing"

	"yichuang"
)

// The list of a hall before and after National Day: nothing moves over the holiday,
// the worst stands first, and the same words stand in the row as the colour says.
func TestTheListOverNationalDay(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	first := s.accepted("张三")
	s.On("2026-09-28")
	second := s.accepted("李四")
	for _, n := range []yichuang.CaseNumber{first, second} {
		s.Do("2001", n, &yichuang.ApprovalTaken{Department: market})
	}
	s.On("2026-09-30")
	d := s.watch().Sees("在办2件", "黄灯1", "绿灯1", "剩1日", "2026-10-08止", "张三", "1/2", market)
	for _, x := range []struct {
		day   string
		lines []string
	}{
		{"2026-10-07", []string{"黄灯1", "绿灯1", "剩1日", "剩5日"}}, // the last day of the holiday: none has passed
		{"2026-10-08", []string{"黄灯1", "绿灯1", "今天到期", "剩4日"}},
		{"2026-10-09", []string{"红灯一级1", "绿灯1", "超1日"}},
		{"2026-10-10", []string{"红灯一级1", "黄灯1", "超2日", "剩2日"}}, // a Saturday on which people work
		{"2026-10-11", []string{"红灯一级1", "黄灯1", "超2日", "剩2日"}},
		{"2026-10-13", []string{"红灯二级1", "黄灯1", "超4日", "今天到期"}},
		{"2026-10-26", []string{"黑牌0", "红灯二级2"}},
		{"2026-10-27", []string{"黑牌1", "红灯二级1", "超法定1日"}},
	} {
		s.On(x.day)
		d.Press("r").Sees(x.lines...)
	}
}

// Filters narrow by light, point, department and window; x shows everything again.
func TestFilters(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	old := s.accepted("张三")
	s.Do("2001", old, &yichuang.ApprovalTaken{Department: market})
	s.On("2026-10-09")
	fresh := s.accepted("李四")
	d := s.watch().Sees("在办2件", "红灯一级1", "绿灯1", "全部在办件")
	d.Press("g").Sees("只看：黄灯以上", "1件", "张三").NotSees("李四")
	d.Press("g", "g").Sees("黑牌以上", "没有这样的在办件").Press("enter").Sees("没有选中的办件").Press("g").Sees("全部在办件")
	d.Press("p").Sees("只看：部门领办", "李四").NotSees("张三").Press("p").Sees("审批办结", "2件")
	d.Press("x", "d").Sees("只看："+market, "2件").Press("d").Sees("全部在办件")
	d.Press("w").Sees("7号窗口收件", "2件").Press("x").Sees("全部在办件")
	d.Press("c").Sees("工号1001收件", "2件").Press("i").Sees("工号1001收件，食品经营许可", "2件").Press("x")
	d.Press("down", "enter").Sees("画面：办件" + string(fresh)).Press("esc").Sees("电子监察")
	s.Do("2001", old, &yichuang.Ruled{Department: market, Ruling: yichuang.Grant})
	d.Press("r", "p", "p", "p").Sees("只看：决定送达").Press("x").Sees("在办2件")
}

// Urging from the list reaches the department, is watched until it is answered, and
// the answer is seen.
func TestUrgingFromTheList(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	n := s.accepted("张三")
	s.Do("2001", n, &yichuang.ApprovalTaken{Department: market})
	s.On("2026-10-09")
	d := s.watch().Press("u").Sees("催办、督办", market).Press("right", "enter", "enter", "enter").Type("请今日作出决定").Press("enter").Sees("已发出", "催办答复")
	u := s.Is(n).Urges
	if len(u) != 1 || u[0].Kind != yichuang.Supervise || u[0].Department != market || u[0].By != overseer.ID || u[0].Due != (yichuang.Date{Year: 2026, Month: 10, Day: 10}) {
		t.Fatalf("%+v", u)
	}
	desk, err := s.Desk(t.Context(), yichuang.User{ID: "2001", Name: "王审批", Role: yichuang.RoleOfficer, Department: market}, yichuang.DateOf(s.At))
	if err != nil || len(desk.Groups) == 0 || desk.Groups[0].Kind != yichuang.GroupUrged || desk.Groups[0].Cases[0].Number != n {
		t.Fatalf("the department's desk: %+v, %v", desk.Groups, err)
	}
	s.On("2026-10-13")
	d.Press("r", "p", "p").Sees("只看：催办答复", "超2日")
	s.Do("2001", n, &yichuang.UrgeAnswered{Terminal: u[0].ID.Terminal, Seq: u[0].ID.Seq, Text: "今日办结"})
	d.Press("x", "r").NotSees("催办答复")
}

// Every point of a case with many is told of, in the room there is.
func TestManyPoints(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	n := s.accepted("张三")
	for range 6 {
		s.Do(overseer.ID, n, &yichuang.Urged{Urge: yichuang.Hasten, Department: market, Text: "请抓紧", Due: yichuang.DateOf(s.At)})
	}
	s.watch().Sees("还有5项").Resize(120, 40).Sees("还有5项", "今天到期", market).Resize(200, 60).Sees("张三")
}

// An empty hall says so, and keys that need a case say why they do nothing.
func TestNothingToWatch(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	s.watch().Sees("在办0件", "没有这样的在办件").Press("u").Sees("没有选中的办件").Press("a").Sees("没有选中的办件")
}
