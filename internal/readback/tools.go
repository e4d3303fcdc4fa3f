// Package readback reads what the program printed, by means that share no code
// with what printed it: an interpreter of printer commands written from the
// manual (Feed), and programs of the system. It serves tests.
package readback

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/image/font/sfnt"
)

// Needs returns the path of a program, in the folders of administrators too, and
// skips the test where it is not installed.
func Needs(t testing.TB, program, debianPackage string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, folder := range []string{"/usr/sbin", "/sbin"} {
		path := filepath.Join(folder, program)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	t.Skipf("%s is not installed (Debian package %s)", program, debianPackage)
	return ""
}

// Code returns what the QR codes in a picture say, or "" when none can be read.
// It needs zbarimg, whose complaints about a missing message bus mean nothing.
func Code(file string) string {
	out, err := exec.Command("zbarimg", "--raw", "-q", file).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// PDFText returns the text of a PDF as pdftotext reads it.
func PDFText(t testing.TB, file string) string {
	t.Helper()
	out, err := exec.Command(Needs(t, "pdftotext", "poppler-utils"), "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext %s: %v", file, err)
	}
	return string(out)
}

// PDFPicture draws the first page of a PDF into a file and returns its name.
func PDFPicture(t testing.TB, file string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "page")
	out, err := exec.Command(Needs(t, "pdftoppm", "poppler-utils"), "-r", "200", "-png", "-singlefile", file, name).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftoppm %s: %v: %s", file, err, out)
	}
	return name + ".png"
}

// Font reads the font that papers are drawn with from its file in the tree, and
// not through the package that draws them.
func Font(t testing.TB) *sfnt.Font {
	t.Helper()
	f, err := readFont()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var readFont = sync.OnceValues(func() (*sfnt.Font, error) {
	file, err := inTree("internal/paper/font/NotoSansSC-paper.ttf.zst")
	if err != nil {
		return nil, err
	}
	packed, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	reader, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	data, err := reader.DecodeAll(packed, nil)
	if err != nil {
		return nil, err
	}
	return sfnt.Parse(data)
})

// inTree returns the path of a file of the tree, whatever package is under test.
func inTree(file string) (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(folder, filepath.FromSlash(file)), nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", os.ErrNotExist
		}
		folder = above
	}
}
