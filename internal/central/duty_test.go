package central_test

import (
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

const (
	lead  = "测试甲局"
	other = "测试乙局"
)

// staff adds people to the hall.
func staff(t *testing.T, c *central.Centre, people ...yichuang.User) {
	t.Helper()
	for _, u := range people {
		if err := c.AddUser(t.Context(), hall, u, "480261"); err != nil {
			t.Fatal(err)
		}
	}
}

// by does steps in the name of a person.
func (s *seat) by(who yichuang.UserID, n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
	s.t.Helper()
	c, err := s.store.Case(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	if c, err = s.store.Append(s.t.Context(), who, n, c.Seen(), bodies...); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// What a person may not do is refused at the centre too, whatever his terminal let
// him do, and told why; everything else of his goes on.
func TestDutiesAreAskedAtTheCentre(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		staff(t, c, yichuang.User{ID: "1001", Name: "窗口", Role: yichuang.RoleWindow}, yichuang.User{ID: "2001", Name: "甲审批", Role: yichuang.RoleOfficer, Department: lead},
			yichuang.User{ID: "3001", Name: "出件", Role: yichuang.RoleHandOver})
		a := enrol(t, c, window("W01", 1))
		opened := testkit.Opened(0, 5)
		opened.Department = lead
		made, err := a.store.OpenCase(t.Context(), "1001", testkit.Region, opened, append(testkit.Reviewed(false), testkit.Shared(testkit.FillEnd, testkit.FillEnd, lead, other))...)
		if err != nil {
			t.Fatal(err)
		}
		a.sync()
		refused := func(who yichuang.UserID, body yichuang.Body, says string) {
			t.Helper()
			before := len(a.sees(made.Number).Unsettled)
			a.by(who, made.Number, body)
			a.sync()
			now := a.sees(made.Number)
			if len(now.Unsettled) != before+1 {
				t.Errorf("%T of %s was taken", body, who)
				return
			}
			events, err := a.store.History(t.Context(), made.Number)
			if err != nil {
				t.Fatal(err)
			}
			last := events[len(events)-1]
			if last.Refused == nil || last.Refused.Code != yichuang.Denied || !strings.Contains(last.Refused.Message, says) {
				t.Errorf("%T of %s: %+v", body, who, last.Refused)
			}
			a.by("1001", made.Number, &yichuang.RefusalSettled{Terminal: last.Terminal, Seq: last.Seq, Note: "看过了"})
			a.sync()
		}
		refused("1001", &yichuang.ApprovalTaken{Department: lead}, "窗口受理岗位不能做这一步")
		refused("2001", &yichuang.ApprovalTaken{Department: other}, other)
		refused("3001", &yichuang.WindowAsked{Department: lead, Text: "补"}, "综合出件岗位不能")
		refused("4711", &yichuang.ApprovalTaken{Department: lead}, "没有工号“4711”")
		a.by("2001", made.Number, &yichuang.ApprovalTaken{Department: lead})
		a.sync()
		if now := a.sees(made.Number); now.Approval(lead).Officer != "2001" || len(now.Unsettled) != 0 {
			t.Errorf("%+v", now.Approval(lead))
		}
		// A person who came a moment ago is known, and one who left is still believed
		// for what was done before.
		staff(t, c, yichuang.User{ID: "2002", Name: "乙审批", Role: yichuang.RoleOfficer, Department: other})
		a.by("2002", made.Number, &yichuang.ApprovalTaken{Department: other})
		if err := c.RemoveUser(t.Context(), hall, "2002"); err != nil {
			t.Fatal(err)
		}
		a.sync()
		if now := a.sees(made.Number); now.Approval(other).Officer != "2002" {
			t.Errorf("%+v", now.Approval(other))
		}
	})
}

// A seat that sees one department's cases sees those in which it shares, whole, also
// when they came to it later.
func TestASharedCaseIsSeenByAll(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		a := enrol(t, c, window("W01", 1))
		office := window("D01", 50)
		office.Departments = []string{other}
		b := enrol(t, c, office)
		opened := testkit.Opened(0, 5)
		opened.Department = lead
		made, err := a.store.OpenCase(t.Context(), "1001", testkit.Region, opened, testkit.Reviewed(false)...)
		if err != nil {
			t.Fatal(err)
		}
		a.sync()
		b.sync()
		if _, err := b.store.Case(t.Context(), made.Number); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("a case of another department: %v", err)
		}
		a.do(made.Number, testkit.Shared(testkit.FillEnd, testkit.FillEnd, lead, other))
		a.sync()
		b.sync()
		b.fetch()
		if got := b.sees(made.Number); got == nil || got.Events != a.sees(made.Number).Events {
			t.Errorf("%+v", got)
		}
		body, err := c.Page(t.Context(), b.who, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if here, err := b.store.OpenCases(t.Context(), `["`+other+`"]`); err != nil || here != parse(t, body).End.Open || here != 1 { // else it would look for what is apart for ever
			t.Errorf("%d open cases here, %d at the centre: %v", here, parse(t, body).End.Open, err)
		}
		late := window("D02", 51)
		late.Departments = []string{other}
		if got := enrolled(t, c, late).sees(made.Number); got == nil || got.Stage != yichuang.StageAccepted {
			t.Errorf("a new terminal: %+v", got)
		}
	})
}

// enrolled enrols a terminal and has it load what there is.
func enrolled(t *testing.T, c *central.Centre, s central.Seat) *seat {
	t.Helper()
	made := enrol(t, c, s)
	made.sync()
	return made
}
