package yichuang

import "fmt"

// barred reports whether a ground that the clerk marked bars acceptance. Where
// the law deems the application accepted, only the want of a licence's need or of
// power still does; on the spot nothing does (不动产登记暂行条例 第17条第2款).
func (a *Assessment) barred(it *Item, c *Case) bool {
	if c.Ground == nil || !a.Deemed {
		return c.Ground != nil
	}
	return it.Terms.Correction.Kind != CorrectOnSpot && c.Ground.Type != DeclineBarred
}

func (a *Assessment) accept(it *Item, c *Case) DecisionOption {
	o := DecisionOption{Decision: Accept}
	switch left := a.incomplete(); {
	case c.Outcome == DoNotCollect:
		o.Why = "本情形依法不收件"
	case a.barred(it, c):
		o.Why = "已标记不予受理情形：" + c.Ground.Reason
	case a.Deemed:
		o.Allowed = true
		o.Why = "收件后超过" + a.NoticeDue.Date.String() + "未告知补正，依法自收件之日起视为受理"
	case left != "":
		o.Why = left
	case len(a.Barring) > 0:
		o.Why = fmt.Sprintf("有%d条问题属于不予受理情形", len(a.Barring))
	case len(a.Findings) > 0:
		o.Why, o.Deviable = fmt.Sprintf("有%d项不符合要求", len(a.Findings)), true
	default:
		o.Allowed, o.Why = true, it.inOrder(c)
		if len(a.Referred) > 0 {
			o.Why += fmt.Sprintf("；%d条转部门核实", len(a.Referred))
		}
	}
	return o
}

// inOrder says what follows when nothing is wrong.
func (it *Item) inOrder(c *Case) string {
	if s := it.Scenario(c.Scenario); it.Bundled() && s != nil {
		return fmt.Sprintf("材料齐全，应当受理；受理后分成%d个办件", len(s.Parts))
	}
	switch it.Terms.Correction.Kind {
	case CorrectGuide:
		return "信息齐全，收到即为备案"
	case CorrectNone:
		return "资料齐全、符合规定，收到即完成备案"
	case CorrectReturn:
		return "材料齐全、符合法定形式，应当登记；不能当场登记的，出具接收申请材料凭证"
	}
	return "材料齐全、符合法定形式，应当受理"
}

func (a *Assessment) owing(it *Item, c *Case, now Circumstances) DecisionOption {
	o := DecisionOption{Decision: AcceptOwing}
	day := now.Day()
	due, ok := OwingDue(it.Terms, day, dueOf(it.Terms.Promised, c, day, now.Calendar).Date, now.Calendar)
	switch left := a.incomplete(); {
	case c.Outcome == DoNotCollect || a.barred(it, c) || len(a.Barring) > 0 && !a.Deemed:
		o.Why = "存在不予受理情形"
	case a.Deemed:
		o.Why = "依法已视为受理，无需容缺"
	case left != "":
		o.Why = left
	case len(a.Findings) == 0:
		o.Why = "没有欠缺的材料"
	case c.Applicant.BadCredit:
		o.Why = "申请人有失信记录，不适用容缺受理"
	case it.Terms.Correction.Kind == CorrectBatchEnd:
		o.Why = "须在受理期限终止前补齐，不适用容缺受理"
	case !ok:
		o.Why = "到承诺办结日期已没有补齐的时间，不适用容缺受理"
	}
	if o.Why != "" {
		return o
	}
	for _, f := range a.Findings {
		m := it.Material(f.Material)
		if why := m.neverOwed(f, c.MaterialState(f.Material)); why != "" {
			o.Owed, o.Why = nil, "“"+m.Name+"”不得容缺："+why
			return o
		}
		o.Owed = appendOwed(o.Owed, f, due.Date)
	}
	o.Allowed = true
	o.Why = fmt.Sprintf("欠缺的%d种都是可以容缺的次要材料，%s前补齐", len(o.Owed), due.Date)
	return o
}

// neverOwed says why what is wrong with the material cannot be put right after
// acceptance, "" when it can. Of an identity document only copies may follow:
// who applies is established at the window or not at all.
func (m *Material) neverOwed(f Finding, s *MaterialState) string {
	switch {
	case (m.Primary || !m.Owing.Allowed) && m.Owing.Reason != "":
		return m.Owing.Reason
	case m.Primary:
		return "属于主要材料"
	case !m.Owing.Allowed:
		return "不在可以容缺的材料之列"
	case m.identifies() && (f.No > 0 || s.Presence == Missing || s.Originals < m.Originals):
		return "本人身份必须当场核验，只有复印件可以后补"
	}
	return ""
}

// identifies reports whether the material is an identity document of the
// applicant: whoever writes the item has its number checked.
func (m *Material) identifies() bool {
	for _, p := range m.Points {
		if p.Check.Kind == CheckIDNumber {
			return true
		}
	}
	return false
}

// appendOwed joins several findings about one material into one owed material.
func appendOwed(owed []Owed, f Finding, due Date) []Owed {
	what := f.Defect
	if f.Content != "" {
		what = f.Content + "：" + what
	}
	if n := len(owed); n > 0 && owed[n-1].Material == f.Material {
		owed[n-1].What += "；" + what
		return owed
	}
	return append(owed, Owed{Material: f.Material, Name: f.Name, What: what, Due: due})
}

func (a *Assessment) correct(it *Item, c *Case) DecisionOption {
	o := DecisionOption{Decision: Correct}
	switch left := a.incomplete(); {
	case a.Deemed:
		o.Why = "已超过告知期限" + a.NoticeDue.Date.String() + "，依法视为受理，不得再要求补正"
	case c.Outcome == DoNotCollect || c.Ground != nil || len(a.Barring) > 0:
		o.Why = "存在不予受理情形，补正无意义"
	case left != "":
		o.Why = left + "，一次性告知必须完整"
	case len(a.Findings) == 0:
		o.Why = "没有需要补正的内容"
	default:
		o.Allowed = true
		o.Why = fmt.Sprintf("%d项问题一次全部告知", len(a.Findings)) + a.how(it.Terms.Correction)
	}
	return o
}

// how says in what way the rule wants the notice given.
func (a *Assessment) how(r CorrectionRule) string {
	switch {
	case a.late:
		return "；已超过告知期限" + a.NoticeDue.Date.String() + "，须立即告知"
	case r.Kind == CorrectOnSpot:
		return "，当场书面告知不予受理；今天不告知即视为受理"
	case r.Kind == CorrectReturn:
		return "，材料退还申请人"
	case r.Kind == CorrectGuide:
		return "，指导企业补正；备案没有不予受理环节"
	case r.Kind == CorrectBatchEnd:
		return "，本批次受理期限终止前补齐"
	case r.Days > 0:
		return "，最迟" + a.NoticeDue.Date.String()
	}
	return ""
}

func (a *Assessment) decline(it *Item, c *Case) DecisionOption {
	o := DecisionOption{Decision: Decline}
	switch {
	case c.Outcome == DoNotCollect:
		o.Ground = it.collectsNothing(c)
		o.Allowed, o.Why = true, "本情形不收件，应当告知申请人"
	case a.barred(it, c):
		o.Ground, o.Allowed, o.Why = c.Ground, true, c.Ground.Reason
	case a.Deemed:
		o.Why = "依法已视为受理，不得再不予受理；不符合条件的由审批部门作出决定"
	case len(a.Barring) > 0:
		o.Ground = it.ground(a.Barring[0])
		o.Allowed, o.Why = true, fmt.Sprintf("有%d条问题属于不予受理情形", len(a.Barring))
	default:
		o.Why = "没有不予受理的情形（符合条件的不得拒收）"
	}
	if o.Allowed && it.Terms.Correction.Kind == CorrectGuide {
		o.Why += "；备案没有不予受理环节，只作告知"
	}
	return o
}

// collectsNothing is the ground that the scenario of the case gives.
func (it *Item) collectsNothing(c *Case) *Rejection {
	s := it.Scenario(c.Scenario)
	if s == nil {
		return &Rejection{Reason: c.ScenarioName, Type: DeclineNotNeeded}
	}
	g := &Rejection{Reason: s.Name, Type: s.Decline, Agency: s.Agency, Basis: s.Basis}
	if s.Note != "" {
		g.Reason = s.Name + "：" + s.Note
	}
	return g
}

// ground is the refusal that a failed point leads to: what the point says of it,
// else a bar that a law sets.
func (it *Item) ground(f Finding) *Rejection {
	g := &Rejection{Type: DeclineBarred, Reason: f.Name + "：" + f.Defect}
	if m := it.Material(f.Material); m != nil {
		if p := m.Point(f.No); p != nil && p.Bar != nil {
			g.Type, g.Agency, g.Basis = p.Bar.Type, p.Bar.Agency, p.Bar.Basis
		}
	}
	return g
}
