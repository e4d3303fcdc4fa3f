package paper

import (
	"image"
	"math/bits"
	"slices"
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
	runes []rune // what may stand on a line that came as a picture; none: nothing is drawn or read

	lines   []string // each as wide as it was printed, without the space around it
	codes   []string // contents of QR codes
	cuts    int
	rasters int
	rows    [][]bool // of dots

	align    byte
	spacing  int
	chinese  bool
	scale    [2]int // ASCII and Chinese
	line     []rune
	width    int // of the line, in dots
	stored   string
	module   int
	fontFace font.Face
}

// feed prints all bytes on a new roll.
func feed(t *testing.T, in []byte, columns int, runes string) *roll {
	t.Helper()
	r := &roll{t: t, in: in, dots: columns * 12, runes: []rune(runes)}
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
		top := r.advance(n * r.module)
		for i := range n * n * r.module * r.module {
			x, y := i%(n*r.module), i/(n*r.module)
			if dark, _, _, _ := code.At(x/r.module, y/r.module).RGBA(); dark == 0 {
				r.rows[top+y][(r.dots-n*r.module)/2+x] = true
			}
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
	top := r.advance(max(r.spacing, 24*scale))
	x := map[byte]int{0: 0, 1: (r.dots - r.width) / 2, 2: r.dots - r.width}[r.align]
	for _, c := range r.line {
		w := cellOf(c) * scale
		if len(r.runes) > 0 {
			drawing := r.glyph(c)
			for i := range w * 24 * scale {
				if drawing[i/w/scale]>>(i%w/scale)&1 == 1 {
					r.rows[top+i/w][x+i%w] = true
				}
			}
		}
		x += w
	}
	r.lines = append(r.lines, strings.TrimSpace(string(r.line)))
	r.line, r.width = r.line[:0], 0
}

// advance makes room below what is printed and returns where it begins.
func (r *roll) advance(dots int) int {
	top := len(r.rows)
	for range dots {
		r.rows = append(r.rows, make([]bool, r.dots))
	}
	return top
}

// raster prints a picture and reads the line of text it shows.
func (r *roll) raster(row, height int) {
	data := r.take(row * height)
	if row*8 > r.dots {
		r.t.Fatalf("a picture of %d dots on a paper of %d", row*8, r.dots)
	}
	r.rasters++
	top := r.advance(height)
	for i := range row * 8 * height {
		x, y := i%(row*8), i/(row*8)
		r.rows[top+y][x] = data[y*row+x/8]&(0x80>>(x%8)) != 0
	}
	if len(r.runes) > 0 && (height == 30 || height == 60) {
		r.lines = append(r.lines, strings.TrimSpace(r.read(top, height/30)))
	}
}

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
func (r *roll) read(top, scale int) string {
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

func (r *roll) anyDot(x, top, height int) bool {
	for y := range height {
		if r.rows[top+y][x] {
			return true
		}
	}
	return false
}

// readFrom returns the text from x on that explains the dots best, and how many
// dots it leaves unexplained.
func (r *roll) readFrom(x, top, scale int) (score int, text string) {
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
		for _, c := range append([]rune{' '}, r.runes...) {
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
func (r *roll) cellAt(x, top, scale int) cellDrawing {
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
func (r *roll) glyph(c rune) cellDrawing {
	if g, ok := drawn[c]; ok {
		return g
	}
	if r.fontFace == nil {
		base, err := builtIn()
		if err != nil {
			r.t.Fatal(err)
		}
		r.fontFace, err = opentype.NewFace(base.font, &opentype.FaceOptions{Size: 23 * fine, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			r.t.Fatal(err)
		}
	}
	advance, _ := r.fontFace.GlyphAdvance(c)
	cell := cellOf(c)
	wide := max(advance, fixed.I(cell*fine)) // in fine dots, of which there are more in a letter that is narrowed
	full := image.NewGray(image.Rect(0, 0, wide.Ceil(), 24*fine))
	dot := fixed.Point26_6{X: (wide - advance) / 2, Y: fixed.I(20*fine + fine/2)}
	d := font.Drawer{Dst: full, Src: image.White, Face: r.fontFace, Dot: dot}
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

// picture returns the paper as a picture.
func (r *roll) picture() image.Image {
	const edge = 24
	out := image.NewGray(image.Rect(0, 0, r.dots+2*edge, len(r.rows)+2*edge))
	for i := range out.Pix {
		x, y := i%out.Stride-edge, i/out.Stride-edge
		if x < 0 || y < 0 || x >= r.dots || y >= len(r.rows) || !r.rows[y][x] {
			out.Pix[i] = 0xff
		}
	}
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
