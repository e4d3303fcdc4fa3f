package finder

import "math/bits"

// manner is a way of finding a term in a text.
type manner uint8

const (
	contiguously manner = iota
	scattered
	nearly
)

// match is where and how well a term was found in an entry.
type match struct {
	score int32  // 0 when it was not found
	text  uint32 // place in data.texts, noText when it was no text
	from  uint16 // first glyph
	to    uint16 // behind the last glyph
	how   manner
	named bool // in the name itself
}

// noText is the place of what was found in a code or a department.
const noText = 1<<32 - 1

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

// scoreWindow rates a match of the glyphs from up to to of x without gaps.
func (d *data) scoreWindow(x *text, from, to, cost int) int {
	n := int(x.n)
	whole := to-from == n && x.kind != aVariant
	score := scoreContiguous
	switch {
	case whole && cost == 0:
		score = scoreWhole
	case whole:
		score += forWholeInitials
	case from == 0:
		score += forBeginning
	case d.rows[int(x.first)+from]&wordStart != 0:
		score += forWordBegin
	}
	if to == n || d.rows[int(x.first)+to]&wordStart != 0 {
		score += forWordEnd
	}
	if x.kind != aName {
		score -= forAlias
	}
	return score - min(perCost*cost, maxPerCost) - perGlyphBy*min(from, 10) - perGlyph*min(n-(to-from), 20)
}

// keep replaces m by other when that is better. The name is preferred to an
// alias that is not much better, the earlier text and place to the later.
func (m *match) keep(other match) {
	a, b := m.rank(), other.rank()
	if b > a || b == a && (other.text < m.text || other.text == m.text && other.from < m.from) {
		*m = other
	}
}

func (m *match) rank() int32 {
	if m.named {
		return m.score + betterName
	}
	return m.score
}
