package paper

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"yichuang"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", file, got)
	}
}

func TestTextGolden(t *testing.T) {
	for name, doc := range samples() {
		golden(t, name+".txt", Text(doc, 72))
	}
	golden(t, "correction-40.txt", Text(correctionSample(), 40))
}

// checkText holds a text against what every width promises.
func checkText(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if w := ansi.StringWidth(line); w > max(width, narrowest) {
			t.Errorf("%d columns on a screen of %d: %q", w, width, line)
		}
		if strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("control character in %q", line)
		}
	}
}

func TestTextFitsEveryWidth(t *testing.T) {
	all := samples()
	maps.Copy(all, hostile())
	for name, doc := range all {
		t.Run(name, func(t *testing.T) {
			widths := []int{-1, 0, 1, 20, 33, 40, 79, 80, 120, 200}
			if len(name) > 0 && samples()[name] != nil {
				for w := 40; w <= 120; w++ {
					widths = append(widths, w)
				}
			}
			for _, width := range widths {
				checkText(t, Text(doc, width), width)
			}
		})
	}
}

// TestTextSaysEverything: lines put together hold every paragraph and value.
func TestTextSaysEverything(t *testing.T) {
	for name, doc := range samples() {
		text := Text(doc, 400) // wide enough that nothing is broken
		if missing, ok := inOrder(text, textsOf(doc)); !ok {
			t.Errorf("%s: %q is missing or out of order in\n%s", name, missing, text)
		}
		for _, s := range []string{"首次打印 2026-11-22 09:35", "2026年11月22日"} {
			if name != "acceptance" && !strings.Contains(text, s) {
				t.Errorf("%s does not say %s", name, s)
			}
		}
	}
}

func TestTextShowsGaps(t *testing.T) {
	doc := acceptanceSample()
	doc.Seal.Name, doc.Date = "", yichuang.Date{}
	text := Text(doc, 80)
	for _, s := range []string{"〔印章名称未填〕", "出具日期未填", "补打第 2 次"} {
		if !strings.Contains(text, s) {
			t.Errorf("%s is missing in\n%s", s, text)
		}
	}
	if strings.Contains(text, demoMark) {
		t.Error("a real paper is marked as a demonstration")
	}
}

// FuzzText: no text breaks the lines, whatever it holds and wherever it stands.
func FuzzText(f *testing.F) {
	for _, doc := range samples() {
		for _, s := range textsOf(doc) {
			f.Add(s, 40)
		}
	}
	f.Add("\x1b[31m\x00\xff，，（（（", 20)
	f.Add("👨‍👩‍👧🇨🇳1️⃣e\u0301한", 21)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if len(s) > 2000 || width > 500 {
			t.Skip()
		}
		checkText(t, Text(fuzzed(s), width), width)
	})
}

// fuzzed puts one text into every kind of place.
func fuzzed(s string) *yichuang.Document {
	return &yichuang.Document{
		Title: s, Issuer: "示例旗行政审批机关", Number: s, Clerk: s, Seal: yichuang.Seal{Name: s},
		Date: yichuang.Date{Year: 2026, Month: 11, Day: 22},
		Body: []yichuang.Block{
			{Heading: s, Fields: []yichuang.Field{{Label: s, Value: s}, {Label: "标签", Value: s}}},
			{Table: &yichuang.Table{Columns: []yichuang.Column{{Title: "序号", Width: 1}, {Title: s, Width: 3}, {Title: "丙", Width: 2}}, Rows: [][]string{{"1", s, s}}}},
			{Text: []string{s}}, {List: []string{s}}, {Notice: s}, {Signatures: []yichuang.Signature{{Who: s, Date: true}}},
		},
	}
}
