package decide

import (
	"context"
	"sync"
	"sync/atomic"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// draft keeps a text that is being typed safe on disk. Each change starts a
// flush; whichever runs writes the newest text, so that flushes which overtake
// each other, or pile up behind a slow disk, end with what was typed last.
type draft struct {
	seat Drafts
	by   yichuang.UserID
	key  string

	text  atomic.Pointer[string]
	order sync.Mutex
	saved string // under order
}

// draftLost says that a text could not be kept.
type draftLost struct{ err error }

func newDraft(seat Drafts, by yichuang.UserID, key string) *draft {
	return &draft{seat: seat, by: by, key: key}
}

// load reads what was kept. The work returns a draftRead.
func (d *draft) load(ctx context.Context) (tea.Msg, error) {
	d.order.Lock()
	defer d.order.Unlock()
	raw, err := d.seat.Draft(ctx, d.by, d.key)
	if err != nil { // nothing is lost by beginning with an empty text
		return draftRead{of: d}, nil
	}
	d.saved = string(raw)
	return draftRead{of: d, text: d.saved}, nil
}

// draftRead is what a draft held.
type draftRead struct {
	of   *draft
	text string
}

// set takes the newest text; flush, as work, writes it down. An empty text drops
// the draft.
func (d *draft) set(text string) { d.text.Store(&text) }

func (d *draft) flush(ctx context.Context) (tea.Msg, error) {
	d.order.Lock()
	defer d.order.Unlock()
	text := d.text.Load()
	if text == nil || *text == d.saved {
		return nil, nil
	}
	var err error
	if *text == "" {
		err = d.seat.DropDraft(ctx, d.by, d.key)
	} else {
		err = d.seat.SaveDraft(ctx, d.by, d.key, []byte(*text))
	}
	if err != nil {
		return draftLost{err}, nil
	}
	d.saved = *text
	return nil, nil
}
