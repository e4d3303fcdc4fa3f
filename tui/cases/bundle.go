package cases

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Bundles finds the cases of a bundle (一件事).
type Bundles interface {
	// Bundle returns the cases of the bundle that a case belongs to, the lead first,
	// as far as they are here; none for any other case.
	Bundle(ctx context.Context, c *yichuang.Case) ([]*yichuang.Case, error)
}

var keyMember = kit.As(kit.Digits, "同一件事的办件")

// member is a case of the bundle as the page lists it.
type member struct {
	number yichuang.CaseNumber
	name   string
	state  string
	tone   kit.Tone
	due    string
	here   bool // it can be opened
}

// members are the lead and the cases of a bundle, in the order of its items; a case
// that this seat does not see is listed as the lead names it.
func (r *record) members() []member {
	if r.c.Bundle == nil {
		return nil
	}
	var list []member
	known := map[yichuang.CaseNumber]bool{}
	for _, c := range r.bundle {
		known[c.Number] = true
		list = append(list, r.member(c))
	}
	for _, c := range r.bundle {
		for _, m := range c.Bundle.Members {
			if !known[m.Number] {
				list = append(list, member{number: m.Number, name: m.Name, state: m.Department + "办理，不在本席位", tone: kit.Dim})
			}
		}
	}
	if lead := r.c.Bundle.Lead; lead != "" && !known[lead] {
		list = append([]member{{number: lead, name: r.c.Bundle.Name, state: "牵头的办件，不在本席位", tone: kit.Dim}}, list...)
	}
	return list
}

func (r *record) member(c *yichuang.Case) member {
	m := member{number: c.Number, name: c.ItemName, state: stageWords(c.Stage, c.Unconfirmed), tone: stageTone(c.Stage), here: true}
	if outcome := c.OutcomeName(); outcome != "" {
		m.state += "，" + outcome
	}
	if due := yichuang.DatesOf(c).Promised; !due.IsZero() {
		tone, words := r.away(due)
		m.due = due.String() + " " + words
		if tone != kit.Plain {
			m.tone = tone
		}
	}
	return m
}

// stray reports whether two windows took a bundle apart and the other one was first:
// the lead does not know this case.
func (r *record) stray() bool {
	if r.c.Bundle == nil || r.c.Bundle.Lead == "" || r.c.Stage.Ended() {
		return false
	}
	for _, c := range r.bundle {
		if c.Number == r.c.Bundle.Lead && c.Stage == yichuang.StageParted {
			return !slices.ContainsFunc(c.Bundle.Members, func(m yichuang.Member) bool { return m.Number == r.c.Number })
		}
	}
	return false
}

// together says by when all cases of the bundle are to be done, and how many are.
func (r *record) together() string {
	done, all, last := 0, 0, yichuang.Date{}
	for _, c := range r.bundle {
		if c.Bundle.Lead == "" {
			continue
		}
		all++
		if _, ruled := c.Ruled(); ruled || c.Stage.Ended() {
			done++
		}
		if due := yichuang.DatesOf(c).Promised; due.After(last) {
			last = due
		}
	}
	if all == 0 {
		return "还没有分办"
	}
	text := fmt.Sprintf("已决定%d个，共%d个", done, all)
	if !last.IsZero() {
		text += "，最迟" + last.String()
	}
	return text
}

// bundled lists the cases of the bundle.
func (s *Screen) bundled(width int) []string {
	th, list := s.env.Theme, s.members()
	if len(list) == 0 {
		return nil
	}
	lines := []string{kit.Spread(th.Paint(kit.Title, kit.Fit(s.c.Bundle.Name, width/2)), th.Paint(kit.Dim, s.together()), width)}
	for i, m := range list {
		mark := kit.NoMark
		if m.number == s.number {
			mark = kit.Mark
		}
		name := mark + strconv.Itoa(i+1) + " " + m.name
		lines = append(lines, kit.Spread(kit.Fit(name, width-kit.Width(m.state)-2), th.Paint(m.tone, m.state), width))
		lines = append(lines, th.Paint(kit.Dim, kit.Spread("    "+m.number.Pretty(), m.due, width)))
	}
	return lines
}

// openMember opens the case of the bundle that a digit names.
func (s *Screen) openMember(msg tea.Msg) tea.Cmd {
	n, list := kit.Digit(msg), s.members()
	switch {
	case n > len(list):
		return nil
	case list[n-1].number == s.number:
		return kit.Tell("正在看的就是这个办件")
	case !list[n-1].here:
		return kit.Tell("这个办件由别的部门办理，不在本席位")
	}
	return kit.Instead(routeCase, list[n-1].number)
}

// whyNotMember says why no digit opens anything.
func (s *Screen) whyNotMember() string {
	switch {
	case s.c.Bundle == nil:
		return "这件不属于“一件事”"
	case len(s.members()) < 2:
		return "“一件事”还没有分办"
	}
	return ""
}
