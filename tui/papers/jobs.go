package papers

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// jobs are the print jobs of the papers, by the paper's number the latest.
type jobs struct {
	latest map[string]yichuang.Job
	kit.Reading
}

// queue is what a reading of the jobs found.
type queue []yichuang.Job

// readJobs reads how the printings stand.
func (s *Screen) readJobs() tea.Cmd {
	if !s.jobs.Begin() {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		list, err := s.seat.JobsOf(ctx, s.number)
		return queue(list), err
	})
}

// setJobs takes the jobs as they are now, oldest first.
func (s *Screen) setJobs(list queue) tea.Cmd {
	s.jobs.latest = map[string]yichuang.Job{}
	for _, j := range list {
		s.jobs.latest[j.Paper] = j
	}
	if s.jobs.Done() {
		return s.readJobs()
	}
	return nil
}

// held says what keeps a paper that was sent to its printer from paper, "" when
// nothing is known to. What may be out already does not count: the clerk looks.
func (s *Screen) held(p yichuang.Paper) string {
	j, ok := s.jobs.latest[p.Number]
	if p.State != yichuang.PaperIsPrinted || !ok {
		return ""
	}
	if j.State == yichuang.JobFailed || j.State == yichuang.JobCancelled || j.Trouble != "" && (j.State == yichuang.JobWaiting || j.State == yichuang.JobAsked && !j.Begun) {
		why := j.Trouble
		if why == "" {
			why = j.Words()
		}
		return "“" + p.Kind.Name() + "”没有打出来：" + why
	}
	return ""
}

// firstHeld is the first paper that does not come out by itself, nil for none, and
// why.
func (s *Screen) firstHeld() (why string) {
	for _, p := range s.papers {
		if why = s.held(p); why != "" {
			return why
		}
	}
	return ""
}

// jobWords say how the printing of a paper that was sent to its printer stands, ""
// where it has no job.
func (s *Screen) jobWords(p yichuang.Paper) (string, kit.Tone) {
	j, ok := s.jobs.latest[p.Number]
	switch {
	case !ok:
		return "", kit.Plain
	case j.State.Stuck():
		return j.Words(), kit.Bad
	case j.Trouble != "" && j.State.Open():
		return j.Words(), kit.Warn
	}
	return j.Words(), kit.Plain
}

// problem says in sentences what is wrong with the printing of a paper.
func (s *Screen) problem(p *yichuang.Paper) string {
	if j, ok := s.jobs.latest[p.Number]; ok && j.State.Open() && p.State == yichuang.PaperIsPrinted {
		return j.Problem
	}
	return ""
}
