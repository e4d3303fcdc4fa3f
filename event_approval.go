package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// ApprovalTaken is 领办: an officer takes a department's work on a case. Taking it
// from a colleague needs a reason.
type ApprovalTaken struct {
	Department string `json:"department"`
	From       UserID `json:"from,omitempty"` // the colleague who had it
	Reason     string `json:"reason,omitempty"`
}

// Kind names the event.
func (*ApprovalTaken) Kind() EventKind { return "approval-taken" }

func (b *ApprovalTaken) apply(c *Case, e *Event) error {
	a, err := c.approving(b.Department)
	switch {
	case err != nil:
		return err
	case a.Officer == e.By:
		return nil // a key pressed twice does no harm
	case a.Officer != b.From:
		return conflict("该办件已由"+string(a.Officer)+"领办", "确需接手的，请说明理由后接手")
	case b.From != "" && strings.TrimSpace(b.Reason) == "":
		return invalid("接手同事领办的办件须写明理由", "例如：原经办人休假")
	}
	if a.Officer = e.By; a.Taken.IsZero() {
		a.Taken = e.Time()
	}
	return nil
}

func (b *ApprovalTaken) about() scope { return aboutApproval(b.Department) }

func (b *ApprovalTaken) department() string { return b.Department }

func (b *ApprovalTaken) say(naming) string {
	if b.From != "" {
		return b.Department + "接手办理（原经办" + string(b.From) + "）：" + b.Reason
	}
	return b.Department + "领办"
}

// WindowAsked asks the window for something that the department needs, once.
type WindowAsked struct {
	Department string `json:"department"`
	Text       string `json:"text"`
}

// Kind names the event.
func (*WindowAsked) Kind() EventKind { return "window-asked" }

func (b *WindowAsked) apply(c *Case, e *Event) error {
	a, err := c.approving(b.Department)
	switch {
	case err != nil:
		return err
	case a.Inquiry != nil:
		return conflict(b.Department+"已经向窗口提出过一次补充要求", "要求补充以一次为限；其余问题请在审批中核实")
	case strings.TrimSpace(b.Text) == "":
		return invalid("须写明要窗口补充什么", "请一次写全")
	}
	a.Inquiry = &Inquiry{Text: b.Text, By: e.By, At: e.Time()}
	return nil
}

func (b *WindowAsked) about() scope { return aboutApproval(b.Department) }

func (b *WindowAsked) department() string { return b.Department }

func (b *WindowAsked) say(naming) string { return b.Department + "请窗口补充：" + b.Text }

// WindowAnswered answers what a department asked for.
type WindowAnswered struct {
	Department string `json:"department"`
	Text       string `json:"text"`
}

// Kind names the event.
func (*WindowAnswered) Kind() EventKind { return "window-answered" }

func (b *WindowAnswered) apply(c *Case, e *Event) error {
	a, err := c.approving(b.Department)
	switch {
	case err != nil:
		return err
	case a.Inquiry == nil:
		return conflict(b.Department+"没有要求窗口补充", "")
	case !a.Inquiry.Answered.IsZero():
		return conflict("窗口已经答复过"+b.Department, "请查看办件的办理过程")
	case strings.TrimSpace(b.Text) == "":
		return invalid("须写明答复的内容", "例如：已补扫第3页并添加到材料")
	}
	q := *a.Inquiry
	q.Answer, q.Answered = b.Text, e.Time()
	a.Inquiry = &q
	return nil
}

// about: the department may have ruled meanwhile, which approving tells; nothing
// else that it does is in the way of an answer.
func (*WindowAnswered) about() scope { return aboutNothing }

func (b *WindowAnswered) say(naming) string { return "窗口答复" + b.Department + "：" + b.Text }

// OpinionGiven is what a department says to the one that leads a joint approval.
type OpinionGiven struct {
	Department string `json:"department"`
	Agrees     bool   `json:"agrees"`
	Text       string `json:"text"`
}

// Kind names the event.
func (*OpinionGiven) Kind() EventKind { return "opinion-given" }

func (b *OpinionGiven) apply(c *Case, e *Event) error {
	a, err := c.approving(b.Department)
	switch {
	case err != nil:
		return err
	case a.Mode != ApproveJoint || a.Lead:
		return conflict("只有联合审批的会同部门出具意见", "牵头部门和单独审批的部门直接作出决定")
	case !b.Agrees && strings.TrimSpace(b.Text) == "":
		return invalid("不同意的须写明理由和依据", "请填写理由")
	}
	a.Opinion = &Opinion{Agrees: b.Agrees, Text: b.Text, By: e.By, At: e.Time()}
	if a.Officer == "" {
		a.Officer, a.Taken = e.By, e.Time()
	}
	return nil
}

func (b *OpinionGiven) about() scope { return aboutApproval(b.Department) }

func (b *OpinionGiven) department() string { return b.Department }

func (b *OpinionGiven) say(naming) string {
	s := b.Department + "意见：同意"
	if !b.Agrees {
		s = b.Department + "意见：不同意"
	}
	if b.Text != "" {
		s += "——" + b.Text
	}
	return s
}

// SiteVisited records a visit on the spot, by two people at least.
type SiteVisited struct {
	Department string    `json:"department"`
	Visit      SiteVisit `json:"visit"`
}

// Kind names the event.
func (*SiteVisited) Kind() EventKind { return "site-visited" }

func (b *SiteVisited) apply(c *Case, _ *Event) error {
	a, err := c.approving(b.Department)
	if err != nil {
		return err
	}
	var staff []string
	for _, name := range b.Visit.Staff {
		if name = CleanLine(name); name != "" && !slices.Contains(staff, name) {
			staff = append(staff, name)
		}
	}
	switch {
	case len(staff) < 2:
		return invalid("现场核查应当有两名以上工作人员", "请填写全部核查人员姓名（行政许可法第34条第3款）")
	case strings.TrimSpace(b.Visit.Found) == "":
		return invalid("须写明核查情况", "")
	case b.Visit.Day.IsZero():
		return invalid("须写明核查日期", "")
	}
	a.Visits = append(slices.Clip(a.Visits), SiteVisit{Day: b.Visit.Day, Staff: staff, Found: b.Visit.Found})
	return nil
}

func (*SiteVisited) about() scope { return aboutNothing }

func (b *SiteVisited) department() string { return b.Department }

func (b *SiteVisited) say(naming) string {
	return fmt.Sprintf("%s现场核查（%s，%s）：%s", b.Department, b.Visit.Day, strings.Join(b.Visit.Staff, "、"), b.Visit.Found)
}
