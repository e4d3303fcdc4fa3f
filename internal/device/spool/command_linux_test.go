package spool_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/spool"
)

// script is a print command of the test's: it keeps what it is given in the
// folder that $out names.
func script(t *testing.T, text string) (run []string, out string) {
	t.Helper()
	out = t.TempDir()
	name := filepath.Join(t.TempDir(), "print")
	if err := os.WriteFile(name, []byte("#!/bin/sh\nout="+out+"\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{name, "--printer={printer}", "{file}", "{name}"}, out
}

// keepIt keeps the file under the next number.
const keepIt = `n=$(ls $out | wc -l); cp "$2" $out/$(printf %05d $n)` + "\n"

func TestCommand(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		run, out := script(t, keepIt)
		settings := spool.CommandSettings{Printer: "窗口三", Format: device.PDF, Folder: t.TempDir(), Patience: time.Minute}
		switch fault {
		case devicetest.None:
		case devicetest.Gone:
			run[0] += "-not-installed"
		case devicetest.Dies:
			run, _ = script(t, "kill -9 $$\n")
		case devicetest.Deaf, devicetest.Stuck:
			run, out = script(t, ": > $out/begun; exec sleep 600\n")
			if fault == devicetest.Deaf {
				settings.Patience = 50 * time.Millisecond
			}
		case devicetest.NoRoom:
			settings.Folder = devicetest.SmallDisk(t)
		default:
			return nil
		}
		settings.Run = run
		p, err := spool.NewCommand(settings)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if left, err := filepath.Glob(filepath.Join(settings.Folder, "*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
		return &devicetest.PrinterRig{
			Printer: p, Job: jobs(device.PDF),
			Paper: func(int) (papers [][]byte) {
				names, _ := filepath.Glob(filepath.Join(out, "0*"))
				for _, name := range names {
					data, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					papers = append(papers, data)
				}
				return papers
			},
			Halfway: func() {
				for {
					if _, err := os.Stat(filepath.Join(out, "begun")); err == nil {
						return
					}
					time.Sleep(time.Millisecond)
				}
			},
		}
	})
}

// TestCommandIsNoShell: what stands in the name of a paper is an argument and
// nothing more, and the file belongs to us alone.
func TestCommandIsNoShell(t *testing.T) {
	run, out := script(t, `printf '%s\n' "$@" "$YICHUANG_PRINTER" "$YICHUANG_NAME" > $out/said; stat -c %a "$2" >> $out/said`+"\n")
	p, err := spool.NewCommand(spool.CommandSettings{Printer: "三 号", Format: device.PDF, Run: run, Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	name := `$(touch bad) "; {file} 收件凭证`
	if _, err := p.Print(t.Context(), device.Job{Name: name, Format: device.PDF, Data: []byte("%PDF")}, nil); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(filepath.Join(out, "said"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	if len(lines) != 6 || lines[0] != "--printer=三 号" || !strings.HasSuffix(lines[1], ".pdf") || lines[2] != name || lines[3] != "三 号" || lines[4] != name || lines[5] != "600" {
		t.Errorf("%q", lines)
	}
}

// TestLinger: a file stays for the program that reads it later, and one that was
// left behind long ago goes.
func TestLinger(t *testing.T) {
	folder := t.TempDir()
	run, _ := script(t, "exit 0\n")
	old, other := filepath.Join(folder, "yichuang-print-1.pdf"), filepath.Join(folder, "other.pdf")
	for _, name := range []string{old, other} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-3*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	p, err := spool.NewCommand(spool.CommandSettings{Format: device.PDF, Run: run, Folder: folder, Linger: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Print(t.Context(), device.Job{Name: "n", Format: device.PDF, Data: []byte("%PDF")}, nil); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != 2 || slices.Contains(left, old) || !slices.Contains(left, other) {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestCommandFails: a program that says no.
func TestCommandFails(t *testing.T) {
	run, _ := script(t, "echo no such printer >&2; exit 3\n")
	p, err := spool.NewCommand(spool.CommandSettings{Printer: "三号", Format: device.PDF, Run: run, Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	far, err := p.Print(t.Context(), device.Job{Name: "n", Format: device.PDF, Data: []byte("%PDF")}, nil)
	if far == device.Taken || !strings.Contains(err.Error(), "no such printer") {
		t.Errorf("%v: %v", far, err)
	}
	devicetest.Plain(t, err, yichuang.Busy)
	for i, settings := range []spool.CommandSettings{{}, {Run: []string{""}, Format: device.PDF}, {Run: []string{"lp"}}, {Run: []string{"lp"}, Format: "x"}} {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			_, err := spool.NewCommand(settings)
			devicetest.Plain(t, err, yichuang.Invalid)
		})
	}
	if _, err := spool.NewCommand(spool.WindowsPDF(`\\machine\A4`)); err != nil {
		t.Error(err)
	}
}
