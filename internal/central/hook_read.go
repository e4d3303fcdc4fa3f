package central

import (
	"context"
	"encoding/json"
	"slices"

	"yichuang"
	"yichuang/internal/hooks"
)

// readRuns is how many runs are looked through at a time.
const readRuns = 64

// enqueued is a message before it is in the table.
type enqueued struct {
	pos     int64
	part    int
	number  yichuang.CaseNumber
	message *hooks.Message
}

// readOn looks through the hall's events behind where it is, and puts what is to be
// sent into the table, in one transaction with the new position: nothing is left
// out, and nothing stands there twice. It reports whether there may be more.
func (c *Centre) readOn(ctx context.Context, h *hook) (more bool, err error) {
	runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.pos > $2 ORDER BY r.pos LIMIT $3", string(h.hall), h.position, readRuns)
	if err != nil || len(runs) == 0 {
		return false, c.db.fault(err)
	}
	last := runs[len(runs)-1].End()
	var found []enqueued
	for _, n := range stepped(runs) {
		of, err := c.messages(ctx, h, n, last)
		if err != nil {
			return false, err
		}
		found = append(found, of...)
	}
	slices.SortFunc(found, func(a, b enqueued) int { return int(a.pos-b.pos)*1000 + a.part - b.part })
	if err := c.enqueue(ctx, h, found, last); err != nil {
		return false, err
	}
	return len(runs) == readRuns, nil
}

// stepped returns the cases of runs in which something may have happened that is
// passed on.
func stepped(runs []placed) []yichuang.CaseNumber {
	var all []yichuang.CaseNumber
	for i := range runs {
		r := &runs[i]
		if r.Refused != nil || slices.Contains(all, r.Case) {
			continue
		}
		if slices.ContainsFunc(r.Lines, func(line []byte) bool {
			e, err := yichuang.ReadLine(r.Terminal, line)
			return err == nil && hooks.Concerns(e.Body.Kind())
		}) {
			all = append(all, r.Case)
		}
	}
	return all
}

// messages folds a case up to a position, and makes the messages of what happened to
// it behind where the subscription is.
func (c *Centre) messages(ctx context.Context, h *hook, n yichuang.CaseNumber, upto int64) ([]enqueued, error) {
	runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.number = $2 AND r.pos <= $3 ORDER BY r.pos", string(h.hall), string(n), upto)
	if err != nil {
		return nil, c.db.fault(err)
	}
	var found []enqueued
	var source *hooks.Source
	made := new(yichuang.Case)
	for _, r := range runs {
		for i, line := range r.Lines {
			e, err := yichuang.ReadLine(r.Terminal, line)
			if err != nil {
				return nil, err
			}
			e.Pos, e.Refused = r.Pos+int64(i), r.Refused
			before := made.Stage
			if err := made.Take(e); err != nil {
				return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "the events of case " + string(n) + " do not follow each other", Hint: "see yichuangd verify", Err: err}
			}
			if e.Pos <= h.position || e.Refused != nil {
				continue
			}
			for part, notice := range hooks.Notices(before, made, &e) {
				if !h.wants(made, notice) {
					continue
				}
				if source == nil {
					if source, err = c.source(ctx, h, made.Item); err != nil {
						return nil, err
					}
				}
				found = append(found, enqueued{pos: e.Pos, part: part + 1, number: n, message: source.Message(notice, part+1, made, &e)})
			}
		}
	}
	return found, nil
}

// wants reports whether the subscription is about a step of a case.
func (h *hook) wants(c *yichuang.Case, n hooks.Notice) bool {
	a := &h.about
	switch {
	case len(a.Events) > 0 && !slices.Contains(a.Events, n.Type):
		return false
	case a.Portal != "" && (c.Online == nil || c.Online.Portal != a.Portal):
		return false
	case a.Department == "":
		return true
	case n.Department != "":
		return n.Department == a.Department
	}
	return c.Intake.Department == a.Department || c.Approval(a.Department) != nil
}

// source is what messages of a case on this edition are made with.
func (c *Centre) source(ctx context.Context, h *hook, ref yichuang.ItemRef) (*hooks.Source, error) {
	about, _, err := c.readHall(ctx, h.hall)
	if err != nil {
		return nil, err
	}
	s := &hooks.Source{HallID: h.hall, Hall: about, Grants: h.about.Grants}
	raw, err := c.Item(ctx, ref)
	switch {
	case yichuang.CodeOf(err) == yichuang.NotFound: // its terminal has yet to bring it
		return s, nil
	case err == nil:
		s.Item = new(yichuang.Item)
		err = json.Unmarshal(raw, s.Item)
	}
	return s, err
}

// errMoved is told when somebody else read on meanwhile, or the subscription is gone.
var errMoved = &yichuang.Error{Code: yichuang.Conflict, Message: "the subscription is not where it was read"}

// enqueue writes messages, and that everything up to last was looked at.
func (c *Centre) enqueue(ctx context.Context, h *hook, found []enqueued, last int64) error {
	now := c.Now().UnixNano()
	args := make([]any, 0, 12*len(found))
	for _, q := range found {
		body, err := q.message.Write()
		if err != nil {
			return err
		}
		args = append(args, h.id, q.pos, q.part, string(q.number), q.message.ID, q.message.Type, c.packer.Pack(body), now, 0, 0, 0, "")
	}
	err := c.db.update(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE hooks SET position = $1 WHERE id = $2 AND position = $3", last, h.id, h.position)
		if err == nil && n == 0 {
			err = errMoved
		}
		if err != nil {
			return err
		}
		return t.insert("INSERT INTO deliveries (hook, pos, part, number, id, type, body, added, tries, due, dead, why) VALUES ", "", 12, args)
	})
	if err == nil {
		h.position = last
	}
	return err
}
