package wire

import (
	"encoding/json"

	"yichuang"
)

// PushAnswer answers a push: what the centre has of the last author in it.
type PushAnswer struct {
	Acked    int64              `json:"acked"`    // its last event here
	Head     yichuang.ChainHash `json:"head"`     // its chain up to that, hexadecimal
	Position int64              `json:"position"` // the hall's last position
}

// Heads answers what the centre has of the authors of a hall.
type Heads struct {
	Heads map[yichuang.TerminalID]int64 `json:"heads"` // the last seq of each
}

// Day answers what the centre has of a terminal's day (日清).
type Day yichuang.CentreDay

// Enrol asks for a certificate against a one-time code.
type Enrol struct {
	Secret string `json:"secret"` // of the code
	CSR    []byte `json:"csr"`    // PKCS #10, DER, signed with the terminal's key; base64
	// Before are the identities whose events lie in the terminal's file and that it
	// signed with the same key: a seat that worked alone, or was enrolled before.
	Before []yichuang.Terminal `json:"before,omitempty"`
}

// Enrolled answers it.
type Enrolled struct {
	Hall        yichuang.Hall     `json:"hall"`
	HallID      yichuang.HallID   `json:"hall_id"`
	Terminal    yichuang.Terminal `json:"terminal"`
	Certificate []byte            `json:"certificate"` // DER, base64
	Authority   []byte            `json:"authority"`   // the centre's, DER, base64
	Incarnation string            `json:"incarnation"`
	Began       int64             `json:"began"`
	// Recipient is to whom parcels for this centre are encrypted (age).
	Recipient string `json:"recipient"`
}

// Renew asks for a new certificate in time, under the old one.
type Renew struct {
	CSR []byte `json:"csr"`
}

// Renewed answers it.
type Renewed struct {
	Certificate []byte `json:"certificate"`
	Authority   []byte `json:"authority"`
}

// Entry is something that the centre publishes, in the order of its revisions. One
// of the pointers is set; a later entry of the same thing replaces the earlier one.
type Entry struct {
	Revision int64                       `json:"revision"`
	Item     *ItemEntry                  `json:"item,omitempty"`
	User     *yichuang.PublishedUser     `json:"user,omitempty"`
	Terminal *yichuang.PublishedTerminal `json:"terminal,omitempty"`
	Hall     *yichuang.Hall              `json:"hall,omitempty"`
	// Calendar is the published calendar, as yichuang.ReadCalendar takes it.
	Calendar json.RawMessage `json:"calendar,omitempty"`
	// End is set in the last entry of an answer: everything up to Revision is here,
	// unless More.
	End  bool `json:"end,omitempty"`
	More bool `json:"more,omitempty"`
}

// ItemEntry is an item as new cases use it from now on.
type ItemEntry struct {
	ID        yichuang.ItemID `json:"id"`
	Withdrawn bool            `json:"withdrawn,omitempty"` // not taken in any more
	Item      *yichuang.Item  `json:"item,omitempty"`
}

// ScanPlan says what a scan is made of, in chunks of ChunkBytes, the last one
// shorter.
type ScanPlan struct {
	Size   int64    `json:"size"`   // bytes
	Chunks []string `json:"chunks"` // sha-256 of each, hexadecimal
}

// ScanAnswer says what is missing of a scan at the centre.
type ScanAnswer struct {
	Complete bool     `json:"complete"`
	Missing  []string `json:"missing,omitempty"` // chunks still to be sent
}

// ParcelAnswer tells what was in a parcel that was carried by hand.
type ParcelAnswer struct {
	Authors map[yichuang.TerminalID]int64 `json:"authors"` // the last seq the centre has now of each
	Events  int                           `json:"events"`  // in the parcel
	Scans   int                           `json:"scans"`
}

// News is what the feed says: there are events up to this position.
type News struct {
	Head int64 `json:"head"`
}

// Published is what the feed says when something was published: up to this revision.
type Published struct {
	Revision int64 `json:"revision"`
}
