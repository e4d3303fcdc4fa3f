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
	nearAhead   = 1
)

// unclosedBack is how many days back the desk tells of days that nobody closed.
const unclosedBack = 8

// Desk returns what needs a person on a day, by his roles, the most urgent first:
// for a clerk the work of this terminal, his own before that of others where
// nothing is more urgent; for an officer that of his department; for the hand-over
// desk what is on its way and what lies there; for a supervisor what is late.
// Groups without a case are left out.
func (s *Store) Desk(ctx context.Context, u yichuang.User, today yichuang.Date) (yichuang.DeskView, error) {
	view := yichuang.DeskView{Today: today}
	var groups []deskQuery
	if u.Is(yichuang.RoleSupervisor) {
		groups = append(groups, s.supervisorGroups(today)...)
	}
	if u.Is(yichuang.RoleOfficer) {
		groups = append(groups, officerGroups(u, today)...)
	}
	if u.Is(yichuang.RoleWindow) || u.Is(yichuang.RoleSupervisor) {
		notice, err := s.noticeGroup(ctx, u.ID, today)
		if err != nil {
			return view, s.fault(err)
		}
		view.Groups = append(view.Groups, notice)
		groups = append(groups, s.windowGroups(u.ID, today)...)
	}
	if u.Is(yichuang.RoleHandOver) || u.Is(yichuang.RoleSupervisor) {
		groups = append(groups, handOverGroups()...)
	}
	for _, g := range groups {
		group, err := s.deskGroup(ctx, g)
		if err != nil {
			return view, s.fault(err)
		}
		view.Groups = append(view.Groups, group)
	}
	view.Groups = slices.DeleteFunc(view.Groups, func(g yichuang.DeskGroup) bool { return g.Total == 0 })
	var err error
	if u.Is(yichuang.RoleWindow) {
		if view.Unclosed, err = s.OpenDays(ctx, today.AddDays(-unclosedBack), today); err != nil {
			return view, err
		}
	}
	view.Taken, err = s.Count(ctx, Query{Clerk: u.ID, Since: today, Until: today})
	return view, err
}

// deskQuery is one group as the tables know it.
type deskQuery struct {
	kind       yichuang.GroupKind
	title, why string
	where      condition
	order      string
	args       []any // of the order
}

// with narrows the group.
func (q deskQuery) with(sql string, args ...any) deskQuery {
	q.where.and(sql, args...)
	return q
}

func (q deskQuery) in(stages ...yichuang.Stage) deskQuery {
	q.where.stages(stages)
	return q
}

func (s *Store) windowGroups(clerk yichuang.UserID, today yichuang.Date) []deskQuery {
	own, args := " ORDER BY c.clerk = ? DESC, c.received DESC, c.id DESC", []any{string(clerk)}
	groups := []deskQuery{
		deskQuery{kind: yichuang.GroupUrged, title: "督导催办", why: "按 Enter 打开，答复后继续办理", order: oldestFirst}.
			with("c.id IN (SELECT case_id FROM urges WHERE department = '')"),
		deskQuery{kind: yichuang.GroupAsked, title: "部门要求补充", why: "按部门的要求补充并答复", order: oldestFirst}.with("c.asked > 0"),
		deskQuery{kind: yichuang.GroupReview, title: "收件审查中", why: "继续审查并作出决定", order: own, args: args}.in(yichuang.StageReview),
		deskQuery{kind: yichuang.GroupOwed, title: "容缺材料将到期", why: "催申请人补齐欠缺的材料；到期未补的按承诺书处理", order: " ORDER BY c.owed, c.id"}.
			with("c.owed <= ?", s.opt.Calendar.AddWorkdays(today, owedAhead).Date.String()),
		deskQuery{kind: yichuang.GroupConfirm, title: "待部门初审", why: "部门确认后录入确认人，受理才算完成", order: oldestFirst}.with("c.unconfirmed = 1"),
		deskQuery{kind: yichuang.GroupPapers, title: "文书未交", why: "打印、确认出纸并交给申请人", order: newestFirst}.with("c.papers > 0"),
		deskQuery{kind: yichuang.GroupCorrecting, title: "待补正", why: "等申请人补正；人来了用编号调出继续审查", order: own, args: args}.in(yichuang.StageCorrecting),
	}
	for i := range groups {
		s.here(&groups[i].where, clerk)
	}
	online := deskQuery{kind: yichuang.GroupOnline, title: "网上待收", why: "按 Enter 领取，用同样的审查要点审查电子材料", order: oldestFirst}.in(yichuang.StageSubmitted)
	return slices.Insert(groups, 2, online)
}

const oldestFirst = " ORDER BY c.received, c.id"

// officerGroups are the work of a department. Approvals in one state are found by
// their index, the first to be due first.
func officerGroups(u yichuang.User, today yichuang.Date) []deskQuery {
	const due = " ORDER BY c.promised IS NULL, c.promised, c.id"
	of := func(kind yichuang.GroupKind, title, why string, state yichuang.ApprovalState) deskQuery {
		return deskQuery{kind: kind, title: title, why: why, order: due}.
			with("c.id IN (SELECT case_id FROM approvals WHERE department = ? AND state = ?)", u.Department, string(state))
	}
	approving := of(yichuang.GroupApproving, "审批中", "按 Enter 办理：要求补充、特别程序、延期、作出决定", yichuang.ApprovalIsTaken)
	approving.order = " ORDER BY (SELECT a.officer = ? FROM approvals a WHERE a.case_id = c.id AND a.department = ?) DESC, c.promised IS NULL, c.promised, c.id"
	approving.args = []any{string(u.ID), u.Department}
	return []deskQuery{
		deskQuery{kind: yichuang.GroupUrged, title: "督导催办", why: "按 Enter 打开，答复后继续办理", order: due}.
			with("c.id IN (SELECT case_id FROM urges WHERE department = ?)", u.Department),
		deskQuery{kind: yichuang.GroupOwed, title: "容缺逾期未补", why: "按承诺书终止办理，理由和依据已拟好；补来了的由窗口登记", order: " ORDER BY c.owed, c.id"}.
			with("c.owed < ?", today.String()).with("c.id IN (SELECT case_id FROM approvals WHERE department = ?)", u.Department),
		deskQuery{kind: yichuang.GroupConfirm, title: "待初审", why: "核对窗口的形式审查，确认或者退回", order: oldestFirst}.with("c.unconfirmed = 1").with("c.department = ?", u.Department),
		of(yichuang.GroupTake, "待领办", "按 Enter 领办", yichuang.ApprovalIsWaiting).with("c.unconfirmed = 0"),
		approving,
		of(yichuang.GroupAsking, "待窗口补充", "已要求窗口补充，等待答复", yichuang.ApprovalIsAsking),
		of(yichuang.GroupPaused, "特别程序和中止", "程序结束后登记恢复", yichuang.ApprovalIsPaused),
		deskQuery{kind: yichuang.GroupResult, title: "待登记结果", why: "登记证照或者批文，送综合出件窗口", order: oldestFirst}.
			with("c.id IN (SELECT case_id FROM approvals WHERE department = ? AND state = ? AND result = '')", u.Department, string(yichuang.ApprovalIsRuled)).
			in(yichuang.StageAccepted, yichuang.StageRuled),
		deskQuery{kind: yichuang.GroupPapers, title: "文书未送达", why: "打印、确认出纸并送达申请人", order: oldestFirst}.
			with("c.id IN (SELECT case_id FROM approvals WHERE department = ? AND papers > 0)", u.Department),
	}
}

// handOverGroups are what lies at the hand-over desk, and what is on its way there.
func handOverGroups() []deskQuery {
	return []deskQuery{
		deskQuery{kind: yichuang.GroupReady, title: "待领取", why: "申请人来了核对身份出件；久未领取的提醒", order: oldestFirst}.in(yichuang.StageReady),
		deskQuery{kind: yichuang.GroupArriving, title: "待到件", why: "部门已登记结果，送到后登记到件", order: oldestFirst}.
			with("c.id IN (SELECT case_id FROM approvals WHERE result = ?)", string(yichuang.ResultIssued)).in(yichuang.StageAccepted, yichuang.StageRuled),
	}
}

// supervisorGroups are what is late, and what soon will be.
func (s *Store) supervisorGroups(today yichuang.Date) []deskQuery {
	const due = " ORDER BY c.promised, c.id"
	soon := s.opt.Calendar.AddWorkdays(today, nearAhead).Date.String()
	return []deskQuery{
		deskQuery{kind: yichuang.GroupLate, title: "审批已超期", why: "按 Enter 打开，催办或者督办", order: due}.in(yichuang.StageAccepted).with("c.promised < ?", today.String()),
		deskQuery{kind: yichuang.GroupNear, title: "审批将到期", why: "按 Enter 打开，催办或者督办", order: due}.in(yichuang.StageAccepted).
			with("c.promised >= ?", today.String()).with("c.promised <= ?", soon),
		deskQuery{kind: yichuang.GroupUrged, title: "催办未答", why: "等待承办人答复", order: oldestFirst}.with("c.id IN (SELECT case_id FROM urges)"),
	}
}

// here narrows to the work of this seat: cases last reviewed here, and those that
// the clerk took in, wherever that was.
func (s *Store) here(where *condition, clerk yichuang.UserID) {
	where.and("(c.seat = ? OR c.clerk = ?)", s.terminal.ID.Seat(), string(clerk))
}

func (s *Store) deskGroup(ctx context.Context, q deskQuery) (yichuang.DeskGroup, error) {
	g := yichuang.DeskGroup{Kind: q.kind, Title: q.title, Why: q.why}
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
	g := yichuang.DeskGroup{Kind: yichuang.GroupNotice, Title: "补正告知将到期", Why: "期限内不告知补正，依法视为受理；请今天审完并作出决定"}
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
