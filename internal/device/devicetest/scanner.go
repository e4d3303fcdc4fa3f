package devicetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"yichuang"
	"yichuang/internal/device"
)

// ScannerRig is a scanner and the side where the sheets lie.
type ScannerRig struct {
	Scanner device.Scanner
	// Sheets, where it is set, puts n sheets where the scanner takes them from; it
	// is called once a camera waits for a page, and before the scan otherwise.
	Sheets func(n int)
}

// Scanner runs the suite. rig makes a scanner with a fault; it returns nil for a
// fault that this back end cannot be given.
func Scanner(t *testing.T, rig func(t *testing.T, fault Fault) *ScannerRig) {
	t.Run("sources", func(t *testing.T) { sources(t, rig(t, None)) })
	t.Run("pages", func(t *testing.T) { pages(t, rig(t, None)) })
	t.Run("leaving early", func(t *testing.T) { leaving(t, rig(t, None)) })
	t.Run("canceled", func(t *testing.T) { canceledScan(t, rig(t, None)) })
	t.Run("unfit", func(t *testing.T) { unfit(t, rig(t, None)) })
	for _, fault := range []Fault{Gone, NoPaper, Jam, Open, Dies, Torn, Garbage, TooLarge, InUse, Deaf, Forbid} {
		t.Run(string(fault), func(t *testing.T) {
			if r := rig(t, fault); r != nil {
				scanFails(t, r, fault)
			}
		})
	}
}

func (r *ScannerRig) sources(t *testing.T) []device.Source {
	t.Helper()
	found, err := r.Scanner.Sources(t.Context())
	if err != nil || len(found) == 0 {
		t.Fatalf("%d sources: %v", len(found), err)
	}
	return found
}

func sources(t *testing.T, r *ScannerRig) {
	for _, s := range r.sources(t) {
		if s.Name == "" || s.Tray == "" {
			t.Errorf("a source without a name or a tray: %+v", s)
		}
		for i, dpi := range s.DPI {
			if dpi <= 0 || i > 0 && dpi <= s.DPI[i-1] {
				t.Errorf("%s: resolutions %v", s.Name, s.DPI)
			}
		}
	}
}

// put puts n sheets: at once, or, for a camera, when it says that it waits.
func (r *ScannerRig) put(settings device.Settings, n int) device.Settings {
	if r.Sheets == nil || n == 0 {
		return settings
	}
	if settings.Source.Tray != device.Camera {
		r.Sheets(n)
		return settings
	}
	var once sync.Once
	told := settings.Progress
	settings.Progress = func(page, percent int) {
		once.Do(func() { r.Sheets(n) })
		if told != nil {
			told(page, percent)
		}
	}
	return settings
}

// scan takes up to n pages from a source and returns how many came, and the
// first failure.
func (r *ScannerRig) scan(ctx context.Context, settings device.Settings, sheets int) (got []device.Page, failure error) {
	for page, err := range r.Scanner.Scan(ctx, r.put(settings, sheets)) {
		if err == nil {
			got = append(got, page)
		} else if failure == nil {
			failure = err
		}
		if err != nil && settings.Source.Tray == device.Camera {
			break // a camera goes on until somebody stops it
		}
	}
	return got, failure
}

func pages(t *testing.T, r *ScannerRig) {
	for _, s := range r.sources(t) {
		want := 3
		if s.Tray == device.Flatbed {
			want = 1
		}
		t.Run(fmt.Sprint(s.Device, " ", s.Tray), func(t *testing.T) {
			last := 0
			settings := device.Settings{Source: s, Pages: want, Progress: func(page, percent int) {
				if page < 1 || percent < 0 || percent > 100 {
					t.Errorf("page %d at %d %%", page, percent)
				}
				last = percent
			}}
			got, err := r.scan(t.Context(), settings, want)
			if err != nil || len(got) != want {
				t.Fatalf("%d pages, want %d: %v", len(got), want, err)
			}
			for i, page := range got {
				if _, err := page.Picture(); err != nil {
					t.Errorf("page %d: %v", i+1, err)
				}
				if page.Name == "" {
					t.Errorf("page %d has no name", i+1)
				}
			}
			if last != 0 && last != 100 {
				t.Errorf("progress ends at %d %%", last)
			}
		})
	}
}

// leaving stops after the first page; the scanner is free again.
func leaving(t *testing.T, r *ScannerRig) {
	for _, s := range r.sources(t) {
		n := 0
		for _, err := range r.Scanner.Scan(t.Context(), r.put(device.Settings{Source: s}, 2)) {
			if err != nil {
				t.Error(err)
			}
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s %s: no page came", s.Name, s.Tray)
		}
		if got, err := r.scan(t.Context(), device.Settings{Source: s, Pages: 1}, 1); err != nil || len(got) != 1 {
			t.Errorf("%s %s: %d pages after a loop that was left: %v", s.Name, s.Tray, len(got), err)
		}
	}
}

func canceledScan(t *testing.T, r *ScannerRig) {
	for _, s := range r.sources(t) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		got, err := r.scan(ctx, device.Settings{Source: s}, 0)
		if len(got) > 0 {
			t.Errorf("%s %s: %d pages after the end", s.Name, s.Tray, len(got))
		}
		Plain(t, err, yichuang.Busy)
	}
}

func unfit(t *testing.T, r *ScannerRig) {
	for _, s := range r.sources(t) {
		for name, settings := range map[string]device.Settings{
			"less than no dots": {Source: s, DPI: -1},
			"far too fine":      {Source: s, DPI: 100_000},
			"negative pages":    {Source: s, Pages: -1},
		} {
			got, err := r.scan(t.Context(), settings, 0)
			if len(got) > 0 {
				t.Errorf("%s: %d pages", name, len(got))
			}
			Plain(t, err, yichuang.Invalid)
		}
	}
	lost := device.Source{Device: "nosuch:libusb:009:009", Name: "不在的扫描仪", Tray: device.Flatbed}
	got, err := r.scan(t.Context(), device.Settings{Source: lost}, 0)
	if len(got) > 0 {
		t.Errorf("%d pages from a source that does not exist", len(got))
	}
	Plain(t, err, yichuang.NotFound)
}

// scanWanted are the codes of a fault of a scanner.
var scanWanted = map[Fault][]yichuang.Code{
	Gone:     {yichuang.NotFound, yichuang.Busy},
	NoPaper:  {yichuang.NotFound},
	Jam:      {yichuang.Busy},
	Open:     {yichuang.Busy},
	Dies:     {yichuang.Busy, yichuang.Damaged},
	Torn:     {yichuang.Damaged},
	Garbage:  {yichuang.Damaged},
	TooLarge: {yichuang.Full},
	InUse:    {yichuang.Busy},
	Deaf:     {yichuang.Busy},
	Forbid:   {yichuang.Denied},
}

// scanFails scans with a fault: no page comes that is not whole, and the failure
// is told.
func scanFails(t *testing.T, r *ScannerRig, fault Fault) {
	found, err := r.Scanner.Sources(t.Context())
	if err != nil {
		Plain(t, err, scanWanted[fault]...)
		return
	}
	s := found[0]
	for _, other := range found {
		if other.Tray == device.Feeder {
			s = other // where most can go wrong
		}
	}
	got, err := r.scan(t.Context(), device.Settings{Source: s, Pages: 2}, 2)
	if err == nil {
		t.Fatalf("%d pages and no word of what is wrong", len(got))
	}
	Plain(t, err, scanWanted[fault]...)
	for i, page := range got {
		if _, err := page.Picture(); err != nil {
			t.Errorf("page %d came and is none: %v", i+1, err)
		}
	}
}
