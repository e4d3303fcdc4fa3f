package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// Weight orders changes: what a clerk must know first has the smallest.
type Weight int

// The weights.
const (
	WeightItem     Weight = iota + 1 // an item appears or disappears
	WeightLimit                      // time limits
	WeightMaterial                   // what applicants bring
	WeightPoint                      // how it is judged
	WeightScenario                   // who brings what
	WeightIntake                     // declining, correction, initial review, fee
	WeightGuide                      // result, names, basis, questions and answers
	WeightNothing                    // nothing that touches the intake
)

// Change is one difference between two catalogues, as a sentence for a clerk.
type Change struct {
	Item   yichuang.ItemID `json:"item"`
	Name   string          `json:"name"` // the item's name, the new one if it has one
	Weight Weight          `json:"weight"`
	Text   string          `json:"text"`
}

// Diff says what changed from old to new. The changes of one item stand
// together, the most important first; items stand in the order of their most
// important change.
func Diff(old, new *Catalog) []Change {
	var groups [][]Change
	for _, was := range old.Items {
		if new.Item(was.ID) == nil {
			groups = append(groups, []Change{{was.ID, was.Name, WeightItem, "取消事项“" + was.Name + "”"}})
		}
	}
	for _, is := range new.Items {
		was := old.Item(is.ID)
		if was == nil {
			text := fmt.Sprintf("新增事项“%s”（%s窗口，%s，%s）", is.Name, is.Office.Window, is.Office.Department, is.Handling)
			groups = append(groups, []Change{{is.ID, is.Name, WeightItem, text}})
			continue
		}
		if c := diffItem(was, is); len(c) > 0 {
			groups = append(groups, c)
		}
	}
	slices.SortStableFunc(groups, func(a, b []Change) int {
		return cmp.Or(cmp.Compare(a[0].Weight, b[0].Weight), cmp.Compare(a[0].Item, b[0].Item))
	})
	return slices.Concat(groups...)
}

// differ collects the changes of one item.
type differ struct {
	was, is *yichuang.Item
	changes []Change
}

func diffItem(was, is *yichuang.Item) []Change {
	if was.Edition == is.Edition {
		return nil
	}
	d := differ{was: was, is: is}
	d.limits()
	d.materials()
	d.questions()
	d.scenarios()
	d.intake()
	d.guide()
	if len(d.changes) == 0 {
		d.add(WeightNothing, "版次、把握程度或者出处有更新，收件要求不变")
	}
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(a.Weight, b.Weight) })
	return d.changes
}

func (d *differ) add(w Weight, format string, args ...any) {
	d.changes = append(d.changes, Change{d.is.ID, d.is.Name, w, fmt.Sprintf(format, args...)})
}

// text compares a value in words.
func (d *differ) text(w Weight, what, was, is string) {
	switch {
	case was == is:
	case was == "":
		d.add(w, "%s写明为“%s”", what, clip(is))
	case is == "":
		d.add(w, "%s不再写“%s”", what, clip(was))
	default:
		d.add(w, "%s从“%s”改为“%s”", what, clip(was), clip(is))
	}
}

// plain is text without quotation marks, for figures.
func (d *differ) plain(w Weight, what, was, is string) {
	if was != is {
		d.add(w, "%s从%s改为%s", what, orNone(was), orNone(is))
	}
}

// texts compares lists whose order says nothing.
func (d *differ) texts(w Weight, what string, was, is []string) {
	added, gone := missing(is, was), missing(was, is)
	if len(added) > 0 {
		d.add(w, "%s增加%s", what, quoteAll(added))
	}
	if len(gone) > 0 {
		d.add(w, "%s去掉%s", what, quoteAll(gone))
	}
	if len(added)+len(gone) == 0 && !slices.Equal(was, is) {
		d.add(WeightGuide, "%s的顺序有调整", what)
	}
}

// missing returns the elements of a that are not in b.
func missing(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

func quoteAll(texts []string) string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = "“" + clip(s) + "”"
	}
	return strings.Join(out, "、")
}

func clip(s string) string { return yichuang.Clip(s, 100) }

func orNone(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

func yesWord(yes bool) string {
	if yes {
		return "是"
	}
	return "否"
}

func (d *differ) limits() {
	was, is := d.was.Terms, d.is.Terms
	d.limit("法定时限", was.Statutory, is.Statutory)
	d.limit("承诺时限", was.Promised, is.Promised)
	d.plain(WeightLimit, "容缺材料补齐期限", owingDays(was), owingDays(is))
	d.text(WeightLimit, "办件类型", string(d.was.Handling), string(d.is.Handling))
	d.special(was.Special, is.Special)
}

func (d *differ) limit(what string, was, is yichuang.Limit) {
	d.plain(WeightLimit, what, was.String(), is.String())
	d.text(WeightLimit, what+"的起算", startOf(was), startOf(is))
	d.plain(WeightLimit, what+"的延长", extension(was.Extension), extension(is.Extension))
	d.text(WeightGuide, what+"的说明", was.Note, is.Note)
}

// startOf is the start event, with the words of the law when they differ.
func startOf(l yichuang.Limit) string {
	if l.StartText != "" {
		return string(l.Start) + "（" + l.StartText + "）"
	}
	return string(l.Start)
}

func extension(e *yichuang.Extension) string {
	if e == nil {
		return "不能延长"
	}
	return fmt.Sprintf("%s（%s批准）", yichuang.Limit{Value: e.Value, Unit: e.Unit}, orNone(e.Approver))
}

func owingDays(t yichuang.Terms) string {
	if t.OwingDays == 0 {
		return "按承诺时限推算"
	}
	return fmt.Sprintf("%d个工作日", t.OwingDays)
}

func (d *differ) special(was, is []yichuang.SpecialProcedure) {
	lists[yichuang.SpecialProcedure]{
		was: was, is: is, name: func(p yichuang.SpecialProcedure) string { return p.Name },
		weight: WeightLimit, what: "特别程序",
		each: func(a, b yichuang.SpecialProcedure) {
			what := "特别程序“" + b.Name + "”"
			d.text(WeightLimit, what+"的适用", a.Required, b.Required)
			d.text(WeightLimit, what+"的条件", a.When, b.When)
			d.plain(WeightLimit, what+"的期限", specialDays(a), specialDays(b))
			d.text(WeightLimit, what+"的计时", a.Excluded, b.Excluded)
			d.text(WeightGuide, what+"的依据", a.Basis, b.Basis)
		},
	}.compare(d)
}

func specialDays(p yichuang.SpecialProcedure) string {
	if p.MaxDays == 0 {
		return "没有写明"
	}
	return yichuang.Limit{Value: p.MaxDays, Unit: p.Unit}.String()
}
