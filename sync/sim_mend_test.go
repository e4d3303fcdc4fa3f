package sync_test

import (
	"errors"
	"fmt"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// mend ends all trouble, and lets everything come to rest.
func (w *world) mend() {
	w.log("everything is mended")
	w.rates = [faults]float64{}
	w.down = w.now
	w.up()
	if w.full {
		w.roomAtCentre()
	}
	for _, m := range w.hall.machines {
		m.cut, m.asleep = w.now, w.now
		if m.disk.table != "" {
			m.room()
		}
	}
	for end := w.now.Add(6 * time.Hour); ; w.toTheNext() {
		w.trouble()
		w.post()
		w.turns(200)
		w.letBackIn()
		if w.atRest() && len(w.late) == 0 {
			return
		}
		if w.now.After(end) {
			w.fail("it does not come to rest: %s", w.restless())
		}
	}
}

// toTheNext lets time go by until somebody has something to do.
func (w *world) toTheNext() {
	next := w.now.Add(time.Minute)
	for _, m := range w.hall.machines {
		if m.running() && m.due.Before(next) {
			next = m.due
		}
	}
	w.now = maxTime(next, w.now.Add(10*time.Millisecond))
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (w *world) atRest() bool { return w.restless() == "" }

// restless says who is not at rest, and why.
func (w *world) restless() string {
	h := w.state()
	for _, m := range w.hall.machines {
		if m.gone {
			continue
		}
		if m.db == nil {
			return m.seat.Name + " is off"
		}
		if why := m.restless(&h); why != "" {
			return m.String() + " " + why
		}
	}
	return ""
}

// has reports whether a machine has an item, and brings it to the centre.
func (m *machine) has(ref yichuang.ItemRef) bool {
	if m.gone || m.db == nil || m.stopped() != nil {
		return false
	}
	_, err := m.db.Item(m.w.ctx(), ref)
	return err == nil
}

// letBackIn enrols anew whom the centre does not know any more, as an administrator
// does who put it back to before they were enrolled.
func (w *world) letBackIn() {
	for _, m := range w.hall.machines {
		if p := m.stopped(); p != nil && p.Code == wire.CodeRevoked && !m.copied {
			w.log("%s was put out of the hall and is enrolled anew", m)
			m.enrolAgain()
		}
	}
}

// stopped is why the machine does not speak with the centre any more, nil when it does.
func (m *machine) stopped() *wire.Problem {
	var p *wire.Problem
	if m.engine != nil && errors.As(m.engine.Status().Stopped, &p) {
		return p
	}
	return nil
}

// restless says why the machine is not at rest.
func (m *machine) restless(h *central.HallState) string {
	w := m.w
	st := m.engine.Status()
	if p := m.stopped(); p != nil {
		if m.copied {
			return ""
		}
		return fmt.Sprintf("has stopped: %s: %s", p.Code, p.Message)
	}
	if !st.Synced() {
		return fmt.Sprintf("is not synced: %+v", st)
	}
	if l := need2(m.db.Link(w.ctx()))(w); l.Cursor != h.Position {
		return fmt.Sprintf("is at %d, the hall at %d", l.Cursor, h.Position)
	}
	if known, _, err := m.db.Hall(w.ctx()); err != nil || known != h.Hall {
		return fmt.Sprintf("knows the hall as %+v, and it is %+v, %v", known, h.Hall, err)
	}
	waiting := need2(m.db.Waiting(w.ctx()))(w)
	wanted := need2(m.db.Wanted(w.ctx(), 10))(w)
	items := need2(m.db.LocalItems(w.ctx(), 100))(w)
	for _, ref := range need2(m.db.UnknownItems(w.ctx(), 100))(w) {
		if w.pick(func(o *machine) bool { return o.has(ref) }) != nil { // else it is gone with its disk
			items = append(items, ref)
		}
	}
	if waiting.Unsent > 0 || waiting.Scans > 0 || len(wanted) > 0 || len(items) > 0 {
		return fmt.Sprintf("has %+v, and wants %v and %v", waiting, wanted, items)
	}
	return ""
}
