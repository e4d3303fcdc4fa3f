package e2e_test

import (
	"strings"
	"testing"

	"yichuang/internal/e2e"
)

// Somebody between a terminal and its centre leads the line to a centre of his own: the
// code tells the terminal that it is the wrong one, and so does what it learnt by it.
// Nothing is enrolled, nothing is sent, and the code still works.
func TestAnImpostorOnTheLine(t *testing.T) {
	t.Parallel()
	hall, impostor := e2e.Open(t, e2e.Options{}), e2e.Open(t, e2e.Options{})
	s := hall.Machine("W01")
	code := hall.Centre.Code("W01")
	s.Line.Lead(impostor.Centre.Address)
	if r := s.Try("enroll", s.Line.Address(), code); r.Code != 1 || !strings.Contains(r.Said, "不是发登记码的中心") {
		t.Errorf("enrolled with an impostor: %+v", r)
	}
	s.Line.Lead(hall.Centre.Address)
	s.Enrol(code)
	if r := s.Try("enroll", s.Line.Address(), code); r.Code != 1 || !strings.Contains(r.Said, "已经用过了") {
		t.Errorf("the code works again: %+v", r)
	}
	s.Run("sync", "now")
	s.TakeIn("1001", "不给别人看")
	s.Line.Lead(impostor.Centre.Address)
	if r := s.Try("sync", "now", "--for", "1s"); r.Code != 1 {
		t.Errorf("in step with an impostor: %+v", r)
	}
	s.Line.Lead(hall.Centre.Address)
	s.Run("sync", "now")
	if ledger := hall.Agree(s); len(ledger.Cases) != 1 {
		t.Errorf("%d cases", len(ledger.Cases))
	}
	if ledger := impostor.Ledger(impostor.Centre); len(ledger.Cases) != 0 {
		t.Errorf("the impostor has %d cases", len(ledger.Cases))
	}
}
