package kit

import (
	"context"
	"sync"
	"sync/atomic"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// DraftStore keeps texts that are not finished. Draft returns nil, nil when
// there is none.
type DraftStore interface {
	SaveDraft(ctx context.Context, by yichuang.UserID, key string, value []byte) error
	Draft(ctx context.Context, by yichuang.UserID, key string) ([]byte, error)
	DropDraft(ctx context.Context, by yichuang.UserID, key string) error
}

// Draft keeps a text that is being typed safe on disk. Each change starts a
// flush; whichever runs writes the newest text, so that flushes which overtake
// each other, or pile up behind a slow disk, end with what was typed last.
type Draft struct {
	store DraftStore
	by    yichuang.UserID
	key   string

	text  atomic.Pointer[string]
	order sync.Mutex
	saved string // under order
}

// NewDraft returns the draft that is kept under key for one person.
func NewDraft(store DraftStore, by yichuang.UserID, key string) *Draft {
	return &Draft{store: store, by: by, key: key}
}

// DraftRead is what a draft held, "" when there was nothing.
type DraftRead struct {
	Of   *Draft
	Text string
}

// DraftLost says that a text could not be kept.
type DraftLost struct{ Err error }

// Load is the work that reads what was kept, for Env.Do; it returns a DraftRead.
// A draft that cannot be read counts as none: nothing is lost by beginning with
// an empty text.
func (d *Draft) Load(ctx context.Context) (tea.Msg, error) {
	d.order.Lock()
	defer d.order.Unlock()
	raw, err := d.store.Draft(ctx, d.by, d.key)
	if err != nil {
		return DraftRead{Of: d}, nil
	}
	d.saved = string(raw)
	return DraftRead{Of: d, Text: d.saved}, nil
}

// Set takes the newest text, which Flush writes down. An empty text drops the
// draft.
func (d *Draft) Set(text string) { d.text.Store(&text) }

// Flush is the work that writes the newest text down, for Env.Do; it returns a
// DraftLost when that fails, else nothing.
func (d *Draft) Flush(ctx context.Context) (tea.Msg, error) {
	d.order.Lock()
	defer d.order.Unlock()
	text := d.text.Load()
	if text == nil || *text == d.saved {
		return nil, nil
	}
	var err error
	if *text == "" {
		err = d.store.DropDraft(ctx, d.by, d.key)
	} else {
		err = d.store.SaveDraft(ctx, d.by, d.key, []byte(*text))
	}
	if err != nil {
		return DraftLost{err}, nil
	}
	d.saved = *text
	return nil, nil
}
