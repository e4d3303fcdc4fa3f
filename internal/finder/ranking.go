package finder

import (
	"cmp"
	"slices"
)

// ranked is an entry with its score.
type ranked struct {
	score int
	entry int
}

// better orders by score, then by place in the catalogue.
func better(a, b ranked) int {
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	return cmp.Compare(a.entry, b.entry)
}

// ranking keeps the best limit entries of those it is shown: a heap with the
// worst on top.
type ranking struct {
	limit int
	items []ranked
}

func (k *ranking) reset(limit int) { k.limit, k.items = limit, k.items[:0] }

func (k *ranking) empty() bool { return len(k.items) == 0 }

func (k *ranking) full() bool { return len(k.items) == k.limit }

// admits reports whether an entry with this score, behind all seen so far, could
// still get in.
func (k *ranking) admits(score int) bool { return !k.full() || score > k.items[0].score }

func (k *ranking) add(r ranked) {
	if !k.full() {
		k.items = append(k.items, r)
		k.up(len(k.items) - 1)
		return
	}
	if better(r, k.items[0]) < 0 {
		k.items[0] = r
		k.down(0)
	}
}

func (k *ranking) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if better(k.items[parent], k.items[i]) >= 0 {
			return
		}
		k.items[parent], k.items[i] = k.items[i], k.items[parent]
		i = parent
	}
}

func (k *ranking) down(i int) {
	for {
		worst := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(k.items); c++ {
			if better(k.items[c], k.items[worst]) > 0 {
				worst = c
			}
		}
		if worst == i {
			return
		}
		k.items[i], k.items[worst] = k.items[worst], k.items[i]
		i = worst
	}
}

// sorted returns the entries, best first, and leaves the ranking unusable until
// it is reset.
func (k *ranking) sorted() []ranked {
	slices.SortFunc(k.items, better)
	return k.items
}
