package kit

import "strconv"

// Bytes writes a size in at most seven columns: 0 B, 856 KB, 1.2 MB, 1023 MB.
func Bytes(n int64) string {
	const kb, mb = 1 << 10, 1 << 20
	switch {
	case n < kb:
		return strconv.FormatInt(n, 10) + " B"
	case n < mb:
		return strconv.FormatInt((n+kb-1)/kb, 10) + " KB"
	case n < 100*mb:
		return strconv.FormatFloat(float64(n)/mb, 'f', 1, 64) + " MB"
	}
	return strconv.FormatInt(n/mb, 10) + " MB"
}
