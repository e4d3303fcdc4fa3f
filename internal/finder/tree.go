package finder

import "math/bits"

// depth is how many glyphs deep data.order is sorted.
const depth = 5

// sortPlaces puts all places of the rows into the order of the glyphs that begin
// there, depth glyphs deep: places that read alike stand together, and a search
// follows each beginning once, however many names have it. It is a radix sort
// from the last glyph to the first. The rows begin and end with depth zeros, so
// that every place has depth glyphs and they may be read as a ring.
func (d *data) sortPlaces() {
	n := len(d.rows)
	d.rows = append(d.rows, make([]glyphID, depth)...)
	from, to := make([]uint32, n), make([]uint32, n)
	for i := range from {
		from[i] = uint32(i)
	}
	start := make([]uint32, len(d.glyphs)+1)
	for _, id := range d.rows[:n] {
		start[id&glyphMask+1]++
	}
	for g := range d.glyphs {
		start[g+1] += start[g]
	}
	d.begin = append([]uint32(nil), start...)
	next := make([]uint32, len(start))
	for at := depth - 1; at >= 0; at-- {
		copy(next, start)
		for _, p := range from {
			g := d.rows[int(p)+at] & glyphMask
			to[next[g]] = p
			next[g]++
		}
		from, to = to, from
	}
	d.order = from
}

// same returns the end of the run of places in order[lo:hi] that have the same
// glyph at a distance of at as order[lo] has.
func (d *data) same(lo, hi, at int) int {
	g := d.rows[int(d.order[lo])+at] & glyphMask
	end, step := lo+1, 1
	for end < hi && d.rows[int(d.order[end])+at]&glyphMask == g {
		lo = end
		end += step
		step *= 2
	}
	end = min(end, hi)
	for lo+1 < end { // order[lo] has g, order[end] has not
		mid := int(uint(lo+end) / 2)
		if d.rows[int(d.order[mid])+at]&glyphMask == g {
			lo = mid
		} else {
			end = mid
		}
	}
	return end
}

// costs holds what it cost to get to each position of a term. Only those that
// are reached mean anything.
type costs [maxTerm + 1]uint8

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

// walker finds a term at all places at once.
type walker struct {
	*data
	t     *term
	costs [depth + 2]costs // at each depth; the last two take turns beyond it
}

// contiguous finds t without gaps and enters the best match of each entry into
// t.found.
func (w *walker) contiguous() {
	for g, cell := range w.t.moves.row(0) {
		lo, hi := int(w.begin[g]), int(w.begin[g+1])
		if cell == 0 || lo == hi {
			continue
		}
		w.costs[0][0] = 0
		w.follow(lo, hi, 0, 1)
	}
}

// follow tries the places order[lo:hi], whose glyphs before the one at a
// distance of at have led to the positions in reached.
func (w *walker) follow(lo, hi, at int, reached uint64) {
	for lo < hi {
		end := w.same(lo, hi, at)
		to := w.step(w.rows[int(w.order[lo])+at], reached, &w.costs[at], &w.costs[at+1])
		switch {
		case to>>len(w.t.chars)&1 != 0:
			w.enter(lo, end, at+1, int(w.costs[at+1][len(w.t.chars)]))
		case to == 0:
		case at+1 < depth:
			w.follow(lo, end, at+1, to)
		default:
			for i := lo; i < end; i++ {
				w.goOn(i, to)
			}
		}
		lo = end
	}
}

// goOn follows a single place beyond depth.
func (w *walker) goOn(i int, reached uint64) {
	full := uint64(1) << len(w.t.chars)
	cur, next := &w.costs[depth], &w.costs[depth+1]
	keep := *cur // other places go on from here too
	for at := depth; reached != 0; at++ {
		reached = w.step(w.rows[int(w.order[i])+at], reached, cur, next)
		if reached&full != 0 {
			w.enter(i, i+1, at+1, int(next[len(w.t.chars)]))
			break
		}
		cur, next = next, cur
	}
	w.costs[depth] = keep
}

// step returns where the glyph id leads from the positions in reached. Glyph 0,
// behind each text, leads nowhere.
func (w *walker) step(id glyphID, reached uint64, cur, next *costs) uint64 {
	var to uint64
	for m := reached; m != 0; m &= m - 1 {
		pos := bits.TrailingZeros64(m)
		to = advance(w.t.moves.at(pos, id), pos, int(cur[pos]), to, next)
	}
	return to
}

// enter enters matches of n glyphs at the places order[lo:hi].
func (w *walker) enter(lo, hi, n, cost int) {
	for _, p := range w.order[lo:hi] {
		number := w.textAt[p]
		x := &w.texts[number]
		if x.kind == anOffice {
			w.t.offices[x.entry] = true
			continue
		}
		from := int(p - x.first)
		w.t.found[x.entry].keep(match{
			score: int32(w.scoreWindow(x, from, from+n, cost)),
			text:  number,
			from:  uint16(from),
			to:    uint16(from + n),
			named: x.kind == aName,
		})
	}
}
