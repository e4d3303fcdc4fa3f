package readback_test

import (
	"strings"
	"testing"

	"yichuang/internal/readback"
)

// refusals counts complaints; a fatal one ends the reading.
type refusals int

func (n *refusals) Helper()               {}
func (n *refusals) Errorf(string, ...any) { *n++ }
func (n *refusals) Fatalf(format string, args ...any) {
	*n++
	panic(n)
}

// TestRollRefuses: the interpreter does not let the unknown pass.
func TestRollRefuses(t *testing.T) {
	for _, in := range []string{
		"\x1bZ", "\x1cQ", "\x1dz", "\x80\n", "\x07", "\x1d(L\x02\x001A", "\x1d(k\x03\x001Z0", "\x1d(k\x09\x001A2",
		"\x1dv0\x00\xff\x00\x01\x00", "\x1dV\x00\x00", "\xff\xff\n", "\xb0", "no line end", strings.Repeat("x", 33) + "\n",
		"\x10\x14\x01", "\x10\x04\x09", "\x10",
	} {
		if complaints(in) == 0 {
			t.Errorf("%q passed", in)
		}
	}
	if n := complaints("32 columns of text, 48 on 80 mm.\n"); n > 0 {
		t.Errorf("a plain line brought %d complaints", n)
	}
}

func complaints(in string) (n refusals) {
	defer func() {
		if r := recover(); r != nil && r != any(&n) {
			panic(r)
		}
	}()
	readback.Feed(&n, []byte("\x1b@\x1c&"+in), readback.Paper{Columns: 32})
	return n
}

// TestNationalSets: a printer set for China shows ¥ where the code says $, until
// it is told otherwise; a reset does not tell it.
func TestNationalSets(t *testing.T) {
	r := readback.Feed(t, []byte("\x1bR\x0f\x1b@$1\n\x1bR\x00$1\n"), readback.Paper{Columns: 32})
	if r.Text() != "¥1\n$1\n" {
		t.Errorf("%q", r.Text())
	}
}
