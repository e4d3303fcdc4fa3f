// Package paper draws a yichuang.Document: as plain text for the screen (Text),
// as an A4 page (PDF) and as bytes for a thermal printer (ESCPOS).
//
// Rules of the house:
//
//   - Nothing that a document says is lost in silence. A character the font has
//     no drawing for becomes □ with its code point, and the Report names it.
//   - The three measures are never mixed: columns of a terminal (columns.go),
//     columns of a printer, where everything beyond ASCII takes two (thermal.go),
//     and thousandths of the font size (font.go).
//   - Lines are broken in one place, by the rules of Chinese setting (wrap.go).
//   - A paper that needs seal and date is not drawn without them (Check), but
//     Text shows it with the gap named, so that a clerk can see what is missing.
//   - Same document, same bytes: nothing here reads a clock.
package paper

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yichuang"
)

// Options are what a hall may set for all its papers.
type Options struct {
	// ExtraFont is the file of a TrueType font (.ttf) that is asked for the
	// characters the built-in font lacks, such as rare names in Extension B.
	// Empty means none. It is read only when such a character comes up.
	ExtraFont string
}

// Report is what the person who prints should know about a paper that was drawn.
type Report struct {
	// Missing are the characters no font could draw, each once, in the order of
	// the document. On the paper □〔U+20BB7〕 stands in their place.
	Missing []rune
	// ExtraFont says why Options.ExtraFont could not be used, when it was needed.
	ExtraFont error
}

// Sentences that all three forms of a paper share.
const (
	demoMark = "演示 · 无效力"
	sealHint = "（加盖印章处）"
	scanHint = "扫码核验"
)

// Check says whether doc may be drawn: a paper that needs a seal must say whose
// special seal it is and bear its date (行政许可法 第32条第2款). It returns
// Invalid when it does not, or when the ticket is too long for a QR code.
func Check(doc *yichuang.Document) error {
	missing := ""
	switch {
	case !doc.Seal.Required:
	case cleanLine(doc.Seal.Name) == "":
		missing = "专用印章名称"
	case doc.Date.IsZero():
		missing = "出具日期"
	}
	if missing != "" {
		return &yichuang.Error{
			Code:    yichuang.Invalid,
			Message: fmt.Sprintf("%s没有%s，不能出具", nameOf(doc), missing),
			Hint:    "应当加盖专用印章并注明日期（《行政许可法》第三十二条第二款），请补全后再打印",
		}
	}
	for _, code := range scans(doc) {
		if _, err := qrCode(code.text); err != nil {
			return err
		}
	}
	return nil
}

// nameOf returns the name a person knows the paper by.
func nameOf(doc *yichuang.Document) string {
	if title := cleanLine(doc.Title); title != "" {
		return "《" + title + "》"
	}
	return "文书"
}

// printing returns 首次打印 or 补打第 N 次 with the time, or "" for a paper that
// was not printed.
func printing(p yichuang.Print) string {
	if p.Count <= 0 {
		return ""
	}
	s := "首次打印"
	if p.Count > 1 {
		s = fmt.Sprintf("补打第 %d 次", p.Count-1)
	}
	if p.At.IsZero() {
		return s
	}
	return s + " " + clock(p.At)
}

// clock writes a time to the minute, as it is in Shanghai.
func clock(t time.Time) string { return t.In(yichuang.Shanghai).Format("2006-01-02 15:04") }

// sealed returns whose seal the paper gets and what the seal is called; both are
// empty for a paper without one.
func sealed(doc yichuang.Document) (agency, seal string) {
	if doc.Seal.Name == "" && !doc.Seal.Required {
		return "", ""
	}
	agency, seal = doc.Seal.Agency, doc.Seal.Name
	if agency == "" {
		agency = doc.Issuer
	}
	if seal == "" {
		seal = "印章名称未填"
	}
	return agency, seal
}

// dated returns the date of issue in words, or "" for none.
func dated(doc yichuang.Document) string {
	if doc.Date.IsZero() && doc.Seal.Required {
		return "出具日期未填"
	}
	return doc.Date.Chinese()
}

// numbers returns the numbers of the paper that its body does not say, as label
// and value.
func numbers(doc yichuang.Document) []yichuang.Field {
	return unsaid(doc, yichuang.Field{Label: "办件编号", Value: doc.Case.Pretty()}, yichuang.Field{Label: "文书编号", Value: doc.Number})
}

// origin returns where and by whom the paper was issued, as far as neither its
// letterhead nor its body says it, and where its progress is shown, for who cannot
// scan.
func origin(doc yichuang.Document) []yichuang.Field {
	if doc.Hall == doc.Issuer {
		doc.Hall = ""
	}
	fields := []yichuang.Field{{Label: "办理地点", Value: doc.Hall}, {Label: "经办", Value: doc.Clerk}}
	if doc.Query.Address(doc.Case) != "" {
		fields = append(fields, yichuang.Field{Label: "进度查询", Value: doc.Query.Page}, yichuang.Field{Label: "查询码", Value: doc.Query.Code.Pretty()})
	}
	return unsaid(doc, fields...)
}

// unsaid drops the fields that are empty or that the body has under the same label.
func unsaid(doc yichuang.Document, fields ...yichuang.Field) []yichuang.Field {
	return slices.DeleteFunc(fields, func(f yichuang.Field) bool {
		return f.Value == "" || slices.ContainsFunc(doc.Body, func(b yichuang.Block) bool {
			return slices.ContainsFunc(b.Fields, func(g yichuang.Field) bool { return g.Label == f.Label })
		})
	})
}

// numbered returns the mark before item i (from 0) of a list.
func numbered(i int) string { return fmt.Sprintf("%d.", i+1) }

// colon returns the label with exactly one colon behind it.
func colon(label string) string { return strings.TrimRight(label, "：: ") + "：" }

// paragraph is a paragraph of a text; all but the one that addresses the
// applicant begin with an indent of two characters.
type paragraph struct {
	text  string
	flush bool
}

// indent returns blank, or nothing for a paragraph that begins at the edge.
func (p paragraph) indent(blank string) string {
	if p.flush {
		return ""
	}
	return blank
}

// paragraphs cuts texts into paragraphs. A short first line that ends with a
// colon and has more behind it is the address (抬头).
func paragraphs(texts []string) []paragraph {
	var out []paragraph
	for _, s := range texts {
		for line := range strings.SplitSeq(s, "\n") {
			out = append(out, paragraph{text: line})
		}
	}
	if len(out) > 1 {
		s := out[0].text
		out[0].flush = strings.HasSuffix(s, "：") && !strings.ContainsAny(s, "，。；") && utf8.RuneCountInString(s) <= 40
	}
	return out
}
