package sync

import (
	"context"
	"net/http"
	"time"

	"yichuang/internal/wire"
)

// What tests outside the package need to see.

// Through returns a centre that is reached through a round tripper, by a clock that
// tells this machine's time.
func Through(rt http.RoundTripper, now func() time.Time) (*HTTP, error) {
	packer, err := wire.NewPacker(1)
	if err != nil {
		return nil, err
	}
	return &HTTP{base: "https://centre.example.test", client: &http.Client{Transport: rt}, trust: new(Trust), packer: packer, clock: clock{now: now}}, nil
}

// Hear takes in what the feed said that was opened when that incarnation was known.
func (e *Engine) Hear(ctx context.Context, incarnation string, s Said) {
	e.hear(ctx, heard{incarnation, s})
}
