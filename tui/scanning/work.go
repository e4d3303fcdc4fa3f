package scanning

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"
)

// Source is one way to scan: a device and its tray.
type Source struct {
	ID      string
	Name    string // for a person
	DPI     []int  // that may be asked for; empty where the device decides
	Colours []bool // true is colour, false grey; empty where the device decides
	Endless bool   // goes on until somebody stops it
	Trouble error  // why it cannot be used, nil for nothing
}

// Settings are what a person chooses for a scan; what the source does not offer stays
// zero.
type Settings struct {
	Source Source
	DPI    int
	Colour bool
	Pages  int // stop after so many; 0: what lies there
}

// Page is a scanned page, ready for the file.
type Page struct {
	Name          string
	JPEG          []byte
	Width, Height int // in dots
	DPI           float64
	Colour        bool
	Doubts        []string // what a person should look at, in words
}

// Event is what comes of a scan: a page, the failure of one, or how far the page under
// way is. Over ends it; then a failure is that of the whole scan.
type Event struct {
	Page    *Page
	Err     error
	Number  int // of the page under way, from 1
	Percent int
	Over    bool
}

// Scan is a scan under way.
type Scan interface {
	// Next waits for the next event. After one that is over there is none.
	Next(ctx context.Context) Event
	// Stop stops the scanner. Pages that came stay good.
	Stop()
}

// Devices are the scanners of this machine.
type Devices interface {
	// Sources looks for scanners, which may take seconds.
	Sources(ctx context.Context) ([]Source, error)
	// Scan begins a scan; one that is under way already is stopped.
	Scan(s Settings) Scan
}

// Keeping is pages on their way to a material.
type Keeping struct {
	By    yichuang.UserID
	To    kit.ScansOf
	Pages []Page
}

// Store is where pages go.
type Store interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	// Keep makes one file of the pages and adds it to the material, or says why not;
	// then the case is as it was.
	Keep(ctx context.Context, k Keeping) (yichuang.Scan, error)
}

// Viewer shows pages.
type Viewer interface {
	// ShowsPictures reports whether this terminal does.
	ShowsPictures() bool
	// Draw returns what draws a page on this terminal in a room.
	Draw(p Page, room kit.Size) ([]byte, error)
	// ShowPage opens a page in the system's viewer.
	ShowPage(ctx context.Context, p Page) error
}

// Work is everything the screen asks of the seat.
type Work interface {
	Devices
	Store
	Viewer
}
