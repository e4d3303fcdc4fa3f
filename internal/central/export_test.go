package central

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"yichuang"
)

// What tests outside the package need to see.

// Identity is a terminal as requests have it.
type Identity = identity

// Known looks a terminal up.
func (c *Centre) Known(ctx context.Context, hall yichuang.HallID, t yichuang.TerminalID) (*Identity, error) {
	k, err := c.known(ctx, hall, t)
	return &k.identity, err
}

// Gone reports whether a terminal was put out.
func (c *Centre) Gone(ctx context.Context, who *Identity) (bool, error) { return c.gone(ctx, who) }

// Hall returns the terminal's hall.
func (w *identity) Hall() yichuang.HallID { return w.hall }

// Terminal returns its identity.
func (w *identity) Terminal() yichuang.TerminalID { return w.terminal }

// Print is the digest of the centre's authority.
func (c *Centre) Print() [sha256.Size]byte { return c.authority.print() }

// Incarnation is what the data are called.
func (c *Centre) Incarnation() string { return c.incarnation.Load() }

// RecentCases is how many cases of a hall stay folded.
const RecentCases = recentCases

// StageOf is where a case stands.
func (c *Centre) StageOf(ctx context.Context, id yichuang.HallID, n yichuang.CaseNumber) (yichuang.Stage, error) {
	h, err := c.hall(ctx, id)
	if err != nil {
		return "", err
	}
	made, err := h.caseNow(ctx, n)
	if made == nil {
		return "", err
	}
	return made.Stage, err
}

// KeepItem keeps an edition of an item.
func (c *Centre) KeepItem(ctx context.Context, it *yichuang.Item) error {
	return c.db.update(ctx, func(t *tx) error { return t.keepItem(it) })
}

// Exec changes the database behind the centre's back.
func (c *Centre) Exec(ctx context.Context, query string, args ...any) error {
	return c.db.update(ctx, func(t *tx) error {
		n, err := t.exec(query, args...)
		if err == nil && n == 0 {
			err = errors.New("nothing was changed by " + query)
		}
		return err
	})
}

// Rewrite changes the lines of the run that begins at a position.
func (c *Centre) Rewrite(ctx context.Context, hall yichuang.HallID, pos int64, change func(line []byte) []byte) error {
	runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.pos = $2", string(hall), pos)
	if err != nil {
		return err
	}
	lines := runs[0].Lines
	for i := range lines {
		lines[i] = change(lines[i])
	}
	body, err := packLines(lines)
	if err != nil {
		return err
	}
	return c.Exec(ctx, "UPDATE runs SET body = $1 WHERE hall = $2 AND pos = $3", body, string(hall), pos)
}

// Dump writes all tables as text, for comparison.
func (c *Centre) Dump(ctx context.Context) (string, error) {
	var b strings.Builder
	err := c.db.snapshot(ctx, func(q querier) error {
		tables, err := c.db.tables(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range tables {
			lines, err := tableText(ctx, q, t)
			if err != nil {
				return err
			}
			b.WriteString(t.Name + "\n" + lines)
		}
		return nil
	})
	return b.String(), err
}

func tableText(ctx context.Context, q querier, t dumpTable) (string, error) {
	rows, err := q.all(ctx, "SELECT * FROM "+t.Name)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		line, err := writeRow(values)
		if err != nil {
			return "", err
		}
		lines = append(lines, string(line)+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), rows.Err()
}

// BeganSince is beganSince.
func (c *Centre) BeganSince(ctx context.Context, hall yichuang.HallID, knows string) (int64, bool, error) {
	return c.beganSince(ctx, hall, knows)
}

// Pace has everything that is done now and then, and everything that the other side
// may take, last so long. It is set before the centre is served.
func (c *Centre) Pace(d time.Duration) {
	c.pace = pace{poll: d, ask: d, answer: d, hear: d, beat: d, send: d, retry: d, rest: d, lease: d}
}

// Haste has messages sent again, and centres take each other's place, soon; a
// receiver may take so long to answer. It is set before PassOn.
func (c *Centre) Haste(answer, lease time.Duration) {
	c.pace.poll, c.pace.retry, c.pace.rest, c.pace.send, c.pace.lease = 5*time.Millisecond, 2*time.Millisecond, time.Millisecond, answer, lease
}

// Crash ends what the centre does as a power cut would: nothing more is written down.
func (c *Centre) Crash() { c.stop() }

// Room has so many bytes on their way in.
func (c *Centre) Room(bytes int64) { c.room.left.Store(bytes) }

// Left is how much of that room is left.
func (c *Centre) Left() int64 { return c.room.left.Load() }

// Routes are the patterns of everything that is served.
func (c *Centre) Routes() []string {
	var all []string
	for _, r := range slices.Concat(c.routes(), c.onlineRoutes(), c.health()) {
		all = append(all, r.pattern)
	}
	return all
}

// OwnTables is ownTables.
func OwnTables() []string { return ownTables() }

// PackLines and UnpackLines are the ways of stored bodies.
var (
	PackLines   = packLines
	UnpackLines = unpackLines
)

// WriteBackup writes a backup to anything.
func (c *Centre) WriteBackup(ctx context.Context, to io.Writer) error {
	_, err := c.writeDump(ctx, to, false)
	return backupFault("test", err)
}

// Holder is the centre that sends for a subscription, "" for none.
func (c *Centre) Holder(ctx context.Context, hook string) (holder string) {
	if err := c.db.scan(ctx, "SELECT holder FROM hooks WHERE id = $1", []any{hook}, &holder); err != nil {
		return err.Error()
	}
	return holder
}

// Name is the centre among those that send.
func (c *Centre) Name() string { return c.passing.name }

// LookThrough puts everything that is to be sent for a subscription into the table.
func (c *Centre) LookThrough(ctx context.Context, id string) error {
	h, err := c.readHook(ctx, id)
	for more := err == nil; more && err == nil; {
		more, err = c.readOn(ctx, h)
	}
	return err
}

// Plans says how SQLite looks for the runs of a case, and for the messages before one.
func (c *Centre) Plans(ctx context.Context) (string, error) {
	var all strings.Builder
	for _, query := range []string{selectRuns + ofCase + " ORDER BY r.pos", selectLetters} {
		steps, err := c.howFound(ctx, query)
		if err != nil {
			return "", err
		}
		all.WriteString(steps)
	}
	return all.String(), nil
}

func (c *Centre) howFound(ctx context.Context, query string) (string, error) {
	for i := range 3 {
		query = strings.ReplaceAll(query, fmt.Sprintf("$%d", i+1), "'1'")
	}
	rows, err := c.db.read.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return "", err
		}
		all.WriteString(step + "\n")
	}
	return all.String(), rows.Err()
}

// LookTwice has two look through the events behind the same position.
func (c *Centre) LookTwice(ctx context.Context, id string) (first, second, err error) {
	one, err := c.readHook(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	two := *one
	_, first = c.readOn(ctx, one)
	_, second = c.readOn(ctx, &two)
	return first, second, nil
}
