package paper

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
)

// textsOf returns everything a document says, in its order, without what
// renderers add.
func textsOf(doc *yichuang.Document) []string {
	out := []string{doc.Issuer, doc.Title}
	for _, b := range doc.Body {
		out = append(out, b.Heading)
		for _, f := range b.Fields {
			out = append(out, f.Label, f.Value)
		}
		if b.Table != nil {
			for _, c := range b.Table.Columns {
				out = append(out, c.Title)
			}
			for _, row := range b.Table.Rows {
				out = append(out, row...)
			}
		}
		for _, s := range b.Text {
			out = append(out, strings.Split(s, "\n")...)
		}
		out = append(out, b.List...)
		out = append(out, b.Notice)
		for _, s := range b.Signatures {
			out = append(out, s.Who)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// inOrder reports the first of texts that is not found in page behind the one
// before it; spaces do not count.
func inOrder(page string, texts []string) (missing string, ok bool) {
	page = squeeze(page)
	for _, s := range texts {
		_, rest, found := strings.Cut(page, squeeze(s))
		if !found {
			return s, false
		}
		page = rest
	}
	return "", true
}

func TestCheckNeedsSealAndDate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*yichuang.Document)
		says   string
	}{
		{"complete", func(*yichuang.Document) {}, ""},
		{"no seal", func(d *yichuang.Document) { d.Seal.Name = " \t" }, "专用印章名称"},
		{"no date", func(d *yichuang.Document) { d.Date = yichuang.Date{} }, "出具日期"},
		{"no seal needed", func(d *yichuang.Document) { d.Seal = yichuang.Seal{}; d.Date = yichuang.Date{} }, ""},
		{"ticket too long", func(d *yichuang.Document) { d.Ticket = strings.Repeat("码", 3000) }, "二维码"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := acceptanceSample()
			tt.change(doc)
			_, _, pdf := PDF(doc, Options{})
			_, _, slip := ESCPOS(doc, Roll58, Options{})
			for _, err := range []error{Check(doc), pdf, slip} {
				if tt.says == "" {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				message, hint := yichuang.Explain(err)
				if yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(message, tt.says) || hint == "" {
					t.Errorf("got %v, want Invalid that says %s and what to do", err, tt.says)
				}
			}
		})
	}
}

func TestPrinting(t *testing.T) {
	at := time.Date(2026, 11, 22, 16, 5, 0, 0, time.UTC) // the next day in Shanghai
	for count, want := range map[int]string{0: "", 1: "首次打印 2026-11-23 00:05", 2: "补打第 1 次 2026-11-23 00:05", 12: "补打第 11 次 2026-11-23 00:05"} {
		if got := printing(yichuang.Print{Count: count, At: at}); got != want {
			t.Errorf("printing %d: %q, want %q", count, got, want)
		}
	}
	if got := printing(yichuang.Print{Count: 1}); got != "首次打印" {
		t.Errorf("without a time: %q", got)
	}
}

func TestUnsaid(t *testing.T) {
	doc := *acceptanceSample()
	if got := numbers(doc); len(got) != 2 || got[0].Value != "150627-261122-007-1-0001-9" {
		t.Errorf("numbers: %v", got)
	}
	doc.Body = append(doc.Body, yichuang.Block{Fields: []yichuang.Field{{Label: "办件编号", Value: "x"}, {Label: "经办", Value: "y"}}})
	if got := numbers(doc); len(got) != 1 || got[0].Label != "文书编号" {
		t.Errorf("numbers that the body says already: %v", got)
	}
	if got := origin(doc); len(got) != 1 || got[0].Label != "办理地点" {
		t.Errorf("origin that the body says already: %v", got)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\x1b[31mc":      "ab[31mc",
		"一\r\n二\r三\u2028四":     "一\n二\n三\n四",
		"a\tb\u00a0c\u2003d":   "a b c d",
		"\u202e反\u200b转\ufeff": "反转",
		"\xff\xfe坏":            "\uFFFD坏",
		"☑\ufe0f":              "☑",
		"全　角":                  "全　角",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := cleanLine("一\n 二  三"); got != "一 二 三" {
		t.Errorf("cleanLine: %q", got)
	}
}

// TestDrawingLeavesTheDocument: what is drawn stays as it was.
func TestDrawingLeavesTheDocument(t *testing.T) {
	for name := range samples() {
		doc := samples()[name]
		doc.Title += "\x00 𠮷"
		before := *doc
		before.Body = samples()[name].Body
		Text(doc, 60)
		for _, draw := range []func() ([]byte, Report, error){
			func() ([]byte, Report, error) { return PDF(doc, Options{}) },
			func() ([]byte, Report, error) { return ESCPOS(doc, Roll80, Options{}) },
		} {
			first, _, err := draw()
			if err != nil {
				t.Fatal(err)
			}
			again, _, _ := draw()
			if !bytes.Equal(first, again) {
				t.Errorf("%s: the same document gave other bytes", name)
			}
		}
		if !reflect.DeepEqual(before, *doc) {
			t.Errorf("%s was changed", name)
		}
	}
}

// hostile returns documents that nobody should make and that must be drawn all
// the same.
func hostile() map[string]*yichuang.Document {
	long := strings.Repeat("在规定的期限内未补交材料的，终止办理；", 527) // 10,013 characters
	marks := strings.Repeat("，", 3000)
	wide := yichuang.Table{}
	for range 40 {
		wide.Columns = append(wide.Columns, yichuang.Column{Title: "列", Width: -5})
	}
	wide.Rows = [][]string{slices.Repeat([]string{"值"}, 45), {"short"}, nil}
	tall := yichuang.Table{Columns: []yichuang.Column{{Title: long, Width: 1 << 40}, {Title: "乙", Width: 0}}, Rows: [][]string{{long, marks}, {"a", "b"}}}
	everywhere := func(s string) *yichuang.Document {
		return &yichuang.Document{
			Title: s, Number: s, Case: yichuang.CaseNumber(s), Issuer: s, Hall: s + "厅", Clerk: s, Demo: true,
			Seal: yichuang.Seal{Name: s, Agency: s}, Date: yichuang.Date{Year: 2026, Month: 1, Day: 2}, Ticket: "x",
			Body: []yichuang.Block{{
				Heading: s, Fields: []yichuang.Field{{Label: s, Value: s}, {Value: s}, {Label: s}, {}},
				Table: &yichuang.Table{Columns: []yichuang.Column{{Title: s}}, Rows: [][]string{{s}}},
				Text:  []string{s, ""}, List: []string{s, ""}, Notice: s, Signatures: []yichuang.Signature{{Who: s, Date: true}, {}},
			}},
		}
	}
	return map[string]*yichuang.Document{
		"empty":       {},
		"no columns":  {Body: []yichuang.Block{{Table: &yichuang.Table{}}, {}}},
		"long":        everywhere(long),
		"marks":       everywhere(marks),
		"controls":    everywhere("\x00\x1b[2J\x1d(k甲\r乙\u202e丙\x7f\u0085丁"),
		"broken":      everywhere("\xff\xc0\x80甲\xed\xa0\x80"),
		"rare":        everywhere("𠮷野家𪚥葛\U000E0100\uE000"),
		"emoji":       everywhere("👨‍👩‍👧‍👦🇨🇳☑️1️⃣"),
		"combining":   everywhere(strings.Repeat("e\u0301\u0302", 200)),
		"one word":    everywhere(strings.Repeat("x", 900)),
		"wide table":  {Body: []yichuang.Block{{Table: &wide}}},
		"tall table":  {Body: []yichuang.Block{{Table: &tall}}},
		"other words": everywhere("ภาษาไทย한국어العربيةᠮᠣᠩᠭᠣᠯ"),
	}
}
