package catalog

import (
	"io/fs"
	"os"
	"testing"

	"yichuang"
)

// FuzzParse: whatever a file holds, it gives an item or a reason, and no panic;
// what gives an item can be linted, packed and compared.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"clean", "allow", "shared", "format", "scenario-overlap"} {
		data, err := os.ReadFile("testdata/lint/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	sample, err := fs.ReadFile(SampleFS(), "invest-01.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	for _, s := range []string{"", "\x00", "a: [", "- - -", "? ? :", "编号：x", "a: &b *b", "%YAML", "---\n---", "编号: !!binary x", "'", "材料: |\n x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		it, bad := Parse("fuzz.yaml", data)
		if (it == nil) == (len(bad) == 0) {
			t.Fatalf("item %v, reasons %v", it != nil, bad)
		}
		for _, u := range bad {
			if u.Line < 1 || u.Message == "" {
				t.Errorf("a reason without place or sentence: %+v", u)
			}
		}
		LintFile("fuzz.yaml", data, yichuang.Date{})
		if it == nil {
			return
		}
		again, err := Unpack(string(Pack([]*yichuang.Item{it})))
		if err != nil {
			t.Fatal(err)
		}
		if c := Diff(&Catalog{Items: again}, &Catalog{Items: []*yichuang.Item{it}}); len(c) > 0 {
			t.Errorf("an item differs from itself: %v", c)
		}
	})
}
