package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yichuang"
)

func (d *differ) materials() {
	for _, m := range d.is.Materials {
		if was := d.was.Material(m.ID); was != nil {
			d.material(was, &m)
			continue
		}
		d.add(WeightMaterial, "新增材料“%s”（%s，%s）", m.Name, class(&m), copies(&m))
	}
	for _, m := range d.was.Materials {
		if d.is.Material(m.ID) == nil {
			d.add(WeightMaterial, "材料“%s”不再需要", m.Name)
		}
	}
	if ids(d.was) != ids(d.is) && sameSet(ids(d.was), ids(d.is)) {
		d.add(WeightGuide, "材料的顺序有调整")
	}
}

func ids(it *yichuang.Item) string {
	out := make([]string, len(it.Materials))
	for i, m := range it.Materials {
		out[i] = string(m.ID)
	}
	return strings.Join(out, " ")
}

func sameSet(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func class(m *yichuang.Material) string {
	if m.Primary {
		return "主要材料"
	}
	return "次要材料"
}

func copies(m *yichuang.Material) string {
	var out []string
	if m.Originals > 0 {
		out = append(out, fmt.Sprintf("原件%d份", m.Originals))
	}
	if m.Copies > 0 {
		out = append(out, fmt.Sprintf("复印件%d份", m.Copies))
	}
	return orNone(strings.Join(out, "、"))
}

func (d *differ) material(was, is *yichuang.Material) {
	what := "材料“" + is.Name + "”"
	if was.Name != is.Name {
		d.add(WeightMaterial, "材料“%s”改名为“%s”", was.Name, is.Name)
	}
	d.plain(WeightMaterial, what, class(was), class(is))
	d.plain(WeightMaterial, what+"的份数", copies(was), copies(is))
	d.text(WeightMaterial, what+"的形式", was.Form, is.Form)
	d.text(WeightMaterial, what+"的来源渠道", was.Origin, is.Origin)
	switch {
	case !was.Owing.Allowed && is.Owing.Allowed:
		d.add(WeightMaterial, "%s现在可以容缺：%s", what, clip(is.Owing.Reason))
	case was.Owing.Allowed && !is.Owing.Allowed:
		d.add(WeightMaterial, "%s不再可以容缺：%s", what, clip(orNone(is.Owing.Reason)))
	default:
		d.text(WeightGuide, what+"能否容缺的理由", was.Owing.Reason, is.Owing.Reason)
	}
	d.text(WeightMaterial, what+"的免提交条件", was.Exempt, is.Exempt)
	d.points(what, was, is)
	d.texts(WeightGuide, what+"的常见错误", was.Errors, is.Errors)
}

func (d *differ) points(what string, was, is *yichuang.Material) {
	a, b := renamed(was.Points, is.Points)
	for i := range a {
		d.text(WeightPoint, fmt.Sprintf("%s第%d条审查要点的内容", what, b[i].No), a[i].Content, b[i].Content)
		d.point(what, a[i], b[i])
	}
	lists[yichuang.ReviewPoint]{
		was: without(was.Points, a), is: without(is.Points, b),
		name:   func(p yichuang.ReviewPoint) string { return p.Content },
		weight: WeightPoint, what: what + "的审查要点",
		each:  func(a, b yichuang.ReviewPoint) { d.point(what, a, b) },
		added: func(p yichuang.ReviewPoint) string { return "：" + clip(p.Standard) },
	}.compare(d)
}

// renamed returns the points that kept standard and place but not their title,
// in two lists that correspond.
func renamed(was, is []yichuang.ReviewPoint) (a, b []yichuang.ReviewPoint) {
	for i := range min(len(was), len(is)) {
		if was[i].Content != is[i].Content && was[i].Standard == is[i].Standard {
			a, b = append(a, was[i]), append(b, is[i])
		}
	}
	return a, b
}

func without(points, some []yichuang.ReviewPoint) []yichuang.ReviewPoint {
	return slices.DeleteFunc(slices.Clone(points), func(p yichuang.ReviewPoint) bool {
		return slices.ContainsFunc(some, func(s yichuang.ReviewPoint) bool { return s.No == p.No })
	})
}

func (d *differ) point(what string, was, is yichuang.ReviewPoint) {
	what += "的审查要点“" + is.Content + "”"
	d.text(WeightPoint, what+"标准", was.Standard, is.Standard)
	d.text(WeightPoint, what+"不符合时的处理", string(was.OnFail), string(is.OnFail))
	d.text(WeightPoint, what+"不予受理的说明", barText(was.Bar), barText(is.Bar))
	d.text(WeightPoint, what+"方法", was.Method, is.Method)
	d.text(WeightPoint, what+"机器核验", checkText(was.Check), checkText(is.Check))
}

// barText writes what a point says of the refusal that it leads to.
func barText(b *yichuang.Bar) string {
	if b == nil {
		return ""
	}
	out := []string{b.Type.Name()}
	for _, s := range []string{b.Agency, b.Basis} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "，")
}

// checkText writes a check as the file does.
func checkText(c yichuang.Check) string {
	if c.Kind == "" {
		return ""
	}
	out := []string{wordFor(string(c.Kind), checkWords)}
	add := func(name, value string) {
		if value != "" {
			out = append(out, name+value)
		}
	}
	add("对象", wordFor(c.Of, ofWords))
	add("最早", intText(c.From))
	add("最晚", intText(c.To))
	add("下限", floatText(c.Min))
	add("上限", floatText(c.Max))
	add("单位", c.Unit)
	add("字词", strings.Join(c.Words, "、"))
	if c.Partial {
		out = append(out, "只核对标准的一部分")
	}
	return strings.Join(out, "，")
}

func wordFor(value string, words []word) string {
	for _, w := range words {
		if w.value == value {
			return w.text
		}
	}
	return value
}

func intText(i *int) string {
	if i == nil {
		return ""
	}
	return strconv.Itoa(*i)
}

func floatText(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}
