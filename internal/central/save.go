package central

import "encoding/json"

// save writes everything that the group came to.
func (b *batch) save() error {
	if err := b.saveRuns(); err != nil {
		return err
	}
	if err := b.saveCases(); err != nil {
		return err
	}
	for _, a := range b.authors {
		if a == nil {
			continue
		}
		if _, err := b.exec("UPDATE terminals SET acked = $1, head = $2 WHERE hall = $3 AND id = $4 AND acked < $1", a.acked, a.head[:], string(b.hall.id), string(a.terminal.ID)); err != nil {
			return err
		}
	}
	if _, err := b.exec("UPDATE halls SET position = $1, cases = $2, open = $3 WHERE id = $4", b.position, b.cases, b.open, string(b.hall.id)); err != nil {
		return err
	}
	return b.tell(b.hall.id)
}

func (b *batch) saveRuns() error {
	args := make([]any, 0, len(b.runs)*10)
	for i := range b.runs {
		r := &b.runs[i]
		var refused any
		if r.Refused != nil {
			raw, err := json.Marshal(r.Refused)
			if err != nil {
				return err
			}
			refused = string(raw)
		}
		args = append(args, string(b.hall.id), r.Pos, r.N, string(r.Case), r.Index, string(r.Terminal), r.Seq, refused, b.packed[i], r.voucher)
	}
	return b.insert("INSERT INTO runs (hall, pos, n, number, idx, terminal, seq, refused, body, voucher) VALUES ", "", 10, args)
}

func (b *batch) saveCases() error {
	var args, shares []any
	for _, w := range b.order {
		for i := 1; i < len(w.c.Approvals); i++ {
			shares = append(shares, string(b.hall.id), string(w.number), w.c.Approvals[i].Department)
		}
		open, stage := opened(w.c), w.c.Stage
		var bit int64
		if open {
			bit = 1
		}
		args = append(args, string(b.hall.id), string(w.number), w.c.Events, string(stage), bit, w.c.Intake.Department)
		if w.stored == 0 {
			b.cases++
		}
		if open && !w.open {
			b.open++
		} else if !open && w.open {
			b.open--
		}
	}
	if err := b.insert("INSERT INTO shares (hall, number, department) VALUES ", " ON CONFLICT (hall, number, department) DO NOTHING", 3, shares); err != nil {
		return err
	}
	return b.insert("INSERT INTO cases (hall, number, events, stage, open, department) VALUES ",
		` ON CONFLICT (hall, number) DO UPDATE SET events = excluded.events, stage = excluded.stage, open = excluded.open, department = excluded.department`, 6, args)
}

// insert writes rows of so many columns, many in one statement. The numbers of rows
// are few, so that the statements are.
func (t *tx) insert(head, tail string, columns int, args []any) error {
	for len(args) > 0 {
		rows := 1
		for _, n := range []int{64, 8} {
			if len(args) >= n*columns {
				rows = n
				break
			}
		}
		if _, err := t.exec(values(head, tail, columns, rows), args[:rows*columns]...); err != nil {
			return err
		}
		args = args[rows*columns:]
	}
	return nil
}

func values(head, tail string, columns, rows int) string {
	text := make([]byte, 0, len(head)+len(tail)+rows*columns*5)
	text = append(text, head...)
	for r := range rows {
		if r > 0 {
			text = append(text, ", "...)
		}
		text = append(append(append(text, '('), places(r*columns+1, columns)...), ')')
	}
	return string(append(text, tail...))
}
