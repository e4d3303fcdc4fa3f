package readback

import (
	"image"
	"strings"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Complainer is the part of testing.TB that a Roll uses.
type Complainer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Paper is the roll that lies in the printer.
type Paper struct {
	Columns int // of ASCII characters
	// Letters are the characters that may stand on a line which came as a picture,
	// and Font has their drawings. Without them nothing is drawn or read.
	Letters string
	Font    *sfnt.Font
}

// Roll is a thermal printer as its command manual describes it: it reads bytes
// and says what would be on the paper. It shares no code with the encoder, and
// what it does not know is a failure.
type Roll struct {
	Lines    []string // each as wide as it was printed, without the space around it
	Codes    []string // contents of QR codes
	Cuts     int
	Pictures int
	Asked    []byte // n of each DLE EOT n, in order

	t       Complainer
	in      []byte
	letters []rune
	font    *sfnt.Font
	dots    int
	rows    [][]bool // of dots
	mode    mode
	line    []rune
	width   int // of the line, in dots
	symbol  struct {
		stored string
		module int
	}
}

// mode is what commands set until they set something else.
type mode struct {
	align    byte
	spacing  int
	chinese  bool
	scale    [2]int // ASCII and Chinese
	national byte   // set of ASCII characters, 0 is the USA's
}

// Feed prints all bytes on a new roll.
func Feed(t Complainer, in []byte, paper Paper) *Roll {
	t.Helper()
	r := &Roll{t: t, in: in, dots: paper.Columns * 12, letters: []rune(paper.Letters), font: paper.Font}
	for len(r.in) > 0 {
		r.step()
	}
	if len(r.line) > 0 {
		t.Errorf("the last line %q was never printed", string(r.line))
	}
	return r
}

// take removes n bytes from the input.
func (r *Roll) take(n int) []byte {
	r.t.Helper()
	if n > len(r.in) {
		r.t.Fatalf("command cut short: % x", r.in)
	}
	out := r.in[:n]
	r.in = r.in[n:]
	return out
}

func (r *Roll) step() {
	c := r.take(1)[0]
	switch {
	case c == '\n':
		r.newline()
	case c == 0x10:
		r.dle(r.take(1)[0])
	case c == 0x1b:
		r.escape(r.take(1)[0])
	case c == 0x1c:
		r.fs(r.take(1)[0])
	case c == 0x1d:
		r.gs(r.take(1)[0])
	case c >= 0x20 && c < 0x7f:
		r.char(rune(c), 12*r.mode.scale[0])
	case c >= 0x81 && c <= 0xfe && r.mode.chinese:
		pair := append([]byte{c}, r.take(1)...)
		s, err := simplifiedchinese.GBK.NewDecoder().Bytes(pair)
		if runes := []rune(string(s)); err != nil || len(runes) != 1 || runes[0] == '\uFFFD' {
			r.t.Errorf("no character has the code % x", pair)
		} else {
			r.char(runes[0], 24*r.mode.scale[1])
		}
	default:
		r.t.Errorf("unknown byte %#x", c)
	}
}

// dle is a command that printers obey before anything that waits.
func (r *Roll) dle(c byte) {
	n := r.take(1)[0]
	if c != 4 || n < 1 || n > 4 {
		r.t.Errorf("unknown command DLE %#x %#x", c, n)
	}
	r.Asked = append(r.Asked, n)
}

func (r *Roll) escape(c byte) {
	switch c {
	case '@':
		r.mode = mode{spacing: 30, scale: [2]int{1, 1}, national: r.mode.national}
	case 'R':
		r.mode.national = r.take(1)[0]
	case 'a':
		r.mode.align = r.take(1)[0]
	case 'E':
		r.take(1)
	case '3':
		r.mode.spacing = int(r.take(1)[0])
	default:
		r.t.Errorf("unknown command ESC %q", c)
	}
}

func (r *Roll) fs(c byte) {
	switch c {
	case '&':
		r.mode.chinese = true
	case '!':
		r.mode.scale[1] = map[byte]int{0: 1, 0x0c: 2}[r.take(1)[0]]
	default:
		r.t.Errorf("unknown command FS %q", c)
	}
}

func (r *Roll) gs(c byte) {
	switch c {
	case '!':
		r.mode.scale[0] = map[byte]int{0: 1, 0x11: 2}[r.take(1)[0]]
	case 'V':
		if p := r.take(2); p[0] != 66 {
			r.t.Errorf("unknown cut % x", p)
		}
		r.Cuts++
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
		r.code(r.take(int(n[0]) | int(n[1])<<8))
	default:
		r.t.Errorf("unknown command GS %q", c)
	}
}

// code is GS ( k: model, module size, error correction, data, print.
func (r *Roll) code(p []byte) {
	if len(p) < 3 {
		r.t.Fatalf("QR command of %d bytes", len(p))
	}
	switch fn := string(p[:2]); fn {
	case "1A":
		if p[2] != '2' {
			r.t.Errorf("QR model %q", p[2])
		}
	case "1C":
		r.symbol.module = int(p[2])
	case "1E":
		if p[2] != '1' {
			r.t.Errorf("error correction %q, want M", p[2])
		}
	case "1P":
		r.symbol.stored = string(p[3:])
	case "1Q":
		r.drawCode()
	default:
		r.t.Errorf("unknown QR function %q", fn)
	}
}

func (r *Roll) drawCode() {
	r.Codes = append(r.Codes, r.symbol.stored)
	code, err := qr.Encode(r.symbol.stored, qr.M, qr.Auto)
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	n, module := code.Bounds().Dx(), r.symbol.module
	if n*module > r.dots {
		r.t.Errorf("the QR code is %d dots wide on a paper of %d", n*module, r.dots)
	}
	top := r.advance(n * module)
	for i := range n * n * module * module {
		x, y := i%(n*module), i/(n*module)
		if dark, _, _, _ := code.At(x/module, y/module).RGBA(); dark == 0 {
			r.rows[top+y][(r.dots-n*module)/2+x] = true
		}
	}
}

// char puts a character on the line; a line that is too long would be broken by
// the printer in the middle of nowhere.
func (r *Roll) char(c rune, dots int) {
	if dots == 0 {
		r.t.Errorf("no size set for %q", c)
	}
	if c == '$' && r.mode.national == china {
		c = '¥'
	}
	r.line = append(r.line, c)
	r.width += dots
	if r.width > r.dots {
		r.t.Errorf("%q needs %d dots of %d", string(r.line), r.width, r.dots)
	}
}

// china is the national set in which $ is printed as ¥.
const china = 15

func (r *Roll) newline() {
	scale := max(r.mode.scale[0], r.mode.scale[1])
	top := r.advance(max(r.mode.spacing, 24*scale))
	x := map[byte]int{0: 0, 1: (r.dots - r.width) / 2, 2: r.dots - r.width}[r.mode.align]
	for _, c := range r.line {
		w := cellOf(c) * scale
		if len(r.letters) > 0 {
			drawing := r.glyph(c)
			for i := range w * 24 * scale {
				if drawing[i/w/scale]>>(i%w/scale)&1 == 1 {
					r.rows[top+i/w][x+i%w] = true
				}
			}
		}
		x += w
	}
	r.Lines = append(r.Lines, strings.TrimSpace(string(r.line)))
	r.line, r.width = r.line[:0], 0
}

// advance makes room below what is printed and returns where it begins.
func (r *Roll) advance(dots int) int {
	top := len(r.rows)
	for range dots {
		r.rows = append(r.rows, make([]bool, r.dots))
	}
	return top
}

// raster prints a picture and reads the line of text it shows.
func (r *Roll) raster(row, height int) {
	data := r.take(row * height)
	if row*8 > r.dots {
		r.t.Fatalf("a picture of %d dots on a paper of %d", row*8, r.dots)
	}
	r.Pictures++
	top := r.advance(height)
	for i := range row * 8 * height {
		x, y := i%(row*8), i/(row*8)
		r.rows[top+y][x] = data[y*row+x/8]&(0x80>>(x%8)) != 0
	}
	if len(r.letters) > 0 && (height == 30 || height == 60) {
		r.Lines = append(r.Lines, strings.TrimSpace(r.read(top, height/30)))
	}
}

// Picture returns the paper as a picture.
func (r *Roll) Picture() image.Image {
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

// Text returns the lines of the paper.
func (r *Roll) Text() string { return strings.Join(r.Lines, "\n") + "\n" }
