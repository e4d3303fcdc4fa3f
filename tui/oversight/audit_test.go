package oversight_test

import (
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/oversight"
	"yichuang/tui/tuitest"
)

// deviating is a case accepted although a point failed, against a later edition of the
// item that says otherwise.
func deviating(t *testing.T) (*seat, yichuang.CaseNumber) {
	t.Helper()
	s := newSeat(t, "2026-09-21")
	s.Item.Revised = yichuang.Date{Year: 2025, Month: 3, Day: 1}
	later := tuitest.Shop()
	later.Edition, later.Revised = "4-11111111", yichuang.Date{Year: 2026, Month: 10, Day: 1}
	later.Materials[1].Points[0].Standard = "含餐饮服务"
	if _, err := s.PutItems(t.Context(), []*yichuang.Item{later}); err != nil {
		t.Fatal(err)
	}
	n := s.Begun(tuitest.Zhang())
	s.Do(clerk, n, &yichuang.ScenarioAnswered{Scenario: "s1", Name: "新办", Outcome: yichuang.Collect, Asked: []yichuang.MaterialID{"app", "bl"}},
		&yichuang.MaterialTaken{Material: "app", Presence: yichuang.Held, Originals: 1},
		&yichuang.PointsJudged{Material: "app", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass, OnSpot: true}, {No: 2, Verdict: yichuang.Pass}}},
		&yichuang.MaterialTaken{Material: "bl", Presence: yichuang.Held, Copies: 2},
		&yichuang.PointsJudged{Material: "bl", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Fail, Finding: "没有餐饮"}}})
	s.Decided(n, yichuang.Choice{Decision: yichuang.Accept, Deviation: "部门电话同意先受理"})
	return s, n
}

// Point by point: the edition, the clerk's tick, the deviation with its reason, who
// confirmed, and what the department revised since.
func TestTheLiabilityTable(t *testing.T) {
	s, n := deviating(t)
	d := s.driver()
	d.Screen(oversight.NewAudit(d.Env, s, n), tui.Routes{"case": tui.With(func(yichuang.CaseNumber) kit.Screen { return blank{"办件"} })}).
		Sees("150627-260921", "第3-9f2c1a0b版，部门2025-03-01修订", "超过12个月没有修订", "是否提交", "符合", "1001").
		Press("down").Sees("无空项", "当场更正", "工号1001").
		Press("m").Sees("看全部要点", "不符", "偏离").Sees("含餐饮", "没有餐饮", "部门电话同意先受理", "第4-11111111版（2026-10-01修订）改了这一条").
		Press("m").Press("v").Sees("偏离审查结论的", "理由：部门电话同意先受理", "部门初审确认（系统）：李初审").Press("m").Sees("按 v 换到要点").
		Press("pgdown", "up", "down").Press("v").Press("e").Sees("已写到 audit.xlsx").Press("f4").Sees("画面：办件")
	d.Press("esc").Resize(120, 40).Press("end").Sees("要点来源", "没有餐饮")
}
