package central

import (
	"strings"
	"testing"
)

// A case is found by an index however many cases a hall has: SQLite, left to itself,
// goes through all of them.
func TestACaseIsReadByItsIndex(t *testing.T) {
	c, err := Open(t.Context(), Options{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, tt := range []struct {
		query, index string
		values       []any
	}{
		{selectRuns + ofCase + " ORDER BY r.pos", "runs_case (hall=? AND number=?)", []any{"a", "b"}},
		{selectPlaces, "SEARCH c USING PRIMARY KEY (hall=? AND number=?)", []any{"a"}},
	} {
		rows, err := c.db.rows(t.Context(), "EXPLAIN QUERY PLAN "+tt.query, tt.values...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); !strings.Contains(text, tt.index) || strings.Contains(text, "(hall=?)") {
			t.Errorf("%s\nis answered by\n%s", tt.query, text)
		}
	}
}
