package readback

import (
	"image"
	"math/bits"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// cellDrawing is a cell of 24 rows; bit x of a row is the dot in column x.
type cellDrawing [24]uint32

func cellOf(c rune) int {
	if c < 0x80 {
		return 12
	}
	return 24
}

// read recognises the characters of a line by comparing each cell with the
// characters that may stand there, drawn by another renderer. Centred lines
// begin anywhere: the first cell begins at most a cell before the first dot.
func (r *Roll) read(top, scale int) string {
	left := 0
	for left < r.dots && !r.anyDot(left, top, 24*scale) {
		left++
	}
	best, text := -1, ""
	for start := max(0, left-24*scale); start <= left; start++ {
		if score, s := r.readFrom(start, top, scale); best < 0 || score < best {
			best, text = score, s
		}
	}
	return text
}

func (r *Roll) anyDot(x, top, height int) bool {
	for y := range height {
		if r.rows[top+y][x] {
			return true
		}
	}
	return false
}

// readFrom returns the text from x on that explains the dots best, and how many
// dots it leaves unexplained.
func (r *Roll) readFrom(x, top, scale int) (score int, text string) {
	type step struct {
		score int
		c     rune
	}
	n := (r.dots-x+12*scale-1)/(12*scale) + 1
	steps := make([]*step, n+2) // steps[i] is the best way to explain i columns
	steps[0] = &step{}
	for i := range n {
		if steps[i] == nil {
			continue
		}
		seen := r.cellAt(x+i*12*scale, top, scale)
		for _, c := range append([]rune{' '}, r.letters...) {
			to := i + cellOf(c)/12
			score := steps[i].score + differ(seen, r.glyph(c), cellOf(c))
			if steps[to] == nil || score < steps[to].score {
				steps[to] = &step{score, c}
			}
		}
	}
	var line []rune
	for i := n; i > 0; i -= cellOf(steps[i].c) / 12 {
		line = append(line, steps[i].c)
	}
	slices.Reverse(line)
	return steps[n].score, string(line)
}

// cellAt returns the 24 by 24 dots at x, each the middle one of scale by scale.
func (r *Roll) cellAt(x, top, scale int) cellDrawing {
	var out cellDrawing
	for i := range 24 * 24 {
		px, py := x+i%24*scale+scale/2, top+i/24*scale+scale/2
		if px < r.dots && r.rows[py][px] {
			out[i/24] |= 1 << (i % 24)
		}
	}
	return out
}

// differ counts the dots in which the first columns of two cells differ.
func differ(a, b cellDrawing, columns int) int {
	n := 0
	for y := range a {
		n += bits.OnesCount32((a[y] ^ b[y]) & (1<<columns - 1))
	}
	return n
}

// drawn are the characters that were needed so far.
var drawn = map[rune]cellDrawing{}

// fine is how much larger characters are drawn before they are made dots.
const fine = 8

// glyph draws a character into its cell with the opentype package; ASCII that is
// too wide is narrowed.
func (r *Roll) glyph(c rune) cellDrawing {
	if g, ok := drawn[c]; ok {
		return g
	}
	face, err := opentype.NewFace(r.font, &opentype.FaceOptions{Size: 23 * fine, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	advance, _ := face.GlyphAdvance(c)
	cell := cellOf(c)
	wide := max(advance, fixed.I(cell*fine)) // in fine dots, of which there are more in a letter that is narrowed
	full := image.NewGray(image.Rect(0, 0, wide.Ceil(), 24*fine))
	dot := fixed.Point26_6{X: (wide - advance) / 2, Y: fixed.I(20*fine + fine/2)}
	d := font.Drawer{Dst: full, Src: image.White, Face: face, Dot: dot}
	d.DrawString(string(c))
	var out cellDrawing
	for i := range cell * 24 {
		x, y, light := i%cell, i/cell, 0
		for k := range fine * fine {
			light += int(full.GrayAt((2*(x*fine+k%fine)+1)*int(wide)/(2*cell*fine*64), y*fine+k/fine).Y)
		}
		if light > 127*fine*fine {
			out[y] |= 1 << x
		}
	}
	drawn[c] = out
	return out
}
