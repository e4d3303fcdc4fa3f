package finder

// maxTerm is how many characters of a term are searched: its positions, the end
// among them, are the bits of a word. Longer pastes are cut.
const maxTerm = 60

// term is one of the words of a query, with the moves that it allows.
type term struct {
	chars   []rune  // folded; letters, digits and Chinese
	mark    uint64  // the chars' marks together
	han     uint64  // bit i: chars[i] is not a letter
	code    []byte  // as typed, in capitals; empty unless it may be a code
	isCode  bool    // it can hardly be anything else
	moves   table   // what each glyph may take
	sound   table   // the same, and what sounds like it; for near misses
	slips   table   // what it may take with one slip of the finger
	found   []match // by entry: where it was found so far
	offices []bool  // by office: whether it has the term
}

// table says what a glyph may take from a term: cell [position][glyph] holds
// eight nibbles, one for each number of characters taken, which are 0 when it
// cannot take so many and otherwise one more than what it costs.
type table struct {
	stride int
	cells  []uint32
}

func (t *table) reset(positions, glyphs int) {
	n := positions * glyphs
	if cap(t.cells) < n {
		t.cells = make([]uint32, n)
	}
	t.cells = t.cells[:n]
	clear(t.cells)
	t.stride = glyphs
}

func (t *table) at(pos int, g glyphID) uint32 { return t.cells[pos*t.stride+int(g&glyphMask)] }

// row returns the cells of one position.
func (t *table) row(pos int) []uint32 { return t.cells[pos*t.stride : (pos+1)*t.stride] }

// maxTake is the most characters that one glyph can take.
const maxTake = 8

// allow lets a cell take n characters at a cost, unless that costs less already.
func allow(cell *uint32, n, cost int) {
	if n < 1 || n > maxTake {
		return
	}
	shift := 4 * (n - 1)
	old := *cell >> shift & 15
	if c := uint32(min(cost, 14)) + 1; old == 0 || c < old {
		*cell = *cell&^(15<<shift) | c<<shift
	}
}

// What a glyph's match costs. A character or a whole syllable costs nothing.
const (
	costInitial = 1 // an initial, or an unfinished last syllable
	costUnusual = 2 // in a reading that is not the usual one
	costWrong   = 8 // in a reading that it has elsewhere, not in this word
	costSound   = 2 // only sounds alike
	costSlip    = 6 // mistyped
)

// set makes t the term that the folded characters are, not found anywhere yet.
func (t *term) set(chars []rune, d *data) {
	al := d.alphabet
	t.found = resize(t.found, len(d.officeOf))
	t.offices = resize(t.offices, d.offices)
	t.chars = append(t.chars[:0], chars[:min(len(chars), maxTerm)]...)
	t.mark, t.han = 0, 0
	for i, r := range t.chars {
		t.mark |= mark(r)
		if !isLatin(r) {
			t.han |= 1 << i
		}
	}
	t.moves.reset(len(t.chars), len(al.glyphs))
	for i, r := range t.chars {
		row := t.moves.row(i)
		for _, id := range al.byChar[r] {
			allow(&row[id], 1, 0)
		}
		if isLatin(r) {
			t.spelled(i, row, al)
		}
	}
}

// spelled fills in what the glyphs may take of the letters at position i.
func (t *term) spelled(i int, row []uint32, al *alphabet) {
	rest := t.chars[i:]
	for _, id := range al.byInitial[rest[0]-'a'] {
		for _, rd := range al.glyphs[id].readings {
			extra := int(rd.extra)
			s := al.syllables[rd.syllable]
			n := common(s, rest)
			if n == 0 {
				continue // another reading begins with the letter
			}
			allow(&row[id], 1, costInitial+extra)
			if n >= 2 && s[1] == 'h' {
				allow(&row[id], 2, costInitial+extra)
			}
			switch n {
			case len(s):
				allow(&row[id], n, extra)
			case len(rest):
				allow(&row[id], n, costInitial+extra)
			}
		}
	}
}

// common returns how many letters s and rest have in common at their beginning.
func common(s string, rest []rune) int {
	n := 0
	for n < len(s) && n < len(rest) && rune(s[n]) == rest[n] {
		n++
	}
	return n
}
