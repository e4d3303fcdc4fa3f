package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
)

// publishSample has the centre publish the sample catalogue, bundles among it.
func publishSample(t *testing.T, o *hq) {
	t.Helper()
	p, err := o.Propose(t.Context(), catalog.SampleFS())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := o.Publish(t.Context(), p, "首次发布"); err != nil || r.Items != 42 {
		t.Fatal(r, err)
	}
}

// openedSeat is the seat whose home is in use.
func openedSeat(t *testing.T) *seat {
	t.Helper()
	s, err := new(options).seat(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func listed(t *testing.T) []yichuang.Summary {
	t.Helper()
	var rows []yichuang.Summary
	if err := json.Unmarshal([]byte(must(t, "case", "list", "--json", "--limit", "100")), &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// A bundle that the centre publishes is taken in at a window; the departments get
// their cases and no others, other windows all of them.
func TestABundleReachesItsDepartments(t *testing.T) {
	o := openHQ(t)
	publishSample(t, o)
	window, other, office := home(t), home(t), home(t)
	code, err := o.AddSeat(t.Context(), central.Seat{Hall: hqHall, Name: "S01", Window: 101, Departments: []string{"旗市场监督管理局"}})
	if err != nil {
		t.Fatal(err)
	}
	window()
	must(t, "enroll", o.address, o.code("W07", 7))
	must(t, "sync", "now")
	file := t.TempDir() + "/bundle.yaml"
	if err := os.WriteFile(file, []byte(haulage(t, "张三")), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "intake", "--by", "1001", file)
	must(t, "sync", "now")
	if n := waits(t); n != 0 {
		t.Fatalf("%d wait", n)
	}
	other()
	must(t, "enroll", o.address, o.code("W08", 8))
	must(t, "sync", "now")
	rows := listed(t)
	if len(rows) != 3 { // the lead is done: who comes later loads what is open
		t.Fatalf("another window sees %d cases", len(rows))
	}
	if all := bundleAt(t, rows[0].Number); len(all) != 3 {
		t.Errorf("from one of them it finds %d", len(all))
	}
	office()
	must(t, "enroll", o.address, code.String())
	must(t, "sync", "now")
	rows = listed(t)
	if len(rows) != 1 || !strings.HasPrefix(rows[0].ItemName, "个体工商户登记") {
		t.Fatalf("the department sees %+v", rows)
	}
	all := bundleAt(t, rows[0].Number)
	if len(all) != 1 || all[0].Bundle.Lead == "" {
		t.Fatalf("of the bundle it sees %d", len(all))
	}
	if m := all[0].MaterialState("id"); m == nil || len(m.Points) != 4 {
		t.Errorf("what the window found: %+v", m)
	}
}

// bundleAt returns the cases beside one at the seat whose home is in use.
func bundleAt(t *testing.T, n yichuang.CaseNumber) []*yichuang.Case {
	t.Helper()
	s := openedSeat(t)
	defer s.close()
	c, _, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Bundle(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Two windows part one bundle without a network. The first to reach the centre has
// done it; the other is told, and the cases that it made are known to be too many.
func TestTwoWindowsPartOneBundle(t *testing.T) {
	o := openHQ(t)
	publishSample(t, o)
	first, second := home(t), home(t)
	first()
	must(t, "enroll", o.address, o.code("W07", 7))
	must(t, "sync", "now")
	s := openedSeat(t)
	c, it := reviewedBundle(t, s)
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	must(t, "sync", "now")
	second()
	must(t, "enroll", o.address, o.code("W08", 8))
	must(t, "sync", "now")
	made2 := partAt(t, c.Number)
	first()
	made1 := partAt(t, c.Number)
	must(t, "sync", "now")
	second()
	must(t, "sync", "now")
	s = openedSeat(t)
	defer s.close()
	lead, _, err := s.Load(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	if lead.Stage != yichuang.StageParted || lead.Bundle.Members[0].Number != made1.Bundle.Members[0].Number || len(lead.Unsettled) != 1 {
		t.Errorf("%s %+v, %d to settle", lead.Stage, lead.Bundle.Members, len(lead.Unsettled))
	}
	stray, _, err := s.Load(t.Context(), made2.Bundle.Members[1].Number)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Bundle(t.Context(), stray)
	if err != nil || len(all) != 7 || all[5].Number != stray.Number {
		t.Errorf("%d cases of the bundle, %v", len(all), err)
	}
	if out := must(t, "case", "show", string(c.Number)); !strings.Contains(out, "分办") {
		t.Errorf("%s", out)
	}
	if it.Part("market-07") == nil {
		t.Error("the published bundle has lost its items")
	}
}

// partAt takes a bundle apart at the seat whose home is in use.
func partAt(t *testing.T, n yichuang.CaseNumber) *yichuang.Case {
	t.Helper()
	s := openedSeat(t)
	defer s.close()
	c, it, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	next, err := s.Part(t.Context(), "1001", c, made(t, s, c, it))
	if err != nil {
		t.Fatal(err)
	}
	return next
}
