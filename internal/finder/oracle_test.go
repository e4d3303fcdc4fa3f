package finder

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// readsFrom is the rule of a contiguous match, written as plainly as possible:
// the characters of name from its beginning use the query up.
func readsFrom(query string, name []rune) bool {
	if query == "" {
		return true
	}
	if len(name) == 0 {
		return false
	}
	if rest, ok := strings.CutPrefix(query, string(name[0])); ok && readsFrom(rest, name[1:]) {
		return true
	}
	for _, s := range readingsOf(name[0]) {
		takes := []string{s, s[:1]}
		if len(s) > 1 && s[1] == 'h' {
			takes = append(takes, s[:2])
		}
		for _, take := range takes {
			if rest, ok := strings.CutPrefix(query, take); ok && readsFrom(rest, name[1:]) {
				return true
			}
		}
		if strings.HasPrefix(s, query) {
			return true
		}
	}
	return false
}

// TestContiguousAgainstTheRule compares what the index finds with the plain rule
// for random pieces of names, spelled at random.
func TestContiguousAgainstTheRule(t *testing.T) {
	names := realNames(t)
	var entries []Entry
	for _, name := range names {
		entries = append(entries, Entry{Name: name})
	}
	ix := New(entries)
	rng := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		query := randomQuery(rng, names)
		found := map[int]bool{}
		for _, h := range ix.Search(query, len(entries), nil) {
			if h.Score > maxScattered && h.Via == "" {
				found[h.Entry] = true
			}
		}
		for i, name := range names {
			chars := []rune(searchable(name))
			want := slices.ContainsFunc(suffixes(chars), func(s []rune) bool { return readsFrom(query, s) })
			if found[i] && !want {
				t.Errorf("%q finds %s", query, name)
			}
			if want && !found[i] && !foundByOtherName(ix, query, i) {
				t.Errorf("%q does not find %s", query, name)
			}
		}
	}
}

// foundByOtherName reports whether entry i was found by a much better match of a
// short form, which then stands for it.
func foundByOtherName(ix *Index, query string, i int) bool {
	for _, h := range ix.Search(query, ix.Len(), nil) {
		if h.Entry == i {
			return h.Via != ""
		}
	}
	return false
}

func suffixes(chars []rune) [][]rune {
	var out [][]rune
	for i := range chars {
		out = append(out, chars[i:])
	}
	return out
}

// randomQuery spells a few characters of a name, each in one of the ways that
// are allowed.
func randomQuery(rng *rand.Rand, names []string) string {
	chars := []rune(searchable(names[rng.IntN(len(names))]))
	from := rng.IntN(len(chars))
	query := ""
	for _, r := range chars[from:min(from+1+rng.IntN(6), len(chars))] {
		readings := readingsOf(r)
		if len(readings) == 0 || rng.IntN(4) == 0 {
			query += string(r)
			continue
		}
		s := readings[rng.IntN(len(readings))]
		query += s[:1+rng.IntN(2)*(len(s)-1)]
	}
	return query
}
