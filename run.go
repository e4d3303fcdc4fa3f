package yichuang

// EventID names an event for good.
type EventID struct {
	Terminal TerminalID `json:"terminal"`
	Seq      int64      `json:"seq"`
}

// Stretch is what a terminal offers to the centre: consecutive events of one
// author, as lines, with the author's word for them. It may be carried by anybody.
type Stretch struct {
	Terminal TerminalID
	First    int64 // seq of the first line
	Lines    [][]byte
	Voucher  Voucher // for the last line
}

// Last returns the seq of the last line.
func (s *Stretch) Last() int64 { return s.First + int64(len(s.Lines)) - 1 }

// Head returns the author's chain after the last line, when before is what it was
// before the first.
func (s *Stretch) Head(before ChainHash) ChainHash {
	for _, line := range s.Lines {
		before = before.Next(line)
	}
	return before
}

// Run is what the centre made of consecutive events of one author on one case:
// their places in the hall's order, and whether they were taken.
type Run struct {
	Pos      int64 // of the first event; the others follow without a gap
	Case     CaseNumber
	Index    int // how many events of the case have a place before these
	Terminal TerminalID
	Seq      int64    // of the first event
	N        int      // how many events
	Refused  *Refusal // why they were not taken into the case, nil when they were
	// Lines are the events. They are nil where the receiver is the author and has
	// them already.
	Lines [][]byte
}

// News is what a centre said of events, in the order of their places.
type News struct {
	// Incarnation is that of the centre which gave the places, as the terminal knew it
	// when it asked. Places of another one mean nothing.
	Incarnation string
	Runs        []Run
	Vouchers    []PlacedVoucher
}

// End returns the position of the last event.
func (r *Run) End() int64 { return r.Pos + int64(r.N) - 1 }
