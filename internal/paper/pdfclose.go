package paper

import "math"

// The place of the seal and the QR code, in points. Seals of agencies measure 42 mm.
const (
	sealRadius  = 59.5
	codeSize    = 88.0
	codeGap     = 16.0
	closeHeight = 2*sealRadius + 12
)

// drawnCode is a QR code with what stands below it.
type drawnCode struct {
	modules
	hint string
}

// closing is the end of a paper, measured: the lines beside the code and in the ring.
type closing struct {
	agency, seal, origin []string
	codes                []drawnCode
	date                 string
	reach                float64 // from the middle of the ring to the left
}

var (
	agencyStyle = style{size: 12, ink: black}
	sealStyle   = style{size: 10.5, ink: grey}
	smallStyle  = style{size: 8.5, ink: grey}
	originStyle = style{size: 10, ink: black}
)

// close sets the end: QR code lower left, seal and date lower right. The end is
// never torn apart; when it needs a page of its own, that page says so.
func (s *setter) close() error {
	c, err := s.measureClose()
	if err != nil {
		return err
	}
	tall := closeHeight
	if len(c.seal) == 0 && len(c.codes) == 0 {
		tall = 3 * s.pitch.body
	}
	s.space(6)
	if s.y+tall > pageBottom && s.y > s.top {
		s.turn()
		s.flow("（此页无正文）", style{size: bodySize, ink: black}, marginX, marginX)
		s.y += s.pitch.body
	}
	s.seal(c)
	x := marginX
	for _, code := range c.codes {
		x += s.code(code, x) + codeGap
	}
	y := s.y
	if tall == closeHeight {
		y += 14
	}
	for _, line := range c.origin {
		s.line(line, originStyle, x, y, 15)
		y += 15
	}
	s.y += tall
	return nil
}

// measureClose breaks the texts of the end to their places. What is too long for
// its place is set before it, over the width of the page.
func (s *setter) measureClose() (closing, error) {
	agency, seal := sealed(s.doc)
	c := closing{date: dated(s.doc)}
	for _, scan := range scans(&s.doc) {
		code, err := qrCode(scan.text)
		if err != nil {
			return c, err
		}
		c.codes = append(c.codes, drawnCode{code, scan.hint})
	}
	if seal != "" {
		c.agency = s.wrap(agency, agencyStyle, 230, 230)
		c.seal = s.wrap(seal, sealStyle, 1.6*sealRadius, 1.6*sealRadius)
		if len(c.agency) > 2 || len(c.seal) > 2 {
			s.flow(agency+"（"+seal+"）", agencyStyle, marginX, marginX)
			c.agency, c.seal = nil, []string{"印章"}
		}
	}
	c.reach = max(sealRadius, s.width(c.date, agencyStyle)/2)
	for _, line := range c.agency {
		c.reach = max(c.reach, s.width(line, agencyStyle)/2)
	}
	room := contentWidth - 2*c.reach - 14 - (codeSize+codeGap)*float64(len(c.codes))
	for _, f := range origin(s.doc) {
		c.origin = append(c.origin, s.wrap(colon(f.Label)+f.Value, originStyle, room, room)...)
	}
	if len(c.origin) > 7 {
		for _, f := range origin(s.doc) {
			s.flow(colon(f.Label)+f.Value, originStyle, marginX, marginX)
		}
		c.origin = nil
	}
	return c, nil
}

// seal draws the ring, what goes into it, and agency and date across its lower
// half, where the seal covers them (骑年盖月).
func (s *setter) seal(c closing) {
	if len(c.seal) == 0 {
		s.line(c.date, agencyStyle, pageWidth-marginX-s.width(c.date, agencyStyle), s.y, s.pitch.body)
		return
	}
	x, y := pageWidth-marginX-c.reach, s.y+sealRadius+4
	s.put(ringMark{x, y, sealRadius})
	middle := func(text string, st style, at float64) {
		s.put(textMark{x: x - s.width(text, st)/2, y: at, text: text, style: st})
	}
	at := y - 24 - 13*float64(len(c.seal)-1)
	for _, line := range c.seal {
		middle(line, sealStyle, at)
		at += 13
	}
	middle(sealHint, smallStyle, at+1)
	at = y + 14
	for _, line := range c.agency {
		middle(line, agencyStyle, at)
		at += 17
	}
	middle(c.date, agencyStyle, at+1)
}

// code draws a QR code at x with a line below it and returns its width.
func (s *setter) code(c drawnCode, x float64) float64 {
	module := math.Floor(codeSize/float64(len(c.modules))*100) / 100
	size := module * float64(len(c.modules))
	y := s.y + 14
	s.put(codeMark{x, y, module, c.modules},
		textMark{x: x + (size-s.width(c.hint, smallStyle))/2, y: y + size + 14, text: c.hint, style: smallStyle})
	return size
}
