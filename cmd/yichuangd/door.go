package main

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// door bounds the connections. Whoever has not shown the certificate of a terminal
// is a guest; guests have few places, and the one who has been there longest makes
// room for the next. So nobody can keep terminals out by opening connections and
// saying nothing.
type door struct {
	net.Listener
	most, mostGuests int

	mu     sync.Mutex
	all    int
	guests *list.List // of *visitor, the oldest first
	turned int64      // connections that were turned away or put out
}

func newDoor(l net.Listener, most int) *door {
	return &door{Listener: l, most: most, mostGuests: most / 10, guests: list.New()}
}

// visitor is a connection that was let in.
type visitor struct {
	net.Conn
	door  *door
	place *list.Element // among the guests, nil for a terminal
	gone  bool
}

// Accept lets the next one in.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if v, out := d.let(conn); v != nil {
			if out != nil {
				_ = out.Close() // it is being put out
			}
			return v, nil
		}
		_ = conn.Close() // there is no room, and nobody to tell
	}
}

// let makes a connection a guest, and returns the one that has to go for it. It
// returns nil when there is no room at all.
func (d *door) let(conn net.Conn) (v, out *visitor) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all >= d.most && d.guests.Len() == 0 {
		d.turned++
		return nil, nil
	}
	if d.all >= d.most || d.guests.Len() >= d.mostGuests {
		out = d.guests.Front().Value.(*visitor)
		d.forget(out)
		d.turned++
	}
	v = &visitor{Conn: conn, door: d}
	v.place = d.guests.PushBack(v)
	d.all++
	return v, out
}

// forget takes a visitor off the books.
func (d *door) forget(v *visitor) {
	if v.gone {
		return
	}
	v.gone = true
	d.all--
	if v.place != nil {
		d.guests.Remove(v.place)
		v.place = nil
	}
}

// Close ends the connection.
func (v *visitor) Close() error {
	v.door.mu.Lock()
	v.door.forget(v)
	v.door.mu.Unlock()
	return v.Conn.Close()
}

// stay makes a guest a terminal.
func (v *visitor) stay() {
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	if v.place != nil {
		v.door.guests.Remove(v.place)
		v.place = nil
	}
}

type visitorKey struct{}

// know remembers the visitor of a connection, for welcome.
func know(ctx context.Context, conn net.Conn) context.Context {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	return context.WithValue(ctx, visitorKey{}, conn)
}

// welcome lets whoever has shown a certificate of this centre stay.
func welcome(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			if v, ok := r.Context().Value(visitorKey{}).(*visitor); ok {
				v.stay()
			}
		}
		next.ServeHTTP(w, r)
	})
}

// metrics are the figures of the door.
func (d *door) metrics() []prometheus.Collector {
	count := func(f func() int) func() float64 {
		return func() float64 {
			d.mu.Lock()
			defer d.mu.Unlock()
			return float64(f())
		}
	}
	of := func(kind string) prometheus.GaugeOpts {
		return prometheus.GaugeOpts{Name: "yichuang_connections", Help: "Open connections: of terminals, and of others.", ConstLabels: prometheus.Labels{"of": kind}}
	}
	return []prometheus.Collector{
		prometheus.NewGaugeFunc(of("terminals"), count(func() int { return d.all - d.guests.Len() })),
		prometheus.NewGaugeFunc(of("others"), count(d.guests.Len)),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "yichuang_connections_turned_away_total", Help: "Connections that were refused or closed because there were too many."},
			count(func() int { return int(d.turned) })),
	}
}
