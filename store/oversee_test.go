package store_test

import (
	"slices"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// watching reads the watch list of a day.
func watching(t *testing.T, s *store.Store, today string) map[yichuang.CaseNumber]yichuang.WatchedCase {
	t.Helper()
	list, err := s.Watched(t.Context(), yichuang.Circumstances{Now: day(today).Start().Add(9 * time.Hour), Calendar: yichuang.BuiltinCalendar()})
	if err != nil {
		t.Fatal(err)
	}
	all := map[yichuang.CaseNumber]yichuang.WatchedCase{}
	for _, w := range list {
		all[w.Number] = w
	}
	return all
}

// The lights change with working days: over National Day 2026 none passes. What is
// remembered from the first look is right after every later step, at a read-only
// store, too.
func TestWatchedOverNationalDay(t *testing.T) {
	clk := newClock()
	clk.at = day("2026-09-21").Start().Add(10 * time.Hour)
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	const lead = "测试甲局"
	dues := yichuang.Dues{Promised: yichuang.Due{Date: day("2026-09-30")}, Statutory: yichuang.Due{Date: day("2026-10-15")}}
	accept := &yichuang.Decided{Decision: yichuang.Accept, Accepted: day("2026-09-21"), Dues: dues,
		Assigned: []yichuang.Assignment{{Department: lead, Lead: true, Promised: yichuang.Clock{Start: day("2026-09-21")}, Dues: dues}}}
	c := open(t, s, 10, append(testkit.Reviewed(false), accept, &yichuang.ApprovalTaken{Department: lead})...)
	for _, x := range []struct {
		today string
		want  yichuang.Light
	}{
		{"2026-09-22", yichuang.Green}, {"2026-09-29", yichuang.Yellow}, {"2026-09-30", yichuang.Yellow},
		{"2026-10-01", yichuang.Yellow}, {"2026-10-07", yichuang.Yellow}, // no working day has passed
		{"2026-10-08", yichuang.Red1}, {"2026-10-10", yichuang.Red1}, // a Saturday on which people work
		{"2026-10-12", yichuang.Red2}, {"2026-10-15", yichuang.Red2}, {"2026-10-16", yichuang.Black},
	} {
		w, found := watching(t, s, x.today)[c.Number]
		if !found || w.Light() != x.want || w.Owes() != lead {
			t.Errorf("%s: %v, want %v: %+v", x.today, w.Light(), x.want, w.Signals)
		}
	}
	clk.at = day("2026-10-09").Start().Add(10 * time.Hour)
	c = appendTo(t, s, c, &yichuang.Urged{Urge: yichuang.Supervise, Department: lead, Text: "请抓紧", Due: day("2026-10-10")})
	if w := watching(t, s, "2026-10-12")[c.Number]; len(w.Signals) != 2 || w.Signals[1].Point != yichuang.WatchUrge || w.Signals[1].Light != yichuang.Red1 {
		t.Errorf("%+v", w.Signals)
	}
	c = appendTo(t, s, c, &yichuang.UrgeAnswered{Terminal: c.Urges[0].ID.Terminal, Seq: c.Urges[0].ID.Seq, Text: "今日办结"}, &yichuang.Ruled{Department: lead, Ruling: yichuang.Grant})
	w := watching(t, s, "2026-10-12")[c.Number]
	if late := w.Signals[len(w.Signals)-1]; late.Point != yichuang.FactLate || late.Light != yichuang.Red1 {
		t.Errorf("%+v", w.Signals)
	}
	if got := watching(t, openAt(t, s.Path(), store.Options{ReadOnly: true}), "2026-10-12")[c.Number]; got.Light() != w.Light() || len(got.Signals) != len(w.Signals) {
		t.Errorf("read only: %+v", got.Signals)
	}
	appendTo(t, s, c, &yichuang.ResultRegistered{Department: lead, Name: "测试许可证", Digital: true}, &yichuang.HandedOver{Method: yichuang.DeliverDigital})
	if _, found := watching(t, s, "2026-10-12")[c.Number]; found {
		t.Error("a closed case is still watched")
	}
}

// Hall's own figures change the lights of the same cases at once.
func TestWatchedByOtherRules(t *testing.T) {
	s := newStore(t, store.Options{Now: newClock().now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	behind(t, s)
	now := yichuang.Circumstances{Now: newClock().now(), Calendar: yichuang.BuiltinCalendar()}
	before, err := s.Watched(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	rules := yichuang.DefaultWatchRules()
	rules.Share = 100
	now.Watch = &rules
	after, err := s.Watched(t.Context(), now)
	if err != nil || len(after) != len(before) || len(after) == 0 {
		t.Fatalf("%d then %d cases, %v", len(before), len(after), err)
	}
	if a, b := yichuang.LightCounts(before), yichuang.LightCounts(after); a == b {
		t.Errorf("%v stay %v", a, b)
	}
}

// The ledger of owed materials: what is to come first, with the reminders.
func TestOwedLedger(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	const lead = "测试甲局"
	owing := func(i int, owed ...yichuang.Owed) *yichuang.Case {
		dues := yichuang.Dues{Promised: yichuang.Due{Date: day("2026-12-01")}}
		return open(t, s, i, append(testkit.Reviewed(false), &yichuang.Decided{Decision: yichuang.AcceptOwing, Accepted: day("2026-11-20"), Dues: dues,
			Assigned: []yichuang.Assignment{{Department: lead, Lead: true, Dues: dues}}, Owed: owed})...)
	}
	late := owing(1, yichuang.Owed{Material: "m3", Name: "材料三", Due: day("2026-11-24")})
	soon := owing(2, yichuang.Owed{Material: "m2", Name: "材料二", Due: day("2026-11-23")}, yichuang.Owed{Material: "m3", Name: "材料三", Due: day("2026-11-26")})
	late = appendTo(t, s, late, &yichuang.Reminded{Of: yichuang.RemindOwed, Via: "电话"}, &yichuang.Reminded{Of: yichuang.RemindOwed, Via: "短信"})
	appendTo(t, s, soon, &yichuang.OwedDelivered{Material: "m2", Copies: 1})
	lines, err := s.Owed(t.Context(), yichuang.Circumstances{Now: day("2026-11-25").Start(), Calendar: yichuang.BuiltinCalendar()})
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if l := lines[0]; l.Number != late.Number || !l.Overdue(day("2026-11-25")) || l.Overdue(day("2026-11-24")) || l.Reminded != 2 || !l.Last.Equal(clk.now()) {
		t.Errorf("%+v", l)
	}
	desk := func(on, department string) []yichuang.DeskGroup {
		view, err := s.Desk(t.Context(), yichuang.User{ID: "2001", Name: "某审批", Role: yichuang.RoleOfficer, Department: department}, day(on))
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(view.Groups, func(g yichuang.DeskGroup) bool { return g.Kind != yichuang.GroupOwed })
	}
	if got := desk("2026-11-25", lead); len(got) != 1 || got[0].Total != 1 || got[0].Cases[0].Number != late.Number {
		t.Errorf("the department's desk: %+v", got)
	}
	if got := append(desk("2026-11-24", lead), desk("2026-11-25", "测试丙局")...); len(got) != 0 {
		t.Errorf("too early, or another department: %+v", got)
	}
	if l := lines[1]; l.Number != soon.Number || l.Owed.Material != "m3" || l.Overdue(day("2026-11-25")) {
		t.Errorf("%+v", l)
	}
	if l := lines[2]; l.Owed.Delivered.IsZero() || l.Overdue(day("2026-12-31")) {
		t.Errorf("%+v", l)
	}
}

// Originals are where the last hand gave them, until they are back with the applicant.
func TestOriginals(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	dues := yichuang.Dues{Promised: yichuang.Due{Date: day("2026-12-01")}}
	c := open(t, s, 1, append(testkit.Reviewed(false), &yichuang.Decided{Decision: yichuang.Accept, Accepted: day("2026-11-20"), Dues: dues,
		Assigned: []yichuang.Assignment{{Department: "测试甲局", Lead: true, Dues: dues}}})...)
	open(t, s, 2) // under review: nobody moves anything
	desk := yichuang.Place{Kind: yichuang.AtWindow, Name: testkit.Terminal.ID.Seat()}
	department := yichuang.Place{Kind: yichuang.AtDepartment, Name: "测试甲局"}
	appendTo(t, s, c, &yichuang.PapersMoved{Materials: []yichuang.MaterialID{"m1", "m2"}, From: desk, To: department, Slip: "W07-JJ1"})
	lines, err := s.Originals(t.Context(), yichuang.AtDepartment, "", 10)
	if err != nil || len(lines) != 1 || lines[0].Number != c.Number || lines[0].Pieces != 2 || lines[0].Slip != "W07-JJ1" || lines[0].ItemName == "" {
		t.Fatalf("%+v, %v", lines, err)
	}
	all, err := s.Originals(t.Context(), "", "", 10)
	if err != nil || len(all) != 2 || all[1].Place != desk {
		t.Fatalf("%+v, %v", all, err)
	}
}

// What the tables count is what the events say of every case.
func TestStatisticsOfTheStore(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	cases := behind(t, s)
	if err := s.AddUser(t.Context(), wang, pin); err != nil {
		t.Fatal(err)
	}
	q := yichuang.StatQuery{By: yichuang.ByClerk, From: day("2026-11-20"), To: day("2026-11-20"), Today: day("2026-11-20")}
	st, err := s.Statistics(t.Context(), q)
	if err != nil || len(st.Rows) != 1 || st.Rows[0].Counts[yichuang.CountVolume] != len(cases) || st.Rows[0].Name != "1001 "+wang.Name {
		t.Fatalf("%+v, %v", st, err)
	}
	want := [yichuang.Measures]int{yichuang.CountVolume: 6, yichuang.CountAccepted: 2, yichuang.CountOwing: 1, yichuang.CountRuled: 1, yichuang.CountRefused: 1, yichuang.CountProlonged: 1,
		yichuang.CountUrged: 2, yichuang.CountEnded: 3, yichuang.CountClosed: 1}
	if st.Total.Counts != want {
		t.Errorf("%+v\nwant %+v", st.Total.Counts, want)
	}
	q.By = yichuang.ByDepartment
	if st, err = s.Statistics(t.Context(), q); err != nil || len(st.Rows) < 2 {
		t.Fatalf("%+v, %v", st, err)
	}
	for _, r := range st.Rows {
		if r.Key == "测试乙局" && (r.Counts[yichuang.CountRefused] != 1 || r.Counts[yichuang.CountVolume] != 2) {
			t.Errorf("%+v", r)
		}
	}
	q.From, q.To = day("2026-11-21"), yichuang.Date{}
	if st, err = s.Statistics(t.Context(), q); err != nil || len(st.Rows) != 0 {
		t.Errorf("%+v, %v", st, err)
	}
}
