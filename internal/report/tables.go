package report

import (
	"time"

	"yichuang"
)

// Statistics are the counts with their shares, and the time of each step in hours.
func Statistics(st *yichuang.Statistics) []*Table {
	by := st.Query.By.Name()
	counts := &Table{Name: "办件量和质量", Columns: []string{by}}
	for m := range yichuang.Measures {
		counts.Columns = append(counts.Columns, m.Name())
	}
	counts.Columns = append(counts.Columns, "补正率%", "逾期率%")
	times := &Table{Name: "各环节用时", Columns: []string{by}}
	for s := range yichuang.Steps {
		times.Columns = append(times.Columns, s.Name()+"件数", s.Name()+"平均小时", s.Name()+"中位小时")
	}
	for _, r := range append(st.Rows[:len(st.Rows):len(st.Rows)], st.Total) {
		row, took := []any{r.Name}, []any{r.Name}
		for _, n := range r.Counts {
			row = append(row, n)
		}
		counts.Rows = append(counts.Rows, append(row, share(&r, yichuang.CountCorrected, yichuang.CountVolume), share(&r, yichuang.CountLate, yichuang.CountAccepted)))
		for _, s := range r.Steps {
			if s.Cases == 0 {
				took = append(took, 0, nil, nil)
				continue
			}
			took = append(took, s.Cases, hours(s.Mean), hours(s.Median))
		}
		times.Rows = append(times.Rows, took)
	}
	return []*Table{counts, times}
}

func share(r *yichuang.StatRow, m, of yichuang.Measure) any {
	percent, ok := r.Share(m, of)
	if !ok {
		return nil
	}
	return float64(int(percent*10+0.5)) / 10
}

// hours has one digit behind the point.
func hours(d time.Duration) float64 { return float64(d.Round(6*time.Minute)) / float64(time.Hour) }

// Watched is the watch list: a row for every monitored point.
func Watched(list []yichuang.WatchedCase) *Table {
	t := &Table{Name: "电子监察", Columns: []string{"办件编号", "事项", "收件时间", "窗口", "经办工号", "状态", "灯", "监察点", "责任单位", "起算", "到期", "法定到期", "情况"}}
	for i := range list {
		c := &list[i]
		for _, s := range c.Signals {
			t.Rows = append(t.Rows, []any{c.Number.Pretty(), c.ItemName, stamp(c.Received), c.Window, string(c.Clerk), c.Stage.Name(), s.Light.String(), s.Point.Name(),
				s.Department, s.From.String(), s.Due.String(), s.Statutory.String(), s.Fact})
		}
	}
	return t
}

// Owed is the ledger of owed materials on a day.
func Owed(lines []yichuang.OwedLine, day yichuang.Date) *Table {
	t := &Table{Name: "容缺台账", Columns: []string{"办件编号", "事项", "申请人", "欠缺材料", "补齐期限", "状态", "补齐时间", "提醒次数", "最近提醒", "审批部门"}}
	for i := range lines {
		l := &lines[i]
		t.Rows = append(t.Rows, []any{l.Number.Pretty(), l.ItemName, l.Applicant, l.Owed.Name, l.Owed.Due.String(), l.State(day), stamp(l.Owed.Delivered), l.Reminded, stamp(l.Last), l.Department})
	}
	return t
}

// Originals is where originals are.
func Originals(lines []yichuang.OriginalsLine) *Table {
	t := &Table{Name: "原件台账", Columns: []string{"办件编号", "事项", "申请人", "在哪里", "份数", "交接单", "从何时起"}}
	for i := range lines {
		l := &lines[i]
		t.Rows = append(t.Rows, []any{l.Number.Pretty(), l.ItemName, l.Applicant, l.Place.Words(), l.Pieces, l.Slip, stamp(l.Since)})
	}
	return t
}

// Audit is the liability table: a row for every judgement, and for every point that
// nobody judged.
func Audit(a *yichuang.Audit) *Table {
	t := &Table{Name: "责任倒查", Columns: []string{"材料", "要点", "内容", "标准", "审查要点版本", "该要点自何版起", "部门修订日期", "其后修订", "结论", "发现", "工号", "时间", "偏离理由", "二次告知理由"}}
	for i := range a.Points {
		p := &a.Points[i]
		row := func(j yichuang.AuditJudgement) []any {
			second := ""
			if j.Second != nil {
				second = j.Second.Reason + "（督导" + string(j.Second.Supervisor) + "）"
			}
			verdict := "没有判定"
			if j.Verdict != "" {
				verdict = j.Verdict.Name()
			}
			since, revised := edition(p.Since)
			later, _ := edition(p.Later)
			return []any{p.Name, p.No, p.Content, p.Standard, string(a.Item.Edition), since, revised, later, verdict, j.Finding, string(j.By), stamp(j.At), p.Deviation, second}
		}
		if len(p.Judgements) == 0 {
			t.Rows = append(t.Rows, row(yichuang.AuditJudgement{}))
		}
		for _, j := range p.Judgements {
			t.Rows = append(t.Rows, row(j))
		}
	}
	return t
}

func edition(e *yichuang.AuditEdition) (name, revised string) {
	if e == nil {
		return "", ""
	}
	return string(e.Edition), e.Revised.String()
}
