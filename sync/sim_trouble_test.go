package sync_test

import (
	"bytes"
	"encoding/json"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// trouble is what goes wrong between two steps.
func (w *world) trouble() {
	for _, m := range w.hall.machines {
		m.wake()
		if m.alone && !m.gone && !m.w.now.Before(m.asleep) { // the administrator gives another code
			m.enrolOnceMore()
		}
	}
	w.up()
	w.centreTrouble()
	if w.strikes(lateSeat) && len(w.hall.machines) < 24 {
		w.newSeat()
	}
	m := w.anybody()
	if m == nil {
		return
	}
	w.smallTrouble(m)
	w.diskTrouble(m)
}

func (w *world) centreTrouble() {
	switch {
	case w.centre == nil:
		return
	case w.full && w.rng.IntN(10) == 0:
		w.roomAtCentre()
	}
	if w.strikes(restart) {
		w.restartCentre()
	}
	if w.strikes(centreJump) {
		w.skew = w.between(-24*time.Hour, 24*time.Hour)
		w.log("the centre's clock is set %v ahead", w.skew)
	}
	if w.strikes(newNumber) && !w.full {
		w.publish()
	}
	if w.strikes(fullCentre) && !w.full {
		table := []string{"runs", "cases", "halls", "terminals"}[w.rng.IntN(4)]
		w.log("no room at the centre for %s", table)
		sabotage(w, w.path("centre", "centre.db"), table)
		w.full = true
	}
	if w.rates[putBack] > 0 && !w.full && w.rng.IntN(25) == 0 {
		w.copyCentre()
	}
	if w.strikes(putBack) {
		w.putBackCentre()
	}
	if w.strikes(outage) {
		w.stopCentre(w.between(0, 10*time.Minute))
	}
}

func (w *world) roomAtCentre() {
	mended(w, w.path("centre", "centre.db"))
	w.full = false
	w.log("there is room at the centre again")
}

// smallTrouble is what happens to machines every day.
func (w *world) smallTrouble(m *machine) {
	if m.disk.table != "" && w.rng.IntN(8) == 0 {
		m.room()
	}
	if w.strikes(cable) {
		m.cut = w.now.Add(w.between(0, 20*time.Minute))
		w.log("%s has no network until %s", m, m.cut.Format(time.TimeOnly))
	}
	if w.strikes(jump) {
		m.wall.set = w.between(-24*time.Hour, 24*time.Hour)
		w.log("the clock of %s is set by %v", m, m.wall.set)
	}
	if w.strikes(fullDisk) && m.disk.table == "" {
		m.disk.table = []string{"events", "cases", "link", "vouchers", "numbers", "authors"}[w.rng.IntN(6)]
		w.log("%s: no room for %s", m, m.disk.table)
		sabotage(w, m.disk.path, m.disk.table)
	}
	if w.strikes(parcels) {
		m.pack()
	}
	if o := w.anybody(); m.parcel != nil && o != m && !o.offline() && w.rng.IntN(3) == 0 {
		o.carry(m)
	}
	if w.strikes(power) {
		w.log("%s is switched off", m)
		m.close()
		m.asleep = w.now.Add(w.between(0, 30*time.Minute))
	}
}

// room is a disk with room again.
func (m *machine) room() {
	mended(m.w, m.disk.path)
	m.w.log("%s: there is room for %s again", m, m.disk.table)
	m.disk.table = ""
}

// pack writes a parcel of what was not sent.
func (m *machine) pack() {
	w := m.w
	var parcel bytes.Buffer
	own := need2(m.db.Membership(w.ctx()))(w)
	p := need2(wire.NewParcel(&parcel, own.Recipient, w.now))(w)
	for _, ref := range need2(m.db.LocalItems(w.ctx(), 100))(w) {
		raw := need2(json.Marshal(need2(m.db.Item(w.ctx(), ref))(w)))(w)
		must(w, p.Item(ref, raw))
	}
	events := 0
	must(w, m.db.Pending(w.ctx(), func(st *yichuang.Stretch) error {
		events += len(st.Lines)
		return p.Events(wire.AppendStretch(nil, st))
	}))
	must(w, p.Close())
	m.parcel = parcel.Bytes()
	w.log("%s packs %d steps", m, events)
}

// carry brings the parcel of another machine to the centre; it may be brought again.
func (m *machine) carry(from *machine) {
	answer, err := m.http.Parcel(m.w.ctx(), bytes.NewReader(from.parcel))
	if err != nil {
		m.w.log("%s brings the parcel of %s: %v", m, from, err)
		return
	}
	m.w.log("%s brings the parcel of %s: %d steps", m, from, answer.Events)
}

// diskTrouble is what happens to a machine once in its life.
func (w *world) diskTrouble(m *machine) {
	if w.rates[oldBackup]+w.rates[twin] > 0 && m.disk.table == "" && w.rng.IntN(30) == 0 {
		m.backup()
	}
	if w.strikes(reenrolled) && m.mayEnrol() {
		w.log("%s is enrolled anew and keeps its file", m)
		m.otherScope()
		m.enrolAgain()
	}
	if w.strikes(deadDisk) && m.mayEnrol() {
		w.log("the disk of %s dies, and it begins anew", m)
		m.newName()
		m.replace(w.newDisk())
		m.enrolNew()
	}
	if w.strikes(oldBackup) && m.mayEnrol() && len(m.disk.copies) > 0 {
		old := m.disk.copies[w.rng.IntN(len(m.disk.copies))]
		w.log("the disk of %s dies, and it goes on with a copy", m)
		m.newName()
		m.replace(old.copy(w))
		m.enrolAgain()
	}
	if w.strikes(twin) && m.mayEnrol() && len(m.disk.copies) > 0 {
		m.double()
	}
}

// mayEnrol reports whether the administrator would give a code for the seat.
func (m *machine) mayEnrol() bool {
	return m.running() && m.w.up() && !m.w.full && m.disk.table == "" && !m.copied
}

// newName gives the seat another name and window when the centre does not know what it
// was last: a centre that was put back to before that would give the same again.
func (m *machine) newName() {
	if _, known := m.w.ackedAll()[m.db.Terminal().ID]; !known {
		m.w.hall.seats++
		m.seat.Name, m.seat.Window = "W"+itoa(m.w.hall.seats), m.w.hall.seats
	}
}

// otherScope lets the seat see another part of the hall from now on.
func (m *machine) otherScope() {
	if m.w.strikes(otherScope) {
		m.seat.Departments = m.w.someDepartments()
	}
}

// backup copies the file of the machine, as its people do now and then.
func (m *machine) backup() {
	w := m.w
	m.close()
	m.disk.copies = append(m.disk.copies, m.disk.copy(w))
	w.log("%s is copied", m.seat.Name)
	m.open()
}

// replace puts another disk into the machine; the old one is gone with all that only
// it had.
func (m *machine) replace(d *disk) {
	m.close()
	m.disk = d
}

// enrolOnceMore is another try of an enrolment whose answer was lost.
func (m *machine) enrolOnceMore() {
	if !m.w.up() || m.w.full {
		return
	}
	if len(m.disk.has) == 0 && m.disk.fresh() {
		m.enrolNew()
	} else {
		m.enrolAgain()
	}
}

// double has an old copy of the disk used by a second machine, under the identity
// that the first one uses: nobody may do that.
func (m *machine) double() {
	w := m.w
	d := m.disk.copies[len(m.disk.copies)-1].copy(w)
	other := &machine{w: w, seat: m.seat, disk: d, wall: m.wall, outlook: outlook{copied: true, mark: "'", asleep: w.now}}
	m.copied = true
	w.hall.machines = append(w.hall.machines, other)
	w.log("a copy of %s is used on another machine", m)
}
