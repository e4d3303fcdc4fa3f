package pages

import (
	"image"
	"image/color"
)

// Marks on paper, as they are looked for.
const (
	cellInch  = 1 / 25.4 // the side of a cell, one millimetre
	edgeCells = 5        // along the edges nothing counts: shadows, holes, the lid
	contrast  = 60       // of a mark, against the paper around it
	leastInk  = 12       // cells with a mark; fewer are dust
	fillLow   = 120      // what decoders put where no image came
	fillHigh  = 136
)

// doubts looks at a page as it was scanned.
func doubts(img image.Image, dpi float64) []Doubt {
	var out []Doubt
	if inked(img, dpi) < leastInk {
		out = append(out, Blank)
	}
	if filled(img) {
		out = append(out, CutShort)
	}
	return out
}

// lightness reads a dot without making garbage of each.
func lightness(img image.Image) func(x, y int) byte {
	switch p := img.(type) {
	case *image.Gray:
		return func(x, y int) byte { return p.Pix[p.PixOffset(x, y)] }
	case *image.YCbCr:
		return func(x, y int) byte { return p.Y[p.YOffset(x, y)] }
	case *image.RGBA:
		return func(x, y int) byte {
			i := p.PixOffset(x, y)
			return byte((299*int(p.Pix[i]) + 587*int(p.Pix[i+1]) + 114*int(p.Pix[i+2])) / 1000)
		}
	}
	return func(x, y int) byte { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y }
}

// inked counts the cells with a mark: those in which the darkest dot is much
// darker than the lightest. A page that is black all over has none either.
func inked(img image.Image, dpi float64) int {
	b, at := img.Bounds(), lightness(img)
	side := max(int(dpi*cellInch+0.5), 2)
	columns, rows := b.Dx()/side, b.Dy()/side
	n := 0
	for row := edgeCells; row < rows-edgeCells; row++ {
		for column := edgeCells; column < columns-edgeCells; column++ {
			dark, light := byte(255), byte(0)
			for i := range side * side {
				v := at(b.Min.X+column*side+i%side, b.Min.Y+row*side+i/side)
				dark, light = min(dark, v), max(light, v)
			}
			if light-dark >= contrast {
				n++
			}
		}
	}
	return n
}

// filled reports whether the lowest twentieth of the page, or more, is one and
// the same grey, as decoders fill in what did not come.
func filled(img image.Image) bool {
	b, at := img.Bounds(), lightness(img)
	fill := at(b.Min.X, b.Max.Y-1)
	if fill < fillLow || fill > fillHigh {
		return false
	}
	for y := b.Max.Y - 1; y >= b.Max.Y-max(b.Dy()/20, 1); y-- {
		for x := b.Min.X; x < b.Max.X; x++ {
			if at(x, y) != fill {
				return false
			}
		}
	}
	return true
}
