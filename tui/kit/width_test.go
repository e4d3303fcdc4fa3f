package kit

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// TestRuneWidth holds the fast way of counting against the library for every
// character there is, in both ways terminals count.
func TestRuneWidth(t *testing.T) {
	fast := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		w := runeWidth(r)
		if w < 0 {
			continue
		}
		fast++
		if s := string(r); w != ansi.StringWidth(s) || w != ansi.StringWidthWc(s) {
			t.Errorf("%U takes %d columns, the library says %d and %d", r, w, ansi.StringWidth(s), ansi.StringWidthWc(s))
		}
	}
	if fast < 27500 {
		t.Errorf("only %d characters are counted fast: the Chinese ones must be", fast)
	}
}

// TestWidthOfText compares whole strings, because neighbours may combine.
func TestWidthOfText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("aZ9 *~中文𠮷（）、。“”—·…①│─é\u0301\uFE0F☑👨\u200D👩가ㄱདྀ\U0001F1E8")
	for range 20000 {
		var b strings.Builder
		for range random.IntN(12) {
			if random.IntN(6) == 0 {
				b.WriteString("\x1b[1;31m")
			}
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		if s := b.String(); Width(s) != ansi.StringWidth(s) {
			t.Fatalf("%q takes %d columns, the library says %d", s, Width(s), ansi.StringWidth(s))
		}
	}
}

func TestText(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"张三", "张三"},
		{"张\n三\t四\r\n", "张 三 四  "},
		{"红\x1b[31m色\x1b[m", "红色"},
		{"\x1b]0;title\x07窗口", "窗口"},
		{"\x1b[2J\x1b[1;1H清屏", "清屏"},
		{"a\x00b\x07c\x7f", "abc"},
		{"\u202e翻转\u200b", "翻转"},
		{"坏\xff字", "坏\uFFFD字"},
		{"é", "é"},
		{"e\u0301", "e\u0301"},
		{"བོད", "བོད"}, // a Tibetan name keeps its vowel signs
		{"✔\uFE0F", "✔"},
		{"𠮷野家", "𠮷野家"},
	} {
		if got := Text(tt.in); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFitAndPad(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"食品经营许可", 12, "食品经营许可"},
		{"食品经营许可", 11, "食品经营.."},
		{"食品经营许可", 10, "食品经营.."},
		{"食品经营许可", 2, "食"},
		{"食品经营许可", 1, ""},
		{"食品经营许可", 0, ""},
		{"abc", 2, "ab"},
		{"", 5, ""},
	} {
		if got := Fit(tt.in, tt.width); got != tt.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
		for _, padded := range []string{Pad(tt.in, tt.width), PadLeft(tt.in, tt.width)} {
			if Width(padded) != tt.width {
				t.Errorf("%q padded to %d columns has %d: %q", tt.in, tt.width, Width(padded), padded)
			}
		}
	}
}

func TestSpread(t *testing.T) {
	for _, width := range []int{0, 1, 3, 10, 20, 40} {
		if got := Spread("左边的文字", "\x1b[1m右边\x1b[m", width); Width(got) > width || width >= 4 && Width(got) != width {
			t.Errorf("Spread in %d columns takes %d: %q", width, Width(got), got)
		}
	}
}

func TestLine(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"平常的一行", 20, "平常的一行"},
		{"\x1b[1m粗\x1b[m体", 20, "\x1b[1m粗\x1b[m体"},
		{"没有关上\x1b[7m反显", 20, "没有关上\x1b[7m反显\x1b[m"},
		{"清屏\x1b[2J之后", 20, "清屏[2J之后"},
		{"太宽的一行", 5, "太宽"},
		{"行\r头\b退", 20, "行 头退"},
	} {
		if got := Line(tt.in, tt.width); got != tt.want {
			t.Errorf("Line(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestCommon(t *testing.T) {
	for _, tt := range []struct {
		a, b           string
		bytes, columns int
		style          string
	}{
		{"姓名：张", "姓名：李", 9, 6, ""},
		{"same", "same", 4, 4, ""},
		{"\x1b[1m粗\x1b[m体", "\x1b[1m粗\x1b[m面", 10, 2, ""},
		{"\x1b[1m粗体\x1b[m", "\x1b[1m粗面\x1b[m", 7, 2, "\x1b[1m"},
		{"ab", "ab\u0301", 1, 1, ""}, // the accent belongs to the b before it
		{"", "x", 0, 0, ""},
	} {
		bytes, columns, style := Common(tt.a, tt.b)
		if bytes != tt.bytes || columns != tt.columns || style != tt.style {
			t.Errorf("Common(%q, %q) = %d, %d, %q, want %d, %d, %q", tt.a, tt.b, bytes, columns, style, tt.bytes, tt.columns, tt.style)
		}
	}
}

func TestColumns(t *testing.T) {
	cols := []Column{{Width: 10}, {Width: 10, Flex: 2}, {Width: 8, Flex: 1, Right: true}}
	for _, width := range []int{0, 5, 20, 32, 80, 200} {
		sum := Gap * 2
		for _, w := range Columns(cols, width) {
			sum += w
		}
		if want := max(width, Gap*2); sum != want {
			t.Errorf("columns take %d of %d", sum, want)
		}
	}
	widths := Columns(cols, 40)
	row := Row(cols, widths, []string{"20260001", "食品经营许可证核发（新办）", "7"})
	if Width(row) != 40 || !strings.HasSuffix(row, " 7") {
		t.Errorf("row takes %d columns: %q", Width(row), row)
	}
	if row := Row(cols, widths, []string{"1", "短"}); strings.HasSuffix(row, " ") {
		t.Errorf("row has spaces behind its end: %q", row)
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"申请材料齐全。", 12, []string{"申请材料齐", "全。"}},
		{"申请材料齐全，受理。", 12, []string{"申请材料齐", "全，受理。"}},
		{"见（附件一）说明", 6, []string{"见（附", "件一）", "说明"}},
		{"材料（原件）", 6, []string{"材料", "（原", "件）"}},
		{"call 12345 now", 8, []string{"call", "12345", "now"}},
		{"编号11010519491231002X止", 10, []string{"编号", "1101051949", "1231002X止"}},
		{"一行\n\n三行", 10, []string{"一行", "", "三行"}},
		{"", 10, []string{""}},
	} {
		got := Wrap(tt.text, tt.width)
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
		for _, l := range got {
			if Width(l) > tt.width {
				t.Errorf("%q is wider than %d", l, tt.width)
			}
		}
	}
}

// TestWrapKeepsAll wraps a paragraph to every width: no character may be lost and
// no closing mark may begin a line.
func TestWrapKeepsAll(t *testing.T) {
	const text = "根据《中华人民共和国行政许可法》第三十二条，申请材料不齐全或者不符合法定形式的，应当当场或者在五日内一次告知申请人需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。"
	for width := 6; width <= 90; width++ {
		lines := Wrap(text, width)
		if strings.Join(lines, "") != text {
			t.Fatalf("width %d loses text: %q", width, lines)
		}
		for _, l := range lines {
			first, _ := utf8.DecodeRuneInString(l)
			if strings.ContainsRune(notFirst, first) {
				t.Errorf("width %d: a line begins with %q", width, l)
			}
		}
	}
}
