package paper

import (
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// roll is a thermal printer as its command manual describes it: it reads bytes
// and says what would be on the paper. It shares no code with the encoder, and
// what it does not know is a failure.
type roll struct {
	t     *testing.T
	in    []byte
	dots  int
	runes []rune // what may stand on a line that came as a picture

	lines   []string // each as wide as it was printed, without the space around it
	codes   []string // contents of QR codes
	cuts    int
	rasters int
	paper   *image.Gray
	y       int

	align    byte
	spacing  int
	chinese  bool
	scale    [2]int // ASCII and Chinese
	line     []rune
	width    int // of the line, in dots
	stored   string
	module   int
	decoder  map[rune]*image.Gray
	fontFace font.Face
}

// feed prints all bytes on a new roll.
func feed(t *testing.T, in []byte, columns int, runes string) *roll {
	t.Helper()
	r := &roll{t: t, in: in, dots: columns * 12, runes: []rune(runes), paper: image.NewGray(image.Rect(0, 0, columns*12, 0))}
	for len(r.in) > 0 {
		r.step()
	}
	if len(r.line) > 0 {
		t.Errorf("the last line %q was never printed", string(r.line))
	}
	return r
}

// take removes n bytes from the input.
func (r *roll) take(n int) []byte {
	r.t.Helper()
	if n > len(r.in) {
		r.t.Fatalf("command cut short: % x", r.in)
	}
	out := r.in[:n]
	r.in = r.in[n:]
	return out
}

func (r *roll) step() {
	c := r.take(1)[0]
	switch {
	case c == '\n':
		r.newline()
	case c == 0x1b:
		r.escape(r.take(1)[0])
	case c == 0x1c:
		r.fs(r.take(1)[0])
	case c == 0x1d:
		r.gs(r.take(1)[0])
	case c >= 0x20 && c < 0x7f:
		r.char(rune(c), 12*r.scale[0])
	case c >= 0x81 && c <= 0xfe && r.chinese:
		pair := append([]byte{c}, r.take(1)...)
		s, err := simplifiedchinese.GBK.NewDecoder().Bytes(pair)
		if runes := []rune(string(s)); err != nil || len(runes) != 1 || runes[0] == '\uFFFD' {
			r.t.Errorf("no character has the code % x", pair)
		} else {
			r.char(runes[0], 24*r.scale[1])
		}
	default:
		r.t.Errorf("unknown byte %#x", c)
	}
}

func (r *roll) escape(c byte) {
	switch c {
	case '@':
		r.align, r.spacing, r.chinese, r.scale = 0, 30, false, [2]int{1, 1}
	case 'a':
		r.align = r.take(1)[0]
	case 'E':
		r.take(1)
	case '3':
		r.spacing = int(r.take(1)[0])
	default:
		r.t.Errorf("unknown command ESC %q", c)
	}
}

func (r *roll) fs(c byte) {
	switch c {
	case '&':
		r.chinese = true
	case '!':
		r.scale[1] = map[byte]int{0: 1, 0x0c: 2}[r.take(1)[0]]
	default:
		r.t.Errorf("unknown command FS %q", c)
	}
}

func (r *roll) gs(c byte) {
	switch c {
	case '!':
		r.scale[0] = map[byte]int{0: 1, 0x11: 2}[r.take(1)[0]]
	case 'V':
		if p := r.take(2); p[0] != 66 {
			r.t.Errorf("unknown cut % x", p)
		}
		r.cuts++
	case 'v':
		p := r.take(6)
		if p[0] != '0' || p[1] != 0 {
			r.t.Errorf("unknown picture % x", p)
		}
		r.raster(int(p[2])|int(p[3])<<8, int(p[4])|int(p[5])<<8)
	case '(':
		if k := r.take(1)[0]; k != 'k' {
			r.t.Errorf("unknown command GS ( %q", k)
		}
		n := r.take(2)
		r.symbol(r.take(int(n[0]) | int(n[1])<<8))
	default:
		r.t.Errorf("unknown command GS %q", c)
	}
}

// symbol is GS ( k: model, module size, error correction, data, print.
func (r *roll) symbol(p []byte) {
	switch fn := string(p[:2]); fn {
	case "1A":
		if p[2] != '2' {
			r.t.Errorf("QR model %q", p[2])
		}
	case "1C":
		r.module = int(p[2])
	case "1E":
		if p[2] != '1' {
			r.t.Errorf("error correction %q, want M", p[2])
		}
	case "1P":
		r.stored = string(p[3:])
	case "1Q":
		r.codes = append(r.codes, r.stored)
		code, err := qr.Encode(r.stored, qr.M, qr.Auto)
		if err != nil {
			r.t.Fatal(err)
		}
		n := code.Bounds().Dx()
		if n*r.module > r.dots {
			r.t.Errorf("the QR code is %d dots wide on a paper of %d", n*r.module, r.dots)
		}
		r.advance(n * r.module)
		for i := range n * n * r.module * r.module {
			x, y := i%(n*r.module), i/(n*r.module)
			r.paper.Set((r.dots-n*r.module)/2+x, r.y-n*r.module+y, code.At(x/r.module, y/r.module))
		}
	default:
		r.t.Errorf("unknown QR function %q", fn)
	}
}

// char puts a character on the line; a line that is too long would be broken by
// the printer in the middle of nowhere.
func (r *roll) char(c rune, dots int) {
	if dots == 0 {
		r.t.Errorf("no size set for %q", c)
	}
	r.line = append(r.line, c)
	r.width += dots
	if r.width > r.dots {
		r.t.Errorf("%q needs %d dots of %d", string(r.line), r.width, r.dots)
	}
}

func (r *roll) newline() {
	scale := max(r.scale[0], r.scale[1])
	height := max(r.spacing, 24*scale)
	r.advance(height)
	x := map[byte]int{0: 0, 1: (r.dots - r.width) / 2, 2: r.dots - r.width}[r.align]
	for _, c := range r.line {
		cell := 24
		if c < 0x80 {
			cell = 12
		}
		drawn := r.glyph(c)
		for i := range cell * 24 * scale * scale {
			px, py := i%(cell*scale), i/(cell*scale)
			if drawn.GrayAt(px/scale, py/scale).Y < 128 {
				r.paper.SetGray(x+px, r.y-height+py, color.Gray{})
			}
		}
		x += cell * scale
	}
	r.lines = append(r.lines, strings.TrimSpace(string(r.line)))
	r.line, r.width = r.line[:0], 0
}

// advance makes room below what is printed.
func (r *roll) advance(dots int) {
	r.y += dots
	grown := image.NewGray(image.Rect(0, 0, r.dots, r.y))
	draw.Draw(grown, grown.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(grown, r.paper.Bounds(), r.paper, image.Point{}, draw.Src)
	r.paper = grown
}

// raster prints a picture and reads the line of text it shows.
func (r *roll) raster(row, height int) {
	data := r.take(row * height)
	if row*8 > r.dots {
		r.t.Errorf("a picture of %d dots on a paper of %d", row*8, r.dots)
	}
	r.rasters++
	r.advance(height)
	top := r.y - height
	for i := range row * 8 * height {
		x, y := i%(row*8), i/(row*8)
		if data[y*row+x/8]&(0x80>>(x%8)) != 0 {
			r.paper.SetGray(x, top+y, color.Gray{})
		}
	}
	if height == 30 || height == 60 {
		r.lines = append(r.lines, strings.TrimSpace(r.read(top, height/30)))
	}
}

// read recognises the characters of a line by comparing each cell with the
// characters that may stand there, drawn by another renderer.
func (r *roll) read(top, scale int) string {
	left := 0
	for left < r.dots && r.ink(left, top, 1, 24*scale) == 0 {
		left++
	}
	best, text := -1, ""
	// Centred lines begin anywhere: the first cell begins at most a cell before
	// the first dot.
	for start := max(0, left-24*scale); start <= left; start++ {
		if score, s := r.readFrom(start, top, scale); best < 0 || score < best {
			best, text = score, s
		}
	}
	return text
}

func (r *roll) readFrom(x, top, scale int) (score int, text string) {
	var b strings.Builder
	for x < r.dots {
		best, found, wide := 1<<30, ' ', 12
		for _, c := range append([]rune{' '}, r.runes...) {
			cell := 24
			if c < 0x80 {
				cell = 12
			}
			if x+cell*scale > r.dots+11*scale {
				continue
			}
			// Cells of different widths are compared by the dots that differ,
			// per column.
			if d := r.differ(x, top, cell, scale, r.glyph(c)) * 24 / cell; d < best {
				best, found, wide = d, c, cell
			}
		}
		score += best
		b.WriteRune(found)
		x += wide * scale
	}
	return score, b.String()
}

func (r *roll) ink(x, y, w, h int) int {
	n := 0
	for i := range w * h {
		if r.paper.GrayAt(x+i%w, y+i/w).Y < 128 && x+i%w < r.dots {
			n++
		}
	}
	return n
}

// differ counts the dots of a cell that the drawn character does not explain.
func (r *roll) differ(x, y, cell, scale int, drawn *image.Gray) int {
	n := 0
	for i := range cell * 24 {
		px, py := i%cell, i/cell
		got := r.ink(x+px*scale, y+py*scale, scale, scale)*2 > scale*scale
		if got != (drawn.GrayAt(px, py).Y < 128) {
			n++
		}
	}
	return n
}

// glyph draws a character into its cell with the opentype package; ASCII that is
// too wide is narrowed.
func (r *roll) glyph(c rune) *image.Gray {
	if r.fontFace == nil {
		base, err := builtIn()
		if err != nil {
			r.t.Fatal(err)
		}
		r.fontFace, err = opentype.NewFace(base.font, &opentype.FaceOptions{Size: 24, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			r.t.Fatal(err)
		}
		r.decoder = map[rune]*image.Gray{}
	}
	if g := r.decoder[c]; g != nil {
		return g
	}
	cell := 24
	if c < 0x80 {
		cell = 12
	}
	advance, _ := r.fontFace.GlyphAdvance(c)
	wide := max(advance.Ceil(), cell)
	full := image.NewGray(image.Rect(0, 0, wide, 24))
	draw.Draw(full, full.Bounds(), image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: full, Src: image.Black, Face: r.fontFace, Dot: fixed.Point26_6{X: (fixed.I(wide) - advance) / 2, Y: fixed.I(21)}}
	d.DrawString(string(c))
	out := image.NewGray(image.Rect(0, 0, cell, 24))
	for i := range cell * 24 {
		x, y := i%cell, i/cell
		out.SetGray(x, y, full.GrayAt(x*wide/cell, y))
	}
	r.decoder[c] = out
	return out
}

func (r *roll) text() string { return strings.Join(r.lines, "\n") + "\n" }

// TestRollRefuses: the interpreter does not let the unknown pass.
func TestRollRefuses(t *testing.T) {
	for _, in := range []string{"\x1bZ", "\x1cQ", "\x1dz", "\x80\n", "\x07", "\x1d(L\x00\x00", "\x1d(k\x03\x001Z0"} {
		inner := &testing.T{}
		func() {
			defer func() { _ = recover() }()
			feed(inner, []byte("\x1b@\x1c&"+in), 32, "")
		}()
		if !inner.Failed() {
			t.Errorf("%q passed", in)
		}
	}
}
