package yichuang

import (
	"slices"
	"time"
)

// History is how a case came to be what it is: what was folded into it, and who
// had seen what.
type History struct {
	Events    int       `json:"events"`              // events folded, refused and held ones among them
	Refusals  int       `json:"refusals,omitempty"`  // how many of them the centre refused
	Held      int       `json:"held,omitempty"`      // how many of them wait for the centre's word, see Take
	Confirmed int       `json:"confirmed"`           // how many of them have a place at the centre
	Unsettled []EventID `json:"unsettled,omitempty"` // refused events that nobody has dealt with
	Touched   time.Time `json:"touched,omitzero"`
	trail     []fact
}

// Seen is how much there is to see of a case: its events, and the refusals among
// them. An event states as its Base how much of that its author had seen.
func (h *History) Seen() int { return h.Events + h.Refusals }

// scope is the part of a case that an event concerns. Two terminals that worked
// without seeing each other are in each other's way only where scopes meet.
type scope string

const (
	aboutNothing   scope = ""  // in nobody's way: a note, a printing
	aboutAll       scope = "*" // the whole case: a decision must have seen everything
	aboutApplicant scope = "applicant"
	aboutGround    scope = "ground"
)

// aboutMaterial is the scope of a material and everything judged of it.
func aboutMaterial(id MaterialID) scope { return "material " + scope(id) }

func (s scope) meets(t scope) bool {
	return s != aboutNothing && t != aboutNothing && (s == t || s == aboutAll || t == aboutAll)
}

// fact is one thing to be seen of a case: an event, or the refusal of one.
type fact struct {
	by      TerminalID
	about   scope
	refusal bool
}

// overlooked returns Conflict when something stands in the case that the author
// of the event had not seen and ought to have: the refusal of an earlier step of
// his own, or what another terminal did to the same thing. An author has always
// seen his own events; of everything else he has seen the beginning, in the order
// in which the centre has it.
func (c *Case) overlooked(e *Event) error {
	if e.Base >= c.Seen() {
		return nil
	}
	seen := e.Base
	for _, f := range c.trail {
		if f.by == e.Terminal && !f.refusal {
			seen--
		}
	}
	for _, f := range c.trail {
		if f.by == e.Terminal && !f.refusal {
			continue
		}
		if seen--; seen >= 0 {
			continue
		}
		if f.refusal && f.by == e.Terminal {
			return errBuiltOnRefused
		}
		if !f.refusal && f.about.meets(e.Body.about()) {
			return conflict("终端"+f.by.Seat()+"同时办理了这个办件，这一步是在没有看到的情况下做的", "请打开办件核对现在的情况，需要时重新做这一步")
		}
	}
	return nil
}

var errBuiltOnRefused = &Error{Code: Conflict, Message: "这一步接在一个没有被接受的步骤后面", Hint: "请先处理前面那一步，再看这一步还要不要做"}

// record notes an event that was folded.
func (c *Case) record(e *Event, about scope) {
	c.Events++
	if e.Pos > 0 {
		c.Confirmed++
	}
	c.trail = append(slices.Clip(c.trail), fact{by: e.Terminal, about: about})
	if e.Refused == nil {
		c.Touched = e.Time()
	}
}

// Take folds the next event as it is kept. One that the centre refused changes
// nothing. One that has no place at the centre and does not follow what others did
// meanwhile is held, and with it everything behind: the centre will refuse it. The same
// goes for what stands before the beginning of its case. Every other event must follow,
// as Apply says.
func (c *Case) Take(e Event) error {
	switch {
	case e.Refused != nil:
		c.refuse(&e)
		return nil
	case e.Pos == 0 && c.Held > 0:
		c.hold(&e)
		return nil
	}
	err := c.Apply(e)
	if err != nil && e.Pos == 0 && !c.alone(e.Terminal) {
		c.hold(&e)
		return nil
	}
	return err
}

// alone reports whether the case was begun, and nobody but the author knows of it:
// neither the centre nor, where that was put back to before it, another terminal.
func (c *Case) alone(author TerminalID) bool {
	return c.Stage != "" && c.Confirmed == 0 && !slices.ContainsFunc(c.trail, func(f fact) bool { return f.by != author })
}

// refuse notes a refused event, and the refusal as something more to be seen.
func (c *Case) refuse(e *Event) {
	if c.Number == "" {
		c.Number = e.Case
	}
	c.record(e, aboutNothing)
	c.Refusals++
	c.Unsettled = append(slices.Clip(c.Unsettled), EventID{e.Terminal, e.Seq})
	c.trail = append(c.trail, fact{by: e.Terminal, refusal: true})
}

// Refuse is Take of an event that the centre refuses now.
func (c *Case) Refuse(e Event, why error) *Refusal {
	e.Refused = RefusalOf(why)
	c.refuse(&e)
	return e.Refused
}

func (c *Case) hold(e *Event) {
	if c.Number == "" {
		c.Number = e.Case
	}
	c.record(e, aboutNothing)
	c.Held++
}
