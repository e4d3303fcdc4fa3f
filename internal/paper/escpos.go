package paper

import (
	"bytes"
	"image"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The character cell of a thermal printer, in dots, and the height of a line.
const (
	cellDots = 12 // one column; everything beyond ASCII takes two
	lineDots = 24 // the characters themselves
	feedDots = 30 // with the space below
)

// align is where a line stands on the paper; the values are those of ESC a.
type align byte

const (
	left align = iota
	centre
)

// look is how a line is printed.
type look struct {
	align  align
	double bool // twice as wide and twice as high
	bold   bool
}

// encoder writes the commands that Chinese thermal printers have in common:
// ESC @, ESC 3, ESC a, ESC E, FS &, FS !, GS !, GS V, GS v 0 and GS ( k, and
// ESC R where the profile asks for it.
type encoder struct {
	buf     bytes.Buffer
	gbk     *encoding.Encoder
	letters Letters
	cols    int
	now     look
	faces   *faces
}

func newEncoder(profile Profile, faces *faces) *encoder {
	e := &encoder{gbk: simplifiedchinese.GBK.NewEncoder(), letters: profile.Letters, cols: profile.Columns, faces: faces}
	e.buf.WriteString("\x1b@") // reset
	if profile.National {
		e.buf.Write([]byte{0x1b, 'R', 0}) // the USA's ASCII
	}
	if profile.Letters != ASCII {
		e.buf.WriteString("\x1c&") // Chinese characters on
	}
	e.buf.Write([]byte{0x1b, '3', byte(feedDots)}) // line spacing in dots
	return e
}

// set sends what differs from the look before.
func (e *encoder) set(want look) {
	if want.align != e.now.align {
		e.buf.Write([]byte{0x1b, 'a', byte(want.align)})
	}
	if want.bold != e.now.bold {
		e.buf.Write([]byte{0x1b, 'E', bit(want.bold)})
	}
	if want.double != e.now.double {
		e.buf.Write([]byte{0x1d, '!', 0x11 * bit(want.double)})
		if e.letters != ASCII { // many printers obey only FS ! for Chinese
			e.buf.Write([]byte{0x1c, '!', 0x0c * bit(want.double)})
		}
	}
	e.now = want
}

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// line prints one line. When it holds a character without a two-byte code the
// whole line is drawn and sent as a picture, so that the letters line up.
func (e *encoder) line(s string, want look) {
	if code, ok := e.encode(s); ok {
		e.set(want)
		e.buf.Write(code)
		e.buf.WriteByte('\n')
		return
	}
	e.set(look{})
	scale := 1
	if want.double {
		scale = 2
	}
	e.raster(e.faces.drawLine(s, e.cols, want.align, scale))
}

// encode returns the GBK bytes of s; ok is false when a character has none, or
// none that this printer knows.
func (e *encoder) encode(s string) (code []byte, ok bool) {
	for _, r := range s {
		if r <= unicode.MaxASCII {
			code = append(code, byte(r))
			continue
		}
		b, err := e.gbk.Bytes([]byte(string(r)))
		if err != nil || len(b) != 2 || !e.letters.have(b[0], b[1]) {
			return nil, false
		}
		code = append(code, b...)
	}
	return code, true
}

// have reports whether a printer has the character with this two-byte code. The
// encoder knows the codes that GB 18030 put into gaps of GBK as well, 䶮 among
// them, which printers with GBK leave blank. GB 2312 has signs in rows 1 to 9 and
// characters in 16 to 87; GBK put small Roman numerals and vertical forms into
// gaps of these.
func (l Letters) have(lead, trail byte) bool {
	later := lead == 0xfe || lead == 0xa8 && trail == 0xbf || lead == 0xa9 && trail >= 0x89 && trail <= 0x95 ||
		lead == 0xa6 && (trail >= 0xd9 && trail <= 0xdf || trail == 0xec || trail == 0xed || trail == 0xf3)
	if l == GBK {
		return !later
	}
	row := lead >= 0xa1 && lead <= 0xa9 || lead >= 0xb0 && lead <= 0xf7
	gap := lead == 0xa2 && trail < 0xb1 || lead == 0xa6 && trail > 0xd8 || lead == 0xa8 && trail > 0xba && trail < 0xc5
	return l == GB2312 && row && trail >= 0xa1 && !gap
}

// raster prints a picture: every pixel that is more than half opaque is a dot.
func (e *encoder) raster(img *image.Alpha) {
	size := img.Bounds().Size()
	row := (size.X + 7) / 8
	e.buf.Write([]byte{0x1d, 'v', '0', 0, byte(row), byte(row >> 8), byte(size.Y), byte(size.Y >> 8)})
	for y := range size.Y {
		for x := 0; x < size.X; x += 8 {
			var b byte
			for k := 0; k < 8 && x+k < size.X; k++ {
				if img.AlphaAt(x+k, y).A > 0x7f {
					b |= 0x80 >> k
				}
			}
			e.buf.WriteByte(b)
		}
	}
}

// qr prints a QR code by the printer's own command, model 2, error correction
// M, with modules of the given size in dots.
func (e *encoder) qr(text string, module int) {
	e.set(look{align: centre})
	e.symbol('A', '2', 0)
	e.symbol('C', byte(module))
	e.symbol('E', '1')
	e.symbol('P', append([]byte{'0'}, text...)...)
	e.symbol('Q', '0')
}

// symbol sends GS ( k for QR codes (cn = 49).
func (e *encoder) symbol(fn byte, parameters ...byte) {
	n := len(parameters) + 2
	e.buf.Write([]byte{0x1d, '(', 'k', byte(n), byte(n >> 8), '1', fn})
	e.buf.Write(parameters)
}

// feed moves the paper by n lines.
func (e *encoder) feed(n int) {
	e.set(look{})
	e.buf.WriteString(strings.Repeat("\n", n))
}

// cut feeds the paper to the knife and cuts, leaving a bridge.
func (e *encoder) cut() { e.buf.Write([]byte{0x1d, 'V', 66, 0}) }
