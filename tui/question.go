package tui

import (
	"slices"
	"strings"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// question is what the shell itself asks, and what follows from 是.
type question struct {
	screen kit.Screen
	then   func() tea.Cmd
}

func (q *question) is(screen kit.Screen) bool { return q.screen != nil && q.screen == screen }

func (q *question) answered(result tea.Msg) tea.Cmd {
	then := q.then
	*q = question{}
	if a, ok := result.(kit.Answer); ok && a.Yes() {
		return then()
	}
	return nil
}

// ask does what then says, after asking when one of the screens that would go
// away holds something.
func (s *Shell) ask(leaving []kit.Screen, then func() tea.Cmd) tea.Cmd {
	text := held(leaving)
	if text == "" {
		return then()
	}
	return s.put(kit.Question{Title: "离开", Text: text, Choices: []string{"离开", "留下"}, Default: 1}, then)
}

// held returns what the screens have to say before they go, the top one first.
func held(screens []kit.Screen) string {
	var texts []string
	for _, screen := range slices.Backward(screens) {
		if l, ok := screen.(kit.Leaver); ok {
			if text := l.Leaving(); text != "" && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return strings.Join(texts, "\n")
}

// put opens a question of the shell on top of everything.
func (s *Shell) put(q kit.Question, then func() tea.Cmd) tea.Cmd {
	if at := s.find(s.question.screen); at >= 0 {
		s.cut(at)
	}
	s.question = question{screen: kit.NewAsk(s.env, q), then: then}
	return s.insert(len(s.stack), s.question.screen)
}

// above returns the screens that home takes away.
func (s *Shell) above() []kit.Screen {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[1:]
}

// quit asks back and ends the program.
func (s *Shell) quit() tea.Cmd {
	switch {
	case s.Top() == nil:
		return tea.Quit
	case s.fits():
	case held(s.stack) == "":
		return tea.Quit
	default:
		return nil // there is no room to ask, so nothing is given up
	}
	if s.find(s.question.screen) >= 0 && s.question.is(s.Top()) {
		return nil
	}
	text := "退出一窗？"
	if what := held(s.stack); what != "" {
		text += "\n" + what
	}
	return s.put(kit.Question{Title: "退出", Text: text, Choices: []string{"退出", "留下"}}, func() tea.Cmd { return tea.Quit })
}
