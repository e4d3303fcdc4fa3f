package central

import (
	"context"
	"net/http"

	"yichuang"
	"yichuang/internal/wire"
)

// push takes stretches in: POST /v1/push. Whoever carries them, they are their
// author's by its signature.
func (c *Centre) push(w http.ResponseWriter, r *http.Request, who *identity) error {
	packed, err := c.readBody(w, r, wire.MostPacked)
	if err != nil {
		return err
	}
	// What is being worked on lies unpacked in memory, so few at a time are. A body
	// that takes long to come must not keep others waiting.
	select {
	case c.working <- struct{}{}:
		defer func() { <-c.working }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	body := packed
	if r.Header.Get("Content-Encoding") == "zstd" {
		if body, err = c.packer.Unpack(packed); err != nil {
			return err
		}
	}
	answer, err := c.Push(r.Context(), who.hall, body)
	if err != nil {
		return err
	}
	return c.writeJSON(w, answer)
}

// Push takes the body of a push into a hall. All of it is durable when it returns,
// or nothing of it is; the same body again is answered the same.
func (c *Centre) Push(ctx context.Context, id yichuang.HallID, body []byte) (*wire.PushAnswer, error) {
	h, err := c.hall(ctx, id)
	if err != nil {
		return nil, err
	}
	stretches, err := wire.ParseStretches(body)
	if err != nil {
		return nil, err
	}
	p := &pushed{done: make(chan struct{})}
	for i := range stretches {
		o := &offer{Stretch: stretches[i]}
		if err := o.read(); err != nil {
			return nil, err
		}
		p.offers = append(p.offers, o)
	}
	if err := h.prepare(ctx, p); err != nil {
		return nil, err
	}
	if err := h.enqueue(ctx, p); err != nil {
		return nil, err
	}
	c.metrics.pushed(p)
	return &p.answer, nil
}

// enqueue waits until a push is durable, or refused.
func (h *hall) enqueue(ctx context.Context, p *pushed) error {
	life := h.centre.life
	select {
	case h.queue <- p:
	case <-ctx.Done():
		return ctx.Err()
	case <-life.Done():
		return errStopping
	}
	select {
	case <-p.done:
		return p.err
	case <-life.Done():
		return errStopping // what was committed is answered again when it is sent again
	}
}

var errStopping = &wire.Problem{Code: yichuang.Busy, Class: wire.Retry, Message: "中心正在停止", Hint: "程序会自动再试"}

// prepare does outside of the transaction what can be done there: it checks the
// authors' signatures, folds the events and packs the runs. The transaction does
// again what does not hold any more by then.
func (h *hall) prepare(ctx context.Context, p *pushed) error {
	authors := map[yichuang.TerminalID]*author{}
	ids := []any{string(h.id)}
	var names []any
	listed := map[yichuang.CaseNumber]bool{}
	for _, o := range p.offers {
		if _, known := authors[o.Terminal]; !known {
			authors[o.Terminal] = nil
			ids = append(ids, string(o.Terminal))
		}
		for i := range o.events {
			if n := o.events[i].Case; !listed[n] {
				listed[n] = true
				names = append(names, string(n))
			}
		}
	}
	if err := readAuthors(ctx, h.centre.db, authors, ids); err != nil {
		return err
	}
	for _, o := range p.offers {
		a := authors[o.Terminal]
		if a == nil {
			return unknownAuthor(o.Terminal)
		}
		if err := o.check(*a); err != nil {
			return err
		}
		a.acked, a.head = max(a.acked, o.Last()), o.head
	}
	return h.foldAhead(ctx, p, names)
}

func (h *hall) foldAhead(ctx context.Context, p *pushed, names []any) error {
	stored := map[yichuang.CaseNumber]storedCase{}
	if err := readCases(ctx, h.centre.db, h.id, names, stored); err != nil {
		return err
	}
	works := map[yichuang.CaseNumber]*work{}
	get := func(n yichuang.CaseNumber) (*work, error) {
		if w := works[n]; w != nil {
			return w, nil
		}
		s, known := stored[n]
		w := &work{number: n, c: new(yichuang.Case), stored: s.events, open: s.open}
		if known {
			made, err := h.folded(ctx, h.centre.db, n, s.events)
			if err != nil {
				return nil, err
			}
			w.c = made.Clone()
		}
		works[n] = w
		return w, nil
	}
	// What several stretches bring for one case is folded in the transaction: here
	// each is on its own.
	o := p.offers[0]
	if len(p.offers) > 1 || o.skip == len(o.Lines) {
		return nil
	}
	if err := o.merge(ctx, h, h.centre.db, get); err != nil {
		return err
	}
	for i := range o.merged.runs {
		r := &o.merged.runs[i]
		var err error
		if r.packed, err = packLines(r.lines); err != nil {
			return err
		}
	}
	return nil
}
