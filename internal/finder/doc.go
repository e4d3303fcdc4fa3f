// Package finder finds service items while a clerk types, on every keystroke
// and without a database: by Chinese text, by pinyin in full, by initials, by
// any mixture of them, by item code and by the names people use at the window.
// It also spells the names of persons, so that a store can look them up by
// initials.
//
// # Terms
//
// An entry is what the caller lists. It is searched in its texts: its name, its
// aliases, and its variants, which are the name with a long form replaced by the
// short one people say (医疗保险 by 医保, see abbreviations.txt).
//
// A text is a row of glyphs. A glyph is a character together with its readings,
// the meant one first; 行 in 银行 and 行 in 行政 are two glyphs. Punctuation is no
// glyph: 许可（新办） is found by 许可新办.
//
// A query is cut at spaces into terms, and each must be found. A term is found
// in a text contiguously, or scattered, or nearly. Each glyph takes from the term
// its character, its initial (z and zh alike), or a whole syllable; the last
// syllable may be unfinished.
//
// # Ranking
//
// Four classes follow one another: the whole text; contiguous; scattered; and,
// only when nothing else is found, near misses (one slip of the finger, sounds
// that many do not tell apart, homophones). Within a class the beginning of the
// text comes before the beginning of a word and that before the rest, and
// shorter names before longer; an item that is used much moves up in its class.
//
// # Data
//
// readings.txt and readings_rare.txt are generated (see readings_test.go);
// words.txt, abbreviations.txt and surnames.txt are written by hand and say
// themselves how to add to them. All are read at first use: a program that
// imports this package starts no later for it.
package finder

//go:generate go test -run TestReadingsAreCurrent -update
