package cases

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// The routes on which work goes on behind the counter.
const (
	routeOffice   = "office"
	routeHandOver = "handover"
)

var (
	keyAnswer   = kit.Bind("a", "答复部门", "a")
	keyOwed     = kit.Bind("o", "补交容缺材料", "o")
	keyRemind   = kit.Bind("k", "提醒补齐", "k")
	keyUrge     = kit.Bind("u", "催办", "u")
	keyMove     = kit.Bind("m", "原件交接", "m")
	keyWithdraw = kit.Bind("w", "撤回申请", "w")
	keyAudit    = kit.Bind("l", "责任倒查", "l")
)

// deed is something that may be done with a case behind the counter.
type deed struct {
	key key.Binding
	why string // why not now, "" when it may be done
	do  func(*Screen) tea.Cmd
}

// deeds lists what may be done behind the counter.
func (s *Screen) deeds() []deed {
	urge := deed{keyUrge, s.whyNotUrge(), (*Screen).urge}
	if u := s.unanswered(); u != nil {
		urge = deed{kit.As(keyUrge, "答复"+u.Kind.Name()), s.may(new(yichuang.UrgeAnswered)), (*Screen).answerUrge}
	}
	list := []deed{
		{keyAnswer, or(s.may(new(yichuang.WindowAnswered)), s.whyNotAnswer()), (*Screen).answer},
		{keyOwed, or(s.may(new(yichuang.OwedDelivered)), s.whyNotOwed()), (*Screen).owed},
		{keyRemind, s.whyNotOwed(), (*Screen).remind},
		urge,
		{keyMove, s.whyNotMove(), (*Screen).move},
		{keyWithdraw, or(s.may(new(yichuang.Withdrawn)), s.whyNotWithdraw()), (*Screen).withdraw},
	}
	if s.me.Is(yichuang.RoleSupervisor) {
		list = append(list, deed{keyAudit, "", func(s *Screen) tea.Cmd { return s.leave(routeAudit) }})
	}
	return list
}

// may says why the person may not state a fact of that kind, "" when he may.
func (s *Screen) may(b yichuang.Body) string {
	if err := yichuang.MayState(s.me, s.c, b); err != nil {
		message, _ := yichuang.Explain(err)
		return message
	}
	return ""
}

// asking returns the department that waits for the window's answer, nil for none.
func (r *record) asking() *yichuang.Approval {
	for i := range r.c.Approvals {
		if a := &r.c.Approvals[i]; a.State() == yichuang.ApprovalIsAsking && r.c.Stage == yichuang.StageAccepted {
			return a
		}
	}
	return nil
}

// unanswered returns the first urge that this person's place has not answered.
func (r *record) unanswered() *yichuang.Urge {
	for i := range r.c.Urges {
		u := &r.c.Urges[i]
		mine := u.Department == r.me.Department || u.Department == "" && r.me.Is(yichuang.RoleWindow)
		if u.Answered.IsZero() && mine && !r.me.Is(yichuang.RoleSupervisor) {
			return u
		}
	}
	return nil
}

func (s *Screen) whyNotAnswer() string {
	if s.asking() == nil {
		return "没有部门要求补充"
	}
	return ""
}

func (s *Screen) whyNotOwed() string {
	if s.c.OwedDue().IsZero() || s.c.Stage.Ended() {
		return "没有欠缺的材料"
	}
	return ""
}

func (s *Screen) whyNotUrge() string {
	if why := s.may(new(yichuang.Urged)); why != "" {
		return "没有要答复的催办；" + why
	}
	if s.c.Stage.Ended() {
		return "办件已经结束"
	}
	return ""
}

func (s *Screen) whyNotMove() string {
	for i := range s.c.Materials {
		if s.c.Originals(&s.c.Materials[i]) > 0 {
			return ""
		}
	}
	return "没有收存的原件"
}

func (s *Screen) whyNotWithdraw() string {
	made, _ := s.c.Ruled()
	switch {
	case s.c.Stage.Ended():
		return "办件已经结束：" + s.c.Stage.Name()
	case len(made) > 0:
		return "审批部门已经作出决定"
	}
	return ""
}

// nextBehind says what comes next for a case that the window has decided on, by
// who asks.
func nextBehind(r *record) next {
	c := r.c
	switch {
	case r.unanswered() != nil:
		u := r.unanswered()
		return next{say: u.Kind.Name() + "：" + strings.TrimRight(u.Text, "。") + "。按 Enter 答复。", does: "答复" + u.Kind.Name(), do: (*Screen).answerUrge}
	case r.me.Role == yichuang.RoleOfficer && (c.Approval(r.me.Department) != nil || c.Intake.Department == r.me.Department):
		return next{say: "按 Enter 打开审批画面。", does: "审批", route: routeOffice}
	case c.Stage == yichuang.StageSubmitted:
		return next{say: "网上申请，还没有人领取。按 Enter 领取并审查。", does: "领取", do: (*Screen).takeOnline}
	case c.Stage == yichuang.StageRuled || c.Stage == yichuang.StageReady:
		say := c.OutcomeName() + "，等待结果送到出件窗口。"
		if c.Stage == yichuang.StageReady {
			say = "结果在出件窗口，等待领取。"
		}
		return next{say: say + "按 Enter 打开出件画面。", does: "出件", route: routeHandOver}
	case c.Stage == yichuang.StageClosed:
		return next{say: "已经办结：" + c.OutcomeName() + "，" + c.Delivery.To() + "。"}
	case c.Ending != nil:
		return next{say: c.Stage.Name() + "：" + c.Ending.Reason}
	case c.Stage == yichuang.StageParted:
		return next{say: fmt.Sprintf("“一件事”已分成%d个办件，各自办理；按数字键打开。", len(c.Bundle.Members))}
	case r.asking() != nil:
		a := r.asking()
		return next{say: a.Department + "请窗口补充：" + strings.TrimRight(yichuang.CleanLine(a.Inquiry.Text), "。") + "。补好后按 Enter 答复。", does: "答复部门", do: (*Screen).answer}
	case !c.OwedDue().IsZero():
		return next{say: fmt.Sprintf("已容缺受理，%s前补齐。材料补来了按 Enter 登记。", c.OwedDue()), does: "补交容缺材料", do: (*Screen).owed}
	}
	return next{say: "已受理，" + r.approvals() + "；窗口没有要办的了。"}
}

// approvals says where the departments stand.
func (r *record) approvals() string {
	var words []string
	for i := range r.c.Approvals {
		a := &r.c.Approvals[i]
		words = append(words, r.office(a)+a.Words())
	}
	return strings.Join(words, "，")
}

// office names the department of an approval, for cases of before it was recorded by
// the item.
func (r *record) office(a *yichuang.Approval) string {
	return or(a.Department, or(r.it.Office.Department, "审批部门"))
}
