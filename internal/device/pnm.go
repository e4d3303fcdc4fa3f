package device

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
)

// pnmHead is the head of a PNM file, the plain format in which scanimage writes
// pages: P4 in black and white, P5 in grey, P6 in colour.
type pnmHead struct {
	kind          byte
	width, height int
	most          int // the value of white
}

// mostNumber bounds the numbers in a head.
const mostNumber = 1 << 20

// readPNMHead reads the head up to the first pixel.
func readPNMHead(r *bufio.Reader) (pnmHead, error) {
	var magic [2]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return pnmHead{}, err
	}
	h := pnmHead{kind: magic[1], most: 1}
	fields := []*int{&h.width, &h.height, &h.most}
	if h.kind == '4' {
		fields = fields[:2]
	}
	for _, f := range fields {
		n, err := pnmNumber(r)
		if err != nil {
			return pnmHead{}, err
		}
		*f = n
	}
	if h.most != 1 && h.most != 255 && h.most != 65535 {
		return pnmHead{}, fmt.Errorf("pnm: values up to %d", h.most)
	}
	return h, nil
}

var errPNM = errors.New("pnm: no number where one should be")

// pnmNumber reads a number, what stands before it, and one white space behind.
func pnmNumber(r *bufio.Reader) (int, error) {
	n, digits, comment := 0, 0, false
	for range mostNumber {
		c, err := r.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case comment:
			comment = c != '\n'
		case c >= '0' && c <= '9':
			n, digits = n*10+int(c-'0'), digits+1
			if n > mostNumber {
				return 0, errPNM
			}
		case c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '#':
			return 0, errPNM
		case digits > 0:
			return n, nil
		default:
			comment = c == '#'
		}
	}
	return 0, errPNM
}

func pnmConfig(r io.Reader) (image.Config, error) {
	h, err := readPNMHead(bufio.NewReader(r))
	if err != nil {
		return image.Config{}, err
	}
	model := color.GrayModel
	if h.kind == '6' {
		model = color.RGBAModel
	}
	return image.Config{ColorModel: model, Width: h.width, Height: h.height}, nil
}

// decodePNM reads a picture, to eight bits a colour.
func decodePNM(r io.Reader) (image.Image, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	h, err := readPNMHead(in)
	if err != nil {
		return nil, err
	}
	bounds := image.Rect(0, 0, h.width, h.height)
	deep := 1
	if h.most > 255 {
		deep = 2 // the first of two bytes is the higher one
	}
	switch h.kind {
	case '4':
		return decodeBits(in, bounds)
	case '5':
		img := image.NewGray(bounds)
		return img, eachRow(in, h.width*deep, h.height, func(y int, row []byte) {
			for x := range h.width {
				img.Pix[y*img.Stride+x] = spread(row[x*deep], h.most)
			}
		})
	}
	img := image.NewRGBA(bounds)
	return img, eachRow(in, 3*h.width*deep, h.height, func(y int, row []byte) {
		for i := range 3 * h.width {
			img.Pix[y*img.Stride+i/3*4+i%3] = spread(row[i*deep], h.most)
			img.Pix[y*img.Stride+i/3*4+3] = 0xff
		}
	})
}

// spread makes a value of one bit one of eight.
func spread(b byte, most int) byte {
	if most == 1 && b != 0 {
		return 0xff
	}
	return b
}

// decodeBits reads eight pixels a byte, 1 for black.
func decodeBits(in io.Reader, bounds image.Rectangle) (image.Image, error) {
	img := image.NewGray(bounds)
	return img, eachRow(in, (bounds.Dx()+7)/8, bounds.Dy(), func(y int, row []byte) {
		for x := range bounds.Dx() {
			if row[x/8]&(0x80>>(x%8)) == 0 {
				img.Pix[y*img.Stride+x] = 0xff
			}
		}
	})
}

// eachRow reads rows of n bytes. A file that ends before the last is cut short.
func eachRow(in io.Reader, n, rows int, use func(y int, row []byte)) error {
	row := make([]byte, n)
	for y := range rows {
		if _, err := io.ReadFull(in, row); err != nil {
			return io.ErrUnexpectedEOF
		}
		use(y, row)
	}
	return nil
}
