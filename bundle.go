package yichuang

import "slices"

// Bundle is 一件事 as its department writes it: several items that are applied for
// together, with questions of its own. CompileBundle makes one item of it, on which
// everything is asked for and reviewed once.
type Bundle struct {
	ID        ItemID
	Revised   Date
	Name      string
	Aliases   []string
	Office    Office // who leads, at which window, who may apply
	Basis     []LegalBasis
	Questions []Question
	Scenarios []Scenario // with Parts in the place of Needs
	Shared    []SharedMaterial
	Produced  []ProducedMaterial
	Guide     Guide // questions, answers and notes; the rest follows from the parts
}

// PartAnswers is an item that a scenario of a bundle is made of, and the answers that
// settle the scenario of that item. What the application answers by itself, with an
// agent or without, stands in for answers that are not named.
type PartAnswers struct {
	Item    ItemID  `json:"item"`
	Answers Answers `json:"answers,omitempty"`
}

// MaterialOf is a material of an item.
type MaterialOf struct {
	Item     ItemID
	Material MaterialID
}

// SharedMaterial says that materials of several items are one and the same thing: it
// is asked for once.
type SharedMaterial struct {
	ID   MaterialID // among the materials of the bundle
	Name string     // empty: as the first of them
	Of   []MaterialOf
}

// ProducedMaterial is a material of one item that is what another item of the bundle
// results in: it is not asked for, and left to the department to look at.
type ProducedMaterial struct {
	MaterialOf
	By ItemID
}

// Part is an item of a bundle, as the bundle's own item carries it: where what the
// part asks for stands there.
type Part struct {
	Item       ItemRef        `json:"item"`
	Name       string         `json:"name"`
	Department string         `json:"department"`
	Basis      string         `json:"basis,omitempty"` // law and article, as a notice cites them
	Materials  []PartMaterial `json:"materials,omitempty"`
}

// PartMaterial is a material of a part and its place in the bundle. Points[i] is the
// number under which the i-th point of the part's material is judged there.
type PartMaterial struct {
	Material MaterialID `json:"material"`
	As       MaterialID `json:"as,omitempty"` // empty for what another part results in
	By       ItemID     `json:"by,omitempty"` // that part
	Points   []int      `json:"points,omitempty"`
}

// Bundled reports whether the item is a bundle: what is taken in under it is parted
// into a case for each of its parts.
func (it *Item) Bundled() bool { return len(it.Office.Parts) > 0 }

// Part returns the part of a bundle that is the item named id, nil when none is.
func (it *Item) Part(id ItemID) *Part {
	i := slices.IndexFunc(it.Office.Parts, func(p Part) bool { return p.Item.ID == id })
	if i < 0 {
		return nil
	}
	return &it.Office.Parts[i]
}

// Parts returns the items that a bundle is made of, in their editions.
func (it *Item) Parts() []ItemRef {
	refs := make([]ItemRef, len(it.Office.Parts))
	for i := range it.Office.Parts {
		refs[i] = it.Office.Parts[i].Item
	}
	return refs
}

// Asking returns the parts of a bundle that ask for a material of its.
func (it *Item) Asking(id MaterialID) []*Part {
	var all []*Part
	for i := range it.Office.Parts {
		p := &it.Office.Parts[i]
		if slices.ContainsFunc(p.Materials, func(m PartMaterial) bool { return m.As == id }) {
			all = append(all, p)
		}
	}
	return all
}

// Opening makes the fact that takes an application in under the item.
func (it *Item) Opening(channel Channel, a Applicant) Opened {
	o := Opened{Item: it.Ref(), ItemName: it.Name, Channel: channel, Applicant: a, Department: it.Office.Department}
	if it.Bundled() {
		o.Bundle = &BundlePlace{Name: it.Name}
	}
	return o
}
