package e2e

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy is a line between a seat and a centre: an address that stays while centres
// come and go, which can be cut, slowed and made to break by itself.
type Proxy struct {
	listener net.Listener

	mu      sync.Mutex
	to      func() string // the address it leads to now
	cut     bool
	delay   time.Duration
	fragile int64 // a connection breaks after at most so many bytes; 0 for never
	open    map[net.Conn]bool
}

// NewProxy lays a line to whatever address is there when somebody calls.
func NewProxy(t testing.TB, to func() string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, to: to, open: map[net.Conn]bool{}}
	go p.accept()
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
	})
	return p
}

// Address is where the line begins.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Lead leads the line elsewhere from now on, and breaks what goes over it.
func (p *Proxy) Lead(to func() string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = to
	p.drop()
}

// Cut cuts the line: nothing that is under way arrives, and nobody gets through.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	p.drop()
}

// Mend makes a whole line again, without delay and breaks.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.delay, p.fragile = false, 0, 0
}

// Delay keeps every piece back for so long, from now on.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Fray has each new connection break after some number of bytes, at most so many in
// either direction.
func (p *Proxy) Fray(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fragile = bytes
	p.drop()
}

// drop breaks what is open. The caller holds the lock.
func (p *Proxy) drop() {
	for c := range p.open {
		_ = c.Close() // whoever reads from it sees that
	}
	clear(p.open)
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.carry(c)
	}
}

// carry carries one connection until either end, or the line, breaks.
func (p *Proxy) carry(near net.Conn) {
	defer near.Close()
	p.mu.Lock()
	to, cut, breaks := p.to, p.cut, p.fragile
	p.mu.Unlock()
	if cut {
		return
	}
	far, err := net.DialTimeout("tcp", to(), 5*time.Second)
	if err != nil {
		return
	}
	defer far.Close()
	if !p.enter(near, far) {
		return
	}
	if breaks > 0 {
		breaks = 1 + rand.Int64N(breaks)
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			p.pump(way[1], way[0], breaks)
			_, _ = near.Close(), far.Close() // the other way ends, too
		})
	}
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, near)
	delete(p.open, far)
}

// enter notes a connection, unless the line was cut while it was made.
func (p *Proxy) enter(ends ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range ends {
		p.open[c] = !p.cut
	}
	if p.cut {
		p.drop()
	}
	return !p.cut
}

// pump carries bytes one way, at most so many; 0 for all.
func (p *Proxy) pump(to io.Writer, from io.Reader, most int64) {
	buf := make([]byte, 16<<10)
	for sent := int64(0); ; {
		n, err := from.Read(buf)
		if most > 0 && sent+int64(n) > most {
			_, _ = to.Write(buf[:most-sent]) // the last that comes through
			return
		}
		p.mu.Lock()
		delay := p.delay
		p.mu.Unlock()
		time.Sleep(delay)
		if _, bad := to.Write(buf[:n]); err != nil || bad != nil {
			return
		}
		sent += int64(n)
	}
}
