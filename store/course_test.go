package store_test

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// behind plays what follows acceptance until it has met every kind of event there,
// over several cases, and returns those.
func behind(t *testing.T, s *store.Store) []*yichuang.Case {
	t.Helper()
	const lead, other = "测试甲局", "测试乙局"
	who := yichuang.Collector{Name: "测试受托人", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "990106199001010013"}, Relation: yichuang.CollectsEntrusted, Authority: "委托书一份"}
	dues := yichuang.Dues{Statutory: yichuang.Due{Date: day("2026-12-18")}, Promised: yichuang.Due{Date: day("2026-12-01")}}
	assigned := []yichuang.Assignment{{Department: lead, Lead: true, Mode: yichuang.ApproveParallel, Dues: dues}, {Department: other, Mode: yichuang.ApproveParallel, Dues: dues}}
	accept := &yichuang.Decided{Decision: yichuang.Accept, Accepted: day("2026-11-20"), Dues: dues, Assigned: assigned}
	pause := yichuang.Pause{Kind: yichuang.SpecialPause, Name: "专家评审", Reason: "复杂", Basis: "行政许可法第45条", Stops: true, From: day("2026-11-20"), Expected: day("2026-11-27")}
	desk := yichuang.Place{Kind: yichuang.AtWindow, Name: testkit.Terminal.ID.Seat()}
	life := open(t, s, 10, append(testkit.Reviewed(false), accept)...)
	urge := int64(0)
	for _, bodies := range [][]yichuang.Body{
		{&yichuang.ApprovalTaken{Department: lead}},
		{&yichuang.PapersMoved{Materials: []yichuang.MaterialID{"m1"}, From: desk, To: yichuang.Place{Kind: yichuang.AtDepartment, Name: lead}, Slip: "W07-JJ1"}},
		{&yichuang.WindowAsked{Department: lead, Text: "补扫第3页"}},
		{&yichuang.WindowAnswered{Department: lead, Text: "已补扫"}},
		{&yichuang.SiteVisited{Department: lead, Visit: yichuang.SiteVisit{Day: day("2026-11-20"), Staff: []string{"甲", "乙"}, Found: "一致"}}},
		{&yichuang.Paused{Department: lead, Pause: pause, Dues: yichuang.Dues{Promised: yichuang.Due{Standing: true}, Statutory: yichuang.Due{Standing: true}}}},
		{&yichuang.Resumed{Department: lead, To: day("2026-11-20"), Note: "通过", Dues: dues}},
		{&yichuang.LimitExtended{Department: other, Granted: yichuang.Prolongation{Extension: yichuang.Extension{Value: 15, Unit: yichuang.WorkingDays, Approver: "负责人"}, Reason: "复杂", At: day("2026-11-20")}, Dues: dues}},
		{&yichuang.Urged{Urge: yichuang.Supervise, Department: lead, Text: "请抓紧", Due: day("2026-11-24")}},
		nil, // the answer, which names the urge
		{&yichuang.Ruled{Department: lead, Ruling: yichuang.Grant, Deliver: dues.Promised}, &yichuang.Ruled{Department: other, Ruling: yichuang.Refuse, Reasons: "不符合", Basis: "测试法第1条"}},
		{&yichuang.ResultRegistered{Department: lead, Name: "测试许可证", Number: "C1"}, &yichuang.ResultRegistered{Department: other, Name: "不予决定书", Digital: true}},
		{&yichuang.ResultArrived{Departments: []string{lead}, Place: "3号柜"}},
		{&yichuang.Reminded{Of: yichuang.RemindCollect, Via: "电话"}},
		{&yichuang.HandedOver{Method: yichuang.DeliverAtDesk, Collector: who, Returned: []yichuang.MaterialID{"m2"}}},
	} {
		if bodies == nil {
			bodies = []yichuang.Body{&yichuang.UrgeAnswered{Terminal: testkit.Terminal.ID, Seq: urge, Text: "今日办结"}}
		}
		life = appendTo(t, s, life, bodies...)
		if len(life.Urges) == 1 {
			urge = life.Urges[0].ID.Seq
		}
	}
	joint := []yichuang.Assignment{{Department: lead, Lead: true, Mode: yichuang.ApproveJoint, Dues: dues}, {Department: other, Mode: yichuang.ApproveJoint, Dues: dues}}
	owed := open(t, s, 11, append(testkit.Reviewed(false), &yichuang.Decided{Decision: yichuang.AcceptOwing, Accepted: day("2026-11-20"), Dues: dues, Assigned: joint,
		Owed: []yichuang.Owed{{Material: "m3", Name: "测试材料m3", What: "模糊", Due: day("2026-11-25")}}})...)
	owed = appendTo(t, s, owed, &yichuang.OpinionGiven{Department: other, Agrees: true}, &yichuang.OwedDelivered{Material: "m3", Copies: 1})
	owed = appendTo(t, s, owed, &yichuang.Urged{Urge: yichuang.Hasten, Text: "请核对"})
	owed = appendTo(t, s, owed, &yichuang.Terminated{Department: lead, Cause: yichuang.EndOther, Reason: "测试理由", Basis: "测试法第2条"})
	withdrawn := appendTo(t, s, open(t, s, 12), &yichuang.Withdrawn{Reason: "不办了", Who: who})
	opened := testkit.Opened(13, testkit.FillItems)
	opened.Channel, opened.Online = yichuang.ChannelOnline, &yichuang.OnlineOrigin{Portal: "portal", Reference: "A-1"}
	online, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened)
	if err != nil {
		t.Fatal(err)
	}
	online = appendTo(t, s, online, &yichuang.OnlineTaken{Window: 7})
	opened = testkit.Opened(14, testkit.FillItems)
	opened.Bundle = &yichuang.BundlePlace{Name: "测试一件事"}
	bundle, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened)
	if err != nil {
		t.Fatal(err)
	}
	bundle = appendTo(t, s, bundle, &yichuang.Parted{Members: []yichuang.Member{{Number: life.Number, Item: life.Item.ID, Name: life.ItemName, Department: lead}, {Number: owed.Number}}})
	opened = testkit.Opened(15, testkit.FillItems)
	opened.Bundle = &yichuang.BundlePlace{Name: "测试一件事", Lead: bundle.Number}
	member, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened, testkit.Scenario(), &yichuang.ReviewCarried{Visit: 1,
		Materials: []yichuang.MaterialState{{Material: "m1", Applies: yichuang.AppliesYes, Presence: yichuang.Held, Originals: 1, Visit: 1, Scans: []yichuang.Scan{testScan}}}})
	if err != nil {
		t.Fatal(err)
	}
	member = appendTo(t, s, member, &yichuang.Withdrawn{Reason: "不办了", Who: who})
	return []*yichuang.Case{life, owed, withdrawn, online, bundle, member}
}

// TestCourseIsProjected follows one case through the tables about departments, urges
// and figures: they say at every step what the events say, and what a rebuild says.
func TestCourseIsProjected(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	cases := behind(t, s)
	sound(t, s)
	stages := map[yichuang.Stage]int{}
	for _, c := range cases {
		stages[c.Stage]++
	}
	for _, stage := range []yichuang.Stage{yichuang.StageClosed, yichuang.StageTerminated, yichuang.StageWithdrawn, yichuang.StageReview, yichuang.StageParted} {
		want := 1
		if stage == yichuang.StageWithdrawn {
			want = 2
		}
		if stages[stage] != want {
			t.Errorf("%d cases are %s", stages[stage], stage)
		}
	}
	before := dump(t, s.Path())
	clk.move(time.Hour)
	if _, err := s.Rebuild(t.Context()); err != nil || dump(t, s.Path()) != before {
		t.Errorf("a rebuild changes something: %v", err)
	}
	for _, wreck := range []string{
		"UPDATE approvals SET state = 'taken'", "DELETE FROM approvals WHERE rank = 1", "UPDATE figures SET late = 1 - late", "DELETE FROM figures",
		"INSERT INTO urges VALUES (1, 0, 'W07.1', 1, '', '')", "UPDATE cases SET asked = asked + 1", "UPDATE cases SET online = 1 - online", "UPDATE cases SET bundle = number",
		"UPDATE originals SET pieces = pieces + 1", "DELETE FROM originals", "UPDATE originals SET slip = 'W07-JJ9'",
	} {
		execute(t, s.Path(), "PRAGMA foreign_keys = 0", wreck)
		if h, err := s.Check(t.Context()); err != nil || len(h.Problems) == 0 {
			t.Errorf("%s: Check finds %v, %v", wreck, h.Problems, err)
		}
		if _, err := s.Rebuild(t.Context()); err != nil || dump(t, s.Path()) != before {
			t.Errorf("%s: a rebuild does not mend it: %v", wreck, err)
		}
	}
}
