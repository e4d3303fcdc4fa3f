package yichuang

import (
	"maps"
	"slices"
	"strings"
)

// FaultKind says what of a bundle is at fault.
type FaultKind string

// The kinds.
const (
	FaultPart       FaultKind = "part"       // an item, or the answers that settle its scenario
	FaultShared     FaultKind = "shared"     // materials that cannot be one and the same
	FaultProduced   FaultKind = "produced"   // a material that no other part results in
	FaultCorrection FaultKind = "correction" // rules that cannot be kept with one notice
)

// BundleFault is a reason why no item can be made of a bundle. What it is about is
// named as far as it is known.
type BundleFault struct {
	Kind     FaultKind
	Scenario ScenarioID
	Item     ItemID
	Material MaterialID // of the item; of the bundle where no item is named
	Message  string
	Hint     string
}

// CompileBundle makes one item of a bundle and its parts, which find returns, nil for
// what is not there. Its materials are those that the parts ask for, a shared one
// once; what it asks and how strictly it judges suffices for every part. The edition
// is left to the caller. No item is returned when anything is at fault.
func CompileBundle(b *Bundle, find func(ItemID) *Item) (*Item, []BundleFault) {
	k := &compiler{Bundle: b, find: find, place: map[MaterialOf]*PartMaterial{}}
	k.settleAll()
	if len(k.faults) > 0 {
		return nil, k.faults // what follows would only repeat it
	}
	k.produce()
	groups := k.group()
	it := &Item{ID: b.ID, Revised: b.Revised, Name: bundleName(b.Name), Aliases: b.Aliases,
		Code: ItemCode{Note: "“一件事”由几个事项组成，实施编码见各事项"}, Office: b.Office, Terms: k.terms(), Basis: k.basis(),
		Questions: b.Questions, Guide: k.guide()}
	it.Kind, it.Handling = k.kind()
	for _, g := range groups {
		it.Materials = append(it.Materials, k.merge(g))
	}
	for i := range b.Scenarios {
		it.Scenarios = append(it.Scenarios, k.scenario(&b.Scenarios[i]))
	}
	it.Office.Parts = k.table()
	if len(k.faults) > 0 {
		return nil, k.faults
	}
	return it, nil
}

// bundleName calls a bundle what people call it: 开办餐饮店一件事.
func bundleName(name string) string {
	if strings.HasSuffix(name, "一件事") {
		return name
	}
	return name + "一件事"
}

// compiler makes an item of a bundle.
type compiler struct {
	*Bundle
	find   func(ItemID) *Item
	items  []*Item       // the parts, in the order in which scenarios name them
	asks   []partOf      // what each scenario asks for because of each part
	faults []BundleFault // in the order of the bundle
	place  map[MaterialOf]*PartMaterial
}

// partOf is a part in a scenario, with what it asks for there.
type partOf struct {
	scenario ScenarioID
	item     *Item
	needs    []Need
}

func (k *compiler) fault(f BundleFault) { k.faults = append(k.faults, f) }

// settleAll settles the scenario of every part in every scenario of the bundle.
func (k *compiler) settleAll() {
	for i := range k.Scenarios {
		s := &k.Scenarios[i]
		if s.Outcome == DoNotCollect {
			continue
		}
		if len(s.Parts) < 2 {
			k.fault(BundleFault{Kind: FaultPart, Scenario: s.ID, Message: "情形“" + s.Name + "”只有一个事项", Hint: "“一件事”至少两个事项；只办一个事项的，写成不收件，说明去办哪个事项"})
		}
		for j, p := range s.Parts {
			twice := slices.ContainsFunc(s.Parts[:j], func(q PartAnswers) bool { return q.Item == p.Item })
			at := BundleFault{Kind: FaultPart, Scenario: s.ID, Item: p.Item}
			switch it := k.find(p.Item); {
			case it == nil:
				at.Message, at.Hint = "没有编号为“"+string(p.Item)+"”的事项，或者它的文件不能使用", "核对事项编号，先改好事项文件"
				k.fault(at)
			case it.Bundled():
				at.Message, at.Hint = "“"+it.Name+"”本身是“一件事”，不能作为事项", "直接列出其中的事项"
				k.fault(at)
			case twice:
				at.Message, at.Hint = "情形“"+s.Name+"”把事项“"+it.Name+"”列了两次", "合并成一次"
				k.fault(at)
			default:
				k.settle(at, it, p.Answers)
			}
		}
	}
}

// settle works out what a part asks for, with an agent and without.
func (k *compiler) settle(at BundleFault, it *Item, answers Answers) {
	if !slices.Contains(k.items, it) {
		k.items = append(k.items, it)
	}
	bad := func(message, hint string) {
		at.Message, at.Hint = "事项“"+it.Name+"”："+message, hint
		k.fault(at)
	}
	for _, q := range slices.Sorted(maps.Keys(answers)) {
		o := answers[q]
		if known := it.Question(q); known == nil {
			bad("没有编号为“"+string(q)+"”的问题", "核对事项文件中的问题编号")
			return
		} else if !slices.ContainsFunc(known.Options, func(x Option) bool { return x.ID == o }) {
			bad("问题“"+known.Text+"”没有编号为“"+string(o)+"”的选项", "核对事项文件中的选项编号")
			return
		}
	}
	var with, without map[MaterialID]Need
	var order []MaterialID
	for _, agent := range []bool{false, true} {
		a := partAnswers(it, answers, agent)
		if q := it.NextQuestion(a); q != nil {
			bad("没有回答“"+q.Text+"”，确定不了情形", "在“回答”中写明 "+string(q.ID)+": 选项编号")
			return
		}
		s, err := it.Match(a)
		switch {
		case err != nil:
			message, hint := Explain(err)
			bad(message, hint)
			return
		case s.Outcome == DoNotCollect:
			bad("这些回答得到不收件的情形“"+s.Name+"”", "不办这个事项的，不列入这一情形")
			return
		}
		with = asksFor(s, a, agent)
		if !agent {
			without = with
		}
		for _, n := range s.Needs {
			if _, asked := with[n.Material]; asked && !slices.Contains(order, n.Material) {
				order = append(order, n.Material)
			}
		}
	}
	part := partOf{scenario: at.Scenario, item: it}
	for _, id := range order {
		n, asked := without[id]
		m, agent := with[id]
		switch {
		case !asked:
			m.Agent = true
			part.needs = append(part.needs, m)
		case agent && n.If == m.If:
			part.needs = append(part.needs, n)
		default:
			bad("材料“"+it.Material(id).Name+"”有没有代理人，要求不一样", "在事项文件中改成两种材料，或者不并入“一件事”")
			return
		}
	}
	k.asks = append(k.asks, part)
}

// asksFor is what the answers ask for in a scenario, without the conditions that they
// settle.
func asksFor(s *Scenario, a Answers, agent bool) map[MaterialID]Need {
	out := map[MaterialID]Need{}
	asked, doubtful := NeedsFor(s, a, agent)
	for _, id := range asked {
		out[id] = Need{Material: id}
	}
	for _, n := range s.Needs {
		if _, sure := out[n.Material]; !sure && slices.Contains(doubtful, n.Material) {
			out[n.Material] = Need{Material: n.Material, If: n.If}
		}
	}
	return out
}

// partAnswers are the answers under which a part is taken in.
func partAnswers(it *Item, answers Answers, agent bool) Answers {
	a := it.Prefill(agent)
	for q, o := range answers {
		a[q] = o
	}
	return a
}

// scenario makes a scenario of the item: what its parts ask for, each thing once.
func (k *compiler) scenario(s *Scenario) Scenario {
	out := *s
	out.Needs = nil
	for _, p := range k.asks {
		if p.scenario != s.ID {
			continue
		}
		for _, n := range p.needs {
			at := k.place[MaterialOf{p.item.ID, n.Material}]
			if at == nil || at.As == "" {
				continue
			}
			n.Material = at.As
			i := slices.IndexFunc(out.Needs, func(x Need) bool { return x.Material == at.As })
			if i < 0 {
				out.Needs = append(out.Needs, n)
				continue
			}
			both, ok := either(out.Needs[i], n)
			if !ok {
				k.fault(BundleFault{Kind: FaultShared, Scenario: s.ID, Material: at.As,
					Message: "共用的材料“" + string(at.As) + "”在情形“" + s.Name + "”中，各事项要交的条件不一样",
					Hint:    "条件用文字写的，各事项应当写得一样；不一样的不能共用"})
			}
			out.Needs[i] = both
		}
	}
	return out
}

// either is a material that two parts ask for: surely where one does. A condition in
// words is settled once, so it must be the same for both.
func either(a, b Need) (Need, bool) {
	if a.If != "" || b.If != "" {
		return a, a.If == b.If && a.Agent == b.Agent
	}
	a.Agent = a.Agent && b.Agent
	return a, true
}

// table lists the parts with the places of what they ask for.
func (k *compiler) table() []Part {
	var all []Part
	for _, it := range k.items {
		p := Part{Item: it.Ref(), Name: it.Name, Department: it.Office.Department}
		if len(it.Basis) > 0 {
			p.Basis = it.Basis[0].cite()
		}
		for i := range it.Materials {
			if at := k.place[MaterialOf{it.ID, it.Materials[i].ID}]; at != nil {
				p.Materials = append(p.Materials, *at)
			}
		}
		all = append(all, p)
	}
	return all
}

// cite writes a law as notices do.
func (b LegalBasis) cite() string { return "《" + b.Law + "》" + b.Article }
