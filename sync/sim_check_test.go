package sync_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"yichuang"
	"yichuang/store"
)

// truth is all that the centre has in the end, read as a terminal reads it.
type truth struct {
	w      *world
	events []yichuang.Event
	lines  map[yichuang.EventID][]byte
	of     map[yichuang.CaseNumber][]yichuang.Event
	cases  map[yichuang.CaseNumber]*yichuang.Case
	heads  map[yichuang.TerminalID]yichuang.ChainHash
	acked  map[yichuang.TerminalID]int64
	keys   map[yichuang.TerminalID]yichuang.PublishedTerminal
}

// check is what must hold when all is at rest.
func (w *world) check() *truth {
	w.log("everything is at rest at position %d", w.state().Position)
	tr := w.read()
	tr.everythingIsThere()
	tr.onlyWhatMayFollow()
	tr.onlyOnce()
	for _, m := range w.hall.machines {
		if !m.gone && !(m.copied && m.stopped() != nil) {
			tr.sameAt(m)
			tr.fateOfItsSteps(m)
			tr.scansOf(m)
		}
	}
	tr.figures()
	return tr
}

// read reads everything through the eyes of a terminal that sees the whole hall.
func (w *world) read() *truth {
	tr := &truth{w: w, lines: map[yichuang.EventID][]byte{}, of: map[yichuang.CaseNumber][]yichuang.Event{}, cases: map[yichuang.CaseNumber]*yichuang.Case{},
		heads: map[yichuang.TerminalID]yichuang.ChainHash{}, acked: map[yichuang.TerminalID]int64{}, keys: map[yichuang.TerminalID]yichuang.PublishedTerminal{}}
	m := w.newSeat()
	if m.seat.Departments != nil {
		m.seat.Departments = nil
		m.enrolAgain()
	}
	m.gone = true
	for after, more := int64(0), true; more; {
		p, next, err := m.http.Reference(w.ctx(), after)
		must(w, err)
		for _, t := range p.Terminals {
			tr.keys[t.ID] = t
		}
		after, more = p.Revision, next
	}
	for after, more := int64(0), true; more; {
		page := need2(m.http.Pull(w.ctx(), after))(w)
		for i := range page.Runs {
			tr.add(&page.Runs[i])
		}
		for _, v := range page.Vouchers {
			tr.vouched(v)
		}
		after, more = page.End.Position, page.End.More
	}
	for n, events := range tr.of {
		c, err := yichuang.Fold(events)
		if err != nil {
			w.fail("case %s at the centre cannot be folded: %v", n, err)
		}
		tr.cases[n] = c
	}
	return tr
}

// add takes one run in: places without a gap, authors without a gap, nothing twice.
func (tr *truth) add(r *yichuang.Run) {
	w := tr.w
	if r.Index != len(tr.of[r.Case]) {
		w.fail("the run at %d has index %d of case %s, which has %d events before it", r.Pos, r.Index, r.Case, len(tr.of[r.Case]))
	}
	for i, line := range r.Lines {
		e, err := yichuang.ReadLine(r.Terminal, line)
		must(w, err)
		e.Pos, e.Refused = r.Pos+int64(i), r.Refused
		id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
		switch {
		case e.Pos != int64(len(tr.events))+1:
			w.fail("position %d where %d belongs", e.Pos, len(tr.events)+1)
		case e.Seq != tr.acked[e.Terminal]+1:
			w.fail("at %d: %s/%d behind %d", e.Pos, e.Terminal, e.Seq, tr.acked[e.Terminal])
		case e.Case != r.Case || e.Seq != r.Seq+int64(i):
			w.fail("at %d: %s/%d of %s in a run of %s from %d", e.Pos, e.Terminal, e.Seq, e.Case, r.Case, r.Seq)
		case w.hall.ledger.line(id, line) == nil:
			w.fail("at %d: nobody wrote %s/%d %s", e.Pos, e.Terminal, e.Seq, line)
		}
		if _, begun := tr.heads[e.Terminal]; !begun {
			tr.heads[e.Terminal] = yichuang.ChainStart(e.Terminal)
		}
		tr.heads[e.Terminal], tr.acked[e.Terminal] = tr.heads[e.Terminal].Next(line), e.Seq
		tr.events, tr.lines[id] = append(tr.events, e), bytes.Clone(line)
		tr.of[e.Case] = append(tr.of[e.Case], e)
	}
}

// vouched verifies a voucher, which stands behind the last run that was taken in of
// its author.
func (tr *truth) vouched(v yichuang.PlacedVoucher) {
	head := yichuang.ChainStart(v.Terminal)
	for seq := int64(1); seq <= v.Seq; seq++ {
		head = head.Next(tr.lines[yichuang.EventID{Terminal: v.Terminal, Seq: seq}])
	}
	if !v.Verify(tr.keys[v.Terminal].Key, head) {
		tr.w.fail("the voucher of %s for %d does not hold", v.Terminal, v.Seq)
	}
}

// everythingIsThere: what any disk has that is still there is at the centre, with the
// same bytes; and what the centre once acknowledged, and did not lose by being put
// back.
func (tr *truth) everythingIsThere() {
	w := tr.w
	for _, m := range w.hall.machines {
		if m.gone || m.copied && m.stopped() != nil { // it has stopped, and says so, with everything that it has
			continue
		}
		for id, e := range m.disk.has {
			if !bytes.Equal(tr.lines[id], e.line) {
				w.fail("%s wrote %s/%d (acknowledged: %v), and the centre has %q instead", m, id.Terminal, id.Seq, e.acked, tr.lines[id])
			}
		}
	}
	for t, n := range w.hall.ledger.floor {
		if tr.acked[t] < n {
			w.fail("the centre acknowledged %s up to %d and has it up to %d", t, n, tr.acked[t])
		}
	}
}

// sameAt: the machine folds to the same cases as the centre, has those that it must
// have, lists them alike, and its file is sound.
func (tr *truth) sameAt(m *machine) {
	w := tr.w
	listed := map[yichuang.CaseNumber]yichuang.Summary{}
	for _, s := range need2(m.db.Cases(w.ctx(), store.Query{Limit: 1000}))(w) {
		listed[s.Number] = s
	}
	for n, c := range tr.cases {
		s, here := listed[n]
		switch {
		case !m.sees(c) || c.Stage == "":
			continue
		case !here && c.Stage.Ended():
			continue // closed before it came
		case !here:
			w.fail("%s does not have case %s", m, n)
		}
		if s.Stage != c.Stage || s.Applicant != c.Applicant.Name || s.Visit != c.Visit || s.Unconfirmed != c.Unconfirmed || !s.Touched.Equal(c.Touched) {
			w.fail("%s lists %s as %+v, and it is %s", m, n, s, written(w, c))
		}
		if got, want := written(w, need2(m.db.Case(w.ctx(), n))(w)), written(w, c); got != want {
			w.fail("%s has another case %s:\n%s\nthe centre has\n%s", m, n, got, want)
		}
	}
	for n := range listed {
		if tr.cases[n] == nil {
			w.fail("%s lists %s, of which the centre knows nothing", m, n)
		}
	}
	m.sound()
}

// sound: the file is in order, whatever is going on.
func (m *machine) sound() {
	h, err := m.db.Check(m.w.ctx())
	if must(m.w, err); len(h.Problems) > 0 {
		m.w.fail("the file of %s: %v", m, h.Problems)
	}
}

func written(w *world, c *yichuang.Case) string { return string(need2(json.Marshal(c))(w)) }

// fateOfItsSteps: what the centre refused of the machine's own is refused here, too,
// and listed until somebody has seen to it.
func (tr *truth) fateOfItsSteps(m *machine) {
	w := tr.w
	listed := map[yichuang.EventID]bool{}
	for _, e := range need2(m.db.Refused(w.ctx(), true, 100_000))(w) {
		listed[yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}] = true
	}
	for _, e := range tr.events {
		id := yichuang.EventID{Terminal: e.Terminal, Seq: e.Seq}
		if m.disk.has[id] == nil {
			continue
		}
		if want := slices.Contains(tr.cases[e.Case].Unsettled, id); want != listed[id] {
			w.fail("%s: %s/%d waits for a person: %v, and it is listed: %v", m, e.Terminal, e.Seq, want, listed[id])
		}
	}
}

// scansOf: what the machine believes to be at the centre of scans is there, whole.
func (tr *truth) scansOf(m *machine) {
	w := tr.w
	for _, n := range slices.Sorted(maps.Keys(tr.cases)) {
		for _, scan := range tr.cases[n].Scans() {
			if need2(m.db.ScanState(w.ctx(), scan.Hash))(w) != yichuang.ScanSent {
				continue
			}
			plan, err := m.http.Scan(w.ctx(), scan.Hash)
			if err != nil || plan.Size != scan.Size || len(plan.Chunks) != scan.Chunks() {
				w.fail("%s has sent scan %.8s of case %s, and the centre has %+v, %v", m, scan.Hash, n, plan, err)
			}
		}
	}
}

// figures: the hall's own figures are those of its cases.
func (tr *truth) figures() {
	w := tr.w
	var open int64
	for _, c := range tr.cases {
		if c.Stage != "" && !c.Stage.Ended() {
			open++
		}
	}
	if h := w.state(); h.Position != int64(len(tr.events)) || h.Cases != int64(len(tr.cases)) || h.Open != open {
		w.fail("the hall says %+v; there are %d events of %d cases, %d of them open", h, len(tr.events), len(tr.cases), open)
	}
}
