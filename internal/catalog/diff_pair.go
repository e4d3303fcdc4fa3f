package catalog

import "slices"

// lists compares two lists whose elements go by a name: what is new, what is
// gone, and with each what both have. Of elements with one name the first is
// compared with the first, the second with the second.
type lists[T any] struct {
	was, is []T
	name    func(T) string
	label   func(T) string // how a sentence calls it; nil for its name
	weight  Weight
	what    string // 审查要点, 特别程序 …
	each    func(was, is T)
	added   func(T) string // more about what is new, may be nil
}

func (l lists[T]) compare(d *differ) {
	if l.label == nil {
		l.label = l.name
	}
	left := slices.Clone(l.was)
	var order []string
	found := 0
	for _, b := range l.is {
		i := slices.IndexFunc(left, func(a T) bool { return l.name(a) == l.name(b) })
		if i < 0 {
			more := ""
			if l.added != nil {
				more = l.added(b)
			}
			d.add(l.weight, "新增%s“%s”%s", l.what, clip(l.label(b)), more)
			continue
		}
		found++
		order = append(order, l.name(b))
		l.each(left[i], b)
		left = slices.Delete(left, i, i+1)
	}
	for _, a := range left {
		d.add(l.weight, "取消%s“%s”", l.what, clip(l.label(a)))
	}
	if len(left) == 0 && found == len(l.is) && !slices.EqualFunc(l.was, order, func(a T, name string) bool { return l.name(a) == name }) {
		d.add(WeightGuide, "%s的顺序有调整", l.what)
	}
}
