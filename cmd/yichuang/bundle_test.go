package main

import (
	"encoding/json"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"
)

// haulage is an intake file of the sample bundle of three items.
func haulage(t *testing.T, name string) string {
	t.Helper()
	it := catalog.Sample().Item("bundle-02")
	answers, ok := answersFor(it, "s1", false)
	if !ok {
		t.Fatal("no way to the first scenario")
	}
	file := filed(it, it.Scenario("s1"), answers, yichuang.Accept)
	file["applicant"] = map[string]any{"name": name, "id": map[string]any{"number": "11010519491231002X"}, "phone": "13800000000", "address": "测试地址1号"}
	raw, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A bundle in a file becomes its cases, each with its papers, all at once; whoever
// looks at one finds the others; a rebuild changes nothing.
func TestABundleInAFile(t *testing.T) {
	alone(t)
	out, problems, code := call(t, haulage(t, "一件事"), "--demo", "intake", "--json", "-")
	var got taken
	if code != 0 || json.Unmarshal([]byte(out), &got) != nil {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	if got.Stage != yichuang.StageParted || len(got.Members) != 3 || len(got.Papers) != 1 || got.Papers[0].Kind != yichuang.Receipt {
		t.Fatalf("%s", out)
	}
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	want := map[yichuang.ItemID]struct {
		stage  yichuang.Stage
		papers int
	}{"market-07": {yichuang.StageAccepted, 1}, "traffic-01": {yichuang.StageAccepted, 1}, "traffic-03": {yichuang.StageAccepted, 1}}
	for _, m := range got.Members {
		c, item, err := s.Load(t.Context(), m.Number)
		if err != nil {
			t.Fatal(err)
		}
		w := want[m.Item]
		if c.Bundle.Lead != got.Number || item.Ref() != c.Item || c.Stage != w.stage || len(c.Papers) != w.papers {
			t.Errorf("%s: %s, %d papers, lead %s", m.Item, c.Stage, len(c.Papers), c.Bundle.Lead)
		}
		all, err := s.Bundle(t.Context(), c)
		if err != nil || len(all) != 4 || all[0].Number != got.Number {
			t.Errorf("%s finds %d cases, %v", m.Item, len(all), err)
		}
	}
	text := must(t, "--demo", "case", "show", string(got.Number))
	if !strings.Contains(text, "已分办") || !strings.Contains(text, "分办；个体工商户登记") {
		t.Errorf("%s", text)
	}
	receipt := must(t, "--demo", "paper", string(got.Number))
	for _, m := range got.Members {
		if !strings.Contains(receipt, m.Number.Pretty()) {
			t.Errorf("the receipt does not name %s:\n%s", m.Name, receipt)
		}
	}
	if got := must(t, "--demo", "rebuild"); !strings.Contains(got, "rebuilt: 4 cases") {
		t.Errorf("%s", got)
	}
	if plain := must(t, "--demo", "case", "list", "一件事"); strings.Count(plain, "一件事") < 4 {
		t.Errorf("%s", plain)
	}
}

// reviewedBundle is a bundle at a seat, under review with everything in order.
func reviewedBundle(t *testing.T, s *seat) (*yichuang.Case, *yichuang.Item) {
	t.Helper()
	a := yichuang.Applicant{Kind: yichuang.Person, Name: "张三", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}
	c, err := s.OpenCase(t.Context(), "1001", "bundle-02", a)
	if err != nil {
		t.Fatal(err)
	}
	_, it, err := s.Load(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	answered, err := yichuang.Answer(it, false, yichuang.Answers{"q1": "normal", "q2": "no", "q3": "no"})
	if err != nil {
		t.Fatal(err)
	}
	bodies := []yichuang.Body{answered}
	for _, id := range answered.Asked {
		m := it.Material(id)
		judged := &yichuang.PointsJudged{Material: id}
		for _, p := range m.Points {
			judged.Points = append(judged.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
		}
		bodies = append(bodies, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies}, judged)
	}
	if c, err = s.Append(t.Context(), "1001", c, bodies...); err != nil {
		t.Fatal(err)
	}
	return c, it
}

func made(t *testing.T, s *seat, c *yichuang.Case, it *yichuang.Item) []yichuang.PartedCase {
	t.Helper()
	parts, err := s.Parts(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	list, err := yichuang.PartBundle(it, c, yichuang.Choice{Decision: yichuang.Accept}, parts, s.Circumstances())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Parting is all or nothing, and happens once.
func TestPartingIsOneStep(t *testing.T) {
	alone(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	c, it := reviewedBundle(t, s)
	list := made(t, s, c, it)
	broken := append([]yichuang.PartedCase(nil), list...)
	broken[2].Bodies = broken[2].Bodies[1:] // a review without a scenario
	if _, err := s.Part(t.Context(), "1001", c, broken); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatalf("half of it: %v", err)
	}
	if all, err := s.Find(t.Context(), "", 100); err != nil || len(all) != 1 {
		t.Fatalf("%d cases after a parting that failed, %v", len(all), err)
	}
	seen, err := s.Append(t.Context(), "1001", c, &yichuang.Noted{Text: "稍等"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Part(t.Context(), "1001", c, list); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatalf("on what was not seen: %v", err)
	}
	list = made(t, s, seen, it)
	if next, err := s.Part(t.Context(), "1001", seen, list); err != nil || next.Stage != yichuang.StageParted {
		t.Fatal(err)
	}
	if _, err := s.Part(t.Context(), "1001", seen, list); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatalf("parted twice: %v", err)
	}
	if all, err := s.Find(t.Context(), "", 100); err != nil || len(all) != 4 {
		t.Errorf("%d cases, %v", len(all), err)
	}
}

// A bundle that is under review keeps the editions of its items when a new catalogue
// comes, and is parted into cases of those.
func TestABundleKeepsItsEditions(t *testing.T) {
	alone(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	c, it := reviewedBundle(t, s)
	for id := range s.catalogue().byID {
		if it.Part(id) != nil {
			newer := *s.catalogue().byID[id]
			newer.Edition = "2-ffffffff"
			s.catalogue().byID[id] = &newer
		}
	}
	next, err := s.Part(t.Context(), "1001", c, made(t, s, c, it))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range next.Bundle.Members {
		if member, _, err := s.Load(t.Context(), m.Number); err != nil || member.Item != it.Part(m.Item).Item {
			t.Errorf("%s is of %v, %v", m.Name, member.Item, err)
		}
	}
}

// Who has an open case of an item is told so when a bundle of it is begun.
func TestAnItemOfABundleIsTakenInAlready(t *testing.T) {
	alone(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	defer s.close()
	c, _ := reviewedBundle(t, s)
	one, err := s.OpenCase(t.Context(), "1001", "traffic-01", c.Applicant)
	if err != nil {
		t.Fatal(err)
	}
	same, err := s.SameOpen(t.Context(), c.Applicant, "bundle-02")
	if err != nil || len(same) != 2 || same[0].Number != c.Number || same[1].Number != one.Number {
		t.Errorf("%+v, %v", same, err)
	}
}
