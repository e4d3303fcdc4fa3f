package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/kit"
	"yichuang/tui/ledger"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const market = "市场监督管理局"

var (
	clerk    = yichuang.User{ID: testkit.FillClerk, Name: "钱窗口", Role: yichuang.RoleWindow}
	officer  = yichuang.User{ID: "2001", Name: "王审批", Role: yichuang.RoleOfficer, Department: market}
	overseer = yichuang.User{ID: "9001", Name: "赵督导", Role: yichuang.RoleSupervisor}
)

// seat is a terminal with a real store, and notes what was printed and exported.
type seat struct {
	*testkit.Seat
	t    *testing.T
	out  []string
	fail error // what the next printing fails with
}

func newSeat(t *testing.T, day string) *seat {
	t.Helper()
	return &seat{Seat: testkit.OpenSeat(t, tuitest.Shop(), day), t: t}
}

// owing is a case accepted without the licence, which is owed until a day.
func (s *seat) owing(name string) yichuang.CaseNumber {
	s.t.Helper()
	a := tuitest.Zhang()
	a.Name = name
	n := s.Begun(a)
	s.Do(clerk.ID, n, &yichuang.ScenarioAnswered{Scenario: "s1", Name: "新办", Outcome: yichuang.Collect, Asked: []yichuang.MaterialID{"app", "bl"}},
		&yichuang.MaterialTaken{Material: "app", Presence: yichuang.Held, Originals: 1},
		&yichuang.PointsJudged{Material: "app", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}, {No: 2, Verdict: yichuang.Pass}}},
		&yichuang.MaterialTaken{Material: "bl", Presence: yichuang.Missing})
	s.Decided(n, yichuang.Choice{Decision: yichuang.AcceptOwing})
	return n
}

func (s *seat) Owed(ctx context.Context) ([]yichuang.OwedLine, error) {
	return s.Store.Owed(ctx, s.Circumstances())
}

func (s *seat) ExportOwed(_ context.Context, lines []yichuang.OwedLine, as string) (string, error) {
	s.out = append(s.out, fmt.Sprintf("%d.%s", len(lines), as))
	return "owed." + as, nil
}

func (s *seat) ExportOriginals(_ context.Context, lines []yichuang.OriginalsLine, as string) (string, error) {
	s.out = append(s.out, fmt.Sprintf("%d.%s", len(lines), as))
	return "originals." + as, nil
}

func (s *seat) HandOn(ctx context.Context, by yichuang.UserID, from, to yichuang.Place, all []yichuang.CaseNumber) (*yichuang.Slip, error) {
	slip := yichuang.Slip{From: from, To: to}
	var moves []store.Move
	for _, n := range all {
		moved, line, err := yichuang.MoveOf(s.Item, s.Is(n), from, to)
		if err != nil {
			return nil, err
		}
		slip.Lines, moves = append(slip.Lines, line), append(moves, store.Move{Case: n, Base: s.Is(n).Seen(), Moved: moved})
	}
	return s.Store.HandOn(ctx, by, slip, moves)
}

func (s *seat) PrintSlip(_ context.Context, slip *yichuang.Slip, again bool) (string, error) {
	if err := s.fail; err != nil {
		s.fail = nil
		return "", err
	}
	s.out = append(s.out, fmt.Sprint(slip.Number, " ", again))
	return slip.Number + ".pdf", nil
}

// blank stands in for other screens.
type blank struct{ name string }

func (blank) Init() tea.Cmd                 { return nil }
func (blank) Update(tea.Msg) tea.Cmd        { return nil }
func (b blank) View() (string, *tea.Cursor) { return "画面：" + b.name, nil }
func (blank) Keys() []key.Binding           { return nil }

// open opens the ledger of owed materials for a person.
func (s *seat) open(me yichuang.User) *tuitest.Driver {
	s.t.Helper()
	d := tuitest.New(s.t)
	inner := d.Env.Now
	d.Env.Now = func() time.Time { return s.At.Add(inner().Sub(tuitest.Begin)) } // keys take their time
	to := func(name string) func(any) kit.Screen {
		return tui.With(func(n yichuang.CaseNumber) kit.Screen { return blank{name + string(n)} })
	}
	return d.Screen(ledger.NewOwed(d.Env, s, me), tui.Routes{
		"case": to("办件"), "office": to("审批"),
		"remind":    tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewRemind(d.Env, s, me, c) }),
		"askend":    tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewAskEnd(d.Env, s, me, c) }),
		"ledger":    tui.Plain(func() kit.Screen { return ledger.NewOwed(d.Env, s, me) }),
		"originals": tui.Plain(func() kit.Screen { return ledger.NewOriginals(d.Env, s, me) }),
		"slips":     tui.Plain(func() kit.Screen { return ledger.NewSlips(d.Env, s) }),
	})
}

// What is owed is due in working days over National Day: reminded of, delivered, or
// behind its day, and then the department has its decision prepared.
func TestOwedMaterials(t *testing.T) {
	s := newSeat(t, "2026-09-28")
	first := s.owing("张三")
	second := s.owing("李四")
	due := s.Is(first).OwedDue()
	d := s.open(clerk).Sees("待补齐", "1/2", "逾期0份", due.String(), "营业执照", "张三", "到期前提醒")
	d.Press("k").Sees("提醒补齐", due.String()+"前补齐").Press("enter").Type("明日补来").Press("enter").Sees("已登记提醒", "1次", "提醒过")
	d.Press("z").Sees("没有逾期的不能终止")
	s.Do(clerk.ID, second, &yichuang.OwedDelivered{Material: "bl", Copies: 2, Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}})
	s.At = due.Start().Add(10 * time.Hour)
	d.Send(kit.Changed{}).Sees("1/1", "逾期0份").Press("g").Sees("已逾期", "没有这样的欠缺材料").Press("g").Sees("全部", "已补齐", "1/2", "营业执照")
	s.At = due.AddDays(1).Start().Add(10 * time.Hour)
	d.Send(kit.Changed{}).Press("g", "g").Sees("已逾期", "逾期1份", "张三", "理由和依据已拟好").Press("z").Sees("由审批部门终止").
		Press("e").Sees("已写到 owed.xlsx").Press("c").Sees("已写到 owed.csv").Press("enter").Sees("画面：办件" + string(first))
	if len(s.out) != 2 || s.out[0] != "1.xlsx" {
		t.Errorf("%v", s.out)
	}
	s.open(officer).Sees("逾期1份").Press("z").Sees("画面：审批" + string(first))
	s.open(yichuang.User{ID: "2002", Name: "孙审批", Role: yichuang.RoleOfficer, Department: "卫生健康委员会"}).Sees("没有这样的欠缺材料")
	s.open(overseer).Press("z").Sees("申请人承诺于"+due.String()+"前补齐《营业执", "承诺书》终止办理").Press("enter").Sees("已发出")
	if u := s.Is(first).Urges; len(u) != 1 || u[0].Kind != yichuang.Supervise || u[0].Department != market {
		t.Errorf("%+v", u)
	}
	s.Do("2001", first, &yichuang.Terminated{Department: market, Cause: yichuang.EndOwed, Reason: s.Is(first).BrokenPromise(), Basis: "《容缺受理告知承诺书》第四项"})
	s.open(clerk).Sees("逾期0份")
}

// Originals of two cases go with one slip to the courier, then to the department; each
// case knows where they are, and the slip can be printed again.
func TestOriginalsMoveWithSlips(t *testing.T) {
	s := newSeat(t, "2026-09-28")
	first, second := s.Accepted(tuitest.Zhang()), s.Accepted(tuitest.Zhang())
	d := s.open(clerk).Press("tab").Sees("原件：全部", "2件2份", "收件窗口（W07）", "没有交接过").
		Press("space", "space").Sees("[x]").Press("j").Sees("转办交接单", "2件办件，原件2份", "交出：收件窗口（W07）").
		Press("enter", "enter").Sees("请填写单位、人员").Type("周转办").Press("enter").
		Sees("交接单W07-260928-JJ1已写到 W07-260928-JJ1.pdf", "流转途中（周转办）", "交接单W07-260928-JJ1").NotSees("[x]")
	courier := yichuang.Place{Kind: yichuang.WithCourier, Name: "周转办"}
	for _, n := range []yichuang.CaseNumber{first, second} {
		if at := s.Is(n).PlaceOf("app"); at != courier {
			t.Errorf("%s: %+v", n, at)
		}
	}
	d.Press("home", "j").Press("enter").Type(market).Press("enter").Sees("JJ2", "审批部门（"+market+"）")
	d.Press("space", "space", "j").Sees("不在同一处")
	d.Press("g").Sees("原件：收件窗口", "这里没有原件").Press("j").Sees("没有选中的原件").Press("g").Sees("原件：流转途中", "1件1份").Press("g").Sees("原件：审批部门").Press("g").Sees("原件：归档").Press("g").Sees("原件：全部")
	s.fail = errors.New("no paper")
	d.Press("s").Sees("本席位开的交接单", "W07-260928-JJ2", "1/2", "食品经营许可申请书，原件1份").Press("enter").Sees("出错").Press("enter").Sees("JJ2已写到").Press("esc")
	if got := s.out; len(got) != 3 || got[0] != "W07-260928-JJ1 false" || got[2] != "W07-260928-JJ2 true" {
		t.Errorf("%v", got)
	}
	d.Press("e").Sees("已写到 originals.xlsx").Press("tab").Sees("容缺材料").Resize(120, 40).Press("tab").Sees("原件：全部")
}

// Somebody moved the originals meanwhile: nothing is half done.
func TestOriginalsMovedMeanwhile(t *testing.T) {
	s := newSeat(t, "2026-09-28")
	n := s.Accepted(tuitest.Zhang())
	d := s.open(clerk).Press("tab", "j").Sees("转办交接单")
	s.Do("1002", n, &yichuang.PapersMoved{Materials: []yichuang.MaterialID{"app"}, From: s.Is(n).PlaceOf("app"), To: yichuang.Place{Kind: yichuang.AtArchive, Name: "3号柜"}})
	d.Press("enter").Type("周转办").Press("enter").Sees("没有原件", "请看最新的台账").Press("esc").Sees("还没有登记")
	if slips, err := s.Slips(t.Context(), 1); err != nil || len(slips) != 0 {
		t.Errorf("%+v, %v", slips, err)
	}
}
