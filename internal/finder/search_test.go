package finder

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"yichuang"
)

// small is a catalogue with one item for each thing to be tried.
var small = []Entry{
	{ID: "market-01", Name: "食品经营许可（新办）", Code: "11150627MB1234567X4000131001000", Aliases: []string{"食品流通许可证"}, Department: "市场监督管理局"},
	{ID: "market-02", Name: "食品生产许可", Code: "11150627MB1234567X4000131002000", Department: "市场监督管理局"},
	{ID: "market-03", Name: "药品经营许可证（零售）核发", Department: "市场监督管理局"},
	{ID: "health-01", Name: "公共场所卫生许可", Department: "卫生健康委员会"},
	{ID: "social-01", Name: "城乡居民基本医疗保险参保登记", Department: "医疗保障局"},
	{ID: "social-02", Name: "社保卡挂失", Department: "人力资源和社会保障局"},
	{ID: "tax-01", Name: "一般纳税人登记（A类）", Department: "税务局"},
	{ID: "agri-01", Name: "人参种子经营备案", Department: "农牧局"},
	{ID: "art-01", Name: "音乐考级备案", Department: "文化和旅游局"},
	{ID: "tech-01", Name: "战略合作区策略备案", Department: "发展和改革委员会"},
}

// marked returns the name of a hit with [ and ] about what is emphasized.
func marked(entries []Entry, h Hit) string {
	name := []rune(entries[h.Entry].Name)
	var b strings.Builder
	at := 0
	for _, p := range h.Spans {
		b.WriteString(string(name[at:p.Start]) + "[" + string(name[p.Start:p.End]) + "]")
		at = p.End
	}
	return b.String() + string(name[at:])
}

func TestSearch(t *testing.T) {
	tests := []struct {
		about, query string
		want         string // the first hit, marked; "" for none
		via          string
	}{
		{"a part of the name", "经营许可", "食品[经营许可]（新办）", ""},
		{"initials", "spjy", "[食品经营]许可（新办）", ""},
		{"initials with h", "gonggchs", "[公共场所]卫生许可", ""},
		{"full pinyin", "shipinshengchan", "[食品生产]许可", ""},
		{"an unfinished syllable", "shipinshengch", "[食品生产]许可", ""},
		{"mixed", "食品jying", "[食品经营]许可（新办）", ""},
		{"capitals", "SPJY", "[食品经营]许可（新办）", ""},
		{"full-width letters", "ｓｐｊｙ", "[食品经营]许可（新办）", ""},
		{"full-width space", "食品　新办", "[食品]经营许可（[新办]）", ""},
		{"brackets in the query", "许可（新办）", "食品经营[许可]（[新办]）", ""},
		{"no brackets in the query", "许可新办", "食品经营[许可]（[新办]）", ""},
		{"letters in the name", "a类", "一般纳税人登记（[A类]）", ""},
		{"spaces between syllables", "shi pin sheng chan", "[食品生产]许可", ""},
		{"an apostrophe", "ren'shen", "[人参]种子经营备案", ""},
		{"the reading of the word", "yinyue", "[音乐]考级备案", ""},
		{"ü as v", "zhanlve", "[战略]合作区策略备案", ""},
		{"ü as u", "zhanlue", "[战略]合作区策略备案", ""},
		{"ü as itself", "zhanlüe", "[战略]合作区策略备案", ""},
		{"two words in any order", "许可 公共", "[公共]场所卫生[许可]", ""},
		{"words of two kinds", "医保 cb", "城乡居民[基本医疗保险参保]登记", "医保"},
		{"left out", "食品新办", "[食品]经营许可（[新办]）", ""},
		{"left out, by initials", "spxb", "[食品]经营许可（[新办]）", ""},
		{"an alias", "流通", "食品经营许可（新办）", "食品流通许可证"},
		{"an alias by initials", "splt", "食品经营许可（新办）", "食品流通许可证"},
		{"the name before an alias", "食品", "[食品]生产许可", ""},
		{"a short form", "医保", "城乡居民[基本医疗保险]参保登记", "医保"},
		{"a long form", "社会保障卡", "[社保卡]挂失", "社会保障卡"},
		{"an identifier", "market-02", "食品生产许可", ""},
		{"the beginning of an identifier", "tax-", "一般纳税人登记（A类）", ""},
		{"an item code", "11150627mb1234567x4000131002000", "食品生产许可", ""},
		{"the beginning of a code", "11150627", "食品经营许可（新办）", ""},
		{"the end of a code", "131002000", "食品生产许可", ""},
		{"a code of 33 characters", "11150627MB1234567X400013100200001", "食品生产许可", ""},
		{"a department", "卫生健康", "公共场所卫生许可", ""},
		{"a word of a department's item", "医疗保障局 登记", "城乡居民基本医疗保险参保[登记]", ""},
		{"nothing like it", "飞机票", "", ""},
		{"letters that are none", "qqqqxxzz", "", ""},
		{"one word of two missing", "食品 飞机票", "", ""},
	}
	ix := New(small)
	for _, tt := range tests {
		got, via := "", ""
		if hits := ix.Search(tt.query, 20, nil); len(hits) > 0 {
			got, via = marked(small, hits[0]), hits[0].Via
		}
		if got != tt.want || via != tt.via {
			t.Errorf("%s: %q finds %q via %q, want %q via %q", tt.about, tt.query, got, via, tt.want, tt.via)
		}
	}
}

func TestNearMisses(t *testing.T) {
	tests := []struct{ about, query, want string }{
		{"letters exchanged", "shipnishengchan", "[食品生产]许可"},
		{"letters exchanged at the beginning", "hsipinsheng", "[食品生]产许可"},
		{"a letter missing", "shipinshegchan", "[食品生产]许可"},
		{"a letter too many", "shipinshenggchan", "[食品生产]许可"},
		{"a wrong letter", "shipinshemgchan", "[食品生产]许可"},
		{"initials exchanged", "sspc", "[食品生产]许可"},
		{"an initial too many", "spksc", "[食品生产]许可"},
		{"eng for en and z for zh", "renshengzongzi", "[人参种子]经营备案"},
		{"c for ch, an for ang", "cansuo", "公共[场所]卫生许可"},
		{"l for n", "lashuiren", "一般[纳税人]登记（A类）"},
		{"a homophone", "食品声产", "[食品生产]许可"},
		{"characters exchanged", "食品产生", "[食品生产]许可"},
		{"a character too many", "食品生生产", "[食品生产]许可"},
	}
	ix := New(small)
	for _, tt := range tests {
		got := ""
		if hits := ix.Search(tt.query, 20, nil); len(hits) > 0 {
			got = marked(small, hits[0])
		}
		if got != tt.want {
			t.Errorf("%s: %q finds %q, want %q", tt.about, tt.query, got, tt.want)
		}
	}
}

// TestNearMissesOnlyInNeed: what is found is not diluted with what is not meant.
func TestNearMissesOnlyInNeed(t *testing.T) {
	ix := New(small)
	for _, q := range []string{"食品", "shipin", "spsc"} {
		for _, h := range ix.Search(q, 20, nil) {
			if name := small[h.Entry].Name; !strings.HasPrefix(name, "食品") {
				t.Errorf("%q finds %s", q, name)
			}
		}
	}
}

func TestOrder(t *testing.T) {
	entries := []Entry{
		{ID: "1", Name: "道路登记备案与许可核发办法解释"},
		{ID: "2", Name: "建设许可"},
		{ID: "3", Name: "许可证遗失补办"},
		{ID: "4", Name: "许可"},
		{ID: "5", Name: "许多人可以办理"},
		{ID: "6", Name: "开办证明", Aliases: []string{"许可"}},
		{ID: "7", Name: "施工许可"},
	}
	want := "4 6 3 2 7 1 5" // whole, whole alias, beginning, shorter, catalogue order, longer, with a gap
	if got := ids(New(entries).Search("许可", 20, nil)); got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	usedSeven := func(id yichuang.ItemID) int {
		if id == "7" || id == "5" {
			return 9
		}
		return 0
	}
	if got, want := ids(New(entries).Search("许可", 20, usedSeven)), "4 6 7 3 2 1 5"; got != want {
		t.Errorf("with use, order %s, want %s", got, want)
	}
}

// TestUseNeverLiftsAGap: much used items move up in their class only.
func TestUseNeverLiftsAGap(t *testing.T) {
	entries := []Entry{{ID: "gap", Name: "许多可办"}, {ID: "whole", Name: strings.Repeat("道路运输", 10) + "的许可"}}
	much := func(id yichuang.ItemID) int {
		if id == "gap" {
			return 1 << 40
		}
		return -1
	}
	if got := ids(New(entries).Search("许可", 20, much)); got != "whole gap" {
		t.Errorf("order %s", got)
	}
}

func TestEmptyQueryListsTheMostUsed(t *testing.T) {
	counts := map[yichuang.ItemID]int{"tax-01": 3, "market-02": 8, "art-01": 3}
	used := func(id yichuang.ItemID) int { return counts[id] }
	ix := New(small)
	for _, q := range []string{"", "  ", "　", "（）", "·，"} {
		if got, want := ids(ix.Search(q, 5, used)), "market-02 tax-01 art-01 market-01 market-03"; got != want {
			t.Errorf("%q: %s, want %s", q, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	ix := New(small)
	for limit, want := range map[int]int{-1: 0, 0: 0, 1: 1, 3: 3, 1 << 30: len(small)} {
		if got := len(ix.Search("", limit, nil)); got != want {
			t.Errorf("limit %d: %d hits, want %d", limit, got, want)
		}
	}
	if hits := New(nil).Search("食品", 20, nil); hits != nil {
		t.Errorf("an empty index finds %v", hits)
	}
	long := strings.Repeat("食品经营许可", 100)
	ix = New([]Entry{{ID: "long", Name: long}, {ID: "none"}})
	if got := ids(ix.Search(long, 20, nil)); got != "long" {
		t.Errorf("a very long paste finds %q", got)
	}
	if got := ids(ix.Search(strings.Repeat("sp ", 100), 20, nil)); got != "long" {
		t.Errorf("very many words find %q", got)
	}
}

func TestOwnAbbreviations(t *testing.T) {
	own, err := ParseAbbreviations("小证 > 食品生产许可\n卡丢了 > 社保卡挂失\n")
	if err != nil {
		t.Fatal(err)
	}
	ix := NewWith(small, own)
	for query, want := range map[string]string{"小证": "market-02", "xiaoz": "market-02", "卡丢了": "social-02", "医保": "social-01"} {
		if hits := ix.Search(query, 1, nil); ids(hits) != want {
			t.Errorf("%q finds %q, want %s", query, ids(hits), want)
		}
	}
}

// TestSearchesAtOnce runs many searches at the same time and compares them with
// the same searches one by one on an index of their own.
func TestSearchesAtOnce(t *testing.T) {
	queries := []string{"", "s", "sp", "spjy", "食品 许可", "shipnisheng", "医保", "market", "11150627", "许可 登记 备案", "jing ying"}
	want := map[string]string{}
	for _, q := range queries {
		want[q] = fmt.Sprint(New(small).Search(q, 5, nil))
	}
	ix := New(small)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range 20 * len(queries) {
				q := queries[(i*7+n)%len(queries)]
				if got := fmt.Sprint(ix.Search(q, 5, nil)); got != want[q] {
					t.Errorf("%q finds %s, want %s", q, got, want[q])
				}
			}
		})
	}
	wg.Wait()
}

func ids(hits []Hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, string(h.ID))
	}
	return strings.Join(out, " ")
}

// FuzzSearch lets anything be typed: no answer may point outside a name, and no
// search may leave a trace that changes the next.
func FuzzSearch(f *testing.F) {
	for _, e := range expectations {
		f.Add(e.query)
	}
	f.Add("\xff\x00（食 a-1")
	shared := New(small)
	f.Fuzz(func(t *testing.T, query string) {
		hits := shared.Search(query, 20, nil)
		if again := New(small).Search(query, 20, nil); fmt.Sprint(again) != fmt.Sprint(hits) {
			t.Fatalf("%q finds %v, and on a fresh index %v", query, hits, again)
		}
		for _, h := range hits {
			end := 0
			for _, p := range h.Spans {
				if p.Start < end || p.End <= p.Start || p.End > len([]rune(small[h.Entry].Name)) {
					t.Fatalf("%q: spans %v", query, h.Spans)
				}
				end = p.End
			}
		}
		if !slices.IsSortedFunc(hits, func(a, b Hit) int { return b.Score - a.Score }) {
			t.Fatalf("%q: not in order: %v", query, hits)
		}
	})
}
