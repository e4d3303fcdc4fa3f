package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"yichuang"

	"github.com/xuri/excelize/v2"
)

func figures() *yichuang.Statistics {
	row := yichuang.StatRow{Key: "7", Name: "7号窗口"}
	row.Counts[yichuang.CountVolume], row.Counts[yichuang.CountCorrected] = 3, 1
	row.Steps[yichuang.StepDecide] = yichuang.StepTime{Cases: 3, Mean: 90 * time.Minute, Median: time.Hour}
	total := row
	total.Name = "合计"
	return &yichuang.Statistics{Query: yichuang.StatQuery{By: yichuang.ByWindow}, Rows: []yichuang.StatRow{row}, Total: total}
}

// A workbook read back says what the table said: numbers are numbers, Chinese is whole,
// a text that looks like a formula is text.
func TestWorkbook(t *testing.T) {
	var out bytes.Buffer
	odd := &Table{Name: "怪", Columns: []string{"甲"}, Rows: [][]any{{"=1+1"}, {"𠮷"}}}
	if err := Write(&out, XLSX, append(Statistics(figures()), odd)...); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "办件量和质量 各环节用时 怪" {
		t.Error(got)
	}
	counts, err := f.GetRows("办件量和质量")
	if err != nil || len(counts) != 3 || counts[0][1] != "收件" || counts[1][0] != "7号窗口" || counts[1][1] != "3" || counts[2][0] != "合计" || counts[1][len(counts[0])-2] != "33.3" {
		t.Errorf("%v %v", counts, err)
	}
	if kind, err := f.GetCellType("办件量和质量", "B2"); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("a number is %v, %v", kind, err)
	}
	times, err := f.GetRows("各环节用时")
	if err != nil || times[1][1] != "3" || times[1][2] != "1.5" || times[1][3] != "1" {
		t.Errorf("%v %v", times, err)
	}
	if formula, err := f.GetCellFormula("怪", "A2"); formula != "" || err != nil {
		t.Errorf("the text became the formula %q, %v", formula, err)
	}
	if rows, err := f.GetRows("怪"); err != nil || rows[1][0] != "=1+1" || rows[2][0] != "𠮷" {
		t.Errorf("%v %v", rows, err)
	}
}

// CSV says that it is UTF-8, quotes what must be, and gives spreadsheets nothing to
// calculate; a negative number stays a number.
func TestCSV(t *testing.T) {
	var out bytes.Buffer
	table := &Table{Name: "表", Columns: []string{"甲", "乙"}, Rows: [][]any{{"=cmd|'/C calc'!A1", -3}, {"a,\"b\"\n丙", nil}, {"@x", 1.25}}}
	if err := Write(&out, CSV, table); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\uFEFF")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !marked || err != nil || len(rows) != 4 {
		t.Fatalf("%q, %v", out.String(), err)
	}
	if rows[1][0] != "'=cmd|'/C calc'!A1" || rows[1][1] != "-3" || rows[2][0] != "a,\"b\"\n丙" || rows[2][1] != "" || rows[3][0] != "'@x" || rows[3][1] != "1.2" {
		t.Errorf("%q", rows)
	}
	if err := Write(&out, "ods", table); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Error(err)
	}
}

// Every row of every table has a cell for every title.
func TestTablesAreWhole(t *testing.T) {
	day := yichuang.Date{Year: 2026, Month: 9, Day: 30}
	at := day.Start()
	audit := &yichuang.Audit{Points: []yichuang.AuditPoint{
		{Name: "营业执照", No: 1, Since: &yichuang.AuditEdition{Edition: "3-a", Revised: day}, Judgements: []yichuang.AuditJudgement{
			{Judged: yichuang.Judged{Judgement: yichuang.Judgement{Verdict: yichuang.Pass}, By: "1001", At: at}, Second: &yichuang.SecondNotice{Supervisor: "9001", Reason: "漏看"}}}},
		{Name: "申请表"}}}
	tables := append(Statistics(figures()),
		Watched([]yichuang.WatchedCase{{Signals: []yichuang.Signal{{Watch: yichuang.Watch{Point: yichuang.WatchApproval, Due: day}, Light: yichuang.Red1}, {}}}}),
		Owed([]yichuang.OwedLine{{Owed: yichuang.Obligation{Owed: yichuang.Owed{Name: "执照", Due: day}}}}, day.AddDays(1)),
		Originals([]yichuang.OriginalsLine{{Pieces: 2, Since: at}}), Audit(audit))
	for _, table := range tables {
		if len(table.Rows) == 0 {
			t.Errorf("%s has no row", table.Name)
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("%s: %d cells under %d titles", table.Name, len(row), len(table.Columns))
			}
		}
	}
	if owed := tables[3].Rows[0]; owed[5] != "已逾期" {
		t.Errorf("%v", owed)
	}
	if a := tables[5].Rows; a[0][10] != "1001" || a[0][13] != "漏看（督导9001）" || a[1][8] != "没有判定" {
		t.Errorf("%v", a)
	}
}
