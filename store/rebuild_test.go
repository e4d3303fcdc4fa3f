package store_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"yichuang/internal/testkit"
	"yichuang/store"
)

// dump writes out every projection, row by row.
func dump(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", store.DSN(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, query := range []string{"SELECT * FROM cases ORDER BY id", "SELECT * FROM case_terms ORDER BY term, case_id", "SELECT * FROM usage ORDER BY item, name", "SELECT * FROM refusals",
		"SELECT * FROM approvals ORDER BY case_id, rank", "SELECT * FROM urges ORDER BY case_id, rank", "SELECT * FROM figures ORDER BY case_id", "SELECT * FROM originals ORDER BY case_id, rank"} {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, values...)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return b.String()
}

// TestRebuildChangesNothing compares the projections that grew step by step with
// those made of all events at once.
func TestRebuildChangesNothing(t *testing.T) {
	s := newStore(t, store.Options{Now: newClock().now})
	everyKind(t, s)
	people(t, s)
	for i := range 20 {
		open(t, s, i, testkit.Reviewed(i%2 == 0)...)
	}
	c := open(t, s, 20, append(testkit.Reviewed(false), testkit.Accepted(day("2026-11-27"), day("2026-12-04")))...)
	for _, body := range testkit.Papers("acceptance", 1, true) {
		c = appendTo(t, s, c, body)
	}
	before := dump(t, s.Path())
	n, err := s.Rebuild(t.Context())
	if err != nil || n != 28 {
		t.Fatalf("%d cases, %v", n, err)
	}
	if after := dump(t, s.Path()); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	appendTo(t, s, c, testkit.Papers("receipt", 2, false)...) // memory goes on where it was
	sound(t, s)
}

// TestRebuildRestores wrecks each projection; Check says so, and a rebuild makes
// it as it was.
func TestRebuildRestores(t *testing.T) {
	s := newStore(t, store.Options{Now: newClock().now})
	people(t, s)
	whole := dump(t, s.Path())
	for _, wreck := range []string{
		"DELETE FROM cases WHERE id % 2 = 0",
		"UPDATE cases SET stage = 'accepted', tail = number",
		"UPDATE cases SET tail = number WHERE id = 1",
		"UPDATE cases SET summary = x'007b7d'",
		"INSERT INTO cases SELECT 1000, number, tail, item, edition, item_name, stage, window, clerk, received, visit, unconfirmed, papers, promised, statutory, owed, summary, seat, department, asked, online, bundle FROM cases WHERE id = 1",
		"DELETE FROM case_terms WHERE case_id = 2",
		"INSERT INTO case_terms VALUES (1, 1)",
		"UPDATE usage SET count = count + 1",
		"DELETE FROM usage",
		"INSERT INTO refusals VALUES (1, 'W07.1', 1)",
	} {
		execute(t, s.Path(), "PRAGMA foreign_keys = 0", wreck)
		h, err := s.Check(t.Context())
		if err != nil || len(h.Problems) == 0 {
			t.Errorf("%s: Check finds %v, %v", wreck, h.Problems, err)
		}
		if _, err := s.Rebuild(t.Context()); err != nil {
			t.Fatalf("%s: %v", wreck, err)
		}
		if dump(t, s.Path()) != whole {
			t.Errorf("%s: not restored", wreck)
		}
		sound(t, s)
	}
}
