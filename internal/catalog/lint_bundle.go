package catalog

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// bundle checks what the items of a bundle say of each other.
func (l *linter) bundle(b *yichuang.Bundle, parts []*yichuang.Item) {
	for _, it := range parts {
		line := faultLine(l.tree, yichuang.BundleFault{Kind: yichuang.FaultPart, Item: it.ID})
		l.together(line, it, it.Terms.Statutory)
	}
	find := func(m yichuang.MaterialOf) *yichuang.Material {
		i := slices.IndexFunc(parts, func(it *yichuang.Item) bool { return it.ID == m.Item })
		return parts[i].Material(m.Material)
	}
	for i, s := range b.Shared {
		n := l.tree.list("共用材料")[i]
		first, merged := find(s.Of[0]), l.item.Material(s.ID)
		for _, m := range s.Of[1:] {
			if differs := differences(first, find(m)); merged != nil && len(differs) > 0 {
				l.add(n.line, Warning, "bundle-differs", fmt.Sprintf("共用材料“%s”：%s与%s不同的有%s；按最严的收：%s", merged.Name, s.Of[0].Item, m.Item, strings.Join(differs, "，"), strictest(merged)),
					"请两个部门确认是同一种材料；不能只收一份的，不列为共用")
			}
		}
	}
	l.alike()
}

// differences says in what two materials differ that are to be one.
func differences(a, b *yichuang.Material) []string {
	var out []string
	say := func(what, was, is string) {
		if was != is {
			out = append(out, what+"（“"+was+"”和“"+is+"”）")
		}
	}
	say("名称", a.Name, b.Name)
	say("份数", pieces(a), pieces(b))
	say("形式", a.Form, b.Form)
	say("类别", primaryText(a), primaryText(b))
	say("能否容缺", yesWord(a.Owing.Allowed), yesWord(b.Owing.Allowed))
	if only := onlyIn(a, b) + onlyIn(b, a); only > 0 {
		out = append(out, fmt.Sprintf("%d条审查要点只有一个事项有", only))
	}
	return out
}

func onlyIn(a, b *yichuang.Material) (n int) {
	for _, p := range a.Points {
		if !slices.ContainsFunc(b.Points, func(q yichuang.ReviewPoint) bool { return q.Content == p.Content && q.Standard == p.Standard }) {
			n++
		}
	}
	return n
}

func pieces(m *yichuang.Material) string {
	return fmt.Sprintf("原件%d份、复印件%d份", m.Originals, m.Copies)
}

func primaryText(m *yichuang.Material) string {
	if m.Primary {
		return "主要材料"
	}
	return "次要材料"
}

func strictest(m *yichuang.Material) string {
	return fmt.Sprintf("%s，%s，审查要点%d条", pieces(m), primaryText(m), len(m.Points))
}

// alike finds materials that go by one name and are asked for twice.
func (l *linter) alike() {
	for i, m := range l.item.Materials {
		for _, other := range l.item.Materials[:i] {
			if m.Name == other.Name {
				l.add(l.tree.line, Warning, "bundle-same-name", fmt.Sprintf("“%s”收两份（%s、%s），没有列为共用", m.Name, other.ID, m.ID), "是同一种材料的，列入“共用材料”")
			}
		}
	}
}
