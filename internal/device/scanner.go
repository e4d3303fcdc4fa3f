package device

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"yichuang"
)

// Tray is where a scanner takes a sheet from.
type Tray string

// The trays.
const (
	Flatbed Tray = "flatbed" // 平板: one page a time
	Feeder  Tray = "feeder"  // 自动进纸: all that lies in it, one side
	Duplex  Tray = "duplex"  // 自动进纸, both sides
	Camera  Tray = "camera"  // 高拍仪: a page for each picture taken, until the call ends
)

// Chinese returns the tray as a screen shows it.
func (t Tray) Chinese() string {
	switch t {
	case Flatbed:
		return "平板"
	case Feeder:
		return "自动进纸"
	case Duplex:
		return "自动进纸（双面）"
	case Camera:
		return "高拍仪"
	}
	return string(t)
}

// Color is what a page is scanned in.
type Color string

// The colours.
const (
	Gray     Color = "gray"
	FullTone Color = "color"
)

// Source is one way to scan: a device and a tray of it.
type Source struct {
	Device string // as its driver knows it
	Name   string // of the device, for a person
	Tray   Tray
	// DPI and Colors are what may be asked for, the resolutions in ascending
	// order. Both are empty where the device decides.
	DPI    []int
	Colors []Color
}

// Settings are what a person chooses for one scan.
type Settings struct {
	Source Source
	DPI    int   // 0: 200, or the nearest above that the source offers
	Color  Color // "": grey
	Pages  int   // stop after so many; 0: what lies in the feeder, one of a flatbed, no end for a camera
	// Progress, which may be nil, gets the per cent of the page under way, from
	// the goroutine of the loop. A camera calls it with 0 when it waits for a page.
	Progress func(page, percent int)
}

// usualDPI is what a page of text needs to be read and to stay small.
const usualDPI = 200

// Resolutions returns those that are offered of a scanner that knows every number
// from one to another.
func Resolutions(from, to float64) []int {
	return slices.DeleteFunc([]int{100, 150, 200, 300, 400, 600}, func(d int) bool { return float64(d) < from || float64(d) > to })
}

// Resolve fills in what was left open and returns Invalid for what the source
// does not offer.
func (s Settings) Resolve() (Settings, error) {
	offered := s.Source.DPI
	switch {
	case s.DPI == 0 && len(offered) > 0:
		s.DPI = offered[len(offered)-1]
		if i := slices.IndexFunc(offered, func(d int) bool { return d >= usualDPI }); i >= 0 {
			s.DPI = offered[i]
		}
	case s.DPI == 0:
		s.DPI = usualDPI
	case len(offered) > 0 && !slices.Contains(offered, s.DPI), s.DPI < 0 || s.DPI > 2400:
		return s, unfit(s.Source, fmt.Sprintf("不能用 %d dpi 扫描", s.DPI), fmt.Sprintf("可以选：%v", offered))
	}
	switch {
	case s.Color == "" && len(s.Source.Colors) > 0 && !slices.Contains(s.Source.Colors, Gray):
		s.Color = s.Source.Colors[0]
	case s.Color == "":
		s.Color = Gray
	case len(s.Source.Colors) > 0 && !slices.Contains(s.Source.Colors, s.Color):
		return s, unfit(s.Source, "没有这种颜色方式", "请改选灰度或者彩色")
	}
	if s.Pages < 0 {
		return s, unfit(s.Source, "不能扫描负数页", "请改页数")
	}
	if s.Source.Tray == Flatbed {
		s.Pages = 1
	}
	return s, nil
}

func unfit(source Source, what, hint string) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: source.Name + what, Hint: hint}
}

// Page is one scanned page as the device gave it: a picture file.
type Page struct {
	Data []byte
	DPI  int    // 0 where the device does not know, such as a camera
	Name string // where it comes from, for a person: a file, or the page's place in the batch
}

// MostPage is the largest picture a scanner may give for one page, in bytes. An
// A4 page in full colour at 600 dpi has some 100 MB without compression.
const MostPage = 128 << 20

// Scanner turns sheets into pages.
type Scanner interface {
	// Sources lists what can be scanned with now. It returns NotFound when there
	// is nothing.
	Sources(ctx context.Context) ([]Source, error)
	// Scan yields the pages in order. Every page comes whole or not at all; one
	// that came stays good whatever happens to those after it. An error is yielded
	// in the place of the page it speaks of; the loop may go on after it, and ends
	// where the scanner cannot. Leaving the loop, or the end of the context, stops
	// the scanner.
	//
	// Errors are Invalid for settings the source does not offer, NotFound for a
	// source that is gone or a feeder without paper, Damaged for a page that came
	// torn or is no picture, Full for one that is too large, and Busy for a jam, an
	// open cover, or a scanner that is in use, stopped or fell silent.
	Scan(ctx context.Context, settings Settings) iter.Seq2[Page, error]
}
