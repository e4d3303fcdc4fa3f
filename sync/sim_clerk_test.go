package sync_test

import (
	"bytes"
	"fmt"
	"slices"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// work is one thing that somebody does at the window.
func (m *machine) work() {
	w := m.w
	if w.rng.IntN(5) == 0 {
		m.takeIn()
		return
	}
	if m.inHand == nil || w.rng.IntN(3) == 0 {
		m.inHand = m.look()
	}
	if m.inHand == nil {
		return
	}
	n := m.inHand.Number
	a := m.steps(m.inHand)
	m.do(n, func() (*yichuang.Case, error) {
		now, err := m.desk.Case(w.ctx(), n)
		if err != nil {
			return nil, err
		}
		if now.Seen() != m.inHand.Seen() { // as the seat does it: nobody undoes what he has not seen
			return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "somebody else went on"}
		}
		if s, scanned := a.bodies[0].(*yichuang.ScanAttached); scanned {
			return m.attach(a.by, n, s)
		}
		return m.desk.Append(w.ctx(), a.by, n, m.inHand.Seen(), a.bodies...)
	}, a.bodies)
}

// takeIn takes in an application.
func (m *machine) takeIn() {
	w := m.w
	w.hall.cases++
	opened := testkit.Opened(w.hall.cases, 3)
	own := departments
	if m.seat.Departments != nil {
		own = m.seat.Departments
	}
	opened.Department = own[w.rng.IntN(len(own))]
	if w.rng.IntN(4) == 0 {
		opened.Item = ownItem(m.seat.Window).Ref()
	}
	var bodies []yichuang.Body
	switch w.rng.IntN(4) {
	case 0:
		bodies = []yichuang.Body{testkit.Scenario()}
	case 1:
		bodies = testkit.Reviewed(w.rng.IntN(2) == 0)
	case 2:
		bodies = append(testkit.Reviewed(false), testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
	}
	by := w.does(yichuang.RoleWindow, "").by
	region := testkit.Region
	if w.strikes(wrongRegion) {
		region = "150626"
	}
	m.do("", func() (*yichuang.Case, error) { return m.desk.OpenCase(w.ctx(), by, region, opened, bodies...) },
		append([]yichuang.Body{&opened}, bodies...))
}

// do has the store do something, and enters what came of it.
func (m *machine) do(n yichuang.CaseNumber, f func() (*yichuang.Case, error), bodies []yichuang.Body) {
	w := m.w
	m.attempt = m.before(n)
	if w.strikes(crashInStore) {
		m.crash("before a step")
		return
	}
	c, err := f()
	if err != nil {
		w.log("%s: %s on %s: %s %v", m, kinds(bodies), n, yichuang.CodeOf(err), err)
		m.inHand = nil
		m.noStranger(err)
		return
	}
	if w.strikes(crashInStore) {
		m.crash("behind a step")
		return
	}
	m.record()
	m.acknowledged(len(bodies))
	m.inHand = c
	m.engine.Poke()
	m.due = w.now
	w.log("%s: %s on %s: step %d of %d, %s", m, kinds(bodies), c.Number, m.disk.last[m.desk.Terminal().ID], c.Events, c.Stage)
}

// noStranger fails the run when a step failed that nothing stood in the way of.
func (m *machine) noStranger(err error) {
	switch code := yichuang.CodeOf(err); {
	case code == yichuang.Conflict, code == yichuang.Busy, code == yichuang.Denied, code == yichuang.Invalid, code == yichuang.NotFound:
	case m.disk.table != "" && (code == yichuang.Internal || code == yichuang.Full):
	default:
		m.w.fail("%s: a step fails: %v", m, err)
	}
}

func kinds(bodies []yichuang.Body) string {
	if len(bodies) == 1 {
		return string(bodies[0].Kind())
	}
	return fmt.Sprintf("%s and %d more", bodies[0].Kind(), len(bodies)-1)
}

// look takes a case in hand that the seat may see, nil for none.
func (m *machine) look() *yichuang.Case {
	w := m.w
	found := need2(m.desk.Cases(w.ctx(), store.Query{Limit: 40}))(w)
	if len(found) == 0 {
		return nil
	}
	c := need2(m.desk.Case(w.ctx(), found[w.rng.IntN(len(found))].Number))(w)
	if !m.sees(c) {
		return nil
	}
	return c
}

// sees reports whether the case belongs to what the seat may see.
func (m *machine) sees(c *yichuang.Case) bool {
	return m.seat.Departments == nil || slices.ContainsFunc(m.seat.Departments, func(d string) bool { return d == c.Intake.Department || c.Approval(d) != nil })
}

// steps are what somebody does next with a case.
func (m *machine) steps(c *yichuang.Case) act {
	w := m.w
	window := func(bodies ...yichuang.Body) act { return w.does(yichuang.RoleWindow, "", bodies...) }
	own := slices.IndexFunc(c.Unsettled, func(id yichuang.EventID) bool { return slices.Contains(m.desk.Authors(), id.Terminal) })
	switch {
	case own >= 0 && w.rng.IntN(2) == 0:
		return window(&yichuang.RefusalSettled{Terminal: c.Unsettled[own].Terminal, Seq: c.Unsettled[own].Seq, Note: "已重新办理"})
	case w.rng.IntN(6) == 0:
		return window(&yichuang.Noted{Text: fmt.Sprintf("备注%d", w.steps)})
	}
	switch c.Stage {
	case yichuang.StageReview:
		return window(m.review(c)...)
	case yichuang.StageCorrecting:
		return window(&yichuang.Resubmitted{})
	case yichuang.StageConfirm:
		if w.rng.IntN(2) == 0 {
			return w.does(yichuang.RoleOfficer, c.Intake.Department, &yichuang.Returned{Officer: "2001", Via: "系统", Reason: "请再核对"})
		}
		return w.does(yichuang.RoleOfficer, c.Intake.Department, confirmed(c))
	case yichuang.StageAccepted, yichuang.StageRuled:
		if w.rng.IntN(4) > 0 {
			return m.office(c)
		}
	case yichuang.StageReady:
		if w.rng.IntN(3) == 0 {
			return m.handOver(c)
		}
	}
	return window(m.paper(c)...)
}

// review is a step of the formal review.
func (m *machine) review(c *yichuang.Case) []yichuang.Body {
	w := m.w
	if c.Scenario == "" {
		return []yichuang.Body{testkit.Scenario()}
	}
	id := testkit.MaterialIDs[w.rng.IntN(len(testkit.MaterialIDs))]
	taken := &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: 1 + w.rng.IntN(3)}
	judged := &yichuang.PointsJudged{Material: id, Points: []yichuang.Judgement{{No: 1 + w.rng.IntN(testkit.PointsEach), Verdict: yichuang.Pass}}}
	if w.rng.IntN(3) == 0 {
		judged.Points[0].Verdict, judged.Points[0].Finding = yichuang.Fail, "看不清"
	}
	switch w.rng.IntN(10) {
	case 0:
		return []yichuang.Body{taken}
	case 1:
		return []yichuang.Body{taken, judged, &yichuang.Noted{Text: "一次三步"}}
	case 2:
		changed := c.Applicant
		changed.Phone = testkit.Phone(w.steps)
		return []yichuang.Body{&yichuang.ApplicantChanged{Applicant: changed}}
	case 3:
		return []yichuang.Body{&yichuang.GroundMarked{Ground: yichuang.Rejection{Reason: "测试"}, Off: c.Ground != nil}}
	case 4:
		return m.scan(id)
	case 5, 6:
		return []yichuang.Body{m.decision(c)}
	}
	return []yichuang.Body{judged}
}

// decision decides, whatever the review says: the rules are for the case to know.
func (m *machine) decision(c *yichuang.Case) yichuang.Body {
	accepted := testkit.Accepted(testkit.FillEnd, testkit.FillEnd)
	accepted.Assigned = assigned(c, accepted.Dues)
	switch m.w.rng.IntN(9) {
	case 0:
		return &yichuang.Decided{Decision: yichuang.Decline, Ground: &yichuang.Rejection{Reason: "不在本旗"}}
	case 1:
		return testkit.Corrected()
	case 2:
		accepted.Await, accepted.Accepted, accepted.Dues, accepted.Assigned = true, yichuang.Date{}, yichuang.Dues{}, nil
	case 3:
		accepted.Provisional = true
	case 4:
		accepted.Decision = yichuang.AcceptOwing
		accepted.Owed = []yichuang.Owed{{Material: "m3", Name: "测试材料m3", What: "未提交", Due: testkit.FillEnd}}
	}
	return accepted
}

// scan attaches a page, mostly a small one.
func (m *machine) scan(id yichuang.MaterialID) []yichuang.Body {
	w := m.w
	size := 100 + w.rng.IntN(400)
	if w.rng.IntN(20) == 0 {
		size += yichuang.ScanChunkBytes
	}
	m.page = bytes.Repeat(fmt.Appendf(nil, "page %d of %d. ", w.rng.IntN(30), w.seed), size/10)
	return []yichuang.Body{&yichuang.ScanAttached{Material: id}}
}

// attach keeps the page and says so in the case, both or neither.
func (m *machine) attach(by yichuang.UserID, n yichuang.CaseNumber, s *yichuang.ScanAttached) (c *yichuang.Case, err error) {
	err = m.desk.AddScan(m.w.ctx(), bytes.NewReader(m.page), func(b *store.Batch, scan yichuang.Scan) error {
		s.Scan, s.Scan.Name, s.Scan.Type = scan, "测试.pdf", "application/pdf"
		c, err = b.Append(by, n, m.inHand.Seen(), s)
		return err
	})
	return c, err
}

// paper is a step with the papers of a case.
func (m *machine) paper(c *yichuang.Case) []yichuang.Body {
	w := m.w
	if len(c.Papers) == 0 || w.rng.IntN(4) == 0 {
		return testkit.Papers(yichuang.AcceptNotice, w.steps, w.rng.IntN(2) == 0)
	}
	p := c.Papers[w.rng.IntN(len(c.Papers))]
	switch p.State {
	case yichuang.PaperIsPrepared:
		return []yichuang.Body{&yichuang.PaperPrinted{Number: p.Number, Count: p.Count + 1, To: "测试打印机"}}
	case yichuang.PaperIsPrinted:
		return []yichuang.Body{&yichuang.PaperSeen{Number: p.Number}}
	}
	return []yichuang.Body{&yichuang.PaperHanded{Number: p.Number}}
}
