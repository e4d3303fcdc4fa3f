package sync_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	stdsync "sync"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/sync"
)

var testHall = yichuang.Hall{Name: "测试大厅", Region: testkit.Region}

// departments are those of the hall; every seat sees all of them, or some.
var departments = []string{"甲部门", "乙部门", "丙部门"}

// newCentre is the data of a centre with the hall and its people: made once, because
// keys and PINs cost more than a run has.
var newCentre = stdsync.OnceValues(func() (files map[string][]byte, err error) {
	dir, err := os.MkdirTemp("", "yichuang-sim-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx := context.Background()
	c, err := central.Open(ctx, central.Options{Data: dir, Names: []string{"centre.example.test"}, Now: func() time.Time { return began }})
	if err != nil {
		return nil, err
	}
	err = c.AddHall(ctx, hall, testHall)
	for _, u := range people {
		err = errors.Join(err, c.AddUser(ctx, hall, u, "246813"))
	}
	if err = errors.Join(err, c.Close()); err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var name string
			if name, err = filepath.Rel(dir, path); err == nil {
				files[name], err = os.ReadFile(path)
			}
		}
		return err
	})
	return files, err
})

// installCentre puts it where the run has its centre.
func (w *world) installCentre() {
	for name, raw := range need2(newCentre())(w) {
		path := w.path("centre", name)
		must(w, errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, raw, 0o600)))
	}
	w.openCentre()
}

// up reports whether the centre answers.
func (w *world) up() bool {
	if w.centre == nil && !w.now.Before(w.down) {
		w.openCentre()
	}
	return w.centre != nil
}

// centreTime is the centre's clock.
func (w *world) centreTime() time.Time { return w.now.Add(w.skew) }

func (w *world) openCentre() {
	c, err := central.Open(w.ctx(), central.Options{Data: w.path("centre"), Names: []string{"centre.example.test"}, Now: w.centreTime})
	must(w, err)
	w.centre, w.handler = c, c.Handler()
	w.roots = c.TLS(nil).ClientCAs
}

func (w *world) closeCentre() {
	if w.centre != nil {
		must(w, w.centre.Close())
	}
	w.centre = nil
}

func (w *world) restartCentre() {
	w.log("the centre is started anew")
	w.closeCentre()
	w.openCentre()
}

// stopCentre has it down for a while.
func (w *world) stopCentre(d time.Duration) {
	w.log("the centre is down for %v", d)
	w.closeCentre()
	w.down = w.now.Add(d)
}

// centreCopy is a copy of the centre's data as an administrator keeps them.
type centreCopy struct {
	name  string
	acked map[yichuang.TerminalID]int64 // what it had of each author
}

// copyCentre makes one.
func (w *world) copyCentre() {
	c := &centreCopy{name: fmt.Sprintf("copy-%d", len(w.copies)), acked: w.ackedAll()}
	w.closeCentre()
	copyFiles(w, w.path("centre", "centre.db"), w.path(c.name))
	w.openCentre()
	w.copies = append(w.copies, c)
	w.log("the centre's data are copied (%s)", c.name)
}

// putBackCentre puts an older copy in the place of the centre's data.
func (w *world) putBackCentre() {
	if len(w.copies) == 0 || !w.up() {
		return
	}
	c := w.copies[w.rng.IntN(len(w.copies))]
	for t := range w.ackedAll() {
		if _, known := c.acked[t]; !known {
			w.forgot[t] = true
		}
	}
	w.closeCentre()
	copyFiles(w, w.path(c.name), w.path("centre", "centre.db"))
	if w.rng.IntN(2) == 0 { // the folder of scans was lost with the rest
		must(w, os.RemoveAll(w.path("centre", "scans")))
	}
	w.openCentre()
	must(w, w.centre.NewIncarnation(w.ctx()))
	w.back++
	w.full = false
	w.hall.ledger.putBack(c.acked)
	w.log("the centre is put back to %s, position %d", c.name, w.state().Position)
}

// publish changes what is published of the hall; the feed says so to some.
func (w *world) publish() {
	about := testHall
	about.Phone = testkit.Phone(w.steps)
	must(w, w.centre.SetHall(w.ctx(), hall, about))
	w.log("the hall has the number %s", about.Phone)
	for _, m := range w.hall.machines {
		if m.running() && !m.offline() && w.rng.IntN(2) == 0 {
			m.mail = append(m.mail, letter{at: w.now, said: sync.Said{Published: true}})
		}
	}
}

// copyFiles copies a database that nobody writes to, with its log.
func copyFiles(w *world, from, to string) {
	for _, end := range []string{"", "-wal", "-shm"} {
		must(w, removed(os.Remove(to+end)))
		if end == "-shm" {
			continue
		}
		raw, err := os.ReadFile(from + end)
		if errors.Is(err, fs.ErrNotExist) && end != "" {
			continue
		}
		must(w, errors.Join(err, os.WriteFile(to+end, raw, 0o600)))
	}
}

func removed(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// state is what the centre says of the hall.
func (w *world) state() central.HallState { return need2(w.centre.Halls(w.ctx()))(w)[0] }

// ackedAll is what the centre has of each author.
func (w *world) ackedAll() map[yichuang.TerminalID]int64 {
	all := map[yichuang.TerminalID]int64{}
	for _, t := range need2(w.centre.Terminals(w.ctx(), hall))(w) {
		all[t.ID] = t.Acked
	}
	return all
}

// need2 is need for a call that returns two.
func need2[T any](value T, err error) func(*world) T {
	return func(w *world) T { w.Helper(); return need(w, value, err) }
}

// sabotage has every write of a table fail, in the middle of its transaction, as on a
// disk that is full; mended ends it.
func sabotage(w *world, path, table string) {
	onFile(w, path, fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS sim_insert BEFORE INSERT ON %[1]s BEGIN SELECT RAISE(ABORT, 'no room'); END;"+
		"CREATE TRIGGER IF NOT EXISTS sim_update BEFORE UPDATE ON %[1]s BEGIN SELECT RAISE(ABORT, 'no room'); END", table))
}

func mended(w *world, path string) {
	onFile(w, path, "DROP TRIGGER IF EXISTS sim_insert; DROP TRIGGER IF EXISTS sim_update")
}

// onFile changes a database beside whoever has it open.
func onFile(w *world, path, statements string) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	must(w, err)
	_, err = db.Exec(statements)
	must(w, errors.Join(err, db.Close()))
}
