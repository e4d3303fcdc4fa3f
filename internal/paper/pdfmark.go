package paper

import (
	"github.com/signintech/gopdf"
)

// ink is a colour, 0xRRGGBB.
type ink uint32

const (
	black ink = 0x000000
	red   ink = 0xB8141C // the red of official letterheads; prints dark grey on a black printer
	grey  ink = 0x6E6E6E
	pale  ink = 0xE4E4E4 // the watermark: text stays readable over it
)

// bold returns the ink that tells finish to draw text bold: the last bit of blue
// is another, which no eye sees. Only black and red are used for bold text.
func (i ink) bold() ink { return i ^ 1 }

func (i ink) rgb() (r, g, b uint8) { return uint8(i >> 16), uint8(i >> 8), uint8(i) }

// style is how text on a page looks. Bold is made by a stroke round each letter:
// one font file is enough.
type style struct {
	size float64 // points
	ink  ink
	bold bool
}

// mark is something on a page. Places are in points from the upper left corner.
type mark interface{ draw(*pen) error }

// pen puts marks into a PDF.
type pen struct {
	pdf   *gopdf.GoPdf
	faces *faces
}

// textMark is text on one line; y is its baseline. The gap is added behind each
// character.
type textMark struct {
	x, y  float64
	text  string
	style style
	gap   float64
}

func (m textMark) draw(p *pen) error {
	colour := m.style.ink
	if m.style.bold {
		colour = colour.bold()
	}
	p.pdf.SetTextColor(colour.rgb())
	if err := p.pdf.SetCharSpacing(m.gap); err != nil {
		return err
	}
	x := m.x
	run, from := []rune{}, p.faces.base
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		err := p.run(string(run), from, x, m)
		for _, r := range run {
			g, _ := p.faces.find(r)
			x += float64(g.width)*m.style.size/1000 + m.gap
		}
		run = run[:0]
		return err
	}
	for _, r := range m.text {
		if g, ok := p.faces.find(r); ok && g.face != from {
			if err := flush(); err != nil {
				return err
			}
			from = g.face
		}
		run = append(run, r)
	}
	return flush()
}

// run draws text of one face.
func (p *pen) run(s string, from *face, x float64, m textMark) error {
	if err := p.pdf.SetFont(from.name, "", m.style.size); err != nil {
		return err
	}
	p.pdf.SetXY(x, m.y)
	return p.pdf.Text(s)
}

// lineMark is a straight line.
type lineMark struct {
	x1, y1, x2, y2 float64
	width          float64
	ink            ink
}

func (m lineMark) draw(p *pen) error {
	p.pdf.SetLineWidth(m.width)
	p.pdf.SetStrokeColor(m.ink.rgb())
	p.pdf.Line(m.x1, m.y1, m.x2, m.y2)
	return nil
}

// ringMark is the dashed circle where the seal goes.
type ringMark struct{ x, y, radius float64 }

func (m ringMark) draw(p *pen) error {
	p.pdf.SetLineWidth(0.8)
	p.pdf.SetStrokeColor(grey.rgb())
	p.pdf.SetCustomLineType([]float64{3, 2.5}, 0)
	p.pdf.Oval(m.x-m.radius, m.y-m.radius, m.x+m.radius, m.y+m.radius)
	p.pdf.SetLineType("solid")
	return nil
}

// codeMark is a QR code, drawn as rectangles.
type codeMark struct {
	x, y   float64
	module float64
	code   modules
}

func (m codeMark) draw(p *pen) error {
	p.pdf.SetFillColor(black.rgb())
	for y, row := range m.code {
		for x := 0; x < len(row); x++ {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				p.pdf.RectFromUpperLeftWithStyle(m.x+float64(x)*m.module, m.y+float64(y)*m.module, float64(n)*m.module, m.module, "F")
				x += n
			}
		}
	}
	return nil
}

// veilMark is the watermark of a demonstration, across the whole page.
type veilMark struct{}

func (veilMark) draw(p *pen) error {
	look := style{size: 58, ink: pale}
	w := float64(ruler(p.faces.measure).width(demoMark)) * look.size / 1000
	for _, y := range []float64{pageHeight * 0.22, pageHeight * 0.52, pageHeight * 0.82} {
		p.pdf.Rotate(32, pageWidth/2, y)
		if err := (textMark{x: (pageWidth - w) / 2, y: y, text: demoMark, style: look}).draw(p); err != nil {
			return err
		}
		p.pdf.RotateReset()
	}
	return nil
}
