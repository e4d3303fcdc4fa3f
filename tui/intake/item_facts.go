package intake

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"
)

// card is what a clerk is asked about an item before anything is taken in, as it
// was last drawn.
type card struct {
	id    yichuang.ItemID
	item  *yichuang.Item
	err   error
	drawn []string
	width int
}

// read fetches the item unless it is the one at hand.
func (c *card) read(from Catalogue, id yichuang.ItemID) {
	if c.id == id && (c.item != nil || c.err != nil) {
		return
	}
	*c = card{id: id}
	c.item, c.err = from.Item(id)
}

// lines draws the facts in at most width columns and height lines.
func (c *card) lines(th *kit.Theme, width, height int) []string {
	if c.err != nil {
		return kit.Clip(th.Failure(c.err, max(width, 8)), 0, height)
	}
	if c.item == nil {
		return nil
	}
	if c.width != width {
		c.width, c.drawn = width, nil
		for _, f := range facts(c.item) {
			c.drawn = append(c.drawn, f.lines(th, width)...)
		}
	}
	if len(c.drawn) > height && height > 0 {
		more := th.Paint(kit.Dim, kit.Space(labelWidth)+"F4 看全部")
		return append(append([]string(nil), c.drawn[:height-1]...), more)
	}
	return c.drawn
}

// facts answers the questions that are asked at the counter, most asked first.
func facts(it *yichuang.Item) []fact {
	kind := it.Kind + "，" + string(it.Handling) + "，" + feeWords(it.Guide.Fee)
	if it.Guide.Result.Name != "" {
		kind += "；办成给" + resultWords(it.Guide.Result)
	}
	out := []fact{{"类型", kind}, {"时限", limitsWords(it)},
		{"谁可申请", strings.Join(it.Office.Applicants, "、")},
	}
	out = append(out, departmentFacts(it)...)
	for i, q := range it.Guide.FAQs {
		if i == factMost {
			break
		}
		out = append(out, fact{"常问", q.Question}, fact{"", "答：" + q.Answer + sure(q.Confidence)})
	}
	for i, n := range it.Guide.Notes {
		if i == factMost {
			break
		}
		out = append(out, fact{"注意", n})
	}
	return out
}

// departmentFacts say what the departments do: of a bundle, what each of its items is
// and whose.
func departmentFacts(it *yichuang.Item) []fact {
	if !it.Bundled() {
		return append([]fact{{"部门初审", initialWords(it.Terms.Initial)}}, sharedFacts(it)...)
	}
	out := []fact{{"收件", "材料收一份、审一次；受理时每个事项成为一个办件，各算各的时限"}}
	for i, p := range it.Office.Parts {
		out = append(out, fact{fmt.Sprintf("事项%d", i+1), p.Name + "，" + p.Department})
	}
	return out
}

// sharedFacts say which departments decide together, on what and until when.
func sharedFacts(it *yichuang.Item) []fact {
	var out []fact
	for i, s := range it.Office.Shares {
		label := ""
		if i == 0 {
			label = it.Office.Sharing.Name()
		}
		text := s.Department
		if s.Part != "" {
			text += "（" + s.Part + "）"
		}
		if s.Promised != nil {
			text += "，承诺" + s.Promised.String()
		}
		if s.Statutory != nil {
			text += "，法定" + s.Statutory.String()
		}
		out = append(out, fact{label, text})
	}
	if len(out) > 0 {
		out[0].text = it.Office.Department + "牵头，会同" + out[0].text
	}
	return out
}

// factMost is how many questions and notes stand beside the list; the guide has all.
const factMost = 5

// sure marks a statement that the department has not confirmed.
func sure(c yichuang.Confidence) string {
	if c == yichuang.Low {
		return "（未核实）"
	}
	return ""
}

func feeWords(f yichuang.Fee) string {
	if !f.Charged {
		return "不收费"
	}
	return "收费 " + strings.TrimSpace(f.Amount) + sure(f.Confidence)
}

// limitsWords writes both limits, and what they count from once when it is the same.
func limitsWords(it *yichuang.Item) string {
	promised, statutory := it.Terms.Promised, it.Terms.Statutory
	start, other := startWords(promised), startWords(statutory)
	say := func(name string, l yichuang.Limit, start string) string {
		if start != "" {
			start = "（" + start + "）"
		}
		return name + l.String() + start + sure(l.Provenance.Confidence)
	}
	if start == other {
		end := ""
		if start != "" {
			end = "，" + start
		}
		return say("承诺", promised, "") + "，" + say("法定", statutory, "") + end
	}
	return say("承诺", promised, start) + "，" + say("法定", statutory, other)
}

// startWords says what a limit counts from, "" when there is no period.
func startWords(l yichuang.Limit) string {
	start := l.StartText
	if start == "" {
		start = string(l.Start)
	}
	if l.Value == 0 || start == "" {
		return ""
	}
	return "自" + start + "起"
}

// limitWords writes a limit with the day it counts from.
func limitWords(l yichuang.Limit) string {
	if start := startWords(l); start != "" {
		return l.String() + "（" + start + "）"
	}
	return l.String()
}

func initialWords(r yichuang.InitialReview) string {
	if !r.Needed {
		return "不需要，窗口审查后直接决定"
	}
	s := "部门确认后才受理"
	if r.Days > 0 {
		s += fmt.Sprintf("，%d个工作日内确认", r.Days)
	}
	if r.Offline == yichuang.OfflineAccept {
		return s + "；断网时先行受理" + sure(r.Confidence)
	}
	return s + "；断网时先收件等待" + sure(r.Confidence)
}

func resultWords(r yichuang.Result) string {
	s := r.Name
	if r.Validity != "" {
		s += "（" + r.Validity + "）"
	}
	return s + sure(r.Provenance.Confidence)
}

// pieces writes "原件1份、复印件2份".
func pieces(m *yichuang.Material) string {
	switch {
	case m.Originals > 0 && m.Copies > 0:
		return fmt.Sprintf("原件%d份、复印件%d份", m.Originals, m.Copies)
	case m.Copies > 0:
		return fmt.Sprintf("复印件%d份", m.Copies)
	}
	return fmt.Sprintf("原件%d份", max(m.Originals, 1))
}

// owable says whether the material may be handed in later.
func owable(m *yichuang.Material) string {
	switch {
	case m.Owing.Allowed:
		return "可容缺"
	case m.Primary:
		return "主要"
	}
	return "不容缺"
}
