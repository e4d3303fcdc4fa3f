package yichuang

import (
	"fmt"
	"strings"
)

// Verdict is what was found on one review point.
type Verdict string

// The verdicts. The empty Verdict means not judged yet.
const (
	Pass          Verdict = "pass" // 符合
	Fail          Verdict = "fail" // 不符合, with a finding
	NotApplicable Verdict = "na"   // 不适用
)

// Name returns the verdict in Chinese.
func (v Verdict) Name() string {
	switch v {
	case Pass:
		return "符合"
	case Fail:
		return "不符"
	case NotApplicable:
		return "不适用"
	}
	return "未审"
}

// Presence says whether a material is here.
type Presence string

// The presences. The empty Presence means not looked at yet.
const (
	Held    Presence = "held"    // handed in
	Missing Presence = "missing" // not handed in
	Exempt  Presence = "exempt"  // need not be handed in: shared data or an electronic licence
)

// MaterialTaken says whether a material is here, and in how many pieces. On a
// later visit it means that the material was handed in anew: its points are
// judged afresh.
type MaterialTaken struct {
	Material  MaterialID `json:"material"`
	Presence  Presence   `json:"presence"`
	Originals int        `json:"originals,omitempty"`
	Copies    int        `json:"copies,omitempty"`
	Digital   bool       `json:"digital,omitempty"`
	// Recount keeps the verdicts: only the numbers were wrong.
	Recount bool `json:"recount,omitempty"`
	// Second is filled in when finding it missing, or short of pieces, is a
	// second notice.
	Second *SecondNotice `json:"second,omitempty"`
}

// Kind names the event.
func (*MaterialTaken) Kind() EventKind { return "material-taken" }

func (b *MaterialTaken) apply(c *Case, e *Event) error {
	m, err := c.reviewing(b.Material, e)
	if err != nil {
		return err
	}
	if b.Originals < 0 || b.Copies < 0 || b.Originals > 999 || b.Copies > 999 {
		return invalid("份数应在0到999之间", "请重新填写份数")
	}
	if c.lateToTake(m, b) {
		if !b.Second.granted() {
			return errSecondNotice
		}
		c.SecondNotices++
	}
	if !b.Recount || b.Presence != m.Presence {
		m.Points = nil
		m.Visit = c.Visit
	}
	m.Presence, m.Originals, m.Copies, m.Digital = b.Presence, b.Originals, b.Copies, b.Digital
	m.At, m.Produced = e.Time(), ""
	return nil
}

func (b *MaterialTaken) about() scope { return aboutMaterial(b.Material) }

func (b *MaterialTaken) say(name naming) string {
	switch b.Presence {
	case "":
		return "撤回收件登记：" + name(b.Material)
	case Missing:
		return "材料未提交：" + name(b.Material) + b.Second.say()
	case Exempt:
		return "材料免提交：" + name(b.Material)
	}
	return fmt.Sprintf("收到材料%s：原件%d份、复印件%d份", name(b.Material), b.Originals, b.Copies)
}

// MaterialApplies settles whether a material with a condition in words applies.
type MaterialApplies struct {
	Material MaterialID `json:"material"`
	Applies  bool       `json:"applies"`
}

// Kind names the event.
func (*MaterialApplies) Kind() EventKind { return "material-applies" }

func (b *MaterialApplies) apply(c *Case, e *Event) error {
	m, err := c.reviewing(b.Material, e)
	if err != nil {
		return err
	}
	m.Applies = AppliesNo
	if b.Applies {
		m.Applies = AppliesYes
	}
	return nil
}

func (b *MaterialApplies) about() scope { return aboutMaterial(b.Material) }

func (b *MaterialApplies) say(name naming) string {
	if b.Applies {
		return "本次需要提交材料" + name(b.Material)
	}
	return "本次不需要材料" + name(b.Material)
}

// PointsJudged records verdicts on points of one material: one keystroke, one
// event, whether it judged one point or all of them.
type PointsJudged struct {
	Material MaterialID  `json:"material"`
	Points   []Judgement `json:"points"`
	Machine  bool        `json:"machine,omitempty"` // judged by a check, not by the clerk
	// Second is filled in when a verdict is a second notice; see SecondNotice.
	Second *SecondNotice `json:"second,omitempty"`
}

// Judgement is the verdict on one point.
type Judgement struct {
	No      int     `json:"no"`
	Verdict Verdict `json:"verdict"`
	Finding string  `json:"finding,omitempty"` // what is wrong, for Fail
	OnSpot  bool    `json:"on_spot,omitempty"` // passed after being mended at the window (当场更正)
	Value   string  `json:"value,omitempty"`   // what was read off the paper for a machine check
}

// SecondNotice is the permission for a finding that should have been in the
// first correction notice (一次性告知): a supervisor and a reason.
type SecondNotice struct {
	Supervisor UserID `json:"supervisor"`
	Reason     string `json:"reason"`
}

func (s *SecondNotice) granted() bool {
	return s != nil && s.Supervisor != "" && strings.TrimSpace(s.Reason) != ""
}

var errSecondNotice = &Error{Code: Denied, Message: "这条问题第一次就应当告知：材料没有变化，现在提出属于二次告知",
	Hint: "须由督导人员说明理由并确认；否则请判为符合，转审批部门处理"}

// IsSecondNotice reports whether err says that a verdict is a second notice and
// needs a supervisor's leave.
func IsSecondNotice(err error) bool { return err == errSecondNotice }

// Kind names the event.
func (*PointsJudged) Kind() EventKind { return "points-judged" }

func (b *PointsJudged) apply(c *Case, e *Event) error {
	m, err := c.reviewing(b.Material, e)
	if err != nil {
		return err
	}
	if m.Presence == Missing {
		return conflict("材料未提交，无法审查要点", "收到材料后先登记收到，再审查")
	}
	second := 0
	for _, j := range b.Points {
		if j.Verdict == Fail && strings.TrimSpace(j.Finding) == "" {
			return invalid(fmt.Sprintf("第%d条要点判为不符，但没有写明问题", j.No), "请选择常见错误或者写明哪里不符合")
		}
		if j.Verdict == Fail && c.secondNotice(m, j.No) {
			second++
		}
	}
	if second > 0 && !b.Second.granted() {
		return errSecondNotice
	}
	m.judge(b.Points, c.Visit, b.Machine, e)
	c.SecondNotices += second
	return nil
}

func (b *PointsJudged) about() scope { return aboutMaterial(b.Material) }

func (b *PointsJudged) say(name naming) string {
	who := ""
	if b.Machine {
		who = "（机检）"
	}
	return "审查" + name(b.Material) + who + "：" + b.verdicts() + b.Second.say()
}

// say tells a supervisor's leave, for whoever reads the history.
func (s *SecondNotice) say() string {
	if !s.granted() {
		return ""
	}
	return "（二次告知，督导" + string(s.Supervisor) + "同意：" + s.Reason + "）"
}

func (b *PointsJudged) verdicts() string {
	if len(b.Points) == 1 {
		j := b.Points[0]
		s := fmt.Sprintf("第%d条%s", j.No, j.Verdict.Name())
		if j.OnSpot {
			s += "（当场更正）"
		}
		if j.Finding != "" {
			s += "——" + j.Finding
		}
		return s
	}
	n := map[Verdict]int{}
	for _, j := range b.Points {
		n[j.Verdict]++
	}
	return fmt.Sprintf("符合%d条，不符%d条，不适用%d条", n[Pass], n[Fail], n[NotApplicable])
}

// GroundMarked marks or unmarks a ground of the item for declining.
type GroundMarked struct {
	Ground Rejection `json:"ground"`
	Off    bool      `json:"off,omitempty"`
}

// Kind names the event.
func (*GroundMarked) Kind() EventKind { return "ground-marked" }

func (b *GroundMarked) apply(c *Case, _ *Event) error {
	if err := c.need(StageReview); err != nil {
		return err
	}
	c.Ground = nil
	if !b.Off {
		g := b.Ground
		c.Ground = &g
	}
	return nil
}

func (*GroundMarked) about() scope { return aboutGround }

func (b *GroundMarked) say(naming) string {
	if b.Off {
		return "撤销不予受理情形：" + b.Ground.Reason
	}
	return "标记不予受理情形：" + b.Ground.Reason
}
