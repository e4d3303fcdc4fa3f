package tuitest

import (
	"testing"
	"time"

	"yichuang"
)

// The cases of a bundle that was parted (Parted).
const (
	BundleLead    = yichuang.CaseNumber("150627261123001100010")
	BundleFirst   = yichuang.CaseNumber("150627261123001100028")
	BundleSecond  = yichuang.CaseNumber("150627261123001100036")
	bundleClerk   = yichuang.UserID("1001")
	bundleOffice  = "市场监督管理局"
	bundleOffice2 = "交通运输局"
)

// Bundle is a bundle (一件事) of two small items of two departments, with the items: a
// licence that asks for what the registration results in, and an identity card that
// both want.
func Bundle(t testing.TB) (bundle *yichuang.Item, parts []*yichuang.Item) {
	t.Helper()
	point := func(content string) []yichuang.ReviewPoint {
		return []yichuang.ReviewPoint{{No: 1, Content: content, Standard: "清楚", OnFail: yichuang.RemedyCorrect}}
	}
	material := func(id yichuang.MaterialID, name string) yichuang.Material {
		return yichuang.Material{ID: id, Name: name, Primary: true, Originals: 1, Form: "纸质", Owing: yichuang.Owing{Reason: "主要材料"}, Points: point(name)}
	}
	item := func(id yichuang.ItemID, name, department string, days int, materials ...yichuang.Material) *yichuang.Item {
		limit := yichuang.Limit{Value: days, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance}
		it := &yichuang.Item{ID: id, Edition: "1-0a1b2c3d", Name: name, Kind: "行政许可", Handling: yichuang.Promised,
			Office:    yichuang.Office{Window: "综合", Department: department},
			Terms:     yichuang.Terms{Statutory: limit, Promised: limit, Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true}},
			Basis:     []yichuang.LegalBasis{{Law: name + "条例", Article: "第1条"}},
			Scenarios: []yichuang.Scenario{{ID: "s1", Name: "新办", Outcome: yichuang.Collect}}, Materials: materials}
		for _, m := range materials {
			it.Scenarios[0].Needs = append(it.Scenarios[0].Needs, yichuang.Need{Material: m.ID})
		}
		return it
	}
	parts = []*yichuang.Item{
		item("reg", "个体登记", bundleOffice, 3, material("form", "登记申请书"), material("card", "身份证")),
		item("haul", "货运许可", bundleOffice2, 5, material("app", "许可申请表"), material("card", "身份证"), material("bl", "营业执照")),
	}
	bundle, faults := yichuang.CompileBundle(&yichuang.Bundle{ID: "b", Name: "跑货运", Office: parts[1].Office,
		Scenarios: []yichuang.Scenario{{ID: "s1", Name: "一起办", Outcome: yichuang.Collect, Parts: []yichuang.PartAnswers{{Item: "reg"}, {Item: "haul"}}}},
		Shared:    []yichuang.SharedMaterial{{ID: "card", Of: []yichuang.MaterialOf{{Item: "reg", Material: "card"}, {Item: "haul", Material: "card"}}}},
		Produced:  []yichuang.ProducedMaterial{{MaterialOf: yichuang.MaterialOf{Item: "haul", Material: "bl"}, By: "reg"}}},
		func(id yichuang.ItemID) *yichuang.Item {
			for _, it := range parts {
				if it.ID == id {
					return it
				}
			}
			return nil
		})
	if bundle == nil {
		t.Fatalf("%+v", faults)
	}
	bundle.Edition = "1-4e5f6a7b"
	return bundle, parts
}

// Parted is that bundle taken in, reviewed and parted at a moment: the events of the
// lead and of its two cases, whose papers nobody has prepared.
func Parted(t testing.TB, at time.Time) map[yichuang.CaseNumber][]yichuang.Event {
	t.Helper()
	bundle, parts := Bundle(t)
	logs := map[yichuang.CaseNumber][]yichuang.Event{}
	do := func(n yichuang.CaseNumber, bodies ...yichuang.Body) *yichuang.Case {
		t.Helper()
		for _, b := range bodies {
			logs[n] = append(logs[n], yichuang.Event{Terminal: "W01", Seq: int64(len(logs[n]) + 1), Case: n, Base: len(logs[n]), At: at, By: bundleClerk, Body: b})
		}
		c, err := yichuang.Fold(logs[n])
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	opened := bundle.Opening(yichuang.ChannelWindow, yichuang.Applicant{Kind: yichuang.Person, Name: "示例人", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}})
	answered, err := yichuang.Answer(bundle, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := do(BundleLead, &opened, answered)
	for _, m := range bundle.Materials {
		lead = do(BundleLead, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Held, Originals: 1},
			&yichuang.PointsJudged{Material: m.ID, Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}})
	}
	made, err := yichuang.PartBundle(bundle, lead, yichuang.Choice{Decision: yichuang.Accept}, parts, yichuang.Circumstances{Now: at, Calendar: yichuang.BuiltinCalendar()})
	if err != nil {
		t.Fatal(err)
	}
	parted := new(yichuang.Parted)
	for i, n := range []yichuang.CaseNumber{BundleFirst, BundleSecond} {
		do(n, append([]yichuang.Body{&made[i].Opened}, made[i].Bodies...)...)
		parted.Members = append(parted.Members, made[i].Member(n))
	}
	do(BundleLead, parted)
	return logs
}
