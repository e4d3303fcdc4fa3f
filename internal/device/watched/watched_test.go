package watched_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/watched"
)

// picture is what a camera makes of a sheet; each is different.
func picture(t testing.TB, n int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 160, 120))
	for i := range img.Pix {
		img.Pix[i] = byte(i * (n + 3) / 7)
	}
	img.SetGray(n%160, 0, color.Gray{Y: 255})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

var quick = watched.Options{Settle: 20 * time.Millisecond, Patience: 200 * time.Millisecond, Look: 20 * time.Millisecond}

func watch(t *testing.T, folder string, options watched.Options) (*watched.Folder, device.Source) {
	t.Helper()
	f, err := watched.New(folder, options)
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f, found[0]
}

// TestFolder runs the suite, with the system's word that something changed and
// without.
func TestFolder(t *testing.T) {
	for _, noEvents := range []bool{false, true} {
		t.Run(fmt.Sprint("without events ", noEvents), func(t *testing.T) {
			devicetest.Scanner(t, func(t *testing.T, fault devicetest.Fault) *devicetest.ScannerRig {
				folder, options := t.TempDir(), quick
				options.NoEvents = noEvents
				drop := func(n int) []byte { return picture(t, n) }
				switch fault {
				case devicetest.None:
				case devicetest.Gone:
					f, err := watched.New(filepath.Join(folder, "unplugged"), options)
					if err != nil {
						t.Fatal(err)
					}
					return &devicetest.ScannerRig{Scanner: f}
				case devicetest.Torn:
					drop = func(n int) []byte { return picture(t, n)[:500] }
				case devicetest.Garbage:
					drop = func(int) []byte { return []byte("%PDF-1.7\n") }
				case devicetest.TooLarge:
					drop = func(n int) []byte { return append(picture(t, n), make([]byte, device.MostPage)...) }
				default:
					return nil
				}
				f, err := watched.New(folder, options)
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				return &devicetest.ScannerRig{Scanner: f, Sheets: func(count int) {
					for range count {
						n++
						write(t, filepath.Join(folder, fmt.Sprintf("IMG_%04d.jpg", n)), drop(n))
					}
				}}
			})
		})
	}
}

// scene is a scan during which things happen in the folder, one after each thing
// that the scan tells.
type scene struct {
	folder string
	pages  []device.Page
	errs   []error
}

// play scans, letting the script act when the scan waits, until it says stop.
func play(t *testing.T, f *watched.Folder, source device.Source, script func(step int) (goOn bool)) scene {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := scene{folder: source.Device}
	step := 0
	settings := device.Settings{Source: source, Progress: func(_, percent int) {
		if percent == 0 {
			step++
			if !script(step) {
				cancel()
			}
		}
	}}
	for page, err := range f.Scan(ctx, settings) {
		switch {
		case err == nil:
			out.pages = append(out.pages, page)
		case ctx.Err() == nil:
			out.errs = append(out.errs, err)
		}
	}
	return out
}

// TestOnlyWhatComes: what lay in the folder before is somebody else's; a file
// that is written anew is new.
func TestOnlyWhatComes(t *testing.T) {
	folder := t.TempDir()
	f, source := watch(t, folder, quick)
	write(t, filepath.Join(folder, "before.jpg"), picture(t, 1))
	write(t, filepath.Join(folder, "again.jpg"), picture(t, 2))
	got := play(t, f, source, func(step int) bool {
		switch step {
		case 1:
			write(t, filepath.Join(folder, "again.jpg"), picture(t, 3))
		case 2:
			write(t, filepath.Join(folder, ".hidden.jpg"), picture(t, 4))
			write(t, filepath.Join(folder, "half.jpg.part"), picture(t, 4))
			if err := os.Mkdir(filepath.Join(folder, "folder.jpg"), 0o700); err != nil {
				t.Error(err)
			}
			write(t, filepath.Join(folder, "last.jpg"), picture(t, 5))
		}
		return step < 3
	})
	if len(got.errs) > 0 || len(got.pages) != 2 || got.pages[0].Name != "again.jpg" || got.pages[1].Name != "last.jpg" || !bytes.Equal(got.pages[0].Data, picture(t, 3)) {
		t.Errorf("%d pages, %v", len(got.pages), got.errs)
	}
}

// TestStillBeingWritten: a program writes a picture in pieces, with pauses longer
// than it takes a file to settle; another reserves the room first. Each page
// comes once, and whole.
func TestStillBeingWritten(t *testing.T) {
	folder := t.TempDir()
	options := quick
	options.Patience = time.Minute
	f, source := watch(t, folder, options)
	want := [][]byte{picture(t, 11), picture(t, 12)}
	var group sync.WaitGroup
	got := play(t, f, source, func(step int) bool {
		if step == 1 {
			group.Go(func() { inPieces(t, filepath.Join(folder, "pieces.jpg"), want[0], false) })
		}
		if step == 2 {
			group.Go(func() { inPieces(t, filepath.Join(folder, "reserved.jpg"), want[1], true) })
		}
		return step < 3
	})
	group.Wait()
	if len(got.errs) > 0 || len(got.pages) != 2 {
		t.Fatalf("%d pages, %v", len(got.pages), got.errs)
	}
	for i := range want {
		if !bytes.Equal(got.pages[i].Data, want[i]) {
			t.Errorf("page %d is not what was written", i+1)
		}
	}
}

// inPieces writes a file in four pieces, each after the file may have settled.
func inPieces(t *testing.T, name string, data []byte, reserve bool) {
	file, err := os.Create(name)
	if err != nil {
		t.Error(err)
		return
	}
	defer file.Close()
	if reserve {
		if err := file.Truncate(int64(len(data))); err != nil {
			t.Error(err)
		}
	}
	for piece := range slices.Chunk(data, len(data)/4+1) {
		time.Sleep(3 * quick.Settle) // the pause is what is tested
		if _, err := file.Write(piece); err != nil {
			t.Error(err)
		}
	}
}

// TestBadFiles: each is told once, none is taken, and the scan goes on.
func TestBadFiles(t *testing.T) {
	folder := t.TempDir()
	f, source := watch(t, folder, quick)
	got := play(t, f, source, func(step int) bool {
		switch step {
		case 1:
			write(t, filepath.Join(folder, "notes.txt"), []byte("hello"))
		case 2:
			huge := filepath.Join(folder, "video\n.jpg")
			write(t, huge, picture(t, 1))
			if err := os.Truncate(huge, 500<<20); err != nil {
				t.Error(err)
			}
		case 3:
			if err := os.Truncate(filepath.Join(folder, "video\n.jpg"), 501<<20); err != nil { // goes on growing
				t.Error(err)
			}
			write(t, filepath.Join(folder, "empty.jpg"), nil)
		case 4:
			write(t, filepath.Join(folder, "torn.jpg"), picture(t, 2)[:1000])
		case 5:
			write(t, filepath.Join(folder, "good.jpg"), picture(t, 3))
		}
		return step < 6
	})
	if len(got.errs) != 4 || len(got.pages) != 1 || got.pages[0].Name != "good.jpg" {
		t.Fatalf("%d pages, %v", len(got.pages), got.errs)
	}
	for i, want := range []yichuang.Code{yichuang.Damaged, yichuang.Full, yichuang.Damaged, yichuang.Damaged} {
		devicetest.Plain(t, got.errs[i], want)
	}
}

// TestTornAndThenWhole: a file that was given up is taken when the rest of it
// comes after all.
func TestTornAndThenWhole(t *testing.T) {
	folder := t.TempDir()
	f, source := watch(t, folder, quick)
	name, data := filepath.Join(folder, "slow.jpg"), picture(t, 7)
	got := play(t, f, source, func(step int) bool {
		switch step {
		case 1:
			write(t, name, data[:1000])
		case 2:
			write(t, name, data)
		}
		return step < 3
	})
	if len(got.errs) != 1 || len(got.pages) != 1 || !bytes.Equal(got.pages[0].Data, data) {
		t.Errorf("%d pages, %v", len(got.pages), got.errs)
	}
}

// TestTheFolderGoes: the stick is pulled out.
func TestTheFolderGoes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "stick")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	f, source := watch(t, folder, quick)
	got := play(t, f, source, func(step int) bool {
		if err := os.Remove(folder); err != nil {
			t.Error(err)
		}
		return true
	})
	if len(got.errs) != 1 {
		t.Fatalf("%v", got.errs)
	}
	devicetest.Plain(t, got.errs[0], yichuang.NotFound)
}

// TestDiscard: a page that is stored goes from the folder, and nothing else does.
func TestDiscard(t *testing.T) {
	folder := t.TempDir()
	f, source := watch(t, folder, quick)
	got := play(t, f, source, func(step int) bool {
		write(t, filepath.Join(folder, fmt.Sprintf("%d.jpg", step)), picture(t, step))
		return step < 3
	})
	if len(got.pages) < 2 {
		t.Fatalf("%d pages", len(got.pages))
	}
	if err := f.Discard(got.pages[0].Name); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "1.jpg")); !os.IsNotExist(err) {
		t.Errorf("the page is still there: %v", err)
	}
	devicetest.Plain(t, f.Discard(got.pages[0].Name), yichuang.NotFound)
	write(t, filepath.Join(folder, "2.jpg"), picture(t, 9))
	devicetest.Plain(t, f.Discard(got.pages[1].Name), yichuang.NotFound)
	devicetest.Plain(t, f.Discard("../x"), yichuang.NotFound)
	if _, err := os.Stat(filepath.Join(folder, "2.jpg")); err != nil {
		t.Errorf("another picture is gone: %v", err)
	}
	_, err := watched.New("relative/folder", watched.Options{})
	devicetest.Plain(t, err, yichuang.Invalid)
}
