package central

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"yichuang/internal/wire"
)

// hub tells those who listen to a hall what is new: small news whole, encoded once
// for all, more as an announcement.
type hub struct {
	hall *hall
	kick chan struct{} // the database may be ahead of what was told

	mu       sync.Mutex
	head     int64 // everything up to here was told
	revision int64 // of what is published
	ring     []news
	bytes    int
	next     chan struct{} // closed when there is news
}

// news is what came behind one position.
type news struct {
	after, to int64
	event     []byte // for the feed
}

// The bounds of what is remembered for listeners that are a little behind.
const (
	ringNews  = 512
	ringBytes = 4 << 20
)

// pollEvery is how often the database is asked where nobody says that there is
// news: another process may have written to it.
const pollEvery = 2 * time.Second

func newHub(h *hall, head int64) *hub {
	return &hub{hall: h, head: head, kick: make(chan struct{}, 1), next: make(chan struct{})}
}

// publish tells runs that were committed here. Where another centre committed
// something before them, they are read from the database together with that.
func (b *hub) publish(runs []placed) {
	if len(runs) == 0 {
		return
	}
	b.mu.Lock()
	follows := runs[0].Pos == b.head+1
	if follows {
		b.add(runs)
	}
	b.mu.Unlock()
	if !follows {
		b.behind()
	}
}

// behind has the hub look into the database.
func (b *hub) behind() {
	select {
	case b.kick <- struct{}{}:
	default: // it will look anyway
	}
}

// add encodes runs and wakes the listeners.
func (b *hub) add(runs []placed) {
	to := runs[len(runs)-1].End()
	var page []byte
	for i := range runs {
		if page = appendPlaced(page, &runs[i], ""); len(page) > wire.InlineBytes {
			page = nil
			break
		}
	}
	n := news{after: b.head, to: to}
	if page != nil {
		page = wire.AppendEnd(page, wire.End{After: b.head, Position: to, Head: to})
		n.event = sse(wire.FeedPage, page)
	} else {
		n.event = announce(to)
	}
	b.head = to
	b.ring = append(b.ring, n)
	b.bytes += len(n.event)
	for len(b.ring) > ringNews || b.bytes > ringBytes {
		b.bytes -= len(b.ring[0].event)
		b.ring = b.ring[1:]
	}
	b.wake()
}

func (b *hub) wake() {
	close(b.next)
	b.next = make(chan struct{})
}

// published tells that something was published.
func (b *hub) published(revision int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revision = revision
	b.wake()
}

// restart forgets everything that was told: the database is another one.
func (b *hub) restart(head int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.head, b.ring, b.bytes = head, nil, 0
	b.wake()
}

func announce(head int64) []byte { return said(wire.FeedNews, wire.News{Head: head}) }

func announcePublished(revision int64) []byte {
	return said(wire.FeedPublished, wire.Published{Revision: revision})
}

// said is an event of the feed that is one line of JSON.
func said(name string, what any) []byte {
	raw, err := json.Marshal(what)
	if err != nil { // it holds nothing that JSON cannot write
		return nil
	}
	return sse(name, append(raw, '\n'))
}

// sse writes an event of the feed; every line of it is one of data.
func sse(name string, lines []byte) []byte {
	b := append(append([]byte("event: "), name...), '\n')
	for line := range bytes.Lines(lines) {
		b = append(append(b, "data: "...), line...)
	}
	return append(b, '\n')
}

// run looks into the database when it is told to, and now and then.
func (b *hub) run(life context.Context) {
	tick := time.NewTicker(b.hall.centre.pace.poll)
	defer tick.Stop()
	for {
		select {
		case <-life.Done():
			return
		case <-b.kick:
		case <-tick.C:
		}
		for b.catchUp(life) {
		}
	}
}

// catchUp tells what the database has and was not told yet, and reports whether
// there may be more.
func (b *hub) catchUp(ctx context.Context) bool {
	c := b.hall.centre
	b.mu.Lock()
	head := b.head
	b.mu.Unlock()
	runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.pos > $2 ORDER BY r.pos LIMIT 64", string(b.hall.id), head)
	if err != nil || len(runs) == 0 {
		return false // a listener pulls by itself now and then
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.head == head {
		b.add(runs)
	}
	return true
}

// now returns what would be told to whoever has everything.
func (b *hub) now() heard {
	b.mu.Lock()
	defer b.mu.Unlock()
	return heard{b.head, b.revision, b.next}
}

// heard is what a listener has been told, and what tells when there is more.
type heard struct {
	head     int64
	revision int64
	next     <-chan struct{}
}

// since returns the events for a listener that has everything up to a position.
func (b *hub) since(cursor int64) (events [][]byte, now heard) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now = heard{b.head, b.revision, b.next}
	if cursor < b.head {
		i := 0
		for i < len(b.ring) && b.ring[i].after < cursor {
			i++
		}
		if i == len(b.ring) || b.ring[i].after != cursor {
			return [][]byte{announce(b.head)}, now
		}
		for ; i < len(b.ring); i++ {
			events = append(events, b.ring[i].event)
		}
	}
	return events, now
}

// feed tells a terminal what is new, as it happens: GET /v1/feed?after=….
func (c *Centre) feed(w http.ResponseWriter, r *http.Request, who *identity) error {
	cursor, err := number(r, "after", 0)
	if err != nil {
		return err
	}
	h, err := c.hall(r.Context(), who.hall)
	if err != nil {
		return err
	}
	out := http.NewResponseController(w)
	if err := out.SetReadDeadline(time.Time{}); err != nil { // nothing more is to come from there
		return err
	}
	w.Header().Set("Content-Type", wire.TypeEvents)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	defer c.metrics.listening(1)()
	alive := time.NewTicker(c.pace.beat)
	defer alive.Stop()
	revision := h.news.now().revision
	for {
		events, now := h.news.since(cursor)
		if who.scope != "" && len(events) > 0 { // it sees a part, and has to ask which
			events = [][]byte{announce(now.head)}
		}
		if now.revision != revision {
			events = append(events, announcePublished(now.revision))
		}
		cursor, revision = now.head, now.revision
		if err := c.send(w, out, events); err != nil {
			return nil // gone, or too slow: it comes again
		}
		select {
		case <-now.next:
		case <-alive.C:
			if err := c.send(w, out, [][]byte{[]byte(": alive\n\n")}); err != nil {
				return nil
			}
		case <-r.Context().Done():
			return nil
		case <-c.leaving:
			return nil
		}
		if gone, err := c.gone(r.Context(), who); gone || err != nil {
			return nil
		}
	}
}

func (c *Centre) send(w http.ResponseWriter, out *http.ResponseController, events [][]byte) error {
	if err := out.SetWriteDeadline(time.Now().Add(c.pace.hear)); err != nil {
		return err
	}
	for _, e := range events {
		if _, err := w.Write(e); err != nil {
			return err
		}
	}
	return out.Flush()
}
