package store_test

import (
	"bytes"
	"errors"

	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// copied returns the path of a copy of a seat's file.
func (p *post) copied() string {
	p.t.Helper()
	to := filepath.Join(p.t.TempDir(), "copy.db")
	if _, err := p.Backup(p.t.Context(), to); err != nil {
		p.t.Fatal(err)
	}
	return to
}

// anew opens a copy that was enrolled as the second terminal of its seat.
func anew(t *testing.T, path string) *post {
	t.Helper()
	second := yichuang.Terminal{ID: "W01.2", Window: 1, Epoch: '2'}
	s, err := store.Open(t.Context(), path, store.Options{Restored: true, Initials: initials})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Become(t.Context(), second), s.Close()); err != nil {
		t.Fatal(err)
	}
	return &post{openAt(t, path, store.Options{Terminal: second}), t}
}

// A file that was put back from a backup has steps that nobody had sent when it was made.
// The machine went on and sent them, and more: they are the centre's, and count neither
// as unsent nor against what is.
func TestTheMachineWentOnAfterTheBackup(t *testing.T) {
	o, a := newOffice(t), newPost(t, "W01", 1)
	first := a.opens(0, testkit.Reviewed(false)...).Number
	path := a.copied()
	later := a.opens(1, testkit.Reviewed(false)...).Number
	a.push(o)

	b := anew(t, path)
	if err := b.Acked(t.Context(), a.Terminal().ID, o.acked[a.Terminal().ID]); err != nil { // the answer to its push
		t.Fatal(err)
	}
	own := b.opens(2, testkit.Reviewed(false)...).Number
	if w, err := b.Waiting(t.Context()); w.Unsent != 8 || err != nil {
		t.Errorf("%+v wait, %v", w, err)
	}
	b.push(o)
	b.pull(o)
	for _, n := range []yichuang.CaseNumber{first, later, own} {
		b.agrees(o, n)
	}
	if w, err := b.Waiting(t.Context()); w.Unsent != 0 || err != nil {
		t.Errorf("%+v wait, %v", w, err)
	}
}

// Two machines worked with the same data, and one was enrolled anew since. What it did
// under the common identity is not what the centre has under the same numbers: that is
// noticed, and nothing counts as sent.
func TestTwoMachinesWithTheSameDataAreNoticed(t *testing.T) {
	o, a := newOffice(t), newPost(t, "W01", 1)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	path := a.copied()
	if _, err := a.does(n, note("在这台机器上")); err != nil {
		t.Fatal(err)
	}
	a.push(o)

	twin := &post{openAt(t, path, store.Options{Terminal: a.Terminal()}), t}
	if _, err := twin.does(n, note("在另一台机器上")); err != nil {
		t.Fatal(err)
	}
	if err := twin.Close(); err != nil {
		t.Fatal(err)
	}
	b := anew(t, path)
	before := dump(t, path)
	err := b.TakeRuns(t.Context(), yichuang.News{Runs: o.runs, Vouchers: o.words}, o.pos)
	if yichuang.CodeOf(err) != yichuang.Forked || !strings.Contains(err.Error(), "复制到了两台机器上") {
		t.Fatalf("taken in: %v", err)
	}
	if after := dump(t, path); after != before {
		t.Error("something was taken in")
	}
	if w, err := b.Waiting(t.Context()); w.Unsent != 9 || err != nil {
		t.Errorf("%+v wait, %v", w, err)
	}
}

// A centre that was put back need not have the content of scans that it had: whoever has
// it offers it again.
func TestScansAreOfferedToARestoredCentre(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 0, testkit.Scenario())
	data := content(1, 1000)
	if err := attach(t.Context(), s, c, "m1", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if err := s.ScanSent(t.Context(), hashOf(data)); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, hashOf(data), yichuang.ScanSent)
	if err := s.Rewind(t.Context(), "again", 0, nil); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, hashOf(data), yichuang.ScanUnsent)
}
