package central_test

import (
	"net/http"
	"slices"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// A portal applies for a bundle as for an item. A window takes it, and parts it; the
// portal is told which cases it became. On both databases.
func TestABundleFromAPortal(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		all, err := s.Propose(t.Context(), catalog.SampleFS())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(t.Context(), all, "全部"); err != nil {
			t.Fatal(err)
		}
		items := published(t, s.Centre, 0).Items
		it := items[slices.IndexFunc(items, func(it *yichuang.Item) bool { return it.ID == "bundle-02" })]

		a := wire.Application{Reference: "MS-一件事", Item: it.ID, Edition: it.Edition, Applicant: testkit.Applicant(4), Answers: yichuang.Answers{"q1": "normal", "q2": "no", "q3": "no"}}
		a.Applicant.ID.Number = "11010519491231002X"
		for _, n := range it.Scenario("s1").Needs {
			if n.Agent {
				continue
			}
			file := aPDF(string(n.Material))
			p.must(http.MethodPut, fileAt(file), "", file, new(wire.KeptFile))
			a.Materials = append(a.Materials, wire.SubmittedMaterial{Material: n.Material, Files: []wire.SubmittedFile{{Hash: nameOf(file), Name: "材料.pdf"}}})
		}
		var state wire.ApplicationState
		p.must(http.MethodPost, wire.PathApplications, "bundle-key", a, &state)

		w := enrol(t, s.Centre, window("W01", 1))
		w.pull()
		w.do(state.Number, &yichuang.OnlineTaken{Window: 1})
		k := w.do(state.Number, judged(w.sees(state.Number), it)...)
		if k.Bundle == nil || k.Stage != yichuang.StageReview {
			t.Fatalf("%s %+v", k.Stage, k.Bundle)
		}
		made, err := yichuang.PartBundle(it, k, yichuang.Choice{Decision: yichuang.Accept}, items, yichuang.Circumstances{Now: s.Now(), Calendar: yichuang.BuiltinCalendar()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.store.PutItems(t.Context(), items); err != nil {
			t.Fatal(err)
		}
		parted := new(yichuang.Parted)
		for i := range made {
			c, err := w.store.OpenCase(t.Context(), "1001", "150627", made[i].Opened, made[i].Bodies...)
			if err != nil {
				t.Fatal(err)
			}
			parted.Members = append(parted.Members, made[i].Member(c.Number))
			if scans := c.Scans(); len(scans) == 0 || c.Intake.Channel != yichuang.ChannelOnline {
				t.Errorf("%s: %d scans, %s", c.ItemName, len(scans), c.Intake.Channel)
			}
		}
		w.do(state.Number, parted)
		w.push()
		p.must(http.MethodGet, pathOf(wire.PathApplication, state.Number), "", nil, &state)
		if state.Stage != yichuang.StageParted || len(state.Members) != 3 || state.Members[1].Department != "旗交通运输局" || state.Members[1].Promised.Date.IsZero() {
			t.Errorf("%+v", state)
		}
		if v := verified(t, s.Centre); v.Cases != 4 || v.Refused != 0 {
			t.Errorf("%+v", v)
		}
	})
}
