package yichuang

import (
	"fmt"
	"strings"
)

// Guidance is what a 材料清单 is made from.
type Guidance struct {
	Item     *Item
	Scenario *Scenario
	Answers  Answers
	Agent    bool
	Hall     Hall
	Day      Date
}

// NewMaterialList makes the 材料清单 handed out as guidance before anything is
// taken in (行政许可法 第30条: everything needed, and nothing beyond it).
func NewMaterialList(g Guidance) *Document {
	it, s, hall := g.Item, g.Scenario, g.Hall
	d := &Document{Kind: MaterialList, Title: MaterialList.Name(), Issuer: hall.Name, Hall: hall.Name, Demo: hall.Demo, Date: g.Day}
	asked, doubtful := NeedsFor(s, g.Answers, g.Agent)
	d.Body = []Block{{Fields: guideHead(it, s)}}
	if s.Outcome == DoNotCollect {
		d.Body = append(d.Body, notCollected(it, s)...)
		return d
	}
	t := &Table{Columns: []Column{{"序号", 2}, {"材料名称", 9}, {"份数", 5}, {"说明", 7}}}
	add := func(id MaterialID, extra string) {
		m := it.Material(id)
		if m == nil {
			return
		}
		note := m.Exempt
		if m.Owing.Allowed {
			note = strings.TrimPrefix(note+"；可以容缺", "；")
		}
		if extra != "" {
			note = strings.TrimPrefix(note+"；"+extra, "；")
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(len(t.Rows) + 1), m.Name, pieces(m.Originals, m.Copies), note})
	}
	for _, id := range asked {
		add(id, "")
	}
	for _, n := range s.Needs {
		for _, id := range doubtful {
			if n.Material == id {
				add(id, "仅限"+n.If)
			}
		}
	}
	d.Body = append(d.Body, Block{Heading: fmt.Sprintf("需要提交的材料（共%d种）", len(t.Rows)), Table: t})
	if list := specialWords(it.Terms.Special); len(list) > 0 {
		d.Body = append(d.Body, Block{Heading: "办理中可能进行的特别程序", List: list})
	}
	d.Body = append(d.Body,
		Block{Text: []string{"清单以外的材料不需要提交（行政许可法第31条）。申请书格式文本由窗口免费提供。"}})
	if hall.Phone != "" {
		d.Body = append(d.Body, Block{Fields: []Field{{"咨询电话", hall.Phone}}})
	}
	return d
}

// guideHead is what has to be published of an item beside its materials
// (行政许可法 第30条): who may apply, on which law, how long, for what fee.
func guideHead(it *Item, s *Scenario) []Field {
	out := []Field{{"事项名称", it.Name}, {"办理情形", s.Name}, {"承办部门", it.Office.Department}}
	var parts []string
	for _, a := range s.Parts {
		if p := it.Part(a.Item); p != nil {
			parts = append(parts, p.Name+"（"+p.Department+"）")
		}
	}
	if len(parts) > 0 {
		out = append(out, Field{"包含事项", strings.Join(parts, "、")})
	}
	if len(it.Office.Applicants) > 0 {
		out = append(out, Field{"申请人", strings.Join(it.Office.Applicants, "、")})
	}
	var basis []string
	for _, b := range it.Basis {
		basis = append(basis, "《"+b.Law+"》"+b.Article)
	}
	if len(basis) > 0 {
		out = append(out, Field{"设定依据", strings.Join(basis, "、")})
	}
	out = append(out, Field{"法定时限", limitWords(it.Terms.Statutory)}, Field{"承诺时限", limitWords(it.Terms.Promised)}, Field{"收费", feeWords(it.Guide.Fee)})
	if it.Guide.Result.Name != "" {
		out = append(out, Field{"办理结果", it.Guide.Result.Name})
	}
	return out
}

// notCollected says why nothing is collected, and where to turn instead.
func notCollected(it *Item, s *Scenario) []Block {
	why := "本情形不收件"
	if s.Note != "" {
		why += "：" + s.Note
	}
	var fields []Field
	if basis := it.DeclineBasis(&Rejection{Type: s.Decline, Basis: s.Basis}); basis != "" {
		fields = append(fields, Field{"依据", basis})
	}
	if s.Agency != "" {
		fields = append(fields, Field{"请到", s.Agency})
	}
	out := []Block{{Notice: why}}
	if len(fields) > 0 {
		out = append(out, Block{Fields: fields})
	}
	return out
}
