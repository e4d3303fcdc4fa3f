package paper

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yichuang"
	"yichuang/internal/readback"
)

// TestFontHasWhatNamesNeed: all of GBK but one mathematical sign, the characters
// that GB 18030-2022 added to it, and those beyond the basic plane that the table
// of general standard characters has.
func TestFontHasWhatNamesNeed(t *testing.T) {
	f, err := newFaces(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lacking []rune
	want := func(r rune) {
		if _, ok := f.find(r); !ok {
			lacking = append(lacking, r)
		}
	}
	n := 0
	for hi := 0x81; hi <= 0xFE; hi++ {
		for lo := 0x40; lo <= 0xFE; lo++ {
			s, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(hi), byte(lo)})
			runes := []rune(string(s))
			if err == nil && len(runes) == 1 && runes[0] != '\uFFFD' && (runes[0] < 0xE000 || runes[0] > 0xF8FF) {
				want(runes[0])
				n++
			}
		}
	}
	if n < 21800 {
		t.Errorf("GBK has only %d characters here", n)
	}
	for r := rune(0x9FA6); r <= 0x9FEF; r++ {
		want(r)
	}
	for _, r := range "㛃䶮㭎㸌䜣䥽䓨䏝䴙䴘䓕䲜𬱖𬭊𬍛𬸚𫖯𫍯□☑☒✓①⑳ⅠⅫ℃㎡№“”‘’—…·・→√×÷≤≥éüǎ" {
		want(r)
	}
	if !slices.Equal(lacking, []rune{'≒'}) {
		t.Errorf("the font lacks %q, expected only ≒", lacking)
	}
}

func TestFontFolder(t *testing.T) {
	if stat, err := os.Stat("font/NotoSansSC-paper.ttf.zst"); err != nil || stat.Size() > 4600<<10 {
		t.Errorf("font file: %v, %d bytes", err, stat.Size())
	}
	for file, says := range map[string]string{
		"OFL.txt": "SIL OPEN FONT LICENSE Version 1.1", "NOTICE": "Reserved Font Name", "subset.py": "noto-sans-sc@0.4.3",
	} {
		text, err := os.ReadFile(filepath.Join("font", file))
		if err != nil || !strings.Contains(string(text), says) {
			t.Errorf("%s does not say %q (%v)", file, says, err)
		}
	}
}

// extraFont is a font of two characters, 𠮷 and 某; testdata/extra.txt says where
// it comes from.
const extraFont = "testdata/extra.ttf"

// TestExtraFont: a font of the hall draws what the built-in one lacks, and what
// was drawn with it can be read back.
func TestExtraFont(t *testing.T) {
	extra := extraFont
	doc := declineSample()
	doc.Body[0].Fields[0].Value = "𠮷𪚥某"
	data, report, err := PDF(doc, Options{ExtraFont: extra})
	if err != nil || report.ExtraFont != nil || !slices.Equal(report.Missing, []rune{'𪚥'}) {
		t.Fatalf("report %+v (%v), want only 𪚥 missing", report, err)
	}
	slip, report, err := ESCPOS(doc, Roll58, Options{ExtraFont: extra})
	if err != nil || !slices.Equal(report.Missing, []rune{'𪚥'}) || !strings.Contains(string(slip), "\x1dv0") {
		t.Errorf("slip: report %+v (%v)", report, err)
	}
	readback.Needs(t, "pdftotext", "poppler-utils")
	name := filepath.Join(t.TempDir(), "extra.pdf")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if text := run(t, "pdftotext", "-raw", name, "-"); !strings.Contains(text, "𠮷□〔U+2A6A5〕某") {
		t.Errorf("the name cannot be read back:\n%s", text)
	}
}

func TestExtraFontThatCannotBeUsed(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.ttf")
	whole, err := os.ReadFile(extraFont)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"absent": nil, "empty": {}, "text": []byte("not a font at all"), "cut": whole[:len(whole)/2], "otf": append([]byte("OTTO"), whole[4:]...),
	} {
		path := broken
		if content == nil {
			path = filepath.Join(t.TempDir(), "absent.ttf")
		} else if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		doc := declineSample()
		if _, report, err := PDF(doc, Options{ExtraFont: path}); err != nil || report.ExtraFont != nil {
			t.Errorf("%s: a font that is not needed was asked for: %v, %v", name, report.ExtraFont, err)
		}
		doc.Clerk = "𠮷"
		data, report, err := PDF(doc, Options{ExtraFont: path})
		if err != nil || len(data) == 0 || yichuang.CodeOf(report.ExtraFont) != yichuang.Invalid || len(report.Missing) != 1 {
			t.Errorf("%s: report %+v (%v), want a paper, Invalid for the font and one character missing", name, report, err)
		}
	}
}
