package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

func TestOpen(t *testing.T) {
	path := newPath(t)
	_, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	wantCode(t, err, yichuang.NotFound)
	_, err = store.Open(t.Context(), path, store.Options{})
	wantCode(t, err, yichuang.Invalid) // a new file needs to know its seat
	_, err = store.Open(t.Context(), path, store.Options{Terminal: yichuang.Terminal{ID: "W07", Window: 0, Epoch: '1'}})
	wantCode(t, err, yichuang.Invalid)
	if left := folder(t, path); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	s := openAt(t, path, store.Options{})
	if s.Terminal() != testkit.Terminal || s.Path() != path {
		t.Errorf("%+v at %s", s.Terminal(), s.Path())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left := folder(t, path); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	other := testkit.Terminal
	other.Epoch = '2'
	_, err = store.Open(t.Context(), path, store.Options{Terminal: other})
	wantCode(t, err, yichuang.Conflict)
	if s := openAt(t, path, store.Options{ReadOnly: true}); s.Terminal() != testkit.Terminal {
		t.Errorf("%+v", s.Terminal())
	}
}

func folder(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// TestReadOnly reads beside a terminal at work and can change nothing.
func TestReadOnly(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Reviewed(false)...)
	r := openAt(t, s.Path(), store.Options{ReadOnly: true})
	got, err := r.Case(t.Context(), c.Number)
	if err != nil || got.Events != c.Events {
		t.Fatalf("%v, %v", got, err)
	}
	c = appendTo(t, s, c, &yichuang.Noted{Text: "新的"})
	if got, err = r.Case(t.Context(), c.Number); err != nil || got.Events != c.Events {
		t.Errorf("what was committed since is not seen: %v", err)
	}
	ctx := t.Context()
	for name, err := range map[string]error{
		"append": second(r.Append(ctx, clerk, c.Number, c.Events, &yichuang.Noted{})),
		"open":   second(r.OpenCase(ctx, clerk, testkit.Region, testkit.Opened(1, 1))),
		"draft":  r.SaveDraft(ctx, clerk, "k", nil),
		"key":    second(r.Key(ctx)),
		"build":  second(r.Rebuild(ctx)),
		"items":  second(r.PutItems(ctx, []*yichuang.Item{testkit.Item(99)})),
		"user":   r.AddUser(ctx, yichuang.User{ID: "1001", Name: "测试", Role: yichuang.RoleWindow}, "481516"),
	} {
		if yichuang.CodeOf(err) != yichuang.Denied {
			t.Errorf("%s: %v", name, err)
		}
	}
	sound(t, r)
}

func second[T any](_ T, err error) error { return err }

// TestUnusableFiles opens files that cannot be trusted. Each is refused with its
// code and a sentence, and stays as it is, byte for byte.
func TestUnusableFiles(t *testing.T) {
	whole := sample(t)
	at := func(offset int, value uint32) func([]byte) []byte {
		return func(b []byte) []byte { binary.BigEndian.PutUint32(b[offset:], value); return b }
	}
	for _, tt := range []struct {
		name string
		make func([]byte) []byte
		code yichuang.Code
	}{
		{"empty", func([]byte) []byte { return nil }, yichuang.Damaged},
		{"text", func([]byte) []byte { return []byte(strings.Repeat("这不是数据库。\n", 100)) }, yichuang.Damaged},
		{"random bytes", func(b []byte) []byte { return noise(b) }, yichuang.Damaged},
		{"header alone", func(b []byte) []byte { return b[:100] }, yichuang.Damaged},
		{"half a header", func(b []byte) []byte { return b[:60] }, yichuang.Damaged},
		{"cut in a page", func(b []byte) []byte { return b[:len(b)-1000] }, yichuang.Damaged},
		{"cut between pages", func(b []byte) []byte { return b[:len(b)-2*4096] }, yichuang.Damaged},
		{"page size", func(b []byte) []byte { b[16], b[17] = 3, 3; return b }, yichuang.Damaged},
		{"another program's", at(68, 0x12345678), yichuang.Damaged},
		{"a database of nobody", at(68, 0), yichuang.Damaged},
		{"version 0", at(60, 0), yichuang.Damaged},
		{"a newer version", at(60, uint32(store.Latest()+1)), yichuang.Newer},
		{"pages of the schema overwritten", func(b []byte) []byte { noise(b[100:4096]); return b }, yichuang.Damaged},
		{"every page but the first overwritten", func(b []byte) []byte { noise(b[4096:]); return b }, yichuang.Damaged},
	} {
		for _, readOnly := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/read-only=%v", tt.name, readOnly), func(t *testing.T) {
				path := newPath(t)
				content := tt.make(bytes.Clone(whole))
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				s, err := store.Open(t.Context(), path, store.Options{ReadOnly: readOnly})
				if err == nil {
					s.Close()
				}
				wantCode(t, err, tt.code)
				unchanged(t, path, content)
			})
		}
	}
}

// TestNewerInTheLog has the newer version in the write-ahead log only, as a
// newer program leaves it when it is killed.
func TestNewerInTheLog(t *testing.T) {
	s := newStore(t, store.Options{})
	open(t, s, 1)
	if err := s.Pragma(t.Context(), fmt.Sprintf("user_version = %d", store.Latest()+1)); err != nil {
		t.Fatal(err)
	}
	path := newPath(t)
	files := map[string][]byte{}
	for _, end := range []string{"", "-wal"} { // what a kill leaves
		content, err := os.ReadFile(s.Path() + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+end, content, 0o600); err != nil {
			t.Fatal(err)
		}
		files[path+end] = content
	}
	_, err := store.Open(t.Context(), path, store.Options{})
	wantCode(t, err, yichuang.Newer)
	for name, content := range files {
		unchanged(t, name, content)
	}
}

// TestLostFile finds a log without its file: the database was deleted or moved.
// A new one under the same name would swallow the old log.
func TestLostFile(t *testing.T) {
	path := newPath(t)
	log := []byte("was left over")
	if err := os.WriteFile(path+"-wal", log, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path, store.Options{Terminal: testkit.Terminal})
	wantCode(t, err, yichuang.Damaged)
	unchanged(t, path+"-wal", log)
}

// TestDamageInside spoils pages that opening does not read: whatever meets them
// says Damaged, nothing makes them up, and Check names them.
func TestDamageInside(t *testing.T) {
	s := newStore(t, store.Options{})
	var numbers []yichuang.CaseNumber
	for i := range 200 {
		numbers = append(numbers, open(t, s, i, testkit.Reviewed(false)...).Number)
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	noise(content[len(content)/2 : len(content)/2+8*4096])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, store.Options{})
	damaged := 0
	for _, number := range numbers {
		switch _, err := s.Case(t.Context(), number); yichuang.CodeOf(err) {
		case "":
		case yichuang.Damaged:
			damaged++
		default:
			t.Fatalf("%s: %v", number, err)
		}
	}
	if damaged == 0 || damaged == len(numbers) {
		t.Errorf("%d of %d cases damaged", damaged, len(numbers))
	}
	h, _ := s.Check(t.Context())
	if len(h.Problems) == 0 {
		t.Error("Check found nothing")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	unchanged(t, path, content)
}

// TestChangedByOtherHands finds events that are gone or do not follow.
func TestChangedByOtherHands(t *testing.T) {
	for _, tt := range []struct{ name, statement string }{
		{"an event is missing", "DELETE FROM events WHERE n = 3"},
		{"the opening is missing", "DELETE FROM events WHERE n = 1"},
		{"an event does not follow", "UPDATE events SET kind = 'resubmitted', body = x'007b7d' WHERE n = 3"},
		{"a body is no JSON", "UPDATE events SET body = x'0041' WHERE n = 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStore(t, store.Options{})
			c := open(t, s, 1, testkit.Reviewed(false)...)
			path := s.Path()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			execute(t, path, tt.statement)
			s = openAt(t, path, store.Options{})
			_, err := s.Case(t.Context(), c.Number)
			wantCode(t, err, yichuang.Damaged)
			_, err = s.Append(t.Context(), clerk, c.Number, 0, &yichuang.Noted{Text: "测试"})
			wantCode(t, err, yichuang.Damaged)
			_, err = s.Rebuild(t.Context())
			wantCode(t, err, yichuang.Damaged)
			if h, _ := s.Check(t.Context()); len(h.Problems) == 0 {
				t.Error("Check found nothing")
			}
		})
	}
}

// TestNoPermission is skipped where permissions do not bind the user.
func TestNoPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	s := newStore(t, store.Options{})
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path, store.Options{})
	wantCode(t, err, yichuang.Denied)
}

// sample returns the bytes of a closed store with some cases.
func sample(t *testing.T) []byte {
	t.Helper()
	s := newStore(t, store.Options{})
	for i := range 30 {
		open(t, s, i, testkit.Reviewed(false)...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// noise overwrites bytes, always with the same ones.
func noise(b []byte) []byte {
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b) // never fails
	return b
}

func unchanged(t *testing.T, path string, content []byte) {
	t.Helper()
	now, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if sha256.Sum256(now) != sha256.Sum256(content) {
		t.Errorf("%s was changed", filepath.Base(path))
	}
}
