package devicetest

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// Cut ends each paper on a roll, so that papers can be told apart.
const Cut = "\x1dVB\x00"

// Roll is the far side of a receipt printer: it takes bytes, answers DLE EOT n where
// it is told how, and keeps what it would print.
type Roll struct {
	Answers map[byte]byte // none: it is mute
	Begun   chan struct{} // closed with the first byte of a job

	mu   sync.Mutex
	more sync.Cond
	got  []byte
}

// NewRoll returns a printer that answers so.
func NewRoll(answers map[byte]byte) *Roll {
	p := &Roll{Answers: answers, Begun: make(chan struct{})}
	p.more.L = &p.mu
	return p
}

// RollReady are the answers of a printer in order.
var RollReady = map[byte]byte{1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}

// Serve takes what comes over a link until it ends, or until limit bytes came.
func (p *Roll) Serve(l io.ReadWriter, limit int) error {
	buf := make([]byte, 4096)
	var held []byte // the beginning of what may be DLE EOT n
	for taken := 0; limit == 0 || taken < limit; {
		n, err := l.Read(buf)
		var out, said []byte
		for _, b := range buf[:n] {
			held = append(held, b)
			switch {
			case string(held) == "\x10", string(held) == "\x10\x04":
				continue
			case len(held) == 3 && b >= 1 && b <= 4:
				if a, ok := p.Answers[b]; ok {
					said = append(said, a)
				}
			default:
				out = append(out, held...)
			}
			held = held[:0]
		}
		p.keep(out)
		taken += len(out)
		if len(said) > 0 {
			if _, err := l.Write(said); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Roll) keep(out []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(out) == 0 {
		return
	}
	if len(p.got) == 0 {
		close(p.Begun)
	}
	p.got = append(p.got, out...)
	p.more.Broadcast()
}

// Papers waits for n papers.
func (p *Roll) Papers(n int) [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	for bytes.Count(p.got, []byte(Cut)) < n {
		p.more.Wait()
	}
	var out [][]byte
	for paper := range bytes.SplitAfterSeq(p.got, []byte(Cut)) {
		if len(paper) > 0 {
			out = append(out, paper)
		}
	}
	return out
}

// Listen serves connections to an address of this machine, "" for a free one, one
// after the other with what the test gives, and returns the address.
func Listen(t testing.TB, address string, serve func(*net.TCPConn)) string {
	t.Helper()
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	t.Cleanup(func() { l.Close(); group.Wait() })
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serve(conn.(*net.TCPConn))
			conn.Close()
		}
	})
	return l.Addr().String()
}
