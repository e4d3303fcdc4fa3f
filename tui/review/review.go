// Package review is the screen of the formal review (形式审查): the materials with
// their state on the left, the points of the current one on the right, one key
// for each verdict.
//
// Every key that judges is one durable commit, and the screen shows a verdict
// only once it is on disk. Keys pressed while a commit is under way wait and
// count as pressed after it, so a fast clerk loses none; when the commit fails
// they are dropped, and the screen says so, because they were aimed at what did
// not happen.
package review

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Cases is what a review needs of the case it works on. Append is one durable
// commit; its error satisfies yichuang.IsSecondNotice when a supervisor's leave
// is needed. Supervise returns Denied for a wrong number or PIN.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
	Supervise(ctx context.Context, id yichuang.UserID, pin string) (yichuang.User, error)
	Circumstances() yichuang.Circumstances
}

// Seat is everything the screen asks of the terminal.
type Seat interface {
	Cases
	kit.DraftStore
}

// Screen is the review of one case.
type Screen struct {
	env    *kit.Env
	seat   Seat
	by     yichuang.UserID
	number yichuang.CaseNumber
	size   kit.Size

	subject
	at    place
	panel panel // a question about the current place, nil for none
	hands
	work work
	says say
	lost string // what did not happen, until the next key
	// read holds values read off the paper that the machine could not judge: they
	// go on record with the clerk's own verdict.
	read     map[yichuang.PointRef]string
	leftTop  int
	rightTop int
}

// say is the line at the foot: what the last key did.
type say struct {
	tone kit.Tone
	text string
}

// panel takes the place of the points while something about the current one is
// asked. Its text is the clerk's; closing it keeps the draft.
type panel interface {
	press(msg tea.Msg) tea.Cmd
	view(width, height int) ([]string, *tea.Cursor)
	keys() []key.Binding
	// unsaved is the text that leaving now would leave behind as a draft.
	unsaved() string
	// restore brings back a text that was not finished.
	restore(msg kit.DraftRead)
}

// New returns the review of a case.
func New(env *kit.Env, seat Seat, by yichuang.User, n yichuang.CaseNumber) *Screen {
	return &Screen{env: env, seat: seat, by: by.ID, number: n, read: map[yichuang.PointRef]string{}}
}

type loaded struct {
	c   *yichuang.Case
	it  *yichuang.Item
	err error
	// again is set for a reading in the background, because the store holds
	// something new.
	again bool
}

// Init reads the case. Keys pressed meanwhile wait.
func (s *Screen) Init() tea.Cmd {
	s.work.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.seat.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		return loaded{c: c, it: it}, nil
	})
}

// reload reads the case again without holding up the keyboard.
func (s *Screen) reload() tea.Cmd {
	if s.c == nil {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.seat.Load(ctx, s.number)
		return loaded{c, it, err, true}, nil
	})
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "审查" }

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg:
		return s.take(msg)
	case handsOff:
		return s.rested()
	case kit.Changed:
		return s.reload()
	case loaded:
		return s.load(msg)
	case committed:
		return s.settle(msg)
	case refused:
		return s.refuse(msg)
	case granted:
		return s.again(msg)
	case kit.DraftRead:
		return s.restore(msg)
	case kit.DraftLost:
		message, _ := yichuang.Explain(msg.Err)
		s.says = say{kit.Bad, "正在写的文字没有存成草稿：" + message}
	case yichuang.PointRef:
		return s.goTo(msg)
	}
	return nil
}

func (s *Screen) load(msg loaded) tea.Cmd {
	if msg.again {
		if msg.err != nil || msg.c.Seen() <= s.c.Seen() {
			return nil
		}
		s.subject = newSubject(msg.it, msg.c, s.seat.Circumstances())
		if !s.valid(s.at) {
			s.at, s.panel = s.resume(), nil
		}
		return nil
	}
	s.subject = newSubject(msg.it, msg.c, s.seat.Circumstances())
	s.at = s.resume()
	s.says = s.greeting()
	s.work.busy = false
	return s.drain()
}

// greeting says where the clerk is when a review goes on.
func (s *Screen) greeting() say {
	switch {
	case len(s.told) > 0 && s.left() > 0:
		return say{kit.Plain, fmt.Sprintf("第%d次到窗口：上次告知%d项，已排在最前；换了新件按 r 重新收件", s.c.Visit, len(s.told))}
	case s.a.Judged > 0 && s.left() > 0:
		return say{kit.Plain, "接着上次停下的地方"}
	}
	return say{}
}

// goTo moves to a point that another screen names: one to mend on the spot.
func (s *Screen) goTo(ref yichuang.PointRef) tea.Cmd {
	if s.c == nil {
		return nil
	}
	if p, ok := s.find(ref); ok {
		s.move(p)
		if n := len(s.a.OnSpot()); n > 0 {
			s.says = say{kit.Plain, fmt.Sprintf("%d条可以当场更正：申请人改好后按 s", n)}
		}
	}
	return nil
}

// Escape closes the panel, or waits for the commit under way.
func (s *Screen) Escape() bool {
	if s.work.busy && s.c != nil {
		s.work.queue = append(s.work.queue, tea.KeyPressMsg(tea.Key{Code: tea.KeyEsc}))
		return true
	}
	return s.shut()
}

// shut closes the panel, if one is open.
func (s *Screen) shut() bool {
	if s.panel == nil {
		return false
	}
	s.says = say{}
	if s.panel.unsaved() != "" {
		s.says = say{kit.Plain, "没有记录；写的文字留作草稿，再打开时还在"}
	}
	s.panel = nil
	return true
}

// Leaving asks when a text was typed and not put on record.
func (s *Screen) Leaving() string {
	if s.panel == nil || s.panel.unsaved() == "" {
		return ""
	}
	return "正在写的文字还没有记入办件（已存为草稿，回来可以接着写）。现在离开吗？"
}

// Parting tells the screen below to read again: the case has changed under it.
func (s *Screen) Parting() tea.Msg { return kit.Changed{} }

// Failed ends the waiting: the last verdict on disk stays, what was typed behind
// the failed one is dropped. The shell shows the failure itself.
func (s *Screen) Failed(error) bool {
	s.fail()
	return false
}
