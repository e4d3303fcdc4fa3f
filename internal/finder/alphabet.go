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
	unusual  bool   // not the one that is meant here
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
	numbers  map[glyphKey]glyphID
	syllable map[string]uint16
	readings map[rune][]string
}

// glyphKey tells glyphs apart: by the character and the reading that is meant,
// "" for the usual one.
type glyphKey struct {
	char  rune
	meant string
}

func newScribe() *scribe {
	return &scribe{
		alphabet: &alphabet{
			glyphs: make([]glyph, 1, 512),
			marks:  make([]uint64, 1, 512),
			byChar: make(map[rune][]glyphID, 512),
		},
		numbers:  make(map[glyphKey]glyphID, 512),
		syllable: make(map[string]uint16, 256),
		readings: make(map[rune][]string, 512),
	}
}

// number returns the glyph of a character whose meant reading is given, "" for
// the usual one.
func (w *scribe) number(r rune, meant string) glyphID {
	if meant != "" && w.spell(r)[0] == meant {
		meant = ""
	}
	key := glyphKey{r, meant}
	id, ok := w.numbers[key]
	if !ok {
		id = w.add(r, meant)
		w.numbers[key] = id
	}
	return id
}

func (w *scribe) add(r rune, meant string) glyphID {
	if len(w.glyphs) == int(glyphMask) {
		return 0 // more different characters than a catalogue can have
	}
	id := glyphID(len(w.glyphs))
	g := glyph{char: r}
	m := mark(r)
	hear := func(s string, unusual bool) {
		g.readings = append(g.readings, reading{w.intern(s), unusual})
		for i := range len(s) {
			m |= mark(rune(s[i]))
		}
	}
	if meant != "" {
		hear(meant, false)
	}
	for i, s := range w.spell(r) {
		if s == "" || s == meant {
			continue
		}
		unusual := i > 0 || meant != ""
		hear(s, unusual)
		if also := alsoTyped(s); also != s {
			hear(also, unusual)
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
