// Package pages makes one PDF of the pages that were scanned for a material.
//
// Terms: a sheet is a page made ready for the file: as fine as needed, in JPEG,
// within the budget. The budget is what a page may take; it is stated for A4 in
// grey at 200 dpi and grows with the area of the page and with colour, not with
// the resolution it was scanned in. A doubt is something about a sheet that a
// person should look at; it never keeps a sheet out.
package pages

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"

	"golang.org/x/image/draw"

	"yichuang"
	"yichuang/internal/device"
)

// Budget is what sheets may take; the zero Budget is the usual one.
type Budget struct {
	DPI   int          // pages are brought down to this; 0: 200
	Bytes int          // for A4 in grey; 0: 120 KiB
	Color device.Color // Gray makes every page grey; "": as it was scanned
}

// Values of the usual budget.
const (
	usualDPI   = 200
	usualBytes = 120 << 10
	leastBytes = 8 << 10 // for the smallest slip of paper
	colorTimes = 2       // what a page in colour may take more
)

// A4 in inches.
const (
	a4Width  = 210 / 25.4
	a4Height = 297 / 25.4
)

// Doubt is something about a sheet that a person should look at.
type Doubt string

// The doubts.
const (
	Blank    Doubt = "blank"   // hardly anything is on it
	CutShort Doubt = "cut"     // its lower part has no image
	Over     Doubt = "over"    // larger than the budget, whatever was tried
	Coarse   Doubt = "coarse"  // brought down further than the budget says, to fit
	LowDPI   Doubt = "low dpi" // too few dots to be read well
)

// Chinese returns the doubt as a screen shows it.
func (d Doubt) Chinese() string {
	switch d {
	case Blank:
		return "这一页好像是空白的，请看是不是放反了"
	case CutShort:
		return "这一页下面一段没有图像，可能没扫完"
	case Over:
		return "这一页内容太密，文件偏大"
	case Coarse:
		return "这一页内容太密，压缩得较多，请看是否清楚"
	case LowDPI:
		return "这一页的分辨率太低，请看是否清楚"
	}
	return string(d)
}

// Sheet is a page made ready for the file.
type Sheet struct {
	JPEG          []byte
	Width, Height int // in pixels
	DPI           float64
	Color         device.Color
	Quality       int // of the JPEG, 1 to 100
	Name          string
	Doubts        []Doubt
}

// Qualities between which the budget decides. Down to the least, keeping every
// dot and losing quality shows a page of text better than the other way round;
// below it, fewer dots do (docs/design/devices.md has the figures). Above the
// best, nothing is seen to get better.
const (
	leastQuality = 18
	bestQuality  = 84
	qualityStep  = 3
)

// How a page is made smaller when even the least quality is too large, and how
// far that goes.
const (
	leastShrink = 0.97
	leastDPI    = 110
	goodDPI     = 140 // below, small print is hard to read
)

// Make makes a sheet of a page. It returns Damaged for a page that is torn or no
// picture and Full for one that is too large to be read.
func Make(page device.Page, budget Budget) (Sheet, error) {
	if budget.DPI <= 0 {
		budget.DPI = usualDPI
	}
	if budget.Bytes <= 0 {
		budget.Bytes = usualBytes
	}
	img, err := page.Picture()
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Name: page.Name, DPI: dpiOf(img.Bounds().Size(), page.DPI), Color: colorOf(img, budget.Color)}
	s.Doubts = doubts(img, s.DPI)
	if s.DPI < goodDPI {
		s.Doubts = append(s.Doubts, LowDPI)
	}
	most := s.budget(img.Bounds().Size(), budget.Bytes)
	img = recolor(img, s.Color)
	if s.DPI > float64(budget.DPI) {
		img, s.DPI = scale(img, float64(budget.DPI)/s.DPI), float64(budget.DPI)
	}
	err = s.fit(img, most)
	return s, err
}

// dpiOf returns the resolution of a picture. A camera does not know it: its
// pictures count as A4.
func dpiOf(size image.Point, known int) float64 {
	if known > 0 {
		return float64(known)
	}
	return float64(max(size.X, size.Y)) / a4Height
}

// budget returns what a page of that size may take.
func (s *Sheet) budget(size image.Point, a4 int) int {
	area := float64(size.X) / s.DPI * float64(size.Y) / s.DPI
	most := float64(a4) * area / (a4Width * a4Height)
	if s.Color == device.FullTone {
		most *= colorTimes
	}
	return max(int(most), leastBytes)
}

// fit compresses the picture to most bytes: with the best quality that fits, else
// smaller, else over the budget.
func (s *Sheet) fit(full image.Image, most int) error {
	img, fullDPI := full, s.DPI
	for {
		data, quality, err := squeeze(img, most)
		if err != nil {
			return &yichuang.Error{Code: yichuang.Internal, Message: s.Name + "压缩失败", Hint: "请再扫一次，仍不行请联系管理员", Err: err}
		}
		if fits := len(data) <= most; fits || s.DPI <= leastDPI {
			s.JPEG, s.Quality = data, quality
			s.Width, s.Height = img.Bounds().Dx(), img.Bounds().Dy()
			if !fits {
				s.Doubts = append(s.Doubts, Over)
			} else if s.DPI < goodDPI && fullDPI >= goodDPI {
				s.Doubts = append(s.Doubts, Coarse)
			}
			return nil
		}
		// Half the dots a side take some quarter of the bytes.
		by := min(math.Sqrt(float64(most)/float64(len(data))), leastShrink)
		s.DPI = max(s.DPI*by, leastDPI)
		img = scale(full, s.DPI/fullDPI)
	}
}

// squeeze returns the picture in the best quality that fits, in the least when
// none does.
func squeeze(img image.Image, most int) (data []byte, quality int, err error) {
	data, err = encode(img, leastQuality)
	if err != nil || len(data) > most {
		return data, leastQuality, err
	}
	quality = leastQuality
	for low, high := 1, (bestQuality-leastQuality)/qualityStep; low <= high; {
		middle := (low + high + 1) / 2
		q := leastQuality + middle*qualityStep
		tried, err := encode(img, q)
		switch {
		case err != nil:
			return nil, 0, err
		case len(tried) <= most:
			data, quality, low = tried, q, middle+1
		default:
			high = middle - 1
		}
	}
	return data, quality, nil
}

func encode(img image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return tighten(out.Bytes())
}

// scale makes a picture smaller, every dot counted.
func scale(img image.Image, by float64) image.Image {
	size := img.Bounds().Size()
	to := image.Rect(0, 0, max(int(float64(size.X)*by+0.5), 1), max(int(float64(size.Y)*by+0.5), 1))
	var out draw.Image = image.NewRGBA(to)
	if _, grey := img.(*image.Gray); grey {
		out = image.NewGray(to)
	}
	draw.BiLinear.Scale(out, to, img, img.Bounds(), draw.Src, nil)
	return out
}

// colorOf says whether a sheet is in colour.
func colorOf(img image.Image, wanted device.Color) device.Color {
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		return device.Gray
	}
	if wanted == device.Gray {
		return device.Gray
	}
	return device.FullTone
}

// recolor turns a picture into one that the JPEG encoder takes as grey or colour.
func recolor(img image.Image, color device.Color) image.Image {
	switch p := img.(type) {
	case *image.Gray:
		return img
	case *image.YCbCr:
		if color == device.FullTone {
			return img
		}
		return &image.Gray{Pix: p.Y, Stride: p.YStride, Rect: p.Rect} // its lightness is there already
	case *image.RGBA:
		if color == device.FullTone && p.Opaque() {
			return img
		}
	}
	var out draw.Image = image.NewRGBA(img.Bounds())
	if color == device.Gray {
		out = image.NewGray(img.Bounds())
	}
	// What is transparent in a PNG is paper.
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Over)
	return out
}

// String tells the sheet to a person: its name, size and resolution.
func (s Sheet) String() string {
	return fmt.Sprintf("%s：%d KB，%d×%d，%.0f dpi", s.Name, (len(s.JPEG)+1023)/1024, s.Width, s.Height, s.DPI)
}
