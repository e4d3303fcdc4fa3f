package finder

import "math/bits"

// slippery reports whether t is long enough that a character too many, or two
// exchanged, still leave it recognizable.
func (t *term) slippery() bool { return len(t.chars) >= 4 || bits.OnesCount64(t.han) >= 3 }

// lanes are the two ways through a text at a time: without a slip so far, and
// with one.
type lanes struct {
	at    [2]uint64 // the positions of the term that are reached
	costs [2]costs
	// open are the positions at which the glyph before had the character behind:
	// if the next one has the one at it, they were exchanged.
	open uint64
}

// strayer finds a term at all places at once, with what sounds alike and at most
// one slip.
type strayer struct {
	*data
	t     *term
	lanes [depth + 3]lanes // at each depth; the last two take turns beyond it
}

// near enters the best near miss of each entry into t.found.
func (w *strayer) near() {
	start := &w.lanes[0]
	start.at, start.open = [2]uint64{1, 0}, 0
	start.costs[0][0] = 0
	w.skip(start)
	w.follow(int(w.begin[1]), len(w.order), 0)
}

// follow tries the places order[lo:hi], whose glyphs before the one at a
// distance of at have led to lanes[at].
func (w *strayer) follow(lo, hi, at int) {
	for lo < hi {
		end := w.same(lo, hi, at)
		if w.step(w.rows[int(w.order[lo])+at], &w.lanes[at], &w.lanes[at+1]) {
			w.enterAny(lo, end, at+1, &w.lanes[at+1])
			if at+1 < depth {
				w.follow(lo, end, at+1)
			} else {
				for i := lo; i < end; i++ {
					w.goOn(i)
				}
			}
		}
		lo = end
	}
}

// goOn follows a single place beyond depth.
func (w *strayer) goOn(i int) {
	cur, next, other := &w.lanes[depth], &w.lanes[depth+1], &w.lanes[depth+2]
	for at := depth; w.step(w.rows[int(w.order[i])+at], cur, next); at++ {
		w.enterAny(i, i+1, at+1, next)
		cur, next, other = next, other, next
	}
}

// enterAny enters the matches that end in l, which goes on without them: a slip
// that uses the term up early must not hide a better way further on.
func (w *strayer) enterAny(lo, hi, n int, l *lanes) {
	end := len(w.t.chars)
	for lane := range l.at {
		if l.at[lane]>>end&1 != 0 {
			w.enter(lo, hi, n, int(l.costs[lane][end]))
			l.at[lane] &^= 1 << end
		}
	}
}

// enter enters near misses of n glyphs at the places order[lo:hi].
func (w *strayer) enter(lo, hi, n, cost int) {
	for _, p := range w.order[lo:hi] {
		number := w.textAt[p]
		x := &w.texts[number]
		if x.kind == anOffice {
			continue
		}
		from := int(p - x.first)
		score := scoreNear + (w.scoreWindow(x, from, from+n, max(cost, 1))-scoreContiguous)/2
		w.t.found[x.entry].keep(match{
			score: int32(score),
			text:  number,
			from:  uint16(from),
			to:    uint16(from + n),
			how:   nearly,
			named: x.kind == aName,
		})
	}
}

// step moves the lanes on by a glyph and reports whether any way is left.
func (w *strayer) step(id glyphID, cur, next *lanes) bool {
	next.at, next.open = [2]uint64{}, 0
	if id&glyphMask == 0 {
		return false
	}
	for lane := range cur.at {
		for m := cur.at[lane]; m != 0; m &= m - 1 {
			pos := bits.TrailingZeros64(m)
			c := int(cur.costs[lane][pos])
			next.at[lane] = advance(w.t.sound.at(pos, id), pos, c, next.at[lane], &next.costs[lane])
			if lane == 0 {
				next.at[1] = advance(w.t.slips.at(pos, id), pos, c, next.at[1], &next.costs[1])
			}
		}
	}
	if w.t.slippery() {
		w.cross(id, cur, next)
		w.skip(next)
	}
	return next.at[0]|next.at[1]|next.open != 0
}

// takesOne is the nibble of a cell that says a single character may be taken.
const takesOne = 15

// cross handles two characters or initials exchanged.
func (w *strayer) cross(id glyphID, cur, next *lanes) {
	for m := cur.open; m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		if w.t.moves.at(pos, id)&takesOne != 0 {
			next.reach(pos+2, costSlip)
		}
	}
	for m := cur.at[0] &^ (1 << (len(w.t.chars) - 1)); m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		if w.t.moves.at(pos+1, id)&takesOne != 0 {
			next.open |= 1 << pos
		}
	}
}

// skip lets the lane without a slip pass over a character too many.
func (w *strayer) skip(l *lanes) {
	if !w.t.slippery() {
		return
	}
	for m := l.at[0] &^ (1 << len(w.t.chars)); m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		l.reach(pos+1, int(l.costs[0][pos])+costSlip)
	}
}

// reach enters that the lane with a slip gets to pos at a cost.
func (l *lanes) reach(pos, cost int) {
	if l.at[1]>>pos&1 == 0 || cost < int(l.costs[1][pos]) {
		l.at[1] |= 1 << pos
		l.costs[1][pos] = uint8(cost)
	}
}
