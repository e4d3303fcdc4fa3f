package paper

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/readback"
)

var noon = time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)

// testPageTexts are the lines of the test page that matter.
var testPageTexts = []string{
	"打印机：小票机 192.168.1.5:9100", "时间：2026-11-26 12:00", "常用字：政务服务一窗受理收件凭证", "生僻字：㛃䶮𬱖㭎龘镕喆堃叕䲜翀赟",
	"人民币：￥100.00 和 ¥100.00", `半角符号：$ \ ~ # @ ^ | { }`,
}

// TestTestPageOnRolls prints the page on every kind of printer: whatever the
// printer has in its memory, everything stands on the paper.
func TestTestPageOnRolls(t *testing.T) {
	for name, profile := range map[string]Profile{
		"58 mm": Roll58, "80 mm": Roll80, "without a cutter": {Columns: 48, QRAsDots: true},
		"GB2312": {Columns: 48, Cutter: true, Letters: GB2312}, "no Chinese": {Columns: 48, Cutter: true, Letters: ASCII, QRAsDots: true},
		"national": {Columns: 32, Cutter: true, National: true},
	} {
		t.Run(name, func(t *testing.T) {
			doc := TestPage("小票机 192.168.1.5:9100", profile.Columns, noon)
			r, report := slip(t, doc, profile)
			if len(report.Missing) > 0 {
				t.Errorf("missing %q", report.Missing)
			}
			all := strings.Join(strings.Fields(r.Text()), "")
			for _, want := range testPageTexts {
				if !strings.Contains(all, strings.Join(strings.Fields(want), "")) {
					t.Errorf("%q is not on the paper:\n%s", want, r.Text())
				}
			}
			if want := tape(profile.Columns); len(want) != profile.Columns || !slices.Contains(r.Lines, want) {
				t.Errorf("no ruler %q on the paper", want)
			}
			readback.Needs(t, "zbarimg", "zbar-tools")
			if got := readback.Code(save(t, r, strings.ReplaceAll(name, " ", "-"))); got != doc.Ticket {
				t.Errorf("the code says %q, want %q", got, doc.Ticket)
			}
		})
	}
}

func TestTestPageOnA4(t *testing.T) {
	data, report, err := PDF(TestPage("小票机 192.168.1.5:9100", 0, noon), Options{})
	if err != nil || len(report.Missing) > 0 {
		t.Fatalf("missing %q: %v", report.Missing, err)
	}
	file := filepath.Join(t.TempDir(), "test.pdf")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(strings.Fields(readback.PDFText(t, file)), "")
	for _, want := range testPageTexts {
		for _, part := range strings.SplitN(want, "：", 2) {
			if !strings.Contains(all, strings.Join(strings.Fields(part), "")) {
				t.Errorf("%q is not on the page:\n%s", part, all)
			}
		}
	}
	readback.Needs(t, "zbarimg", "zbar-tools")
	if got := readback.Code(readback.PDFPicture(t, file)); got != "YICHUANG TEST 20261126 1200" {
		t.Errorf("the code says %q", got)
	}
}

// TestLetters: what a printer does not have comes as a picture, what it has as
// text, and a printer without Chinese is never sent a byte beyond ASCII.
func TestLetters(t *testing.T) {
	for _, tt := range []struct {
		letters Letters
		text    string
		ok      bool
	}{
		{GBK, "一窗￥℃①", true}, {GBK, "镕㎡", true}, {GBK, "¥", false}, {GBK, "€", false}, {GBK, "䶮", false},
		{GB2312, "一窗￥℃①Ⅳ", true}, {GB2312, "镕", false}, {GB2312, "㎡", false}, {GB2312, "ⅳ", false}, {GB2312, "龘", false},
		{ASCII, "plain $ \\ ~", true}, {ASCII, "一", false}, {ASCII, "·", false},
	} {
		e := newEncoder(Profile{Columns: 48, Letters: tt.letters}, nil)
		if _, ok := e.encode(tt.text); ok != tt.ok {
			t.Errorf("%d: %q as text: %v, want %v", tt.letters, tt.text, ok, tt.ok)
		}
	}
}

// TestNationalSet: where the profile says so, $ stays $ on a printer that was
// left in the Chinese set.
func TestNationalSet(t *testing.T) {
	doc := TestPage("p", 32, noon)
	for national, want := range map[bool]string{false: `半角符号：¥ \`, true: `半角符号：$ \`} {
		data, _, err := ESCPOS(doc, Profile{Columns: 32, Cutter: true, National: national}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r := readback.Feed(t, append([]byte("\x1bR\x0f"), data...), readback.Paper{Columns: 32, Letters: alphabet(doc), Font: readback.Font(t)})
		if !strings.Contains(r.Text(), want) {
			t.Errorf("national %v: no %q on the paper:\n%s", national, want, r.Text())
		}
	}
}
