package yichuang

import (
	"fmt"
	"slices"
	"strings"
)

// Assign says to which departments an application goes that is accepted on a day:
// the item's own, which leads, and those that share in the approval, each with its
// own clocks.
func Assign(it *Item, c *Case, accepted Date, now Circumstances) []Assignment {
	lead := Assignment{Department: it.Office.Department, Mode: it.Office.Sharing, Lead: true}
	if len(it.Office.Shares) == 0 {
		lead.Mode = ApproveAlone
	}
	if len(it.Office.Shares) == 0 && c.Bundle != nil && it.licence() {
		lead.Mode = ApproveParallel // beside the other members, each with its own case
	}
	lead.clocks(c, it.Terms.Statutory, it.Terms.Promised, accepted, now)
	all := []Assignment{lead}
	for _, s := range it.Office.Shares {
		a := Assignment{Department: s.Department, Part: s.Part, Mode: it.Office.Sharing}
		statutory, promised := it.Terms.Statutory, it.Terms.Promised
		if s.Statutory != nil {
			statutory = *s.Statutory
		}
		if s.Promised != nil {
			promised = *s.Promised
		}
		a.clocks(c, statutory, promised, accepted, now)
		all = append(all, a)
	}
	return all
}

func (a *Assignment) clocks(c *Case, statutory, promised Limit, accepted Date, now Circumstances) {
	a.Statutory = Clock{Start: startOf(statutory, c, accepted), Limit: bare(statutory)}
	a.Promised = Clock{Start: startOf(promised, c, accepted), Limit: bare(promised)}
	a.Dues = Dues{Statutory: a.Statutory.Due(now.Calendar), Promised: a.Promised.Due(now.Calendar)}
}

// bare is a limit without what only the catalogue has to know.
func bare(l Limit) Limit {
	return Limit{Value: l.Value, Unit: l.Unit, Start: l.Start, Extension: l.Extension}
}

// excludedByLaw are the procedures whose time 行政许可法 第45条 takes out of the limit.
var excludedByLaw = []string{"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}

const article45 = "《行政许可法》第45条"

// PauseOption is a procedure that a department may begin.
type PauseOption struct {
	Kind    PauseKind
	Name    string
	Basis   string
	Stops   bool // its time is excluded from the limits
	MaxDays int  // 0: the law names none
	Unit    Unit
	Note    string // why it stops the clocks or does not
}

// PauseOptions lists the procedures for an item: those that the item names first,
// then those of the licensing law, then a suspension, for which the officer names
// the law. Only what a law takes out of the limit stops the clocks; a procedure of
// which that is not clear does not.
func PauseOptions(it *Item) []PauseOption {
	var all []PauseOption
	for _, p := range it.Terms.Special {
		if p.Name == "" || p.Name == "无" {
			continue
		}
		o := PauseOption{Kind: SpecialPause, Name: p.Name, Basis: p.Basis, MaxDays: p.MaxDays, Unit: p.Unit, Stops: p.Excluded == "不计入"}
		switch {
		case o.Stops:
			o.Note = "所需时间不计入办理期限"
		case p.Excluded == "计入":
			o.Note = "所需时间计入办理期限"
		default:
			o.Note = "是否计入没有明确规定，按计入办理"
		}
		all = append(all, o)
	}
	if it.licence() {
		for _, name := range excludedByLaw {
			if !slices.ContainsFunc(all, func(o PauseOption) bool { return strings.Contains(o.Name, name) }) {
				all = append(all, PauseOption{Kind: SpecialPause, Name: name, Basis: article45, Stops: true, Note: "所需时间不计入办理期限"})
			}
		}
	}
	return append(all, PauseOption{Kind: Suspension, Name: "中止审批", Stops: true, Note: "法律、法规规定可以中止的才能中止，须写明条文"})
}

// PauseChoice is what an officer filled in to begin a procedure.
type PauseChoice struct {
	Option PauseOption
	Reason string
	Basis  string // over the option's, where that has none
	From   Date
	Days   int // how long it is to take, in the option's unit or working days
}

// BeginPause makes the event that begins a procedure. Invalid is returned for one
// longer than its longest time, or without a law where it stops the clocks.
func BeginPause(c *Case, department string, choice PauseChoice, now Circumstances) (*Paused, error) {
	a, err := c.approving(department)
	if err != nil {
		return nil, err
	}
	o := choice.Option
	p := Pause{Kind: o.Kind, Name: o.Name, Reason: Clean(choice.Reason), Basis: o.Basis, Stops: o.Stops, From: choice.From}
	if basis := CleanLine(choice.Basis); basis != "" {
		p.Basis = basis
	}
	if p.From.IsZero() {
		p.From = now.Day()
	}
	unit := o.Unit
	if unit == "" {
		unit = WorkingDays
	}
	switch {
	case o.Stops && p.Basis == "":
		return nil, invalid("不计入办理期限的，须写明法律依据", "例如：《取水许可和水资源费征收管理条例》第18条")
	case o.Kind == SpecialPause && choice.Days <= 0:
		return nil, invalid("须写明所需时间", "特别程序所需时间须书面告知申请人（行政许可法第45条）")
	case o.MaxDays > 0 && choice.Days > o.MaxDays:
		return nil, invalid(fmt.Sprintf("“%s”最长%s，不能是%d天", o.Name, Limit{Value: o.MaxDays, Unit: unit}, choice.Days), "请重新填写所需时间")
	}
	if choice.Days > 0 {
		p.Expected = now.Calendar.Due(p.From, choice.Days, unit).Date
	}
	next := *a
	next.Pauses = append(slices.Clip(a.Pauses), p)
	return &Paused{Department: department, Pause: p, Dues: next.dues(now.Calendar)}, nil
}

// EndPause makes the event that ends a procedure on a day.
func EndPause(c *Case, department string, to Date, note string, now Circumstances) (*Resumed, error) {
	a, err := c.approving(department)
	if err != nil {
		return nil, err
	}
	if a.Pause() == nil {
		return nil, conflict(department+"没有正在进行的特别程序，也没有中止", "")
	}
	if to.IsZero() {
		to = now.Day()
	}
	next := *a
	next.Pauses = slices.Clone(a.Pauses)
	next.Pauses[len(next.Pauses)-1].To = to
	return &Resumed{Department: department, To: to, Note: Clean(note), Dues: next.dues(now.Calendar)}, nil
}

// ProlongChoice is what an officer filled in to lengthen a limit.
type ProlongChoice struct {
	Days     int
	Approver string // who gave leave, by name and office
	Reason   string
}

// Prolong makes the event that lengthens a department's limit. Denied is returned
// when the law gives no extension or a shorter one: by an item's own law, else ten
// working days by the head of the agency, or fifteen by the head of the people's
// government where departments share (行政许可法 第42条).
func Prolong(it *Item, c *Case, department string, choice ProlongChoice, now Circumstances) (*LimitExtended, error) {
	a, err := c.approving(department)
	if err != nil {
		return nil, err
	}
	most, ok := Extensible(it, a)
	switch {
	case !ok:
		return nil, &Error{Code: Denied, Message: "本事项的期限不能延长", Hint: "没有法律规定可以延长"}
	case choice.Days > most.Value:
		return nil, &Error{Code: Denied, Message: fmt.Sprintf("最多延长%s，不能是%d天", Limit{Value: most.Value, Unit: most.Unit}, choice.Days), Hint: "批准人：" + most.Approver}
	}
	x := Prolongation{Extension: Extension{Value: choice.Days, Unit: most.Unit, Approver: CleanLine(choice.Approver)}, Reason: Clean(choice.Reason), At: now.Day()}
	next := *a
	next.Extended = &x
	return &LimitExtended{Department: department, Granted: x, Dues: next.dues(now.Calendar)}, nil
}

// Extensible says by how much a department's limit may be lengthened, and who must
// approve. What the head of an agency may allow for its own item does not hold where
// departments share, unless the law that has them share says so.
func Extensible(it *Item, a *Approval) (most Extension, ok bool) {
	own := a.Statutory.Limit.Extension
	switch {
	case a.Extended != nil:
		return Extension{}, false
	case a.Mode == ApproveParallel && len(it.Office.Shares) == 0:
		return bundledMore(it, a)
	case a.Mode != ApproveAlone && (own == nil || it.Office.SharingBasis == "" && !strings.Contains(own.Approver, "人民政府")):
		return Extension{Value: togetherMore, Unit: WorkingDays, Approver: "本级人民政府负责人"}, true
	case own != nil:
		return *own, true
	case it.licence() && a.Statutory.Limit.Value > 0:
		return Extension{Value: 10, Unit: WorkingDays, Approver: "本行政机关负责人"}, true
	}
	return Extension{}, false
}

// togetherDays and togetherMore are how long licences take at most that are applied for
// together, and by how much that may be lengthened (行政许可法 第42条第2款), in working days.
const (
	togetherDays = 45
	togetherMore = 15
)

// bundledMore is the extension of a member of a bundle: what its own law gives, as long
// as that stays within the total; beyond it leave comes from the people's government.
func bundledMore(it *Item, a *Approval) (most Extension, ok bool) {
	alone := *a
	alone.Mode = ApproveAlone
	most, ok = Extensible(it, &alone)
	limit := a.Statutory.Limit
	if !ok || limit.Unit != WorkingDays || most.Unit != WorkingDays || limit.Value+most.Value <= togetherDays {
		return most, ok
	}
	most = Extension{Value: min(togetherMore, togetherDays+togetherMore-limit.Value), Unit: WorkingDays, Approver: "本级人民政府负责人"}
	return most, most.Value > 0
}

// deliverDays is within how many days of the decision it must reach the applicant
// (行政许可法 第44条), counted in working days (第82条).
const deliverDays = 10

// RulingChoice is what an officer decided.
type RulingChoice struct {
	Ruling    RulingKind
	Reasons   string
	Basis     string
	Meeting   string
	Attending []string
}

// Rule makes the event of a department's decision.
func Rule(c *Case, department string, choice RulingChoice, now Circumstances) (*Ruled, error) {
	a, err := c.approving(department)
	if err != nil {
		return nil, err
	}
	b := &Ruled{Department: department, Ruling: choice.Ruling, Reasons: Clean(choice.Reasons), Basis: CleanLine(choice.Basis),
		Meeting: CleanLine(choice.Meeting), Attending: choice.Attending, Deliver: now.Calendar.AddWorkdays(now.Day(), deliverDays)}
	return b, b.check(c, a)
}
