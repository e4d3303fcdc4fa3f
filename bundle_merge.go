package yichuang

import (
	"fmt"
	"slices"
)

// source is a material of a part.
type source struct {
	item *Item
	*Material
}

// group is what becomes one material of a bundle: one of a part, or several that are
// the same thing.
type group struct {
	id     MaterialID
	name   string
	shared bool
	of     []source
}

// needs reports whether any scenario asks for a material of a part.
func (k *compiler) needs(m MaterialOf) bool {
	return slices.ContainsFunc(k.asks, func(p partOf) bool {
		return p.item.ID == m.Item && slices.ContainsFunc(p.needs, func(n Need) bool { return n.Material == m.Material })
	})
}

// known returns a material of a part, and notes a fault when there is none.
func (k *compiler) known(kind FaultKind, m MaterialOf) *source {
	at := BundleFault{Kind: kind, Item: m.Item, Material: m.Material}
	i := slices.IndexFunc(k.items, func(it *Item) bool { return it.ID == m.Item })
	if i < 0 {
		at.Message, at.Hint = "没有哪个情形包含事项“"+string(m.Item)+"”", "核对事项编号"
		k.fault(at)
		return nil
	}
	it := k.items[i]
	if found := it.Material(m.Material); found != nil {
		return &source{it, found}
	}
	at.Message, at.Hint = "事项“"+it.Name+"”没有编号为“"+string(m.Material)+"”的材料", "核对材料编号"
	k.fault(at)
	return nil
}

// produce takes out what another part results in. Whoever asks for it must stand in
// the scenario together with that part, or nobody would have it.
func (k *compiler) produce() {
	for _, p := range k.Produced {
		s := k.known(FaultProduced, p.MaterialOf)
		if s == nil {
			continue
		}
		at := BundleFault{Kind: FaultProduced, Item: p.Item, Material: p.Material}
		if p.By == p.Item || k.place[p.MaterialOf] != nil {
			at.Message, at.Hint = "材料“"+s.Name+"”不能由事项“"+string(p.By)+"”产生，或者写了两次", "写明由本件事的另一个事项产生，每种材料写一次"
			k.fault(at)
			continue
		}
		k.place[p.MaterialOf] = &PartMaterial{Material: p.Material, By: p.By}
		for _, x := range k.asks {
			asks := x.item == s.item && slices.ContainsFunc(x.needs, func(n Need) bool { return n.Material == p.Material })
			if asks && !slices.ContainsFunc(k.asks, func(y partOf) bool { return y.scenario == x.scenario && y.item.ID == p.By }) {
				at.Scenario = x.scenario
				at.Message, at.Hint = "材料“"+s.Name+"”由事项“"+string(p.By)+"”产生，情形“"+string(x.scenario)+"”却没有这个事项", "把这个事项列入情形，或者不写由它产生"
				k.fault(at)
			}
		}
	}
}

// group puts what the scenarios ask for into groups, in the order of the parts.
func (k *compiler) group() []*group {
	of := map[MaterialOf]*group{}
	for _, s := range k.Shared {
		k.share(s, of)
	}
	var groups []*group
	for _, it := range k.items {
		for i := range it.Materials {
			m := MaterialOf{it.ID, it.Materials[i].ID}
			if k.place[m] != nil || !k.needs(m) {
				continue
			}
			g := of[m]
			if g == nil {
				g = &group{id: m.id()}
			}
			g.of = append(g.of, source{it, &it.Materials[i]})
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// id names a material of a part among those of the bundle. Identifiers of files have
// no dot, so that it can be taken for no other.
func (m MaterialOf) id() MaterialID { return MaterialID(string(m.Item) + "." + string(m.Material)) }

// share notes which materials are one and the same.
func (k *compiler) share(s SharedMaterial, of map[MaterialOf]*group) {
	g := &group{id: s.ID, name: s.Name, shared: true}
	var items []ItemID
	for _, m := range s.Of {
		known := k.known(FaultShared, m)
		if known == nil {
			continue
		}
		at := BundleFault{Kind: FaultShared, Item: m.Item, Material: m.Material}
		switch {
		case of[m] != nil || k.place[m] != nil:
			at.Message, at.Hint = "材料“"+known.Name+"”写了两次", "一种材料只能算作一种共用的材料"
			k.fault(at)
		case slices.Contains(items, m.Item):
			at.Message, at.Hint = "事项“"+known.item.Name+"”有两种材料算作同一种", "一个事项只列一种"
			k.fault(at)
		}
		items = append(items, m.Item)
		of[m] = g
	}
	if len(s.Of) < 2 {
		k.fault(BundleFault{Kind: FaultShared, Material: s.ID, Message: "共用的材料“" + string(s.ID) + "”只列了一个事项的材料", Hint: "至少列出两个事项的同一种材料"})
	}
}

// merge makes one material of a group: as many pieces as any part wants, owed or not
// handed in only where all parts agree, every point of every part.
func (k *compiler) merge(g *group) Material {
	m := *g.of[0].Material
	m.ID, m.Points, m.Errors = g.id, nil, nil
	if g.name != "" {
		m.Name = g.name
	}
	for i, s := range g.of {
		m.Primary = m.Primary || s.Primary
		m.Originals, m.Copies = max(m.Originals, s.Originals), max(m.Copies, s.Copies)
		m.Provenance.Confidence = lessSure(m.Provenance.Confidence, s.Provenance.Confidence)
		if s.Exempt == "" {
			m.Exempt = ""
		}
		if i > 0 && m.Form != s.Form {
			m.Form = k.form(g, m.Form, s.Form)
		}
		for _, e := range s.Errors {
			if !slices.Contains(m.Errors, e) {
				m.Errors = append(m.Errors, e)
			}
		}
		at := &PartMaterial{Material: s.ID, As: g.id}
		for _, p := range s.Points {
			at.Points = append(at.Points, m.judgeOnce(p))
		}
		k.place[MaterialOf{s.item.ID, s.ID}] = at
	}
	m.Owing = owing(g, m.Primary)
	return m
}

// form is in which form a shared material is handed in: what all parts take.
func (k *compiler) form(g *group, a, b string) string {
	const both = "纸质或电子"
	switch {
	case a == both:
		return b
	case b == both:
		return a
	}
	k.fault(BundleFault{Kind: FaultShared, Material: g.id, Message: fmt.Sprintf("共用的材料“%s”，有的事项要%s，有的要%s", g.id, a, b), Hint: "形式不同的不能只交一次，不列为共用"})
	return a
}

// owing allows a material to be owed where every part does.
func owing(g *group, primary bool) Owing {
	for _, s := range g.of {
		switch {
		case !s.Owing.Allowed || s.Primary:
			return Owing{Reason: s.Owing.Reason}
		case !s.item.owes():
			return Owing{Reason: "“" + s.item.Name + "”的办理期限不容后补"}
		}
	}
	o := g.of[0].Owing
	o.Allowed = !primary
	return o
}

// owes reports whether anything of the item may be owed: nothing is of one that is
// decided at once or belongs to a batch.
func (it *Item) owes() bool {
	t := it.Terms
	return t.Promised.Value > 0 && t.Promised.Start != FromWindowClose && t.Correction.Kind != CorrectBatchEnd
}

// remedies orders the remedies, the strictest last.
var remedies = []Remedy{RemedyRefer, RemedyOnSpot, RemedyCorrect, RemedyDecline}

// judgeOnce adds a point, or finds the one that says the same, and returns its
// number. What a failure leads to is the strictest of both; a machine judges only
// what it would judge alike.
func (m *Material) judgeOnce(p ReviewPoint) int {
	i := slices.IndexFunc(m.Points, func(x ReviewPoint) bool { return x.Content == p.Content && x.Standard == p.Standard })
	if i < 0 {
		p.No = len(m.Points) + 1
		m.Points = append(m.Points, p)
		return p.No
	}
	x := &m.Points[i]
	if slices.Index(remedies, p.OnFail) > slices.Index(remedies, x.OnFail) {
		x.OnFail, x.Bar = p.OnFail, p.Bar
	}
	if !x.Check.same(p.Check) {
		x.Check = Check{}
	}
	x.Confidence = lessSure(x.Confidence, p.Confidence)
	return x.No
}

// same reports whether two checks judge alike.
func (k Check) same(l Check) bool {
	return k.Kind == l.Kind && k.Of == l.Of && k.Unit == l.Unit && k.Partial == l.Partial && slices.Equal(k.Words, l.Words) &&
		equal(k.From, l.From) && equal(k.To, l.To) && equal(k.Min, l.Min) && equal(k.Max, l.Max)
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// lessSure is the lower of two grades; what has no grade says nothing.
func lessSure(a, b Confidence) Confidence {
	grades := []Confidence{Low, Medium, High}
	switch i, j := slices.Index(grades, a), slices.Index(grades, b); {
	case i < 0:
		return b
	case j < 0 || i <= j:
		return a
	default:
		return b
	}
}
