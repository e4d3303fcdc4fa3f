package catalog

import (
	"slices"

	"yichuang"
)

// buildBundle turns the tree of a bundle file that the validator found right into a
// bundle.
func buildBundle(n *node) *yichuang.Bundle {
	b := &yichuang.Bundle{
		ID: yichuang.ItemID(n.str("编号")), Name: n.str("名称"), Aliases: n.texts("别名"), Office: buildOffice(n), Basis: buildBasis(n),
		Questions: buildQuestions(n), Guide: yichuang.Guide{Notes: n.texts("备注"), FAQs: buildFAQs(n)},
	}
	b.Revised, _ = yichuang.ParseDate(n.str("修订日期"))
	for _, s := range n.list("情形") {
		scenario := buildScenario(s)
		for _, p := range s.list("事项") {
			scenario.Parts = append(scenario.Parts, yichuang.PartAnswers{Item: yichuang.ItemID(p.str("事项")), Answers: buildAnswers(p.get("回答"))})
		}
		b.Scenarios = append(b.Scenarios, scenario)
	}
	for _, s := range n.list("共用材料") {
		shared := yichuang.SharedMaterial{ID: yichuang.MaterialID(s.str("编号")), Name: s.str("名称")}
		for _, m := range s.list("材料") {
			shared.Of = append(shared.Of, buildMaterialOf(m))
		}
		b.Shared = append(b.Shared, shared)
	}
	for _, p := range n.list("产生材料") {
		b.Produced = append(b.Produced, yichuang.ProducedMaterial{MaterialOf: buildMaterialOf(p), By: yichuang.ItemID(p.str("由"))})
	}
	return b
}

func buildMaterialOf(n *node) yichuang.MaterialOf {
	return yichuang.MaterialOf{Item: yichuang.ItemID(n.str("事项")), Material: yichuang.MaterialID(n.str("材料"))}
}

func buildAnswers(n *node) yichuang.Answers {
	if n == nil {
		return nil
	}
	out := yichuang.Answers{}
	for _, f := range n.fields {
		out[yichuang.QuestionID(f.name)] = yichuang.OptionID(f.value.text)
	}
	return out
}

// faultRules are the rules of the checks under which a fault is told.
var faultRules = map[yichuang.FaultKind]string{
	yichuang.FaultPart: "bundle-item", yichuang.FaultShared: "bundle-shared",
	yichuang.FaultProduced: "bundle-produced", yichuang.FaultCorrection: "bundle-correction",
}

// compileAll makes items of the bundles, out of the items in the other files. The
// edition of a bundle names those of its items: when one changes, so does the bundle.
func compileAll(files []*parsed) {
	items := map[yichuang.ItemID]*yichuang.Item{}
	for _, p := range files {
		if p.item != nil {
			items[p.item.ID] = p.item
		}
	}
	for _, p := range files {
		if p.bundle == nil {
			continue
		}
		it, faults := yichuang.CompileBundle(p.bundle, func(id yichuang.ItemID) *yichuang.Item { return items[id] })
		for _, f := range faults {
			p.problems = append(p.problems, problem{line: faultLine(p.tree, f), rule: faultRules[f.Kind], message: f.Message, fix: f.Hint})
		}
		if it == nil {
			continue
		}
		it.Edition = edition(p.tree.num("版次"), it)
		p.item = it
		for _, ref := range it.Parts() {
			p.parts = append(p.parts, items[ref.ID])
		}
	}
}

// faultLine is where a file says what a fault is about.
func faultLine(n *node, f yichuang.BundleFault) int {
	names := func(m *node) bool {
		return m.str("事项") == string(f.Item) && (m.get("材料") == nil || m.str("材料") == string(f.Material))
	}
	switch f.Kind {
	case yichuang.FaultShared:
		for _, s := range n.list("共用材料") {
			if f.Item == "" && s.str("编号") == string(f.Material) {
				return s.line
			}
			if i := slices.IndexFunc(s.list("材料"), names); i >= 0 {
				return s.list("材料")[i].line
			}
		}
		return n.lineOf("共用材料")
	case yichuang.FaultProduced:
		if i := slices.IndexFunc(n.list("产生材料"), names); i >= 0 {
			return n.list("产生材料")[i].line
		}
		return n.lineOf("产生材料")
	}
	for _, s := range n.list("情形") {
		if f.Scenario != "" && s.str("编号") != string(f.Scenario) {
			continue
		}
		if i := slices.IndexFunc(s.list("事项"), names); i >= 0 {
			return s.list("事项")[i].line
		}
		if f.Scenario != "" {
			return s.line
		}
	}
	return n.lineOf("情形")
}
