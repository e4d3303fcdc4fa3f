package store_test

import (
	"testing"

	"yichuang/store"
)

// What another process writes is noticed, and what one writes oneself is not.
func TestOthers(t *testing.T) {
	path := newPath(t)
	here, there := openAt(t, path, store.Options{}), openAt(t, path, store.Options{})
	others := func() int64 {
		t.Helper()
		n, err := here.Others(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := others()
	if err := here.SaveDraft(t.Context(), clerk, "intake", []byte("自己写的")); err != nil {
		t.Fatal(err)
	}
	if n := others(); n != before {
		t.Errorf("own writing counts: %d, then %d", before, n)
	}
	if err := there.SaveDraft(t.Context(), clerk, "intake", []byte("别处写的")); err != nil {
		t.Fatal(err)
	}
	if n := others(); n == before {
		t.Error("another's writing goes unnoticed")
	}
	readOnly := openAt(t, path, store.Options{ReadOnly: true})
	if n, err := readOnly.Others(t.Context()); n != 0 || err != nil {
		t.Errorf("read only: %d, %v", n, err)
	}
}
