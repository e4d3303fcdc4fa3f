package intake_test

import (
	"strings"
	"testing"

	"yichuang/tui/kit"
)

// A sheet that was left half filled in is there again, whatever was taken in
// meanwhile.
func TestAnUnfinishedSheetSurvivesTheNextPerson(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food(), teacher())
		d := start(t, s, route("applicant", teacherID), size)
		d.Type("张三丰\n某街").Press("esc", "1")
		d.Send(route("applicant", foodID)).Sees("张*丰").Type(goodCode + "\n某餐饮店")
		d.NotSees("张*丰").Press("ctrl+r").NotSees("张三丰") // one sheet is never that of two people
		killed := start(t, s, route("applicant", teacherID), size)
		killed.Sees("张三丰", "某街", "已恢复未完成的填写")
		d.Type("\n王五\n\n\n13812345678\n").Sees("[情形]")
		if draft := s.drafts["1001/applicant"]; len(s.drafts) != 1 || !strings.Contains(draft, "张三丰") {
			t.Fatalf("kept are %v", s.drafts)
		}
		d.Press("esc").Send(route("applicant", teacherID)).Sees("张三丰", "已恢复未完成的填写")
		d.Press("down").Type(goodID+"\n13812345678\n").Sees("[情形]", "张三丰")
		if len(s.drafts) != 0 {
			t.Fatalf("nothing is unfinished, and kept are %v", s.drafts)
		}
	})
}

// Two sheets that were both left are both there again.
func TestTwoUnfinishedSheets(t *testing.T) {
	s := newSeat(food(), teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三丰").Press("esc", "1")
	d.Send(route("applicant", foodID)).Type(goodCode[:9]).Press("esc", "1")
	d.Send(route("applicant", teacherID)).CaretAfter("张三丰").Press("esc", "1")
	d.Send(route("applicant", foodID)).CaretAfter(goodCode[:9])
	d.Press("f9", "1").NotSees(goodCode[:9]).Press("esc")
	d.Send(route("applicant", foodID)).NotSees(goodCode[:9])
}

// An emptied sheet is nothing to go on with.
func TestAnEmptiedSheetLeavesNoDraft(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张").Press("backspace")
	if len(s.drafts) != 0 {
		t.Fatalf("kept are %v", s.drafts)
	}
}

// A full disk must not lose what is put aside.
func TestAFullDiskKeepsWhatWasPutAside(t *testing.T) {
	s := newSeat(food(), teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三丰").Press("esc", "1")
	d.Send(route("applicant", foodID))
	s.broken = errDisk
	d.Type("9").Sees("磁盘写不进去了")
	if !strings.Contains(s.drafts["1001/applicant"], "张三丰") {
		t.Fatalf("kept are %v", s.drafts)
	}
	s.broken = nil
	d.Type("1")
	if !strings.Contains(s.drafts["1001/applicant"], `"91"`) || !strings.Contains(s.drafts["1001/applicant/"+string(teacherID)], "张三丰") {
		t.Fatalf("kept are %v", s.drafts)
	}
}
