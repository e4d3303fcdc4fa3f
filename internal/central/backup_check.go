package central

import (
	"bufio"
	"context"
	"maps"
	"os"
	"slices"

	"yichuang"
)

// CheckBackup reads a backup whole: its counts and checksum, and every chain in
// it. Invalid is returned for a file that is damaged, cut off or none, Newer for one
// of a newer program, Damaged for one whose events are not as they were signed.
func CheckBackup(ctx context.Context, file string) (*Backup, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read the backup " + file, Hint: "check the path", Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	check := &dumpCheck{halls: map[yichuang.HallID]*chains{}, positions: map[yichuang.HallID]int64{}}
	// A file that is damaged says so at its end at the latest, and then that is what
	// is wrong.
	var broken error
	m, end, err := dumpReader{Rows: func(t *dumpTable, rows [][]any) error {
		if broken == nil {
			broken = check.rows(t, rows)
		}
		return ctx.Err()
	}}.read(bufio.NewReaderSize(f, 1<<20))
	if err == nil {
		err = broken
	}
	if err != nil {
		return nil, err
	}
	b := &Backup{Made: m.Made, Schema: m.Schema, Bytes: info.Size(), SHA256: end.SHA256, Rows: end.Rows, Chunks: end.Chunks}
	b.Halls, err = check.close()
	return b, err
}

// dumpCheck follows the chains in a dump.
type dumpCheck struct {
	halls     map[yichuang.HallID]*chains
	positions map[yichuang.HallID]int64
}

// fields is a row by the names of its columns.
type fields map[string]any

func (f fields) text(name string) string  { s, _ := f[name].(string); return s }
func (f fields) number(name string) int64 { n, _ := f[name].(int64); return n }
func (f fields) bytes(name string) []byte { b, _ := f[name].([]byte); return b }

func (d *dumpCheck) rows(t *dumpTable, rows [][]any) error {
	for _, row := range rows {
		f := fields{}
		for i, column := range t.Columns {
			f[column] = row[i]
		}
		if err := d.row(t.Name, f); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumpCheck) row(table string, f fields) error {
	hall := yichuang.HallID(f.text("hall"))
	switch table {
	case "halls":
		hall = yichuang.HallID(f.text("id"))
		d.halls[hall], d.positions[hall] = newChains(hall), f.number("position")
	case "terminals", "runs":
		chain := d.halls[hall]
		if chain == nil {
			return badDump("it has events of a hall that is not in it: " + yichuang.Clip(string(hall), 40))
		}
		if table == "terminals" {
			return chain.terminal(yichuang.TerminalID(f.text("id")), f.bytes("key"), f.number("acked"), f.bytes("head"))
		}
		p := &placed{Run: yichuang.Run{Pos: f.number("pos"), N: int(f.number("n")), Case: yichuang.CaseNumber(f.text("number")), Index: int(f.number("idx")),
			Terminal: yichuang.TerminalID(f.text("terminal")), Seq: f.number("seq")}, voucher: f.bytes("voucher")}
		var refused []byte
		if text := f.text("refused"); text != "" {
			refused = []byte(text)
		}
		if err := unpackRun(p, refused, f.bytes("body")); err != nil {
			return err
		}
		return chain.follow(p)
	}
	return nil
}

func (d *dumpCheck) close() ([]Verified, error) {
	var all []Verified
	for _, hall := range slices.Sorted(maps.Keys(d.halls)) {
		if err := d.halls[hall].close(d.positions[hall]); err != nil {
			return all, err
		}
		all = append(all, d.halls[hall].Verified)
	}
	return all, nil
}
