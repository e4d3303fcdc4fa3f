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
	words   map[string]*word
	longest map[rune]int // bytes of the longest word that begins so
}

// word is a known word.
type word struct {
	number   int
	text     string
	readings []string // empty when they are the usual ones
}

var words = sync.OnceValue(func() *lexicon { return parseWords(wordsText) })

func parseWords(text string) *lexicon {
	l := &lexicon{words: make(map[string]*word, 1024), longest: make(map[rune]int, 512)}
	for line := range dataLines(text) {
		fields := strings.Fields(line)
		l.words[fields[0]] = &word{len(l.words), fields[0], fields[1:]}
		first, _ := utf8.DecodeRuneInString(fields[0])
		l.longest[first] = max(l.longest[first], len(fields[0]))
	}
	return l
}

// at returns the longest known word at the beginning of s, nil when there is
// none.
func (l *lexicon) at(s string) *word {
	first, size := utf8.DecodeRuneInString(s)
	for n := min(l.longest[first], len(s)); n > size; n-- {
		if n < len(s) && !utf8.RuneStart(s[n]) {
			continue
		}
		if w := l.words[s[:n]]; w != nil {
			return w
		}
	}
	return nil
}
