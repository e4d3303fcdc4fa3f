package catalog

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang"
)

// changedSample returns the files of the samples, changed: file, old, new, one after the
// other.
func changedSample(t *testing.T, edits ...string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(SampleFS(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(SampleFS(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	for i := 0; i < len(edits); i += 3 {
		text := string(out[edits[i]].Data)
		if !strings.Contains(text, edits[i+1]) {
			t.Fatalf("%s has no %q", edits[i], edits[i+1])
		}
		out[edits[i]].Data = []byte(strings.Replace(text, edits[i+1], edits[i+2], 1))
	}
	return out
}

// TestSampleBundle: three items of two departments ask once for what is the same, and
// nobody for what one of them results in.
func TestSampleBundle(t *testing.T) {
	it := Sample().Item("bundle-02")
	if it.Name != "开办个体货运一件事" || !it.Bundled() || len(it.Office.Parts) != 3 {
		t.Fatalf("%s %+v", it.Name, it.Office.Parts)
	}
	var asked []string
	for _, n := range it.Scenario("s1").Needs {
		asked = append(asked, string(n.Material))
	}
	want := "market-07.app id market-07.place poa traffic-01.app vehicle traffic-01.driver traffic-01.rules traffic-03.app traffic-03.check"
	if got := strings.Join(asked, " "); got != want {
		t.Errorf("asks for\n%s\nwant\n%s", got, want)
	}
	departments := map[string]bool{}
	for _, p := range it.Office.Parts {
		departments[p.Department] = true
	}
	if len(departments) != 2 || it.Terms.Correction.Kind != yichuang.CorrectReturn || !it.Terms.Correction.Deemed || it.Terms.Statutory.Value != 20 {
		t.Errorf("%v %+v", departments, it.Terms)
	}
	if m := it.Material("poa"); len(m.Points) != 4 || len(it.Asking("poa")) != 3 {
		t.Errorf("%d points, asked by %d", len(m.Points), len(it.Asking("poa")))
	}
}

// TestBundleFollowsItsItems: what changes in an item changes the bundle, under a name of
// its own, and is told of both.
func TestBundleFollowsItsItems(t *testing.T) {
	changed := Load(changedSample(t, "market-01.yaml", "名称: 食品经营许可申请书", "名称: 食品经营许可申请表"))
	if changed.Item("bundle-01").Edition == Sample().Item("bundle-01").Edition || changed.Item("bundle-02").Edition != Sample().Item("bundle-02").Edition {
		t.Error("editions")
	}
	items := map[yichuang.ItemID]bool{}
	for _, c := range Diff(Sample(), changed) {
		items[c.Item] = items[c.Item] || strings.Contains(c.Text, "食品经营许可申请表")
	}
	if len(items) != 2 || !items["market-01"] || !items["bundle-01"] {
		t.Errorf("told of %v", items)
	}
	fewer := Load(changedSample(t, "bundle-02.yaml", "\n      - {事项: traffic-03, 回答: {q1: new, q2: yes, q3: no}}", ""))
	var texts []string
	for _, c := range Diff(Sample(), fewer) {
		texts = append(texts, c.Text)
	}
	if !slices.ContainsFunc(texts, func(s string) bool {
		return strings.Contains(s, "情形“普通货运，不足12吨”的事项从个体工商户登记（设立、变更、注销）、道路货物运输经营许可（普通货运）、道路运输证")
	}) {
		t.Errorf("%s", strings.Join(texts, "\n"))
	}
}

// TestBundleNeedsItsItems: a bundle whose item cannot be used cannot be used either,
// and says why at its own line; the rest of the catalogue can.
func TestBundleNeedsItsItems(t *testing.T) {
	c := Load(changedSample(t, "market-01.yaml", "版次: 1", "版次: 一"))
	if c.Item("bundle-01") != nil || c.Item("bundle-02") == nil || len(c.Items) != 40 {
		t.Errorf("%d items", len(c.Items))
	}
	if !slices.ContainsFunc(c.Unusable, func(u Unusable) bool {
		return u.File == "bundle-01.yaml" && u.Line == 47 && strings.Contains(u.Message, "market-01")
	}) {
		t.Errorf("%+v", c.Unusable)
	}
	twice := changedSample(t)
	twice["copy.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(twice["bundle-01.yaml"].Data), "版次: 1", "版次: 2", 1))}
	if c := Load(twice); c.Item("bundle-01") != nil || len(c.Unusable) != 2 {
		t.Errorf("two of one name: %+v", c.Unusable)
	}
}

// TestTotalLimitIsLinted: a licence that takes longer than the law allows for what is
// applied for together is an error of the bundle.
func TestTotalLimitIsLinted(t *testing.T) {
	r := LintDir(changedSample(t, "market-01.yaml", "期限: 10个工作日", "期限: 46个工作日"), today)
	if !slices.ContainsFunc(r.Issues, func(i Issue) bool {
		return i.File == "bundle-01.yaml" && i.Line == 47 && i.Rule == "shared-limit" && i.Severity == Error
	}) || r.Errors != 1 {
		t.Errorf("%d errors", r.Errors)
	}
}

// FuzzBundle: whatever a bundle file holds, it gives an item beside those of the samples
// or a reason with a place, and no panic; its edition is that of its content.
func FuzzBundle(f *testing.F) {
	names, err := filepath.Glob("testdata/lint/bundle-*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range append(names, "items/bundle-01.yaml", "items/bundle-02.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := parse("fuzz.yaml", data)
		compileAll(append(slices.Clone(parseSample()), p))
		for _, u := range p.unusable() {
			if u.Message == "" || u.Line < 1 {
				t.Errorf("a reason without place or sentence: %+v", u)
			}
		}
		if (p.item == nil) == (len(p.problems) == 0) {
			t.Fatalf("item %v, %d reasons", p.item != nil, len(p.problems))
		}
		lint(p, today)
		if p.bundle == nil || p.item == nil {
			return
		}
		for _, s := range p.item.Scenarios {
			for _, n := range s.Needs {
				if m := p.item.Material(n.Material); m == nil || len(p.item.Asking(n.Material)) == 0 {
					t.Errorf("%s asks for %s, which is nobody's", s.ID, n.Material)
				}
			}
		}
	})
}
