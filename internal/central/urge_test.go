package central_test

import (
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// A supervisor's urge, stated at one seat, stands first on the department's desk at
// another and is watched there too; the answer comes back, and the clock ends at both.
func TestAnUrgeAndItsAnswer(t *testing.T) {
	officer := yichuang.User{ID: "2001", Name: "甲审批", Role: yichuang.RoleOfficer, Department: lead}
	each(t, func(t *testing.T, c *central.Centre) {
		staff(t, c, yichuang.User{ID: "1001", Name: "窗口", Role: yichuang.RoleWindow}, officer, yichuang.User{ID: "9001", Name: "督导", Role: yichuang.RoleSupervisor})
		here, there := enrol(t, c, window("W01", 1)), enrol(t, c, window("D01", 21))
		opened := testkit.Opened(0, 5)
		opened.Department = lead
		made, err := here.store.OpenCase(t.Context(), "1001", testkit.Region, opened, append(testkit.Reviewed(false), testkit.Shared(testkit.FillEnd, testkit.FillEnd.AddDays(7), lead, other))...)
		if err != nil {
			t.Fatal(err)
		}
		n, today := made.Number, testkit.FillEnd.AddDays(3)
		here.by("9001", n, &yichuang.Urged{Urge: yichuang.Supervise, Department: lead, Text: "请今日作出决定", Due: today})
		here.sync()
		there.sync()
		urges := func(s *seat) (clocks int) {
			t.Helper()
			list, err := s.store.Watched(t.Context(), yichuang.Circumstances{Now: today.Start(), Calendar: yichuang.BuiltinCalendar()})
			if err != nil || len(list) != 1 {
				t.Fatalf("%d cases are watched, %v", len(list), err)
			}
			for _, x := range list[0].Signals {
				if x.Point == yichuang.WatchUrge {
					clocks++
				}
			}
			return clocks
		}
		desk, err := there.store.Desk(t.Context(), officer, today)
		if err != nil || len(desk.Groups) == 0 || desk.Groups[0].Kind != yichuang.GroupUrged || desk.Groups[0].Cases[0].Number != n {
			t.Fatalf("%+v, %v", desk.Groups, err)
		}
		if urges(here) != 1 || urges(there) != 1 {
			t.Errorf("%d and %d urges are watched", urges(here), urges(there))
		}
		u := there.sees(n).Urges[0]
		there.by("2001", n, &yichuang.UrgeAnswered{Terminal: u.ID.Terminal, Seq: u.ID.Seq, Text: "今日办结"})
		there.sync()
		here.sync()
		if u := here.sees(n).Urges[0]; u.Answer != "今日办结" || u.AnsweredBy != "2001" {
			t.Errorf("%+v", u)
		}
		if urges(here) != 0 || urges(there) != 0 {
			t.Errorf("answered, %d and %d are still watched", urges(here), urges(there))
		}
		same(t, n, here, there)
	})
}
