package escpos

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"yichuang/internal/device"
)

// question is the n of DLE EOT n.
type question byte

// The questions, and what the bits of their answers mean (ESC/POS, DLE EOT).
const (
	askPrinter question = 1 // 08 off line
	askOffline question = 2 // 04 cover open, 20 stopped for want of paper, 40 error
	askError   question = 3 // 08 knife, 20 for good, 40 too hot
	askPaper   question = 4 // 0c paper near its end, 60 no paper
)

// isAnswer reports whether b may be an answer: bits 0 and 7 are clear and bits 1
// and 4 set in all of them, and in nothing else that a printer sends.
func isAnswer(b byte) bool { return b&0x93 == 0x12 }

// state returns what an answer says, Ready when it says nothing bad.
func (q question) state(b byte) device.State {
	switch {
	case q == askPrinter && b&0x08 != 0:
		return device.Offline
	case q == askOffline && b&0x04 != 0:
		return device.CoverOpen
	case q == askOffline && b&0x20 != 0, q == askPaper && b&0x60 != 0:
		return device.PaperOut
	case q == askOffline && b&0x40 != 0, q == askError && b&0x68 != 0:
		return device.Faulty
	case q == askPaper && b&0x0c != 0:
		return device.PaperLow
	}
	return device.Ready
}

// mostNoise is how many bytes that are no answers a printer may send in the
// place of one: flow control, and the status it sends by itself.
const mostNoise = 8

var errNoise = errors.New("what it answers is no status of a receipt printer")

// answer waits for the answer to a question that was sent. ok is false when none
// came in time. Something that talks, but not like a printer, is errNoise.
func answer(l link, wait time.Duration) (b byte, ok bool, err error) {
	if err := l.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return 0, false, nil // a link that nobody can wait on gives no answers
	}
	buf := make([]byte, 64)
	for noise := 0; noise <= mostNoise; {
		n, err := l.Read(buf)
		if n > mostNoise {
			return 0, false, errNoise
		}
		for _, b := range buf[:n] {
			if isAnswer(b) {
				return b, true, nil
			}
		}
		noise += n
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.EOF), errors.Is(err, syscall.EBADF), err == nil && n == 0:
			return 0, false, nil // device files say so too when nothing is there, or cannot be read
		case err != nil:
			return 0, false, err
		}
	}
	return 0, false, errNoise
}

// ask puts the questions: is it ready, how is the paper, and, when it is not
// ready, why. A printer that answers none of them is Unknown.
func (s *session) ask(wait time.Duration) (device.State, error) {
	first, ok, err := s.put(askPrinter, wait)
	if !ok || err != nil {
		return device.Unknown, err
	}
	questions := []question{askPaper}
	if first != device.Ready {
		questions = []question{askOffline, askPaper, askError}
	}
	state := first
	for _, q := range questions {
		said, ok, err := s.put(q, wait)
		switch {
		case err != nil:
			return device.Unknown, err
		case !ok: // it knows some of the questions only
			return state, nil
		case state == device.Ready, state == device.Offline && !said.Usable():
			state = said // says more than that it is off line
		}
	}
	return state, nil
}

// put sends one question and returns what the printer says.
func (s *session) put(q question, wait time.Duration) (said device.State, ok bool, err error) {
	if err := s.write([]byte{0x10, 0x04, byte(q)}); err != nil {
		return device.Unknown, false, err
	}
	b, ok, err := answer(s.link, wait)
	if !ok || err != nil {
		return device.Unknown, false, err
	}
	return q.state(b), true, nil
}
