package catalog

import (
	"strconv"
	"strings"

	"yichuang"
)

// The functions here turn a tree that the validator found right into an item.
// They fill in what a file leaves out and can no longer fail.

func (n *node) str(name string) string {
	if v := n.get(name); v != nil {
		return v.text
	}
	return ""
}

func (n *node) strOr(name, otherwise string) string {
	if s := n.str(name); s != "" {
		return s
	}
	return otherwise
}

func (n *node) num(name string) int {
	i, _ := strconv.Atoi(n.str(name))
	return i
}

func (n *node) days(name string) *int {
	if n.get(name) == nil {
		return nil
	}
	i := n.num(name)
	return &i
}

func (n *node) decimal(name string) *float64 {
	if n.get(name) == nil {
		return nil
	}
	f, _ := strconv.ParseFloat(n.str(name), 64)
	return &f
}

func (n *node) yes(name string) bool {
	yes, _ := yesNo(n.str(name))
	return yes
}

func (n *node) texts(name string) []string {
	v := n.get(name)
	if v == nil {
		return nil
	}
	out := make([]string, len(v.items))
	for i, item := range v.items {
		out[i] = item.text
	}
	return out
}

func (n *node) list(name string) []*node {
	if v := n.get(name); v != nil {
		return v.items
	}
	return nil
}

// pick returns the value that the word under name stands for.
func pick[T ~string](n *node, name string, words []word) T {
	return meaning[T](n.str(name), words)
}

func meaning[T ~string](text string, words []word) T {
	for _, w := range words {
		if w.text == text {
			return T(w.value)
		}
	}
	return ""
}

func sure(n *node) yichuang.Confidence { return pick[yichuang.Confidence](n, "把握", sureWords) }

func origin(n *node) yichuang.Provenance {
	return yichuang.Provenance{Confidence: sure(n), Source: n.str("出处")}
}

// originOr is origin with the file's defaults for what.
func originOr(n, defaults *node, what string) yichuang.Provenance {
	p := origin(n)
	if p.Confidence == "" {
		p.Confidence = pick[yichuang.Confidence](defaults, what+"把握", sureWords)
	}
	if p.Source == "" {
		p.Source = defaults.str(what + "出处")
	}
	return p
}

// period reads what periodForm accepts.
func period(s string) (int, yichuang.Unit) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil || m[1] == "" {
		return 0, yichuang.WorkingDays
	}
	value, _ := strconv.Atoi(m[1])
	switch {
	case strings.HasSuffix(m[2], "月"):
		return value, yichuang.Months
	case strings.HasSuffix(m[2], "工作日"):
		return value, yichuang.WorkingDays
	}
	return value, yichuang.CalendarDays
}

func build(n *node) *yichuang.Item {
	defaults := n.get("默认")
	it := &yichuang.Item{
		ID:        yichuang.ItemID(n.str("编号")),
		Name:      n.str("名称"),
		Aliases:   n.texts("别名"),
		Code:      yichuang.ItemCode{Value: n.str("实施编码"), Note: n.str("实施编码说明")},
		Kind:      n.str("类型"),
		Handling:  yichuang.Handling(n.str("办件类型")),
		Office:    buildOffice(n),
		Terms:     buildTerms(n),
		Questions: buildQuestions(n),
		Guide:     buildGuide(n),
	}
	it.Revised, _ = yichuang.ParseDate(n.str("修订日期"))
	it.Basis = buildBasis(n)
	for _, s := range n.list("情形") {
		it.Scenarios = append(it.Scenarios, buildScenario(s))
	}
	for _, m := range n.list("材料") {
		it.Materials = append(it.Materials, buildMaterial(m, defaults))
	}
	it.Edition = edition(n.num("版次"), it)
	return it
}

func buildBasis(n *node) []yichuang.LegalBasis {
	var out []yichuang.LegalBasis
	for _, b := range n.list("设定依据") {
		out = append(out, yichuang.LegalBasis{Law: b.str("法规"), Article: b.str("条款"), Point: b.str("内容"),
			Provenance: originOr(b, n.get("默认"), "依据")})
	}
	return out
}

func buildOffice(n *node) yichuang.Office {
	o := n.get("部门")
	out := yichuang.Office{
		Window: n.str("窗口"), Department: o.str("承办"), StatutoryBody: o.str("法定机关"), Level: o.str("层级"),
		Applicants: n.texts("申请人"), Provenance: origin(o),
	}
	if s := n.get("会同审批"); s != nil {
		out.Sharing, out.SharingBasis = pick[yichuang.ApprovalMode](s, "方式", sharingWords), s.str("依据")
		for _, d := range s.list("部门") {
			out.Shares = append(out.Shares, buildShare(d, buildLimit(n.get("法定时限"))))
		}
	}
	return out
}

// buildShare reads what a department has in an approval; statutory is the item's.
func buildShare(n *node, statutory yichuang.Limit) yichuang.Share {
	out := yichuang.Share{Department: n.str("名称"), Part: n.str("内容")}
	if own := n.get("法定时限"); own != nil {
		statutory = buildLimit(own)
		out.Statutory = &statutory
	}
	if own := n.get("承诺时限"); own != nil {
		promised := buildPromised(own, statutory)
		out.Promised = &promised
	}
	return out
}

func buildTerms(n *node) yichuang.Terms {
	t := yichuang.Terms{
		Statutory:  buildLimit(n.get("法定时限")),
		Correction: buildCorrection(n.get("补正")),
		Initial:    buildInitial(n.get("初审确认")),
		OwingDays:  n.num("容缺天数"),
	}
	t.Promised = t.Statutory
	if p := n.get("承诺时限"); p != nil {
		t.Promised = buildPromised(p, t.Statutory)
	}
	for _, s := range n.list("特别程序") {
		p := yichuang.SpecialProcedure{Name: s.str("名称"), Required: s.strOr("适用", defaultApplies), When: s.str("条件"),
			Excluded: s.strOr("计时", defaultCounted), Basis: s.str("依据"), Confidence: sure(s)}
		if s.get("期限") != nil {
			p.MaxDays, p.Unit = period(s.str("期限"))
		}
		t.Special = append(t.Special, p)
	}
	return t
}

// buildPromised reads a promise, which counts from where the law counts unless it
// says otherwise.
func buildPromised(n *node, statutory yichuang.Limit) yichuang.Limit {
	l := buildLimit(n)
	if n.get("起算") == nil && l.Value > 0 {
		l.Start, l.StartText = statutory.Start, statutory.StartText
	}
	return l
}

func buildLimit(n *node) yichuang.Limit {
	l := yichuang.Limit{Start: yichuang.StartEvent(n.str("起算")), StartText: n.str("起算原文"), Note: n.str("说明"), Provenance: origin(n)}
	l.Value, l.Unit = period(n.str("期限"))
	if l.Start == "" {
		l.Start = yichuang.FromAcceptance
		if l.Value == 0 {
			l.Start = yichuang.OnReceipt
		}
	}
	if n.get("延长") != nil {
		e := &yichuang.Extension{Approver: n.str("延长批准")}
		e.Value, e.Unit = period(n.str("延长"))
		l.Extension = e
	}
	return l
}

func buildCorrection(n *node) yichuang.CorrectionRule {
	rule := corrections[0]
	for _, c := range corrections {
		if n != nil && c.word == n.str("规则") {
			rule = c
		}
	}
	out := yichuang.CorrectionRule{Kind: rule.kind, Days: rule.days, Deemed: rule.deemed, Basis: rule.basis}
	if n == nil {
		return out
	}
	out.Confidence = sure(n)
	out.Basis = n.strOr("依据", out.Basis)
	if n.get("天数") != nil {
		out.Days = n.num("天数")
	}
	if n.get("视为受理") != nil {
		out.Deemed = n.yes("视为受理")
	}
	return out
}

func buildInitial(n *node) yichuang.InitialReview {
	if n == nil || n.get("需要") != nil && !n.yes("需要") {
		return yichuang.InitialReview{Confidence: confidenceOf(n)}
	}
	out := yichuang.InitialReview{Needed: true, Days: n.num("天数"), Offline: yichuang.OfflineRule(n.str("断网时")), Confidence: sure(n)}
	if n.get("天数") == nil {
		out.Days = 1
	}
	if out.Offline == "" {
		out.Offline = yichuang.OfflineWait
	}
	return out
}

func confidenceOf(n *node) yichuang.Confidence {
	if n == nil {
		return ""
	}
	return sure(n)
}
