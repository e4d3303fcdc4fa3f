package yichuang

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// BundlePlace is what a case is in a bundle (一件事): the lead, on which everything is
// reviewed once, or a member, which goes to its department by itself.
// A bundle is taken in under its own item, with only Name set.
type BundlePlace struct {
	Name    string     `json:"name"`
	Lead    CaseNumber `json:"lead,omitempty"`    // of a member: the case on which it was reviewed
	Members []Member   `json:"members,omitempty"` // of the lead, once it was parted
	// Parted is when the bundle was taken apart, on the lead and on its members: what
	// came in and was told until then stands on the papers of the lead.
	Parted time.Time `json:"parted,omitzero"`
}

// Of is the lead of the bundle to which the case with a number belongs.
func (b *BundlePlace) Of(number CaseNumber) CaseNumber {
	if b.Lead != "" {
		return b.Lead
	}
	return number
}

// Member is one case of a bundle.
type Member struct {
	Number     CaseNumber `json:"number"`
	Item       ItemID     `json:"item"`
	Name       string     `json:"name"` // of the item
	Department string     `json:"department"`
	Promised   Due        `json:"promised,omitzero"` // when it is due, where it was accepted at once
}

// Parted says that a bundle was reviewed and that its cases go on by themselves.
type Parted struct {
	Members []Member `json:"members"`
}

// Kind names the event.
func (*Parted) Kind() EventKind { return "parted" }

func (b *Parted) apply(c *Case, e *Event) error {
	if err := c.need(StageReview); err != nil {
		return err
	}
	if c.Bundle == nil || c.Bundle.Lead != "" {
		return conflict("该办件不是“一件事”，不能分办", "")
	}
	if len(b.Members) < 2 {
		return invalid("“一件事”至少分成两个办件", "只有一个事项的，请按单个事项办理")
	}
	for i, m := range b.Members {
		if m.Number == "" || m.Number == c.Number || slices.ContainsFunc(b.Members[:i], func(x Member) bool { return x.Number == m.Number || x.Item == m.Item }) {
			return invalid("分办的办件编号或者事项重复", "请重新分办")
		}
	}
	place := *c.Bundle
	place.Members, place.Parted = slices.Clone(b.Members), e.Time()
	c.Bundle, c.Stage = &place, StageParted
	custody := slices.Clone(c.Custody)
	for i := range c.Materials { // the originals are those of the members now
		if m := &c.Materials[i]; c.Originals(m) > 0 {
			custody = slices.DeleteFunc(custody, func(k Custody) bool { return k.Material == m.Material })
			custody = append(custody, Custody{Material: m.Material, Place: Place{Kind: WithCase}, By: e.By, At: e.Time()})
		}
	}
	c.Custody = custody
	return nil
}

func (*Parted) about() scope { return aboutAll }

func (b *Parted) say(naming) string {
	s := "分办"
	for _, m := range b.Members {
		s += "；" + m.Name + " " + m.Number.Pretty()
	}
	return s
}

// ReviewCarried brings what was reviewed on the lead of a bundle to one of its
// members, as far as the member asks for it: who found what, when and on which visit,
// what was told, and where the originals are. What nobody judged on the lead, because
// another part results in it, has no verdicts.
type ReviewCarried struct {
	Visit     int             `json:"visit"`             // the lead's, counted from 1
	VisitAt   time.Time       `json:"visit_at,omitzero"` // when that began, none for the first
	Notices   []Notice        `json:"notices,omitempty"` // what was told, as far as it concerns the member
	Materials []MaterialState `json:"materials"`         // those that the member asks for
	Custody   []Custody       `json:"custody,omitempty"` // originals that are not at the window
}

// Kind names the event.
func (*ReviewCarried) Kind() EventKind { return "review-carried" }

func (b *ReviewCarried) apply(c *Case, e *Event) error {
	if err := c.need(StageReview); err != nil {
		return err
	}
	switch {
	case c.Bundle == nil || c.Bundle.Lead == "":
		return conflict("该办件不是“一件事”分出来的，不能带入审查结果", "")
	case c.Scenario == "":
		return conflict("还没有确定办理情形", "")
	case c.Visit > 1 || len(c.Notices) > 0 || slices.ContainsFunc(c.Materials, func(m MaterialState) bool { return m.Presence != "" || len(m.Points) > 0 }):
		return conflict("该办件已经审查过，不能再带入审查结果", "请查看办件的办理过程")
	case b.Visit < 1:
		return invalid("没有写明第几次到窗口", "")
	}
	next := slices.Clone(c.Materials)
	for i := range b.Materials {
		m := &b.Materials[i]
		at := slices.IndexFunc(next, func(x MaterialState) bool { return x.Material == m.Material })
		if at < 0 {
			return errNotListed(m.Material)
		}
		if err := m.check(b.Visit); err != nil {
			return err
		}
		next[at] = m.clone()
		if m.Produced != "" {
			next[at].At = e.Time()
		}
	}
	custody := slices.Clone(b.Custody)
	for i := range custody {
		k := &custody[i]
		if c.MaterialState(k.Material) == nil {
			return errNotListed(k.Material)
		}
		if k.At.IsZero() {
			k.By, k.At = e.By, e.Time()
		}
	}
	place := *c.Bundle
	place.Parted = e.Time()
	c.Materials, c.Notices, c.Custody, c.Bundle = next, cloneNotices(b.Notices), custody, &place
	c.Visit, c.VisitAt = b.Visit, b.VisitAt
	return nil
}

// check refuses a state that no review of the window's makes.
func (m *MaterialState) check(visit int) error {
	if m.Originals < 0 || m.Copies < 0 || m.Originals > 999 || m.Copies > 999 || m.Visit < 0 || m.Visit > visit {
		return invalid("材料“"+string(m.Material)+"”的份数或者收件次数不对", "")
	}
	for no, j := range m.Points {
		if j.No != no || j.Verdict == Fail && strings.TrimSpace(j.Finding) == "" {
			return invalid(fmt.Sprintf("材料“%s”第%d条要点的判定不完整", m.Material, no), "")
		}
	}
	for i := range m.Scans {
		if err := m.Scans[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (*ReviewCarried) about() scope { return aboutAll }

func (b *ReviewCarried) say(naming) string {
	points := 0
	for i := range b.Materials {
		points += len(b.Materials[i].Points)
	}
	return fmt.Sprintf("带入“一件事”的审查结果：材料%d种，要点%d条", len(b.Materials), points)
}
