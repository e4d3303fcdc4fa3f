package office

import "yichuang"

// Why an officer may not do something now, "" when he may.

func (m *matter) whyNotUrge() string {
	if m.urge() == nil {
		return "没有要答复的催办"
	}
	return ""
}

// urge is the first that the department has not answered.
func (m *matter) urge() *yichuang.Urge {
	for i := range m.c.Urges {
		if u := &m.c.Urges[i]; u.Answered.IsZero() && u.Department == m.me.Department {
			return u
		}
	}
	return nil
}

func (m *matter) whyNotConfirm() string {
	switch {
	case m.c.Intake.Department != m.me.Department:
		return "由" + m.c.Intake.Department + "初审"
	case !m.c.Unconfirmed:
		return "这件不在等待初审"
	}
	return ""
}

// whyNotOpen says why the department has nothing to do with the case now.
func (m *matter) whyNotOpen(a *yichuang.Approval) string {
	switch {
	case m.c.Stage == yichuang.StageConfirm:
		return "还没有受理：先初审确认"
	case a == nil:
		return "这件没有分给" + m.me.Department
	case a.Ruling != nil:
		return "已经作出决定：" + a.Ruling.Kind.Name()
	case m.c.Stage != yichuang.StageAccepted:
		return "这件现在是“" + m.c.Stage.Name() + "”"
	}
	return ""
}

func (m *matter) whyNotTake(a *yichuang.Approval) string {
	if why := m.whyNotOpen(a); why != "" {
		return why
	}
	if a.Officer == m.me.ID {
		return "已经由您领办"
	}
	return ""
}

// whyNotWork says why the officer may not go on with the case.
func (m *matter) whyNotWork(a *yichuang.Approval) string {
	if why := m.whyNotOpen(a); why != "" {
		return why
	}
	switch {
	case a.Officer == "":
		return "先领办（按 l）"
	case a.Officer != m.me.ID:
		return "由" + string(a.Officer) + "领办；确需接手的按 l"
	case a.Pause() != nil:
		return "“" + a.Pause().Name + "”还没有结束，按 e 登记结束"
	case m.c.Unconfirmed:
		return "先初审确认（按 c）"
	}
	return ""
}

func (m *matter) whyNotGrant() string {
	if due := m.c.OwedDue(); !due.IsZero() {
		return "容缺材料还没有补齐（期限" + due.String() + "），补齐前不出具办理结果"
	}
	return ""
}

func (m *matter) whyNotResume(a *yichuang.Approval) string {
	if a == nil || a.Pause() == nil {
		return "没有正在进行的程序"
	}
	return m.whyNotOpen(a)
}

func (m *matter) whyNotAsk(a *yichuang.Approval) string {
	if a != nil && a.Inquiry != nil {
		return "要求窗口补充以一次为限，" + a.Inquiry.At.In(yichuang.Shanghai).Format("01-02 15:04") + "已经要求过"
	}
	return ""
}

func (m *matter) whyNotExtend(a *yichuang.Approval) string {
	if a == nil {
		return ""
	}
	if a.Extended != nil {
		return "已经延长过一次"
	}
	if _, ok := yichuang.Extensible(m.it, a); !ok {
		return "本事项的期限不能延长"
	}
	return ""
}

func (m *matter) whyNotResult(a *yichuang.Approval) string {
	switch {
	case a == nil || a.Ruling == nil:
		return "先作出决定"
	case a.Mode == yichuang.ApproveJoint && !a.Lead:
		return "联合审批由牵头部门登记结果"
	case a.Result != nil && a.Result.State != yichuang.ResultIssued:
		return "结果已经送到出件窗口"
	}
	return ""
}

func (m *matter) whyNotEnd() string {
	switch {
	case m.c.Stage.Ended():
		return "已经结束"
	case m.c.Stage == yichuang.StageRuled || m.c.Stage == yichuang.StageReady:
		return "已经作出决定"
	}
	return ""
}

func (m *matter) whyNotPapers() string {
	if len(yichuang.PapersDueOf(m.c, m.me.Department)) > 0 {
		return ""
	}
	for _, p := range m.c.Papers {
		if p.Department == m.me.Department {
			return ""
		}
	}
	return "本部门还没有文书"
}
