package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/finder"
	"yichuang/store"
)

// kills is how often each phase is cut; YICHUANG_KILLS asks for more.
func kills(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("YICHUANG_KILLS"))
	if err != nil {
		return 2
	}
	t.Logf("%d kills in each phase", n)
	return n
}

// The power goes at random moments, in the middle of typing, judging, deciding
// and printing. Whatever stood on the screen as done is on the disk; the file is
// sound, lists and search agree with the events, and a rebuild changes nothing.
func TestPowerCutsAtRandomMoments(t *testing.T) {
	home := t.TempDir()
	d := sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.kill()
	for i := range kills(t) {
		cutTyping(t, home, i)
		cutJudging(t, home, i)
		cutDeciding(t, home, i)
		sound(t, home)
	}
	before := run(t, home, "case", "list", "--json", "--limit", "1000")
	run(t, home, "rebuild")
	if after := run(t, home, "case", "list", "--json", "--limit", "1000"); string(after) != string(before) {
		t.Errorf("a rebuild changes the list:\n%s\n%s", before, after)
	}
	sound(t, home)
}

// pause lets the program come some random way.
func pause(most time.Duration) { time.Sleep(rand.N(most)) }

// cutTyping fills in a form as fast as a hand never could. What had come to rest
// is there again.
func cutTyping(t *testing.T, home string, i int) {
	t.Helper()
	d := sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.press("f2").sees("[事项]").types("spjy").sees("食品经营许可（新办）").press("enter").sees("[申请人]").quiet(settled)
	name := fmt.Sprintf("稳定%d号", i)
	if i > 0 { // the form that the power cut before left
		d.press("f9").sees("1 清空").types("1").sees("[申请人]").quiet(settled)
	}
	d.types("91330100799655058B").press("enter").types(name).press("enter").sees(name)
	drafted(t, home, name)
	d.types("测试姓名").press("enter").types("测试路1号").press("enter").types("11010519491231002X")
	pause(120 * time.Millisecond)
	d.kill()
	d = sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.press("f2").sees("[事项]").types("spjy").sees("食品经营许可（新办）").press("enter").sees(name)
	d.kill()
}

var judgedOf = regexp.MustCompile(`已审 (\d+)/(\d+)`)

// cutJudging judges at random. What the screen counted as judged is committed.
func cutJudging(t *testing.T, home string, i int) {
	t.Helper()
	n := inReview(t, home, fmt.Sprintf("审查%d号", i), false)
	d := reviewing(t, home, n)
	for range 1 + rand.IntN(12) {
		d.types([]string{"\r", "\r", "a", "2", "1"}[rand.IntN(5)])
		pause(15 * time.Millisecond)
	}
	shown := 0
	if m := judgedOf.FindStringSubmatch(d.text()); m != nil {
		shown, _ = strconv.Atoi(m[1]) // digits
	}
	d.kill()
	if kept := judged(t, home, n); kept < shown {
		t.Errorf("%s: %d points stood on the screen as judged, %d are kept", n, shown, kept)
	}
}

// cutDeciding decides and prints. What is said to be printed is there as a file.
func cutDeciding(t *testing.T, home string, i int) {
	t.Helper()
	n := inReview(t, home, fmt.Sprintf("决定%d号", i), true)
	d := reviewing(t, home, n)
	d.press("f8").sees("[决定]").types("1").sees("确认决定").press("enter")
	pause(120 * time.Millisecond)
	d.types("p")
	pause(250 * time.Millisecond)
	d.types("a")
	pause(60 * time.Millisecond)
	text := d.text()
	d.kill()
	s := seated(t, home)
	defer s.close()
	c, _, err := s.Load(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "[文书]") && c.Decision == nil {
		t.Errorf("%s: the papers stood on the screen, and the decision is lost", n)
	}
	if strings.Contains(text, "已交 2/2") && c.Papers[1].State != yichuang.PaperIsHanded {
		t.Errorf("%s: handed over on the screen, and kept as %s", n, c.Papers[1].State)
	}
	for _, p := range c.Papers {
		for _, form := range []string{"pdf", "escpos"} {
			found, _ := filepath.Glob(filepath.Join(s.settings().papers(), "*", p.Number+"."+form)) // the pattern is sound
			if p.Count > 0 && len(found) != 1 {
				t.Errorf("%s was printed %d times, and its %s files are %v", p.Number, p.Count, form, found)
			}
		}
	}
}

// seated opens the data that the program keeps below home.
func seated(t testing.TB, home string) *seat {
	t.Helper()
	c := demonstration(&config{Data: filepath.Join(home, "data", "yichuang"), Paper: paperConfig{Roll: 80},
		Terminal: terminalConfig{Window: 7, Epoch: "1"}})
	s := newSeat(c)
	if err := s.open(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	return s
}

// drafted waits until what was typed is on disk. The screen does not show that
// moment, and a disk under load takes its time.
func drafted(t *testing.T, home, text string) {
	t.Helper()
	s := seated(t, home)
	defer s.close()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		kept, err := s.Draft(t.Context(), "1001", "applicant")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(kept), text) {
			return
		}
	}
	t.Fatalf("%q is in no draft", text)
}

// inReview opens a case of a restaurant, all of it judged to pass or nothing.
func inReview(t *testing.T, home, name string, judge bool) yichuang.CaseNumber {
	t.Helper()
	s := seated(t, home)
	defer s.close()
	ctx := context.Background()
	item := catalog.Sample().Item("market-01")
	answers, _ := answersFor(item, "s1", false)
	scenario, err := yichuang.Answer(item, false, answers)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.OpenCase(ctx, "1001", item.ID, yichuang.Applicant{Kind: yichuang.Organization, Name: name, Credit: "91330100799655058B",
		Legal: yichuang.Representative{Name: "测试姓名", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}},
		Phone: "13800000000", Address: "测试路1号"})
	if err != nil {
		t.Fatal(err)
	}
	bodies := []yichuang.Body{scenario}
	asked, _ := yichuang.NeedsFor(item.Scenario("s1"), answers, false)
	for _, id := range asked {
		if !judge {
			break
		}
		m := item.Material(id)
		points := make([]yichuang.Judgement, len(m.Points))
		for i, p := range m.Points {
			points[i] = yichuang.Judgement{No: p.No, Verdict: yichuang.Pass}
		}
		bodies = append(bodies, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies},
			&yichuang.PointsJudged{Material: id, Points: points})
	}
	if _, err := s.Append(ctx, "1001", c, bodies...); err != nil {
		t.Fatal(err)
	}
	return c.Number
}

// reviewing starts the program and opens the review of a case.
func reviewing(t *testing.T, home string, n yichuang.CaseNumber) *console {
	t.Helper()
	d := sit(t, home, 100, 30, "--demo")
	signIn(d)
	d.press("f3").sees("查找").types(string(n)).sees(n.Pretty()[14:]).press("enter").sees("下一步").types("r").sees("[审查]")
	d.quiet(settled)
	return d
}

func judged(t *testing.T, home string, n yichuang.CaseNumber) int {
	t.Helper()
	s := seated(t, home)
	defer s.close()
	c, _, err := s.Load(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, m := range c.Materials {
		for _, p := range m.Points {
			if p.Verdict != "" {
				count++
			}
		}
	}
	return count
}

// sound checks the whole file: structures, sequence, and every projection
// against the events.
func sound(t *testing.T, home string) {
	t.Helper()
	db, err := store.Open(context.Background(), filepath.Join(home, "data", "yichuang", "demo", "seat.db"),
		store.Options{ReadOnly: true, Initials: finder.Initials})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	health, err := db.Check(context.Background())
	if err != nil || len(health.Problems) > 0 {
		t.Errorf("the file is not sound: %v, %v", health.Problems, err)
	}
}
