package yichuang

import (
	"slices"
	"strings"
	"time"
)

// ResultArrived is 到件登记: results of departments lie at the hand-over desk.
type ResultArrived struct {
	Departments []string `json:"departments"`
	Place       string   `json:"place,omitempty"` // the shelf
	Slip        string   `json:"slip,omitempty"`  // the 转办交接单 they came with
}

// Kind names the event.
func (*ResultArrived) Kind() EventKind { return "result-arrived" }

func (b *ResultArrived) apply(c *Case, e *Event) error {
	if c.Stage != StageRuled && c.Stage != StageAccepted {
		return c.need(StageRuled)
	}
	if len(b.Departments) == 0 {
		return invalid("没有选择到件的结果", "")
	}
	for _, d := range b.Departments {
		switch a := c.Approval(d); {
		case a == nil || a.Result == nil:
			return conflict(Clip(d, 40)+"还没有登记结果", "请部门先登记结果文书")
		case a.Result.State == ResultHanded:
			return conflict("结果“"+a.Result.Name+"”已交申请人", "")
		}
	}
	for _, d := range b.Departments {
		a := c.Approval(d)
		r := *a.Result
		r.State, r.Place, r.Arrived = ResultAtDesk, b.Place, e.Time()
		a.Result = &r
	}
	c.arrived()
	return nil
}

func (*ResultArrived) about() scope { return aboutDelivery }

func (b *ResultArrived) say(naming) string {
	s := "结果到出件窗口：" + strings.Join(b.Departments, "、")
	if b.Place != "" {
		s += "，存放" + b.Place
	}
	return s
}

// DeliveryMethod is how a result reaches the applicant.
type DeliveryMethod string

// The methods.
const (
	DeliverAtDesk  DeliveryMethod = "窗口领取"
	DeliverByPost  DeliveryMethod = "邮寄送达"
	DeliverDigital DeliveryMethod = "电子送达"
)

// Relation is who collects, as seen from the application.
type Relation string

// The relations.
const (
	CollectsSelf      Relation = "申请人本人"
	CollectsLegal     Relation = "法定代表人（负责人）"
	CollectsAgent     Relation = "代理人" // the one of the application
	CollectsEntrusted Relation = "受托人" // with a written authority for this
)

// Collector is who collects a result.
type Collector struct {
	Name      string   `json:"name"`
	ID        Identity `json:"id"`
	Relation  Relation `json:"relation"`
	Authority string   `json:"authority,omitempty"` // the written authority, for CollectsEntrusted
}

// Delivery is how the results reached the applicant (行政许可法 第44条).
type Delivery struct {
	Method    DeliveryMethod `json:"method"`
	Collector Collector      `json:"collector"`
	Tracking  string         `json:"tracking,omitempty"` // of the post
	Returned  []MaterialID   `json:"returned,omitempty"` // originals given back with it
	By        UserID         `json:"by"`
	At        time.Time      `json:"at"`
}

// HandedOver is 出件: the results go to the applicant, and originals with them.
type HandedOver struct {
	Method    DeliveryMethod `json:"method"`
	Collector Collector      `json:"collector,omitzero"`
	Tracking  string         `json:"tracking,omitempty"`
	Returned  []MaterialID   `json:"returned,omitempty"`
}

// Kind names the event.
func (*HandedOver) Kind() EventKind { return "handed-over" }

func (b *HandedOver) apply(c *Case, e *Event) error {
	if c.Stage == StageClosed && c.Delivery != nil {
		return conflict("结果已由"+string(c.Delivery.By)+"交给"+c.Delivery.To(), "请查看送达记录；如有争议请报督导")
	}
	if err := c.need(StageReady); err != nil {
		return err
	}
	if err := b.check(c); err != nil {
		return err
	}
	custody := slices.Clone(c.Custody)
	for _, id := range b.Returned {
		custody = slices.DeleteFunc(custody, func(k Custody) bool { return k.Material == id })
		custody = append(custody, Custody{Material: id, Place: Place{Kind: GivenBack}, By: e.By, At: e.Time()})
	}
	for i := range c.Approvals {
		if r := c.Approvals[i].Result; r != nil {
			handed := *r
			handed.State = ResultHanded
			c.Approvals[i].Result = &handed
		}
	}
	c.Custody = custody
	c.Delivery = &Delivery{Method: b.Method, Collector: b.Collector, Tracking: b.Tracking, Returned: b.Returned, By: e.By, At: e.Time()}
	c.Stage = StageClosed
	return nil
}

func (b *HandedOver) check(c *Case) error {
	switch b.Method {
	case DeliverAtDesk:
		if err := CheckCollector(&c.Applicant, b.Collector); err != nil {
			return err
		}
	case DeliverByPost:
		if strings.TrimSpace(b.Tracking) == "" {
			return invalid("邮寄送达须登记运单号", "请扫描或者输入运单号")
		}
	case DeliverDigital:
		for i := range c.Approvals {
			if a := &c.Approvals[i]; !a.sharesResult() && !a.Result.Digital {
				return conflict("结果“"+a.Result.Name+"”是纸质的，不能电子送达", "请选择窗口领取或者邮寄")
			}
		}
	default:
		return invalid("不认识的送达方式“"+Clip(string(b.Method), 20)+"”", "")
	}
	for _, id := range b.Returned {
		if m := c.MaterialState(id); m == nil || c.Originals(m) == 0 {
			return conflict("材料“"+string(id)+"”没有可以退还的原件", "请打开办件核对原件去向")
		}
		if at := c.PlaceOf(id); at.Kind != AtWindow {
			return conflict("材料“"+string(id)+"”的原件在"+at.Words()+"，还不能退还", "请先登记交接回窗口")
		}
	}
	return nil
}

func (*HandedOver) about() scope { return aboutDelivery }

func (b *HandedOver) say(naming) string {
	d := Delivery{Method: b.Method, Collector: b.Collector, Tracking: b.Tracking}
	return "出件：" + string(b.Method) + "，" + d.To()
}

// To says who has the results.
func (d *Delivery) To() string {
	switch d.Method {
	case DeliverByPost:
		return "邮寄，运单号" + d.Tracking
	case DeliverDigital:
		if d.Tracking != "" {
			return "电子送达至" + d.Tracking
		}
		return "申请人（电子）"
	}
	return d.Collector.Name + "（" + string(d.Collector.Relation) + "）"
}

// CheckCollector compares who collects with the application: the applicant, the
// legal representative or the agent of the application by their documents, anybody
// else by a written authority. Denied says what does not fit.
func CheckCollector(a *Applicant, k Collector) error {
	const hint = "请核对领取人证件原件；委托他人领取的，须持委托书"
	if CleanLine(k.Name) == "" || k.ID.Number == "" {
		return invalid("须核对领取人的姓名和证件", "请刷证件或者输入姓名和证件号码")
	}
	var who Representative
	switch k.Relation {
	case CollectsSelf:
		if a.Kind == Organization {
			return &Error{Code: Denied, Message: "申请人是单位，不能由“本人”领取", Hint: "请选择法定代表人、代理人或者受托人"}
		}
		who = a.Principal()
	case CollectsLegal:
		if a.Kind != Organization {
			return &Error{Code: Denied, Message: "申请人是自然人，没有法定代表人", Hint: "请选择申请人本人、代理人或者受托人"}
		}
		who = a.Legal
	case CollectsAgent:
		if a.Agent == nil {
			return &Error{Code: Denied, Message: "该办件没有登记代理人", Hint: "其他人领取的，请选择受托人并登记委托书"}
		}
		who = Representative{Name: a.Agent.Name, ID: a.Agent.ID}
	case CollectsEntrusted:
		if CleanLine(k.Authority) == "" {
			return &Error{Code: Denied, Message: "受托人领取须登记委托书", Hint: "例如：委托书一份，委托人签名，附双方证件复印件"}
		}
		return nil
	default:
		return invalid("不认识的领取人身份“"+Clip(string(k.Relation), 20)+"”", "")
	}
	switch {
	case who.ID.Number == "" && cleanName(k.Name) == cleanName(who.Name):
		return nil // the application has no document of this person to compare with
	case NormalizeID(who.ID.Kind, who.ID.Number) != NormalizeID(k.ID.Kind, k.ID.Number):
		return &Error{Code: Denied, Message: "领取人证件号码与办件登记的" + string(k.Relation) + "不一致", Hint: hint}
	case cleanName(k.Name) != cleanName(who.Name):
		return &Error{Code: Denied, Message: "领取人姓名与办件登记的" + string(k.Relation) + "不一致：登记为" + who.Name, Hint: hint}
	}
	return nil
}

// Identify finds who in an application has a document of this number, as whoever
// stands at the desk with it.
func (a *Applicant) Identify(number string) (Collector, bool) {
	match := func(id Identity) bool {
		return id.Number != "" && NormalizeID(id.Kind, id.Number) == NormalizeID(id.Kind, number)
	}
	switch {
	case a.Kind != Organization && match(a.ID):
		return Collector{Name: a.Name, ID: a.ID, Relation: CollectsSelf}, true
	case a.Kind == Organization && match(a.Legal.ID):
		return Collector{Name: a.Legal.Name, ID: a.Legal.ID, Relation: CollectsLegal}, true
	case a.Agent != nil && match(a.Agent.ID):
		return Collector{Name: a.Agent.Name, ID: a.Agent.ID, Relation: CollectsAgent}, true
	}
	return Collector{}, false
}
