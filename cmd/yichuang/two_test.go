package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"

	"github.com/goccy/go-yaml"
)

// Two terminals and a command work on one data folder, two of them on the same
// case: each sees what the others did, nobody undoes a verdict without having
// seen it, and no number is issued twice.
func TestTwoWindowsOnOneFolder(t *testing.T) {
	home := t.TempDir()
	d := sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.kill()
	n := inReview(t, home, "两处同办", false)
	here, there := reviewing(t, home, n), reviewing(t, home, n)
	intakes := takingIn(t, home, 2, 4)

	here.press("enter").sees("已审 1/18")
	there.sees("已审 1/18").press("down").types("2").sees("哪里不符合").types("1").sees("不符 1")
	here.sees("不符 1").sees("已审 2/18")
	// Both press at once. The later one is told, or has seen the earlier one's work.
	here.press("enter")
	there.types("a")
	here.quiet(settled)
	there.quiet(settled)
	kept := judged(t, home, n)
	if kept < 3 {
		t.Errorf("%d points are judged after three verdicts", kept)
	}
	s := seated(t, home)
	c, item, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	if j := c.MaterialState("app").Points[2]; j.Verdict != yichuang.Fail {
		t.Errorf("the finding on point 2 is now %+v", j)
	}
	// Somebody decides behind both their backs.
	ground := &yichuang.Rejection{Type: "B", Reason: "不在本机关管辖范围", Agency: "有权机关"}
	if c, err = s.Append(t.Context(), "1001", c, &yichuang.GroundMarked{Ground: *ground}); err != nil {
		t.Fatal(err)
	}
	d1, err := yichuang.Decide(item, c, yichuang.Choice{Decision: yichuang.Decline, Ground: ground}, s.Circumstances())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), "1001", c, d1); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	there.press("enter").quiet(settled)
	if now := judged(t, home, n); now != kept {
		t.Errorf("a case that is decided is still judged: %d points, then %d", kept, now)
	}
	intakes.Wait()
	var rows []yichuang.Summary
	if err := json.Unmarshal(run(t, home, "case", "list", "--json", "--limit", "1000"), &rows); err != nil {
		t.Fatal(err)
	}
	numbers := map[yichuang.CaseNumber]bool{}
	for _, r := range rows {
		numbers[r.Number] = true
	}
	if len(rows) != 1+2*4 || len(numbers) != len(rows) {
		t.Errorf("%d cases with %d numbers, want 9 of each", len(rows), len(numbers))
	}
	sound(t, home)
}

// takingIn runs the intake command in several loops at once.
func takingIn(t *testing.T, home string, loops, each int) *sync.WaitGroup {
	t.Helper()
	it := catalog.Sample().Item("market-01")
	answers, _ := answersFor(it, "s1", false)
	text, err := yaml.Marshal(filed(it, it.Scenario("s1"), answers, yichuang.Accept))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "application.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range loops {
		all.Go(func() {
			for range each {
				if out, err := command(t, home, "intake", file).CombinedOutput(); err != nil {
					t.Errorf("intake: %v: %s", err, out)
				}
			}
		})
	}
	return &all
}

// Several programs that start at once on an empty demonstration hall all find its
// people: whoever comes second with one leaves the one that is there.
func TestFurnishingAtOnce(t *testing.T) {
	home := t.TempDir()
	seats := make([]*seat, 4)
	for i := range seats {
		seats[i] = seated(t, home)
	}
	var all sync.WaitGroup
	for _, s := range seats {
		all.Go(func() {
			if err := s.furnish(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, s := range seats {
		db, err := s.data()
		if err != nil {
			t.Fatal(err)
		}
		if people, err := db.Users(t.Context()); err != nil || len(people) != len(demoUsers) {
			t.Errorf("%d people, %v", len(people), err)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}
