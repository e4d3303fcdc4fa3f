package central_test

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/dict"
	"github.com/klauspost/compress/zstd"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// halves are the items of the samples that a dictionary was made from, and the others.
func halves() (made, others []*yichuang.Item) {
	for i, it := range catalog.Sample().Items {
		if i%2 == 0 {
			made = append(made, it)
		} else {
			others = append(others, it)
		}
	}
	return made, others
}

// typed returns what terminals push in so many cases of some items while clerks work.
func typed(seed uint64, cases int, items []*yichuang.Item) (runs [][]byte) {
	r := rand.New(rand.NewPCG(seed, seed))
	for range cases {
		runs = append(runs, testkit.AsTyped(r, testkit.CaseLines(r, items[r.IntN(len(items))]))...)
	}
	return runs
}

// A dictionary is made with YICHUANG_DICTIONARY=internal/central/dictionary/N.dict
// go test -run MakeDictionary ./internal/central; it takes a minute. One that was
// released is never made again.
func TestMakeDictionary(t *testing.T) {
	name := os.Getenv("YICHUANG_DICTIONARY")
	if name == "" {
		t.Skip("YICHUANG_DICTIONARY names no file")
	}
	made, _ := halves()
	raw, err := dict.BuildZstdDict(typed(1, 3000, made), dict.Options{MaxDictSize: 16 << 10, HashBytes: 6, ZstdDictID: 1, ZstdLevel: zstd.SpeedFastest})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// The dictionary pays: of items that it was not made from, what clerks type takes
// little more than half of what it takes without.
func TestTheDictionaryPays(t *testing.T) {
	_, others := halves()
	p := packer(t)
	var raw, plain, packed int
	for _, run := range typed(2, 300, others) {
		body, err := central.PackLines(bytes.Split(run, []byte("\n")))
		if err != nil {
			t.Fatal(err)
		}
		raw, plain, packed = raw+len(run), plain+1+len(p.Pack(run)), packed+len(body)
	}
	t.Logf("%d bytes: %d without, %d with the dictionary", raw, plain, packed)
	if packed*10 > plain*6 {
		t.Errorf("%d bytes take %d without the dictionary and %d with it", raw, plain, packed)
	}
}

// Bodies that earlier programs stored are read as they were.
func TestStoredBodiesStayReadable(t *testing.T) {
	raw, err := os.ReadFile("testdata/bodies.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for line := range strings.Lines(string(raw)) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 2)
		if strings.HasPrefix(line, "#") || len(fields) != 2 {
			continue
		}
		body, err := hex.DecodeString(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(fields[1], `\n`)
		got, err := central.UnpackLines(body, len(want))
		if err != nil || string(bytes.Join(got, []byte(`\n`))) != fields[1] {
			t.Errorf("way %d: %q, %v", body[0], got, err)
		}
		read++
	}
	if read < 2 {
		t.Errorf("only %d bodies were found", read)
	}
	for _, broken := range [][]byte{nil, {3, 1, 2}, {1, 0xff}, {2, 0x28, 0xb5}} {
		if _, err := central.UnpackLines(broken, 1); err == nil {
			t.Errorf("%x is read", broken)
		}
	}
}

func BenchmarkStoredBodies(b *testing.B) {
	_, others := halves()
	runs := typed(3, 200, others)
	var all [][][]byte
	for _, run := range runs {
		all = append(all, bytes.Split(run, []byte("\n")))
	}
	b.Run("pack", func(b *testing.B) {
		var size int
		for i := range b.N {
			body, err := central.PackLines(all[i%len(all)])
			if err != nil {
				b.Fatal(err)
			}
			size += len(body)
		}
		b.ReportMetric(float64(size)/float64(b.N), "bytes/run")
	})
	b.Run("pack-without", func(b *testing.B) {
		p := packer(b)
		var size int
		for i := range b.N {
			size += 1 + len(p.Pack(runs[i%len(runs)]))
		}
		b.ReportMetric(float64(size)/float64(b.N), "bytes/run")
	})
	b.Run("unpack", func(b *testing.B) {
		var packed [][]byte
		for _, lines := range all {
			body, err := central.PackLines(lines)
			if err != nil {
				b.Fatal(err)
			}
			packed = append(packed, body)
		}
		b.ResetTimer()
		for i := range b.N {
			if _, err := central.UnpackLines(packed[i%len(all)], len(all[i%len(all)])); err != nil {
				b.Fatal(err)
			}
		}
	})
}
