package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/readback"
)

// pages draws doc and returns what pdftotext reads on each page, in the order of
// the content.
func pages(t *testing.T, doc *yichuang.Document) []string {
	t.Helper()
	readback.Needs(t, "pdftotext", "poppler-utils")
	return strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-raw", "-enc", "UTF-8", file(t, doc), "-"), "\f"), "\f")
}

// file draws doc into a file: into $PAPERS when that is set, to look at it.
func file(t *testing.T, doc *yichuang.Document) string {
	t.Helper()
	folder := os.Getenv("PAPERS")
	if folder == "" {
		folder = t.TempDir()
	}
	name := filepath.Join(folder, strings.ReplaceAll(t.Name(), "/", "-")+".pdf")
	data, report, err := PDF(doc, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Missing) > 0 {
		t.Logf("missing %q", report.Missing)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, &complaints)
	}
	if complaints.Len() > 0 {
		t.Errorf("%s complains: %s", name, &complaints)
	}
	return string(out)
}

// running are the lines that stand at the head and foot of pages, and veil is the
// watermark before them, letter by letter.
var (
	running = regexp.MustCompile(`(?m)^((首次打印|补打第).*|第 \d+ 页 共 \d+ 页.*|.*（续页）)$`)
	veil    = regexp.MustCompile(strings.Join(strings.Split(squeeze(demoMark), ""), `\s*`) + `\s*`)
)

func TestPDFSaysEverything(t *testing.T) {
	for name, doc := range samples() {
		t.Run(name, func(t *testing.T) {
			all := pages(t, doc)
			if len(all) != 1 {
				t.Errorf("%d pages, want 1", len(all))
			}
			texts := textsOf(doc)
			if doc.Seal.Name != "" {
				texts = append(texts, doc.Seal.Name, sealHint, doc.Seal.Agency)
			}
			texts = append(texts, doc.Date.Chinese(), printing(doc.Print), "第 1 页 共 1 页", string(doc.Case))
			text := strings.Join(all, "")
			if missing, ok := inOrder(text, texts); !ok {
				t.Errorf("%q is missing or out of order in\n%s", missing, text)
			}
			for _, once := range []string{doc.Title, doc.Issuer} {
				want := map[bool]int{true: 2, false: 1}[once == doc.Seal.Agency && doc.Seal.Name != ""]
				if n := strings.Count(squeeze(text), once); n != want {
					t.Errorf("%s stands on the paper %d times, want %d", once, n, want)
				}
			}
			if got := veil.MatchString(text); got != doc.Demo {
				t.Errorf("marked as demonstration: %v, want %v", got, doc.Demo)
			}
		})
	}
}

func TestPDFEmbedsASubset(t *testing.T) {
	readback.Needs(t, "pdffonts", "poppler-utils")
	readback.Needs(t, "pdfinfo", "poppler-utils")
	doc := acceptanceSample()
	name := file(t, doc)
	fonts := strings.Split(strings.TrimSpace(run(t, "pdffonts", name)), "\n")[2:]
	if len(fonts) != 1 || !regexp.MustCompile(`^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes`).MatchString(fonts[0]) {
		t.Errorf("fonts: %q, want one, embedded as a subset and with Unicode", fonts)
	}
	info := run(t, "pdfinfo", name)
	for _, want := range []string{"Title: +受理通知书", "Author: +示例旗行政审批机关", "Subject: +" + string(doc.Case), `Page size: +595.28 x 841.89 pts \(A4\)`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("%s is not in\n%s", want, info)
		}
	}
	if stat, err := os.Stat(name); err != nil || stat.Size() > 120<<10 {
		t.Errorf("the file has %d bytes (%v), want some tens of thousands", stat.Size(), err)
	}
}

func TestPDFCode(t *testing.T) {
	readback.Needs(t, "pdftoppm", "poppler-utils")
	readback.Needs(t, "zbarimg", "zbar-tools")
	for _, ticket := range []string{receiptSample().Ticket, "1", strings.Repeat("https://example.gov.cn/核验?", 12)} {
		doc := receiptSample() // a demonstration: the watermark must not disturb the code
		doc.Ticket = ticket
		name := file(t, doc)
		run(t, "pdftoppm", "-r", "200", "-gray", "-png", name, strings.TrimSuffix(name, ".pdf"))
		if got := readback.Code(strings.TrimSuffix(name, ".pdf") + "-1.png"); got != ticket {
			t.Errorf("read %q, want %q", got, ticket)
		}
	}
	doc := progressSample()
	got := strings.Split(readback.Code(readback.PDFPicture(t, file(t, doc))), "\n")
	if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(codesOf(doc)))) {
		t.Errorf("read %q, want %q", got, codesOf(doc))
	}
}

// TestPDFPages: a long paper keeps its order, repeats the titles of its table,
// numbers its pages, marks each as a demonstration and never splits its end.
func TestPDFPages(t *testing.T) {
	for _, rows := range []int{20, 21, 22, 23, 24, 25, 26, 60, 150} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			doc := receiptSample()
			table := doc.Body[1].Table
			table.Rows = nil
			for i := range rows {
				table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("第%d号材料：与经营相适应的设备设施布局图、操作流程图的说明（副本）", i+1), "1", "原件"})
			}
			doc.Body = append(doc.Body, yichuang.Block{Heading: "说明", Text: []string{strings.Repeat("材料的原件经核对后退还申请人，复印件留存；", 20)}})
			all := pages(t, doc)
			clean := make([]string, len(all))
			for i, page := range all {
				if mark := fmt.Sprintf("第 %d 页 共 %d 页", i+1, len(all)); !strings.Contains(page, mark) {
					t.Errorf("page %d does not say %s", i+1, mark)
				}
				if !veil.MatchString(page) {
					t.Errorf("page %d is not marked as a demonstration", i+1)
				}
				if strings.Contains(page, "号材料") && !strings.Contains(squeeze(page), "序号材料名称份数形式") {
					t.Errorf("page %d has rows without titles", i+1)
				}
				if strings.Contains(page, sealHint) != (i == len(all)-1) || strings.Contains(page, sealHint) != strings.Contains(page, "2026年11月22日\n扫码核验") {
					t.Errorf("page %d of %d: seal, date and code are not together at the end:\n%s", i+1, len(all), page)
				}
				clean[i] = running.ReplaceAllString(veil.ReplaceAllString(page, ""), "")
			}
			text := strings.Join(clean, "\n")
			for _, page := range clean[1:] {
				text = strings.Replace(text, page, strings.Replace(page, "序号 材料名称 份数 形式\n", "", 1), 1)
			}
			if missing, ok := inOrder(text, textsOf(doc)); !ok {
				t.Errorf("%q is missing or out of order", missing)
			}
		})
	}
}

// TestPDFSavesAPage: a paper a little too long for a page is set closer.
func TestPDFSavesAPage(t *testing.T) {
	f, err := newFaces(Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[pitch]bool{}
	for n := range 60 {
		doc := declineSample()
		doc.Body = []yichuang.Block{{List: slices.Repeat([]string{"一项说明"}, n)}}
		s, err := setPages(*doc, f)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.pages) > 1 && s.pitch == tight {
			t.Errorf("%d lines are set close on %d pages", n, len(s.pages))
		}
		seen[s.pitch] = true
		checkPage(t, s, 1, s.pages[0])
	}
	if !seen[tight] || !seen[atEase] {
		t.Errorf("used: %v, want both", seen)
	}
}

// TestPDFEndAlone: when only the end is left for a page, the page says so.
func TestPDFEndAlone(t *testing.T) {
	found := false
	for n := 20; n < 40 && !found; n++ {
		doc := declineSample()
		doc.Body = []yichuang.Block{{List: slices.Repeat([]string{"一项说明"}, n)}}
		all := pages(t, doc)
		found = len(all) == 2 && strings.Contains(all[1], "（此页无正文）")
		if len(all) == 2 && !found {
			t.Fatalf("%d lines gave a second page without the note:\n%s", n, all[1])
		}
	}
	if !found {
		t.Error("the end never stood alone")
	}
}

func TestPDFNamesMissing(t *testing.T) {
	doc := declineSample()
	doc.Body[0].Fields[0].Value = "𠮷𬱖\U000E0100某"
	data, report, err := PDF(doc, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(report.Missing, []rune{'𠮷', 0xE0100}) || report.ExtraFont != nil {
		t.Errorf("report %+v, want 𠮷 and the selector", report)
	}
	var written bytes.Buffer
	if again, err := WritePDF(&written, doc, Options{}); err != nil || !bytes.Equal(written.Bytes(), data) || len(again.Missing) != 2 {
		t.Errorf("WritePDF gave other bytes (%v)", err)
	}
	if text := strings.Join(pages(t, doc), ""); !strings.Contains(text, "□〔U+20BB7〕𬱖某") {
		t.Errorf("no placeholder in\n%s", text)
	}
}

// TestPDFOfHostileDocuments: whatever a document says, it is drawn, no text leaves
// the page and none stands on another.
func TestPDFOfHostileDocuments(t *testing.T) {
	for name, doc := range hostile() {
		t.Run(name, func(t *testing.T) {
			f, err := newFaces(Options{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := setPages(scrub(*doc, f.cover), f)
			if err != nil {
				t.Fatal(err)
			}
			for n, marks := range s.pages {
				checkPage(t, s, n+1, append(slices.Clone(marks), s.foot(s.doc, n+1)...))
			}
			if data, _, err := PDF(doc, Options{}); err != nil || len(data) == 0 {
				t.Fatal(err)
			}
		})
	}
}

// checkPage holds the texts of a page against its edges and each other.
func checkPage(t *testing.T, s *setter, n int, marks []mark) {
	t.Helper()
	type area struct{ x0, y0, x1, y1 float64 }
	var taken []area
	for _, m := range marks {
		text, ok := m.(textMark)
		if !ok || strings.TrimSpace(text.text) == "" {
			continue
		}
		size := text.style.size
		w := s.width(text.text, text.style) + text.gap*float64(len([]rune(text.text))-1)
		a := area{text.x + 0.2, text.y - 0.6*size, text.x + w - 0.2, text.y}
		if a.x0 < marginX-1 || a.x1 > pageWidth-marginX+1 || a.y0 < 20 || a.y1 > pageHeight-20 {
			t.Errorf("page %d: %.40q leaves the page: %+v", n, text.text, a)
		}
		for _, b := range taken {
			if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
				t.Errorf("page %d: %.40q at %+v stands on something at %+v", n, text.text, a, b)
				return
			}
		}
		taken = append(taken, a)
	}
}

func TestFinishRefusesAnotherShape(t *testing.T) {
	for _, in := range []string{"", "%PDF-1.7\n", "startxref\n99\n%%EOF\n", "2 0 obj\nendobj\nxref\n0 1\n0000000000 00000 n \nstartxref\n15\n%%EOF\n"} {
		if _, err := finish([]byte(in), yichuang.Document{}); err == nil {
			t.Errorf("%q was accepted", in)
		}
	}
}
