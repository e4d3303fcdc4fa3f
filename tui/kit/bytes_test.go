package kit_test

import (
	"testing"

	"yichuang/tui/kit"
)

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1: "1 B", 1023: "1023 B", 1024: "1 KB", 1025: "2 KB", 1<<20 - 1: "1024 KB", 1 << 20: "1.0 MB",
		1258291: "1.2 MB", 100<<20 - 1: "100.0 MB", 100 << 20: "100 MB", 200 << 20: "200 MB"} {
		if got := kit.Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
