package cases

import (
	"fmt"
	"strings"

	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// next is what comes next for a case: one sentence, and what Enter does.
type next struct {
	say   string
	does  string // "" when nothing is left to do here
	route string // where Enter leads; "" for one of the acts
	act   act
	do    func(*Screen) tea.Cmd // what Enter does where it is none of those
}

// act is what Enter does on this screen.
type act int

const (
	actNone act = iota
	actConfirm
	actBack
)

// nextOf says what comes next. Papers that the applicant does not hold yet come
// before everything that can wait.
func nextOf(r *record) next {
	c := r.c
	if r.stray() && r.me.Is(yichuang.RoleWindow) {
		return next{say: "这件事已由别的窗口分办，这一件是重复分出来的。核对后按 w 撤回。", does: "撤回申请", do: (*Screen).withdraw}
	}
	if c.Stage == yichuang.StageReview {
		return reviewing(r)
	}
	if r.me.Role == yichuang.RoleOfficer || c.Stage == yichuang.StageSubmitted {
		return nextBehind(r)
	}
	if papers := pending(c); papers != "" {
		return next{say: papers + "还没有交给申请人，按 Enter 打印、交付。" + alsoWaiting(c), does: "打印、交文书", route: routePapers}
	}
	department := or(r.it.Office.Department, "审批部门")
	switch {
	case c.Stage == yichuang.StageConfirm:
		return next{say: "等待" + department + "初审。确认了按 c 登记，退回了按 t 登记。", does: "部门确认了", act: actConfirm}
	case c.Stage == yichuang.StageCorrecting:
		return next{say: fmt.Sprintf("等申请人补正。带补正材料来了，按 b 开始第%d次审查。", c.Visit+1), does: "申请人来了", act: actBack}
	case c.Stage == yichuang.StageDeclined:
		return next{say: "已经办结：不予受理，文书已交申请人。"}
	case c.Unconfirmed:
		return next{say: "已先行受理，等待" + department + "事后确认。确认了按 c 登记，退回了按 t 登记。", does: "部门确认了", act: actConfirm}
	}
	return nextBehind(r)
}

func reviewing(r *record) next {
	c := r.c
	if c.Scenario == "" {
		return next{say: "还没有确定办理情形。按 Enter 接着选。", does: "选情形", route: routeScenario}
	}
	a := yichuang.Assess(r.it, c, r.now)
	begin := ""
	if c.ReturnReason != "" {
		begin = "部门退回：" + strings.TrimRight(yichuang.CleanLine(c.ReturnReason), "。") + "。"
	}
	decide := next{does: "作决定", route: routeDecide}
	switch {
	case a.Deemed:
		decide.say = begin + "超过告知期限没有告知补正，依法视为受理。按 Enter 作决定。"
	case c.Outcome == yichuang.DoNotCollect:
		decide.say = begin + "本情形依法不收件。按 Enter 作决定。"
	case c.Ground != nil:
		decide.say = begin + "已标记不予受理情形。按 Enter 作决定。"
	case len(a.Open) > 0 || len(a.Doubtful) > 0:
		say := fmt.Sprintf("已审%d条要点，还有%d条。按 Enter 接着审查。", a.Judged, a.Total-a.Judged)
		if len(a.Doubtful) > 0 {
			say = fmt.Sprintf("还有%d种材料没有确认是否需要。按 Enter 接着审查。", len(a.Doubtful))
		}
		return next{say: begin + say, does: "接着审查", route: routeReview}
	case begin != "":
		return next{say: begin + "按 Enter 重新审查。", does: "重新审查", route: routeReview}
	default:
		decide.say = "要点都审完了。按 Enter 作决定。"
	}
	return decide
}

// pending names the papers that the applicant should hold and does not, the
// first two of them.
func pending(c *yichuang.Case) string {
	var names []string
	for _, p := range c.Papers {
		if p.State != yichuang.PaperIsHanded {
			names = append(names, p.Kind.Name())
		}
	}
	for _, k := range yichuang.PapersDue(c) {
		names = append(names, k.Name())
	}
	if len(names) > 2 {
		return fmt.Sprintf("%s等%d种文书", names[0], len(names))
	}
	return strings.Join(names, "、")
}

// alsoWaiting is what waits beside the papers.
func alsoWaiting(c *yichuang.Case) string {
	switch {
	case c.Unconfirmed:
		return "部门确认了按 c。"
	case c.Stage == yichuang.StageCorrecting:
		return "申请人补正再来按 b。"
	}
	return ""
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
