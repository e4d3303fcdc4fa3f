package central

import (
	"crypto/ed25519"
	"fmt"

	"yichuang"
)

// Verified is what a hall was found to be.
type Verified struct {
	Hall      yichuang.HallID `json:"hall"`
	Events    int64           `json:"events"`
	Vouchers  int64           `json:"vouchers"`
	Terminals int             `json:"terminals"` // that have events
	Cases     int64           `json:"cases"`     // that were folded
	Refused   int64           `json:"refused"`   // events among them
}

// chains follows the events of a hall in the order of their positions: no place is
// left out, every line follows the one before of its terminal, and every voucher is
// the terminal's own.
type chains struct {
	Verified
	position int64 // of the last event
	ends     map[yichuang.TerminalID]*chainEnd
}

// chainEnd is how far the chain of a terminal was followed, and how far it goes by
// the row of the terminal.
type chainEnd struct {
	key     ed25519.PublicKey
	seq     int64
	head    yichuang.ChainHash
	vouched int64 // up to this event its voucher was seen
	acked   int64
	ends    yichuang.ChainHash
}

func newChains(hall yichuang.HallID) *chains {
	return &chains{Verified: Verified{Hall: hall}, ends: map[yichuang.TerminalID]*chainEnd{}}
}

// terminal adds a terminal as its row has it.
func (c *chains) terminal(id yichuang.TerminalID, key []byte, acked int64, head []byte) error {
	end := &chainEnd{key: key, acked: acked, head: yichuang.ChainStart(id)}
	if copy(end.ends[:], head) != len(end.ends) || len(head) != len(end.ends) {
		return c.broken(id, acked, 0, "the row of the terminal has no chain")
	}
	c.ends[id] = end
	return nil
}

// broken is the first link that does not hold, in one sentence.
func (c *chains) broken(t yichuang.TerminalID, seq, position int64, what string) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: fmt.Sprintf("hall %s, terminal %s, event %d, position %d: %s", c.Hall, t, seq, position, what),
		Hint: "keep everything as it is, and restore a backup from before; terminals offer again what it lacks"}
}

// follow takes in the next run.
func (c *chains) follow(p *placed) error {
	end := c.ends[p.Terminal]
	switch {
	case p.Pos != c.position+1:
		return c.broken(p.Terminal, p.Seq, p.Pos, fmt.Sprintf("the position before it is %d: something is missing or stands twice", c.position))
	case end == nil:
		return c.broken(p.Terminal, p.Seq, p.Pos, "the terminal is not known")
	case p.Seq != end.seq+1:
		return c.broken(p.Terminal, p.Seq, p.Pos, fmt.Sprintf("the terminal's event before it is %d: something is missing or stands twice", end.seq))
	}
	for i, line := range p.Lines {
		seq, position := p.Seq+int64(i), p.Pos+int64(i)
		e, err := yichuang.ReadLine(p.Terminal, line)
		switch {
		case err != nil:
			return c.broken(p.Terminal, seq, position, "the line cannot be read: "+err.Error())
		case e.Seq != seq || e.Case != p.Case:
			return c.broken(p.Terminal, seq, position, fmt.Sprintf("the line is that of event %d of case %s", e.Seq, e.Case))
		}
		end.head = end.head.Next(line)
	}
	end.seq, c.position = p.Seq+int64(p.N)-1, p.End()
	c.Events += int64(p.N)
	if p.Refused != nil {
		c.Refused += int64(p.N)
	}
	if p.voucher == nil {
		return nil
	}
	if !p.placedVoucher().Verify(end.key, end.head) {
		return c.broken(p.Terminal, end.seq, c.position, fmt.Sprintf("the terminal did not sign its events like this: one behind event %d was changed, left out or put in", end.vouched))
	}
	end.vouched = end.seq
	c.Vouchers++
	return nil
}

// close holds the ends of all chains against the rows of the hall and its
// terminals.
func (c *chains) close(position int64) error {
	for id, end := range c.ends {
		switch {
		case end.seq != end.acked || end.head != end.ends:
			return c.broken(id, end.seq, c.position, fmt.Sprintf("the chain ends here, and the row of the terminal says that it ends with event %d", end.acked))
		case end.vouched != end.seq:
			return c.broken(id, end.seq, c.position, fmt.Sprintf("the terminal has signed its events up to %d alone", end.vouched))
		case end.seq > 0:
			c.Terminals++
		}
	}
	if position != c.position {
		return c.broken("", 0, c.position, fmt.Sprintf("the events end here, and the row of the hall says that they end with position %d", position))
	}
	return nil
}
