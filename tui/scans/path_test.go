//go:build !windows

package scans_test

import (
	"slices"
	"testing"

	"yichuang/tui/scans"
)

// What terminals and file managers make of a dragged or copied file.
func TestPaths(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"/home/a/b.pdf", []string{"/home/a/b.pdf"}},
		{" /home/a/b.pdf \r\n", []string{"/home/a/b.pdf"}},
		{"'/home/a/b c.pdf'", []string{"/home/a/b c.pdf"}},
		{`"/home/a/b c.pdf"`, []string{"/home/a/b c.pdf"}},
		{`/home/a/b\ c\(1\).pdf`, []string{"/home/a/b c(1).pdf"}},
		{"/home/a/申请书 第1页.pdf", []string{"/home/a/申请书 第1页.pdf"}},
		{"/home/a/it's here.pdf", []string{"/home/a/it's here.pdf"}},
		{"'/home/a/b.pdf' '/home/a/c d.pdf' ", []string{"/home/a/b.pdf", "/home/a/c d.pdf"}},
		{"/home/a/b.pdf /home/a/c.pdf", []string{"/home/a/b.pdf", "/home/a/c.pdf"}},
		{"/home/a/b.pdf\r/home/a/c d.pdf\r", []string{"/home/a/b.pdf", "/home/a/c d.pdf"}},
		{"file:///home/a/b%20c%2B.pdf", []string{"/home/a/b c+.pdf"}},
		{"file://localhost/home/%E7%94%B3%E8%AF%B7.pdf", []string{"/home/申请.pdf"}},
		{"file:///a.pdf\nfile:///b.pdf\n", []string{"/a.pdf", "/b.pdf"}},
		{"file:///a%zz%2.pdf", []string{"/a%zz%2.pdf"}},
		{"'/home/a/'\\''b.pdf'", []string{"/home/a/'b.pdf"}},
		{"~/扫描/a.pdf", []string{"~/扫描/a.pdf"}},
		{"/home/a/", []string{"/home/a/"}},
		{"a.pdf", nil},
		{"0012", nil},
		{"/a.pdf\nb.pdf", nil},
		{"'", nil},
		{"", nil},
		{" \r\n ", nil},
	} {
		if got := scans.Paths(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
	}
	for text, want := range map[string]string{`"/home/a b`: "/home/a b", `'/home/a b'`: "/home/a b", "/home/a b": "/home/a b", "file:///a%20b": "/a b", "扫描": "扫描", "": ""} {
		if got := scans.Plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzPaths(f *testing.F) {
	f.Add("'/a b' file:///c%20d /e\\ f\n\"/g")
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range scans.Paths(text) {
			if path == "" {
				t.Errorf("%q holds an empty path", text)
			}
		}
		scans.Plain(text)
	})
}
