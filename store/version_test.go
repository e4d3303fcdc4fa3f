package store_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// writeFixture writes the fixture of the version that this program writes. It is
// for the day on which a new version is released, and never for an old one.
var writeFixture = flag.Bool("write-fixture", false, "write testdata/v<latest>.db.gz")

func fixture(version int) string { return filepath.Join("testdata", fmt.Sprintf("v%d.db.gz", version)) }

func TestWriteFixture(t *testing.T) {
	if !*writeFixture {
		t.Skip("only with -write-fixture")
	}
	to := fixture(store.Latest())
	if _, err := os.Stat(to); err == nil {
		t.Fatalf("%s exists: a released version is not written again", to)
	}
	s := openAt(t, newPath(t), store.Options{Now: newClock().now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	everyKind(t, s)
	behind(t, s)
	people(t, s)
	for _, err := range []error{s.AddUser(t.Context(), wang, pin), s.SaveDraft(t.Context(), clerk, "intake", []byte("草稿内容")), second(s.Key(t.Context())), s.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(read(t, s.Path()))
	if err := errors.Join(err, z.Close(), os.WriteFile(to, packed.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// eventsOf is how many events the fixture of each version has.
var eventsOf = map[int]int{1: 29, 2: 33, 3: 78, 4: 82}

// casesOf is how many cases it has.
var casesOf = map[int]int{1: 7, 2: 7, 3: 12, 4: 13}

// TestOldVersions opens a file of every version that was ever released: nothing
// in it is lost, it is sound, and work goes on.
func TestOldVersions(t *testing.T) {
	for version := 1; version <= store.Latest(); version++ {
		t.Run(fmt.Sprint("v", version), func(t *testing.T) {
			path := newPath(t)
			z, err := gzip.NewReader(bytes.NewReader(read(t, fixture(version))))
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(z)
			if err := errors.Join(err, os.WriteFile(path, content, 0o600)); err != nil {
				t.Fatal(err)
			}
			s := openAt(t, path, store.Options{})
			if h := sound(t, s); h.Version != store.Latest() || h.Cases != casesOf[version] || h.Events != eventsOf[version] {
				t.Errorf("%+v", h)
			}
			rows, err := s.Cases(t.Context(), store.Query{Text: dn})
			if err != nil || len(rows) != 1 || rows[0].ItemName != "测试事项04" {
				t.Errorf("%v, %v", rows, err)
			}
			if u, err := s.SignIn(t.Context(), wang.ID, pin); err != nil || u != wang {
				t.Errorf("%+v, %v", u, err)
			}
			if value, err := s.Draft(t.Context(), clerk, "intake"); err != nil || string(value) != "草稿内容" {
				t.Errorf("%s, %v", value, err)
			}
			if it, err := s.Item(t.Context(), testkit.Item(4).Ref()); err != nil || it.Name != "测试事项04" {
				t.Errorf("%+v, %v", it, err)
			}
			before := dump(t, path)
			if _, err := s.Rebuild(t.Context()); err != nil || dump(t, path) != before {
				t.Errorf("a rebuild changes something: %v", err)
			}
			c := open(t, s, 3)
			appendTo(t, s, c, &yichuang.Noted{Text: "接着办"})
			sound(t, s)
		})
	}
}
