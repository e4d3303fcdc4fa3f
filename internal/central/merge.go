package central

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"yichuang"
	"yichuang/internal/wire"
)

// author is what the centre has of a terminal whose events are offered.
type author struct {
	terminal yichuang.Terminal
	key      ed25519.PublicKey
	acked    int64
	head     yichuang.ChainHash
	revoked  bool
	alone    bool // worked before it was enrolled, with people of its own
}

// offer is a stretch on its way into its hall.
type offer struct {
	yichuang.Stretch
	events []yichuang.Event
	from   author             // what was known of the author when the rest was worked out
	skip   int                // lines that the centre has already
	head   yichuang.ChainHash // of the author after the last line
	merged merged
}

// read takes the lines apart. Invalid and Damaged are told as a problem that names
// the event.
func (o *offer) read() error {
	o.events = make([]yichuang.Event, len(o.Lines))
	for i, line := range o.Lines {
		e, err := yichuang.ReadLine(o.Terminal, line)
		if err == nil && e.Seq != o.First+int64(i) {
			err = fmt.Errorf("seq %d where %d belongs", e.Seq, o.First+int64(i))
		}
		if err != nil {
			return &wire.Problem{Code: yichuang.Invalid, Class: wire.Stop, Message: fmt.Sprintf("event %s/%d cannot be read: %v", o.Terminal, o.First+int64(i), err),
				Hint: "the terminal's program or data are at fault; nothing was taken"}
		}
		o.events[i] = e
	}
	return nil
}

// check compares the stretch with what the centre has of its author: CodeGap when
// events before it are missing, CodeRevoked for an author who does not belong to
// the hall any more, CodeForged when its voucher does not hold: the lines are not
// the author's, or do not follow what the centre has of him.
func (o *offer) check(a author) error {
	o.from, o.skip, o.head = a, 0, a.head
	switch {
	case a.revoked:
		return revoked(o.Terminal)
	case o.First > a.acked+1:
		return &wire.Problem{Code: wire.CodeGap, Class: wire.Retry, Expected: a.acked + 1,
			Message: fmt.Sprintf("events of %s from %d on are missing; the stretch begins with %d", o.Terminal, a.acked+1, o.First), Hint: "send from the expected one on"}
	case o.Last() <= a.acked:
		o.skip = len(o.Lines)
		return nil
	}
	o.skip = int(a.acked + 1 - o.First)
	for _, line := range o.Lines[o.skip:] {
		o.head = o.head.Next(line)
	}
	if !o.Voucher.Verify(a.key, o.head) {
		return &wire.Problem{Code: wire.CodeForged, Class: wire.Stop,
			Message: fmt.Sprintf("events of %s behind %d are not signed by it, or do not follow what the centre has of it", o.Terminal, a.acked),
			Hint:    "这个终端的数据可能被复制到了两台机器上，或者被改动过；请联系管理员，不要继续使用"}
	}
	return nil
}

func revoked(t yichuang.TerminalID) error {
	return &wire.Problem{Code: wire.CodeRevoked, Class: wire.Stop, Message: "终端" + string(t) + "已被管理员停用", Hint: "请联系管理员；需要继续使用的，请管理员发新的登记码"}
}

// merged is what the cases of a hall become by a stretch.
type merged struct {
	runs  []newRun
	cases []*work // in the order in which they were met
}

// newRun is a run before it has its place.
type newRun struct {
	number  yichuang.CaseNumber
	index   int
	seq     int64
	refused *yichuang.Refusal
	lines   [][]byte
	packed  []byte
}

// work is one case while events are folded into it.
type work struct {
	number yichuang.CaseNumber
	c      *yichuang.Case // nobody else's
	stored int            // how many events the centre had of it, 0 for none
	open   bool           // whether it was open then
}

// merge folds the events of an offer, from the first new one on, into the cases
// that get returns: each is applied, or refused and kept. It is the same fold as
// at every terminal.
func (o *offer) merge(ctx context.Context, h *hall, q querier, get func(yichuang.CaseNumber) (*work, error)) error {
	o.merged = merged{}
	looked := false
	met := map[yichuang.CaseNumber]bool{}
	for i := o.skip; i < len(o.events); i++ {
		e := o.events[i]
		e.Pos = 1 // it will have one
		w, err := get(e.Case)
		if err != nil {
			return err
		}
		if !met[e.Case] {
			met[e.Case] = true
			o.merged.cases = append(o.merged.cases, w)
		}
		index := w.c.Events
		var refused *yichuang.Refusal
		no := o.admit(h.region, &e)
		if no == nil && !o.from.alone && o.Terminal.Seat() != onlineSeat {
			if no, err = h.mayState(ctx, q, w.c, &e, &looked); err != nil {
				return err
			}
		}
		if no == nil {
			no = w.c.Apply(e)
		}
		if no != nil {
			refused = w.c.Refuse(e, no)
		}
		o.merged.add(newRun{number: e.Case, index: index, seq: e.Seq, refused: refused, lines: o.Lines[i : i+1]})
	}
	return nil
}

// add joins a run of one event to the one before, where it belongs to it.
func (m *merged) add(r newRun) {
	if n := len(m.runs); n > 0 {
		last := &m.runs[n-1]
		same := last.refused == nil && r.refused == nil || last.refused != nil && r.refused != nil && *last.refused == *r.refused
		if last.number == r.number && same {
			last.lines = last.lines[:len(last.lines)+1] // lines of one stretch lie together
			return
		}
	}
	m.runs = append(m.runs, r)
}

// admit refuses what an author cannot have done: a case number that is not its
// own to issue.
func (o *offer) admit(region string, e *yichuang.Event) error {
	if _, opening := e.Body.(*yichuang.Opened); !opening {
		return nil
	}
	p, err := yichuang.ParseNumber(string(e.Case))
	if err != nil || e.Case != p.Number() || p.Region != region || p.Window != o.from.terminal.Window || p.Epoch != o.from.terminal.Epoch {
		return &yichuang.Error{Code: yichuang.Denied, Message: "办件编号" + e.Case.Pretty() + "不是终端" + o.Terminal.Seat() + "可以发出的编号",
			Hint: "请核对该终端的区划和窗口设置，重新登记这个办件"}
	}
	return nil
}
