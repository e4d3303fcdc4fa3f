package papers

import (
	"context"
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// print sends a paper to the printer, and those in next behind it.
func (s *Screen) print(number string, next ...string) tea.Cmd {
	s.job = job{busy: true, now: number, next: next}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		out, c, err := s.seat.Print(ctx, s.by, s.number, number)
		if err != nil {
			return nil, err
		}
		return printed{number, out, c}, nil
	})
}

func (s *Screen) printed(msg printed) tea.Cmd {
	next, count := s.job.next, s.job.count+1
	s.job = job{}
	s.set(msg.c)
	s.where[msg.number] = msg.out
	s.sheet.forget(msg.number)
	if len(next) > 0 {
		cmd := s.print(next[0], next[1:]...)
		s.job.count = count
		return tea.Batch(cmd, s.show())
	}
	s.says = say{kit.Plain, "“" + s.name(msg.number) + "”" + msg.out.Words()}
	switch {
	case count > 1 && msg.out.Printer != "":
		s.says.text = fmt.Sprintf("%d份已送打印%s", count, msg.out.Warning)
	case count > 1:
		s.says.text = fmt.Sprintf("%d份已写到 %s%s", count, folder(msg.out.File), msg.out.Warning)
	}
	if s.first(yichuang.PaperIsPrepared) >= 0 {
		s.advance()
	}
	return tea.Batch(s.show(), s.readJobs())
}

// folder is where a file is, whatever the system calls it.
func folder(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return path
}

// Failed ends the printing: what is on record stays, what came behind is not
// printed, and the clerk is told which.
func (s *Screen) Failed(error) bool {
	s.jobs.Stop()
	if s.job.now != "" {
		text := "“" + s.name(s.job.now) + "”没有打印"
		if n := len(s.job.next); n > 0 {
			text += fmt.Sprintf("，后面%d份也没有打", n)
		}
		s.says = say{kit.Bad, text + "；办件不受影响，可以稍后再打"}
	}
	s.job = job{}
	return false
}
