package testkit

import (
	"fmt"

	"yichuang"
)

// Opened returns the opening of the i-th case.
func Opened(i, items int) yichuang.Opened {
	it := Item(i % items)
	return yichuang.Opened{Item: it.Ref(), ItemName: it.Name, Channel: yichuang.ChannelWindow, Applicant: Applicant(i)}
}

// Scenario settles the scenario of an Item.
func Scenario() *yichuang.ScenarioAnswered {
	return &yichuang.ScenarioAnswered{Scenario: "s1", Name: "首次申请", Outcome: yichuang.Collect, Asked: MaterialIDs}
}

// Reviewed returns the events of a complete review, without a fault or with one
// failed point.
func Reviewed(fault bool) []yichuang.Body {
	bodies := []yichuang.Body{Scenario()}
	for k, id := range MaterialIDs {
		judged := &yichuang.PointsJudged{Material: id}
		for no := 1; no <= PointsEach; no++ {
			judged.Points = append(judged.Points, yichuang.Judgement{No: no, Verdict: yichuang.Pass})
		}
		if fault && k == len(MaterialIDs)-1 {
			judged.Points[0].Verdict, judged.Points[0].Finding = yichuang.Fail, "复印件模糊，看不清有效期"
		}
		bodies = append(bodies, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: 1}, judged)
	}
	return bodies
}

// Accepted returns an acceptance with its dues.
func Accepted(promised, statutory yichuang.Date) *yichuang.Decided {
	return &yichuang.Decided{Decision: yichuang.Accept, Accepted: promised.AddDays(-7),
		Dues: yichuang.Dues{Promised: yichuang.Due{Date: promised}, Statutory: yichuang.Due{Date: statutory}}}
}

// Corrected returns a correction notice about the point that Reviewed fails.
func Corrected() *yichuang.Decided {
	return &yichuang.Decided{Decision: yichuang.Correct, Findings: []yichuang.Finding{{Material: "m3", Name: "测试材料m3", No: 1,
		Defect: "复印件模糊，看不清有效期", Todo: "更正后应符合：与原件一致", Remedy: yichuang.RemedyCorrect}}}
}

// Papers returns the way of a paper from preparation to the applicant's hands,
// or up to the printer.
func Papers(kind yichuang.DocumentKind, i int, handed bool) []yichuang.Body {
	number := fmt.Sprintf("测受〔2026〕%06d号", i)
	bodies := []yichuang.Body{&yichuang.PaperPrepared{Paper: kind, Number: number}, &yichuang.PaperPrinted{Number: number, Count: 1, To: "测试打印机"}}
	if handed {
		bodies = append(bodies, &yichuang.PaperSeen{Number: number}, &yichuang.PaperHanded{Number: number})
	}
	return bodies
}

// Worked returns what follows the opening of a case at a busy window: every point
// judged by a key of its own, the decision, two papers and two notes. With the
// opening these are 25 events.
func Worked(i int) []yichuang.Body {
	bodies := []yichuang.Body{Scenario()}
	for _, id := range MaterialIDs {
		bodies = append(bodies, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: 1, Copies: 1})
		for no := 1; no <= PointsEach; no++ {
			bodies = append(bodies, &yichuang.PointsJudged{Material: id, Points: []yichuang.Judgement{{No: no, Verdict: yichuang.Pass}}})
		}
	}
	bodies = append(bodies, &yichuang.Noted{Text: "申请人当面核对了原件，第二份复印件已退还，电话确认联系人无误。"}, Accepted(FillEnd.AddDays(5), FillEnd.AddDays(12)))
	bodies = append(bodies, Papers(yichuang.Receipt, 2*i, true)...)
	bodies = append(bodies, Papers(yichuang.AcceptNotice, 2*i+1, true)...)
	return append(bodies, &yichuang.Noted{Text: "已告知办理期限和查询方式，申请人留下电话等候通知。"})
}

// Shared accepts an application for two departments at once: the item's own and
// another, each on a promise until then.
func Shared(day, due yichuang.Date, lead, other string) *yichuang.Decided {
	d := Accepted(day, due)
	for _, department := range []string{lead, other} {
		d.Assigned = append(d.Assigned, yichuang.Assignment{Department: department, Mode: yichuang.ApproveParallel, Lead: department == lead, Dues: d.Dues})
	}
	return d
}
