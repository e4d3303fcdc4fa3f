// Package centre is the screen about the centre: how it is reached, what waits to be
// sent, and which steps the centre did not take and a person has to look at.
package centre

import (
	"context"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// State is how the centre is reached, and what waits.
type State struct {
	Alone    bool   // this seat belongs to no centre
	Centre   string // its address
	Online   bool
	Since    time.Time // since when it is online, or not
	Load     Load
	Offering bool // a restored centre is given again what it lacks
	Counts   Counts
	Skew     time.Duration // how far this machine's clock is ahead
	Contact  time.Time
	Stopped  error // why nothing is sent or fetched until somebody acts
	Trouble  error // what went wrong last
}

// Load is how far the first fetch of the open cases has come.
type Load struct {
	On       bool
	Done, Of int64
}

// Counts are how many open cases both sides have, where they do not agree.
type Counts struct {
	Apart       bool
	Here, There int64
}

// Step is an event that waits, and what it says.
type Step struct {
	yichuang.Event
	Text string
}

// Waiting is what waits: steps that need a person, and steps that were not sent.
type Waiting struct {
	Refused, Unsent []Step
	// All is how many there are where the lists are cut.
	AllRefused, AllUnsent int
	Scans                 int // whose content was not sent
}

// Work is what the screen reads and does.
type Work interface {
	LinkState() State
	WaitingSteps(ctx context.Context, limit int) (Waiting, error)
	// Retry has the centre asked at once.
	Retry()
	// Settle notes what a person did about a step that was refused.
	Settle(ctx context.Context, by yichuang.UserID, refused yichuang.Event, note string) error
}

// Screen is the screen about the centre.
type Screen struct {
	env  *kit.Env
	work Work
	by   yichuang.User
	size kit.Size

	list    *kit.List
	waiting Waiting
	news    kit.Reading
	busy    bool // a step is being settled
}

// most is how many steps are listed.
const most = 200

var (
	keyRetry  = kit.Bind("r", "立即重试", "r")
	keySettle = kit.Bind("s", "标为已处理", "s")
)

// tagSettle marks the answer to the question what was done about a step.
const tagSettle = "settle"

// New returns the screen.
func New(env *kit.Env, work Work, by yichuang.User) *Screen {
	s := &Screen{env: env, work: work, by: by, list: kit.NewList(env.Theme, columns...)}
	s.list.Empty = "没有等待发送的步骤，也没有需要处理的步骤。"
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "同步" }

// Init reads what waits.
func (s *Screen) Init() tea.Cmd { return s.read() }

type (
	fresh   struct{ waiting Waiting }
	settled struct{}
)

func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		w, err := s.work.WaitingSteps(ctx, most)
		return fresh{w}, err
	})
}

// Update takes keys and news.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed, kit.Linked:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case fresh:
		s.waiting = msg.waiting
		s.list.SetRows(rows{s})
		if s.news.Done() {
			return s.read()
		}
	case settled:
		s.busy = false
		return tea.Batch(kit.Tell("已记录处理情况"), s.read())
	case kit.Answer:
		return s.answer(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyRetry):
		s.work.Retry()
		return kit.Tell("正在联系中心")
	case kit.Is(msg, keySettle) && s.refused() != nil && !s.busy:
		return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: tagSettle, Title: "标为已处理",
			Text:    "这一步没有被接受，不会再生效。写明怎样处理的（例如：已重新核对并告知申请人），记入办件。",
			Choices: []string{"已处理", "先不处理"}, Reason: "怎样处理的", ReasonFor: []int{0}}))
	case s.list.Update(msg) == kit.ListChosen:
		return kit.Go(kit.RouteCase, s.selected().Case)
	}
	return nil
}

// answer settles the step that was asked about.
func (s *Screen) answer(a kit.Answer) tea.Cmd {
	step := s.refused()
	if a.Tag != tagSettle || !a.Yes() || step == nil || s.busy {
		return nil
	}
	s.busy = true
	event := step.Event
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return settled{}, s.work.Settle(ctx, s.by.ID, event, a.Reason)
	})
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

// selected returns the step under the mark, nil when there is none.
func (s *Screen) selected() *Step {
	i, refused := s.list.Selected(), len(s.waiting.Refused)
	switch {
	case i < 0:
		return nil
	case i < refused:
		return &s.waiting.Refused[i]
	}
	return &s.waiting.Unsent[i-refused]
}

// refused returns the step under the mark when it needs a person.
func (s *Screen) refused() *Step {
	if step := s.selected(); step != nil && step.Refused != nil {
		return step
	}
	return nil
}

// Keys is what works here.
func (s *Screen) Keys() []key.Binding {
	why := ""
	if s.selected() == nil {
		why = "没有等待的步骤"
	}
	settle := ""
	if s.refused() == nil {
		settle = "选中“待处理”的步骤才能标"
	}
	alone := ""
	if s.work.LinkState().Alone {
		alone = "本机单机使用，没有中心"
	}
	return []key.Binding{kit.OffIf(kit.As(kit.Enter, "打开办件"), why), kit.OffIf(keySettle, settle), kit.OffIf(keyRetry, alone), kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
