package yichuang

// Published is what a centre has published for a hall, as far as it is new.
type Published struct {
	Revision  int64 // everything up to here is in it or came before
	Items     []*Item
	Withdrawn []ItemID // not taken in any more
	Users     []PublishedUser
	Terminals []PublishedTerminal
	Hall      *Hall
	Calendar  []byte // as ReadCalendar takes it; nil for none
}

// PublishedUser is a person who works in the hall.
type PublishedUser struct {
	User
	Removed bool `json:"removed,omitempty"`
	// PIN is the argon2id hash by which the person signs in without a network.
	PIN string `json:"pin,omitempty"`
}

// PublishedTerminal is a seat of the hall, to know its papers by.
type PublishedTerminal struct {
	Terminal
	Key     []byte `json:"key"` // Ed25519 public key, base64
	Revoked bool   `json:"revoked,omitempty"`
}
