package paper

import (
	"slices"
	"strings"
	"unicode"

	"yichuang"
)

// clean makes text fit for paper whatever it holds, and shortens nothing:
// invalid UTF-8 becomes U+FFFD, every line end \n, every odd space a plain one;
// what has no shape of its own (control and format characters, the variation
// selectors of emoji) is dropped.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u3000':
			return r
		case r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r >= 0xFE00 && r <= 0xFE0F:
			return -1
		}
		return r
	}, s))
}

// cleanLine is clean for what stands on one line.
func cleanLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// scrub returns a copy of doc in which every text went through clean and then
// through cover. The document of the caller is not touched. The ticket is left
// as it is: machines read it.
func scrub(doc yichuang.Document, cover func(string) string) yichuang.Document {
	line := func(s *string) { *s = cover(cleanLine(*s)) }
	for _, s := range []*string{&doc.Title, &doc.Number, &doc.Issuer, &doc.Hall, &doc.Seal.Name, &doc.Seal.Agency, &doc.Clerk} {
		line(s)
	}
	number, code := string(doc.Case), string(doc.Query.Code)
	for _, s := range []*string{&number, &code, &doc.Query.Page} {
		line(s)
	}
	doc.Case, doc.Query.Code = yichuang.CaseNumber(number), yichuang.QueryCode(code)
	doc.Body = slices.Clone(doc.Body)
	for i := range doc.Body {
		scrubBlock(&doc.Body[i], func(s string) string { return cover(clean(s)) }, line)
	}
	return doc
}

// scrubBlock replaces the texts of one block by new ones.
func scrubBlock(b *yichuang.Block, text func(string) string, line func(*string)) {
	line(&b.Heading)
	b.Fields = slices.Clone(b.Fields)
	for i := range b.Fields {
		line(&b.Fields[i].Label)
		b.Fields[i].Value = text(b.Fields[i].Value)
	}
	if b.Table != nil {
		b.Table = scrubTable(*b.Table, text, line)
	}
	b.Text = scrubAll(b.Text, text)
	b.List = scrubAll(b.List, text)
	b.Notice = text(b.Notice)
	b.Signatures = slices.Clone(b.Signatures)
	for i := range b.Signatures {
		line(&b.Signatures[i].Who)
	}
}

// scrubTable returns a copy of t with as many cells in each row as there are
// columns; cells beyond the last column get columns without a title.
func scrubTable(t yichuang.Table, text func(string) string, line func(*string)) *yichuang.Table {
	n := len(t.Columns)
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	out := yichuang.Table{Columns: make([]yichuang.Column, n), Rows: make([][]string, len(t.Rows))}
	copy(out.Columns, t.Columns)
	for i := range out.Columns {
		line(&out.Columns[i].Title)
	}
	for i, row := range t.Rows {
		out.Rows[i] = make([]string, n)
		for j, cell := range row {
			out.Rows[i][j] = text(cell)
		}
	}
	return &out
}

func scrubAll(in []string, text func(string) string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = text(s)
	}
	return out
}
