package device

import "strings"

// mostWords bounds what is kept of what a program says; the options of a scanner
// have some ten kilobytes.
const mostWords = 1 << 20

// Words keeps the beginning of what a program says, for the log.
type Words struct{ text strings.Builder }

// Write keeps what there is room for. It never fails.
func (w *Words) Write(b []byte) (int, error) {
	w.text.Write(b[:min(len(b), mostWords-w.text.Len())])
	return len(b), nil
}

// String returns what was kept.
func (w *Words) String() string { return w.text.String() }

// Line returns what was kept as one line.
func (w *Words) Line() string { return strings.Join(strings.Fields(w.text.String()), " ") }
