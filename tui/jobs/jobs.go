// Package jobs is the screen of print jobs: which papers wait for a printer or for a
// person, how the printers stand, and what to do about one that did not come out.
package jobs

import (
	"context"
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Printer is how a printer stands.
type Printer struct {
	Name  string
	State string // in a word
	// Trouble says in a few words what keeps it from printing, Problem in sentences;
	// both are empty when nothing is known to.
	Trouble, Problem string
}

// Work is what the screen reads and does.
type Work interface {
	// Jobs returns the jobs that are not through, oldest first, and behind them up to
	// so many that are, newest first.
	Jobs(ctx context.Context, through int) ([]yichuang.Job, error)
	Printers() []Printer
	// OrderJob does what a person says about a job; the seat fills in when it expires.
	OrderJob(ctx context.Context, by yichuang.UserID, j yichuang.Job, o yichuang.JobOrder) error
}

// Screen is the screen of print jobs.
type Screen struct {
	env  *kit.Env
	work Work
	by   yichuang.UserID
	size kit.Size

	list    *kit.List
	jobs    []yichuang.Job
	asked   yichuang.Job // what a question is about
	offered []string     // the printers that it offers
	news    kit.Reading
	busy    bool // an order is carried out
}

// through is how many jobs that are through are listed.
const through = 50

// routePapers is where the papers of a case are.
const routePapers = "papers"

var (
	keyPrint  = kit.Bind("p", "现在打印", "p", "P")
	keyMove   = kit.Bind("m", "换打印机", "m", "M")
	keySeen   = kit.Bind("y", "已出纸", "y", "Y")
	keyCancel = kit.Bind("x", "不打了", "x", "X")
)

// The tags of questions.
const (
	tagPrint  = "print"
	tagMove   = "move"
	tagCancel = "cancel"
)

// New returns the screen for a person at the seat.
func New(env *kit.Env, work Work, by yichuang.UserID) *Screen {
	s := &Screen{env: env, work: work, by: by, list: kit.NewList(env.Theme, columns...)}
	s.list.Empty = "没有打印任务。送到打印机的文书列在这里。"
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "打印任务" }

// Init reads the jobs.
func (s *Screen) Init() tea.Cmd { return s.read() }

type (
	fresh struct{ jobs []yichuang.Job }
	done  struct{ said string }
)

func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		list, err := s.work.Jobs(ctx, through)
		return fresh{list}, err
	})
}

// Update takes keys and news.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed, kit.PrintNews:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case fresh:
		s.set(msg.jobs)
		if s.news.Done() {
			return s.read()
		}
	case done:
		s.busy = false
		return tea.Batch(kit.Tell(msg.said), s.read())
	case kit.Answer:
		return s.answered(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// set takes the jobs as they are now; the mark stays on its job.
func (s *Screen) set(list []yichuang.Job) {
	marked := s.current()
	s.jobs = list
	s.list.SetRows(rows{s})
	if marked.ID == 0 {
		return
	}
	if i := slices.IndexFunc(list, func(j yichuang.Job) bool { return j.ID == marked.ID }); i >= 0 {
		s.list.Select(i)
	}
}

// current is the job under the mark, the zero Job when there is none.
func (s *Screen) current() yichuang.Job {
	if i := s.list.Selected(); i >= 0 && i < len(s.jobs) {
		return s.jobs[i]
	}
	return yichuang.Job{}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	j := s.current()
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case s.list.Update(msg) == kit.ListChosen:
		if j.Case != "" {
			return kit.Go(routePapers, j.Case)
		}
	case j.ID == 0 || s.busy:
	case kit.Is(msg, keyPrint) && whyNotPrint(j) == "":
		return s.print(j)
	case kit.Is(msg, keyMove) && s.whyNotMove(j) == "":
		return s.move(j)
	case kit.Is(msg, keySeen) && whyNotSeen(j) == "":
		return s.order(j, yichuang.JobOrder{Do: yichuang.JobSeen}, "“"+j.Name()+"”已记为出纸")
	case kit.Is(msg, keyCancel) && whyNotCancel(j) == "":
		return s.ask(j, kit.Question{Tag: tagCancel, Title: "不打了", Text: "不再打印“" + j.Name() + "”？办件不受影响，以后可以在文书画面补打。" + begun(j),
			Choices: []string{"不打了", "还要打"}})
	}
	return nil
}

// print prints now. Where something may be on paper already the clerk has looked first.
func (s *Screen) print(j yichuang.Job) tea.Cmd {
	if !j.Begun {
		return s.order(j, yichuang.JobOrder{Do: yichuang.JobAgain}, "“"+j.Name()+"”已排队打印")
	}
	return s.ask(j, kit.Question{Tag: tagPrint, Title: "再打一遍", Text: "从头再打一遍“" + j.Name() + "”？" + begun(j),
		Choices: []string{"再打一遍", "不打"}})
}

// begun warns of what may be on paper.
func begun(j yichuang.Job) string {
	if !j.Begun {
		return ""
	}
	return "纸上可能已经印了一部分或者全部，请先看打印机；印出来的半张要收回作废。"
}

func (s *Screen) move(j yichuang.Job) tea.Cmd {
	var choices []string
	s.offered = nil
	for _, p := range s.work.Printers() {
		if p.Name != j.Printer {
			s.offered = append(s.offered, p.Name)
			choices = append(choices, p.Name+"（"+p.words()+"）")
		}
	}
	return s.ask(j, kit.Question{Tag: tagMove, Title: "换打印机", Text: "“" + j.Name() + "”改在哪台打印机上打？" + begun(j), Choices: append(choices, "不换")})
}

func (s *Screen) ask(j yichuang.Job, q kit.Question) tea.Cmd {
	s.asked = j
	return kit.Show(kit.NewAsk(s.env, q))
}

func (s *Screen) answered(a kit.Answer) tea.Cmd {
	j := s.asked
	s.asked = yichuang.Job{}
	switch {
	case j.ID == 0 || s.busy:
	case a.Tag == tagMove && a.Choice >= 0 && a.Choice < len(s.offered):
		to := s.offered[a.Choice]
		return s.order(j, yichuang.JobOrder{Do: yichuang.JobMove, Printer: to}, "“"+j.Name()+"”已改送"+to)
	case a.Tag == tagPrint && a.Yes():
		return s.order(j, yichuang.JobOrder{Do: yichuang.JobAgain}, "“"+j.Name()+"”已排队打印")
	case a.Tag == tagCancel && a.Yes():
		return s.order(j, yichuang.JobOrder{Do: yichuang.JobCancel}, "“"+j.Name()+"”不打了")
	}
	return nil
}

func (s *Screen) order(j yichuang.Job, o yichuang.JobOrder, said string) tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return done{said}, s.work.OrderJob(ctx, s.by, j, o)
	})
}

// Failed ends a waiting state and reads again: the job may stand differently by now.
// The shell says what went wrong.
func (s *Screen) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

// Parting tells the screen below to read again: papers may have been confirmed.
func (s *Screen) Parting() tea.Msg { return kit.Changed{} }

func whyNotPrint(j yichuang.Job) string {
	switch {
	case j.State == yichuang.JobWaiting:
		return "已经在排队，打印机好了会自动打"
	case j.State == yichuang.JobPrinting:
		return "正在送打印"
	case !j.State.Open():
		return "已经结束；要再打一份按 Enter 到文书画面补打"
	}
	return ""
}

func (s *Screen) whyNotMove(j yichuang.Job) string {
	switch {
	case !j.State.Open():
		return "已经结束；要再打一份按 Enter 到文书画面补打"
	case !slices.ContainsFunc(s.work.Printers(), func(p Printer) bool { return p.Name != j.Printer }):
		return "没有别的打印机"
	}
	return ""
}

func whyNotSeen(j yichuang.Job) string {
	if !j.State.Open() && !j.State.Unsure() {
		return fmt.Sprintf("这个任务%s", j.Words())
	}
	return ""
}

func whyNotCancel(j yichuang.Job) string {
	if !j.State.Open() {
		return "已经结束"
	}
	return ""
}

// Keys is what works here.
func (s *Screen) Keys() []key.Binding {
	j := s.current()
	const nothing = "没有打印任务"
	print, move, seen, cancel, open := whyNotPrint(j), s.whyNotMove(j), whyNotSeen(j), whyNotCancel(j), ""
	switch {
	case j.ID == 0:
		print, move, seen, cancel, open = nothing, nothing, nothing, nothing, nothing
	case j.Case == "":
		open = "这份文书不属于办件"
	}
	return []key.Binding{kit.OffIf(keyPrint, print), kit.OffIf(keyMove, move), kit.OffIf(keySeen, seen), kit.OffIf(keyCancel, cancel),
		kit.OffIf(kit.As(kit.Enter, "办件的文书"), open), kit.Up, kit.Down}
}
