package yichuang

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Audit is the liability table of a case (责任倒查): for every review point its text in
// the edition that was used, what was judged by whom, and since when the department
// has had it so. Points that are unclear or stale are the department's, a point that
// was clear and not followed is the clerk's; the table says what there is to say.
type Audit struct {
	Number   CaseNumber   `json:"number"`
	Item     ItemRef      `json:"item"`
	ItemName string       `json:"item_name"`
	Received time.Time    `json:"received"`
	Revised  Date         `json:"revised"`         // when the department last revised the item, in that edition
	Stale    bool         `json:"stale,omitempty"` // that was more than staleMonths before the receipt
	Points   []AuditPoint `json:"points"`
	Steps    []AuditStep  `json:"steps"` // decisions, confirmations, returns and visits, in order
}

// staleMonths is how long review points may stand without being looked at again.
const staleMonths = 12

// AuditPoint is one review point with everything that was judged of it. No is 0 for
// the material itself: whether it was handed in.
type AuditPoint struct {
	Material   MaterialID       `json:"material"`
	Name       string           `json:"name"` // of the material
	No         int              `json:"no"`
	Content    string           `json:"content"`
	Standard   string           `json:"standard,omitempty"`
	Method     string           `json:"method,omitempty"`
	Remedy     Remedy           `json:"remedy,omitempty"`
	Verdict    Verdict          `json:"verdict"`    // the one that stands; "" while nobody has judged
	Judgements []AuditJudgement `json:"judgements"` // oldest first
	// Deviation is the reason of a decision that accepted in spite of the point.
	Deviation string `json:"deviation,omitempty"`
	// Since is the edition since which the point has read so, as far as editions are
	// known; Later the first edition after the case's in which it reads otherwise.
	Since *AuditEdition `json:"since,omitempty"`
	Later *AuditEdition `json:"later,omitempty"`
}

// AuditEdition is an edition of an item. Oldest is set for the oldest that is known:
// what it says may be older.
type AuditEdition struct {
	Edition Edition `json:"edition"`
	Revised Date    `json:"revised"`
	Oldest  bool    `json:"oldest,omitempty"`
}

// AuditJudgement is one verdict on a point.
type AuditJudgement struct {
	Judged
	// Overruled is set when a person found otherwise than the machine had.
	Overruled bool          `json:"overruled,omitempty"`
	Second    *SecondNotice `json:"second,omitempty"`
}

// Last returns the verdict given last, nil for a point that was never judged.
func (p *AuditPoint) Last() *AuditJudgement {
	if len(p.Judgements) == 0 {
		return nil
	}
	return &p.Judgements[len(p.Judgements)-1]
}

// AuditStep is a step of the case as a whole.
type AuditStep struct {
	At        time.Time  `json:"at"`
	By        UserID     `json:"by"`
	Terminal  TerminalID `json:"terminal"`
	Text      string     `json:"text"`
	Deviation string     `json:"deviation,omitempty"` // why a decision is not what the review says
	Confirmed string     `json:"confirmed,omitempty"` // who confirmed for the department, and how
}

// NewAudit makes the table from the events of a case, the item in the case's edition
// and the editions of it that are known, in any order. An error is that of an event
// that does not follow.
func NewAudit(events []Event, it *Item, known []*Item) (*Audit, error) {
	w := auditor{it: it, c: new(Case), points: map[PointRef]*AuditPoint{}}
	for _, e := range events {
		held := w.c.Held
		if err := w.c.Take(e); err != nil {
			return nil, err
		}
		if e.Refused == nil && w.c.Held == held {
			w.event(&e)
		}
	}
	a := &Audit{Number: w.c.Number, Item: w.c.Item, ItemName: w.c.ItemName, Received: w.c.Intake.At, Revised: it.Revised, Steps: w.steps}
	a.Stale = !it.Revised.IsZero() && it.Revised.AddMonths(staleMonths).Before(DateOf(a.Received))
	editions := inOrder(known)
	for i := range w.c.Materials {
		a.material(&w, &w.c.Materials[i], editions)
	}
	return a, nil
}

// material adds the points of one material that applies.
func (a *Audit) material(w *auditor, s *MaterialState, editions []*Item) {
	if s.Applies == AppliesNo {
		return
	}
	m := w.it.Material(s.Material)
	if m == nil {
		m = &Material{ID: s.Material, Name: string(s.Material)}
	}
	add := func(p AuditPoint) {
		p.Material, p.Name = m.ID, m.Name
		if judged := w.points[PointRef{m.ID, p.No}]; judged != nil {
			p.Judgements, p.Deviation = judged.Judgements, judged.Deviation
		}
		a.Points = append(a.Points, p)
	}
	add(AuditPoint{Content: "是否提交", Standard: pieces(m.Originals, m.Copies), Verdict: presenceVerdicts[s.Presence]})
	for i := range m.Points {
		p := AuditPoint{No: m.Points[i].No, Content: m.Points[i].Content, Standard: m.Points[i].Standard, Method: m.Points[i].Method, Remedy: m.Points[i].OnFail}
		p.Verdict = s.Points[p.No].Verdict
		p.Since, p.Later = readsSo(editions, w.c.Item.Edition, PointRef{m.ID, p.No})
		add(p)
	}
}

// auditor follows a case event by event.
type auditor struct {
	it     *Item
	c      *Case // with the event that is looked at
	points map[PointRef]*AuditPoint
	steps  []AuditStep
}

func (w *auditor) event(e *Event) {
	switch b := e.Body.(type) {
	case *MaterialTaken:
		if v, ok := presenceVerdicts[b.Presence]; ok {
			w.judge(b.Material, Judgement{Verdict: v, Value: received(b)}, b.Second, e, false)
		}
	case *PointsJudged:
		for _, j := range b.Points {
			w.judge(b.Material, j, b.Second, e, b.Machine)
		}
	case *OwedDelivered:
		w.judge(b.Material, Judgement{Verdict: Pass}, nil, e, false)
		for _, j := range b.Points {
			w.judge(b.Material, j, nil, e, false)
		}
	case *Decided:
		w.step(e, AuditStep{Deviation: b.Deviation})
		if b.Deviation != "" {
			w.deviate(b.Deviation)
		}
	case *Confirmed:
		w.step(e, AuditStep{Confirmed: b.Officer + "（" + b.Via + "）"})
	case *Returned, *Resubmitted, *GroundMarked, *Ruled, *Terminated, *Withdrawn:
		w.step(e, AuditStep{})
	}
}

// presenceVerdicts are what the presence of a material is as a verdict.
var presenceVerdicts = map[Presence]Verdict{Held: Pass, Missing: Fail, Exempt: NotApplicable}

// received says in how many pieces a material came in, "" when it did not.
func received(b *MaterialTaken) string {
	switch {
	case b.Presence != Held:
		return ""
	case b.Digital:
		return "电子"
	}
	return pieces(b.Originals, b.Copies)
}

func (w *auditor) step(e *Event, s AuditStep) {
	s.At, s.By, s.Terminal, s.Text = e.Time(), e.By, e.Terminal, e.Say(w.it)
	w.steps = append(w.steps, s)
}

func (w *auditor) point(ref PointRef) *AuditPoint {
	p := w.points[ref]
	if p == nil {
		p = new(AuditPoint)
		w.points[ref] = p
	}
	return p
}

func (w *auditor) judge(id MaterialID, j Judgement, second *SecondNotice, e *Event, machine bool) {
	p := w.point(PointRef{id, j.No})
	a := AuditJudgement{Judged: Judged{Judgement: j, Visit: w.c.Visit, Machine: machine, By: e.By, At: e.Time()}}
	if j.Verdict == Fail && second.granted() {
		a.Second = second
	}
	if last := p.Last(); last != nil && !machine && last.Machine && last.Visit == a.Visit {
		a.Overruled = last.Verdict != j.Verdict
	}
	p.Judgements = append(p.Judgements, a)
}

// deviate marks the points in spite of which the case was accepted: those that failed
// and stand in the acceptance's way, and those that nobody judged.
func (w *auditor) deviate(reason string) {
	for i := range w.c.Materials {
		s := &w.c.Materials[i]
		m := w.it.Material(s.Material)
		if m == nil || s.Applies == AppliesNo {
			continue
		}
		found, open := findings(w.it, m, s)
		for _, f := range found {
			if f.Remedy != RemedyRefer {
				w.point(PointRef{s.Material, f.No}).Deviation = reason
			}
		}
		for _, ref := range open {
			w.point(ref).Deviation = reason
		}
	}
}

// inOrder returns editions as the department gave them out, the oldest first.
func inOrder(known []*Item) []*Item {
	return slices.SortedStableFunc(slices.Values(known), func(a, b *Item) int {
		return cmp.Or(cmp.Compare(a.Edition.number(), b.Edition.number()), a.Revised.Compare(b.Revised))
	})
}

// number is the department's own number of an edition, 0 where it is none.
func (e Edition) number() int {
	digits, _, _ := strings.Cut(string(e), "-")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// readsSo finds the edition since which a point has read as in the edition at, and the
// first one after that in which it reads otherwise. Both are nil when that edition is
// not among those known.
func readsSo(editions []*Item, at Edition, ref PointRef) (since, later *AuditEdition) {
	i := slices.IndexFunc(editions, func(it *Item) bool { return it.Edition == at })
	if i < 0 {
		return nil, nil
	}
	first := i
	for first > 0 && sameText(editions[first-1], editions[i], ref) {
		first--
	}
	since = &AuditEdition{editions[first].Edition, editions[first].Revised, first == 0}
	for _, it := range editions[i+1:] {
		if !sameText(it, editions[i], ref) {
			return since, &AuditEdition{Edition: it.Edition, Revised: it.Revised}
		}
	}
	return since, nil
}

// sameText reports whether a point says and asks the same in two editions.
func sameText(a, b *Item, ref PointRef) bool {
	x, y := a.point(ref), b.point(ref)
	return x != nil && y != nil && reflect.DeepEqual(*x, *y)
}

func (it *Item) point(ref PointRef) *ReviewPoint {
	if m := it.Material(ref.Material); m != nil {
		return m.Point(ref.No)
	}
	return nil
}
