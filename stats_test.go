package yichuang

import (
	"testing"
	"time"
)

func statCase(window int, received string, decided time.Duration, parts ...StatPart) *StatCase {
	day, _ := ParseDate(received)
	at := day.Start().Add(9 * time.Hour)
	c := &StatCase{Window: window, Clerk: "1001", Item: "shop", ItemName: "小餐饮", Department: "甲局", Stage: StageAccepted, Parts: parts,
		Figures: Figures{Received: at, Decided: at.Add(decided), Decision: Accept, Accepted: day}}
	return c
}

// Every grouping counts the same cases; by department a case of two counts for each,
// with that department's own ruling and last day.
func TestStatistics(t *testing.T) {
	at := func(text string) time.Time {
		day, err := ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return day.Start().Add(10 * time.Hour)
	}
	date := func(text string) Date { return DateOf(at(text)) }
	lead := StatPart{Department: "甲局", Promised: date("2026-09-08"), Statutory: date("2026-09-20"), Taken: at("2026-09-02"), Ruled: at("2026-09-09"), Ruling: Grant}
	waits := StatPart{Department: "乙局", Promised: date("2026-09-08"), Statutory: date("2026-09-20"), Taken: at("2026-09-03"), Waits: true}
	both := statCase(7, "2026-09-01", 20*time.Minute, lead, waits)
	both.Dates.Promised, both.Notices, both.Second = date("2026-09-08"), 2, 1
	quick := statCase(7, "2026-09-02", 10*time.Minute)
	quick.Decision, quick.Stage = Decline, StageDeclined
	slow := statCase(9, "2026-09-01", time.Hour, StatPart{Department: "甲局", Taken: at("2026-09-02"), Ruled: at("2026-09-03"), Ruling: Refuse})
	slow.Refused, slow.Ruled, slow.Ready, slow.Closed, slow.Stage = true, at("2026-09-03"), at("2026-09-04"), at("2026-09-05"), StageClosed
	count := func(by StatBy) *Statistics {
		n, err := NewCount(StatQuery{By: by, Today: date("2026-09-10")})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*StatCase{both, quick, slow} {
			n.Add(c)
		}
		return n.Statistics()
	}
	windows := count(ByWindow)
	if r := windows.Rows; len(r) != 2 || r[0].Name != "7号窗口" || r[0].Counts[CountVolume] != 2 || r[0].Counts[CountLate] != 1 || r[0].Counts[CountSecond] != 1 || r[0].Counts[CountDeclined] != 1 || r[1].Counts[CountRefused] != 1 {
		t.Errorf("%+v", r)
	}
	if s := windows.Total.Steps; s[StepDecide] != (StepTime{3, 30 * time.Minute, 20 * time.Minute}) || s[StepReady] != (StepTime{1, 24 * time.Hour, 24 * time.Hour}) || s[StepHand].Cases != 1 {
		t.Errorf("%+v", s)
	}
	if share, ok := windows.Rows[0].Share(CountCorrected, CountVolume); share != 50 || !ok {
		t.Errorf("%v %v", share, ok)
	}
	departments := count(ByDepartment)
	if r := departments.Rows; len(r) != 2 || r[0].Key != "甲局" || r[0].Counts[CountVolume] != 3 || r[0].Counts[CountRuled] != 2 || r[0].Counts[CountRefused] != 1 || r[0].Counts[CountLate] != 1 ||
		r[1].Counts[CountLate] != 1 || r[1].Counts[CountIllegal] != 0 || r[1].Counts[CountRuled] != 0 {
		t.Errorf("%+v", r)
	}
	if st := departments.Total; st.Counts[CountVolume] != 4 {
		t.Errorf("%+v", st)
	}
	if days := count(ByDay).Rows; len(days) != 2 || days[0].Key != "2026-09-01" || days[0].Counts[CountVolume] != 2 {
		t.Errorf("%+v", days)
	}
	if _, err := NewCount(StatQuery{By: "moon"}); CodeOf(err) != Invalid {
		t.Error(err)
	}
}

// A case that waits for the department's confirmation is not accepted yet.
func TestWaitingIsNotAccepted(t *testing.T) {
	c := statCase(7, "2026-09-01", time.Minute)
	c.Stage = StageConfirm
	if got := c.counts(Date{}); got[CountAccepted] || !got[CountVolume] {
		t.Errorf("%v", got)
	}
}

// What has not happened has no time; clocks that disagree make none that is negative.
func TestStepTimes(t *testing.T) {
	c := statCase(7, "2026-09-01", -time.Minute, StatPart{Taken: time.Time{}})
	if got := c.times(&c.Parts[0]); got != [Steps]time.Duration{0, -1, -1, -1, -1} {
		t.Errorf("%v", got)
	}
	c.Accepted = Date{Year: 2026, Month: 9, Day: 3} // the department confirmed later
	c.Parts[0].Taken = c.Accepted.Start().Add(9 * time.Hour)
	if got := c.times(&c.Parts[0])[StepTake]; got != 9*time.Hour {
		t.Errorf("%v", got)
	}
}
