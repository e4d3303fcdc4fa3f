package store_test

import (
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

func TestNumbers(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	want := func(number yichuang.CaseNumber, prefix string) {
		t.Helper()
		if !strings.HasPrefix(string(number), prefix) || number.Check() != nil {
			t.Errorf("%s, want %s… and a valid check digit", number, prefix)
		}
	}
	want(open(t, s, 1).Number, "15062726112000710001")
	want(open(t, s, 2).Number, "15062726112000710002")
	clk.move(15 * time.Hour) // past midnight in Shanghai
	want(open(t, s, 3).Number, "15062726112100710001")
	clk.move(-20 * time.Hour) // the clock is set back: the old day goes on where it was
	want(open(t, s, 4).Number, "15062726112000710003")
	sound(t, s)
}

// TestClockGoesBack shows that order and sequence do not hang on the clock.
func TestClockGoesBack(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	c := open(t, s, 1)
	for _, text := range []string{"一", "二", "三"} {
		clk.move(-time.Hour)
		c = appendTo(t, s, c, &yichuang.Noted{Text: text})
	}
	events, err := s.History(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"收件登记：测试事项01", "备注：一", "备注：二", "备注：三"} {
		if events[i].Say(testkit.Item(1)) != want || events[i].Seq != int64(i+1) {
			t.Errorf("event %d: %s", i, events[i].Say(testkit.Item(1)))
		}
	}
	sound(t, s)
}

func TestOpenCaseRefuses(t *testing.T) {
	s := newStore(t, store.Options{})
	unknown := testkit.Opened(1, 1)
	unknown.Item.Edition = "9-ffffffff"
	for _, tt := range []struct {
		name   string
		region string
		opened yichuang.Opened
		more   []yichuang.Body
		code   yichuang.Code
	}{
		{"item that is not here", testkit.Region, unknown, nil, yichuang.NotFound},
		{"region of five digits", "15062", testkit.Opened(1, 1), nil, yichuang.Invalid},
		{"step that does not follow", testkit.Region, testkit.Opened(1, 1), []yichuang.Body{&yichuang.Resubmitted{}}, yichuang.Conflict},
		{"second opening", testkit.Region, testkit.Opened(1, 1), []yichuang.Body{&yichuang.Opened{}}, yichuang.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := s.OpenCase(t.Context(), clerk, tt.region, tt.opened, tt.more...)
			wantCode(t, err, tt.code)
		})
	}
	if n := open(t, s, 1).Number; !strings.HasSuffix(string(n[:20]), "0001") {
		t.Errorf("a refused case used up a number: %s", n)
	}
	if h := sound(t, s); h.Events != 1 || h.Cases != 1 {
		t.Errorf("%d cases, %d events left", h.Cases, h.Events)
	}
}

func TestSerialsEnd(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	open(t, s, 1)
	execute(t, s.Path(), "UPDATE serials SET last = 9998")
	if n := open(t, s, 1).Number; !strings.HasSuffix(string(n[:20]), "9999") {
		t.Errorf("the last number is %s", n)
	}
	_, err := s.OpenCase(t.Context(), clerk, testkit.Region, testkit.Opened(1, 1))
	wantCode(t, err, yichuang.Full)
	clk.move(24 * time.Hour)
	open(t, s, 1)
	sound(t, s)
}

func TestAppend(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Scenario())
	t.Run("all or nothing", func(t *testing.T) {
		_, err := s.Append(t.Context(), clerk, c.Number, c.Events, &yichuang.Noted{Text: "会不见"}, &yichuang.Confirmed{Officer: "测试"})
		wantCode(t, err, yichuang.Conflict)
		now, err := s.Case(t.Context(), c.Number)
		if err != nil || now.Events != 2 {
			t.Errorf("%d events, %v", now.Events, err)
		}
	})
	t.Run("behind", func(t *testing.T) { // somebody else was quicker, and it still follows
		appendTo(t, s, c, &yichuang.Noted{Text: "甲"})
		next, err := s.Append(t.Context(), "1002", c.Number, c.Events, &yichuang.Noted{Text: "乙"})
		if err != nil || next.Events != c.Events+2 {
			t.Fatalf("%v, %v", next, err)
		}
		events, err := s.History(t.Context(), c.Number)
		if err != nil || events[3].Base != c.Events {
			t.Errorf("base %d: what the author had seen is kept, %v", events[3].Base, err)
		}
	})
	t.Run("ahead", func(t *testing.T) {
		_, err := s.Append(t.Context(), clerk, c.Number, 99, &yichuang.Noted{Text: "丙"})
		wantCode(t, err, yichuang.Conflict)
	})
	t.Run("second notice", func(t *testing.T) { // the caller must be able to tell it from other refusals
		told := open(t, s, 2, append(append(testkit.Reviewed(true), testkit.Corrected()), &yichuang.Resubmitted{})...)
		late := &yichuang.PointsJudged{Material: "m1", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Fail, Finding: "后来发现"}}}
		_, err := s.Append(t.Context(), clerk, told.Number, told.Events, late)
		if !yichuang.IsSecondNotice(err) {
			t.Error(err)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		_, err := s.Append(t.Context(), clerk, "150627261120007199998", 0, &yichuang.Noted{})
		wantCode(t, err, yichuang.NotFound)
		_, err = s.Case(t.Context(), "150627261120007199998")
		wantCode(t, err, yichuang.NotFound)
		_, err = s.History(t.Context(), "150627261120007199998")
		wantCode(t, err, yichuang.NotFound)
	})
	sound(t, s)
}

// TestCasesAreTheCallersOwn spoils everything the store gave and was given, and
// finds it unchanged.
func TestCasesAreTheCallersOwn(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 2, testkit.Reviewed(false)...)
	note := &yichuang.PointsJudged{Material: "m1", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}}
	c = appendTo(t, s, c, note)
	note.Points[0].Verdict = yichuang.Fail
	c.Materials[0].Points[1] = yichuang.Judged{}
	c.Applicant.Agent.Name = ""
	c.Stage = ""
	again, err := s.Case(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	if again.Materials[0].Points[1].Verdict != yichuang.Pass || again.Applicant.Agent.Name == "" || again.Stage != yichuang.StageReview {
		t.Errorf("%+v", again)
	}
}

// TestManyCasesInTurn goes through more cases than stay folded.
func TestManyCasesInTurn(t *testing.T) {
	s := newStore(t, store.Options{})
	cases := make([]*yichuang.Case, 150)
	for i := range cases {
		cases[i] = open(t, s, i)
	}
	for range 2 {
		for i := range cases {
			cases[i] = appendTo(t, s, cases[i], &yichuang.Noted{Text: "测试"})
		}
	}
	for _, c := range cases {
		got, err := s.Case(t.Context(), c.Number)
		if err != nil || got.Events != 3 {
			t.Fatalf("%d events, %v", got.Events, err)
		}
	}
	sound(t, s)
}

// TestTwoStoresOnOneFile writes the same case in turn through two stores, so
// that each time the memory of one is behind the file.
func TestTwoStoresOnOneFile(t *testing.T) {
	a := newStore(t, store.Options{})
	b := openAt(t, a.Path(), store.Options{})
	c := open(t, a, 1, testkit.Reviewed(false)...)
	for range 5 {
		for _, s := range []*store.Store{b, a, a, b} {
			next, err := s.Append(t.Context(), clerk, c.Number, c.Events, &yichuang.Noted{Text: "轮流"})
			if err != nil {
				t.Fatal(err)
			}
			if next.Events != c.Events+1 {
				t.Fatalf("%d events after %d", next.Events, c.Events)
			}
			c = next
		}
	}
	// What memory would allow, the file does not: b accepts, a must not accept again.
	if _, err := b.Append(t.Context(), clerk, c.Number, c.Events, testkit.Accepted(day("2026-11-27"), day("2026-12-04"))); err != nil {
		t.Fatal(err)
	}
	_, err := a.Append(t.Context(), clerk, c.Number, c.Events, testkit.Accepted(day("2026-11-27"), day("2026-12-04")))
	wantCode(t, err, yichuang.Conflict)
	got, err := a.Case(t.Context(), c.Number)
	if err != nil || got.Stage != yichuang.StageAccepted {
		t.Errorf("%v, %v", got.Stage, err)
	}
	if open(t, a, 2).Number == open(t, b, 2).Number {
		t.Error("one number twice")
	}
	sound(t, a)
}

// TestBatchFailsWhole shows that a failure inside a batch leaves nothing, even
// when the caller goes on.
func TestBatchFailsWhole(t *testing.T) {
	s := newStore(t, store.Options{})
	err := s.Batch(t.Context(), func(b *store.Batch) error {
		if _, err := b.OpenCase(clerk, testkit.Region, testkit.Opened(1, 1)); err != nil {
			return err
		}
		_, _ = b.OpenCase(clerk, testkit.Region, testkit.Opened(1, 1), &yichuang.Noted{}, &yichuang.Resubmitted{})
		return nil
	})
	wantCode(t, err, yichuang.Conflict)
	if h := sound(t, s); h.Cases != 0 || h.Events != 0 {
		t.Errorf("%d cases, %d events left", h.Cases, h.Events)
	}
}
