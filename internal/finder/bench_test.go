package finder

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
)

// bigCatalogue returns n entries: every real name with every situation it is
// handled in, as catalogues list them, so that many names are much alike.
func bigCatalogue(tb testing.TB, n int) []Entry {
	tb.Helper()
	names := realNames(tb)
	situations := []string{
		"", "（变更）", "（延续）", "（补发）", "（注销）", "（首次申请）", "（换证）", "（跨区域）", "（告知承诺）",
		"（法定代表人变更）", "（住所变更）", "（名称变更）", "（增加项目）", "（减少项目）", "（遗失补办）", "（到期换发）",
		"（外地转入）", "（代为办理）", "（委托代理）", "（企业）", "（个人）", "（容缺受理）",
	}
	offices := []string{"市场监督管理局", "卫生健康委员会", "住房和城乡建设局", "人力资源和社会保障局", "自然资源局", "交通运输局", "公安局", "民政局"}
	var out []Entry
	for _, situation := range situations {
		for _, name := range names {
			if len(out) == n {
				return out
			}
			out = append(out, Entry{
				ID:         yichuang.ItemID(fmt.Sprintf("item-%04d", len(out))),
				Name:       name + situation,
				Code:       fmt.Sprintf("11150600MB1234567X4%012d", len(out)),
				Department: offices[len(out)%len(offices)],
			})
		}
	}
	tb.Fatalf("only %d names", len(out))
	return nil
}

// typings returns what clerks type, to the end: names in full, in part, in
// pinyin, by initials, mixed, with slips, two words, codes.
func typings(tb testing.TB) []string {
	names := realNames(tb)
	rng := rand.New(rand.NewPCG(1, 2))
	var out []string
	for range 200 {
		name := []rune(searchable(names[rng.IntN(len(names))]))
		from := rng.IntN(max(len(name)-5, 1))
		part := name[from:min(from+2+rng.IntN(5), len(name))]
		full, initials := spellOut(part)
		switch rng.IntN(7) {
		case 0:
			out = append(out, string(part))
		case 1:
			out = append(out, full)
		case 2, 3:
			out = append(out, initials)
		case 4:
			out = append(out, string(part[:1])+initials[1:])
		case 5:
			i := 1 + rng.IntN(len(full)-1)
			out = append(out, full[:i-1]+full[i:i+1]+full[i-1:i]+full[i+1:])
		case 6:
			_, tail := spellOut(name[max(len(name)-3, 0):])
			out = append(out, initials+" "+tail)
		}
	}
	return append(out, "11150600MB12", "item-0042", "医保", "营业执照")
}

func spellOut(chars []rune) (full, initials string) {
	for _, r := range chars {
		if rd := readingsOf(r); len(rd) > 0 {
			full += rd[0]
			initials += rd[0][:1]
		} else {
			full += string(r)
			initials += string(r)
		}
	}
	return full, initials
}

// BenchmarkKeystroke measures one answer after each key of typical typing, over
// 5,000 items with usage counts. The percentiles are over all keystrokes; the
// quiet ones take each keystroke at its fastest, which leaves out what else the
// machine was doing.
func BenchmarkKeystroke(b *testing.B) {
	entries := bigCatalogue(b, 5000)
	counts := map[yichuang.ItemID]int{}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range entries {
		if rng.IntN(10) == 0 {
			counts[entries[i].ID] = rng.IntN(500)
		}
	}
	used := func(id yichuang.ItemID) int { return counts[id] }
	ix := New(entries)
	ix.Prepare()
	var keys []string
	for _, typed := range typings(b) {
		chars := []rune(typed)
		for n := range chars {
			keys = append(keys, string(chars[:n+1]))
		}
	}
	took := make([]time.Duration, 0, b.N)
	quiet := make([]time.Duration, min(len(keys), b.N))
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		k := i % len(keys)
		start := time.Now()
		ix.Search(keys[k], 20, used)
		d := time.Since(start)
		took = append(took, d)
		if quiet[k] == 0 || d < quiet[k] {
			quiet[k] = d
		}
	}
	b.StopTimer()
	report(b, took, "")
	report(b, quiet, "quiet-")
}

func report(b *testing.B, took []time.Duration, prefix string) {
	slices.Sort(took)
	for name, part := range map[string]float64{"p50-ms": 0.50, "p99-ms": 0.99, "max-ms": 1} {
		d := took[int(part*float64(len(took)-1))]
		b.ReportMetric(float64(d.Nanoseconds())/1e6, prefix+name)
	}
}

// BenchmarkBuild measures the making of an index, for a hall and for a city.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{40, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			entries := bigCatalogue(b, n)
			b.ReportAllocs()
			for b.Loop() {
				New(entries).Prepare()
			}
		})
	}
}

// BenchmarkData measures the reading of the embedded tables, which a program
// does once, at its first search.
func BenchmarkData(b *testing.B) {
	b.Run("readings", func(b *testing.B) {
		for b.Loop() {
			parseReadings()
		}
	})
	b.Run("words", func(b *testing.B) {
		for b.Loop() {
			parseWords(wordsText)
		}
	})
	b.Run("abbreviations", func(b *testing.B) {
		for b.Loop() {
			if _, err := ParseAbbreviations(abbreviationsText); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkMemory reports what an index of 5,000 items keeps, beside the
// entries, which are the caller's.
func BenchmarkMemory(b *testing.B) {
	entries := bigCatalogue(b, 5000)
	New(entries[:1]).Prepare() // the tables of the program
	for b.Loop() {
		before := heap()
		ix := New(entries)
		ix.Prepare()
		ix.Search(strings.Repeat("s", 8), 20, nil)
		b.ReportMetric(float64(heap()-before), "heap-bytes")
		runtime.KeepAlive(ix)
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
