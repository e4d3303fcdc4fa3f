package testkit

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"yichuang"
)

// CaseLines returns the events of one case as they lie in a chain: an item of a real
// catalogue, taken in at some window, reviewed point by point with a fault now and
// then, decided, and its papers printed. nil is returned for an item of which nothing
// is collected.
func CaseLines(r *rand.Rand, it *yichuang.Item) [][]byte {
	bodies := reviewOf(r, it)
	if bodies == nil {
		return nil
	}
	window := 1 + r.IntN(40)
	opened := yichuang.Opened{Item: it.Ref(), ItemName: it.Name, Window: window, Channel: yichuang.ChannelWindow, Applicant: Applicant(r.IntN(1_000_000)), Department: it.Office.Department}
	day := FillEnd.AddDays(-r.IntN(200))
	number, err := yichuang.IssueNumber(Region, day, window, '0', 1+r.IntN(200))
	if err != nil {
		return nil // a fixture that cannot be
	}
	at := day.Start().Add(8*time.Hour + time.Duration(r.Int64N(int64(8*time.Hour))))
	seq := 1 + r.Int64N(100_000)
	by := yichuang.UserID(strconv.Itoa(1000 + r.IntN(60)))
	var lines [][]byte
	for i, b := range append([]yichuang.Body{&opened}, bodies...) {
		at = at.Add(time.Duration(r.Int64N(int64(20 * time.Second))))
		e := yichuang.Event{Seq: seq + int64(i), Case: number, Base: i, At: at, Skew: time.Duration(r.Int64N(int64(time.Second))), By: by, Body: b}
		line, err := e.Line()
		if err != nil {
			return nil // as above
		}
		lines = append(lines, line)
	}
	return lines
}

// reviewOf is the review of an item's first scenario that collects something, its
// decision and its papers.
func reviewOf(r *rand.Rand, it *yichuang.Item) []yichuang.Body {
	for i := range it.Scenarios {
		s := &it.Scenarios[i]
		if s.Outcome != yichuang.Collect {
			continue
		}
		answered := &yichuang.ScenarioAnswered{Answers: yichuang.Answers{}, Scenario: s.ID, Name: s.Name, Outcome: s.Outcome}
		for q, options := range s.When {
			answered.Answers[q] = options[0]
		}
		bodies := []yichuang.Body{answered}
		var findings []yichuang.Finding
		for _, need := range s.Needs {
			answered.Asked = append(answered.Asked, need.Material)
			more, found := judged(r, it.Material(need.Material))
			bodies, findings = append(bodies, more...), append(findings, found...)
		}
		paper, number := yichuang.AcceptNotice, r.IntN(1_000_000)
		decided := Accepted(FillEnd, FillEnd)
		if len(findings) > 0 {
			paper, decided = yichuang.CorrectNotice, &yichuang.Decided{Decision: yichuang.Correct, Findings: findings}
		}
		decided.Rule = it.Terms.Correction.Kind
		return append(append(append(bodies, decided), Papers(yichuang.Receipt, number, true)...), Papers(paper, number, true)...)
	}
	return nil
}

// judged takes one material and judges its points, a key each.
func judged(r *rand.Rand, m *yichuang.Material) (bodies []yichuang.Body, findings []yichuang.Finding) {
	bodies = append(bodies, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies})
	for _, p := range m.Points {
		j := yichuang.Judgement{No: p.No, Verdict: yichuang.Pass}
		if r.IntN(25) == 0 {
			j.Verdict, j.Finding = yichuang.Fail, fmt.Sprintf("第%d条不符", p.No)
			if len(m.Errors) > 0 {
				j.Finding = m.Errors[r.IntN(len(m.Errors))]
			}
			findings = append(findings, yichuang.Finding{Material: m.ID, Name: m.Name, No: p.No, Content: p.Content, Defect: j.Finding, Todo: "更正后应符合：" + p.Standard, Remedy: p.OnFail})
		}
		bodies = append(bodies, &yichuang.PointsJudged{Material: m.ID, Points: []yichuang.Judgement{j}})
	}
	return bodies, findings
}

// AsTyped cuts the lines of a case into what a terminal pushes while a clerk works:
// one to three events at a time, joined as they are stored.
func AsTyped(r *rand.Rand, lines [][]byte) (runs [][]byte) {
	for len(lines) > 0 {
		n := min(1+r.IntN(3), len(lines))
		runs = append(runs, bytes.Join(lines[:n], []byte{'\n'}))
		lines = lines[n:]
	}
	return runs
}
