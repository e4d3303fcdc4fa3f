package yichuang

import "slices"

// BundlePlace is what a case is in a bundle (一件事): the lead, on which everything is
// reviewed once, or a member, which goes to its department by itself.
type BundlePlace struct {
	Name    string     `json:"name"`
	Lead    CaseNumber `json:"lead,omitempty"`    // of a member: the case on which it was reviewed
	Members []Member   `json:"members,omitempty"` // of the lead, once it was parted
}

// Member is one case of a bundle.
type Member struct {
	Number     CaseNumber `json:"number"`
	Item       ItemID     `json:"item"`
	Name       string     `json:"name"` // of the item
	Department string     `json:"department"`
}

// Parted says that a bundle was reviewed and that its cases go on by themselves.
type Parted struct {
	Members []Member `json:"members"`
}

// Kind names the event.
func (*Parted) Kind() EventKind { return "parted" }

func (b *Parted) apply(c *Case, _ *Event) error {
	if err := c.need(StageReview); err != nil {
		return err
	}
	if c.Bundle == nil || c.Bundle.Lead != "" {
		return conflict("该办件不是“一件事”，不能分办", "")
	}
	if len(b.Members) < 2 {
		return invalid("“一件事”至少分成两个办件", "只有一个事项的，请按单个事项办理")
	}
	place := *c.Bundle
	place.Members = slices.Clone(b.Members)
	c.Bundle, c.Stage = &place, StageParted
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
