package store

import (
	"context"
	"slices"

	"yichuang"
)

// deskList is how many cases a group of the desk shows.
const deskList = 20

// How many working days ahead the desk warns.
const (
	noticeAhead = 1
	owedAhead   = 2
)

// Desk returns what needs the clerk on a day: the work of this terminal, the
// most urgent first, the clerk's own before that of others where nothing is more
// urgent. Groups without a case are left out.
func (s *Store) Desk(ctx context.Context, clerk yichuang.UserID, today yichuang.Date) (yichuang.DeskView, error) {
	view := yichuang.DeskView{Today: today}
	notice, err := s.noticeGroup(ctx, clerk, today)
	if err != nil {
		return view, s.fault(err)
	}
	view.Groups = append(view.Groups, notice)
	for _, g := range s.deskGroups(clerk, today) {
		group, err := s.deskGroup(ctx, g)
		if err != nil {
			return view, s.fault(err)
		}
		view.Groups = append(view.Groups, group)
	}
	view.Groups = slices.DeleteFunc(view.Groups, func(g yichuang.DeskGroup) bool { return g.Total == 0 })
	view.Taken, err = s.Count(ctx, Query{Clerk: clerk, Since: today, Until: today})
	return view, err
}

// deskQuery is one group as the tables know it.
type deskQuery struct {
	title, why string
	where      condition
	order      string
	args       []any // of the order
}

func (s *Store) deskGroups(clerk yichuang.UserID, today yichuang.Date) []deskQuery {
	own := " ORDER BY c.clerk = ? DESC, c.received DESC, c.id DESC"
	review := deskQuery{title: "收件审查中", why: "继续审查并作出决定", order: own, args: []any{string(clerk)}}
	review.where.stages([]yichuang.Stage{yichuang.StageReview})
	owed := deskQuery{title: "容缺材料将到期", why: "催申请人补齐欠缺的材料；到期未补的按承诺书处理", order: " ORDER BY c.owed, c.id"}
	owed.where.and("c.owed <= ?", s.opt.Calendar.AddWorkdays(today, owedAhead).Date.String())
	confirm := deskQuery{title: "待部门初审", why: "部门确认后录入确认人，受理才算完成", order: " ORDER BY c.received, c.id"}
	confirm.where.and("c.unconfirmed = 1")
	papers := deskQuery{title: "文书未交", why: "打印、确认出纸并交给申请人", order: " ORDER BY c.received DESC, c.id DESC"}
	papers.where.and("c.papers > 0")
	correcting := deskQuery{title: "待补正", why: "等申请人补正；人来了用编号调出继续审查", order: own, args: []any{string(clerk)}}
	correcting.where.stages([]yichuang.Stage{yichuang.StageCorrecting})
	groups := []deskQuery{review, owed, confirm, papers, correcting}
	for i := range groups {
		s.here(&groups[i].where, clerk)
	}
	return groups
}

// here narrows to the work of this seat: cases last reviewed here, and those that
// the clerk took in, wherever that was.
func (s *Store) here(where *condition, clerk yichuang.UserID) {
	where.and("(c.seat = ? OR c.clerk = ?)", s.terminal.ID.Seat(), string(clerk))
}

func (s *Store) deskGroup(ctx context.Context, q deskQuery) (yichuang.DeskGroup, error) {
	g := yichuang.DeskGroup{Title: q.title, Why: q.why}
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM cases c"+q.where.where(), q.where.args...).Scan(&g.Total)
	if err != nil || g.Total == 0 {
		return g, err
	}
	q.where.args = append(q.where.args, append(q.args, deskList)...)
	err = s.rows(ctx, &q.where, q.order+" LIMIT ?", func(c *yichuang.Summary, _ []string) bool {
		g.Cases = append(g.Cases, *c)
		return true
	})
	return g, err
}

// noticeGroup finds the cases whose correction notice is due. The last day
// depends on item and calendar, so the rows are few columns of everything that
// may need a notice, and only those shown are read whole.
func (s *Store) noticeGroup(ctx context.Context, clerk yichuang.UserID, today yichuang.Date) (yichuang.DeskGroup, error) {
	g := yichuang.DeskGroup{Title: "补正告知将到期", Why: "期限内不告知补正，依法视为受理；请今天审完并作出决定"}
	by := s.opt.Calendar.AddWorkdays(today, noticeAhead).Date
	late, err := s.dueNotices(ctx, clerk, by)
	if err != nil || len(late) == 0 {
		return g, err
	}
	g.Total = len(late)
	for _, l := range late[:min(len(late), deskList)] {
		f := new(condition)
		f.and("c.id = ?", l.id)
		err := s.rows(ctx, f, "", func(c *yichuang.Summary, _ []string) bool {
			g.Cases = append(g.Cases, *c)
			return true
		})
		if err != nil {
			return g, err
		}
	}
	return g, nil
}

type dueNotice struct {
	id  int64
	day yichuang.Date
}

// dueNotices returns the cases whose notice is due by a day, the earliest first.
func (s *Store) dueNotices(ctx context.Context, clerk yichuang.UserID, by yichuang.Date) ([]dueNotice, error) {
	where := new(condition)
	where.stages([]yichuang.Stage{yichuang.StageReview, yichuang.StageConfirm})
	where.and("c.visit = 1")
	s.here(where, clerk)
	rows, err := s.read.QueryContext(ctx, `SELECT c.id, c.stage, c.received, coalesce(i.correction, '')
		FROM cases c LEFT JOIN items i ON i.id = c.item AND i.edition = c.edition`+where.where(), where.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	notices := newNoticeDays(s.opt.Calendar)
	var due []dueNotice
	for rows.Next() {
		var id, received int64
		var stage yichuang.Stage
		var correction string
		if err := rows.Scan(&id, &stage, &received, &correction); err != nil {
			return nil, err
		}
		if day := notices.of(stage, 1, yichuang.DateOf(moment(received)), correction); dueBy(day, by) {
			due = append(due, dueNotice{id, day})
		}
	}
	slices.SortStableFunc(due, func(a, b dueNotice) int { return a.day.Compare(b.day) })
	return due, rows.Err()
}
