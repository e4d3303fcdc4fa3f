package sniff_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/paper"
	"yichuang/internal/sniff"

	"github.com/signintech/gopdf"
)

// zipped returns a ZIP of files that hold their own names.
func zipped(t testing.TB, comment string, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.SetComment(comment), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The content tells, not the name; what only begins like something is nothing.
func TestSniff(t *testing.T) {
	ofd := zipped(t, "", "Doc_0/Document.xml", "OFD.xml")
	directory := bytes.LastIndex(ofd, []byte("PK\x05\x06"))
	huge := bytes.Clone(ofd)
	copy(huge[directory+12:], "\xff\xff\xff\xff")
	for _, tt := range []struct {
		name    string
		content string
		want    sniff.Type
	}{
		{"pdf", "%PDF-1.7\n…", sniff.PDF},
		{"pdf behind a byte order mark", "\ufeff%PDF-1.4", sniff.PDF},
		{"pdf behind what a mail program left", strings.Repeat("x", 1000) + "\n%PDF-1.4", sniff.PDF},
		{"pdf far behind", strings.Repeat("x", 1024) + "%PDF-1.4", sniff.Unknown},
		{"jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF", sniff.JPEG},
		{"png", "\x89PNG\r\n\x1a\n\x00\x00", sniff.PNG},
		{"png after a transfer as text", "\x89PNG\n\x1a\n\x00\x00", sniff.Unknown},
		{"tiff, little end first", "II*\x00\x08\x00", sniff.TIFF},
		{"tiff, big end first", "MM\x00*\x00\x00", sniff.TIFF},
		{"big tiff", "II+\x00\x08\x00", sniff.TIFF},
		{"ofd", string(ofd), sniff.OFD},
		{"ofd with a comment", string(zipped(t, strings.Repeat("注", 9000), "OFD.xml")), sniff.OFD},
		{"ofd in small letters", string(zipped(t, "", "ofd.xml")), sniff.OFD},
		{"ofd cut short", string(ofd[:len(ofd)-30]), sniff.Unknown},
		{"ofd whose list cannot be so long", string(huge), sniff.Unknown},
		{"a word document", string(zipped(t, "", "[Content_Types].xml", "word/document.xml")), sniff.Unknown},
		{"an ofd in a folder", string(zipped(t, "", "x/OFD.xml")), sniff.Unknown},
		{"gif", "GIF89a", sniff.Unknown},
		{"bmp", "BM\x00\x00", sniff.Unknown},
		{"heic", "\x00\x00\x00\x18ftypheic", sniff.Unknown},
		{"text", "申请书", sniff.Unknown},
		{"one byte", "%", sniff.Unknown},
		{"nothing", "", sniff.Unknown},
	} {
		r := strings.NewReader(tt.content)
		if got := sniff.Sniff(r, r.Size()); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.name, got, tt.want)
		}
		if ending := tt.want.Ending(); (ending == "") != (tt.want == sniff.Unknown) || ending != "" && !strings.Contains(strings.ToLower(sniff.Names), ending[1:]) {
			t.Errorf("%q ends in %q, and people are told %s", tt.want, ending, sniff.Names)
		}
	}
	if got := sniff.Sniff(strings.NewReader("%PDF"), 100); got != sniff.Unknown { // shorter than was said
		t.Errorf("what cannot be read is %q", got)
	}
}

// pages counts the pages of a PDF.
func pages(content []byte) int {
	return sniff.Pages(bytes.NewReader(content), int64(len(content)), sniff.PDF)
}

// gopdfOf is a PDF as the library of our papers writes it.
func gopdfOf(t testing.TB, n int) []byte {
	t.Helper()
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	for range n {
		pdf.AddPage()
		pdf.Line(10, 10, 100, 100)
	}
	return pdf.GetBytesPdf()
}

func TestPages(t *testing.T) {
	for _, n := range []int{1, 2, 25} {
		if got := pages(gopdfOf(t, n)); got != n {
			t.Errorf("%d pages are counted as %d", n, got)
		}
	}
	doc := &yichuang.Document{Kind: yichuang.Receipt, Title: "收件凭证", Number: "测〔2026〕1号"}
	ours, _, err := paper.PDF(doc, paper.Options{})
	if err != nil || pages(ours) != 1 {
		t.Errorf("a paper of ours has %d pages, %v", pages(ours), err)
	}
	for typ, want := range map[sniff.Type]int{sniff.JPEG: 1, sniff.PNG: 1, sniff.TIFF: 0, sniff.OFD: 0, sniff.Unknown: 0} {
		if got := sniff.Pages(bytes.NewReader(ours), int64(len(ours)), typ); got != want {
			t.Errorf("%q has %d pages, want %d", typ, got, want)
		}
	}
}

// written is a PDF of these objects with its table, and more behind it as the
// programs write that change one.
func written(objects ...string) []byte { return changed(nil, "", objects...) }

// changed appends objects, numbered from 1, to a PDF, and a table of them. An object
// without a text is left as it is.
func changed(b []byte, trailer string, objects ...string) []byte {
	if b == nil {
		b = []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	}
	var table strings.Builder
	for i, text := range objects {
		if text == "" {
			continue
		}
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", i+1, len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, text)
	}
	at := len(b)
	return fmt.Appendf(b, "xref\n0 1\n0000000000 65535 f \n%strailer\n<< /Size 9 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", &table, trailer, at)
}

const catalogue = "<< /Type /Catalog /Pages 2 0 R /Names [ (a ) b\\) ) << /Pages 7 0 R >> ] >>"

func tree(count any) string {
	return fmt.Sprintf("<</Type/Pages/Kids[3 0 R 4 0 R]/Count %v/MediaBox[0 0 595 842]>> %% two", count)
}

// Where the count is not certain there is none.
func TestPagesThatAreNotCertain(t *testing.T) {
	plain := written(catalogue, tree(2))
	at := bytes.LastIndex(plain, []byte("xref\n0 1"))
	again := changed(plain, fmt.Sprintf("/Prev %d", at), "", tree(3))
	for _, tt := range []struct {
		name    string
		content []byte
		want    int
	}{
		{"plain", plain, 2},
		{"with line ends of another system", bytes.ReplaceAll(plain, []byte(" \n"), []byte("\r\n")), 2},
		{"changed once", again, 3},
		{"changed, the first table nowhere", changed(plain, "/Prev 3", "", tree(3)), 0},
		{"changed, its own table before it", changed(plain, fmt.Sprintf("/Prev %d", len(plain)+len("2 0 obj\n\nendobj\n")+len(tree(3))), "", tree(3)), 0},
		{"some of it packed", changed(nil, "/XRefStm 17", catalogue, tree(2)), 0},
		{"the count elsewhere", written(catalogue, tree("5 0 R")), 0},
		{"no count", written(catalogue, "<< /Type /Pages >>"), 0},
		{"a count of none", written(catalogue, tree(0)), 0},
		{"a count below none", written(catalogue, tree(-2)), 0},
		{"more pages than the file has room for", written(catalogue, tree(99999)), 0},
		{"no tree", written(catalogue), 0},
		{"a tree that is none", written(catalogue, "<< /Type /Page /Count 3 >>"), 0},
		{"a catalogue that is none", written("<< /Pages 2 0 R >>", tree(2)), 0},
		{"cut short", plain[:len(plain)-60], 0},
		{"its beginning cut off", plain[30:], 0},
		{"no table", bytes.Replace(plain, []byte("xref\n0 1"), []byte("nope\n0 1"), 1), 0},
		{"the table elsewhere", bytes.Replace(plain, []byte("startxref\n"), []byte("startxref\n1"), 1), 0},
		{"an object moved", bytes.Replace(plain, []byte("1 0 obj"), []byte("7 0 obj"), 1), 0},
		{"a dictionary without an end", bytes.ReplaceAll(plain, []byte(">>"), []byte("  ")), 0},
		{"a string without an end", written("<< /Type /Catalog /Title (", tree(2)), 0},
		{"nothing", nil, 0},
	} {
		if got := pages(tt.content); got != tt.want {
			t.Errorf("%s: %d pages, want %d\n%s", tt.name, got, tt.want, tt.content)
		}
	}
}

// Whatever a file holds, looking at it ends and does not break.
func FuzzPages(f *testing.F) {
	f.Add(written(catalogue, tree(2)))
	f.Add(changed(written(catalogue, tree(2)), "/Prev 230", "", tree(3)))
	f.Add(zipped(f, "", "OFD.xml"))
	f.Add([]byte("startxref 0"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := bytes.NewReader(content)
		if n := pages(content); n < 0 || n > len(content) {
			t.Errorf("%d pages in %d bytes", n, len(content))
		}
		sniff.Sniff(r, r.Size())
	})
}
