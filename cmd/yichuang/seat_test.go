package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/store"
)

// The commands about a case: what they show, in what form, and with what code
// they end.
func TestCaseAndPaperCommands(t *testing.T) {
	home := alone(t)
	if _, problems, code := call(t, "", "--demo", "case", "list"); code != 1 || !strings.Contains(problems, "没有数据文件") {
		t.Errorf("before the first start: exit code %d: %s", code, problems)
	}
	if _, problems, code := call(t, "", "case", "list"); code != 2 || !strings.Contains(problems, "no hall is set up") {
		t.Errorf("without a hall: exit code %d: %s", code, problems)
	}
	n := oneCase(t)
	missing, _ := yichuang.IssueNumber("150627", yichuang.Date{Year: 2026, Month: 1, Day: 2}, 1, '0', 1)
	out := filepath.Join(home, "notice.pdf")
	for _, tt := range []struct {
		line string
		code int
		want string
	}{
		{"case list", 0, n.Pretty()},
		{"case list 测试用", 0, "测试用名称"},
		{"case list " + string(n), 0, "已受理"},
		{"case list 13800000000", 0, "测试用名称"},
		{"case list 没有这个", 0, ""},
		{"case list --limit 0", 2, "--limit 0"},
		{"case show " + n.Pretty(), 0, "受理通知书"},
		{"case show --json " + string(n), 0, `"kind": "decided"`},
		{"case show " + string(missing), 1, "没有编号为"},
		{"case show 123", 2, "21位"},
		{"paper " + string(n), 0, "收件凭证"},
		{"paper " + string(n) + " --kind acceptance", 0, "受理通知书"},
		{"paper " + string(n) + " --kind acceptance --to pdf", 0, "%PDF-"},
		{"paper " + string(n) + " --to escpos", 0, "\x1b@"},
		{"paper " + string(n) + " --kind acceptance --to pdf -o " + out, 0, ""},
		{"paper " + string(n) + " --kind owing", 1, "this case has: receipt, acceptance"},
		{"paper " + string(n) + " --kind nosuch", 2, "is not one of receipt"},
		{"paper " + string(n) + " --to docx", 2, "is not one of pdf"},
		{"paper " + string(n) + " -o " + filepath.Join(home, "no", "such", "folder"), 1, "cannot write"},
		{"paper " + string(n) + " -o " + home, 1, "cannot write"},
		{"paper " + string(missing), 1, "没有编号为"},
		{"rebuild", 0, "rebuilt: 1 cases"},
	} {
		got, problems, code := call(t, "", append([]string{"--demo"}, strings.Fields(tt.line)...)...)
		if code != tt.code || !strings.Contains(got+problems, tt.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s%s", tt.line, code, tt.code, tt.want, yichuang.Clip(got, 300), problems)
		}
		if strings.Contains(got, "11010519491231002X") && !strings.Contains(tt.line, "--json") {
			t.Errorf("%s shows an identity number in full", tt.line)
		}
	}
	if raw, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(raw), "%PDF-") {
		t.Errorf("the file: %v", err)
	}
	if _, problems, code := call(t, "", "--demo", "paper", string(n), "-o", os.DevNull); code != 0 {
		t.Errorf("to a device: exit code %d: %s", code, problems)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("the device is a file now: %v", err)
	}
}

// Made again, a paper is the one that was put on record; where the hall has become
// another since, that is told.
func TestAPaperMadeAgainIsToldToDiffer(t *testing.T) {
	alone(t)
	t.Setenv("YICHUANG_HALL_NAME", "某大厅")
	t.Setenv("YICHUANG_HALL_REGION", "150627")
	s := first(t, options{})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	n := acceptedAndPrinted(t, s)
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if _, problems, code := call(t, calendar2027, "calendar", "import", "-"); code != 0 {
		t.Fatal(problems)
	}
	for _, kind := range []string{"receipt", "acceptance"} {
		if out, problems, code := call(t, "", "paper", string(n), "--kind", kind); code != 0 || problems != "" || strings.Contains(out, "补打") {
			t.Errorf("%s: exit code %d: %s", kind, code, problems)
		}
	}
	again := first(t, options{})
	if err := again.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	number := yichuang.PaperNumber(&yichuang.Case{Number: n}, yichuang.Receipt)
	out, c, err := again.Print(t.Context(), "1001", n, number)
	if err != nil || c.Paper(number).Count != 2 || !strings.Contains(out.File, "补打1") || out.Warning != "" {
		t.Errorf("%+v, %v", out, err)
	}
	if out, _, _ := call(t, "", "paper", string(n)); !strings.Contains(out, "补打") {
		t.Error("the second printing does not say so")
	}
	t.Setenv("YICHUANG_HALL_NAME", "另一大厅")
	if _, problems, code := call(t, "", "paper", string(n)); code != 0 || !strings.Contains(problems, "不完全相同") {
		t.Errorf("the hall is another: exit code %d: %s", code, problems)
	}
}

// A code that another key signed for this seat's number is told to be forged; one
// that another window signed is taken for its number.
func TestForgedTickets(t *testing.T) {
	alone(t)
	n := oneCase(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	key, err := s.key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, _ := yichuang.IssueNumber("150627", yichuang.DateOf(s.now()), 8, '0', 1)
	receipt := yichuang.Ticket{Case: n, Kind: yichuang.Receipt, Print: 1}
	genuine := yichuang.SignTicket(key, receipt)
	for name, tt := range map[string]struct {
		scanned string
		want    yichuang.CaseNumber
		code    yichuang.Code
	}{
		"a genuine code":        {genuine, n, ""},
		"a bare number":         {n.Pretty(), n, ""},
		"another key":           {yichuang.SignTicket(other, receipt), "", yichuang.Denied},
		"another window's code": {yichuang.SignTicket(other, yichuang.Ticket{Case: elsewhere, Kind: yichuang.Receipt, Print: 1}), elsewhere, ""},
		"half a code":           {genuine[:len(genuine)/2], "", yichuang.Invalid},
		"nothing":               {"", "", yichuang.Invalid},
	} {
		if got, err := s.TicketCase(tt.scanned); got != tt.want || yichuang.CodeOf(err) != tt.code {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if rows, err := s.Find(t.Context(), genuine, 10); err != nil || len(rows) != 1 || rows[0].Number != n {
		t.Errorf("looking for a genuine code: %v, %v", rows, err)
	}
	if _, err := s.Find(t.Context(), yichuang.SignTicket(other, receipt), 10); yichuang.CodeOf(err) != yichuang.Denied {
		t.Errorf("looking for a forged code: %v", err)
	}
}

// A screen that is behind the case it shows cannot undo what it has not seen.
func TestAStaleScreenIsTold(t *testing.T) {
	alone(t)
	oneCase(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	item := catalog.Sample().Item("market-01")
	answers, _ := answersFor(item, "s1", false)
	scenario, err := yichuang.Answer(item, false, answers)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.OpenCase(t.Context(), "1001", item.ID, yichuang.Applicant{Kind: yichuang.Organization, Name: "测试面馆", Credit: "91330100799655058B"})
	if err == nil {
		c, err = s.Append(t.Context(), "1001", c, scenario)
	}
	if err != nil {
		t.Fatal(err)
	}
	take := &yichuang.MaterialTaken{Material: "app", Presence: yichuang.Held, Originals: 1}
	pass := &yichuang.PointsJudged{Material: "app", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}}
	if _, err := s.Append(t.Context(), "1001", c, take, pass); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), "1001", c, take); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Fatalf("a stale screen takes the material in once more: %v", err)
	}
	select {
	case <-s.stale:
	default:
		t.Error("the screens are not told to read again")
	}
	now, _, err := s.Load(t.Context(), c.Number)
	if err != nil || now.MaterialState("app").Points[1].Verdict != yichuang.Pass {
		t.Errorf("the verdict is gone: %+v, %v", now.MaterialState("app"), err)
	}
}

// at opens the demonstration seat under another clock.
func at(t *testing.T, moment string) *seat {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", moment, yichuang.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	s := first(t, options{demo: true})
	s.now = func() time.Time { return when }
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	return s
}

func taking(t *testing.T, s *seat) (*yichuang.Case, error) {
	t.Helper()
	return s.OpenCase(t.Context(), "1001", "market-01", yichuang.Applicant{Kind: yichuang.Organization, Name: "测试面馆"})
}

// Numbers count by the local day, whatever way the clock jumps, and the last one
// of a day is followed by a clear refusal, not by a number twice.
func TestNumbersOverMidnightAndToTheLast(t *testing.T) {
	alone(t)
	issued := map[yichuang.CaseNumber]bool{}
	for _, step := range []struct{ moment, day string }{
		{"2026-12-31 23:59", "261231-001-0-0001"}, {"2027-01-01 00:00", "270101-001-0-0001"},
		{"2026-12-31 12:00", "261231-001-0-0002"}, {"2027-01-01 08:00", "270101-001-0-0002"},
	} {
		s := at(t, step.moment)
		c, err := taking(t, s)
		if err != nil || !strings.Contains(c.Number.Pretty(), step.day) || issued[c.Number] {
			t.Fatalf("%s: %v, %v", step.moment, c, err)
		}
		issued[c.Number] = true
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
	s := at(t, "2027-01-01 09:00")
	db, err := s.data()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Batch(t.Context(), func(b *store.Batch) error {
		for i := 3; i <= 9999; i++ {
			if _, err := b.OpenCase("1001", "150627", yichuang.Opened{Item: catalog.Sample().Item("market-01").Ref(), ItemName: "食品经营许可",
				Applicant: yichuang.Applicant{Kind: yichuang.Organization, Name: "测试面馆"}}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := taking(t, s); yichuang.CodeOf(err) != yichuang.Full || !strings.Contains(err.Error(), "已经用完") {
			t.Errorf("after the last number of the day: %v", err)
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if c, err := taking(t, at(t, "2027-01-02 09:00")); err != nil || !strings.Contains(c.Number.Pretty(), "270102-001-0-0001") {
		t.Errorf("the next day: %v, %v", c, err)
	}
}

// A clock that stands before the last intake is told before anything is dated by it.
func TestAClockThatWasSetBackIsTold(t *testing.T) {
	alone(t)
	s := at(t, "2026-11-23 10:00")
	if err := s.clockBehind(t.Context()); err != nil {
		t.Errorf("before the first case: %v", err)
	}
	if _, err := taking(t, s); err != nil {
		t.Fatal(err)
	}
	for moment, want := range map[string]yichuang.Code{"2026-11-23 09:55": "", "2026-11-24 10:00": "", "2026-11-22 10:00": yichuang.Conflict, "1970-01-01 08:00": yichuang.Conflict} {
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		s = at(t, moment)
		if err := s.clockBehind(t.Context()); yichuang.CodeOf(err) != want {
			t.Errorf("at %s: %v", moment, err)
		}
	}
}

// takeOne takes in a restaurant from a file.
func takeOne(t testing.TB, s *seat) (*taken, error) {
	t.Helper()
	it := catalog.Sample().Item("market-01")
	answers, _ := answersFor(it, "s1", false)
	raw, err := json.Marshal(filed(it, it.Scenario("s1"), answers, yichuang.Accept)) // JSON is YAML
	if err != nil {
		t.Fatal(err)
	}
	r := new(reader)
	got, err := s.takeIn(t.Context(), r, "1001", raw)
	if len(r.problems) > 0 {
		t.Fatal(r.problems)
	}
	return got, err
}

// acceptedAndPrinted takes a case to its papers and prints one.
func acceptedAndPrinted(t *testing.T, s *seat) yichuang.CaseNumber {
	t.Helper()
	got, err := takeOne(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Print(t.Context(), "1001", got.Number, got.Papers[0].Number); err != nil {
		t.Fatal(err)
	}
	return got.Number
}

// Nobody else on the machine can read what the seat keeps.
func TestOnlyTheSeatReadsItsData(t *testing.T) {
	home := alone(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	acceptedAndPrinted(t, s)
	kept := 0
	err := filepath.WalkDir(filepath.Join(home, "data", "yichuang", "demo"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		kept++
		return err
	})
	if err != nil || kept < 5 {
		t.Errorf("%d files and folders, %v", kept, err)
	}
}

// A paper that cannot be written is told, is not counted as printed, and the case
// is as it was.
func TestPrintingWhereNothingCanBeWritten(t *testing.T) {
	home := alone(t)
	blocked := filepath.Join(home, "papers")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	n := oneCase(t)
	t.Setenv("YICHUANG_PAPER_FOLDER", blocked)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	c, _, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	number := c.Papers[0].Number
	if _, _, err := s.Print(t.Context(), "1001", n, number); yichuang.CodeOf(err) != yichuang.Full {
		t.Errorf("printed onto a file: %v", err)
	}
	if c, _, err = s.Load(t.Context(), n); err != nil || c.Papers[0].Count != 0 {
		t.Errorf("counted as printed: %+v, %v", c.Papers[0], err)
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	if out, c, err := s.Print(t.Context(), "1001", n, number); err != nil || c.Paper(number).Count != 1 || !strings.HasPrefix(out.File, blocked) {
		t.Errorf("%+v, %v", out, err)
	}
}

// Without a terminal the program says so and ends; it does not hang.
func TestWithoutATerminal(t *testing.T) {
	home := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	plain := command(t, home)
	cmd := exec.CommandContext(ctx, plain.Path, "--demo")
	cmd.Env = plain.Env
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 1 || !strings.Contains(string(out), "needs a terminal") {
		t.Errorf("%v: %s", err, out)
	}
}
