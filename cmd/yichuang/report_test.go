package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"

	"github.com/xuri/excelize/v2"
)

// The figures and ledgers of a seat come out as tables to read and as files; a wrong
// question is refused before anything is read.
func TestReports(t *testing.T) {
	_, s, n := demoSeat(t)
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(t.TempDir(), "figures.xlsx")
	for _, tt := range []struct {
		line string
		code int
		want string
	}{
		{"report stats", 0, "1号窗口"},
		{"report stats --by department", 0, "合计"},
		{"report stats --by clerk --from 2020-01-01 --to 2020-12-31", 0, "合计"},
		{"report stats --by item --format csv", 0, "食品经营许可"},
		{"report stats --format xlsx -o " + book, 0, ""},
		{"report stats --by moon", 2, "不能按“moon”统计"},
		{"report stats --from yesterday", 2, "yesterday"},
		{"report stats --format ods", 2, "not one of csv, xlsx"},
		{"report watch", 0, "审批办结"},
		{"report owed --format csv", 0, "欠缺材料"},
		{"report originals", 0, "W01"},
		{"case audit " + string(n), 0, "审查要点"},
		{"case audit " + string(n) + " --json", 0, `"judgements"`},
		{"case audit " + string(n) + " --format csv", 0, "审查要点版本"},
		{"case audit 15", 2, ""},
	} {
		got, problems, code := call(t, "", append([]string{"--demo"}, strings.Fields(tt.line)...)...)
		if code != tt.code || !strings.Contains(got+problems, tt.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s%s", tt.line, code, tt.code, tt.want, yichuang.Clip(got, 600), problems)
		}
		if strings.Contains(got, "11010519491231002X") {
			t.Errorf("%s shows an identity number in full", tt.line)
		}
	}
	f, err := excelize.OpenFile(book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("办件量和质量"); err != nil || len(rows) != 3 || rows[1][1] != "1" {
		t.Errorf("%v, %v", rows, err)
	}
}

// What a screen exports lies in the data, readable by its owner alone, and does not
// replace an older file.
func TestExportsOfScreens(t *testing.T) {
	_, s, n := demoSeat(t)
	st, err := s.Statistics(t.Context(), yichuang.StatQuery{By: yichuang.ByWindow, Today: yichuang.DateOf(s.now())})
	if err != nil {
		t.Fatal(err)
	}
	where, err := s.ExportStatistics(t.Context(), st, "xlsx")
	if err != nil || filepath.Dir(where) != s.settings().reports() {
		t.Fatalf("%s, %v", where, err)
	}
	if info, err := os.Stat(where); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
	a, err := s.Audit(t.Context(), n)
	if err != nil || len(a.Points) == 0 || a.Points[len(a.Points)-1].Since == nil {
		t.Fatalf("%+v, %v", a, err)
	}
	if where, err := s.ExportAudit(t.Context(), a, "csv"); err != nil || !strings.HasSuffix(where, ".csv") {
		t.Errorf("%s, %v", where, err)
	}
	if _, err := s.ExportAudit(t.Context(), a, "ods"); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(s.settings().reports(), ".*")); err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

// The hall's own figures decide when lights change; ones that cannot be are refused.
func TestOversightConfiguration(t *testing.T) {
	alone(t)
	c, err := readConfig(configured(t, "oversight:\n  share: 50\n  take: 2\n  instant:\n    red_first: 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	rules := c.Oversight.rules()
	if rules.Share != 50 || rules.Least != 1 || rules.Take != 2 || rules.Collect != 10 || rules.Handling[yichuang.Instant].RedFirst != 0 || rules.Handling[yichuang.Instant].Share != 20 {
		t.Errorf("%+v", rules)
	}
	t.Setenv("YICHUANG_OVERSIGHT_INSTANT_SHARE", "30")
	if c, err = readConfig(configured(t, "")); err != nil || c.Oversight.rules().Handling[yichuang.Instant].Share != 30 {
		t.Errorf("from the environment: %+v, %v", c, err)
	}
	for _, bad := range []string{"share: 101", "take: -1", "instant:\n    short: 999"} {
		if _, err := readConfig(configured(t, "oversight:\n  "+bad+"\n")); err == nil || !strings.Contains(err.Error(), "oversight.") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if got := newSeat(c).Circumstances().WatchRules().Handling[yichuang.Instant].Share; got != 30 {
		t.Errorf("the seat watches by %d", got)
	}
}
