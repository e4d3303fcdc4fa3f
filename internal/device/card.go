package device

import (
	"context"

	"yichuang"
)

// Card is what an identity card says, checked by the rules of its kind.
type Card struct {
	ID        yichuang.Identity
	Name      string
	Sex       string // 男 or 女, "" where the card does not say
	Nation    string // 民族, without 族
	Birth     yichuang.Date
	Address   string
	Issuer    string // 签发机关
	ValidFrom yichuang.Date
	// ValidUntil is the last day of the card. It is zero where the card does not
	// say, and for one that is valid for good (长期), where Forever is set.
	ValidUntil yichuang.Date
	Forever    bool
	// Warning is a sentence for the clerk about a card that was read well and
	// needs a look, such as one that has run out.
	Warning string
}

// Reader reads identity cards.
type Reader interface {
	// Read waits for the next card that is laid on the reader after the call. It
	// returns Busy when the context ends and Internal when the reader does not run.
	Read(ctx context.Context) (Card, error)
}
