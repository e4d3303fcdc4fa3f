package finder

import (
	"os"
	"testing"
)

// realNames returns the names of testdata/names.txt.
func realNames(tb testing.TB) []string {
	tb.Helper()
	text, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for line := range dataLines(string(text)) {
		out = append(out, line)
	}
	return out
}
