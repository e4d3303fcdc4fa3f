package yichuang

import (
	"fmt"
	"maps"
	"time"
)

// Channel is the way an application came in.
type Channel string

// The channels.
const (
	ChannelWindow Channel = "窗口"
	ChannelFile   Channel = "文件导入" // kiosks and migration
)

// Opened begins a case: 收件登记. The moment of receipt is the event's own time,
// and starts the clock of the correction notice.
type Opened struct {
	Item      ItemRef   `json:"item"`
	ItemName  string    `json:"item_name"`
	Window    int       `json:"window"`
	Channel   Channel   `json:"channel"`
	Applicant Applicant `json:"applicant"`
	// Department decides on the item: whose seats may see the case.
	Department string `json:"department,omitempty"`
	// Received is when the materials were received, when that was before the
	// case was entered (an application taken in on paper during a power cut).
	Received time.Time `json:"received,omitzero"`
	// Online is set for an application that a portal sent in: it waits for a clerk
	// who takes it.
	Online *OnlineOrigin `json:"online,omitempty"`
	// Bundle is set for the cases of a bundle.
	Bundle *BundlePlace `json:"bundle,omitempty"`
}

// Kind names the event.
func (*Opened) Kind() EventKind { return "opened" }

func (b *Opened) apply(c *Case, e *Event) error {
	if c.Stage != "" {
		return conflict("办件"+string(e.Case)+"已经登记过", "请用编号查找该办件继续办理")
	}
	c.Number, c.Item, c.ItemName = e.Case, b.Item, b.ItemName
	c.Applicant = b.Applicant
	c.Intake = Intake{Window: b.Window, Channel: b.Channel, Clerk: e.By, At: e.Time(), Terminal: e.Terminal, Department: b.Department}
	if !b.Received.IsZero() {
		c.Intake.At = b.Received
	}
	c.Stage, c.Visit = StageReview, 1
	if b.Online != nil {
		c.Stage = StageSubmitted
	}
	c.Online, c.Bundle = b.Online, b.Bundle
	return nil
}

func (*Opened) about() scope { return aboutAll }

func (b *Opened) say(naming) string { return "收件登记：" + b.ItemName }

// ApplicantChanged corrects what was typed about the applicant.
type ApplicantChanged struct {
	Applicant Applicant `json:"applicant"`
}

// Kind names the event.
func (*ApplicantChanged) Kind() EventKind { return "applicant-changed" }

func (b *ApplicantChanged) apply(c *Case, e *Event) error {
	if err := c.needIntake(e); err != nil {
		return err
	}
	c.Applicant = b.Applicant
	return nil
}

func (*ApplicantChanged) about() scope { return aboutApplicant }

func (b *ApplicantChanged) say(naming) string { return "更正申请人信息" }

// ScenarioAnswered settles the scenario, with the answers that led there and
// the materials that it asks for. Answering anew on the same visit drops what
// was judged of materials that are no longer asked for.
type ScenarioAnswered struct {
	Answers  Answers      `json:"answers"`
	Scenario ScenarioID   `json:"scenario"`
	Name     string       `json:"name"`
	Outcome  Outcome      `json:"outcome"`
	Asked    []MaterialID `json:"asked,omitempty"`
	Doubtful []MaterialID `json:"doubtful,omitempty"` // asked for only if a condition in words applies
}

// Kind names the event.
func (*ScenarioAnswered) Kind() EventKind { return "scenario-answered" }

func (b *ScenarioAnswered) apply(c *Case, e *Event) error {
	if err := c.needIntake(e); err != nil {
		return err
	}
	if c.Visit > 1 && c.Scenario != b.Scenario {
		return conflict("已经出具过补正告知书，不能再改变情形", "申请内容变了的，请另行登记一个新办件")
	}
	c.Answers, c.Scenario, c.ScenarioName, c.Outcome = maps.Clone(b.Answers), b.Scenario, b.Name, b.Outcome
	old := c.Materials
	c.Materials = make([]MaterialState, 0, len(b.Asked)+len(b.Doubtful))
	for _, id := range b.Asked {
		c.Materials = append(c.Materials, keep(old, id, AppliesYes))
	}
	for _, id := range b.Doubtful {
		c.Materials = append(c.Materials, keep(old, id, AppliesOpen))
	}
	return nil
}

func (*ScenarioAnswered) about() scope { return aboutAll }

func (b *ScenarioAnswered) say(naming) string {
	if b.Outcome == DoNotCollect {
		return "情形：" + b.Name + "（不收件，告知）"
	}
	return fmt.Sprintf("情形：%s，应提交材料%d种", b.Name, len(b.Asked))
}

// keep carries over what is known of a material when the scenario is answered anew.
func keep(old []MaterialState, id MaterialID, applies Applies) MaterialState {
	for i := range old {
		if old[i].Material == id {
			m := old[i]
			if applies == AppliesYes || m.Applies == AppliesOpen {
				m.Applies = applies
			}
			return m
		}
	}
	return MaterialState{Material: id, Applies: applies}
}

// Resubmitted begins another visit: the applicant is back with corrections.
type Resubmitted struct {
	Note string `json:"note,omitempty"`
}

// Kind names the event.
func (*Resubmitted) Kind() EventKind { return "resubmitted" }

func (b *Resubmitted) apply(c *Case, e *Event) error {
	if err := c.need(StageCorrecting); err != nil {
		return err
	}
	if c.Decision.Facts.Rule.Returns() {
		c.handBack()
	}
	c.Stage, c.Decision = StageReview, nil
	if c.Online != nil && e.Terminal == c.Intake.Terminal { // it came through the portal
		c.Stage = StageSubmitted
	}
	c.Visit++
	c.VisitAt = e.Time()
	return nil
}

func (*Resubmitted) about() scope { return aboutAll }

func (b *Resubmitted) say(naming) string { return "申请人再次提交补正材料" }

// Noted adds a remark to the case.
type Noted struct {
	Text string `json:"text"`
}

// Kind names the event.
func (*Noted) Kind() EventKind { return "noted" }

func (b *Noted) apply(c *Case, _ *Event) error {
	if c.Stage == "" {
		return errNotOpened
	}
	return nil
}

func (*Noted) about() scope { return aboutNothing }

func (b *Noted) say(naming) string { return "备注：" + b.Text }
