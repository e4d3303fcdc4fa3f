package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/kit"
)

// A slip moves what a case has at the window, is printed like a paper, and printed again
// beside the first.
func TestASlipOfASeat(t *testing.T) {
	_, s, n := demoSeat(t)
	lines, err := s.Originals(t.Context(), "", "", 10)
	if err != nil || len(lines) != 1 || lines[0].Number != n {
		t.Fatalf("%+v, %v", lines, err)
	}
	to := yichuang.Place{Kind: yichuang.WithCourier, Name: "流转员"}
	slip, err := s.HandOn(t.Context(), "1001", lines[0].Place, to, []yichuang.CaseNumber{n})
	if err != nil || len(slip.Lines) != 1 || len(slip.Lines[0].What) == 0 {
		t.Fatalf("%+v, %v", slip, err)
	}
	first, err := s.PrintSlip(t.Context(), slip, false)
	if err != nil || filepath.Base(first) != slip.Number+".pdf" {
		t.Fatalf("%s, %v", first, err)
	}
	again, err := s.PrintSlip(t.Context(), slip, true)
	if err != nil || again == first || !strings.Contains(again, "补打") {
		t.Errorf("%s, %v", again, err)
	}
	for _, file := range []string{first, again} {
		if raw, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(raw), "%PDF-") {
			t.Errorf("%s: %v", file, err)
		}
	}
	if _, err := s.HandOn(t.Context(), "1001", lines[0].Place, to, []yichuang.CaseNumber{n}); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("what is not there is handed on: %v", err)
	}
	if lines, err := s.Originals(t.Context(), yichuang.WithCourier, "流转员", 10); err != nil || len(lines) != 1 || lines[0].Slip != slip.Number {
		t.Errorf("%+v, %v", lines, err)
	}
}

// Oversight is for supervisors, whatever another screen or a colleague's session opens.
func TestOversightIsForSupervisors(t *testing.T) {
	_, s, n := demoSeat(t)
	table := routes(kit.NewEnv(t.Context(), s.now), s)
	for route, arg := range map[string]any{"oversight": nil, "figures": nil, "audit": n, "askend": new(yichuang.Case)} {
		for _, u := range demoUsers {
			s.sit(u)
			screen := table[route](arg)
			if _, shut := screen.(*closed); shut == u.Is(yichuang.RoleSupervisor) {
				t.Errorf("%s opens for %s: %v", route, u.Role, !shut)
			}
		}
	}
}
