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
	about, _, err := c.readHall(ctx, h.hall)
	if err != nil {
		return false, err
	}
	last := runs[len(runs)-1].End()
	story := &story{hook: h, upto: last, source: hooks.Source{HallID: h.hall, Hall: about, Grants: h.about.Grants}, items: editions{}}
	var found []enqueued
	for _, n := range stepped(runs) {
		of, err := c.messages(ctx, story, n)
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

// story is how messages of a stretch of events are made.
type story struct {
	hook   *hook
	upto   int64 // the last position of it
	source hooks.Source
	items  editions
}

// messages folds a case up to where the stretch ends, and makes the messages of what
// happened to it behind where the subscription is.
func (c *Centre) messages(ctx context.Context, s *story, n yichuang.CaseNumber) (found []enqueued, err error) {
	runs, err := c.caseRuns(ctx, c.db, s.hook.hall, n)
	if err != nil {
		return nil, c.db.fault(err)
	}
	made := new(yichuang.Case)
	for i := range runs {
		if runs[i].Pos > s.upto {
			break
		}
		of, err := c.runMessages(ctx, s, made, &runs[i])
		if err != nil {
			return nil, err
		}
		found = append(found, of...)
	}
	return found, nil
}

// runMessages folds a run into its case.
func (c *Centre) runMessages(ctx context.Context, s *story, made *yichuang.Case, r *placed) (found []enqueued, err error) {
	for i, line := range r.Lines {
		e, err := yichuang.ReadLine(r.Terminal, line)
		if err != nil {
			return nil, err
		}
		e.Pos, e.Refused = r.Pos+int64(i), r.Refused
		before := made.Stage
		if err := made.Take(e); err != nil {
			return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "the events of case " + string(r.Case) + " do not follow each other", Hint: "see yichuangd verify", Err: err}
		}
		if e.Pos <= s.hook.position || e.Refused != nil {
			continue
		}
		for part, notice := range hooks.Notices(before, made, &e) {
			if !s.hook.wants(made, notice) {
				continue
			}
			if s.source.Item, err = c.edition(ctx, s.items, made.Item); err != nil {
				return nil, err
			}
			found = append(found, enqueued{pos: e.Pos, part: part + 1, number: r.Case, message: s.source.Message(notice, part+1, made, &e)})
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

// editions are items that were looked up for messages, nil where one is not known
// here.
type editions map[yichuang.ItemRef]*yichuang.Item

// edition looks up an item, nil where its terminal has yet to bring it.
func (c *Centre) edition(ctx context.Context, in editions, ref yichuang.ItemRef) (*yichuang.Item, error) {
	if it, known := in[ref]; known {
		return it, nil
	}
	raw, err := c.Item(ctx, ref)
	switch {
	case yichuang.CodeOf(err) == yichuang.NotFound:
		in[ref] = nil
		return nil, nil
	case err != nil:
		return nil, err
	}
	it := new(yichuang.Item)
	if err := json.Unmarshal(raw, it); err != nil {
		return nil, err
	}
	in[ref] = it
	return it, nil
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
