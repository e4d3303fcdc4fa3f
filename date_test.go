package yichuang_test

import (
	"encoding/json"
	"testing"
	"time"

	"yichuang"
)

func TestParseDateTakesWhatStandsOnPapers(t *testing.T) {
	want := yichuang.Date{Year: 2026, Month: 1, Day: 5}
	for _, s := range []string{"2026-01-05", "20260105", "2026.01.05", "2026/01/05", "2026年1月5日", "2026年01月05日",
		"2026.1.5", "2026/1/5", "2026-1-5", " 2026 年 1 月 5 日 ", "２０２６－０１－０５"} {
		if d, err := yichuang.ParseDate(s); err != nil || d != want {
			t.Errorf("%s: %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-02-29", "20261301", "2026-00-05", "26-01-05", "长期", "2026-01-05-06", "202615"} {
		if _, err := yichuang.ParseDate(s); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDatesAreDaysInShanghai(t *testing.T) {
	midnight := time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC)
	if d := yichuang.DateOf(midnight); d != on(t, "2026-11-22") || !d.Start().Equal(midnight) {
		t.Errorf("%s", d)
	}
	if d := yichuang.DateOf(midnight.Add(-time.Nanosecond)); d != on(t, "2026-11-21") {
		t.Errorf("%s", d)
	}
}

func TestDateArithmetic(t *testing.T) {
	d := on(t, "2026-01-31")
	for _, tt := range []struct {
		got  yichuang.Date
		want string
	}{
		{d.AddDays(1), "2026-02-01"}, {d.AddDays(-31), "2025-12-31"}, {d.AddMonths(1), "2026-02-28"},
		{d.AddMonths(-2), "2025-11-30"}, {d.AddMonths(12), "2027-01-31"}, {d.AddMonths(25), "2028-02-29"},
	} {
		if tt.got != on(t, tt.want) {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
	if n := on(t, "2024-02-28").DaysUntil(on(t, "2024-03-01")); n != 2 {
		t.Errorf("%d days over a leap day", n)
	}
	if n := d.DaysUntil(on(t, "2026-01-01")); n != -30 {
		t.Errorf("%d days back", n)
	}
	if !d.Before(d.AddDays(1)) || d.Before(d) || !d.After(d.AddDays(-1)) || d.After(d) {
		t.Error("the order of days is wrong")
	}
	if d.Chinese() != "2026年1月31日" || (yichuang.Date{}).Chinese() != "" {
		t.Error(d.Chinese())
	}
}

func TestDateAsText(t *testing.T) {
	text, err := json.Marshal([]yichuang.Date{on(t, "2026-11-22"), {}})
	if err != nil || string(text) != `["2026-11-22",""]` {
		t.Fatalf("%s, %v", text, err)
	}
	var back []yichuang.Date
	if err := json.Unmarshal(text, &back); err != nil || back[0] != on(t, "2026-11-22") || !back[1].IsZero() {
		t.Errorf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`"某日"`), &back[0]); err == nil {
		t.Error("某日 is a date")
	}
}
