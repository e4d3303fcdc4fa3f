package store_test

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

func TestDrafts(t *testing.T) {
	clk := newClock()
	path := newPath(t)
	s := openAt(t, path, store.Options{Now: clk.now})
	ctx := t.Context()
	_, err := s.Draft(ctx, clerk, "intake")
	wantCode(t, err, yichuang.NotFound)
	for _, text := range []string{"张", "张三", "张三丰"} { // one save for each keystroke
		if err := s.SaveDraft(ctx, clerk, "intake", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	clk.move(time.Second)
	if err := s.SaveDraft(ctx, clerk, "review", nil); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveDraft(ctx, "1002", "intake", []byte("别人的")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, store.Options{})
	if value, err := s.Draft(ctx, clerk, "intake"); err != nil || string(value) != "张三丰" {
		t.Errorf("%s, %v", value, err)
	}
	drafts, err := s.Drafts(ctx, clerk)
	if err != nil || len(drafts) != 2 || drafts[0].Key != "review" || drafts[1].Key != "intake" || !drafts[0].Updated.Equal(clk.now()) {
		t.Errorf("%+v, %v", drafts, err)
	}
	for range 2 {
		if err := s.DropDraft(ctx, clerk, "intake"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Draft(ctx, clerk, "intake")
	wantCode(t, err, yichuang.NotFound)
	if value, err := s.Draft(ctx, "1002", "intake"); err != nil || string(value) != "别人的" {
		t.Errorf("%s, %v", value, err)
	}
}

// TestItems keeps two editions side by side: a case stays on its own.
func TestItems(t *testing.T) {
	s := openAt(t, newPath(t), store.Options{})
	old, now := testkit.Item(1), testkit.Item(1)
	now.Edition, now.Name = "2-00000002", "测试事项01（修订）"
	for i, want := range []int{2, 0} {
		added, err := s.PutItems(t.Context(), []*yichuang.Item{old, now, now})
		if err != nil || added != want {
			t.Errorf("time %d: %d added, %v", i+1, added, err)
		}
	}
	c := open(t, s, 1)
	got, err := s.Item(t.Context(), c.Item)
	if err != nil || !reflect.DeepEqual(got, old) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = s.Item(t.Context(), now.Ref()); err != nil || !reflect.DeepEqual(got, now) {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.Item(t.Context(), yichuang.ItemRef{ID: "test-01", Edition: "3-00000003"})
	wantCode(t, err, yichuang.NotFound)
	_, err = s.PutItems(t.Context(), []*yichuang.Item{{ID: "x"}})
	wantCode(t, err, yichuang.Invalid)
}

func TestUsage(t *testing.T) {
	s := newStore(t, store.Options{})
	for _, i := range []int{1, 1, 2} {
		open(t, s, i)
	}
	usage, err := s.Usage(t.Context())
	if want := map[yichuang.ItemID]int{"test-01": 2, "test-02": 1}; err != nil || !reflect.DeepEqual(usage, want) {
		t.Errorf("%v, %v", usage, err)
	}
}

// TestKey asks two stores on one file for the key of the terminal, before and
// after a restart.
func TestKey(t *testing.T) {
	path := newPath(t)
	a, b := openAt(t, path, store.Options{}), openAt(t, path, store.Options{})
	first, err := a.Key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Key(t.Context())
	if err != nil || !bytes.Equal(first, second) {
		t.Error("two keys", err)
	}
	if !ed25519.Verify(second.Public().(ed25519.PublicKey), []byte("测试"), ed25519.Sign(first, []byte("测试"))) {
		t.Error("no key")
	}
	if third, err := openAt(t, path, store.Options{ReadOnly: true}).Key(t.Context()); err != nil || !bytes.Equal(first, third) {
		t.Error("read-only:", err)
	}
}
