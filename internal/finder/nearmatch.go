package finder

import "math/bits"

// near finds t in a text with what sounds alike and at most one slip.
func (t *term) near(d *data, number int) match {
	x := &d.texts[number]
	ids := d.of(x)
	best := match{text: number, how: nearly}
	for from, id := range ids {
		if !t.mayBegin(id) {
			continue
		}
		n, cost := t.nearWindow(ids[from:])
		if n == 0 {
			continue
		}
		score := scoreNear + (scoreWindow(x, ids, from, from+n, max(cost, 1))-scoreContiguous)/2
		if score > best.score {
			best.from, best.to, best.score = from, from+n, score
		}
	}
	return best
}

// mayBegin reports whether a near miss can begin with id.
func (t *term) mayBegin(id glyphID) bool {
	return t.sound.at(0, id)|t.slips.at(0, id) != 0 || t.slippery() && t.sound.at(1, id) != 0
}

// slippery reports whether t is long enough that a character too many, or two
// exchanged, still leave it recognizable.
func (t *term) slippery() bool { return len(t.chars) >= 4 || bits.OnesCount64(t.han) >= 3 }

// lanes are the two ways through a text at a time: without a slip so far, and
// with one.
type lanes struct {
	at    [2]uint64 // the positions of the term that are reached
	costs [2]costs
}

// nearWindow is window with sounds and slips. It looks for the cheapest way: a
// slip that uses the term up early must not hide a better way further on.
func (t *term) nearWindow(ids []glyphID) (n, cost int) {
	var buf [2]lanes
	cur, next := &buf[0], &buf[1]
	end := len(t.chars)
	cur.at[0] = 1
	t.skip(cur)
	var open uint64
	for i, id := range ids {
		next.at = [2]uint64{}
		t.take(cur, next, id)
		open = t.cross(cur, next, open, id)
		t.skip(next)
		for lane := range next.at {
			if c := int(next.costs[lane][end]); next.at[lane]>>end&1 != 0 && (n == 0 || c < cost) {
				n, cost = i+1, c
			}
			next.at[lane] &^= 1 << end
		}
		if next.at[0]|next.at[1]|open == 0 {
			break
		}
		cur, next = next, cur
	}
	return n, cost
}

// take moves both lanes on by the glyph id.
func (t *term) take(cur, next *lanes, id glyphID) {
	for lane := range cur.at {
		for m := cur.at[lane]; m != 0; m &= m - 1 {
			pos := bits.TrailingZeros64(m)
			c := int(cur.costs[lane][pos])
			next.at[lane] = advance(t.sound.at(pos, id), pos, c, next.at[lane], &next.costs[lane])
			if lane == 0 {
				next.at[1] = advance(t.slips.at(pos, id), pos, c, next.at[1], &next.costs[1])
			}
		}
	}
}

// takesOne is the nibble of a cell that says a single character may be taken.
const takesOne = 15

// cross handles two characters or initials exchanged: where id has the one
// behind the position reached, the next glyph may have the one at it. open is
// the positions at which the glyph before did so; cross returns those of id.
func (t *term) cross(cur, next *lanes, open uint64, id glyphID) uint64 {
	if !t.slippery() {
		return 0
	}
	end := len(t.chars)
	for m := open; m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		if t.moves.at(pos, id)&takesOne != 0 {
			next.reach(pos+2, costSlip)
		}
	}
	open = 0
	for m := cur.at[0] &^ (1<<end | 1<<(end-1)); m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		if t.moves.at(pos+1, id)&takesOne != 0 {
			open |= 1 << pos
		}
	}
	return open
}

// skip lets the lane without a slip pass over a character too many.
func (t *term) skip(l *lanes) {
	if !t.slippery() {
		return
	}
	for m := l.at[0] &^ (1 << len(t.chars)); m != 0; m &= m - 1 {
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
