package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// content returns so many bytes that look like nothing else.
func content(seed uint64, size int) []byte {
	data := make([]byte, size)
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = random.Read(data) // it never fails
	return data
}

func hashOf(data []byte) yichuang.ScanHash {
	sum := sha256.Sum256(data)
	return yichuang.ScanHash(hex.EncodeToString(sum[:]))
}

// nothing is what a scan is attached to where the content alone is tested.
func nothing(*store.Batch, yichuang.Scan) error { return nil }

// addScan adds content that no case names.
func addScan(t *testing.T, s *store.Store, data []byte) yichuang.Scan {
	t.Helper()
	var scan yichuang.Scan
	err := s.AddScan(t.Context(), bytes.NewReader(data), func(_ *store.Batch, known yichuang.Scan) error {
		scan = known
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

// attach adds content to a material of a case.
func attach(ctx context.Context, s *store.Store, c *yichuang.Case, m yichuang.MaterialID, data io.ReadSeeker) error {
	return s.AddScan(ctx, data, func(b *store.Batch, scan yichuang.Scan) error {
		scan.Name, scan.Type = "测试.pdf", "application/pdf"
		_, err := b.Append(clerk, c.Number, c.Seen(), &yichuang.ScanAttached{Material: m, Scan: scan})
		return err
	})
}

// kept returns everything below the folder of scans but empty folders, by its path.
func kept(t *testing.T, s *store.Store) []string {
	t.Helper()
	root := filepath.Join(filepath.Dir(s.Path()), "scans")
	var names []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, err := filepath.Rel(root, path)
		if !d.IsDir() || len(filepath.Base(name)) > 2 {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return names
}

func wantState(t *testing.T, s *store.Store, hash yichuang.ScanHash, want yichuang.ScanState) {
	t.Helper()
	if got, err := s.ScanState(t.Context(), hash); err != nil || got != want {
		t.Fatalf("state %q, want %q: %v", got, want, err)
	}
}

// readsBack fails the test unless content reads as it was added.
func readsBack(t *testing.T, s *store.Store, scan yichuang.Scan, want []byte) {
	t.Helper()
	var got bytes.Buffer
	if err := s.ReadScan(t.Context(), scan, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Fatalf("%d bytes, want %d: %v", got.Len(), len(want), err)
	}
}

const mib = yichuang.ScanChunkBytes

// Content of every shape is kept in chunks, listed until it is sent, and only its
// owner may read it.
func TestAddScan(t *testing.T) {
	clock := newClock()
	s := newStore(t, store.Options{Now: clock.now})
	var all []yichuang.ScanHash
	for i, size := range []int{1, 5000, mib - 1, mib, mib + 1, 3*mib + 17} {
		clock.move(1)
		data := content(uint64(i), size)
		scan := addScan(t, s, data)
		if scan.Hash != hashOf(data) || scan.Size != int64(size) || scan.Name != "" {
			t.Errorf("%d bytes: %+v", size, scan)
		}
		all = append(all, scan.Hash)
		wantState(t, s, scan.Hash, yichuang.ScanUnsent)
		readsBack(t, s, scan, data)
		for k := range scan.Chunks() {
			chunk, err := s.ScanChunk(t.Context(), scan.Hash, k)
			if err != nil || !bytes.Equal(chunk, data[k*mib:min((k+1)*mib, size)]) {
				t.Errorf("%d bytes, chunk %d: %d bytes, %v", size, k, len(chunk), err)
			}
		}
		_, err := s.ScanChunk(t.Context(), scan.Hash, scan.Chunks())
		wantCode(t, err, yichuang.Damaged) // one that the content has not
	}
	unsent, err := s.UnsentScans(t.Context(), 100)
	if err != nil || len(unsent) != len(all) {
		t.Fatalf("%d unsent, %v", len(unsent), err)
	}
	for i, scan := range unsent { // the oldest first
		if scan.Hash != all[i] {
			t.Errorf("unsent %d is %s, want %s", i, scan.Hash, all[i])
		}
	}
	if err := s.ScanSent(t.Context(), all[0]); err != nil {
		t.Fatal(err)
	}
	wantState(t, s, all[0], yichuang.ScanSent)
	if two, err := s.UnsentScans(t.Context(), 2); err != nil || len(two) != 2 || two[0].Hash != all[1] {
		t.Errorf("%v, %v", two, err)
	}
	for _, name := range append(kept(t, s), ".") {
		info, err := os.Stat(filepath.Join(filepath.Dir(s.Path()), "scans", name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v", name, info.Mode(), err)
		}
	}
	sound(t, s)
}

// odd is content that is another one the second time, or that cannot be read.
type odd struct {
	first, second io.Reader
	seek          error
	again         bool
}

func (o *odd) Read(to []byte) (int, error) {
	if o.again {
		return o.second.Read(to)
	}
	return o.first.Read(to)
}

func (o *odd) Seek(int64, int) (int64, error) {
	o.again = true
	return 0, o.seek
}

// torn is a reader that breaks in the middle, as a stick that is pulled out.
func torn(data []byte, err error) io.Reader {
	return io.MultiReader(bytes.NewReader(data[:len(data)/2]), broken{err})
}

type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

// pulled ends the context in the middle of the content.
func pulled(cancel func(), data []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(data[:len(data)/2]), hook(cancel), bytes.NewReader(data[len(data)/2:]))
}

type hook func()

func (h hook) Read([]byte) (int, error) { h(); return 0, io.EOF }

// What cannot be added is told with its reason, and nothing of it stays: neither
// content nor a step of the case.
func TestAddScanRefuses(t *testing.T) {
	data := content(1, 2*mib+5)
	grown, changed := append(slices.Clone(data), 'x'), slices.Clone(data)
	changed[2*mib]++
	io1 := errors.New("input/output error")
	at := func(b []byte) io.Reader { return bytes.NewReader(b) }
	large, err := os.Create(filepath.Join(t.TempDir(), "large"))
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	if err := large.Truncate(yichuang.MostScan + 1); err != nil { // a file with a hole
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Scenario())
	for _, tt := range []struct {
		name    string
		content io.ReadSeeker
		m       yichuang.MaterialID
		code    yichuang.Code
		says    string
	}{
		{"empty", bytes.NewReader(nil), "m1", yichuang.Invalid, "空的"},
		{"too large", large, "m1", yichuang.Invalid, "200MB"},
		{"shorter the second time", &odd{first: at(data), second: at(data[:mib+7])}, "m1", yichuang.Invalid, "还在变化"},
		{"cut at a chunk the second time", &odd{first: at(data), second: at(data[:2*mib])}, "m1", yichuang.Invalid, "还在变化"},
		{"gone the second time", &odd{first: at(data), second: at(nil)}, "m1", yichuang.Invalid, "还在变化"},
		{"longer the second time", &odd{first: at(data), second: at(grown)}, "m1", yichuang.Invalid, "还在变化"},
		{"one byte other the second time", &odd{first: at(data), second: at(changed)}, "m1", yichuang.Invalid, "还在变化"},
		{"breaks the first time", &odd{first: torn(data, io1)}, "m1", yichuang.Internal, "读不出来"},
		{"breaks the second time", &odd{first: at(data), second: torn(data, io1)}, "m1", yichuang.Internal, "读不出来"},
		{"breaks at the end", &odd{first: at(data), second: io.MultiReader(at(data), broken{io1})}, "m1", yichuang.Internal, "读不出来"},
		{"cannot be read twice", &odd{first: at(data), seek: io1}, "m1", yichuang.Internal, "读不出来"},
		{"a material that is not asked for", bytes.NewReader(data), "nosuch", yichuang.NotFound, "不需要材料"},
		{"the program ends meanwhile", &odd{first: at(data), second: pulled(cancel, data)}, "m1", yichuang.Internal, ""},
	} {
		err := attach(ctx, s, c, tt.m, tt.content)
		if yichuang.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if left := kept(t, s); len(left) > 0 {
			t.Errorf("%s: left behind: %v", tt.name, left)
		}
		wantState(t, s, hashOf(data), "")
	}
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Error("the context goes on")
	}
	if now, err := s.Case(t.Context(), c.Number); err != nil || now.Events != c.Events {
		t.Errorf("the case has %d events, want %d: %v", now.Events, c.Events, err)
	}
	if err := attach(t.Context(), s, c, "m1", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if now, err := s.Case(t.Context(), c.Number); err != nil || len(now.Scans()) != 1 || now.Scans()[0].Name != "测试.pdf" {
		t.Errorf("%+v, %v", now.Scans(), err)
	}
	sound(t, s)
}

// A batch that swallows the failure of one of its steps is not kept either.
func TestAddScanDoesNotBelieveAttach(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Scenario())
	err := s.AddScan(t.Context(), bytes.NewReader(content(1, 10)), func(b *store.Batch, scan yichuang.Scan) error {
		_, _ = b.Append(clerk, c.Number, c.Seen(), &yichuang.ScanAttached{Material: "nosuch", Scan: scan})
		return nil
	})
	wantCode(t, err, yichuang.NotFound)
	if left := kept(t, s); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// The same content is kept once, whatever became of it.
func TestTheSameContentTwice(t *testing.T) {
	s := newStore(t, store.Options{})
	data := content(1, mib+1)
	scan := addScan(t, s, data)
	first := kept(t, s)
	before, err := os.Stat(scanFile(s, scan.Hash, 0))
	if err != nil {
		t.Fatal(err)
	}
	addScan(t, s, data)
	after, err := os.Stat(scanFile(s, scan.Hash, 0))
	if err != nil || !os.SameFile(before, after) || !slices.Equal(kept(t, s), first) {
		t.Errorf("written again: %v, %v", kept(t, s), err)
	}
	wantState(t, s, scan.Hash, yichuang.ScanUnsent)
	if err := s.ScanSent(t.Context(), scan.Hash); err != nil {
		t.Fatal(err)
	}
	addScan(t, s, data)
	wantState(t, s, scan.Hash, yichuang.ScanSent) // the centre has it
	if err := os.Remove(scanFile(s, scan.Hash, 1)); err != nil {
		t.Fatal(err)
	}
	if err := s.ScanSpoilt(t.Context(), scan.Hash, "缺了一块"); err != nil {
		t.Fatal(err)
	}
	addScan(t, s, data) // scanned again
	wantState(t, s, scan.Hash, yichuang.ScanUnsent)
	readsBack(t, s, scan, data)
	if !slices.Equal(kept(t, s), first) {
		t.Errorf("left behind: %v", kept(t, s))
	}
}

func scanFile(s *store.Store, hash yichuang.ScanHash, i int) string {
	return filepath.Join(filepath.Dir(s.Path()), "scans", string(hash[:2]), string(hash), string(rune('0'+i)))
}

// What is spoilt on the disk is noticed, by chunk or by the whole, under a vault
// that authenticates and under one that does not; and mended by adding it again.
func TestSpoiltScans(t *testing.T) {
	data := content(1, 2*mib+5)
	for name, spoil := range map[string]func(t *testing.T, file string){
		"a byte":      func(t *testing.T, file string) { flip(t, file, 500) },
		"cut short":   func(t *testing.T, file string) { cut(t, file, 100) },
		"empty":       func(t *testing.T, file string) { cut(t, file, 0) },
		"gone":        func(t *testing.T, file string) { must(t, os.Remove(file)) },
		"another's":   func(t *testing.T, file string) { must(t, os.Rename(filepath.Join(filepath.Dir(file), "0"), file)) },
		"folder gone": func(t *testing.T, file string) { must(t, os.RemoveAll(filepath.Dir(file))) },
		"folder empty": func(t *testing.T, file string) {
			must(t, os.RemoveAll(filepath.Dir(file)), os.Mkdir(filepath.Dir(file), 0o700))
		},
	} {
		for _, vault := range []store.Vault{store.PlainVault{}, newVault(t)} {
			s := newStore(t, store.Options{Vault: vault})
			scan := addScan(t, s, data)
			spoil(t, scanFile(s, scan.Hash, 1))
			if err := s.ReadScan(t.Context(), scan, io.Discard); yichuang.CodeOf(err) != yichuang.Damaged {
				t.Errorf("%s under %T: %v", name, vault, err)
			}
			if _, err := s.ScanChunk(t.Context(), scan.Hash, 1); yichuang.CodeOf(err) != yichuang.Damaged && (vault != store.PlainVault{} || name != "a byte" && name != "cut short" && name != "another's") {
				t.Errorf("%s under %T: the chunk: %v", name, vault, err)
			}
			addScan(t, s, data)
			readsBack(t, s, scan, data)
		}
	}
}

// What another vault sealed is neither spoilt nor to be written over.
func TestScansOfAnotherVault(t *testing.T) {
	s := newStore(t, store.Options{Vault: newVault(t)})
	data := content(1, 10)
	scan := addScan(t, s, data)
	plain := openAt(t, s.Path(), store.Options{})
	wantCode(t, plain.ReadScan(t.Context(), scan, io.Discard), yichuang.Denied)
	wantCode(t, plain.AddScan(t.Context(), bytes.NewReader(data), nothing), yichuang.Denied)
	readsBack(t, s, scan, data)
}

// Nothing is written through a store that only reads, and nothing under a name that
// is none.
func TestScansReadOnly(t *testing.T) {
	s := newStore(t, store.Options{})
	data := content(1, 10)
	scan := addScan(t, s, data)
	r := openAt(t, s.Path(), store.Options{ReadOnly: true})
	readsBack(t, r, scan, data)
	wantState(t, r, scan.Hash, yichuang.ScanUnsent)
	ctx := t.Context()
	_, err := r.FetchedChunks(ctx, scan)
	for name, err := range map[string]error{
		"add": r.AddScan(ctx, bytes.NewReader(data), nothing), "fetch": err, "chunk": r.TakeChunk(ctx, scan, 0, data),
		"sent": r.ScanSent(ctx, scan.Hash), "spoilt": r.ScanSpoilt(ctx, scan.Hash, ""),
	} {
		if yichuang.CodeOf(err) != yichuang.Denied {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, hash := range []yichuang.ScanHash{"", "../../etc", yichuang.ScanHash(strings.Repeat("A", 64))} {
		_, err := s.ScanChunk(ctx, hash, 0)
		wantCode(t, err, yichuang.Invalid)
		_, err = s.FetchedChunks(ctx, yichuang.Scan{Hash: hash, Size: 1})
		wantCode(t, err, yichuang.Invalid)
	}
	_, err = s.ScanChunk(ctx, hashOf([]byte("elsewhere")), 0)
	wantCode(t, err, yichuang.NotFound)
	wantState(t, s, hashOf([]byte("elsewhere")), "")
}

func flip(t *testing.T, file string, at int) {
	t.Helper()
	raw := read(t, file)
	raw[at] ^= 1
	must(t, os.WriteFile(file, raw, 0o600))
}

func cut(t *testing.T, file string, size int64) {
	t.Helper()
	must(t, os.Truncate(file, size))
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
