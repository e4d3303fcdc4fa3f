package paper

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrapKeepsMarksInPlace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		text  string
		width int
		want  []string
	}{
		{"fits", "受理通知书", 10, []string{"受理通知书"}},
		{"breaks anywhere between ideographs", "受理通知书", 8, []string{"受理通知", "书"}},
		{"no comma at the start", "一二三四，五六", 8, []string{"一二三", "四，五六"}},
		{"no two marks at the start", "一二三四）。五", 8, []string{"一二三", "四）。五"}},
		{"no opening mark at the end", "一二三《行政许可法》", 8, []string{"一二三", "《行政许", "可法》"}},
		{"opening mark after an opening mark", "一二（《三四", 8, []string{"一二", "（《三四"}},
		{"dash stays in one", "一二三——四", 7, []string{"一二", "三——四"}},
		{"ellipsis stays in one", "一二三……四五", 7, []string{"一二", "三……四", "五"}},
		{"word stays whole", "网址abc.example.cn查", 16, []string{"网址", "abc.example.cn查"}},
		{"number with unit sign", "费用共计100.50%整", 10, []string{"费用共计", "100.50%整"}},
		{"word longer than the line is cut", "x123456789", 4, []string{"x123", "4567", "89"}},
		{"spaces vanish at the break", "一二三四 五六", 8, []string{"一二三四", "五六"}},
		{"spaces do not hide a comma", "一二三四 ，五", 8, []string{"一二三", "四 ，五"}},
		{"nothing but marks still ends", "，，，，，", 4, []string{"，，", "，，", "，"}},
		{"line ends are kept", "一\n\n二", 8, []string{"一", "", "二"}},
		{"empty", "", 8, []string{""}},
		{"Latin comma", "aaa bbb, cc", 7, []string{"aaa", "bbb, cc"}},
		{"square metre", "面积六十八㎡整", 10, []string{"面积六十", "八㎡整"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrap(tt.text, terminal, tt.width, tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWrapFirstLine(t *testing.T) {
	got := wrap("一二三四五六\n七八九十", terminal, 4, 8)
	want := []string{"一二", "三四五六", "七八", "九十"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestWrapLosesNothing wraps every text of the samples at many widths: the lines
// put together again are the text without the spaces at the breaks, none is too
// wide, and no mark stands where it must not.
func TestWrapLosesNothing(t *testing.T) {
	for name, doc := range samples() {
		for _, text := range textsOf(doc) {
			for width := 12; width <= 60; width++ {
				lines := wrap(text, terminal, width, width)
				if squeeze(strings.Join(lines, "")) != squeeze(text) {
					t.Fatalf("%s: %q at %d became %q", name, text, width, lines)
				}
				for i, line := range lines {
					if w := ruler(terminal).width(line); w > width {
						t.Errorf("%s: %q is %d wide, limit %d", name, line, w, width)
					}
					checkMarks(t, line, i)
				}
			}
		}
	}
}

func checkMarks(t *testing.T, line string, i int) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	if i > 0 && strings.ContainsRune("，。；：、）》”！？", first) {
		t.Errorf("%q begins with %c", line, first)
	}
	if strings.ContainsRune("（《“", last) {
		t.Errorf("%q ends with %c", line, last)
	}
}

// squeeze drops all spaces and line ends.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestDivide(t *testing.T) {
	table := correctionSample().Body[1].Table
	if got := divide(table.Columns, []int{4, 14, 73, 50, 40}, 64, 4); got[0] != 4 || sum(got) > 64 || slices.Min(got) < 4 {
		t.Errorf("widths %v: want the first 4, all at least 4, together at most 64", got)
	}
	widths := []int{4, 10, 20}
	spread(widths, []bool{true, false, false}, 64)
	if widths[0] != 4 || sum(widths) != 64 {
		t.Errorf("spread to %v, want the first untouched and 64 together", widths)
	}
}

func sum(list []int) int {
	n := 0
	for _, x := range list {
		n += x
	}
	return n
}
