package central

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"yichuang"
	"yichuang/internal/wire"
)

// pull gives the page behind a cursor: GET /v1/pull?after=…&limit=….
func (c *Centre) pull(w http.ResponseWriter, r *http.Request, who *identity) error {
	after, err := number(r, "after", 0)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit", wire.PageEvents)
	if err != nil {
		return err
	}
	body, err := c.Page(r.Context(), who, after, int(min(max(limit, 1), wire.PageEvents)))
	if err != nil {
		return err
	}
	return c.writeLines(w, body)
}

// Page writes what the terminal may see behind a position, at most about so many
// events.
func (c *Centre) Page(ctx context.Context, who *identity, after int64, limit int) ([]byte, error) {
	end, err := c.end(ctx, who)
	if err != nil {
		return nil, err
	}
	end.After, end.Position = after, end.Head
	if after >= end.Head {
		return wire.AppendEnd(nil, *end), nil
	}
	upto := end.Head
	if who.scope == "" { // it sees every position, so that so many events end there
		upto = min(upto, after+int64(limit))
	}
	only, args := who.onlyRuns(5)
	args = append([]any{string(who.hall), after, upto, limit}, args...)
	runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.pos > $2 AND r.pos <= $3"+only+" ORDER BY r.pos LIMIT $4", args...)
	if err != nil {
		return nil, c.db.fault(err)
	}
	body, last, whole := appendPage(runs, limit, who.terminal)
	end.Position = last
	if whole && len(runs) < limit { // nothing else up to there is for this terminal
		end.Position = max(last, upto)
	}
	end.More = end.Position < end.Head
	return wire.AppendEnd(body, *end), nil
}

// appendPage writes runs until there are so many events or bytes of them, and
// returns the position of the last, and whether all are there.
func appendPage(runs []placed, limit int, to yichuang.TerminalID) (body []byte, last int64, whole bool) {
	events := 0
	for i := range runs {
		if events >= limit || len(body) > wire.PageBytes {
			return body, last, false
		}
		body = appendPlaced(body, &runs[i], to)
		events += runs[i].N
		last = runs[i].End()
	}
	return body, last, true
}

func appendPlaced(body []byte, p *placed, to yichuang.TerminalID) []byte {
	body = wire.AppendRun(body, &p.Run, to)
	if p.voucher != nil {
		body = wire.AppendVoucher(body, p.placedVoucher())
	}
	return body
}

// end begins the last line of an answer: how far the hall is, and how many open
// cases the terminal may see there.
func (c *Centre) end(ctx context.Context, who *identity) (*wire.End, error) {
	end := &wire.End{Scope: who.scope}
	err := c.db.scan(ctx, "SELECT position, open FROM halls WHERE id = $1", []any{string(who.hall)}, &end.Head, &end.Open)
	if err == nil && who.scope != "" {
		counted, args := who.counted(2)
		err = c.db.scan(ctx, "SELECT count(*) FROM cases k WHERE k.hall = $1 AND k.open = 1"+counted, append([]any{string(who.hall)}, args...), &end.Open)
	}
	return end, c.db.fault(err)
}

// snapshotCases is how many cases a page of the first load has.
const snapshotCases = 200

// snapshot gives the open cases behind one, whole: GET /v1/snapshot?after=….
func (c *Centre) snapshot(w http.ResponseWriter, r *http.Request, who *identity) error {
	body, err := c.Snapshot(r.Context(), who, yichuang.CaseNumber(r.URL.Query().Get("after")), snapshotCases)
	if err != nil {
		return err
	}
	return c.writeLines(w, body)
}

// Snapshot writes so many open cases that the terminal may see, in the order of
// their numbers, behind one of them. A terminal that loaded all pages goes on by
// cursor from the position of the first.
func (c *Centre) Snapshot(ctx context.Context, who *identity, after yichuang.CaseNumber, limit int) ([]byte, error) {
	end, err := c.end(ctx, who)
	if err != nil {
		return nil, err
	}
	end.Position = end.Head
	only, args := who.only(4)
	args = append([]any{string(who.hall), string(after), limit + 1}, args...)
	rows, err := c.db.rows(ctx, "SELECT k.number FROM cases k WHERE k.hall = $1 AND k.open = 1 AND k.number > $2"+only+" ORDER BY k.number LIMIT $3", args...)
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	names := []any{string(who.hall)}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, c.db.fault(err)
		}
		if len(names) > limit {
			end.More = true
			break
		}
		names, end.Loaded = append(names, n), yichuang.CaseNumber(n)
	}
	if err := rows.Err(); err != nil {
		return nil, c.db.fault(err)
	}
	var body []byte
	if len(names) > 1 {
		runs, err := c.runs(ctx, c.db, "WHERE r.hall = $1 AND r.number IN ("+places(2, len(names)-1)+") ORDER BY r.number, r.pos", names...)
		if err != nil {
			return nil, c.db.fault(err)
		}
		for i := range runs {
			body = appendPlaced(body, &runs[i], "")
		}
	}
	return wire.AppendEnd(body, *end), nil
}

// oneCase gives everything that the centre has of a case: GET /v1/cases/{number}.
func (c *Centre) oneCase(w http.ResponseWriter, r *http.Request, who *identity) error {
	parts, err := yichuang.ParseNumber(r.PathValue("number"))
	if err != nil {
		return err
	}
	body, err := c.Case(r.Context(), who, parts.Number())
	if err != nil {
		return err
	}
	return c.writeLines(w, body)
}

// Case writes a case that the terminal may see, or has worked on. NotFound is
// returned for any other.
func (c *Centre) Case(ctx context.Context, who *identity, n yichuang.CaseNumber) ([]byte, error) {
	end, err := c.end(ctx, who)
	if err != nil {
		return nil, err
	}
	only, args := who.onlyWorked(3)
	runs, err := c.runs(ctx, c.db, ofCase+only+" ORDER BY r.pos", append([]any{string(who.hall), string(n)}, args...)...)
	if err != nil {
		return nil, c.db.fault(err)
	}
	if len(runs) == 0 {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "中心没有编号为" + n.Pretty() + "的办件，或者本终端不能查看", Hint: "请核对办件编号"}
	}
	var body []byte
	for i := range runs {
		body = appendPlaced(body, &runs[i], "")
	}
	end.Position = runs[len(runs)-1].End()
	return wire.AppendEnd(body, *end), nil
}

// heads tells what the centre has of each author: GET /v1/heads.
func (c *Centre) heads(w http.ResponseWriter, r *http.Request, who *identity) error {
	answer, err := c.Heads(r.Context(), who.hall)
	if err != nil {
		return err
	}
	return c.writeJSON(w, answer)
}

// Heads is the work of it.
func (c *Centre) Heads(ctx context.Context, hall yichuang.HallID) (*wire.Heads, error) {
	rows, err := c.db.rows(ctx, "SELECT id, acked FROM terminals WHERE hall = $1", string(hall))
	if err != nil {
		return nil, c.db.fault(err)
	}
	defer rows.Close()
	answer := &wire.Heads{Heads: map[yichuang.TerminalID]int64{}}
	for rows.Next() {
		var id yichuang.TerminalID
		var acked int64
		if err := rows.Scan(&id, &acked); err != nil {
			return nil, c.db.fault(err)
		}
		answer.Heads[id] = acked
	}
	return answer, c.db.fault(rows.Err())
}

// number reads a figure of a query.
func number(r *http.Request, name string, otherwise int64) (int64, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return 0, &yichuang.Error{Code: yichuang.Invalid, Message: "the query cannot be read: " + err.Error(), Hint: "see /v1/openapi.json"}
	}
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, &yichuang.Error{Code: yichuang.Invalid, Message: name + " must be a whole number from 0, not " + strconv.Quote(yichuang.Clip(text, 20)), Hint: "see /v1/openapi.json"}
	}
	return n, nil
}
