package finder

import (
	"slices"
	"unicode/utf8"
)

// kind says what a text is to its entry.
type kind uint8

const (
	aName kind = iota
	anAlias
	aVariant
	anOffice
)

// text is a row of glyphs: data.glyphs[first : first+n].
type text struct {
	first uint32
	n     uint16
	kind  kind
	via   string // what Hit.Via is to say
}

// place is the run of a name's runes that a glyph stands for; for an alias it
// says nothing.
type place struct{ start, end uint16 }

// data is the built index. It is never changed.
type data struct {
	*alphabet
	rows   []glyphID
	places []place // of each of rows
	texts  []text
	marks  []uint64 // of each of texts: the glyphs' marks together
	// first holds each entry's first text; the texts up to the next entry's are
	// the entry's.
	first    []uint32
	offices  []text
	officeOf []int32 // each entry's place in offices, -1 for none
}

// of returns the glyphs of t.
func (d *data) of(t *text) []glyphID { return d.rows[t.first : t.first+uint32(t.n)] }

// builder makes data.
type builder struct {
	*data
	scribe  *scribe
	tables  []*Abbreviations
	offices map[string]int32
	buf     struct {
		rewritings []rewriting
		folded     []byte
		at, moved  []place
	}
}

func build(entries []Entry, own *Abbreviations) *data {
	b := &builder{data: &data{}, scribe: newScribe(), offices: make(map[string]int32)}
	b.data.alphabet = b.scribe.alphabet
	if own != nil {
		b.tables = append(b.tables, own)
	}
	b.tables = append(b.tables, builtin())
	for i := range entries {
		b.first = append(b.first, uint32(len(b.texts)))
		b.entry(&entries[i])
	}
	b.first = append(b.first, uint32(len(b.texts)))
	// The index stays as long as the program: give back what append reserved.
	b.rows, b.places = slices.Clone(b.rows), slices.Clone(b.places)
	b.texts, b.data.marks = slices.Clone(b.texts), slices.Clone(b.data.marks)
	return b.data
}

func (b *builder) entry(e *Entry) {
	s := b.fold(e.Name)
	b.add(s, b.buf.at, text{kind: aName})
	for _, table := range b.tables {
		b.buf.rewritings = table.rewritings(s, b.buf.rewritings[:0])
		for _, w := range b.buf.rewritings {
			b.variant(s, w)
		}
	}
	for _, a := range e.Aliases {
		b.add(b.fold(a), b.buf.at, text{kind: anAlias, via: a})
	}
	b.officeOf = append(b.officeOf, b.office(e.Department))
}

// office returns the place of a department, adding it when it is new.
func (b *builder) office(dept string) int32 {
	n, ok := b.offices[dept]
	if ok {
		return n
	}
	n = -1
	if s := b.fold(dept); s != "" {
		n = int32(len(b.data.offices))
		b.data.offices = append(b.data.offices, b.row(s, b.buf.at, text{kind: anOffice}))
	}
	b.offices[dept] = n
	return n
}

// fold returns s folded and without what does not count, and leaves in b.buf.at
// where in s each remaining character stood.
func (b *builder) fold(s string) string {
	b.buf.folded, b.buf.at = b.buf.folded[:0], b.buf.at[:0]
	i := uint16(0)
	for _, r := range s {
		if r = fold(r); counts(r) {
			b.buf.folded = utf8.AppendRune(b.buf.folded, r)
			b.buf.at = append(b.buf.at, place{i, i + 1})
		}
		if i++; i == maxName {
			break
		}
	}
	return string(b.buf.folded)
}

// maxName is how many characters of a name are searched. Names are shorter.
const maxName = 1000

// variant adds s as w rewrites it.
func (b *builder) variant(s string, w rewriting) {
	at := b.buf.at
	before := utf8.RuneCountInString(s[:w.at])
	after := before + utf8.RuneCountInString(w.find)
	moved := append(b.buf.moved[:0], at[:before]...)
	for range w.put {
		moved = append(moved, place{at[before].start, at[after-1].end})
	}
	moved = append(moved, at[after:]...)
	b.buf.moved = moved
	b.add(s[:w.at]+w.put+s[w.at+len(w.find):], moved, text{kind: aVariant, via: w.via})
}

func (b *builder) add(s string, at []place, t text) {
	if s == "" {
		return
	}
	t = b.row(s, at, t)
	var m uint64
	for _, id := range b.rows[t.first:] {
		m |= b.alphabet.marks[id&glyphMask]
	}
	b.texts = append(b.texts, t)
	b.data.marks = append(b.data.marks, m)
}

// row turns s into glyphs, word by word. A word begins where a known word does,
// behind punctuation, and where known words leave off.
func (b *builder) row(s string, at []place, t text) text {
	t.first = uint32(len(b.rows))
	lex := words()
	n, known := 0, true
	for s != "" {
		word, readings := lex.at(s)
		begins := word != "" || known || at[n].start > at[n-1].end
		known = word != ""
		if !known {
			_, size := utf8.DecodeRuneInString(s)
			word = s[:size]
		}
		i := 0
		for _, r := range word {
			sp := spelling{char: r, sure: known}
			if i < len(readings) {
				sp.meant = readings[i]
			}
			id := b.scribe.number(sp)
			if begins && i == 0 {
				id |= wordStart
			}
			b.rows = append(b.rows, id)
			b.places = append(b.places, at[n])
			i++
			n++
		}
		s = s[len(word):]
	}
	t.n = uint16(n)
	return t
}
