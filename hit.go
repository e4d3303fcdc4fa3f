package yichuang

// ItemHit is one item found by a search.
type ItemHit struct {
	ID         ItemID
	Name       string
	Via        string   // the alias that matched, when the name did not
	Spans      [][2]int // runes of Name that matched, [from, to), for highlighting
	Department string
	Window     string
	Used       int // how often this terminal took it in
}
