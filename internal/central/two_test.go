package central_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// pair is two centres on one PostgreSQL.
func pair(t *testing.T) (one, two *server, o central.Options) {
	t.Helper()
	o = central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}
	return serve(t, open(t, o)), serve(t, open(t, o)), o
}

// at is the terminal, connected to another centre.
func (c *client) at(s *server) *client {
	other := *c
	other.server = s
	return &other
}

// tries pushes at one centre after the other until one has taken it, as a terminal
// does behind a load balancer: what nobody answered is sent again.
func tries(t *testing.T, c *client, st *yichuang.Stretch, centres ...*server) {
	body := packer(t).Pack(wire.AppendStretch(nil, st))
	for i := range 200 {
		q := call{method: http.MethodPost, path: wire.PathPush, body: bytes.NewReader(body), header: map[string]string{"Content-Type": wire.TypeLines, "Content-Encoding": "zstd"}}
		answer, err := c.at(centres[i%len(centres)]).do(q)
		if err != nil {
			continue
		}
		raw, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			continue
		}
		var acked wire.PushAnswer
		if answer.StatusCode == http.StatusOK && json.Unmarshal(raw, &acked) == nil && acked.Acked == st.Last() {
			return
		}
		if answer.StatusCode < 500 {
			t.Errorf("%s %s", answer.Status, raw)
			return
		}
	}
	t.Errorf("%s: nobody takes event %d", c.terminal.ID, st.First)
}

// Terminals are spread over both; each centre tells its listeners what the other
// committed, and in the end everything has its place once.
func TestTwoCentres(t *testing.T) {
	one, two, _ := pair(t)
	const terminals, pushes = 6, 20
	feeds := []*listener{one.enrolled(window("W90", 90)).listens(0), two.enrolled(window("W91", 91)).listens(0)}
	var all sync.WaitGroup
	for i := range terminals {
		c := one.enrolled(window(fmt.Sprintf("W%02d", i+1), i+1))
		all.Go(func() {
			for k := range pushes {
				first, then := one, two
				if (i+k)%2 == 1 {
					first, then = two, one
				}
				tries(t, c, c.opens(testkit.Scenario()), first, then)
			}
		})
	}
	all.Wait()
	const events = terminals * pushes * 2
	for _, feed := range feeds {
		feed.sees(fmt.Sprintf(`"position":%d,`, events))
	}
	if v := verified(t, one.Centre); v.Events != events || v.Cases != terminals*pushes {
		t.Errorf("%+v", v)
	}
}

// Two seats at two centres work on one case: what the first saw was first.
func TestOneCaseAtTwoCentres(t *testing.T) {
	one, two, _ := pair(t)
	a, b := one.enrolled(window("W01", 1)), two.enrolled(window("W02", 2))
	if _, p := a.pushes(a.opens(testkit.Reviewed(false)...)); p != nil {
		t.Fatal(p)
	}
	for i := range 20 { // each goes on with what the other has just written, so nothing remembered may be stale
		b.number = a.number
		if answer, p := b.pushes(b.writes(&yichuang.Noted{Text: fmt.Sprintf("乙%d", i)})); p != nil || answer.Acked != int64(i+1) {
			t.Fatalf("%+v, %v", answer, p)
		}
		if _, p := a.pushes(a.writes(&yichuang.Noted{Text: fmt.Sprintf("甲%d", i)})); p != nil {
			t.Fatal(p)
		}
	}
	var accepted sync.WaitGroup
	for _, c := range []*client{a, b} {
		st := c.writes(testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
		accepted.Go(func() { tries(t, c, st, c.server) })
	}
	accepted.Wait()
	if v := verified(t, one.Centre); v.Cases != 1 || v.Events != 8+40+2 || v.Refused != 1 {
		t.Errorf("%+v", v)
	}
}

// A centre hears at once what another one committed, without looking.
func TestCentresTellEachOther(t *testing.T) {
	o := central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}
	first, second := open(t, o), open(t, o)
	first.Pace(time.Hour)
	second.Pace(time.Hour)
	one, two := serve(t, first), serve(t, second)
	a, b := one.enrolled(window("W01", 1)), two.enrolled(window("W02", 2))
	listening(t, o.Database, 2)
	feed := b.listens(0)
	for i := range 3 {
		if _, p := a.pushes(a.opens()); p != nil {
			t.Fatal(p)
		}
		feed.sees(fmt.Sprintf(`"position":%d,`, i+1))
	}
}

// listening waits until so many centres listen to the database.
func listening(t *testing.T, database string, n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	until(t, "the centres listen", func() bool {
		var have int
		err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'").Scan(&have)
		return err == nil && have >= n
	})
}

// Without LISTEN/NOTIFY a centre polls; when it listens again it hears at once.
func TestListeningIsCut(t *testing.T) {
	one, two, o := pair(t)
	a, b := one.enrolled(window("W01", 1)), two.enrolled(window("W02", 2))
	feed := b.listens(0)
	position := 0
	for range 3 {
		cutListening(t, o.Database)
		if _, p := a.pushes(a.opens()); p != nil {
			t.Fatal(p)
		}
		position++
		feed.sees(fmt.Sprintf(`"position":%d,`, position))
	}
}

// cutListening ends the connections on which centres listen.
func cutListening(t *testing.T, database string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	cut := 0
	until(t, "both listen", func() bool {
		rows, err := conn.Query(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
		if err != nil {
			t.Fatal(err)
		}
		ended, err := pgx.CollectRows(rows, pgx.RowTo[bool])
		if err != nil {
			t.Fatal(err)
		}
		cut += len(ended)
		return cut >= 2
	})
}

// One of two centres ends in the middle of the work. Terminals go on at the other;
// whatever was acknowledged is there, and nothing is there twice.
func TestOneOfTwoCentresEnds(t *testing.T) {
	one, two, _ := pair(t)
	const terminals, pushes = 4, 25
	feed := two.enrolled(window("W90", 90)).listens(0)
	var done atomic.Int64
	var all sync.WaitGroup
	for i := range terminals {
		c := one.enrolled(window(fmt.Sprintf("W%02d", i+1), i+1))
		all.Go(func() {
			for range pushes {
				tries(t, c, c.opens(testkit.Scenario()), one, two)
				done.Add(1)
			}
		})
	}
	until(t, "half is done", func() bool { return done.Load() > terminals*pushes/2 })
	if err := errors.Join(one.http.Close(), one.Close()); err != nil {
		t.Error(err)
	}
	all.Wait()
	const events = terminals * pushes * 2
	feed.sees(fmt.Sprintf(`"position":%d,`, events))
	if v := verified(t, two.Centre); v.Events != events || v.Cases != terminals*pushes {
		t.Errorf("%+v", v)
	}
	if page := two.enrolled(window("W91", 91)).pulls(0); page.End.Head != events || page.End.Open != terminals*pushes {
		t.Errorf("%+v", page.End)
	}
}

// The connection to the database is cut while terminals work. They are told to try
// again, and nothing is lost.
func TestDatabaseConnectionsAreCut(t *testing.T) {
	one, two, o := pair(t)
	var all sync.WaitGroup
	var done atomic.Int64
	const terminals, pushes = 3, 30
	for i := range terminals {
		c := one.enrolled(window(fmt.Sprintf("W%02d", i+1), i+1))
		all.Go(func() {
			for range pushes {
				tries(t, c, c.opens(testkit.Scenario()), one, two)
				done.Add(1)
			}
		})
	}
	for i := range 5 {
		until(t, "some is done", func() bool { return done.Load() >= int64(i*terminals*pushes/6) })
		cutAll(t, o.Database)
	}
	all.Wait()
	if v := verified(t, one.Centre); v.Events != terminals*pushes*2 {
		t.Errorf("%+v", v)
	}
}

func cutAll(t *testing.T, database string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
}
