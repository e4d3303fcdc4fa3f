package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is the smallest part of a text that is drawn on its own, and its width.
type piece struct {
	s string
	w int
}

// ruler cuts a line of text into pieces and measures them. The unit is the
// caller's: columns of a terminal or a printer, or thousandths of the font size.
type ruler func(line string) []piece

// width returns the width of a text on one line.
func (r ruler) width(s string) int {
	w := 0
	for _, p := range r(s) {
		w += p.w
	}
	return w
}

// Characters that may not begin or end a line (避头尾). They follow the practice
// of GB/T 15834-2011 and CLREQ: no closing mark at the start, no opening mark at
// the end of a line.
const (
	noStart = "，。、；：？！）》〉」』】〕〗｝］”’…—·～‰％℃㎡㎥°′″,.;:?!)]}%〞﹞–‐々"
	noEnd   = "（《〈「『【〔〖｛［“‘￥＄№＃([{〝﹝§#$"
)

// word is a run of pieces that stay on one line if they can.
type word struct {
	pieces  []piece
	w       int
	space   bool
	noStart bool
	noEnd   bool
}

// wrap breaks text into lines. The first line of each paragraph is at most
// first wide and the others at most rest. Words and numbers stay whole when they
// fit on a line of their own. A piece wider than the line gets a line of its own,
// so rest should not be smaller than the widest piece. There is at least one line.
func wrap(text string, r ruler, first, rest int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		words := split(r(paragraph), min(first, rest))
		limit := first
		for from := 0; ; limit = rest {
			end := breakAt(words, from, limit)
			lines = append(lines, join(words[from:end]))
			for end < len(words) && words[end].space {
				end++
			}
			if end >= len(words) {
				break
			}
			from = end
		}
	}
	return lines
}

// breakAt returns the end of the line that begins at from: as much as fits, and
// then back to the last place where a line may break.
func breakAt(words []word, from, limit int) int {
	full, w := from, 0
	for full < len(words) && (w+words[full].w <= limit || words[full].space) {
		w += words[full].w
		full++
	}
	if full == len(words) {
		return full
	}
	for cut := full; cut > from; cut-- {
		if mayBreak(words, cut) {
			return cut
		}
	}
	return max(full, from+1)
}

// mayBreak reports whether a line may end before word i.
func mayBreak(words []word, i int) bool {
	next, last := i, i-1
	for next < len(words) && words[next].space {
		next++
	}
	for last >= 0 && words[last].space {
		last--
	}
	return (next == len(words) || !words[next].noStart) && (last < 0 || !words[last].noEnd)
}

// split groups pieces into words. What is wider than limit is left in pieces.
func split(pieces []piece, limit int) []word {
	var words []word
	for i := 0; i < len(pieces); {
		n := runLength(pieces[i:])
		run := pieces[i : i+n]
		i += n
		w := 0
		for _, p := range run {
			w += p.w
		}
		if n > 1 && w > limit {
			for k := range run {
				words = append(words, wordOf(run[k:k+1], run[k].w))
			}
			continue
		}
		words = append(words, wordOf(run, w))
	}
	return words
}

func wordOf(run []piece, w int) word {
	r, _ := utf8.DecodeRuneInString(run[0].s)
	out := word{pieces: run, w: w, space: r == ' '}
	if len(run) == 1 || r == '—' || r == '…' {
		out.noStart = strings.ContainsRune(noStart, r)
		out.noEnd = strings.ContainsRune(noEnd, r)
	}
	return out
}

// runLength returns how many pieces from the first on belong together: a Latin
// word or number with the signs inside it, or a dash or ellipsis of two.
func runLength(pieces []piece) int {
	first, _ := utf8.DecodeRuneInString(pieces[0].s)
	n := 1
	if first == '—' || first == '…' {
		if len(pieces) > 1 && pieces[1].s == pieces[0].s {
			return 2
		}
		return 1
	}
	if !inWord(first) {
		return 1
	}
	for n < len(pieces) {
		r, _ := utf8.DecodeRuneInString(pieces[n].s)
		joins := strings.ContainsRune(".,:-/_@&+='%", r) && n+1 < len(pieces) && startsInWord(pieces[n+1])
		if !inWord(r) && !joins {
			break
		}
		n++
	}
	return n
}

func startsInWord(p piece) bool {
	r, _ := utf8.DecodeRuneInString(p.s)
	return inWord(r)
}

// inWord reports whether r is a letter or digit of a script that is written in
// words. Scripts of East Asia break anywhere.
func inWord(r rune) bool {
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// join returns the text of a line, without the spaces at its end.
func join(words []word) string {
	var b strings.Builder
	for _, w := range words {
		for _, p := range w.pieces {
			b.WriteString(p.s)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
