package kit_test

import (
	"fmt"
	"strings"
	"testing"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// many counts how often a row is asked for.
type many struct {
	n     int
	asked int
}

func (m *many) Len() int { return m.n }

func (m *many) Row(i int) []string {
	m.asked++
	return []string{fmt.Sprintf("%06d", i), "食品经营许可证核发（新办）", "审查中"}
}

func (m *many) Tone(i int) kit.Tone { return kit.Warn }

func caseList(rows kit.Rows) *kit.List {
	l := kit.NewList(nil, kit.Column{Title: "编号", Width: 8}, kit.Column{Title: "事项", Width: 10, Flex: 1}, kit.Column{Title: "状态", Width: 8})
	l.SetRows(rows)
	return l
}

func keyOf(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

func TestListOfHundredThousand(t *testing.T) {
	rows := &many{n: 100_000}
	l := caseList(rows)
	shows := func(at int) {
		t.Helper()
		lines := l.View(80, 20)
		if len(lines) != 20 || !strings.Contains(lines[0], "编号") {
			t.Fatalf("%d lines, the first %q", len(lines), lines[0])
		}
		marked := 0
		for _, line := range lines {
			if kit.Width(line) > 80 {
				t.Fatalf("too wide: %q", line)
			}
			if strings.HasPrefix(line, kit.Mark) {
				marked++
				if !strings.Contains(line, fmt.Sprintf("%06d", at)) {
					t.Fatalf("marked is %q, want row %d", line, at)
				}
			}
		}
		if marked != 1 || l.Selected() != at {
			t.Fatalf("%d rows marked, selected %d, want %d", marked, l.Selected(), at)
		}
	}
	shows(0)
	for _, step := range []struct {
		key rune
		at  int
	}{
		{tea.KeyUp, 0}, {tea.KeyDown, 1}, {tea.KeyPgDown, 19}, {tea.KeyPgDown, 37}, {tea.KeyPgUp, 19},
		{tea.KeyEnd, 99_999}, {tea.KeyDown, 99_999}, {tea.KeyPgUp, 99_981}, {tea.KeyHome, 0},
	} {
		if got := l.Update(keyOf(step.key)); got != kit.ListMoved {
			t.Errorf("event %v", got)
		}
		shows(step.at)
	}
	if rows.asked > 20*19 {
		t.Errorf("%d rows were asked for to show nine pages", rows.asked)
	}
	if l.Position() != "1/100000" {
		t.Errorf("position %s", l.Position())
	}
}

func TestListPicks(t *testing.T) {
	l := caseList(&many{n: 50})
	l.Digits = true
	l.Update(keyOf(tea.KeyEnd))
	lines := l.View(80, 11) // titles and ten rows, from 40 on
	if !strings.HasPrefix(lines[1], "  1 000040") || !strings.HasPrefix(lines[10], "> ") {
		t.Fatalf("rows are numbered %q", lines)
	}
	if got := l.Update(tea.KeyPressMsg{Code: '3', Text: "3"}); got != kit.ListChosen || l.Selected() != 42 {
		t.Errorf("3 gives %v and row %d, want row 42", got, l.Selected())
	}
	if got := l.Update(keyOf(tea.KeyEnter)); got != kit.ListChosen {
		t.Errorf("Enter gives %v", got)
	}
	if got := l.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}); got != kit.ListIdle {
		t.Errorf("x gives %v", got)
	}
}

func TestListShrinksAndEmpties(t *testing.T) {
	l := caseList(&many{n: 50})
	l.Select(49)
	l.SetRows(&many{n: 3})
	if l.Selected() != 2 {
		t.Errorf("selected %d of three rows", l.Selected())
	}
	l.Empty = "今天还没有收件，按 F2 新收一件"
	l.SetRows(nil)
	if l.Selected() != -1 || l.Update(keyOf(tea.KeyEnter)) == kit.ListChosen || l.Update(keyOf(tea.KeyDown)) == kit.ListChosen {
		t.Error("a row of an empty list was chosen")
	}
	if lines := l.View(20, 5); len(lines) != 2 || !strings.Contains(lines[0], "今天还没有") {
		t.Errorf("an empty list shows %q", lines)
	}
}
