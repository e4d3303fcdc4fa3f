package finder

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed words.txt
var wordsText string

// lexicon is the list of known words.
type lexicon struct {
	readings map[string][]string // nil for a word in usual readings
	longest  map[rune]int        // bytes of the longest word that begins so
}

var words = sync.OnceValue(func() *lexicon { return parseWords(wordsText) })

func parseWords(text string) *lexicon {
	l := &lexicon{readings: make(map[string][]string, 1024), longest: make(map[rune]int, 512)}
	for line := range dataLines(text) {
		fields := strings.Fields(line)
		l.readings[fields[0]] = fields[1:]
		first, _ := utf8.DecodeRuneInString(fields[0])
		l.longest[first] = max(l.longest[first], len(fields[0]))
	}
	return l
}

// at returns the longest known word at the beginning of s, "" when there is
// none, and its readings, empty when they are the usual ones.
func (l *lexicon) at(s string) (word string, readings []string) {
	first, size := utf8.DecodeRuneInString(s)
	n := min(l.longest[first], len(s))
	for n > size {
		if utf8.RuneStart(byteAt(s, n)) {
			if readings, ok := l.readings[s[:n]]; ok {
				return s[:n], readings
			}
		}
		n--
	}
	return "", nil
}

// byteAt is s[i], and 0 right behind the end, which begins a rune as well.
func byteAt(s string, i int) byte {
	if i == len(s) {
		return 0
	}
	return s[i]
}
