package catalog

import "slices"

// pairing is how two lists of one kind correspond: what is in both, what is new
// and what is gone.
type pairing[T any] struct {
	both        [][2]T
	added, gone []string
	moved       bool // the same names in another order
}

// pairUp joins the elements of two lists by name. Of elements with one name the
// first is joined with the first, the second with the second.
func pairUp[T any](was, is []T, name func(T) string) pairing[T] {
	var p pairing[T]
	left := slices.Clone(was)
	last := -1
	for _, b := range is {
		i := slices.IndexFunc(left, func(a T) bool { return name(a) == name(b) })
		if i < 0 {
			p.added = append(p.added, name(b))
			continue
		}
		p.both = append(p.both, [2]T{left[i], b})
		left = slices.Delete(left, i, i+1)
		at := slices.IndexFunc(was, func(a T) bool { return name(a) == name(b) })
		p.moved = p.moved || at < last
		last = at
	}
	for _, a := range left {
		p.gone = append(p.gone, name(a))
	}
	return p
}

// pairs says what is new and what is gone, and compares the rest with each.
func (d *differ) pairs(p interface{ lists() ([]string, []string, bool) }, w Weight, what string, each any) {
	added, gone, moved := p.lists()
	for _, s := range added {
		d.add(w, "新增%s“%s”", what, clip(s))
	}
	for _, s := range gone {
		d.add(w, "取消%s“%s”", what, clip(s))
	}
	_ = moved
	_ = each
}
