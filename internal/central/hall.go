package central

import (
	"container/list"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"

	"yichuang"
)

// hall is one hall as this centre works on it.
type hall struct {
	id     yichuang.HallID
	region string // stands in case numbers and never changes
	centre *Centre
	queue  chan *pushed
	cases  *recent
	posts  posts
	news   *hub
}

// hall returns a hall, NotFound for one that there is not.
func (c *Centre) hall(ctx context.Context, id yichuang.HallID) (*hall, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.halls[id]; h != nil {
		return h, nil
	}
	about, position, err := c.readHall(ctx, id)
	if err != nil {
		return nil, err
	}
	h := &hall{id: id, region: about.Region, centre: c, queue: make(chan *pushed, 64), cases: newRecent(recentCases)}
	h.news = newHub(h, position)
	c.halls[id] = h
	c.running.Go(func() { h.writeAll(c.life) })
	c.running.Go(func() { h.news.run(c.life) })
	return h, nil
}

func (c *Centre) readHall(ctx context.Context, id yichuang.HallID) (about yichuang.Hall, position int64, err error) {
	var raw []byte
	err = c.db.scan(ctx, "SELECT about, position FROM halls WHERE id = $1", []any{string(id)}, &raw, &position)
	if errors.Is(err, sql.ErrNoRows) {
		return about, 0, noHall(id)
	}
	if err == nil {
		err = json.Unmarshal(raw, &about)
	}
	return about, position, c.db.fault(err)
}

func noHall(id yichuang.HallID) error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "there is no hall " + string(id), Hint: "see: yichuangd hall list"}
}

// recentCases is how many cases of a hall stay folded: those that are being worked
// on. What is drained after an outage is not met again.
const recentCases = 1000

// recent remembers folded cases. Nothing in it is changed: whoever goes on with
// one works on a copy. What it holds may be behind the database, because another
// centre may have gone on: the count of events tells.
type recent struct {
	mu    sync.Mutex
	limit int
	order *list.List // of *yichuang.Case, the newest first
	at    map[yichuang.CaseNumber]*list.Element
}

func newRecent(limit int) *recent {
	return &recent{limit: limit, order: list.New(), at: map[yichuang.CaseNumber]*list.Element{}}
}

func (r *recent) get(n yichuang.CaseNumber) *yichuang.Case {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.at[n]
	if e == nil {
		return nil
	}
	r.order.MoveToFront(e)
	return e.Value.(*yichuang.Case)
}

func (r *recent) put(c *yichuang.Case) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.at[c.Number]; e != nil {
		e.Value = c
		r.order.MoveToFront(e)
		return
	}
	r.at[c.Number] = r.order.PushFront(c)
	for r.order.Len() > r.limit {
		last := r.order.Back()
		r.order.Remove(last)
		delete(r.at, last.Value.(*yichuang.Case).Number)
	}
}

// clear forgets everything.
func (r *recent) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.order.Init()
	clear(r.at)
}
