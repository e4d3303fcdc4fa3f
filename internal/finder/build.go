package finder

import "unicode/utf8"

// kind says what a text is to its entry.
type kind uint8

const (
	aName kind = iota
	anAlias
	aVariant
	anOffice
)

// text is a row of glyphs: data.rows[first : first+n].
type text struct {
	first uint32
	n     uint16
	kind  kind
	entry uint32 // whose it is; for an office its own number
	via   string // what Hit.Via is to say
}

// place is the run of a name's runes that a glyph stands for; for an alias it
// says nothing.
type place struct{ start, end uint16 }

// data is the built index. It is never changed.
type data struct {
	*alphabet
	texts    []text
	marks    []uint64  // of each of texts: the glyphs' marks together
	rows     []glyphID // the texts, a 0 behind each and more at both ends
	places   []place   // of each of rows
	textAt   []uint32  // of each of rows: the text it belongs to
	order    []uint32  // the places of rows, sorted by what begins there
	begin    []uint32  // where in order the places of each glyph begin
	offices  int       // how many different departments there are
	officeOf []int32   // each entry's department, -1 for none
}

// of returns the glyphs of t.
func (d *data) of(t *text) []glyphID { return d.rows[t.first : t.first+uint32(t.n)] }

// builder makes data.
type builder struct {
	*data
	scribe   *scribe
	tables   []*Abbreviations
	numberOf map[string]int32 // the departments'
	buf      struct {
		rewritings []rewriting
		folded     []byte
		at, moved  []place
	}
}

func build(entries []Entry, own *Abbreviations) *data {
	b := &builder{data: &data{}, scribe: newScribe(), numberOf: make(map[string]int32)}
	b.data.alphabet = b.scribe.alphabet
	if own != nil {
		b.tables = append(b.tables, own)
	}
	b.tables = append(b.tables, builtin())
	b.reserve(entries)
	for i := range entries {
		b.entry(uint32(i), &entries[i])
	}
	b.sortPlaces()
	return b.data
}

// reserve makes room for what entries probably need: the name, a third as much
// again for its variants, and the aliases.
func (b *builder) reserve(entries []Entry) {
	texts, glyphs := 0, 0
	for i := range entries {
		texts += 1 + len(entries[i].Aliases)
		glyphs += len(entries[i].Name)/3 + 1
		for _, a := range entries[i].Aliases {
			glyphs += len(a)/3 + 1
		}
	}
	texts, glyphs = texts*4/3+16, glyphs*4/3+64
	b.texts = make([]text, 0, texts)
	b.data.marks = make([]uint64, 0, texts)
	b.rows = make([]glyphID, depth, glyphs)
	b.places = make([]place, depth, glyphs)
	b.textAt = make([]uint32, depth, glyphs)
	b.officeOf = make([]int32, 0, len(entries))
}

func (b *builder) entry(number uint32, e *Entry) {
	s := b.fold(e.Name)
	b.add(s, b.buf.at, text{kind: aName, entry: number})
	for _, table := range b.tables {
		b.buf.rewritings = table.rewritings(s, b.buf.rewritings[:0])
		for _, w := range b.buf.rewritings {
			b.variant(s, w, number)
		}
	}
	for _, a := range e.Aliases {
		b.add(b.fold(a), b.buf.at, text{kind: anAlias, entry: number, via: a})
	}
	b.officeOf = append(b.officeOf, b.office(e.Department))
}

// office returns the number of a department, adding it when it is new.
func (b *builder) office(dept string) int32 {
	n, ok := b.numberOf[dept]
	if ok {
		return n
	}
	n = -1
	if s := b.fold(dept); s != "" {
		n = int32(b.offices)
		b.offices++
		b.add(s, b.buf.at, text{kind: anOffice, entry: uint32(n)})
	}
	b.numberOf[dept] = n
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
func (b *builder) variant(s string, w rewriting, number uint32) {
	at := b.buf.at
	before := utf8.RuneCountInString(s[:w.at])
	after := before + utf8.RuneCountInString(w.find)
	moved := append(b.buf.moved[:0], at[:before]...)
	for range w.put {
		moved = append(moved, place{at[before].start, at[after-1].end})
	}
	moved = append(moved, at[after:]...)
	b.buf.moved = moved
	b.add(s[:w.at]+w.put+s[w.at+len(w.find):], moved, text{kind: aVariant, entry: number, via: w.via})
}

// add adds the text s, whose characters stand at the places at.
func (b *builder) add(s string, at []place, t text) {
	if s == "" {
		return
	}
	t.first = uint32(len(b.rows))
	t.n = uint16(len(at))
	b.write(s, at)
	b.places = append(b.places, at...)
	var m uint64
	for _, id := range b.rows[t.first:] {
		m |= b.alphabet.marks[id&glyphMask]
		b.textAt = append(b.textAt, uint32(len(b.texts)))
	}
	b.texts = append(b.texts, t)
	b.data.marks = append(b.data.marks, m)
	// What reads on beyond the text meets the glyph that nothing matches.
	b.rows = append(b.rows, 0)
	b.places = append(b.places, place{})
	b.textAt = append(b.textAt, 0)
}

// write appends the glyphs of s, word by word. A word begins where a known word
// does, behind punctuation, and where known words leave off.
func (b *builder) write(s string, at []place) {
	lex := words()
	n, known := 0, true
	for s != "" {
		w := lex.at(s)
		begins := w != nil || known || at[n].start > at[n-1].end
		known = w != nil
		from, size := len(b.rows), 0
		if known {
			size = len(w.text)
			b.rows = append(b.rows, b.scribe.word(w)...)
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(s)
			b.rows = append(b.rows, b.scribe.char(r))
		}
		if begins {
			b.rows[from] |= wordStart
		}
		n += len(b.rows) - from
		s = s[size:]
	}
}
