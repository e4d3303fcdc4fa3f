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
// spaces, ü as v: 单长河 is "shanchanghe", then "shanzhanghe" and
// "danchanghe". A surname is read as a surname first (解 xie, 仇 qiu, 尉迟 yuchi),
// and as the character is read elsewhere after that, for clerks who do not know.
// The likeliest spelling is first, and there are at most six. Letters count as
// they are, in small; anything else is passed over. A name without letters and
// Chinese characters has no spelling.
func Syllables(name string) []string { return spellings(name, func(s string) string { return s }) }

// Initials returns the first letters of the syllables, in the same order: 单长河
// is "sch", "szh" is not, for zh counts as z; it is also "szh"'s short "sz h"
// joined: "szh".
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
	// One character read otherwise, then two: more is not how people differ. The
	// surname is read wrongly less often than a given name is read differently.
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
// stands at byte i, before its others.
func asSurname(name string, i, k int, readings []string) []string {
	first, second := leading(name)
	read, compound := surnames()[second]
	switch {
	case compound && i+utf8.RuneLen([]rune(name[i:])[0]) <= len(second):
		return preferred(read[k], readings)
	case !compound && k == 0 && i == 0:
		if read, ok := surnames()[first]; ok {
			return preferred(read[0], readings)
		}
	}
	return readings
}

// leading returns the first character of name and the first two; the latter only
// when a given name follows.
func leading(name string) (one, two string) {
	_, n := utf8.DecodeRuneInString(name)
	_, m := utf8.DecodeRuneInString(name[n:])
	if n+m < len(name) {
		two = name[:n+m]
	}
	return name[:n], two
}

func preferred(reading string, others []string) []string {
	out := []string{reading}
	for _, s := range others {
		if s != reading {
			out = append(out, s)
		}
	}
	return out
}
