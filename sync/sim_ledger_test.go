package sync_test

import (
	"bytes"
	"slices"

	"yichuang"
)

// ledger is what the run knows from outside of the program: every event that anybody
// wrote, what its author had seen of the case, and what the centre said it has.
type ledger struct {
	of    map[yichuang.EventID][]*made  // two of one identity where a disk was copied
	floor map[yichuang.TerminalID]int64 // what the centre has acknowledged and never lost
	all   map[yichuang.CaseNumber]bool  // every number that was issued
}

func newLedger() *ledger {
	return &ledger{of: map[yichuang.EventID][]*made{}, floor: map[yichuang.TerminalID]int64{}, all: map[yichuang.CaseNumber]bool{}}
}

// made is an event that somebody wrote.
type made struct {
	yichuang.Event
	line  []byte
	acked bool // the call that wrote it said so
	attempt
}

// attempt is what a clerk had before him when he wrote.
type attempt struct {
	seen map[yichuang.EventID]bool // what there was of the case
	knew map[yichuang.EventID]bool // own steps that he knew to be refused
}

// before notes what there is of a case.
func (m *machine) before(n yichuang.CaseNumber) *attempt {
	a := &attempt{seen: map[yichuang.EventID]bool{}, knew: map[yichuang.EventID]bool{}}
	if n == "" {
		return a
	}
	for _, e := range need2(m.desk.History(m.w.ctx(), n))(m.w) {
		id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
		a.seen[id] = true
		a.knew[id] = e.Refused != nil
	}
	return a
}

// record enters what is new on the disk into the ledger.
func (m *machine) record() {
	w, d := m.w, m.disk
	must(w, m.desk.Pending(w.ctx(), func(st *yichuang.Stretch) error {
		for i, line := range st.Lines {
			seq := st.First + int64(i)
			if seq <= d.last[st.Terminal] {
				continue
			}
			e, err := yichuang.ReadLine(st.Terminal, line)
			must(w, err)
			w.hall.ledger.enter(w, m, &made{Event: e, line: bytes.Clone(line)})
		}
		return nil
	}))
	m.attempt = nil
}

func (l *ledger) enter(w *world, m *machine, e *made) {
	id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
	d := m.disk
	if e.Seq != d.last[e.Terminal]+1 {
		w.fail("%s wrote %s/%d behind %d", m, e.Terminal, e.Seq, d.last[e.Terminal])
	}
	if m.attempt != nil {
		e.attempt = *m.attempt
		m.attempt.seen[id] = true
	}
	if _, opening := e.Body.(*yichuang.Opened); opening {
		if l.all[e.Case] && !m.copied {
			w.fail("the number %s was issued twice", e.Case)
		}
		l.all[e.Case] = true
	}
	d.has[id], d.last[e.Terminal] = e, e.Seq
	if other := l.of[id]; len(other) > 0 && !m.copied {
		w.fail("%s wrote %s/%d, and so did another", m, e.Terminal, e.Seq)
	}
	l.of[id] = append(l.of[id], e)
}

// acknowledged notes that the call returned which wrote the last events of the
// machine's present author.
func (m *machine) acknowledged(n int) {
	author := m.desk.Terminal().ID
	last := m.disk.last[author]
	for seq := last - int64(n) + 1; seq <= last; seq++ {
		e := m.disk.has[yichuang.EventID{Terminal: author, Seq: seq}]
		if e == nil {
			m.w.fail("%s acknowledged %d steps and wrote fewer", m, n)
		}
		e.acked = true
	}
}

// has notes what the centre has of each author, now that its data are what they are.
func (l *ledger) has(acked map[yichuang.TerminalID]int64) {
	for t, n := range acked {
		l.floor[t] = max(l.floor[t], n)
	}
}

// putBack notes what the centre has after it was put back.
func (l *ledger) putBack(acked map[yichuang.TerminalID]int64) {
	for t := range l.floor {
		l.floor[t] = min(l.floor[t], acked[t])
	}
}

// line reports whether these are the bytes of an event that somebody wrote.
func (l *ledger) line(id yichuang.EventID, line []byte) *made {
	i := slices.IndexFunc(l.of[id], func(e *made) bool { return bytes.Equal(e.line, line) })
	if i < 0 {
		return nil
	}
	return l.of[id][i]
}
