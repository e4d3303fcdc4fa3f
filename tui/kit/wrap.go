package kit

import "strings"

// 避头尾: what may not begin a line, and what may not end one.
const (
	notFirst = "，。、；：？！）】》〉」』〕｝”’％…—·,.;:?!)]}%"
	notLast  = "（【《〈「『〔｛“‘￥([{"
)

// Wrap breaks text into lines of at most width columns. Line ends in the text
// stay. Chinese breaks anywhere but before a closing mark or behind an opening
// one; words and numbers of ASCII letters stay whole where they fit.
func Wrap(text string, width int) []string {
	if width <= 0 {
		return nil
	}
	var out []string
	for _, para := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		out = append(out, wrapLine(glyphs(Text(para)), width)...)
	}
	return out
}

func wrapLine(gs []glyph, width int) []string {
	var out []string
	for {
		n := breakAt(gs, width)
		out = append(out, strings.TrimRight(draw(gs[:n]), " "))
		gs = gs[n:]
		if len(gs) == 0 {
			return out
		}
		for len(gs) > 1 && gs[0].text == " " {
			gs = gs[1:]
		}
	}
}

// breakAt returns how many glyphs go on the first line, at least one when there
// is one.
func breakAt(gs []glyph, width int) int {
	w, n := 0, 0
	for n < len(gs) && w+gs[n].w <= width {
		w += gs[n].w
		n++
	}
	if n == len(gs) {
		return n
	}
	if n == 0 { // a wide character and one column
		gs[0].text, gs[0].w = "?", 1
		return 1
	}
	for at := n; at > 0 && at > n-24; at-- {
		if mayBreak(gs[at-1].text, gs[at].text) {
			return at
		}
	}
	return n
}

func mayBreak(before, after string) bool {
	if before == "" || after == "" {
		return true
	}
	if strings.Contains(notFirst, after) || strings.Contains(notLast, before) {
		return false
	}
	return !wordly(before[0]) || !wordly(after[0])
}

func wordly(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '/'
}

func draw(gs []glyph) string {
	var b strings.Builder
	for _, g := range gs {
		b.WriteString(g.text)
	}
	return b.String()
}
