// Package decide is the screen of the decision (决定): what the review allows and
// why, what it refuses and why, what follows from it, and one confirmation.
//
// The rules are those of yichuang.Assess and yichuang.Decide; the screen only
// shows what they say. A decision against the review is taken with a reason,
// which goes on record.
package decide

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Cases is what a decision needs of the case. Prepare puts the papers that the
// decision calls for on record and may be called again.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	Prepare(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber) (*yichuang.Case, error)
	Circumstances() yichuang.Circumstances
}

// Bundles is what the decision on a bundle (一件事) needs. Parts returns the items that
// it is made of, as far as they are here, none for any other item. Part opens a case
// for each of them, and notes them on the bundle, all at once.
type Bundles interface {
	Parts(ctx context.Context, it *yichuang.Item) ([]*yichuang.Item, error)
	Part(ctx context.Context, by yichuang.UserID, lead *yichuang.Case, made []yichuang.PartedCase) (*yichuang.Case, error)
}

// Seat is everything the screen asks of the terminal.
type Seat interface {
	Cases
	Bundles
	kit.DraftStore
}

// stage is how far the decision is.
type stage int

const (
	choosing   stage = iota // one of the options
	reasoning               // why against the review
	naming                  // which agency to turn to instead
	confirming              // all that follows from it, once more
)

// Screen is the decision on one case.
type Screen struct {
	env    *kit.Env
	seat   Seat
	by     yichuang.UserID
	number yichuang.CaseNumber
	size   kit.Size

	*matter
	stage  stage
	cursor int // option under the mark
	top    int // first line of the details
	words
	d      *outcome // what is to be confirmed
	reader kit.Burst
	busy   bool
	early  []tea.Msg // keys pressed before the case was read
	says   string
}

// words are what the clerk writes about a decision.
type words struct {
	reason *kit.Area  // against the review
	agency *kit.Field // where to turn instead
	draft  *kit.Draft // of the reason
}

// New returns the decision on a case.
func New(env *kit.Env, seat Seat, by yichuang.User, n yichuang.CaseNumber) *Screen {
	w := words{kit.NewArea(env.Theme), kit.NewField(env.Theme), kit.NewDraft(seat, by.ID, fmt.Sprintf("deviation/%s", n))}
	w.reason.Placeholder = "（写明为什么与审查结论不同，将记入办件）"
	w.agency.Placeholder = "（机关或者窗口的名称）"
	return &Screen{env: env, seat: seat, by: by.ID, number: n, words: w}
}

type loaded struct {
	c     *yichuang.Case
	it    *yichuang.Item
	parts []*yichuang.Item
}

// decided says that the decision is on record. late is set when its papers could
// not be prepared yet: the screen of the papers tries again.
type decided struct {
	c    *yichuang.Case
	late error
}

// Init reads the case, and the reason that was not finished.
func (s *Screen) Init() tea.Cmd {
	s.busy = true
	return tea.Batch(s.read(), s.env.Do(s, s.draft.Load))
}

func (s *Screen) read() tea.Cmd {
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.seat.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		parts, err := s.seat.Parts(ctx, it)
		return loaded{c, it, parts}, err
	})
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "决定" }

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case tea.KeyPressMsg, tea.PasteMsg:
		switch {
		case s.matter == nil:
			s.early = append(s.early, msg)
		case !s.busy && s.byHand(msg):
			return s.press(msg)
		}
	case kit.Changed:
		if s.matter != nil && !s.busy {
			return s.read()
		}
	case loaded:
		return s.load(msg)
	case decided:
		s.draft.Set("")
		next := kit.Replace{Route: kit.Route{Name: "papers", Arg: s.number}}
		return tea.Batch(s.env.Do(s, s.draft.Flush), kit.Fail(msg.late), kit.Send(kit.Changed{}), kit.Back(next))
	case kit.DraftRead:
		if s.reason.Value() == "" {
			s.reason.SetValue(msg.Text)
		}
	case kit.DraftLost:
		message, _ := yichuang.Explain(msg.Err)
		s.says = "理由没有存成草稿：" + message
	}
	return nil
}

// load shows a case as it is now. What was about to be confirmed is dropped when
// the case is another one by then.
func (s *Screen) load(msg loaded) tea.Cmd {
	fresh := s.matter == nil
	changed := fresh || s.c.Seen() != msg.c.Seen()
	s.busy = false
	if !changed {
		return nil
	}
	s.matter = newMatter(msg, s.seat.Circumstances())
	if fresh {
		s.cursor = s.recommended()
	} else if s.stage == confirming {
		s.stage, s.says = choosing, "办件有了新内容，请重新选择"
	}
	var cmds []tea.Cmd
	for _, key := range s.early {
		cmds = append(cmds, s.press(key))
	}
	s.early = nil
	return tea.Batch(cmds...)
}

// Escape goes one stage back, and waits while the decision is being written.
func (s *Screen) Escape() bool {
	switch {
	case s.matter != nil && s.busy:
		return true
	case s.stage == choosing:
		return false
	}
	s.choose()
	return true
}

// choose goes back to the options.
func (s *Screen) choose() {
	s.stage, s.top, s.says = choosing, 0, ""
	s.reason.Blur()
	s.agency.Blur()
}

// Leaving asks when a reason was typed and the decision is not taken.
func (s *Screen) Leaving() string {
	if s.stage == choosing || s.reason.Value() == "" {
		return ""
	}
	return "还没有作出决定；写的理由已存为草稿。现在离开吗？"
}

// Failed ends the waiting: nothing was decided.
func (s *Screen) Failed(error) bool {
	s.busy = false
	return false
}

// take goes on with an option, or says why not.
func (s *Screen) take(i int) tea.Cmd {
	s.cursor, s.top, s.says = i, 0, ""
	o := s.options[i]
	switch {
	case o.kind == mendNow && o.allowed:
		f := s.a.OnSpot()[0]
		return kit.Back(yichuang.PointRef{Material: f.Material, No: f.No})
	case !o.allowed && !o.deviable:
		s.says = "现在不能“" + o.name + "”：" + o.why
		return nil
	case !o.allowed:
		s.stage = reasoning
		s.reason.Focus()
		return nil
	case o.kind == yichuang.Decline && s.needsAgency():
		s.stage = naming
		s.agency.Focus()
		return nil
	}
	return s.summarize()
}

// choice is what the clerk has chosen so far.
func (s *Screen) choice() yichuang.Choice {
	o := s.options[s.cursor]
	c := yichuang.Choice{Decision: o.kind}
	if !o.allowed {
		c.Deviation = s.reason.Value()
	}
	if o.kind == yichuang.Decline && s.needsAgency() {
		g := *o.ground
		g.Agency = yichuang.CleanLine(s.agency.Value())
		c.Ground = &g
	}
	return c
}

// summarize shows the decision as it would be written, to be confirmed.
func (s *Screen) summarize() tea.Cmd {
	s.now = s.seat.Circumstances()
	d, err := s.decide(s.choice())
	if err != nil {
		s.says, _ = yichuang.Explain(err)
		return nil
	}
	s.choose()
	s.d, s.stage = d, confirming
	return nil
}

// confirm writes the decision down and prepares its papers. Dates that have
// changed since they were shown, at midnight, are shown first.
func (s *Screen) confirm() tea.Cmd {
	if now := s.seat.Circumstances(); now.Day() != s.now.Day() {
		s.matter = newMatter(s.loaded, now)
		cmd := s.summarize()
		if s.stage == confirming {
			s.says = "已经过了零点，日期重新算过，请再确认一次"
		}
		return cmd
	}
	s.busy = true
	c, d := s.c, s.d
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		next, err := s.write(ctx, c, d)
		if err != nil {
			return nil, err
		}
		prepared, err := s.seat.Prepare(ctx, s.by, s.number)
		if err != nil {
			return decided{next, err}, nil
		}
		return decided{prepared, nil}, nil
	})
}

// write puts the outcome on record.
func (s *Screen) write(ctx context.Context, c *yichuang.Case, d *outcome) (*yichuang.Case, error) {
	if d.made != nil {
		return s.seat.Part(ctx, s.by, c, d.made)
	}
	return s.seat.Append(ctx, s.by, c, d.Decided)
}
