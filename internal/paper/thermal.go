package paper

import (
	"strings"

	"yichuang"
)

// Profile is what differs between thermal printers.
type Profile struct {
	Columns  int     // of ASCII characters on a line, 12 dots each
	Cutter   bool    // cuts the paper; without it the paper is fed to the edge
	QRAsDots bool    // prints QR codes only as a picture: no GS ( k command
	Letters  Letters // what it can print as text; lines with anything else come as pictures
	// National is set for a printer that was left in a national set of ASCII, where
	// $ comes out as ¥, or \ and ~ as something else: it is told to use the USA's.
	National bool
}

// Letters says which characters a thermal printer has in its own memory.
type Letters int

// The sets of characters. Printers sold in China have GBK, old and small ones
// GB2312 only, printers from elsewhere often no Chinese at all.
const (
	GBK Letters = iota
	GB2312
	ASCII
)

// Roll58 and Roll80 are the printers of the two usual papers, 58 and 80 mm wide.
var (
	Roll58 = Profile{Columns: 32, Cutter: true}
	Roll80 = Profile{Columns: 48, Cutter: true}
)

// ParseProfile reads the width of the paper in millimetres, 58 or 80, as a
// configuration has it. It returns Invalid for anything else.
func ParseProfile(s string) (Profile, error) {
	switch strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), "mm") {
	case "58":
		return Roll58, nil
	case "80":
		return Roll80, nil
	}
	return Profile{}, &yichuang.Error{
		Code:    yichuang.Invalid,
		Message: "小票打印机的纸宽只能是 58 或 80（毫米），不能是“" + yichuang.Clip(cleanLine(s), 20) + "”",
		Hint:    "请在设置中改为 58 或 80",
	}
}

// ESCPOS returns doc as bytes for a thermal printer: text in GBK, what has no
// two-byte code drawn from the font, tables as lists. It returns Invalid for a
// document that Check refuses or a profile narrower than 20 columns, and Damaged
// when the program's own font cannot be read.
func ESCPOS(doc *yichuang.Document, profile Profile, options Options) ([]byte, Report, error) {
	if err := Check(doc); err != nil {
		return nil, Report{}, err
	}
	if profile.Columns < narrowest {
		return nil, Report{}, &yichuang.Error{
			Code: yichuang.Invalid, Message: "小票打印机的列数设置得太小", Hint: "58 毫米的纸是 32 列，80 毫米的纸是 48 列",
		}
	}
	f, err := newFaces(options)
	if err != nil {
		return nil, Report{}, err
	}
	t := &thermal{
		columns: columns{profile.Columns, printer},
		profile: profile, out: newEncoder(profile, f),
	}
	plain := scrub(*doc, f.cover)
	t.head(plain)
	for _, b := range plain.Body {
		t.block(b)
	}
	if err := t.close(plain); err != nil {
		return nil, Report{}, err
	}
	return t.out.buf.Bytes(), f.report, nil
}

// thermal sets a paper on the roll.
type thermal struct {
	columns
	profile Profile
	out     *encoder
}

func (t *thermal) print(want look, lines ...string) {
	for _, s := range lines {
		t.out.line(s, want)
	}
}

// double prints text twice as large, in the middle.
func (t *thermal) double(text string) {
	if text == "" {
		return
	}
	for _, s := range wrap(text, printer, t.width/2, t.width/2) {
		t.out.line(s, look{align: centre, double: true})
	}
}

// middle prints text in the middle.
func (t *thermal) middle(want look, text string) {
	if text == "" {
		return
	}
	want.align = centre
	t.print(want, wrap(text, printer, t.width, t.width)...)
}

func (t *thermal) rule() { t.print(look{}, strings.Repeat("-", t.width)) }

func (t *thermal) demo(doc yichuang.Document) {
	if doc.Demo {
		t.middle(look{bold: true}, "※ "+demoMark+" ※")
	}
}

func (t *thermal) head(doc yichuang.Document) {
	t.demo(doc)
	t.middle(look{}, doc.Issuer)
	t.double(doc.Title)
	t.rule()
	t.fields(numbers(doc))
}

func (t *thermal) block(b yichuang.Block) {
	if b.Heading != "" {
		t.print(look{bold: true}, t.wrap("", "【"+b.Heading+"】", 0)...)
	}
	t.fields(b.Fields)
	if b.Table != nil && len(b.Table.Columns) > 0 {
		t.print(look{}, stacked(t.columns, *b.Table)...)
	}
	for _, p := range paragraphs(b.Text) {
		t.print(look{}, t.wrap(p.indent("    "), p.text, 0)...)
	}
	for i, s := range b.List {
		t.print(look{}, t.wrap(numbered(i), s, 3)...)
	}
	if b.Notice != "" {
		t.print(look{bold: true}, t.wrap("※", b.Notice, 2)...)
	}
	for _, s := range b.Signatures {
		t.out.feed(1)
		t.print(look{}, t.wrap("", colon(s.Who), 0)...)
		t.print(look{}, t.blank(2)+strings.Repeat("_", t.width-2))
		if s.Date {
			t.print(look{}, t.right(signDate(s))...)
		}
	}
	t.rule()
}

// fields sets each value behind its label, or below a label that is long.
func (t *thermal) fields(fields []yichuang.Field) {
	for _, f := range fields {
		lead := colon(f.Label)
		if f.Label == "" {
			lead = ""
		}
		indent := t.ruler.width(lead)
		if indent > t.width/2 {
			indent = 2
		}
		t.print(look{}, t.field(lead, f.Value, indent)...)
	}
}

// sealLines is the room left for the seal above agency and date; a seal of
// 42 mm covers both of them as well (骑年盖月).
const sealLines = 5

func (t *thermal) close(doc yichuang.Document) error {
	agency, seal := sealed(doc)
	if seal != "" {
		t.middle(look{}, seal)
		t.middle(look{}, sealHint)
		t.out.feed(sealLines)
		t.middle(look{}, agency)
	}
	t.middle(look{}, dated(doc))
	if seal != "" {
		t.out.feed(2)
	}
	for i, code := range scans(&doc) {
		if i > 0 {
			t.out.feed(1)
		}
		if err := t.scan(code); err != nil {
			return err
		}
	}
	t.fields(origin(doc))
	t.print(look{}, t.wrap("", printing(doc.Print), 0)...)
	t.demo(doc)
	if t.profile.Cutter {
		t.out.feed(1)
		t.out.cut()
	} else {
		t.out.feed(5)
	}
	return nil
}

// scan prints a QR code as large as two thirds of the paper, with modules of
// 2 to 6 dots (0.25 to 0.75 mm).
func (t *thermal) scan(s scan) error {
	code, err := qrCode(s.text)
	if err != nil {
		return err
	}
	dots := t.width * cellDots
	module := min(max(dots*2/3/len(code), 2), 6)
	if len(code)*module > dots {
		return &yichuang.Error{
			Code: yichuang.Invalid, Message: "二维码内容太长，这种宽度的小票印不下", Hint: "请改打 A4，或联系管理员检查文书的核验内容",
		}
	}
	if t.profile.QRAsDots {
		t.out.set(look{})
		t.out.raster(code.picture(t.width, module))
	} else {
		t.out.qr(s.text, module)
	}
	t.out.feed(1)
	t.middle(look{}, s.hint)
	return nil
}
