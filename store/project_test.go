package store_test

import (
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// A case whose opening the centre refuses is none any more where it was opened: it
// stands in no list and is not counted, and is left to a person.
func TestARefusedOpeningMakesNoCase(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	a.opens(0, testkit.Reviewed(false)...)
	a.push(o)
	o.stranger = clerk
	refused := a.opens(1, append(testkit.Reviewed(false), testkit.Accepted(testkit.FillEnd, testkit.FillEnd))...).Number
	a.push(o)
	for _, p := range []*post{a, b} {
		p.pull(o)
		p.sound()
		if n, err := p.OpenCases(t.Context(), ""); n != 1 || err != nil {
			t.Errorf("%s counts %d open cases, %v", p.Terminal().ID, n, err)
		}
		if rows, err := p.Cases(t.Context(), store.Query{Text: testkit.Applicant(1).Name}); len(rows) != 0 || err != nil {
			t.Errorf("%s lists %+v, %v", p.Terminal().ID, rows, err)
		}
		p.agrees(o, refused)
	}
	before := dump(t, a.Path())
	if _, err := a.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := dump(t, a.Path()); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	left, err := a.Refused(t.Context(), true, 100)
	if err != nil || len(left) < 2 || left[0].Case != refused {
		t.Fatalf("%+v, %v", left, err)
	}
	o.stranger = ""
	for _, e := range left {
		if _, err := a.does(refused, &yichuang.RefusalSettled{Terminal: e.Terminal, Seq: e.Seq, Note: "重新收件"}); err != nil {
			t.Fatal(err)
		}
	}
	a.push(o)
	a.pull(o)
	if left, err := a.Refused(t.Context(), true, 100); err != nil || len(left) != 0 {
		t.Errorf("%d wait for a person still, %v", len(left), err)
	}
	a.agrees(o, refused)
}
