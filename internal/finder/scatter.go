package finder

import "math/bits"

// scattered finds t with glyphs left out, in the entries where it was not found
// yet. Letters may go on only where a word begins: without that rule a handful
// of letters is found everywhere. Characters may go on anywhere.
func (t *term) scattered(d *data) {
	if len(t.chars) < 2 {
		return
	}
	for number, m := range d.marks {
		if m&t.mark != t.mark {
			continue
		}
		x := &d.texts[number]
		if x.kind == anOffice {
			continue
		}
		if found := &t.found[x.entry]; found.score == 0 || found.how == scattered {
			if to, gap := t.scatter(d.of(x)); to > 0 {
				found.keep(t.scoreScattered(x, number, to, gap))
			}
		}
	}
}

func (t *term) scoreScattered(x *text, number, to, gap int) match {
	score := scoreScattered - perGap*min(gap, 15) - perGlyph*min(int(x.n), 20)
	if x.kind != aName {
		score -= forAlias
	}
	return match{score: int32(score), text: uint32(number), to: uint16(to), how: scattered, named: x.kind == aName}
}

// scatter returns how many of ids it takes to use t up, 0 when it cannot be, and
// how many of them are left out.
func (t *term) scatter(ids []glyphID) (n, gap int) {
	first := t.moves.row(0)
	i := 0
	for ; i < len(ids); i++ {
		if first[ids[i]&glyphMask] != 0 && t.resume(ids[i])&1 != 0 {
			break
		}
	}
	gap = i / 3 // what is before counts less
	seen, last := uint64(1), uint64(1)
	for ; i < len(ids); i++ {
		last = t.moves.reach(last|seen&t.resume(ids[i]), ids[i])
		if last>>len(t.chars)&1 != 0 {
			return i + 1, gap
		}
		if last == 0 {
			gap++
		}
		seen |= last
	}
	return 0, 0
}

// resume returns the positions of t at which a glyph may go on behind a gap.
func (t *term) resume(id glyphID) uint64 {
	if id&wordStart != 0 {
		return ^uint64(0)
	}
	return t.han
}

// reach returns where id leads from the positions in from, none of which is the
// end.
func (t *table) reach(from uint64, id glyphID) uint64 {
	var to uint64
	for m := from; m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
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
	w := tracer{term: t, ids: ids, dead: make([][2]uint64, len(ids))}
	w.from(0, 0, 0)
	return w.taken
}

// tracer is the search for a way through a text.
type tracer struct {
	*term
	ids   []glyphID
	taken []int
	dead  [][2]uint64 // positions from which a glyph leads nowhere; [1]: right behind a taken one
}

// from looks for a way from position pos at glyph i; next is 1 right behind a
// taken glyph and 0 elsewhere.
func (w *tracer) from(i, pos, next int) bool {
	if pos == len(w.chars) {
		return true
	}
	if i == len(w.ids) || w.dead[i][next]>>pos&1 != 0 {
		return false
	}
	if next == 1 || w.resume(w.ids[i])>>pos&1 != 0 {
		w.taken = append(w.taken, i)
		for cell, n := w.moves.at(pos, w.ids[i]), pos+1; cell != 0; cell, n = cell>>4, n+1 {
			if cell&15 != 0 && w.from(i+1, n, 1) {
				return true
			}
		}
		w.taken = w.taken[:len(w.taken)-1]
	}
	if w.from(i+1, pos, 0) {
		return true
	}
	w.dead[i][next] |= 1 << pos
	return false
}
