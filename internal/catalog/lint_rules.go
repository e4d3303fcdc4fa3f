package catalog

import (
	"fmt"
	"strings"

	"yichuang"
)

// limits checks that nothing is promised that takes longer than the law allows,
// and that owed materials are due in time.
func (l *linter) limits() {
	t := l.item.Terms
	l.promise(l.tree.lineOf("承诺时限"), "承诺时限", t.Promised, t.Statutory)
	if p := t.Promised; t.OwingDays > 0 && p.Unit == yichuang.WorkingDays && t.OwingDays > p.Value {
		l.add(l.tree.lineOf("容缺天数"), Warning, "owing-days", fmt.Sprintf("容缺材料%d个工作日内补齐，长于承诺时限%s", t.OwingDays, p), "补齐期限应当短于承诺时限")
	}
}

func (l *linter) promise(line int, what string, promised, statutory yichuang.Limit) {
	switch longer, sure := longer(promised, statutory); {
	case longer && sure:
		l.add(line, Error, "promise-too-long", fmt.Sprintf("%s%s长于法定时限%s", what, promised, statutory), "承诺时限应当不超过法定时限")
	case longer:
		l.add(line, Warning, "promise-too-long", fmt.Sprintf("%s%s折算后可能长于法定时限%s", what, promised, statutory), "两个时限的单位不同，请核对；最好用同一单位")
	}
}

// What 行政许可法 第42条第2款 allows several departments that decide together: so many
// working days, and so many more by leave of the people's government.
var (
	sharedMost = yichuang.Limit{Value: 45, Unit: yichuang.WorkingDays}
	sharedMore = yichuang.Limit{Value: 15, Unit: yichuang.WorkingDays}
)

// sharing checks the limits of a licence on which several departments decide. They
// work at the same time, so that the longest limit is that of the whole.
func (l *linter) sharing() {
	o, n := l.item.Office, l.tree.get("会同审批")
	statutory, promised := l.item.Terms.Statutory, l.item.Terms.Promised
	if len(o.Shares) == 0 {
		return
	}
	l.together(l.tree.lineOf("法定时限"), l.item, statutory)
	l.extended(l.tree.lineOf("法定时限"), statutory)
	for i, s := range o.Shares {
		node := n.list("部门")[i]
		own, mine := statutory, promised
		if s.Statutory != nil {
			own = *s.Statutory
			l.together(node.lineOf("法定时限"), l.item, own)
			l.extended(node.lineOf("法定时限"), own)
		}
		if s.Promised != nil {
			mine = *s.Promised
		}
		if s.Statutory != nil || s.Promised != nil {
			l.promise(node.lineOf("承诺时限"), s.Department+"的承诺时限", mine, own)
		}
	}
}

// law42 is where the limits stand.
const law42 = "行政许可法第42条第2款"

// anotherLaw reports whether the limits hold for the item, or a law that its file
// names says otherwise.
func anotherLaw(it *yichuang.Item) bool {
	return it.Kind != "行政许可" || it.Office.SharingBasis != ""
}

// together checks a limit of a licence that is decided on together with others.
func (l *linter) together(line int, it *yichuang.Item, limit yichuang.Limit) {
	if anotherLaw(it) {
		return
	}
	switch longer, sure := longer(limit, sharedMost); {
	case longer && sure:
		l.add(line, Error, "shared-limit", fmt.Sprintf("几个部门一起审批，法定时限%s超过%s", limit, sharedMost), "按"+law42+"改；其他法律另有规定的，在会同审批的“依据”中写明")
	case longer:
		l.add(line, Warning, "shared-limit", fmt.Sprintf("几个部门一起审批，法定时限%s折算后可能超过%s", limit, sharedMost), "按"+law42+"核对；其他法律另有规定的，在会同审批的“依据”中写明")
	}
}

// extended checks by how much departments that share may lengthen a limit.
func (l *linter) extended(line int, limit yichuang.Limit) {
	x := limit.Extension
	if x == nil || anotherLaw(l.item) {
		return
	}
	more := yichuang.Limit{Value: x.Value, Unit: x.Unit}
	if longer, _ := longer(more, sharedMore); longer || !strings.Contains(x.Approver, "人民政府") {
		l.add(line, Error, "shared-extension", fmt.Sprintf("几个部门一起审批，延长最多%s，由本级人民政府负责人批准，写的是%s，%s批准", sharedMore, more, orNone(x.Approver)),
			"按"+law42+"改；其他法律另有规定的，在会同审批的“依据”中写明")
	}
}

// longer compares limits. Of different units it compares calendar days, taking
// five working days for seven and a month for thirty; it is then not sure.
func longer(a, b yichuang.Limit) (yes, sure bool) {
	if a.Unit == b.Unit || a.Value == 0 || b.Value == 0 {
		return a.Value > b.Value, true
	}
	return calendarDays(a) > calendarDays(b), false
}

func calendarDays(l yichuang.Limit) int {
	switch l.Unit {
	case yichuang.WorkingDays:
		return (l.Value*7 + 4) / 5
	case yichuang.Months:
		return l.Value * 30
	}
	return l.Value
}

// intake checks the rules for correction and for initial review.
func (l *linter) intake() {
	t := l.item.Terms
	if l.tree.get("补正") == nil && l.item.Kind != "行政许可" {
		l.add(l.tree.line, Warning, "no-correction-rule", fmt.Sprintf("没有写补正规则；%s不一定适用行政许可法的五日规则", l.item.Kind), "写明补正适用哪一种规则")
	}
	if c := t.Correction; c.Basis == "" {
		l.add(l.tree.lineOf("补正"), Warning, "no-correction-basis", "补正规则没有写依据", "写明出自哪部法规第几条")
	}
	if l.item.Handling == yichuang.Promised && l.tree.get("初审确认") == nil {
		l.add(l.tree.line, Warning, "no-initial-review", "承诺件没有写是否需要初审确认", "写明：初审确认: 否，或者天数和断网时的办法")
	}
}

// guide checks the grounds on which nothing is taken in.
func (l *linter) guide() {
	for i, r := range l.item.Guide.Rejections {
		n := l.tree.list("不予受理")[i]
		l.decline(n, r.Type, r.Agency, r.Basis, "不予受理理由“"+yichuang.Clip(r.Reason, 20)+"”")
	}
	if f := l.item.Guide.Fee; f.Charged && (f.Basis == "" || f.Amount == "") {
		l.add(l.tree.lineOf("收费"), Error, "fee-basis", "收费没有写标准或者依据", "写明收多少、依据哪份文件；没有依据不得收费（行政许可法第58条）")
	}
}

// outcomes checks the scenarios in which nothing is taken in.
func (l *linter) outcomes() {
	for i, s := range l.item.Scenarios {
		if s.Outcome == yichuang.DoNotCollect {
			l.decline(l.tree.list("情形")[i], s.Decline, s.Agency, s.Basis, "情形“"+s.Name+"”")
		}
	}
}

func (l *linter) decline(n *node, t yichuang.DeclineType, agency, basis, what string) {
	if agency == "" && (t == yichuang.DeclineElsewhere || t == yichuang.DeclineScope) {
		l.add(n.line, Error, "decline-agency", what+"没有写应当向哪个机关、哪个窗口申请", "写明机关，窗口要当场告知（行政许可法第32条第1款第2项）")
	}
	if basis == "" && t != yichuang.DeclineScope {
		l.add(n.line, Warning, "decline-basis", what+"没有写法律依据", "写明法规和条款，不予受理通知书要引用")
	}
}

// materials checks what is asked for and how it is judged.
func (l *linter) materials() {
	used := map[yichuang.MaterialID]bool{}
	for _, s := range l.item.Scenarios {
		for _, need := range s.Needs {
			used[need.Material] = true
		}
	}
	for i, m := range l.item.Materials {
		n := l.tree.list("材料")[i]
		name := "材料“" + m.Name + "”"
		if !used[m.ID] {
			l.add(n.line, Error, "material-unused", name+"没有哪个情形要求提交", "列入应当提交的情形，或者删去")
		}
		if m.Primary && m.Owing.Allowed {
			l.add(n.lineOf("可容缺"), Error, "primary-owed", name+"是主要材料，不得容缺", "改为不容缺；确实不影响审查结论的，类别改为次要材料")
		}
		if m.Originals == 0 && m.Copies == 0 {
			l.add(n.line, Error, "no-copies", name+"原件、复印件都是0份", "写明收几份")
		}
		if len(m.Points) == 0 {
			l.add(n.line, Error, "no-points", name+"没有审查要点", "至少写一条：内容、标准")
		}
		l.points(n, m)
	}
}

func (l *linter) points(n *node, m yichuang.Material) {
	seen := map[string]int{}
	for i, p := range m.Points {
		point := n.list("审查要点")[i]
		if line, ok := seen[p.Content+"\n"+p.Standard]; ok {
			l.add(point.line, Warning, "point-twice", fmt.Sprintf("材料“%s”的审查要点“%s”写了两次，第%d行已有", m.Name, p.Content, line), "删去一条")
		}
		seen[p.Content+"\n"+p.Standard] = point.line
		if p.OnFail == yichuang.RemedyDecline {
			l.decline(point, barOf(p).Type, barOf(p).Agency, barOf(p).Basis, "审查要点“"+p.Content+"”不予受理，")
		}
		if missing := checkLacks(p.Check); missing != "" {
			l.add(point.lineOf("核验"), Warning, "check-figures", fmt.Sprintf("审查要点“%s”的核验没有写%s，机器无法核对", p.Content, missing), "补上"+missing+"，或者删去核验")
		}
	}
}

// barOf is the refusal that a point leads to.
func barOf(p yichuang.ReviewPoint) yichuang.Bar {
	if p.Bar == nil {
		return yichuang.Bar{Type: yichuang.DeclineBarred}
	}
	return *p.Bar
}

// checkLacks names the figure without which a machine check cannot judge.
func checkLacks(c yichuang.Check) string {
	switch c.Kind {
	case yichuang.CheckScope:
		if len(c.Words) == 0 {
			return "字词"
		}
	case yichuang.CheckAmount:
		if c.Min == nil {
			return "下限"
		}
	case yichuang.CheckAge, yichuang.CheckSpan:
		if c.Max == nil {
			return "上限"
		}
	}
	return ""
}
