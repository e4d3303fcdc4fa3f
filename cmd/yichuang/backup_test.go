package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Content that vanishes while a backup is made, because better content takes its place
// or it came to nothing, is no reason to have no backup. What took its place is in it.
func TestABackupWhileScansVanish(t *testing.T) {
	pieces := []string{"0", "1", "2"}
	content := func(t *testing.T, folder, text string) {
		for _, piece := range pieces {
			put(t, folder, piece, []byte(text))
		}
	}
	for _, tt := range []struct {
		name   string
		vanish func(folder string) error
		comes  bool // something takes its place
	}{
		{"a file", func(folder string) error { return os.Remove(filepath.Join(folder, "1")) }, false},
		{"the folder", os.RemoveAll, false},
		{"the folder", os.RemoveAll, true},
	} {
		data := t.TempDir()
		scan := filepath.Join(data, "scans", "5c", "5c5c")
		content(t, scan, "spoilt")
		content(t, filepath.Join(data, "scans", "77", "7777"), "whole")
		content(t, filepath.Join(data, "scans", "77", "7788.part"), "fetched")
		w := &meddling{at: map[string]func(){
			"scans/5c/5c5c/0": func() {
				if err := tt.vanish(scan); err != nil {
					t.Error(err)
				}
			},
			"scans/77/7777/0": func() {
				if tt.comes {
					content(t, scan, "mended")
				}
			},
		}}
		out := tar.NewWriter(w)
		if err := errors.Join(packScans(out, data), out.Close()); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		packed := unpacked(t, &w.Buffer)
		for _, piece := range pieces {
			if got := packed["scans/77/7777/"+piece]; got != "whole" {
				t.Errorf("%s: another scan is packed as %q", tt.name, got)
			}
			if got := packed["scans/5c/5c5c/"+piece]; tt.comes && got != "mended" {
				t.Errorf("%s, and better content comes: %q is packed", tt.name, got)
			}
			if got, is := packed["scans/77/7788.part/"+piece]; is {
				t.Errorf("%s: what is being fetched is packed: %q", tt.name, got)
			}
		}
	}
}

// meddling does something when a file is about to be packed, once for each.
type meddling struct {
	bytes.Buffer
	at map[string]func()
}

func (m *meddling) Write(b []byte) (int, error) {
	for name, f := range m.at {
		if bytes.HasPrefix(b, []byte(name)) { // a header begins with the name
			delete(m.at, name)
			f()
		}
	}
	return m.Buffer.Write(b)
}

// unpacked reads what a tar has in the end, as a restore would.
func unpacked(t *testing.T, from io.Reader) map[string]string {
	t.Helper()
	files := map[string]string{}
	for in := tar.NewReader(from); ; {
		h, err := in.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = string(raw)
	}
}
