package tui

import (
	"time"

	"yichuang/tui/kit"
)

// noteTime is how long a notice stands at least, however fast somebody types.
const noteTime = time.Second

// note is the one place where the shell says that something went well or wrong.
// It goes with the first key that comes after it could be read.
type note struct {
	text   string
	err    error
	tone   kit.Tone
	at     time.Time
	behind bool // it came from behind a guard and waits until that is gone
}

func (n *note) empty() bool { return n.text == "" && n.err == nil }

func (n *note) fade(now time.Time) {
	if !n.empty() && now.Sub(n.at) >= noteTime {
		*n = note{}
	}
}

// say shows a line. A failure that nobody has had time to read stays.
func (s *Shell) say(tone kit.Tone, text string) {
	if s.note.err != nil && s.env.Now().Sub(s.note.at) < noteTime {
		return
	}
	s.note = note{text: text, tone: tone, at: s.env.Now()}
}

// tell shows the quiet line of a screen.
func (s *Shell) tell(sender kit.Screen, text string) {
	s.say(kit.Good, text)
	s.note.behind = s.guarded() && (sender == nil || !guards(sender))
}

// failed shows a failure, unless its screen shows it where it belongs.
func (s *Shell) failed(f kit.Failed) {
	if f.Err == nil {
		return
	}
	if failing, ok := f.To.(kit.Failing); ok && s.find(f.To) >= 0 && failing.Failed(f.Err) {
		return
	}
	s.note = note{err: f.Err, at: s.env.Now(), behind: s.guarded() && (f.To == nil || !guards(f.To))}
}

// visible reports whether the note may be read by whoever stands there: not what
// happened behind the lock.
func (s *Shell) visible() bool { return !s.note.empty() && !(s.note.behind && s.guarded()) }

// cover adds the notice line. A failure that needs more lines covers the last
// ones of the body instead of moving it.
func (s *Shell) cover(lines []string) []string {
	if !s.visible() {
		return append(lines, "")
	}
	th := s.env.Theme
	var text []string
	if s.note.err != nil {
		text = th.Failure(s.note.err, s.width-2)
	} else {
		for _, l := range kit.Wrap(s.note.text, s.width-2) {
			text = append(text, th.Paint(s.note.tone, l))
		}
	}
	text = kit.Clip(text, 0, 6)
	keep := len(lines) - (len(text) - 1)
	lines = lines[:keep]
	for _, l := range text {
		lines = append(lines, " "+l)
	}
	return lines
}
