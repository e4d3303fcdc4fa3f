package finder

import (
	"fmt"
	"sort"
	"testing"
	"time"
)

func TestSlow(t *testing.T) {
	entries := bigCatalogue(t, 5000)
	ix := New(entries)
	ix.Prepare()
	type r struct {
		q string
		d time.Duration
		s int
	}
	var rs []r
	seen := map[string]bool{}
	for _, typed := range typings(t) {
		c := []rune(typed)
		for n := range c {
			q := string(c[:n+1])
			if seen[q] {
				continue
			}
			seen[q] = true
			var best time.Duration = 1e9
			var sc int
			for range 3 {
				st := time.Now()
				h := ix.Search(q, 20, nil)
				if d := time.Since(st); d < best {
					best = d
				}
				if len(h) > 0 {
					sc = h[0].Score
				} else {
					sc = 0
				}
			}
			rs = append(rs, r{q, best, sc})
		}
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].d > rs[j].d })
	for i, x := range rs {
		if i < 25 || i%60 == 0 {
			fmt.Println(i, x.q, x.d, x.s)
		}
	}
}
