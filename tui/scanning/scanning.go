// Package scanning is the screen on which a material is scanned: page after page from
// a feeder, a flatbed or a camera, looked at, dropped, scanned again, and in the end
// one file of the material. Until then nothing is on record, and afterwards all of it.
//
// A scanner makes no key wait: what it gives comes event by event, and each answer
// asks for the next.
package scanning

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Screen is the scanning of one material.
type Screen struct {
	env  *kit.Env
	work Work
	by   yichuang.UserID
	to   kit.ScansOf
	size kit.Size

	name   string // of the material
	choice choice
	pages  []Page
	list   *kit.List
	run    run
	says   say
	busy   string // what is done away from the keyboard, in words
	reader kit.Burst
}

// choice is what was chosen for the next scan.
type choice struct {
	sources []Source
	looking bool
	err     error // why there are no sources
	at      int
	dpi     int
	colour  bool
}

// run is the scan under way.
type run struct {
	scan    Scan
	replace int // the place of the page that is scanned again, -1 for none
	number  int
	percent int
	came    int // pages
}

// say is what the last key or event did.
type say struct {
	tone kit.Tone
	text string
}

// usualDPI is what a page of text needs to be read and to stay small.
const usualDPI = 200

// New returns the scanning of a material of a case.
func New(env *kit.Env, work Work, by yichuang.UserID, to kit.ScansOf) *Screen {
	s := &Screen{env: env, work: work, by: by, to: to, list: kit.NewList(env.Theme, columns...)}
	s.run.replace, s.choice.dpi = -1, usualDPI
	s.list.Empty = "还没有扫描。放好材料，按 Enter 开始。"
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "扫描" }

type (
	found struct {
		sources []Source
		err     error
	}
	named  struct{ name string }
	came   struct{ Event }
	stored struct{ scan yichuang.Scan }
	shown  struct{ text string }
)

// Init looks for scanners and reads what the material is called.
func (s *Screen) Init() tea.Cmd {
	return tea.Batch(s.look(), s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		_, it, err := s.work.Load(ctx, s.to.Case)
		if err != nil {
			return nil, err
		}
		if m := it.Material(s.to.Material); m != nil {
			return named{m.Name}, nil
		}
		return named{string(s.to.Material)}, nil
	}))
}

func (s *Screen) look() tea.Cmd {
	s.choice.looking = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		list, err := s.work.Sources(ctx)
		return found{list, err}, nil
	})
}

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case named:
		s.name = msg.name
	case found:
		s.choice.take(msg)
	case came:
		return s.came(msg.Event)
	case stored:
		s.busy = ""
		s.pages = nil // on record: nothing to ask about any more
		return tea.Batch(kit.Tell("“"+msg.scan.Name+"”已存入《"+kit.Text(s.name)+"》"), kit.Back(kit.Changed{}))
	case shown:
		s.busy = ""
		s.says = say{kit.Dim, msg.text}
	case kit.Answer:
		return s.answered(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// take takes the scanners that were found; the one chosen before stays chosen.
func (c *choice) take(f found) {
	before := c.source().ID
	c.looking, c.sources, c.err, c.at = false, f.sources, f.err, 0
	for i, src := range f.sources {
		if src.ID == before || before == "" && src.Trouble == nil && f.sources[c.at].Trouble != nil {
			c.at = i
		}
	}
}

// source is the chosen one, the zero Source when there is none.
func (c *choice) source() Source {
	if c.at < len(c.sources) {
		return c.sources[c.at]
	}
	return Source{}
}

// begin begins a scan. replace is the place of the page to be scanned again, -1 to
// scan behind the last.
func (s *Screen) begin(replace int) tea.Cmd {
	settings := Settings{Source: s.choice.source(), DPI: s.choice.offeredDPI(), Colour: s.choice.offeredColour()}
	if replace >= 0 {
		settings.Pages = 1
	}
	s.says = say{}
	s.run = run{scan: s.work.Scan(settings), replace: replace, number: 1}
	return s.next()
}

// next waits for the next event of the scan under way.
func (s *Screen) next() tea.Cmd {
	scan := s.run.scan
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) { return came{scan.Next(ctx)}, nil })
}

// came takes an event.
func (s *Screen) came(e Event) tea.Cmd {
	if s.run.scan == nil {
		return nil
	}
	if e.Page != nil {
		s.put(*e.Page)
	}
	s.run.number, s.run.percent = e.Number, e.Percent
	var told tea.Cmd
	if e.Err != nil {
		told = kit.Fail(e.Err)
	}
	if !e.Over {
		return tea.Batch(told, s.next())
	}
	if e.Err == nil {
		s.says = say{kit.Good, s.summary()}
	} else if s.run.came > 0 {
		s.says = say{kit.Warn, s.summary() + "，后面的没有扫成；已扫的都在"}
	}
	s.run = run{replace: -1}
	return told
}

// put puts a page in its place.
func (s *Screen) put(p Page) {
	s.run.came++
	if at := s.run.replace; at >= 0 && at < len(s.pages) {
		s.pages[at] = p
		s.run.replace = -1
		s.list.SetRows(rows{s})
		return
	}
	s.pages = append(s.pages, p)
	s.list.SetRows(rows{s})
	s.list.Select(len(s.pages) - 1)
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.busy = ""
	return false
}
