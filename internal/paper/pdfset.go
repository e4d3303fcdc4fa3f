package paper

import (
	"yichuang"
)

// The page, in points: A4 with margins of 22 mm at the sides.
const (
	pageWidth    = 595.28
	pageHeight   = 841.89
	marginX      = 62.36
	contentWidth = pageWidth - 2*marginX
	pageTop      = 58.0
	pageBottom   = 776.0
	bodySize     = 11.0
)

// pitch is how far apart lines stand, in points.
type pitch struct {
	body float64 // from line to line of text
	grid float64 // from line to line in a cell
	pad  float64 // above and below the lines of a cell
	gap  float64 // between blocks
	head float64 // around the title
	sign float64 // for a signature
}

// Papers are set at ease; one that would run over to a second page by a little is
// set close instead.
var (
	atEase = pitch{body: 19, grid: 16, pad: 5, gap: 8, head: 24, sign: 34}
	tight  = pitch{body: 16, grid: 13.5, pad: 2.5, gap: 3, head: 12, sign: 28}
)

// setter sets a document on pages. It only collects marks: the number of pages
// must be known before the first is drawn.
type setter struct {
	doc   yichuang.Document
	faces *faces
	pitch pitch
	side  float64 // width of the labels of forms
	pages [][]mark
	y     float64 // where the next thing goes
	top   float64 // where the flow began on this page
}

// setPages sets doc: at ease, or close when that makes one page of two.
func setPages(doc yichuang.Document, f *faces) (*setter, error) {
	var first *setter
	for _, p := range []pitch{atEase, tight} {
		s := &setter{doc: doc, faces: f, pitch: p}
		s.side = s.labels()
		s.turn()
		if err := s.set(); err != nil {
			return nil, err
		}
		if first == nil {
			first = s
		}
		if len(s.pages) == 1 {
			return s, nil
		}
		if len(first.pages) > 2 {
			break
		}
	}
	return first, nil
}

func (s *setter) put(marks ...mark) {
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], marks...)
}

// turn begins a page. Every page but the first says which paper it belongs to.
func (s *setter) turn() {
	s.pages = append(s.pages, nil)
	s.y = pageTop
	if len(s.pages) > 1 {
		small := style{size: 8.5, ink: grey}
		s.put(textMark{x: marginX, y: s.y, text: yichuang.Clip(s.doc.Title, 40) + "（续页）", style: small},
			lineMark{marginX, s.y + 6, pageWidth - marginX, s.y + 6, 0.4, grey})
		s.y += 20
	}
	s.top = s.y
}

// need begins a page unless height is left on this one.
func (s *setter) need(height float64) {
	if s.y+height > pageBottom && s.y > s.top {
		s.turn()
	}
}

// space adds room, but not at the top of a page.
func (s *setter) space(height float64) {
	if s.y > s.top {
		s.y += height
	}
}

func (s *setter) width(text string, st style) float64 {
	return float64(ruler(s.faces.measure).width(text)) * st.size / 1000
}

// wrap breaks text into lines of the given widths in points.
func (s *setter) wrap(text string, st style, first, rest float64) []string {
	return wrap(text, s.faces.measure, int(first*1000/st.size), int(rest*1000/st.size))
}

// line puts text in a line of the given height whose top is at y.
func (s *setter) line(text string, st style, x, y, height float64) {
	s.put(textMark{x: x, y: level(y, height, st), text: text, style: st})
}

// level returns the baseline that puts ideographs in the middle of a line: they
// reach from 0.12 below to 0.88 of their size above it.
func level(y, height float64, st style) float64 { return y + height/2 + st.size*0.38 }

// centred sets text in the middle of the page, spread by gap between characters
// when it fits on one line.
func (s *setter) centred(text string, st style, height, gap float64) {
	if text == "" {
		return
	}
	lines := s.wrap(text, st, contentWidth, contentWidth)
	for _, line := range lines {
		s.need(height)
		n := float64(len([]rune(line)) - 1)
		g := 0.0
		if len(lines) == 1 && s.width(line, st)+gap*n <= contentWidth*0.8 {
			g = gap
		}
		x := marginX + (contentWidth-s.width(line, st)-g*n)/2
		s.put(textMark{x: x, y: level(s.y, height, st), text: line, style: st, gap: g})
		s.y += height
	}
}

// flow sets text from x to the right margin, the first line starting at first.
// All lines but the last of a paragraph are spread to the full width.
func (s *setter) flow(text string, st style, x, first float64) {
	right := pageWidth - marginX
	lines := s.wrap(text, st, right-first, right-x)
	for i, line := range lines {
		s.need(s.pitch.body)
		at := x
		if i == 0 {
			at = first
		}
		m := textMark{x: at, y: level(s.y, s.pitch.body, st), text: line, style: st}
		slack := right - at - s.width(line, st)
		if n := len([]rune(line)); i < len(lines)-1 && n > 1 && slack < 2*st.size {
			m.gap = slack / float64(n-1)
		}
		s.put(m)
		s.y += s.pitch.body
	}
}

func (s *setter) set() error {
	s.head()
	for _, b := range s.doc.Body {
		s.block(b)
	}
	return s.close()
}

// head sets the issuer as a letterhead, the title and the numbers.
func (s *setter) head() {
	issuer := style{size: 21, ink: red, bold: true}
	for issuer.size > 15 && s.width(s.doc.Issuer, issuer) > contentWidth {
		issuer.size--
	}
	s.centred(s.doc.Issuer, issuer, 32, 4)
	s.y += 6
	s.put(lineMark{marginX, s.y, pageWidth - marginX, s.y, 1.8, red},
		lineMark{marginX, s.y + 3, pageWidth - marginX, s.y + 3, 0.5, red})
	s.y += s.pitch.head
	s.centred(s.doc.Title, style{size: 22, ink: black, bold: true}, 34, 9)
	s.y += s.pitch.head / 3
	s.numbers(style{size: 10, ink: black})
	s.y += 6
}

// numbers sets the numbers of the paper below its title: two at both ends of a
// line, one alone in the middle.
func (s *setter) numbers(st style) {
	var texts []string
	widest := 0.0
	for _, f := range numbers(s.doc) {
		text := colon(f.Label) + f.Value
		texts = append(texts, text)
		widest = max(widest, s.width(text, st))
	}
	if len(texts) == 2 && widest < contentWidth*0.49 {
		s.line(texts[0], st, marginX, s.y, s.pitch.body)
		s.line(texts[1], st, pageWidth-marginX-s.width(texts[1], st), s.y, s.pitch.body)
		s.y += s.pitch.body
		return
	}
	for _, text := range texts {
		s.centred(text, st, s.pitch.body, 0)
	}
}

func (s *setter) block(b yichuang.Block) {
	body := style{size: bodySize, ink: black}
	if b.Heading != "" {
		s.space(6)
		s.need(24 + 3*s.pitch.body) // a heading does not stand alone at the foot
		s.flow(b.Heading, style{size: 12, ink: black, bold: true}, marginX, marginX)
		s.y += 3
	}
	s.fields(b.Fields)
	if b.Table != nil {
		s.table(*b.Table)
	}
	for _, p := range paragraphs(b.Text) {
		first := marginX + 2*bodySize
		if p.flush {
			first = marginX
		}
		s.flow(p.text, body, marginX, first)
	}
	for i, item := range b.List {
		s.need(s.pitch.body)
		n := numbered(i)
		s.line(n, body, marginX+2*bodySize-6-s.width(n, body), s.y, s.pitch.body)
		s.flow(item, body, marginX+2*bodySize, marginX+2*bodySize)
	}
	if b.Notice != "" {
		s.notice(b.Notice)
	}
	for _, sign := range b.Signatures {
		s.signature(sign)
	}
	s.space(s.pitch.gap)
}

// notice sets a sentence that must not be overlooked: bold, behind a red bar.
func (s *setter) notice(text string) {
	st := style{size: bodySize, ink: black, bold: true}
	x := marginX + 12.0
	s.space(4)
	for _, line := range s.wrap(text, st, pageWidth-marginX-x, pageWidth-marginX-x) {
		s.need(s.pitch.body)
		s.put(lineMark{marginX + 2, s.y, marginX + 2, s.y + s.pitch.body, 3, red})
		s.line(line, st, x, s.y, s.pitch.body)
		s.y += s.pitch.body
	}
	s.space(4)
}

// signature sets who signs, the line to sign on and the place for the date.
func (s *setter) signature(sign yichuang.Signature) {
	const date = 150.0
	height := s.pitch.sign
	st := style{size: bodySize, ink: black}
	lines := s.wrap(colon(sign.Who), st, contentWidth-date-130, contentWidth-date-130)
	for _, line := range lines[:len(lines)-1] {
		s.need(s.pitch.body)
		s.line(line, st, marginX, s.y, s.pitch.body)
		s.y += s.pitch.body
	}
	s.need(height)
	last := lines[len(lines)-1]
	s.line(last, st, marginX, s.y+height-s.pitch.body, s.pitch.body)
	x := marginX + s.width(last, st)
	s.put(lineMark{x, s.y + height - 3, pageWidth - marginX - date - 20, s.y + height - 3, 0.5, black})
	if sign.Date {
		s.line("日期：", st, pageWidth-marginX-date, s.y+height-s.pitch.body, s.pitch.body)
		for i, unit := range []string{"年", "月", "日"} {
			x := pageWidth - marginX - date + 62 + float64(i)*36
			s.line(unit, st, x, s.y+height-s.pitch.body, s.pitch.body)
		}
	}
	s.y += height
}
