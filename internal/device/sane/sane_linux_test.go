package sane_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/sane"
	"yichuang/internal/readback"
)

// testScanners lets SANE see its test backend only, or nothing at all.
func testScanners(t *testing.T, backends string) {
	t.Helper()
	readback.Needs(t, "scanimage", "sane-utils")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "dll.conf"), []byte(backends+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SANE_CONFIG_DIR", folder)
}

// instead is a program that does something else where scanimage scans.
func instead(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "scanimage")
	script := "#!/bin/sh\ncase \"$*\" in *--batch*) ;; *) exec scanimage \"$@\";; esac\nfor a; do case $a in --batch=*) out=${a#--batch=};; esac; done\nout=$(dirname \"$out\")\n" + text
	if err := os.WriteFile(name, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestRealScanner runs the suite on the test backend of SANE.
func TestRealScanner(t *testing.T) {
	devicetest.Scanner(t, func(t *testing.T, fault devicetest.Fault) *devicetest.ScannerRig {
		backends, options := "test", sane.Options{Patience: time.Minute, Folder: t.TempDir()}
		status := map[devicetest.Fault]string{
			devicetest.Jam: "JAMMED", devicetest.NoPaper: "NO_DOCS", devicetest.Open: "COVER_OPEN", devicetest.InUse: "DEVICE_BUSY",
			devicetest.Forbid: "ACCESS_DENIED", devicetest.Torn: "EOF",
		}[fault]
		switch {
		case fault == devicetest.None:
		case status != "":
			options.Extra = []string{"--read-return-value=SANE_STATUS_" + status}
		case fault == devicetest.Gone:
			backends = ""
		case fault == devicetest.Deaf:
			options.Program, options.Patience = instead(t, "exec sleep 600\n"), 200*time.Millisecond
		case fault == devicetest.Dies:
			options.Program = instead(t, "echo 'Progress: 10.0%' >&2; kill -9 $$\n")
		case fault == devicetest.Garbage:
			options.Program = instead(t, "echo garbage > $out/1.pnm; echo $out/1.pnm\n")
		case fault == devicetest.TooLarge:
			options.Program = instead(t, "truncate -s 500M $out/1.pnm; echo $out/1.pnm\n")
		default:
			return nil
		}
		testScanners(t, backends)
		t.Cleanup(func() {
			if left, err := filepath.Glob(filepath.Join(options.Folder, "*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
		return &devicetest.ScannerRig{Scanner: sane.New(options)}
	})
}

// feeder returns the feeder of the first test scanner.
func feeder(t *testing.T, s *sane.Scanner, tray device.Tray) device.Source {
	t.Helper()
	found, err := s.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range found {
		if source.Tray == tray {
			return source
		}
	}
	t.Fatalf("no %s among %v", tray, found)
	return device.Source{}
}

// TestABatch: a full feeder, until it is through.
func TestABatch(t *testing.T) {
	testScanners(t, "test")
	s := sane.New(sane.Options{Extra: []string{"--test-picture=Color pattern"}})
	source := feeder(t, s, device.Feeder)
	if source.Name != "Noname frontend-tester" || len(source.DPI) != 6 || len(source.Colors) != 2 {
		t.Errorf("%+v", source)
	}
	n := 0
	for page, err := range s.Scan(t.Context(), device.Settings{Source: source, Color: device.FullTone}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		img, err := page.Picture()
		if err != nil {
			t.Fatal(err)
		}
		// 200 mm at 200 dpi: the test backend has no more.
		if size := img.Bounds().Size(); page.DPI != 200 || size.X < 1560 || size.X > 1580 || size.Y != size.X {
			t.Errorf("%v at %d dpi", size, page.DPI)
		}
	}
	if n != 10 {
		t.Errorf("%d pages, want the ten that lie in the feeder of the test backend", n)
	}
}

// TestPagesBeforeTheJamStay: the jam comes with the third page.
func TestPagesBeforeTheJamStay(t *testing.T) {
	testScanners(t, "test")
	program := instead(t, `scanimage -d test:0 --resolution=50 --format=pnm --batch=$out/%d.pnm --batch-count=2 --batch-print 2>/dev/null
echo 'scanimage: sane_read: Document feeder jammed' >&2; exit 6
`)
	s := sane.New(sane.Options{Program: program})
	var got []string
	var failures []error
	for page, err := range s.Scan(t.Context(), device.Settings{Source: feeder(t, s, device.Feeder)}) {
		if err != nil {
			failures = append(failures, err)
			continue
		}
		got = append(got, page.Name)
	}
	if strings.Join(got, ",") != "第 1 页,第 2 页" || len(failures) != 1 {
		t.Fatalf("%v, %v", got, failures)
	}
	devicetest.Plain(t, failures[0], yichuang.Busy)
	if !strings.Contains(failures[0].Error(), "卡纸") {
		t.Error(failures[0])
	}
}

// TestNoProgram: scanimage is not installed.
func TestNoProgram(t *testing.T) {
	_, err := sane.New(sane.Options{Program: filepath.Join(t.TempDir(), "scanimage")}).Sources(t.Context())
	devicetest.Plain(t, err, yichuang.NotFound)
}
