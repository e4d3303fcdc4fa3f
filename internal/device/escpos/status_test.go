package escpos

import (
	"bytes"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"yichuang/internal/device"
)

// TestAnswers: what each bit of an answer says.
func TestAnswers(t *testing.T) {
	for _, tt := range []struct {
		q    question
		b    byte
		want device.State
	}{
		{askPrinter, 0x12, device.Ready}, {askPrinter, 0x1a, device.Offline}, {askPrinter, 0x16, device.Ready}, // drawer
		{askOffline, 0x12, device.Ready}, {askOffline, 0x16, device.CoverOpen}, {askOffline, 0x32, device.PaperOut}, {askOffline, 0x52, device.Faulty},
		{askOffline, 0x36, device.CoverOpen}, {askError, 0x1a, device.Faulty}, {askError, 0x32, device.Faulty}, {askError, 0x52, device.Faulty},
		{askError, 0x16, device.Ready}, {askPaper, 0x1e, device.PaperLow}, {askPaper, 0x72, device.PaperOut}, {askPaper, 0x7e, device.PaperOut},
	} {
		if got := tt.q.state(tt.b); got != tt.want || !isAnswer(tt.b) {
			t.Errorf("question %d answered %#x: %q, want %q", tt.q, tt.b, got, tt.want)
		}
	}
	for _, b := range []byte{0x00, 0x10, 0x11, 0x13, 0x92, 0xff, '\n', 'P'} { // 11 and 13 are flow control, 10 begins an unasked status
		if isAnswer(b) {
			t.Errorf("%#x passes for an answer", b)
		}
	}
}

// script is a link whose far side says what it was told to say, question by
// question.
type script struct {
	says [][]byte
	out  bytes.Buffer
	gone bool
}

func (s *script) Read(b []byte) (int, error) {
	if len(s.says) == 0 || len(s.says[0]) == 0 {
		if s.gone {
			return 0, io.EOF
		}
		return 0, os.ErrDeadlineExceeded
	}
	n := copy(b, s.says[0])
	s.says[0] = s.says[0][n:]
	return n, nil
}

func (s *script) Write(b []byte) (int, error) {
	if s.out.Len() > 0 && len(s.says) > 0 {
		s.says = s.says[1:]
	}
	return s.out.Write(b)
}

func (s *script) Close() error                     { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

func over(l link) *session {
	return &session{link: l, printer: New(Address{Name: "p"}, Options{}), stop: func() bool { return true }}
}

// TestAsking: what a printer says to all the questions together, also one that
// knows only some, or says other things in between.
func TestAsking(t *testing.T) {
	for name, tt := range map[string]struct {
		says []string
		want device.State
		fail bool
	}{
		"mute":                    {nil, device.Unknown, false},
		"in order":                {[]string{"\x12", "\x12"}, device.Ready, false},
		"paper near its end":      {[]string{"\x12", "\x1e"}, device.PaperLow, false},
		"open":                    {[]string{"\x1a", "\x16", "\x12", "\x12"}, device.CoverOpen, false},
		"open and without paper":  {[]string{"\x1a", "\x16", "\x72", "\x12"}, device.CoverOpen, false},
		"without paper":           {[]string{"\x1a", "\x32", "\x7e", "\x12"}, device.PaperOut, false},
		"knife":                   {[]string{"\x1a", "\x52", "\x12", "\x1a"}, device.Faulty, false},
		"off line with low paper": {[]string{"\x1a", "\x12", "\x1e", "\x12"}, device.Offline, false},
		"knows the first only":    {[]string{"\x12"}, device.Ready, false},
		"off line, says no more":  {[]string{"\x1a"}, device.Offline, false},
		"flow control between":    {[]string{"\x13\x11\x12", "\x12"}, device.Ready, false},
		"status by itself":        {[]string{"\x10\x00\x00\x00\x12", "\x12"}, device.Ready, false},
		"a banner":                {[]string{"220 mail ready for you\r\n"}, device.Unknown, true},
		"noise":                   {[]string{"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"}, device.Unknown, true},
	} {
		l := &script{}
		for _, s := range tt.says {
			l.says = append(l.says, []byte(s))
		}
		if got, err := over(l).ask(time.Second); got != tt.want || (err != nil) != tt.fail {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

// FuzzAnswer: whatever comes back, asking ends, with a state that exists, and
// only a real answer gives another than Unknown.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{"", "\x12\x12\x12\x12", "\x1a\x16\x72\x12", "\x13", "HTTP/1.1 400 Bad Request\r\n\r\n", "\x10\x00\x00\x00\x00\x00\x00\x00\x00\x12"} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, said []byte, gone bool) {
		l := &script{says: [][]byte{said, said, said, said}, gone: gone}
		state, err := over(l).ask(time.Second)
		if state.Chinese() == "状态不明" && state != device.Unknown {
			t.Errorf("%q is no state", state)
		}
		if state != device.Unknown && (err != nil || !bytes.ContainsFunc(said, func(r rune) bool { return r < 0x80 && isAnswer(byte(r)) })) {
			t.Errorf("%q made %q, %v", said, state, err)
		}
		if l.out.Len() > 12 {
			t.Errorf("asked % x", l.out.Bytes())
		}
	})
}

var _ link = (*net.TCPConn)(nil)
