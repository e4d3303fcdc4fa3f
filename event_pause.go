package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// Paused begins a special procedure or a suspension. Dues are the last days as
// they stand then: without a date while the clocks stand.
type Paused struct {
	Department string `json:"department"`
	Pause      Pause  `json:"pause"`
	Dues       Dues   `json:"dues"`
}

// Kind names the event.
func (*Paused) Kind() EventKind { return "paused" }

func (b *Paused) apply(c *Case, _ *Event) error {
	a, err := c.approving(b.Department)
	p := b.Pause
	switch {
	case err != nil:
		return err
	case a.Pause() != nil:
		return conflict(b.Department+"正在进行“"+a.Pause().Name+"”，还没有结束", "请先登记结束")
	case p.Kind != SpecialPause && p.Kind != Suspension:
		return invalid("不认识的程序“"+Clip(string(p.Kind), 20)+"”", "")
	case strings.TrimSpace(p.Name) == "" || strings.TrimSpace(p.Reason) == "":
		return invalid("须写明程序名称和理由", "")
	case p.Stops && strings.TrimSpace(p.Basis) == "":
		return invalid("不计入办理期限的，须写明法律依据", "例如：行政许可法第45条")
	case p.From.IsZero() || !p.To.IsZero() || !p.Expected.IsZero() && p.Expected.Before(p.From):
		return invalid("开始日期和预计结束日期不对", "请重新填写日期")
	}
	a.Pauses = append(slices.Clip(a.Pauses), p)
	a.Dues = b.Dues
	return nil
}

func (b *Paused) about() scope { return aboutApproval(b.Department) }

func (b *Paused) department() string { return b.Department }

func (b *Paused) say(naming) string {
	p := b.Pause
	s := b.Department + "开始" + p.Name
	if p.Kind == Suspension {
		s = b.Department + "中止审批：" + p.Name
	}
	if !p.Expected.IsZero() {
		s += "，预计" + p.Expected.String() + "结束"
	}
	if p.Stops {
		return s + "，所需时间不计入办理期限（" + p.Basis + "）"
	}
	return s + "，计入办理期限"
}

// Resumed ends the pause. Its last day is To, which does not count either.
type Resumed struct {
	Department string `json:"department"`
	To         Date   `json:"to"`
	Note       string `json:"note,omitempty"` // what came of it
	Dues       Dues   `json:"dues"`
}

// Kind names the event.
func (*Resumed) Kind() EventKind { return "resumed" }

func (b *Resumed) apply(c *Case, _ *Event) error {
	a, err := c.approving(b.Department)
	if err != nil {
		return err
	}
	p := a.Pause()
	switch {
	case p == nil:
		return conflict(b.Department+"没有正在进行的特别程序，也没有中止", "")
	case b.To.Before(p.From):
		return invalid("结束日期"+b.To.String()+"早于开始日期"+p.From.String(), "请重新填写结束日期")
	}
	ended := *p
	ended.To, ended.Note = b.To, b.Note
	a.Pauses = slices.Clone(a.Pauses)
	a.Pauses[len(a.Pauses)-1] = ended
	a.Dues = b.Dues
	return nil
}

func (b *Resumed) about() scope { return aboutApproval(b.Department) }

func (b *Resumed) department() string { return b.Department }

func (b *Resumed) say(naming) string {
	s := b.Department + "恢复办理（" + b.To.String() + "）"
	if b.Note != "" {
		s += "：" + b.Note
	}
	return s + dueWords(b.Dues)
}

// LimitExtended lengthens the limit of a department, once (行政许可法 第42条).
type LimitExtended struct {
	Department string       `json:"department"`
	Granted    Prolongation `json:"granted"`
	Dues       Dues         `json:"dues"`
}

// Kind names the event.
func (*LimitExtended) Kind() EventKind { return "limit-extended" }

func (b *LimitExtended) apply(c *Case, _ *Event) error {
	a, err := c.approving(b.Department)
	switch x := b.Granted; {
	case err != nil:
		return err
	case a.Extended != nil:
		return conflict(b.Department+"已经延长过一次期限", "延长以一次为限（行政许可法第42条）")
	case x.Value <= 0 || x.Unit == "":
		return invalid("须写明延长多少天", "")
	case strings.TrimSpace(x.Approver) == "" || strings.TrimSpace(x.Reason) == "":
		return invalid("延长期限须写明批准人和理由", "延长须经本行政机关负责人批准（行政许可法第42条）")
	}
	x := b.Granted
	a.Extended = &x
	a.Dues = b.Dues
	return nil
}

func (b *LimitExtended) about() scope { return aboutApproval(b.Department) }

func (b *LimitExtended) department() string { return b.Department }

func (b *LimitExtended) say(naming) string {
	x := b.Granted
	return fmt.Sprintf("%s延长办理期限%s，批准人%s：%s", b.Department, Limit{Value: x.Value, Unit: x.Unit}, x.Approver, x.Reason) + dueWords(b.Dues)
}

func dueWords(d Dues) string {
	if d.Promised.Date.IsZero() {
		return ""
	}
	return "；承诺办结日期" + d.Promised.Date.String()
}
