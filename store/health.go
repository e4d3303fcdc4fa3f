package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"yichuang"
)

// Health is what a thorough look at the file found.
type Health struct {
	Path     string
	Terminal yichuang.Terminal
	Version  int   // of the schema
	Bytes    int64 // of the file and its log
	Cases    int
	Events   int
	Problems []string // in Chinese, empty when all is well
}

// mostProblems bounds the list: after so many the file is to be restored, not read about.
const mostProblems = 20

// Check reads the whole file: SQLite's own structures, the sequence numbers, and
// every projection against the events. It changes nothing. What it finds stands
// in Problems; an error is returned only when it could not go on, and then
// Problems says how far it came.
func (s *Store) Check(ctx context.Context) (Health, error) {
	h := Health{Path: s.path, Terminal: s.terminal}
	for _, name := range []string{s.path, s.path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			h.Bytes += info.Size()
		}
	}
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return h, s.fault(err)
	}
	defer conn.Close()
	// One snapshot for everything, or a terminal at work would look like damage.
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return h, s.fault(err)
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	for _, step := range []func(context.Context, *sql.Conn, *Health) error{s.checkFile, s.checkSequence, s.checkChains, s.checkProjections} {
		if err := step(ctx, conn, &h); err != nil {
			err = s.fault(err)
			message, _ := yichuang.Explain(err)
			h.problem("%s", message)
			return h, err
		}
	}
	return h, nil
}

func (h *Health) problem(format string, args ...any) {
	if len(h.Problems) < mostProblems {
		h.Problems = append(h.Problems, fmt.Sprintf(format, args...))
	}
}

func (s *Store) checkFile(ctx context.Context, conn *sql.Conn, h *Health) error {
	version, err := scanInt(ctx, conn, "PRAGMA user_version")
	if err != nil {
		return err
	}
	h.Version = int(version)
	rows, err := conn.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		if text != "ok" {
			h.problem("数据库结构有错：%s", text)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	orphans, err := scanInt(ctx, conn, "SELECT count(*) FROM pragma_foreign_key_check")
	if err == nil && orphans > 0 {
		h.problem("有%d行数据没有对应的办件", orphans)
	}
	return err
}

// checkSequence looks for events missing of those that were written here, between
// two or before the first, and for numbers without any. Of what came from the centre
// it has what concerns it.
func (s *Store) checkSequence(ctx context.Context, conn *sql.Conn, h *Health) error {
	rows, err := conn.QueryContext(ctx, `SELECT terminal, count(*), count(hash), coalesce(min(seq) FILTER (WHERE hash IS NOT NULL), 1),
		coalesce(max(seq) FILTER (WHERE hash IS NOT NULL), 0) FROM events GROUP BY terminal`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var terminal string
		var count, own, first, last int64
		if err := rows.Scan(&terminal, &count, &own, &first, &last); err != nil {
			return err
		}
		h.Events += int(count)
		if first != 1 || last != own || own == 0 && yichuang.TerminalID(terminal) == s.terminal.ID {
			h.problem("终端%s的事件序号不连续：%d条，从%d到%d", terminal, own, first, last)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	empty, err := scanInt(ctx, conn, "SELECT count(*) FROM numbers n WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = n.id)")
	if err == nil && empty > 0 {
		h.problem("有%d个办件编号没有任何事件", empty)
	}
	return err
}

// checkChains follows the chain of every author of this file and names the first
// event that is not what was signed.
func (s *Store) checkChains(ctx context.Context, conn *sql.Conn, h *Health) error {
	for _, author := range s.Authors() {
		head := yichuang.ChainStart(author)
		err := s.lines(ctx, conn, author, 0, func(line, hash []byte) (bool, error) {
			head = head.Next(line)
			if hash != nil && string(hash) != string(head[:]) {
				e, err := yichuang.ReadLine(author, line)
				h.problem("终端%s的第%d步不是当时记录的内容：校验链从这里断开", author.Seat(), e.Seq)
				return false, err
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkProjections folds every case and compares.
func (s *Store) checkProjections(ctx context.Context, conn *sql.Conn, h *Health) error {
	var terms, uses, refusals int64
	err := s.eachFolded(ctx, conn, func(fc foldedCase) error {
		refusals += int64(len(fc.c.Unsettled))
		if fc.c.Stage == "" {
			return nil
		}
		h.Cases++
		if s.mine(fc.c.Intake.Terminal) {
			uses++
		}
		want := s.terms(&fc.c.Applicant)
		terms += int64(len(want))
		stored, err := s.storedRow(ctx, conn, fc)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			h.problem("办件%s没有列入清单；请运行 yichuang rebuild", fc.c.Number)
		case err != nil:
			return err
		case stored != fc.row:
			h.problem("办件%s的清单与办理记录不一致；请运行 yichuang rebuild", fc.c.Number)
		}
		return s.checkTerms(ctx, conn, h, fc, want)
	})
	if err != nil {
		return err
	}
	for _, t := range []struct {
		query, what string
		want        int64
	}{
		{"SELECT count(*) FROM cases", "清单的行数", int64(h.Cases)},
		{"SELECT count(*) FROM case_terms", "查找索引的行数", terms},
		{"SELECT count(*) FROM figures", "统计的行数", int64(h.Cases)},
		{"SELECT count(*) FROM approvals WHERE case_id NOT IN (SELECT id FROM cases)", "没有办件的审批行数", 0},
		{"SELECT coalesce(sum(count), 0) FROM usage", "事项使用次数", uses},
		{"SELECT count(*) FROM refusals", "待处理步骤的条数", refusals},
	} {
		got, err := scanInt(ctx, conn, t.query)
		if err != nil {
			return err
		}
		if got != t.want {
			h.problem("%s是%d，应为%d；请运行 yichuang rebuild", t.what, got, t.want)
		}
	}
	return nil
}

func (s *Store) checkTerms(ctx context.Context, conn *sql.Conn, h *Health, fc foldedCase, want []int64) error {
	for _, term := range want {
		n, err := scanInt(ctx, conn, "SELECT count(*) FROM case_terms WHERE term = ? AND case_id = ?", term, fc.id)
		if err != nil {
			return err
		}
		if n == 0 {
			h.problem("办件%s的查找索引不全；请运行 yichuang rebuild", fc.c.Number)
			return nil
		}
	}
	return nil
}

// storedRow reads what cases says, in the form in which rows are compared.
func (s *Store) storedRow(ctx context.Context, conn *sql.Conn, fc foldedCase) (r row, err error) {
	var number, tail string
	var sealed []byte
	err = conn.QueryRowContext(ctx, `SELECT number, tail, item, edition, item_name, stage, window, clerk, received,
		visit, unconfirmed, papers, promised, statutory, owed, seat, department, summary, bundle FROM cases WHERE id = ?`, fc.id).Scan(
		&number, &tail, &r.item.ID, &r.item.Edition, &r.itemName, &r.stage, &r.window, &r.clerk, &r.received,
		&r.visit, &r.unconfirmed, &r.papers, date{&r.dates.Promised}, date{&r.dates.Statutory}, date{&r.dates.Owed}, &r.seat, &r.department, &sealed, &r.bundle)
	if err != nil {
		return r, err
	}
	if number != string(fc.c.Number) || tail != backwards(number) {
		return row{}, nil // equal to no case's row
	}
	summary, err := s.vault.Open(sealed, summaryContext(fc.c.Number))
	if err != nil {
		return r, err
	}
	r.summary = string(summary)
	r.course, err = s.storedCourse(ctx, conn, fc.id)
	return r, err
}
