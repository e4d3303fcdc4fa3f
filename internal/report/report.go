// Package report turns figures and ledgers of oversight into tables, and tables into
// files that other people open: CSV and Excel workbooks.
package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"yichuang"

	"github.com/xuri/excelize/v2"
)

// Table is one table: a name, titles, and rows of cells. A cell is a string, an int, a
// float64, or nil for none.
type Table struct {
	Name    string
	Columns []string
	Rows    [][]any
}

// Format is a kind of file. The value is its ending and what commands take.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Write writes tables in a format. CSV has one table and takes the first. Invalid is
// returned for a format that is none.
func Write(w io.Writer, f Format, tables ...*Table) error {
	switch f {
	case CSV:
		return writeCSV(w, tables[0])
	case XLSX:
		return writeXLSX(w, tables)
	}
	return &yichuang.Error{Code: yichuang.Invalid, Message: "不认识的文件格式“" + yichuang.Clip(string(f), 20) + "”", Hint: "可用的有 csv、xlsx"}
}

// byteOrderMark tells spreadsheets that the text is UTF-8; without it Chinese ones read
// GBK.
const byteOrderMark = "\uFEFF"

func writeCSV(w io.Writer, t *Table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true // what spreadsheets write
	if err := out.Write(t.Columns); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Text(cell)
			if _, text := cell.(string); text {
				cells[i] = harmless(cells[i])
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from calculating what somebody typed as text.
func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}

// Text writes a cell as text.
func Text(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case float64:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprint(cell)
}

func writeXLSX(w io.Writer, tables []*Table) error {
	f := excelize.NewFile()
	defer f.Close()
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err == nil {
			err = writeSheet(f, t, head)
		}
		if err != nil {
			return err
		}
	}
	return f.Write(w)
}

// writeSheet streams the rows: a year of cases need not lie in memory twice.
func writeSheet(f *excelize.File, t *Table, head int) error {
	s, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i := range t.Columns {
		if err := s.SetColWidth(i+1, i+1, t.width(i)); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	titles := make([]any, len(t.Columns))
	for i, title := range t.Columns {
		titles[i] = excelize.Cell{StyleID: head, Value: title}
	}
	if err := s.SetRow("A1", titles); err != nil {
		return err
	}
	for i, row := range t.Rows {
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return err
		}
		if err := s.SetRow(at, row); err != nil {
			return err
		}
	}
	return s.Flush()
}

// width is how wide a column is, in characters, by its title and its first rows.
func (t *Table) width(column int) float64 {
	const looked, least, most = 200, 8, 60
	widest := len([]rune(t.Columns[column])) * 2
	for _, row := range t.Rows[:min(len(t.Rows), looked)] {
		n := 0
		for _, r := range Text(row[column]) {
			if n++; r > 0x7F {
				n++
			}
		}
		widest = max(widest, n)
	}
	return float64(max(least, min(widest+2, most)))
}

// stamp writes a moment as people here read it, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(yichuang.Shanghai).Format("2006-01-02 15:04")
}
