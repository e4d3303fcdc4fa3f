package intake

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// guide is the whole 办事指南 of an item, to read from.
type guide struct {
	env   *kit.Env
	item  *yichuang.Item
	size  kit.Size
	lines []string
	top   int
}

func newGuide(env *kit.Env, it *yichuang.Item) *guide { return &guide{env: env, item: it} }

// Init has nothing to fetch.
func (g *guide) Init() tea.Cmd { return nil }

// Title names the screen in the path.
func (g *guide) Title() string { return "办事指南" }

// Update scrolls, and takes the item in on Enter.
func (g *guide) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		if g.size.Width != msg.Width {
			g.lines = g.draw(max(msg.Width-4, 20))
		}
		g.size = msg
	case tea.KeyPressMsg:
		if kit.Is(msg, kit.Enter) {
			return kit.Back(take{g.item.ID})
		}
	}
	g.top, _ = scrolled(msg, g.top, len(g.lines), g.room())
	return nil
}

func (g *guide) room() int { return max(g.size.Height-2, 1) }

// View draws the part in view.
func (g *guide) View() (string, *tea.Cursor) {
	th := g.env.Theme
	g.top = max(0, min(g.top, len(g.lines)-g.room()))
	where := fmt.Sprintf("%d-%d/%d行", min(g.top+1, len(g.lines)), min(g.top+g.room(), len(g.lines)), len(g.lines))
	lines := []string{
		kit.Spread("  "+th.Paint(kit.Title, kit.Fit(g.item.Name, max(g.size.Width-20, 1))), th.Paint(kit.Dim, where)+" ", g.size.Width),
		th.Paint(kit.Dim, th.Rule(g.size.Width)),
	}
	for _, l := range kit.Clip(g.lines, g.top, g.room()) {
		lines = append(lines, "  "+l)
	}
	return kit.Lines(lines...), nil
}

// Keys scroll, or take the item in.
func (g *guide) Keys() []key.Binding {
	return append([]key.Binding{kit.As(kit.Enter, "收这个事项")}, paging...)
}

// draw writes the guide in the order of GB/T 36114: who, conditions, basis,
// materials, limits, fee, result, and what is often asked.
func (g *guide) draw(width int) []string {
	it, th := g.item, g.env.Theme
	var out []string
	section := func(title string, list []fact) {
		if len(list) == 0 {
			return
		}
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, th.Paint(kit.Title, title))
		for _, f := range list {
			out = append(out, f.lines(th, width)...)
		}
	}
	section("事项", g.identity())
	section("办理时限", g.limits())
	section("收费和结果", []fact{{"收费", feeWords(it.Guide.Fee) + "。依据：" + it.Guide.Fee.Basis},
		{"结果", resultWords(it.Guide.Result)}, {"延续", it.Guide.Result.Renewal}})
	for i := range it.Scenarios {
		s := &it.Scenarios[i]
		section(fmt.Sprintf("情形%d：%s", i+1, kit.Text(s.Name)), scenarioFacts(it, s))
	}
	section("不予受理的情形", rejectionFacts(it.Guide.Rejections))
	section("常见问答", faqFacts(it.Guide.FAQs))
	var notes []fact
	for i, n := range it.Guide.Notes {
		notes = append(notes, fact{fmt.Sprintf("%d", i+1), n})
	}
	section("注意事项", notes)
	var basis []fact
	for _, b := range it.Basis {
		basis = append(basis, fact{"", "《" + b.Law + "》" + b.Article + "：" + b.Point + sure(b.Provenance.Confidence)})
	}
	section("设定依据", basis)
	return out
}

func (g *guide) identity() []fact {
	it := g.item
	code := it.Code.Value
	if code == "" {
		code = "未核实。" + it.Code.Note
	}
	out := []fact{
		{"类型", it.Kind + "，" + string(it.Handling)},
		{"承办", it.Office.Department + "（" + it.Office.Level + "）" + sure(it.Office.Provenance.Confidence)},
	}
	if out = append(out, departmentFacts(it)...); it.Office.SharingBasis != "" {
		out = append(out, fact{"会同依据", it.Office.SharingBasis})
	}
	out = append(out, []fact{
		{"法定机关", it.Office.StatutoryBody},
		{"窗口", it.Office.Window},
		{"谁可申请", strings.Join(it.Office.Applicants, "、")},
		{"实施编码", code},
		{"版本", string(it.Edition) + "，" + it.Revised.Chinese() + "修订"},
	}...)
	if len(it.Aliases) > 0 {
		out = append(out, fact{"又名", strings.Join(it.Aliases, "、")})
	}
	return out
}

func (g *guide) limits() []fact {
	t := g.item.Terms
	out := []fact{
		{"法定", limitWords(t.Statutory) + sure(t.Statutory.Provenance.Confidence)},
		{"承诺", limitWords(t.Promised) + sure(t.Promised.Provenance.Confidence)},
	}
	if x := t.Statutory.Extension; x != nil {
		out = append(out, fact{"延长", "经" + x.Approver + "批准可以延长" + yichuang.Limit{Value: x.Value, Unit: x.Unit}.String()})
	}
	for _, n := range []string{t.Statutory.Note, t.Promised.Note} {
		if n != "" {
			out = append(out, fact{"说明", n})
		}
	}
	if t.Correction.Days > 0 {
		out = append(out, fact{"补正告知", fmt.Sprintf("收件后%d个工作日内一次性告知。依据：%s", t.Correction.Days, t.Correction.Basis)})
	} else if t.Correction.Basis != "" {
		out = append(out, fact{"补正告知", t.Correction.Basis})
	}
	for _, p := range t.Special {
		s := p.Name
		if p.Required != "" {
			s += "（" + p.Required + "）"
		}
		if p.When != "" {
			s += "：" + p.When
		}
		if p.MaxDays > 0 {
			s += "，最长" + yichuang.Limit{Value: p.MaxDays, Unit: p.Unit}.String()
		}
		if p.Excluded != "" {
			s += "，" + p.Excluded + "期限"
		}
		out = append(out, fact{"特别程序", s + sure(p.Confidence)})
	}
	return out
}
