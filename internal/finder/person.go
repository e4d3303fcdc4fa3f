package finder

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed surnames.txt
var surnamesText string

// surnames maps surnames, also of two characters, to how they are read where
// that is not plain.
var surnames = sync.OnceValue(func() map[string][]string {
	out := make(map[string][]string, 256)
	for line := range dataLines(surnamesText) {
		fields := strings.Fields(line)
		out[fields[0]] = fields[1:]
	}
	return out
})

// maxSpellings bounds the spellings of one name; a name of several characters
// with several readings each would have dozens.
const maxSpellings = 6

// Syllables returns how a person's name is spelled in pinyin, without tones and
// spaces, ü as v: 单长河 is "shanchanghe", but may also be "shanzhanghe" or
// "danchanghe". The likeliest spelling is first, and there are at most six. A
// surname is read as a surname (解 xie, 仇 qiu, 尉迟 yuchi), and as the character is
// read elsewhere only after that, for clerks who do not know. Letters count as
// they are, in small; all else is passed over. A name without letters and Chinese
// characters has no spelling.
func Syllables(name string) []string { return spellings(name, func(s string) string { return s }) }

// Initials returns the first letters of the syllables that Syllables finds, each
// combination once, the likeliest first: 单长河 is "sch", "szh" or "dch". A run
// of letters counts as one syllable.
func Initials(name string) []string { return spellings(name, func(s string) string { return s[:1] }) }

// spellings joins one part of each syllable, in every way a name may be read.
func spellings(name string, part func(syllable string) string) []string {
	places := syllablesOf(name)
	if len(places) == 0 {
		return nil
	}
	var out []string
	chosen := make([]int, len(places))
	add := func() {
		var b strings.Builder
		for i, options := range places {
			b.WriteString(part(options[chosen[i]]))
		}
		if s := b.String(); len(out) < maxSpellings && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add()
	// One character read otherwise, the surname last, then two: nobody misreads
	// more.
	for i := len(places) - 1; i >= 0; i-- {
		for chosen[i] = 1; chosen[i] < len(places[i]); chosen[i]++ {
			add()
		}
		chosen[i] = 0
	}
	for i := range places {
		for j := i + 1; j < len(places); j++ {
			if len(places[i]) > 1 && len(places[j]) > 1 {
				chosen[i], chosen[j] = 1, 1
				add()
				chosen[i], chosen[j] = 0, 0
			}
		}
	}
	return out
}

// syllablesOf returns for each character of a name, or run of letters, what it
// may be read as, the likeliest first.
func syllablesOf(name string) [][]string {
	var out [][]string
	letters := ""
	flush := func() {
		if letters != "" {
			out = append(out, []string{letters})
			letters = ""
		}
	}
	name = strings.TrimSpace(name)
	for i, r := range name {
		r = fold(r)
		if isLatin(r) {
			letters += string(r)
			continue
		}
		flush()
		readings := readingsOf(r)
		if len(readings) == 0 {
			continue
		}
		if k := len(out); k < 2 {
			readings = asSurname(name, i, k, readings)
		}
		out = append(out, readings)
	}
	flush()
	return out
}

// asSurname puts the surname's reading of the k-th character of name, which
// stands at byte i, before its others. Two characters are a surname only when a
// given name follows.
func asSurname(name string, i, k int, readings []string) []string {
	_, one := utf8.DecodeRuneInString(name)
	_, next := utf8.DecodeRuneInString(name[one:])
	if two := one + next; two < len(name) {
		if read := surnames()[name[:two]]; len(read) == 2 {
			if i < two {
				return preferred(read[k], readings)
			}
			return readings
		}
	}
	if read := surnames()[name[:one]]; i == 0 && len(read) == 1 {
		return preferred(read[0], readings)
	}
	return readings
}

// preferred returns readings with the given one first.
func preferred(reading string, readings []string) []string {
	out := []string{reading}
	for _, s := range readings {
		if s != reading {
			out = append(out, s)
		}
	}
	return out
}
