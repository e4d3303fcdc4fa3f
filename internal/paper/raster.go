package paper

import (
	"image"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Letters are 23 dots high in a cell of 24 and stand on the line 20.5 dots from
// its top: boxes such as □ fill the whole height, and must not lose an edge.
const (
	letterDots = 23
	baseline   = 20.5
)

// drawLine draws a line as the printer would set it: cells of 12 dots for ASCII
// and 24 for the rest, times scale, as wide as the paper and as high as a line.
func (f *faces) drawLine(s string, cols int, where align, scale int) *image.Alpha {
	cell := cellDots * scale
	img := image.NewAlpha(image.Rect(0, 0, cols*cellDots, feedDots*scale))
	x := 0
	if where == centre {
		x = (cols*cellDots - ruler(printer).width(s)*cell) / 2
	}
	for _, r := range s {
		w := 2 * cell
		if r <= unicode.MaxASCII {
			w = cell
		}
		f.drawGlyph(img, r, image.Rect(x, 0, x+w, lineDots*scale))
		x += w
	}
	return img
}

// drawGlyph draws r into a cell of the picture, narrowed to fit and centred.
func (f *faces) drawGlyph(img *image.Alpha, r rune, cell image.Rectangle) {
	g, ok := f.find(r)
	if !ok {
		return
	}
	scale := cell.Dy() / lineDots
	size := letterDots * scale
	outline, err := g.face.font.LoadGlyph(&f.buf, g.index, fixed.I(size), nil)
	if err != nil || len(outline) == 0 {
		return
	}
	advance := float32(g.width) * float32(size) / 1000
	narrow := min(1, float32(cell.Dx())/max(advance, 1))
	shift := (float32(cell.Dx()) - advance*narrow) / 2
	down := baseline * float32(scale)
	at := func(p fixed.Point26_6) (x, y float32) {
		return shift + float32(p.X)/64*narrow, down + float32(p.Y)/64
	}
	z := vector.NewRasterizer(cell.Dx(), cell.Dy())
	for _, s := range outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			z.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			z.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			z.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	z.Draw(img, cell, image.Opaque, image.Point{})
}

// picture draws a QR code with modules of the given size, in the middle of the paper.
func (m modules) picture(cols, module int) *image.Alpha {
	width := cols * cellDots
	img := image.NewAlpha(image.Rect(0, 0, width, len(m)*module))
	x0 := (width - len(m)*module) / 2
	for y, row := range m {
		for x, dark := range row {
			if !dark {
				continue
			}
			for i := range module * module {
				img.Pix[img.PixOffset(x0+x*module+i%module, y*module+i/module)] = 0xff
			}
		}
	}
	return img
}
