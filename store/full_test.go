package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// fillUp judges and notes until the disk is full and returns the case as it was
// acknowledged last.
func fillUp(t *testing.T, s *store.Store, c *yichuang.Case) *yichuang.Case {
	t.Helper()
	long := strings.Repeat("磁盘将满时的备注。", 200)
	for i := range 10_000 {
		bodies := []yichuang.Body{&yichuang.Noted{Text: fmt.Sprint(i, long)}, &yichuang.PointsJudged{Material: "m1",
			Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass, Value: fmt.Sprint(i)}}}}
		next, err := s.Append(t.Context(), clerk, c.Number, c.Events, bodies...)
		if err != nil {
			wantCode(t, err, yichuang.Full)
			return c
		}
		c = next
	}
	t.Fatal("the disk never filled up")
	return nil
}

// stillThere finds the case as it was acknowledged, point and all.
func stillThere(t *testing.T, s *store.Store, want *yichuang.Case) {
	t.Helper()
	got, err := s.Case(t.Context(), want.Number)
	if err != nil {
		t.Fatal(err)
	}
	if got.Events != want.Events || got.Materials[0].Points[1].Value != want.Materials[0].Points[1].Value {
		t.Errorf("%d events, want %d", got.Events, want.Events)
	}
}

// TestFull fills the file up to a bound of pages, which SQLite reports as a full
// disk. What was acknowledged stays, everything that writes says so, and with
// room again the work goes on at the same point.
func TestFull(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Reviewed(false)...)
	if err := s.Pragma(t.Context(), "max_page_count = 120"); err != nil {
		t.Fatal(err)
	}
	c = fillUp(t, s, c)
	stillThere(t, s, c)
	for name, f := range writes(s) {
		for i := 0; ; i++ { // what is left on the last page may take a little
			err := f(t.Context(), i)
			if err == nil && i < 1000 {
				continue
			}
			if yichuang.CodeOf(err) != yichuang.Full {
				t.Errorf("%s: %v", name, err)
			}
			break
		}
	}
	if err := s.Pragma(t.Context(), "max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	c = appendTo(t, s, c, &yichuang.Noted{Text: "又有空间了"})
	stillThere(t, s, c)
	sound(t, s)
}

// writes are the ways to write, each with ever larger data.
func writes(s *store.Store) map[string]func(context.Context, int) error {
	return map[string]func(context.Context, int) error{
		"open": func(ctx context.Context, i int) error {
			_, err := s.OpenCase(ctx, clerk, testkit.Region, testkit.Opened(i, testkit.FillItems), testkit.Reviewed(false)...)
			return err
		},
		"draft": func(ctx context.Context, i int) error {
			return s.SaveDraft(ctx, clerk, fmt.Sprint("typing", i), []byte(strings.Repeat("字", 3000)))
		},
		"items": func(ctx context.Context, i int) error {
			_, err := s.PutItems(ctx, []*yichuang.Item{testkit.Item(1000 + i)})
			return err
		},
	}
}

// TestBusy writes while another connection holds the write lock for longer than
// the store waits.
func TestBusy(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1)
	other := openAt(t, s.Path(), store.Options{})
	if err := s.Pragma(t.Context(), "busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	err := other.Batch(t.Context(), func(*store.Batch) error {
		_, err := s.Append(t.Context(), clerk, c.Number, c.Events, &yichuang.Noted{Text: "测试"})
		wantCode(t, err, yichuang.Busy)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, s, c, &yichuang.Noted{Text: "测试"})
}

// TestContextEnds cancels before a write, which then does not happen, and before
// a read.
func TestContextEnds(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Append(ctx, clerk, c.Number, c.Events, &yichuang.Noted{}); err == nil {
		t.Error("written")
	}
	if _, err := s.Cases(ctx, store.Query{}); err == nil {
		t.Error("read")
	}
	appendTo(t, s, c, &yichuang.Noted{Text: "测试"}) // the connection lives on
	sound(t, s)
}
