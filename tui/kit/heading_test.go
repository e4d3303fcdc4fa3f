package kit_test

import (
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/kit"

	"github.com/charmbracelet/x/ansi"
)

func TestHeading(t *testing.T) {
	th := kit.NewTheme()
	for _, tt := range []struct {
		left, right string
		width       int
		want        string
	}{
		{"食品经营许可", "张三", 40, " 食品经营许可                      张三 "},
		{"食品经营许可", "", 20, " 食品经营许可       "},
		{"", "张三", 12, "       张三 "},
		{"国有建设用地使用权及房屋所有权转移登记", "阿拉坦乌拉", 40, " 国有建设用地使用权及房..    阿拉坦乌拉 "},
		{"国有建设用地使用权及房屋所有权转移登记", "鄂尔多斯市示例餐饮管理有限公司", 40, " 国有建设用地使用..    鄂尔多斯市示例.. "},
		{"备案", "鄂尔多斯市示例餐饮管理有限公司", 40, " 备案  鄂尔多斯市示例餐饮管理有限公司 "},
	} {
		got := ansi.Strip(th.Heading(tt.left, tt.right, tt.width))
		if w := kit.Width(got); w != tt.width {
			t.Errorf("%q and %q take %d columns of %d: %q", tt.left, tt.right, w, tt.width, got)
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(tt.want), " ") {
			t.Errorf("%q and %q in %d columns are %q, want %q", tt.left, tt.right, tt.width, got, tt.want)
		}
	}
	for width := range 30 { // no window is too small for it
		if w := kit.Width(th.Heading("食品经营许可", "张三", width)); w > width {
			t.Errorf("%d columns of %d", w, width)
		}
	}
}

func TestShortNumber(t *testing.T) {
	n, err := yichuang.IssueNumber("150627", yichuang.Date{Year: 2026, Month: 11, Day: 23}, 7, '1', 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, whole := kit.ShortNumber(n), n.Pretty(); !strings.HasPrefix(got, "007-1-0001-") || !strings.HasSuffix(whole, got) {
		t.Errorf("%s of %s", got, whole)
	}
	if got := kit.ShortNumber("0001"); got != "0001" {
		t.Errorf("a number that is none became %q", got)
	}
}

func TestBarTakesOneColumn(t *testing.T) {
	if w := kit.Width(kit.NewTheme().Bar()); w != 1 {
		t.Errorf("the bar takes %d columns", w)
	}
}

func TestHang(t *testing.T) {
	got := kit.NewTheme().Hang("理由", "材料不齐全的一次告知", 6, 16, kit.Warn)
	want := []string{"理由  材料不齐全", "      的一次告知"}
	if len(got) != len(want) {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	for i := range got {
		if ansi.Strip(got[i]) != want[i] {
			t.Errorf("line %d is %q, want %q", i, ansi.Strip(got[i]), want[i])
		}
	}
}
