package store_test

import (
	"slices"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// news of the centre that a seat knows.
func (p *post) news(runs ...yichuang.Run) yichuang.News {
	p.t.Helper()
	l, err := p.Link(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return yichuang.News{Incarnation: l.Incarnation, Runs: runs}
}

// A case whose opening the centre refused, after it was accepted here, is in no list
// any more, behind the counter too.
func TestARefusedOpeningIsInNoList(t *testing.T) {
	o, a := newOffice(t), newPost(t, "W01", 1)
	n := a.opens(0, append(testkit.Reviewed(false), testkit.Shared(testkit.FillEnd, testkit.FillEnd, "甲部门", "乙部门"))...).Number
	if _, err := a.does(n, &yichuang.Urged{Urge: yichuang.Hasten, Text: "请抓紧办理"}); err != nil {
		t.Fatal(err)
	}
	a.push(o)
	for i := range o.runs {
		o.runs[i].Refused = &yichuang.Refusal{Code: yichuang.Invalid, Message: "编号不是本大厅的"}
	}
	a.pull(o)
	if _, err := a.does(n, note("还有吗")); err == nil {
		t.Error("work goes on with a case that never was")
	}
	a.sound()
	before := dump(t, a.Path())
	if _, err := a.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := dump(t, a.Path()); after != before {
		t.Errorf("a rebuild changes\n%s\nto\n%s", before, after)
	}
	if found, err := a.Cases(t.Context(), store.Query{}); err != nil || len(found) > 0 {
		t.Errorf("listed: %+v, %v", found, err)
	}
}

// A seat that sees one department counts the cases in which that has a part, as the
// centre does; until they are returned to the window.
func TestSharedCasesAreCounted(t *testing.T) {
	a := newPost(t, "W01", 1)
	count := func(scope string) int64 {
		t.Helper()
		n, err := a.OpenCases(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	shared := testkit.Shared(testkit.FillEnd, testkit.FillEnd, "甲部门", "乙部门")
	shared.Provisional = true
	opened := testkit.Opened(0, 3)
	opened.Department = "甲部门"
	c, err := a.OpenCase(t.Context(), clerk, testkit.Region, opened, append(testkit.Reviewed(false), shared)...)
	if err != nil {
		t.Fatal(err)
	}
	for scope, want := range map[string]int64{"": 1, `["甲部门"]`: 1, `["乙部门"]`: 1, `["丙部门"]`: 0} {
		if got := count(scope); got != want {
			t.Errorf("%q counts %d, not %d", scope, got, want)
		}
	}
	if _, err := a.does(c.Number, &yichuang.Returned{Officer: "2001", Via: "系统", Reason: "请再核对"}); err != nil {
		t.Fatal(err)
	}
	if a, b := count(`["甲部门"]`), count(`["乙部门"]`); a != 1 || b != 0 {
		t.Errorf("returned to the window it counts %d and %d", a, b)
	}
}

// What was fetched from a centre before it was put back has no place any more.
func TestNewsOfBeforeARestore(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	old := b.news(o.runs...)
	if err := b.Rewind(t.Context(), "next", 0, nil); err != nil {
		t.Fatal(err)
	}
	if err := b.TakeRuns(t.Context(), old, o.pos); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("places of a centre that is gone are taken: %v", err)
	}
	if err := b.TakeCase(t.Context(), n, old); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("and a case of it: %v", err)
	}
	if err := b.TakeRuns(t.Context(), b.news(o.runs...), o.pos); err != nil {
		t.Fatal(err)
	}
	b.agrees(o, n)
}

// A centre that was put back cannot be given what nobody has whole: the author is gone,
// and this seat has only the end of what he did. That is set aside, so that the case is
// again what the centre has, and comes back with the rest when it turns up.
func TestWhatTheCentreCannotHaveIsSetAside(t *testing.T) {
	o, a, b, c := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2), newPost(t, "W03", 3)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	kept := *o // yesterday's copy
	kept.runs, kept.cases, kept.acked = slices.Clone(o.runs), map[yichuang.CaseNumber]*yichuang.Case{n: o.cases[n].Clone()}, map[yichuang.TerminalID]int64{"W01.1": o.acked["W01.1"]}
	b.pull(o)
	c.pull(o)
	if _, err := c.does(n, note("一")); err != nil {
		t.Fatal(err)
	}
	c.push(o)
	b.pull(o)
	since := kept.pos
	if err := b.Rewind(t.Context(), "next", since, kept.acked); err != nil {
		t.Fatal(err)
	}
	if held, err := b.Case(t.Context(), n); err != nil || held.Events != o.cases[n].Events {
		t.Fatalf("%+v, %v", held, err)
	}
	if _, err := b.does(n, note("二")); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("a step is added to steps whose order is not settled: %v", err)
	}
	if some, err := b.SetAside(t.Context()); err != nil || !some {
		t.Fatalf("set aside: %v, %v", some, err)
	}
	b.agrees(&kept, n)
	if _, err := b.does(n, note("二")); err != nil {
		t.Fatal(err)
	}
	if some, err := b.SetAside(t.Context()); err != nil || some {
		t.Errorf("there is nothing left to set aside: %v, %v", some, err)
	}
	b.push(&kept)
	b.pull(&kept)
	// The author was not gone after all: he brings it, and it has its place again.
	if err := c.Rewind(t.Context(), "next", since, kept.acked); err != nil {
		t.Fatal(err)
	}
	c.push(&kept)
	b.pull(&kept)
	b.agrees(&kept, n)
	c.pull(&kept)
	c.agrees(&kept, n)
}
