package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/catalog"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A reprint is a file of its own, counted and signed anew; the paper itself keeps
// the day on which it was issued, whenever it is made again.
func TestAReprintIsTheSamePaper(t *testing.T) {
	alone(t)
	s := at(t, "2026-11-23 10:00")
	n := acceptedAndPrinted(t, s)
	s.now = func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, yichuang.Shanghai) }
	number := string(n) + "-SJ1"
	before, err := s.Document(t.Context(), n, number)
	if err != nil {
		t.Fatal(err)
	}
	where, c, err := s.Print(t.Context(), "1001", n, number)
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.Document(t.Context(), n, number)
	if err != nil {
		t.Fatal(err)
	}
	if c.Paper(number).Count != 2 || before.Print.Count != 1 || after.Print.Count != 2 {
		t.Errorf("printed %d times; the paper says %d before and %d after", c.Paper(number).Count, before.Print.Count, after.Print.Count)
	}
	if before.Date.String() != "2026-11-23" || after.Date != before.Date || after.Sum() != c.Paper(number).Sum {
		t.Errorf("issued %s, made again %s", before.Date, after.Date)
	}
	if before.Ticket == after.Ticket {
		t.Error("the reprint carries the code of the first printing")
	}
	for _, d := range []*yichuang.Document{before, after} {
		if got, err := s.TicketCase(d.Ticket); err != nil || got != n {
			t.Errorf("its code: %q, %v", got, err)
		}
		if !d.Demo {
			t.Error("a paper of the demonstration does not say so")
		}
	}
	if !strings.Contains(where, "补打1") {
		t.Errorf("the reprint went to %s", where)
	}
	slip, err := os.ReadFile(strings.TrimSuffix(where, "pdf") + "escpos")
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := simplifiedchinese.GBK.NewDecoder().Bytes(slip); !strings.Contains(string(text), "补打第 1 次") || !strings.Contains(string(slip), after.Ticket) {
		t.Errorf("the reprint does not say which printing it is, or carries no code:\n%s", text)
	}
	first, _ := filepath.Glob(filepath.Join(s.settings().papers(), "2026-11-23", number+".pdf")) // the pattern is sound
	if len(first) != 1 {
		t.Error("the file of the first printing is gone")
	}
}

// All papers that an applicant keeps carry one code, issued without a network. Where
// the progress is shown is known later, or moves: a reprint says so and is the same
// paper. What a telephone scans finds the case at the desk, too.
func TestPapersSayWhereTheProgressIs(t *testing.T) {
	alone(t)
	s := at(t, "2026-11-23 10:00")
	n := acceptedAndPrinted(t, s)
	before, err := s.Document(t.Context(), n, string(n)+"-SJ1")
	if err != nil || before.Query != (yichuang.Query{}) {
		t.Errorf("a page nobody knows: %+v, %v", before.Query, err)
	}
	c := *s.settings()
	c.Hall.Progress = "https://jd.example.test"
	s.adopt(&c)
	made, _, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	code := made.QueryCode()
	if _, err := yichuang.ParseQueryCode(string(code)); err != nil || len(made.Papers) < 2 {
		t.Fatalf("%q, %v, papers %+v", code, err, made.Papers)
	}
	if again, err := queryCode(made); again != code || err != nil {
		t.Errorf("the next paper would carry %q, %v", again, err)
	}
	address := "https://jd.example.test/p/" + string(n) + "?c=" + string(code)
	for _, p := range made.Papers {
		d, err := s.Document(t.Context(), n, p.Number)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if p.Kind == yichuang.Receipt || p.Kind == yichuang.AcceptNotice {
			want = address
		}
		if got := d.Query.Address(n); got != want || d.Sum() != p.Sum {
			t.Errorf("%s says %q, want %q; the same paper: %v", p.Kind, got, want, d.Sum() == p.Sum)
		}
	}
	where, _, err := s.Print(t.Context(), "1001", n, string(n)+"-SJ1")
	if err != nil || strings.Contains(where, "不完全相同") {
		t.Errorf("%s, %v", where, err)
	}
	slip, err := os.ReadFile(strings.TrimSuffix(where, "pdf") + "escpos")
	if err != nil || !strings.Contains(string(slip), address) {
		t.Errorf("the slip does not carry %s, %v", address, err)
	}
	if got, err := s.TicketCase(address); err != nil || got != n {
		t.Errorf("the desk reads %q, %v", got, err)
	}
	if rows, err := s.Find(t.Context(), address, 10); err != nil || len(rows) != 1 || rows[0].Number != n {
		t.Errorf("looking for it: %v, %v", rows, err)
	}
}

// The same applicant and item, open on this terminal, is found again; another
// item, another applicant and a case that is through are not.
func TestTheSameApplicantIsFound(t *testing.T) {
	alone(t)
	s := at(t, "2026-11-23 10:00")
	c, err := taking(t, s)
	if err != nil {
		t.Fatal(err)
	}
	other := c.Applicant
	other.Credit, other.Name = "91150000MB1604391C", "另一家"
	for name, tt := range map[string]struct {
		who  yichuang.Applicant
		item yichuang.ItemID
		want int
	}{
		"the same":          {c.Applicant, c.Item.ID, 1},
		"another item":      {c.Applicant, "market-02", 0},
		"another applicant": {other, c.Item.ID, 0},
	} {
		rows, err := s.SameOpen(t.Context(), tt.who, tt.item)
		if err != nil || len(rows) != tt.want {
			t.Errorf("%s: %v, %v", name, rows, err)
		}
	}
}

// A case stays on the edition it was reviewed under, whatever the catalogue says
// by now.
func TestACaseKeepsItsEdition(t *testing.T) {
	home := alone(t)
	folder := filepath.Join(home, "items")
	if err := os.CopyFS(folder, catalog.SampleFS()); err != nil {
		t.Fatal(err)
	}
	config := configured(t, "hall: {name: 测试大厅, region: \"150627\"}\ncatalog: "+folder+"\n")
	s := first(t, options{config: config})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	old, err := s.Item("market-01")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.OpenCase(t.Context(), "1001", "market-01", yichuang.Applicant{Kind: yichuang.Person, Name: "某"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "market-01.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), "版次: 1", "版次: 2", 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil || changed == string(raw) {
		t.Fatal("the edition was not changed: ", err)
	}
	later := first(t, options{config: config})
	if err := later.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	now, err := later.Item("market-01")
	if err != nil || now.Edition == old.Edition {
		t.Fatalf("the catalogue has %s, %v", now.Edition, err)
	}
	if _, item, err := later.Load(t.Context(), c.Number); err != nil || item.Edition != old.Edition {
		t.Errorf("the case is shown with %s, %v; it was reviewed under %s", item.Edition, err, old.Edition)
	}
}

// An imported calendar is what due dates are computed with.
func TestTheSeatUsesTheImportedCalendar(t *testing.T) {
	alone(t)
	calendar := `{"format": "yichuang-calendar", "version": 1, "years": [{"year": 2027, "notice": "测试用",
		"off": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}], "makeup": []}]}`
	if _, problems, code := call(t, calendar, "--demo", "calendar", "import", "-"); code != 0 {
		t.Fatal(problems)
	}
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	due := s.Circumstances().Calendar.Due(yichuang.Date{Year: 2026, Month: 12, Day: 31}, 1, yichuang.WorkingDays)
	if due.Date.String() != "2027-01-04" || len(due.Uncertain) != 0 {
		t.Errorf("due %+v", due)
	}
}
