package decide

import (
	"fmt"
	"strings"

	"yichuang"
)

// mendNow is the option that is no decision: the applicant mends something at
// the window, and the review goes on.
const mendNow yichuang.DecisionKind = "mend"

// matter is the case to be decided with everything that follows from its review.
// It is made anew whenever the case changes.
type matter struct {
	loaded
	a       *yichuang.Assessment
	now     yichuang.Circumstances
	options []option
}

// option is one row of the choice.
type option struct {
	kind     yichuang.DecisionKind
	name     string
	allowed  bool
	deviable bool
	why      string
	ground   *yichuang.Rejection
}

func newMatter(of loaded, now yichuang.Circumstances) *matter {
	c := of.c
	m := &matter{loaded: of, a: yichuang.Assess(of.it, c, now), now: now}
	for _, o := range m.a.Options {
		m.options = append(m.options, option{o.Decision, o.Decision.Name(), o.Allowed, o.Deviable, o.Why, o.Ground})
	}
	mend := option{kind: mendNow, name: "当场更正", why: "没有可以当场更正的问题"}
	if n := len(m.a.OnSpot()); n > 0 && c.Ground == nil && len(m.a.Barring) == 0 {
		mend.allowed, mend.why = true, fmt.Sprintf("%d条问题申请人可以现在改，回到审查界面继续", n)
	}
	m.options = append(m.options, mend)
	return m
}

// recommended is the option under the mark at first: what the review leads to.
func (m *matter) recommended() int {
	order := []yichuang.DecisionKind{yichuang.Accept, yichuang.Decline, yichuang.Correct}
	if n := len(m.a.OnSpot()); n > 0 && n == len(m.a.Findings) {
		order = append([]yichuang.DecisionKind{yichuang.Accept, yichuang.Decline, mendNow}, order...)
	}
	for _, k := range order {
		for i, o := range m.options {
			if o.kind == k && o.allowed {
				return i
			}
		}
	}
	return 0
}

// needsAgency reports whether a refusal has to name where to turn instead, and
// its ground does not.
func (m *matter) needsAgency() bool {
	for _, o := range m.options {
		if g := o.ground; o.kind == yichuang.Decline && g != nil {
			return (g.Type == yichuang.DeclineElsewhere || g.Type == yichuang.DeclineScope) && strings.TrimSpace(g.Agency) == ""
		}
	}
	return false
}

// papers returns the papers that a decision calls for, in words.
func (m *matter) papers(d *outcome) string {
	if d.made != nil {
		return yichuang.Receipt.Name() + "一份，列明各办件；" + d.papers()
	}
	next := *m.c
	next.Notices = append([]yichuang.Notice(nil), m.c.Notices...)
	if err := next.Apply(yichuang.Event{Case: m.c.Number, Base: m.c.Seen(), At: m.now.Now, Body: d.Decided}); err != nil {
		return ""
	}
	var names []string
	for _, k := range yichuang.PapersDue(&next) {
		names = append(names, k.Name())
	}
	return strings.Join(names, "、")
}

// line is a label and what it says; without a label it goes on under the last.
type line struct {
	label string
	text  string
	warn  bool
}

// account is everything that a decision says and that follows from it.
func (m *matter) account(d *outcome) []line {
	var out []line
	switch {
	case d.made != nil:
		out = m.parting(d)
	case d.Decision == yichuang.Correct:
		out = m.correction(d.Decided)
	case d.Decision == yichuang.Decline:
		out = m.declining(d.Decided)
	default:
		out = m.acceptance(d.Decided)
	}
	for i, f := range d.Referred {
		out = append(out, numbered("转部门核实", i, finding(f)))
	}
	if d.Deviation != "" {
		out = append(out, line{"偏离理由", d.Deviation, true})
	}
	if p := m.papers(d); p != "" {
		out = append(out, line{label: "文书", text: p})
	}
	return out
}

func (m *matter) acceptance(d *yichuang.Decided) []line {
	out := against(d)
	office := m.it.Office.Department
	switch {
	case d.Await:
		return append(out, line{"初审确认", "先送" + office + "初审确认；确认之日为受理日期，办结期限从那时起算，现在只出具收件凭证", true})
	case d.Provisional:
		out = append(out, line{"初审确认", office + "现在联系不上，按规定由窗口先行受理，部门事后确认", true})
	}
	accepted := d.Accepted.String()
	if d.Deemed {
		accepted += "（逾期未告知补正，自收件之日起视为受理）"
	}
	out = append(out, line{"受理日期", accepted, d.Deemed})
	if len(d.Assigned) > 1 {
		return append(out, shared(d.Assigned)...)
	}
	return append(out, dueLine("法定办结", m.it.Terms.Statutory, d.Dues.Statutory), dueLine("承诺办结", m.it.Terms.Promised, d.Dues.Promised))
}

// against is what an acceptance leaves open.
func against(d *yichuang.Decided) []line {
	var out []line
	for i, o := range d.Owed {
		out = append(out, numbered("欠缺材料", i, fmt.Sprintf("《%s》%s；%s前补齐", o.Name, o.What, o.Due)))
	}
	if len(d.Owed) > 0 {
		out = append(out,
			line{"申请人", "须由申请人自己提出容缺受理，并在承诺书上签名；没有提出的，请告知补正", true},
			line{label: "逾期后果", text: "终止办理并退回材料；办理时限不停止计算，补齐前不出结果"})
	}
	for i, f := range d.Findings {
		out = append(out, numbered("与审查不符", i, finding(f)))
	}
	return out
}

// shared are the departments that decide together, each with its own last days.
func shared(list []yichuang.Assignment) []line {
	out := []line{{label: "审批方式", text: list[0].Mode.Name() + "，" + list[0].Department + "牵头"}}
	for i := range list {
		a := &list[i]
		name := a.Department
		if a.Part != "" {
			name += "（" + a.Part + "）"
		}
		promised, statutory := dueLine("", a.Promised.Limit, a.Dues.Promised), dueLine("", a.Statutory.Limit, a.Dues.Statutory)
		l := numbered("审批部门", i, name+"，承诺"+promised.text+"，法定"+statutory.text)
		l.warn = promised.warn || statutory.warn
		out = append(out, l)
	}
	return out
}

func dueLine(label string, l yichuang.Limit, d yichuang.Due) line {
	if d.Date.IsZero() {
		return line{label: label, text: l.String() + "，" + start(l) + "起算日期尚未确定"}
	}
	out := line{label: label, text: d.Date.String() + "（" + l.String() + "）"}
	if len(d.Uncertain) > 0 {
		out.warn = true
		out.text += uncertain(d)
	}
	return out
}

// start says what a limit counts from, when the item says so in words.
func start(l yichuang.Limit) string {
	if l.StartText == "" {
		return ""
	}
	return "自" + l.StartText + "起算；"
}

// uncertain says that a day may still move.
func uncertain(d yichuang.Due) string {
	return fmt.Sprintf("   待核（%d年放假安排没有载入）", d.Uncertain[0])
}

func (m *matter) correction(d *yichuang.Decided) []line {
	var out []line
	for i, f := range d.Findings {
		out = append(out, numbered("须补正", i, finding(f)+"。办法："+strings.TrimSuffix(f.Todo, "。")))
	}
	if due := m.a.NoticeDue; !due.Date.IsZero() {
		text := "最迟" + due.Date.String()
		if len(due.Uncertain) > 0 {
			text += uncertain(due)
		}
		out = append(out, line{label: "告知期限", text: text})
	}
	return append(out, line{"一次告知", "以上是全部问题；以后再提出新的问题属于二次告知，须督导同意", true})
}

func (m *matter) declining(d *yichuang.Decided) []line {
	g := d.Ground
	out := []line{{"类型", g.Type.Name(), false}, {"理由", g.Reason, false}}
	if g.Agency != "" {
		out = append(out, line{label: "去哪里办", text: g.Agency})
	}
	out = append(out, line{label: "依据", text: m.it.DeclineBasis(g)})
	for i, f := range d.Findings {
		out = append(out, numbered("审查发现", i, finding(f)))
	}
	if g.Type != yichuang.DeclineScope {
		out = append(out, line{label: "救济", text: "通知书写明申请行政复议和提起行政诉讼的途径、期限"})
	}
	return out
}

// finding is one finding in a line.
func finding(f yichuang.Finding) string {
	if f.Content == "" {
		return "《" + f.Name + "》" + f.Defect
	}
	return "《" + f.Name + "》" + f.Content + "：" + f.Defect
}

// numbered labels the first of a list and numbers all.
func numbered(label string, i int, text string) line {
	if i > 0 {
		label = ""
	}
	return line{label: label, text: fmt.Sprintf("%d. %s", i+1, text)}
}
