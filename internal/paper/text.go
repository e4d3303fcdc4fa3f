package paper

import (
	"slices"
	"strings"

	"yichuang"
)

// narrowest is the least width Text sets a paper in.
const narrowest = 20

// Text returns doc as plain text for the screen. No line is wider than width
// columns of a terminal (ambiguous characters count one); a width below 20 is
// taken as 20. A paper that may not be issued is shown with its gaps named.
func Text(doc *yichuang.Document, width int) string {
	plain := scrub(*doc, func(s string) string { return s })
	t := &textPaper{columns: columns{max(width, narrowest), terminal}}
	t.head(plain)
	for _, b := range plain.Body {
		t.block(b)
	}
	t.close(plain)
	return strings.Join(t.lines, "\n") + "\n"
}

// textPaper collects the lines of a paper.
type textPaper struct {
	columns
	lines []string
}

func (t *textPaper) add(lines ...string) { t.lines = append(t.lines, lines...) }

// gap adds an empty line, but never two.
func (t *textPaper) gap() {
	if n := len(t.lines); n > 0 && t.lines[n-1] != "" {
		t.add("")
	}
}

func (t *textPaper) rule(mark string) { t.add(strings.Repeat(mark, t.width)) }

func (t *textPaper) head(doc yichuang.Document) {
	if doc.Demo {
		t.add(t.centred("※ " + demoMark + " ※")...)
	}
	t.add(t.centred(doc.Issuer)...)
	t.add(t.centred(doc.Title)...)
	t.rule("═")
	var marks []string
	for _, f := range numbers(doc) {
		marks = append(marks, colon(f.Label)+f.Value)
	}
	switch len(marks) {
	case 1:
		t.add(t.wrap("", marks[0], 0)...)
	case 2:
		t.add(t.ends(marks[0], marks[1])...)
	}
}

func (t *textPaper) block(b yichuang.Block) {
	t.gap()
	if b.Heading != "" {
		t.add(t.wrap("", "【"+b.Heading+"】", 0)...)
	}
	t.fields(b.Fields)
	if b.Table != nil {
		t.table(*b.Table)
	}
	for _, p := range paragraphs(b.Text) {
		t.add(t.wrap(p.indent("    "), p.text, 0)...)
	}
	for i, s := range b.List {
		t.add(t.wrap(numbered(i), s, 4)...)
	}
	if b.Notice != "" {
		t.add(t.wrap("※ ", b.Notice, 2)...)
	}
	for _, s := range b.Signatures {
		t.signature(s)
	}
}

// fields sets labels in a column as wide as the widest that is not unusual.
func (t *textPaper) fields(fields []yichuang.Field) {
	indent := 0
	for _, f := range fields {
		if w := t.ruler.width(colon(f.Label)); w <= t.width/3 {
			indent = max(indent, w)
		}
	}
	for _, f := range fields {
		lead := colon(f.Label)
		if f.Label == "" {
			lead = ""
		}
		t.add(t.field(lead, f.Value, indent)...)
	}
}

// cellGap stands between two columns of a table, leastCell is the least width of
// a column: two Chinese characters.
const (
	cellGap   = 2
	leastCell = 4
)

func (t *textPaper) table(table yichuang.Table) {
	n := len(table.Columns)
	room := t.width - cellGap*(n-1)
	if n == 0 {
		return
	}
	if room < 2*leastCell*n {
		t.add(stacked(t.columns, table)...)
		return
	}
	widths := t.fit(table, room)
	titles := make([]string, n)
	rules := make([]string, n)
	for i, c := range table.Columns {
		titles[i] = c.Title
		rules[i] = strings.Repeat("─", widths[i])
	}
	if strings.Join(titles, "") != "" {
		t.row(titles, widths)
	}
	t.row(rules, widths)
	for _, row := range table.Rows {
		t.row(row, widths)
	}
	t.row(rules, widths)
}

// fit divides room among the columns.
func (t *textPaper) fit(table yichuang.Table, room int) []int {
	need := make([]int, len(table.Columns))
	for i, c := range table.Columns {
		need[i] = max(leastCell, min(t.ruler.width(c.Title), room))
		for _, row := range table.Rows {
			for line := range strings.SplitSeq(row[i], "\n") {
				need[i] = max(need[i], min(t.ruler.width(line), room))
			}
		}
	}
	return divide(table.Columns, need, room, leastCell)
}

// row sets the cells side by side, each broken to its own width.
func (t *textPaper) row(cells []string, widths []int) {
	set := make([][]string, len(widths))
	height := 1
	for i, w := range widths {
		set[i] = wrap(cells[i], t.ruler, w, w)
		height = max(height, len(set[i]))
	}
	for k := range height {
		var b strings.Builder
		for i, w := range widths {
			cell := ""
			if k < len(set[i]) {
				cell = set[i][k]
			}
			b.WriteString(t.pad(cell, w))
			if i < len(widths)-1 {
				b.WriteString(t.blank(cellGap))
			}
		}
		t.add(strings.TrimRight(b.String(), " "))
	}
}

func (t *textPaper) signature(s yichuang.Signature) {
	t.add(t.ends(colon(s.Who)+"______________", signDate(s))...)
}

// signDate returns the place for the date beside a signature.
func signDate(s yichuang.Signature) string {
	if !s.Date {
		return ""
	}
	return "日期：____年__月__日"
}

func (t *textPaper) close(doc yichuang.Document) {
	t.gap()
	agency, seal := sealed(doc)
	if seal != "" {
		t.add(t.right("〔" + seal + "〕" + sealHint)...)
		t.add(t.right(agency)...)
	}
	t.add(t.right(dated(doc))...)
	if len(t.lines) > 0 && t.lines[len(t.lines)-1] != "" {
		t.rule("─")
	}
	for _, code := range scans(&doc) {
		t.add(t.wrap("", "〔二维码〕"+code.hint, 0)...)
	}
	t.fields(origin(doc))
	t.add(t.wrap("", printing(doc.Print), 0)...)
	if doc.Demo {
		t.add(t.centred("※ " + demoMark + " ※")...)
	}
}

// stacked sets a table for a narrow paper: each row begins with its number or
// first cell, the other cells follow under their titles.
func stacked(c columns, table yichuang.Table) []string {
	var out []string
	for n, row := range table.Rows {
		lead, rest := numbered(n), 0
		if isSerial(table.Columns[0].Title) && len(row) > 1 {
			if row[0] != "" {
				lead = strings.TrimRight(row[0], ".、 ") + "."
			}
			rest = 1
		}
		out = append(out, c.wrap(lead, row[rest], 3)...)
		out = append(out, c.cells(table.Columns[rest+1:], row[rest+1:])...)
	}
	return out
}

// isSerial reports whether a column numbers the rows.
func isSerial(title string) bool {
	return slices.Contains([]string{"序号", "号", "No", "No.", "#"}, title)
}

// cells sets cells with their titles: short ones share a line, longer ones get
// their own.
func (c columns) cells(titles []yichuang.Column, cells []string) []string {
	const indent = 3
	var out []string
	line := ""
	flush := func() {
		if line != "" {
			out = append(out, c.blank(indent)+line)
			line = ""
		}
	}
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		lead := ""
		if titles[i].Title != "" {
			lead = colon(titles[i].Title)
		}
		w := c.ruler.width(lead + cell)
		switch {
		case strings.Contains(cell, "\n") || w > c.width-indent:
			flush()
			out = append(out, c.wrap(c.blank(indent)+lead, cell, indent+2)...)
		case line != "" && c.ruler.width(line)+2+w <= c.width-indent:
			line += "  " + lead + cell
		default:
			flush()
			line = lead + cell
		}
	}
	flush()
	return out
}
