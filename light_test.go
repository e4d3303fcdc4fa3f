package yichuang_test

import (
	"encoding/json"
	"testing"

	"yichuang"
)

func TestLights(t *testing.T) {
	tests := []struct {
		name string
		p    yichuang.Progress
		want yichuang.Light
	}{
		{"twenty days, more than a fifth left", yichuang.Progress{Promised: 20, Remaining: 5}, yichuang.Green},
		{"twenty days, a fifth left", yichuang.Progress{Promised: 20, Remaining: 4}, yichuang.Yellow},
		{"eleven days: the fifth is rounded up to three", yichuang.Progress{Promised: 11, Remaining: 3}, yichuang.Yellow},
		{"eleven days, four left", yichuang.Progress{Promised: 11, Remaining: 4}, yichuang.Green},
		{"five days, one left", yichuang.Progress{Promised: 5, Remaining: 1}, yichuang.Yellow},
		{"four days, one left", yichuang.Progress{Promised: 4, Remaining: 1}, yichuang.Yellow},
		{"three days are yellow on the last day", yichuang.Progress{Promised: 3, Remaining: 0}, yichuang.Yellow},
		{"and only then", yichuang.Progress{Promised: 3, Remaining: 1}, yichuang.Green},
		{"decided on the spot: today is the last day", yichuang.Progress{}, yichuang.Yellow},
		{"one day over", yichuang.Progress{Promised: 5, Overdue: 1}, yichuang.Red1},
		{"three days over", yichuang.Progress{Promised: 5, Overdue: 3}, yichuang.Red1},
		{"four days over", yichuang.Progress{Promised: 5, Overdue: 4}, yichuang.Red2},
		{"beyond the law", yichuang.Progress{Promised: 5, Overdue: 1, StatutoryOverdue: 1}, yichuang.Black},
		{"beyond the law with time left of the promise", yichuang.Progress{Promised: 30, Remaining: 20, StatutoryOverdue: 1}, yichuang.Black},
	}
	for _, tt := range tests {
		if got := yichuang.DefaultThresholds().Light(tt.p); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLightsThroughTheLifeOfACase(t *testing.T) {
	cal := yichuang.BuiltinCalendar()
	terms := yichuang.Terms{Statutory: yichuang.Limit{Value: 20, Unit: yichuang.WorkingDays}, Promised: yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays}}
	statutory, promised := terms.Clocks(on(t, "2026-11-02"))
	standing := promised
	standing.Pauses = []yichuang.Interval{pause(t, "2026-11-04", "")}
	for _, tt := range []struct {
		day      string
		promised yichuang.Clock
		want     yichuang.Light
	}{
		{"2026-11-02", promised, yichuang.Green}, {"2026-11-11", promised, yichuang.Green},
		{"2026-11-12", promised, yichuang.Yellow}, {"2026-11-16", promised, yichuang.Yellow},
		{"2026-11-17", promised, yichuang.Red1}, {"2026-11-20", promised, yichuang.Red2},
		{"2026-11-30", promised, yichuang.Red2}, {"2026-12-01", promised, yichuang.Black},
		{"2026-11-30", standing, yichuang.Green}, {"2026-12-01", standing, yichuang.Black},
	} {
		p := yichuang.ProgressOn(cal, statutory, tt.promised, on(t, tt.day))
		if got := yichuang.DefaultThresholds().Light(p); got != tt.want {
			t.Errorf("%s: %s, want %s (%+v)", tt.day, got, tt.want, p)
		}
	}
	filing := yichuang.Clock{Start: on(t, "2026-11-02"), Limit: yichuang.Limit{Start: yichuang.OnReceipt}}
	if p := yichuang.ProgressOn(cal, filing, filing, on(t, "2026-12-01")); p.StatutoryOverdue != 0 || p.Overdue == 0 {
		t.Errorf("a filing has no statutory period: %+v", p)
	}
}

func TestLightAsText(t *testing.T) {
	lights := []yichuang.Light{yichuang.Green, yichuang.Yellow, yichuang.Red1, yichuang.Red2, yichuang.Black}
	text, err := json.Marshal(lights)
	if err != nil || string(text) != `["green","yellow","red1","red2","black"]` {
		t.Fatalf("%s, %v", text, err)
	}
	var back []yichuang.Light
	if err := json.Unmarshal(text, &back); err != nil || len(back) != 5 || back[4] != yichuang.Black || back[4].String() != "黑牌" {
		t.Errorf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`["blue"]`), &back); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("a blue light: %v", err)
	}
	if _, err := json.Marshal(yichuang.Light(9)); err == nil {
		t.Error("a ninth light is written")
	}
}
