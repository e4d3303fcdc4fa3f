package paper

import (
	"image"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// complainer is the part of testing.T that a roll uses.
type complainer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// roll is a thermal printer as its command manual describes it: it reads bytes
// and says what would be on the paper. It shares no code with the encoder, and
// what it does not know is a failure.
type roll struct {
	t     complainer
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
func feed(t complainer, in []byte, columns int, runes string) *roll {
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
	if len(p) < 3 {
		r.t.Fatalf("QR command of %d bytes", len(p))
	}
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
			r.t.Fatalf("%v", err)
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

// refusals counts complaints; a fatal one ends the reading.
type refusals int

func (n *refusals) Helper()               {}
func (n *refusals) Errorf(string, ...any) { *n++ }
func (n *refusals) Fatalf(format string, args ...any) {
	*n++
	panic(n)
}

// TestRollRefuses: the interpreter does not let the unknown pass.
func TestRollRefuses(t *testing.T) {
	for _, in := range []string{
		"\x1bZ", "\x1cQ", "\x1dz", "\x80\n", "\x07", "\x1d(L\x02\x001A", "\x1d(k\x03\x001Z0", "\x1d(k\x09\x001A2",
		"\x1dv0\x00\xff\x00\x01\x00", "\x1dV\x00\x00", "\xff\xff\n", "\xb0", "no line end", strings.Repeat("x", 33) + "\n",
	} {
		if complaints(in) == 0 {
			t.Errorf("%q passed", in)
		}
	}
	if n := complaints("32 columns of text, 48 on 80 mm.\n"); n > 0 {
		t.Errorf("a plain line brought %d complaints", n)
	}
}

func complaints(in string) (n refusals) {
	defer func() {
		if r := recover(); r != nil && r != any(&n) {
			panic(r)
		}
	}()
	feed(&n, []byte("\x1b@\x1c&"+in), 32, "")
	return n
}
