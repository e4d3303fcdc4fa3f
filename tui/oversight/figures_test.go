package oversight_test

import (
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/oversight"
)

// A month in figures: by window, by department, by day; as tables and as bars.
func TestFigures(t *testing.T) {
	s := newSeat(t, "2026-09-21")
	first := s.accepted("张三")
	s.Do("2001", first, &yichuang.ApprovalTaken{Department: market})
	s.On("2026-09-23")
	s.accepted("李四")
	s.Do("2001", first, &yichuang.Ruled{Department: market, Ruling: yichuang.Refuse, Reasons: "不符合", Basis: "食品安全法第35条"})
	s.On("2026-10-13")
	d := s.driver()
	d.Screen(oversight.NewFigures(d.Env, s), tui.Routes{}).Sees("本月  2026-10-01 至 2026-10-13", "按窗口", "这段时间没有收件").
		Press("p").Sees("上月  2026-09-01 至 2026-09-30", "7号窗口", "合计", "补正率").
		Press("v").Sees("各环节用时", "领办→审批", "2.0天", "-").
		Press("v").Sees("图：收件", "7号窗口", "2  ████", "合计 2").
		Press("right", "right").Sees("图：容缺受理", "合计 0").Press("left", "left", "left").Sees("图：办结").
		Press("v", "tab").Sees("按人员", "1001").Press("tab").Sees("按事项", "食品经营许可").Press("tab").Sees("按部门", market, "多部门办件").
		Press("tab").Sees("按日期", "2026-09-21", "2026-09-23").Press("tab").Sees("按窗口").
		Press("e").Sees("已写到 figures.xlsx").Press("c").Sees("已写到 figures.csv")
	if len(s.exported) != 2 || s.exported[0] != "window.xlsx" {
		t.Errorf("%v", s.exported)
	}
	d.Press("f").Sees("统计时段").Press("backspace", "backspace").Type("99").Press("enter").Sees("请按").Press("shift+tab", "backspace", "backspace").Type("22").Press("enter", "enter").
		Sees("指定日期  2026-09-22 至 2026-09-30", "7号窗口").Press("p").Sees("本月")
	d.Press("left").Sees("按 v 换到图").Resize(120, 40).Sees("不予")
}

// Behind the last day of a period nothing is counted; the week begins on Monday.
func TestPeriods(t *testing.T) {
	s := newSeat(t, "2026-10-11") // a Sunday
	d := s.driver()
	d.Screen(oversight.NewFigures(d.Env, s)).Press("p", "p").Sees("本周  2026-10-05 至 2026-10-11").Press("p").Sees("今天  2026-10-11 至 2026-10-11").
		Press("p").Sees("本年  2026-01-01").Press("p").Sees("本月  2026-10-01")
}
