package finder

import "strings"

// A glyph's number, as texts hold it. The highest bit says that a word begins
// here; it is no part of the number. Number 0 is a glyph that nothing matches.
type glyphID uint16

const (
	wordStart glyphID = 1 << 15
	glyphMask         = wordStart - 1
)

// glyph is a character with its readings, the meant one first.
type glyph struct {
	char     rune
	readings []reading
}

// reading is one way to say a glyph.
type reading struct {
	syllable uint16 // place in alphabet.syllables
	extra    uint8  // what it costs to be read so
}

// alphabet is all glyphs and syllables that occur in an index. It is not changed
// once the index is built.
type alphabet struct {
	glyphs    []glyph // by number
	marks     []uint64
	syllables []string
	byChar    map[rune][]glyphID
	byInitial [26][]glyphID // glyphs with a reading that begins with the letter
	ear       hearing       // which syllables sound alike, made when first needed
}

// scribe adds to an alphabet.
type scribe struct {
	*alphabet
	numbers  map[spelling]glyphID
	chars    map[rune]glyphID  // those outside known words
	words    map[int][]glyphID // the known words met, by their numbers
	syllable map[string]uint16
	readings map[rune][]string
}

// spelling is a character in its surroundings: the reading that is meant, "" for
// the usual one, and whether that is sure because a known word says so.
type spelling struct {
	char  rune
	meant string
	sure  bool
}

func newScribe() *scribe {
	return &scribe{
		alphabet: &alphabet{
			glyphs: make([]glyph, 1, 512),
			marks:  make([]uint64, 1, 512),
			byChar: make(map[rune][]glyphID, 512),
		},
		numbers:  make(map[spelling]glyphID, 512),
		chars:    make(map[rune]glyphID, 512),
		words:    make(map[int][]glyphID, 256),
		syllable: make(map[string]uint16, 256),
		readings: make(map[rune][]string, 512),
	}
}

// char returns the glyph of a character outside any known word.
func (w *scribe) char(r rune) glyphID {
	id, ok := w.chars[r]
	if !ok {
		id = w.number(spelling{char: r})
		w.chars[r] = id
	}
	return id
}

// word returns the glyphs of a known word.
func (w *scribe) word(known *word) []glyphID {
	ids, ok := w.words[known.number]
	if !ok {
		i := 0
		for _, r := range known.text {
			sp := spelling{char: r, sure: true}
			if i < len(known.readings) {
				sp.meant = known.readings[i]
			}
			ids = append(ids, w.number(sp))
			i++
		}
		w.words[known.number] = ids
	}
	return ids
}

// number returns the glyph of a spelling, adding it when it is new.
func (w *scribe) number(sp spelling) glyphID {
	all := w.spell(sp.char)
	if sp.meant == all[0] {
		sp.meant = ""
	}
	if sp.meant == "" && len(all) == 1 {
		sp.sure = true
	}
	id, ok := w.numbers[sp]
	if !ok {
		id = w.add(sp)
		w.numbers[sp] = id
	}
	return id
}

func (w *scribe) add(sp spelling) glyphID {
	if len(w.glyphs) == int(glyphMask) {
		return 0 // more different characters than a catalogue can have
	}
	id := glyphID(len(w.glyphs))
	g := glyph{char: sp.char}
	m := mark(sp.char)
	hear := func(s string, extra uint8) {
		g.readings = append(g.readings, reading{w.intern(s), extra})
		for i := range len(s) {
			m |= mark(rune(s[i]))
		}
	}
	meant := sp.meant
	if meant == "" {
		meant = w.spell(sp.char)[0]
	}
	if meant != "" {
		hear(meant, 0)
	}
	other := uint8(costUnusual)
	if sp.sure {
		other = costWrong
	}
	for _, s := range w.spell(sp.char) {
		if s != meant {
			hear(s, other)
		}
	}
	w.glyphs = append(w.glyphs, g)
	w.marks = append(w.marks, m)
	w.list(id, g)
	return id
}

// list enters a new glyph under its character and its initials.
func (w *scribe) list(id glyphID, g glyph) {
	w.byChar[g.char] = append(w.byChar[g.char], id)
	var seen uint32
	for _, rd := range g.readings {
		c := w.syllables[rd.syllable][0] - 'a'
		if seen>>c&1 == 0 {
			seen |= 1 << c
			w.byInitial[c] = append(w.byInitial[c], id)
		}
	}
}

// spell returns the readings of r, the usual one first; "" stands for none.
func (w *scribe) spell(r rune) []string {
	all, ok := w.readings[r]
	if !ok {
		if isLatin(r) {
			all = []string{string(r)}
		} else if all = readingsOf(r); len(all) == 0 {
			all = []string{""}
		}
		for _, s := range all {
			if also := alsoTyped(s); also != s {
				all = append(all, also)
			}
		}
		w.readings[r] = all
	}
	return all
}

func (w *scribe) intern(s string) uint16 {
	id, ok := w.syllable[s]
	if !ok {
		id = uint16(len(w.syllables))
		w.syllables = append(w.syllables, s)
		w.syllable[s] = id
	}
	return id
}

// alsoTyped returns how else a syllable is typed: input methods take lue for
// lve (略) and nue for nve (虐).
func alsoTyped(s string) string {
	if len(s) == 3 && strings.HasSuffix(s, "ve") {
		return s[:1] + "ue"
	}
	return s
}
