package finder

import "math/bits"

// match is where and how well a term was found in a text.
type match struct {
	text  int // place in data.texts
	from  int // first glyph
	to    int // behind the last glyph
	score int // 0 when it was not found
	how   manner
}

// manner is a way of finding.
type manner uint8

const (
	contiguously manner = iota
	scattered
	nearly
)

// Scores. The classes do not overlap, whatever is added and taken away, so that
// usage never lifts a scattered find above a contiguous one.
const (
	scoreWhole      = 3000 // the whole text, as written or spelled in full
	scorePrefixCode = 1150 // an item code or identifier begins so
	scoreContiguous = 1000
	scorePartCode   = 600 // an item code has it inside
	scoreScattered  = 450
	scoreNear       = 300
	scoreOffice     = 180 // only the department has it
	maxScattered    = 600

	forWholeInitials = 250 // the whole text, by initials
	forBeginning     = 150
	forWordBegin     = 80
	forWordEnd       = 30
	maxForUse        = 120

	perCost    = 8
	maxPerCost = 150
	perGlyphBy = 6  // for each glyph before the match, at most ten
	perGlyph   = 2  // for each other glyph of the text, at most twenty
	perGap     = 12 // for each glyph inside that is left out, at most fifteen
	forAlias   = 20 // taken from what is not the name itself
	betterName = 60 // by how much another text must do better than the name
)

// forUse returns what an item's score gains by having been used n times: much
// for the first times, ever less afterwards.
func forUse(n int) int {
	if n <= 0 {
		return 0
	}
	return min(12*bits.Len(uint(n)), maxForUse)
}

// costs holds what it cost to get to each position of a term.
type costs [maxTerm + 1]uint8

// window matches t with the glyphs from ids[0] on, without leaving any out, and
// returns how many it takes to use t up, 0 when it cannot be, and what it costs.
func (t *term) window(ids []glyphID) (n, cost int) {
	var buf [2]costs
	cur, next := &buf[0], &buf[1]
	end := len(t.chars)
	at := uint64(1) // the positions of t that are reached
	for i, id := range ids {
		var reached uint64
		for m := at; m != 0; m &= m - 1 {
			pos := bits.TrailingZeros64(m)
			reached = advance(t.moves.at(pos, id), pos, int(cur[pos]), reached, next)
		}
		if reached>>end&1 != 0 {
			return i + 1, int(next[end])
		}
		if reached == 0 {
			return 0, 0
		}
		at = reached
		cur, next = next, cur
	}
	return 0, 0
}

// advance enters into next and reached where a cell leads from pos.
func advance(cell uint32, pos, cost int, reached uint64, next *costs) uint64 {
	for to := pos + 1; cell != 0; to, cell = to+1, cell>>4 {
		c := cell & 15
		if c == 0 {
			continue
		}
		total := uint8(cost + int(c) - 1)
		if reached>>to&1 == 0 || total < next[to] {
			next[to] = total
			reached |= 1 << to
		}
	}
	return reached
}

// contiguous finds t in a text at its best place.
func (t *term) contiguous(d *data, number int) match {
	x := &d.texts[number]
	ids := d.of(x)
	first := t.moves.row(0)
	best := match{text: number}
	for s := range ids {
		if first[ids[s]&glyphMask] == 0 {
			continue
		}
		n, cost := t.window(ids[s:])
		if n == 0 {
			continue
		}
		if score := scoreWindow(x, ids, s, s+n, cost); score > best.score {
			best.from, best.to, best.score = s, s+n, score
		}
	}
	return best
}

// scoreWindow rates a contiguous match of glyphs from up to to.
func scoreWindow(x *text, ids []glyphID, from, to, cost int) int {
	n := len(ids)
	score := scoreContiguous
	switch {
	case to-from == n && cost == 0 && x.kind != aVariant:
		score = scoreWhole
	case to-from == n && x.kind != aVariant:
		score += forWholeInitials
	case from == 0:
		score += forBeginning
	case ids[from]&wordStart != 0:
		score += forWordBegin
	}
	if to == n || ids[to]&wordStart != 0 {
		score += forWordEnd
	}
	if x.kind != aName {
		score -= forAlias
	}
	return score - min(perCost*cost, maxPerCost) - perGlyphBy*min(from, 10) - perGlyph*min(n-(to-from), 20)
}

// scattered finds t in a text with glyphs left out. Letters may go on only where
// a word begins: without that rule a handful of letters is found everywhere.
// Characters may go on anywhere.
func (t *term) scattered(d *data, number int) match {
	x := &d.texts[number]
	ids := d.of(x)
	end := len(t.chars)
	if end < 2 {
		return match{}
	}
	started, gap, last := -1, 0, uint64(0)
	seen := uint64(1) // positions reached at any glyph before; last: at the one before
	for i, id := range ids {
		from := last | seen&t.resume(id)
		last = t.moves.reach(from, id)
		if last == 0 {
			gap++
			continue
		}
		if started < 0 {
			started, gap = i, 0
		}
		if last>>end&1 != 0 {
			score := scoreScattered - perGap*min(gap, 15) - perGlyphBy*min(started, 10) - perGlyph*min(len(ids), 20)
			if x.kind != aName {
				score -= forAlias
			}
			return match{text: number, from: started, to: i + 1, score: score, how: scattered}
		}
		seen |= last
	}
	return match{}
}

// resume returns the positions of t at which a glyph may go on behind a gap.
func (t *term) resume(id glyphID) uint64 {
	if id&wordStart != 0 {
		return ^uint64(0)
	}
	return t.han
}

// reach returns where id leads from the positions in from.
func (t *table) reach(from uint64, id glyphID) uint64 {
	var to uint64
	for m := from; m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		if pos*t.stride >= len(t.cells) {
			break
		}
		for cell, n := t.at(pos, id), pos+1; cell != 0; cell, n = cell>>4, n+1 {
			if cell&15 != 0 {
				to |= 1 << n
			}
		}
	}
	return to
}

// trace returns which glyphs of a scattered match t takes: the first way from
// the left that works.
func (t *term) trace(ids []glyphID) []int {
	w := walk{term: t, ids: ids, dead: make([][2]uint64, len(ids)+1)}
	if !w.from(0, 0, false) {
		return nil
	}
	return w.taken
}

// walk is the search for a way through a text.
type walk struct {
	*term
	ids   []glyphID
	taken []int
	dead  [][2]uint64 // positions from which a glyph leads nowhere; [1]: right behind a taken one
}

// from looks for a way from position pos at glyph i; next says that the glyph
// before was taken.
func (w *walk) from(i, pos int, next bool) bool {
	if pos == len(w.chars) {
		return true
	}
	side := 0
	if next {
		side = 1
	}
	if i == len(w.ids) || w.dead[i][side]>>pos&1 != 0 {
		return false
	}
	if next || w.resume(w.ids[i])>>pos&1 != 0 {
		w.taken = append(w.taken, i)
		for cell, n := w.moves.at(pos, w.ids[i]), pos+1; cell != 0; cell, n = cell>>4, n+1 {
			if cell&15 != 0 && w.from(i+1, n, true) {
				return true
			}
		}
		w.taken = w.taken[:len(w.taken)-1]
	}
	if w.from(i+1, pos, false) {
		return true
	}
	w.dead[i][side] |= 1 << pos
	return false
}
