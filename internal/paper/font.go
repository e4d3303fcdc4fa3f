package paper

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/signintech/gopdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"yichuang"
)

// The built-in font is made by font/subset.py; font/OFL.txt is its licence.
//
//go:embed font/NotoSansSC-paper.ttf.zst
var packed []byte

// The names of the fonts inside a PDF. Six letters and a plus say that only a
// subset is embedded (ISO 32000-1, 9.6.4).
const (
	builtInName = "YICHUA+NotoSansSC"
	extraName   = "YICHUB+Extra"
)

// face is one TrueType font, read.
type face struct {
	name    string
	font    *sfnt.Font
	pdf     *gopdf.FontContainer
	upright fixed.Int26_6 // units per em: glyphs measured at this size come in font units
}

// builtIn unpacks and reads the built-in font, once, when it is first needed.
var builtIn = sync.OnceValues(func() (*face, error) {
	reader, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, damaged(err)
	}
	defer reader.Close()
	data, err := reader.DecodeAll(packed, nil)
	if err != nil {
		return nil, damaged(err)
	}
	f, err := readFace(builtInName, data)
	if err != nil {
		return nil, damaged(err)
	}
	return f, nil
})

func damaged(err error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "程序内置的字体损坏，不能打印", Hint: "请重新安装程序", Err: err}
}

// readFace reads a TrueType font both for measuring and for embedding. Fonts that
// a PDF cannot carry as TrueType (outlines of PostScript, collections) are refused.
func readFace(name string, data []byte) (f *face, err error) {
	defer func() {
		// The reader of the PDF library trusts its input; a broken file of the
		// administrator's must not take the terminal down.
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("broken font: %v", r)
		}
	}()
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	container := &gopdf.FontContainer{}
	if err := container.AddTTFFontData(name, data); err != nil {
		return nil, err
	}
	return &face{name: name, font: parsed, pdf: container, upright: fixed.Int26_6(parsed.UnitsPerEm())}, nil
}

func readExtra(path string) (*face, error) {
	data, err := os.ReadFile(path)
	if err == nil {
		var f *face
		if f, err = readFace(extraName, data); err == nil {
			return f, nil
		}
	}
	return nil, &yichuang.Error{
		Code:    yichuang.Invalid,
		Message: fmt.Sprintf("补充字体 %s 不能使用", path),
		Hint:    "请在设置中改为一个可读的 TrueType 字体文件（.ttf）", Err: err,
	}
}

// glyph is what is known of one character: which face draws it, as which glyph
// and how wide, in thousandths of the font size.
type glyph struct {
	face  *face
	index sfnt.GlyphIndex
	width int
}

// faces finds the drawing of each character: in the built-in font, else in the
// extra one. It belongs to one paper and one goroutine.
type faces struct {
	base   *face
	extra  *face
	path   string // of the extra font, "" once it was tried
	buf    sfnt.Buffer
	known  map[rune]glyph
	report Report
}

func newFaces(options Options) (*faces, error) {
	base, err := builtIn()
	if err != nil {
		return nil, err
	}
	return &faces{base: base, path: options.ExtraFont, known: map[rune]glyph{}}, nil
}

// find returns the glyph of r; ok is false when no font has one.
func (f *faces) find(r rune) (g glyph, ok bool) {
	if g, ok := f.known[r]; ok {
		return g, g.face != nil
	}
	g, err := f.look(f.base, r)
	if err != nil {
		if f.path != "" {
			f.extra, f.report.ExtraFont = readExtra(f.path)
			f.path = ""
		}
		if f.extra != nil {
			g, err = f.look(f.extra, r)
		}
	}
	if err != nil {
		g = glyph{}
	}
	f.known[r] = g
	return g, g.face != nil
}

var errNoGlyph = errors.New("no glyph")

// look returns the glyph of r in one face. A glyph without an outline counts as
// none, but for spaces: some fonts map characters to nothing.
func (f *faces) look(in *face, r rune) (glyph, error) {
	index, err := in.font.GlyphIndex(&f.buf, r)
	if err != nil || index == 0 {
		return glyph{}, errNoGlyph
	}
	if r != ' ' && r != '\u3000' {
		outline, err := in.font.LoadGlyph(&f.buf, index, in.upright, nil)
		if err != nil || len(outline) == 0 {
			return glyph{}, errNoGlyph
		}
	}
	width, err := in.font.GlyphAdvance(&f.buf, index, in.upright, font.HintingNone)
	if err != nil {
		return glyph{}, errNoGlyph
	}
	return glyph{face: in, index: index, width: int(width) * 1000 / int(in.upright)}, nil
}

// cover replaces every character that no font can draw by □ and its code point,
// and notes it in the report. A selector of glyph variants leaves no mark: the
// character before it is drawn in its usual form.
func (f *faces) cover(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\n' {
			b.WriteRune(r)
			continue
		}
		_, seen := f.known[r]
		if _, ok := f.find(r); ok {
			b.WriteRune(r)
			continue
		}
		if !seen {
			f.report.Missing = append(f.report.Missing, r)
		}
		if r < 0xE0100 || r > 0xE01EF {
			fmt.Fprintf(&b, "□〔U+%04X〕", r)
		}
	}
	return b.String()
}

// measure is the ruler of pages, in thousandths of the font size. It expects
// text that went through cover.
func (f *faces) measure(line string) []piece {
	out := make([]piece, 0, len(line)/3+1)
	for _, r := range line {
		g, _ := f.find(r)
		out = append(out, piece{string(r), g.width})
	}
	return out
}
