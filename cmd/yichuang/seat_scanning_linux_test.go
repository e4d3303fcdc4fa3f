package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/readback"
	"yichuang/tui/kit"
	"yichuang/tui/scanning"
)

// scanningSeat is a seat of the demonstration that scans as configured, with a case.
func scanningSeat(t *testing.T, with scanConfig) (*seat, kit.ScansOf) {
	t.Helper()
	alone(t)
	c, err := (&options{demo: true}).load()
	if err != nil {
		t.Fatal(err)
	}
	with.Budget = 120
	c.Scan = with
	if bad := c.check(); bad != nil {
		t.Fatal(bad)
	}
	s := newSeat(c)
	t.Cleanup(func() { _ = s.close() })
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	got, err := takeOne(t, s)
	if err != nil {
		t.Fatal(err)
	}
	return s, kit.ScansOf{Case: got.Number, Material: "app"}
}

// testScanner lets SANE see its test backend and nothing else.
func testScanner(t *testing.T) (env string) {
	t.Helper()
	readback.Needs(t, "scanimage", "sane-utils")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "dll.conf"), []byte("test\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// source finds a source by what its name holds.
func source(t *testing.T, s *seat, words string) scanning.Source {
	t.Helper()
	list, err := s.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range list {
		if strings.Contains(src.Name, words) {
			return src
		}
	}
	t.Fatalf("no %s among %+v", words, list)
	return scanning.Source{}
}

// scanAll scans to the end.
func scanAll(t *testing.T, s *seat, set scanning.Settings) (list []scanning.Page, failures []error) {
	t.Helper()
	run := s.Scan(set)
	defer run.Stop()
	for {
		e := run.Next(t.Context())
		if e.Page != nil {
			list = append(list, *e.Page)
		}
		if e.Err != nil {
			failures = append(failures, e.Err)
		}
		if e.Over {
			return list, failures
		}
	}
}

// attached are the scans of the material, with the content of the only one.
func attached(t *testing.T, s *seat, of kit.ScansOf) ([]yichuang.Scan, []byte) {
	t.Helper()
	c, _, err := s.Load(t.Context(), of.Case)
	if err != nil {
		t.Fatal(err)
	}
	list := c.MaterialState(of.Material).Scans
	if len(list) != 1 {
		return list, nil
	}
	db, err := s.data()
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if err := db.ReadScan(t.Context(), list[0], &content); err != nil {
		t.Fatal(err)
	}
	return list, content.Bytes()
}

// A full feeder of a real scanner becomes one PDF of the material: every page within
// its budget, hashed, and on the disk only where the store keeps what passed its seam.
func TestAFeederBecomesAFileOfTheMaterial(t *testing.T) {
	t.Setenv("SANE_CONFIG_DIR", testScanner(t))
	s, of := scanningSeat(t, scanConfig{SANE: true})
	src := source(t, s, "自动进纸")
	if src.Endless || len(src.DPI) == 0 || len(src.Colours) != 2 {
		t.Errorf("%+v", src)
	}
	sheets, failures := scanAll(t, s, scanning.Settings{Source: src, DPI: 200})
	if len(sheets) < 2 || len(failures) > 0 {
		t.Fatalf("%d pages, %v", len(sheets), failures)
	}
	for _, p := range sheets {
		if len(p.JPEG) > 120<<10 || p.DPI != 200 || p.Colour {
			t.Errorf("%s has %d bytes at %.0f dpi", p.Name, len(p.JPEG), p.DPI)
		}
	}
	coloured, failures := scanAll(t, s, scanning.Settings{Source: source(t, s, "平板"), DPI: 300, Colour: true})
	if len(coloured) != 1 || len(failures) > 0 {
		t.Fatalf("%d pages from the flatbed, %v", len(coloured), failures)
	}
	kept, err := s.Keep(t.Context(), scanning.Keeping{By: "1001", To: of, Pages: append(sheets, coloured...)})
	if err != nil {
		t.Fatal(err)
	}
	list, content := attached(t, s, of)
	if len(list) != 1 || list[0] != kept || kept.Pages != len(sheets)+1 || kept.Type != "application/pdf" || kept.Size != int64(len(content)) {
		t.Errorf("on record: %+v, kept %+v", list, kept)
	}
	file := filepath.Join(t.TempDir(), "scan.pdf")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(readback.Needs(t, "pdfimages", "poppler-utils"), "-list", file).Output()
	if pictures := regexp.MustCompile(`(?m)^\s*\d+\s+\d+ image`).FindAll(out, -1); err != nil || len(pictures) != kept.Pages {
		t.Errorf("pictures in the file: %v\n%s", err, out)
	}
	_ = filepath.WalkDir(s.settings().Data, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasPrefix(path, filepath.Join(s.settings().Data, "scans")) {
			if raw, _ := os.ReadFile(path); bytes.Contains(raw, []byte("%PDF-")) || bytes.Contains(raw, coloured[0].JPEG[:64]) {
				t.Errorf("%s holds the scan", path)
			}
		}
		return nil
	})
}

// photo is a picture as a camera makes it.
func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range img.Pix {
		img.Pix[i] = 240
		if x, y := i%img.Stride, i/img.Stride; y/30%2 == 0 && x > 150 && x < 1100 {
			img.Pix[i] = shade
		}
	}
	img.SetGray(0, 0, color.Gray{})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Pictures that a camera's program writes come in as they are finished; one in pieces
// is waited for, one that is torn or far too large is named and left where it is, and
// what was put on record goes from the folder.
func TestACameraWritesIntoAFolder(t *testing.T) {
	folder := t.TempDir()
	s, of := scanningSeat(t, scanConfig{Camera: folder})
	put(t, folder, "before.jpg", photo(t, 90)) // the last applicant's
	src := source(t, s, "高拍仪")
	if !src.Endless {
		t.Errorf("%+v", src)
	}
	run := s.Scan(scanning.Settings{Source: src})
	defer run.Stop()
	if e := run.Next(t.Context()); e.Page != nil || e.Over { // it waits for the first picture
		t.Fatalf("%+v", e)
	}
	next := func() scanning.Event {
		for {
			if e := run.Next(t.Context()); e.Page != nil || e.Err != nil || e.Over {
				return e
			}
		}
	}
	whole := photo(t, 30)
	piece, err := os.OpenFile(filepath.Join(folder, "IMG_1.jpg"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := piece.Write(whole[:len(whole)/2]); err != nil {
		t.Fatal(err)
	}
	sparse(t, folder, "IMG_2.jpg", 500<<20)
	if e := next(); e.Page != nil || e.Err == nil || !strings.Contains(e.Err.Error(), "IMG_2.jpg") {
		t.Errorf("500 MB: %+v", e)
	}
	if _, err := piece.Write(whole[len(whole)/2:]); err != nil || piece.Close() != nil {
		t.Fatal(err)
	}
	e := next()
	if e.Page == nil || e.Page.Name != "IMG_1.jpg" || len(e.Page.JPEG) > 120<<10 {
		t.Fatalf("the picture in pieces: %+v", e)
	}
	list := []scanning.Page{*e.Page}
	put(t, folder, "IMG_3.txt", []byte("not a picture"))
	put(t, folder, "IMG_4.jpg", photo(t, 60))
	for e = next(); e.Page == nil; e = next() { // what is no picture may be named before
		if e.Over {
			t.Fatal("the scan ended")
		}
	}
	list = append(list, *e.Page)
	run.Stop()
	if e := next(); !e.Over || e.Err != nil {
		t.Errorf("stopping gave %+v", e)
	}
	kept, err := s.Keep(t.Context(), scanning.Keeping{By: "1001", To: of, Pages: list})
	if err != nil || kept.Pages != 2 {
		t.Fatalf("%+v, %v", kept, err)
	}
	for name, stays := range map[string]bool{"before.jpg": true, "IMG_1.jpg": false, "IMG_2.jpg": true, "IMG_4.jpg": false} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != stays {
			t.Errorf("%s is there: %v, want %v", name, err == nil, stays)
		}
	}
}

// What cannot be put on record leaves nothing behind, and the same pages can be kept
// afterwards.
func TestNothingIsHalfAttached(t *testing.T) {
	home, leave := small(t)
	folder := t.TempDir()
	t.Setenv("HOME", home)
	s, of := scanningSeat(t, scanConfig{Camera: folder})
	_ = s.close()
	c := *s.settings()
	c.Data = filepath.Join(home, "demo")
	s = newSeat(&c)
	t.Cleanup(func() { _ = s.close() })
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	got, err := takeOne(t, s)
	if err != nil {
		t.Fatal(err)
	}
	of.Case = got.Number
	noise := make([]scanning.Page, 0, 8)
	for i := range 8 {
		noise = append(noise, scanning.Page{Name: fmt.Sprint(i), JPEG: photo(t, uint8(i*20)), Width: 1240, Height: 1754, DPI: 150})
	}
	k := scanning.Keeping{By: "1001", To: of, Pages: noise}
	leave(40)
	if _, err := s.Keep(t.Context(), k); yichuang.CodeOf(err) != yichuang.Full {
		t.Errorf("on a full disk: %v", err)
	}
	if list, _ := attached(t, s, of); len(list) > 0 {
		t.Errorf("on record: %+v", list)
	}
	leave(room)
	if _, err := s.Keep(t.Context(), k); err != nil {
		t.Error(err)
	}
	if list, _ := attached(t, s, of); len(list) != 1 {
		t.Errorf("on record: %+v", list)
	}
	if _, err := s.Keep(t.Context(), scanning.Keeping{By: "1001", To: of}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("no pages: %v", err)
	}
}

// A scan whose screen is gone does not keep the next from the scanner.
func TestTheNextScanTakesTheScanner(t *testing.T) {
	folder := t.TempDir()
	s, _ := scanningSeat(t, scanConfig{Camera: folder})
	src := source(t, s, "高拍仪")
	left := s.Scan(scanning.Settings{Source: src})
	if e := left.Next(t.Context()); e.Over {
		t.Fatalf("%+v", e)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := s.Scan(scanning.Settings{Source: src})
	defer run.Stop()
	if e := run.Next(ctx); e.Over || e.Err != nil {
		t.Errorf("%+v", e)
	}
	if e := left.Next(ctx); !e.Over {
		t.Errorf("the first scan goes on: %+v", e)
	}
	if list, failures := scanAll(t, s, scanning.Settings{Source: scanning.Source{ID: "gone", Name: "别的"}}); len(list) > 0 || len(failures) != 1 {
		t.Errorf("a scanner that is not there: %v, %v", list, failures)
	}
}
