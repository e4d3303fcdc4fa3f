package store

import (
	"encoding/json"
	"slices"

	"yichuang"
)

// row is what the table cases says of one case. Rows compare with ==, so that an
// event which changes nothing in it writes nothing to it. All of it follows from
// the events alone: the last day for a notice, which also depends on the
// calendar, is worked out when a list is read.
type row struct {
	item        yichuang.ItemRef
	itemName    string
	stage       yichuang.Stage
	window      int
	clerk       yichuang.UserID
	received    int64
	visit       int
	unconfirmed bool
	papers      int
	dates       yichuang.SummaryDates
	seat        string // where it was last reviewed
	department  string
	bundle      yichuang.CaseNumber
	summary     string // JSON, not sealed yet
	course      course
}

// person is the personal part of a row.
type person struct {
	Name     string   `json:"name"`
	Identity string   `json:"identity,omitempty"` // masked
	Others   []string `json:"others,omitempty"`   // legal representative, agent: a case is found by them too
}

// rowOf makes the row of a case whose summary is known.
func rowOf(c *yichuang.Case, summary string) row {
	r := row{course: courseOf(c), dates: yichuang.DatesOf(c), item: c.Item, itemName: c.ItemName, stage: c.Stage, window: c.Intake.Window, clerk: c.Intake.Clerk,
		received: c.Intake.At.UnixNano(), visit: c.Visit, unconfirmed: c.Unconfirmed,
		seat: c.Seat.Seat(), department: c.Intake.Department, summary: summary, papers: c.PapersToHand("")}
	if c.Bundle != nil {
		r.bundle = c.Bundle.Of(c.Number)
	}
	return r
}

// sameApplicant compares two applicants, the agent by value.
func sameApplicant(a, b yichuang.Applicant) bool {
	if (a.Agent == nil) != (b.Agent == nil) || (a.Agent != nil && *a.Agent != *b.Agent) {
		return false
	}
	a.Agent, b.Agent = nil, nil
	return a == b
}

func summaryOf(a *yichuang.Applicant) string {
	p := person{Name: a.Name, Identity: a.MaskedIdentity()}
	for _, name := range names(a)[1:] {
		if name != "" {
			p.Others = append(p.Others, name)
		}
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return "{}" // strings always marshal
	}
	return string(raw)
}

// project brings the projections from what they say of the case before to what
// they must say of it now, writing only what differs.
func (t *tx) project(before foldedCase, c *yichuang.Case) (row, error) {
	if err := t.writeRefusals(before, c); err != nil {
		return row{}, err
	}
	if c.Stage == "" { // an opening that was refused makes no case
		return row{}, t.unproject(before)
	}
	opening := before.c.Stage == ""
	if c.Stage == "" { // an opening that was refused makes no case
		if opening {
			return row{}, nil
		}
		return row{}, t.unlist(before)
	}
	summary := before.row.summary
	same := !opening && sameApplicant(before.c.Applicant, c.Applicant)
	if !same {
		summary = summaryOf(&c.Applicant)
	}
	next := rowOf(c, summary)
	if next != before.row {
		if err := t.writeRow(before, c.Number, &next); err != nil {
			return next, err
		}
		if err := t.writeCourse(before.id, &before.row.course, &next.course, c); err != nil {
			return next, err
		}
	}
	if opening {
		if err := t.countUse(c); err != nil {
			return next, err
		}
	}
	if same {
		return next, nil
	}
	var old []int64
	if !opening {
		old = t.terms(&before.c.Applicant)
	}
	return next, t.writeTerms(before.id, old, t.terms(&c.Applicant))
}

// unproject takes away what the projections say of a case whose opening was refused
// after all: it is left in the list of what needs a person alone.
func (t *tx) unproject(before foldedCase) error {
	c := before.c
	if c.Stage == "" {
		return nil
	}
	if err := t.writeTerms(before.id, t.terms(&c.Applicant), nil); err != nil {
		return err
	}
	for _, table := range []string{"approvals WHERE case_id", "urges WHERE case_id", "figures WHERE case_id", "originals WHERE case_id", "cases WHERE id"} {
		if _, err := t.exec("DELETE FROM "+table+" = ?", before.id); err != nil {
			return err
		}
	}
	if t.mine(c.Intake.Terminal) {
		if _, err := t.exec("UPDATE usage SET count = count - 1 WHERE item = ? AND name = ?", string(c.Item.ID), c.ItemName); err != nil {
			return err
		}
	}
	_, err := t.exec("DELETE FROM usage WHERE item = ?1 AND name = ?2 AND NOT EXISTS (SELECT 1 FROM cases WHERE item = ?1 AND item_name = ?2)", string(c.Item.ID), c.ItemName)
	return err
}

// writeRow writes the whole row when the case is new or its personal part has
// changed, and else leaves that, the largest part, alone.
func (t *tx) writeRow(before foldedCase, number yichuang.CaseNumber, r *row) error {
	if before.row.summary == r.summary {
		_, err := t.exec(`UPDATE cases SET stage = ?, visit = ?, unconfirmed = ?, papers = ?, promised = ?, statutory = ?, owed = ?, seat = ?,
			asked = ?, window = ?, clerk = ? WHERE id = ?`,
			string(r.stage), r.visit, r.unconfirmed, r.papers, day(r.dates.Promised), day(r.dates.Statutory), day(r.dates.Owed), r.seat,
			r.course.asked, r.window, string(r.clerk), before.id)
		return err
	}
	sealed, err := t.vault.Seal([]byte(r.summary), summaryContext(number))
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT OR REPLACE INTO cases (id, number, tail, item, edition, item_name, stage, window, clerk, received,
		visit, unconfirmed, papers, promised, statutory, owed, seat, department, summary, asked, online, bundle)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		before.id, string(number), backwards(string(number)), string(r.item.ID), string(r.item.Edition), r.itemName,
		string(r.stage), r.window, string(r.clerk), r.received, r.visit, r.unconfirmed, r.papers,
		day(r.dates.Promised), day(r.dates.Statutory), day(r.dates.Owed), r.seat, r.department, sealed, r.course.asked, r.course.online, string(r.bundle))
	return err
}

// writeRefusals brings the list of what needs a person to what the case says.
func (t *tx) writeRefusals(before foldedCase, c *yichuang.Case) error {
	for _, id := range before.c.Unsettled {
		if !slices.Contains(c.Unsettled, id) {
			if _, err := t.exec("DELETE FROM refusals WHERE case_id = ? AND terminal = ? AND seq = ?", before.id, string(id.Terminal), id.Seq); err != nil {
				return err
			}
		}
	}
	for _, id := range c.Unsettled {
		if !slices.Contains(before.c.Unsettled, id) {
			if _, err := t.exec("INSERT OR IGNORE INTO refusals (case_id, terminal, seq) VALUES (?, ?, ?)", before.id, string(id.Terminal), id.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) writeTerms(id int64, old, next []int64) error {
	for _, term := range old {
		if _, found := slices.BinarySearch(next, term); !found {
			if _, err := t.exec("DELETE FROM case_terms WHERE term = ? AND case_id = ?", term, id); err != nil {
				return err
			}
		}
	}
	for _, term := range next {
		if _, found := slices.BinarySearch(old, term); !found {
			if _, err := t.exec("INSERT OR IGNORE INTO case_terms (term, case_id) VALUES (?, ?)", term, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// countUse counts that the item was taken in here once more. An item that only
// other terminals took in is listed for its name, by which its cases are found.
func (t *tx) countUse(c *yichuang.Case) error {
	used := 0
	if t.mine(c.Intake.Terminal) {
		used = 1
	}
	_, err := t.exec(`INSERT INTO usage (item, name, count) VALUES (?, ?, ?)
		ON CONFLICT (item, name) DO UPDATE SET count = count + excluded.count`,
		string(c.Item.ID), c.ItemName, used)
	return err
}

// unlist takes a case from all lists: its opening was done here, and the centre
// refused it.
func (t *tx) unlist(before foldedCase) error {
	if err := t.writeTerms(before.id, t.terms(&before.c.Applicant), nil); err != nil {
		return err
	}
	for _, from := range []string{"cases WHERE id", "approvals WHERE case_id", "urges WHERE case_id", "figures WHERE case_id"} {
		if _, err := t.exec("DELETE FROM "+from+" = ?", before.id); err != nil {
			return err
		}
	}
	item, name := string(before.c.Item.ID), before.c.ItemName
	if t.mine(before.c.Intake.Terminal) {
		if _, err := t.exec("UPDATE usage SET count = count - 1 WHERE item = ? AND name = ?", item, name); err != nil {
			return err
		}
	}
	_, err := t.exec("DELETE FROM usage WHERE item = ?1 AND name = ?2 AND NOT EXISTS (SELECT 1 FROM cases WHERE item = ?1 AND item_name = ?2)", item, name)
	return err
}

// day writes a date for a table, NULL for none.
func day(d yichuang.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
