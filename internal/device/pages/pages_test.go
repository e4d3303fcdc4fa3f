package pages_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/pages"
	"yichuang/internal/paper"
	"yichuang/internal/readback"
)

// scanned is a printed page as a scanner sees it: drawn by poppler, with the
// grain of paper and the shadow along one edge.
func scanned(t testing.TB, doc *yichuang.Document, dpi int, colour bool) device.Page {
	t.Helper()
	data, _, err := paper.PDF(doc, paper.Options{})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "p.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-r", fmt.Sprint(dpi), "-singlefile", "-gray", file, filepath.Join(folder, "p")}
	ending := "p.pgm"
	if colour {
		args, ending = append(args[:3], args[4:]...), "p.ppm"
	}
	if out, err := exec.Command(readback.Needs(t, "pdftoppm", "poppler-utils"), args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pnm, err := os.ReadFile(filepath.Join(folder, ending))
	if err != nil {
		t.Fatal(err)
	}
	grain := rand.New(rand.NewPCG(1, 2))
	for i := 20; i < len(pnm); i++ {
		v := float64(pnm[i])*0.93 + 4*grain.NormFloat64()
		pnm[i] = byte(max(0, min(v, 255)))
	}
	return device.Page{Data: pnm, DPI: dpi, Name: "第 1 页"}
}

// dense is a page full of text.
func dense() *yichuang.Document {
	doc := paper.TestPage("窗口三的打印机", 0, time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC))
	for i := range 5 {
		doc.Body = append(doc.Body, yichuang.Block{Text: []string{fmt.Sprintf("第%d条　申请人应当如实提交有关材料和反映真实情况，并对其申请材料实质内容的真实性负责。行政机关不得要求申请人提交与其申请的事项无关的技术资料和其他材料。", i+1)}})
	}
	return doc
}

// TestBudget: a page of text, scanned in grey at 200 and 300 dpi and in colour,
// stays within what the budget says and can still be read by a machine.
func TestBudget(t *testing.T) {
	readback.Needs(t, "zbarimg", "zbar-tools")
	for _, tt := range []struct {
		dpi    int
		colour bool
		most   int
	}{{200, false, 120 << 10}, {300, false, 120 << 10}, {200, true, 240 << 10}} {
		s, err := pages.Make(scanned(t, dense(), tt.dpi, tt.colour), pages.Budget{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s, quality %d, doubts %v", s, s.Quality, s.Doubts)
		if len(s.JPEG) > tt.most || len(s.Doubts) > 0 || s.DPI < 150 || (s.Color == device.FullTone) != tt.colour {
			t.Errorf("scanned at %d dpi: %s, %s, doubts %v; want %d bytes at most", tt.dpi, s, s.Color, s.Doubts, tt.most)
		}
		var m pages.Material
		if err := m.Add(s); err != nil {
			t.Fatal(err)
		}
		file, err := m.PDF()
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "m.pdf")
		if err := os.WriteFile(name, file.PDF, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := readback.Code(readback.PDFPicture(t, name)); got != "YICHUANG TEST 20261126 1200" {
			t.Errorf("the code on the page says %q", got)
		}
	}
}

// encoded makes a page of a picture without losing anything.
func encoded(t testing.TB, img image.Image, dpi int) device.Page {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return device.Page{Data: out.Bytes(), DPI: dpi, Name: "第 1 页"}
}

// sheet is a page of A4 at 100 dpi with the grain of paper.
func sheet(light float64) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 827, 1169))
	grain := rand.New(rand.NewPCG(3, 4))
	for i := range img.Pix {
		img.Pix[i] = byte(max(0, min(light+5*grain.NormFloat64(), 255)))
	}
	return img
}

// line draws a stroke as wide as a pen's.
func line(img draw.Image, x, y, length int) {
	draw.Draw(img, image.Rect(x, y, x+length, y+3), image.Black, image.Point{}, draw.Src)
}

// TestDoubts: what a person should look at is said; what is in order is not.
func TestDoubts(t *testing.T) {
	signed, dust, black, short, noise := sheet(235), sheet(235), sheet(10), sheet(235), image.NewGray(image.Rect(0, 0, 1654, 2339))
	line(signed, 300, 900, 120)
	for i := range 5 {
		dust.SetGray(100+i*120, 200+i*90, color.Gray{Y: 20})
	}
	line(short, 200, 200, 400)
	draw.Draw(short, image.Rect(0, 900, 827, 1169), image.NewUniform(color.Gray{Y: 128}), image.Point{}, draw.Src)
	shadow := sheet(235)
	draw.Draw(shadow, image.Rect(0, 0, 8, 1169), image.Black, image.Point{}, draw.Src)
	grain := rand.New(rand.NewPCG(5, 6))
	for i := range noise.Pix {
		noise.Pix[i] = byte(grain.Uint32())
	}
	for name, tt := range map[string]struct {
		img  image.Image
		dpi  int
		want []pages.Doubt
	}{
		"signed":            {signed, 100, []pages.Doubt{pages.LowDPI}},
		"empty":             {sheet(235), 200, []pages.Doubt{pages.Blank}},
		"empty and dark":    {sheet(120), 200, []pages.Doubt{pages.Blank}},
		"dust":              {dust, 200, []pages.Doubt{pages.Blank}},
		"lid open":          {black, 200, []pages.Doubt{pages.Blank}},
		"shadow":            {shadow, 200, []pages.Doubt{pages.Blank}},
		"cut short":         {short, 200, []pages.Doubt{pages.CutShort}},
		"nothing but noise": {noise, 200, []pages.Doubt{pages.Coarse}},
	} {
		s, err := pages.Make(encoded(t, tt.img, tt.dpi), pages.Budget{})
		if err != nil || !slices.Equal(s.Doubts, tt.want) {
			t.Errorf("%s: %v, want %v: %v", name, s.Doubts, tt.want, err)
		}
		for _, d := range s.Doubts {
			if d.Chinese() == string(d) {
				t.Errorf("no words for %q", d)
			}
		}
	}
}

// TestCoarse: a page that does not fit in the least quality is made smaller until
// it does, and that is said; so is one that never fits.
func TestCoarse(t *testing.T) {
	page := scanned(t, dense(), 200, false)
	for most, want := range map[int]pages.Doubt{55 << 10: pages.Coarse, 20 << 10: pages.Over} {
		s, err := pages.Make(page, pages.Budget{Bytes: most})
		if err != nil || !slices.Equal(s.Doubts, []pages.Doubt{want}) || s.DPI > 140 || len(s.JPEG) > most && want != pages.Over {
			t.Errorf("within %d bytes: %s, doubts %v, want %q: %v", most, s, s.Doubts, want, err)
		}
	}
}

// TestCamera: a picture that knows no resolution counts as A4, and one that is
// far too fine is brought down.
func TestCamera(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 3000, 4243))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	line(img, 900, 2000, 900)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []device.Color{"", device.Gray} {
		s, err := pages.Make(device.Page{Data: out.Bytes(), Name: "IMG_1.jpg"}, pages.Budget{Color: c})
		if err != nil || s.Height < 2335 || s.Height > 2342 || s.DPI != 200 || (s.Color == device.Gray) != (c == device.Gray) {
			t.Errorf("%q: %s, %s: %v", c, s, s.Color, err)
		}
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 400, 600)) // transparent is paper
	s, err := pages.Make(encoded(t, clear, 200), pages.Budget{})
	if err != nil {
		t.Fatal(err)
	}
	back, err := jpeg.Decode(bytes.NewReader(s.JPEG))
	if err != nil || color.GrayModel.Convert(back.At(200, 300)).(color.Gray).Y < 250 {
		t.Errorf("what is transparent became %v: %v", back.At(200, 300), err)
	}
}

func TestBadPages(t *testing.T) {
	good := encoded(t, sheet(235), 200).Data
	for name, data := range map[string][]byte{"nothing": nil, "torn": good[:len(good)/2], "no picture": []byte("%PDF-1.7")} {
		_, err := pages.Make(device.Page{Data: data, Name: name}, pages.Budget{})
		devicetest.Plain(t, err, yichuang.Damaged)
	}
}

// numbered makes sheets that can be told apart by their names.
func numbered(t testing.TB, n int) []pages.Sheet {
	t.Helper()
	var out []pages.Sheet
	for i := range n {
		img := sheet(235)
		line(img, 200, 100+i*50, 300)
		s, err := pages.Make(encoded(t, img, 200), pages.Budget{})
		if err != nil {
			t.Fatal(err)
		}
		s.Name = fmt.Sprint(i)
		out = append(out, s)
	}
	return out
}

func order(m *pages.Material) string {
	var names []string
	for _, s := range m.Sheets() {
		names = append(names, s.Name)
	}
	return strings.Join(names, "")
}

// TestOrder: sheets are dropped, replaced and moved; a wrong place changes
// nothing.
func TestOrder(t *testing.T) {
	all := numbered(t, 6)
	var m pages.Material
	if _, err := m.PDF(); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("a file of nothing: %v", err)
	}
	for _, step := range []struct {
		do   func() error
		want string
		bad  bool
	}{
		{func() error { return m.Add(all[:5]...) }, "01234", false},
		{func() error { return m.Drop(1) }, "0234", false},
		{func() error { return m.Replace(2, all[5]) }, "0254", false},
		{func() error { return m.Move(0, 3) }, "2540", false},
		{func() error { return m.Move(3, 1) }, "2054", false},
		{func() error { return m.Move(1, 1) }, "2054", false},
		{func() error { return m.Drop(4) }, "2054", true},
		{func() error { return m.Drop(-1) }, "2054", true},
		{func() error { return m.Move(0, 4) }, "2054", true},
		{func() error { return m.Move(9, 0) }, "2054", true},
		{func() error { return m.Replace(4, all[0]) }, "2054", true},
		{func() error { return m.Add(slices.Repeat(all[:1], pages.MostSheets)...) }, "2054", true},
	} {
		err := step.do()
		if (err != nil) != step.bad || order(&m) != step.want {
			t.Errorf("%s, want %s: %v", order(&m), step.want, err)
		}
		if step.bad {
			devicetest.Plain(t, err, yichuang.Invalid, yichuang.Full)
		}
	}
}

// TestPDF: another program finds the pages, in order, as large as the paper was,
// and in each the very bytes of its sheet.
func TestPDF(t *testing.T) {
	var m pages.Material
	if err := m.Add(numbered(t, 3)...); err != nil {
		t.Fatal(err)
	}
	file, err := m.PDF()
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(file.PDF)); file.Sum != sum || file.Pages != 3 || m.Size() > len(file.PDF) || len(file.PDF) > m.Size()+4000 {
		t.Errorf("%d pages, %d bytes for %d of sheets, sum %s, want %s", file.Pages, len(file.PDF), m.Size(), file.Sum, sum)
	}
	again, err := m.PDF()
	if err != nil || again.Sum != file.Sum {
		t.Errorf("the same sheets make another file: %v", err)
	}
	name := filepath.Join(t.TempDir(), "m.pdf")
	if err := os.WriteFile(name, file.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := exec.Command(readback.Needs(t, "pdfinfo", "poppler-utils"), "-l", "3", name).CombinedOutput()
	if err != nil || !strings.Contains(string(info), "Pages:           3") || strings.Count(string(info), "297.72 x 420.84 pts") != 3 {
		t.Errorf("%v: %s", err, info) // 827 by 1169 dots at 200 dpi
	}
	if out, err := exec.Command(readback.Needs(t, "pdfimages", "poppler-utils"), "-all", name, name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, s := range m.Sheets() {
		got, err := os.ReadFile(fmt.Sprintf("%s-%03d.jpg", name, i))
		if err != nil || !bytes.Equal(got, s.JPEG) {
			t.Errorf("page %d is another picture: %v", i+1, err)
		}
	}
}

func BenchmarkMake(b *testing.B) {
	page := scanned(b, dense(), 200, false)
	for b.Loop() {
		s, err := pages.Make(page, pages.Budget{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(s.JPEG))/1024, "KB")
		b.ReportMetric(float64(s.Quality), "quality")
	}
}
