package dayend_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/tui"
	"yichuang/tui/dayend"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const pin = "482915"

var clerk = yichuang.User{ID: testkit.FillClerk, Name: "钱窗口", Role: yichuang.RoleWindow}

// seat is a terminal with a real store. What the centre has of a day is said by the test.
type seat struct {
	*testkit.Seat
	t       *testing.T
	alone   bool
	offline bool
	there   []yichuang.CaseNumber
	acked   int64
	printed []string
	retried int
}

func newSeat(t *testing.T, day string) *seat {
	t.Helper()
	s := &seat{Seat: testkit.OpenSeat(t, tuitest.Shop(), day), t: t}
	if err := s.AddUser(t.Context(), clerk, pin); err != nil {
		t.Fatal(err)
	}
	return s
}

// received takes a case in; the applicant holds its receipt when handed says so.
func (s *seat) received(handed bool) yichuang.CaseNumber {
	s.t.Helper()
	n := s.Accepted(tuitest.Zhang())
	number := yichuang.PaperNumber(s.Is(n), yichuang.Receipt)
	s.Do(clerk.ID, n, &yichuang.PaperPrepared{Paper: yichuang.Receipt, Number: number})
	if handed {
		s.hand(n, number)
	}
	return n
}

func (s *seat) hand(n yichuang.CaseNumber, number string) {
	s.t.Helper()
	s.Do(clerk.ID, n, &yichuang.PaperPrinted{Number: number, Count: 1, To: "纸"}, &yichuang.PaperSeen{Number: number}, &yichuang.PaperHanded{Number: number})
}

// sent has the centre have everything.
func (s *seat) sent() {
	s.t.Helper()
	b, err := s.DayBook(s.t.Context(), yichuang.DateOf(s.At))
	if err != nil {
		s.t.Fatal(err)
	}
	s.there, s.acked = nil, b.Last
	for _, c := range b.Cases {
		s.there = append(s.there, c.Number)
	}
}

func (s *seat) DayBook(ctx context.Context, day yichuang.Date) (*yichuang.DayBook, error) {
	return s.Store.DayBook(ctx, day, s.alone)
}

func (s *seat) Closing(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error) {
	d, err := s.Store.Closing(ctx, day)
	if yichuang.CodeOf(err) == yichuang.NotFound {
		return nil, nil
	}
	return d, err
}

func (s *seat) UnfinishedDays(ctx context.Context) ([]yichuang.Date, error) {
	today := yichuang.DateOf(s.At)
	open, err := s.OpenDays(ctx, today.AddDays(-60), today)
	if err != nil {
		return nil, err
	}
	pending, err := s.PendingDays(ctx)
	return append(pending, open...), err
}

func (s *seat) CentreDay(_ context.Context, day yichuang.Date) (*yichuang.CentreDay, error) {
	if s.offline || s.alone {
		return nil, &yichuang.Error{Code: yichuang.Busy, Message: "现在连不上中心，中心有几件还不知道", Hint: "以后再核对"}
	}
	return &yichuang.CentreDay{Day: day, Cases: slices.Clone(s.there), Acked: s.acked}, nil
}

func (s *seat) CompareDay(ctx context.Context, day yichuang.Date) (*yichuang.DayClosing, error) {
	centre, err := s.CentreDay(ctx, day)
	if err != nil {
		return nil, err
	}
	now, err := s.DayBook(ctx, day)
	if err != nil {
		return nil, err
	}
	return s.Store.CompareDay(ctx, *centre, now)
}

func (s *seat) Fetch(context.Context, yichuang.CaseNumber) error { return nil }
func (s *seat) Retry()                                           { s.retried++ }

func (s *seat) CloseDay(ctx context.Context, typed string, d yichuang.DayClosing) (*yichuang.DayClosing, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if _, err := s.SignIn(ctx, d.By, typed); err != nil {
		return nil, err
	}
	return s.Store.CloseDay(ctx, d)
}

func (s *seat) PrintDay(_ context.Context, d *yichuang.DayClosing, again bool) (string, error) {
	s.printed = append(s.printed, fmt.Sprint(d.Number, " ", again))
	return d.Number + ".pdf", nil
}

// blank stands in for other screens.
type blank struct{ name string }

func (blank) Init() tea.Cmd                 { return nil }
func (blank) Update(tea.Msg) tea.Cmd        { return nil }
func (b blank) View() (string, *tea.Cursor) { return "画面：" + b.name, nil }
func (blank) Keys() []key.Binding           { return nil }

func (s *seat) open() *tuitest.Driver {
	s.t.Helper()
	d := tuitest.New(s.t)
	inner := d.Env.Now
	d.Env.Now = func() time.Time { return s.At.Add(inner().Sub(tuitest.Begin)) } // keys take their time
	to := func(name string) func(any) kit.Screen {
		return tui.With(func(n yichuang.CaseNumber) kit.Screen { return blank{name + string(n)} })
	}
	return d.Screen(dayend.New(d.Env, s, clerk), tui.Routes{"case": to("办件"), "papers": to("文书")})
}

// A day with one receipt that nobody handed over: the difference leads to the paper;
// then everything agrees and the clerk signs.
func TestClosingADay(t *testing.T) {
	s := newSeat(t, "2026-09-18")
	s.received(true)
	late := s.received(false)
	s.sent()
	d := s.open().Sees("2026年9月18日", "W07", "还没有日清", "2件", "已打印1份，已交申请人1份", "2件，09-18 10:0", "应有2份，还没有清点", "收件凭证没有打印", "打印、交付文书").
		Press("j").Sees("原件还没有清点").Press("enter").Sees("画面：文书" + string(late))
	s.hand(late, yichuang.PaperNumber(&yichuang.Case{Number: late}, yichuang.Receipt))
	s.sent()
	d.Press("esc", "n").Sees("没有不符", "已打印2份，已交申请人2份").Press("k").Sees("清点原件", "食品经营许可申请书", "应有2份").Type("1").Press("enter").
		Sees("应有2份，清点1份", "重新清点").Press("enter").Press("backspace").Type("2").Press("enter").Sees("应有2份，清点2份", "没有不符").
		Press("j").Sees("签字日清", "钱窗口（工号1001）").Press("enter").Type("111111").Press("enter").Sees("密码").Press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace").Type(pin).Press("enter").
		Sees("已日清", "W07-260918-", "工号1001", "各项相符", "日清单已写到")
	closing, err := s.Store.Closing(t.Context(), yichuang.DateOf(s.At))
	if err != nil || closing.By != clerk.ID || closing.Pending() || len(s.printed) != 1 {
		t.Fatalf("%+v %v %v", closing, err, s.printed)
	}
	d.Press("p").Sees("日清单已写到")
	s.received(true)
	d.Send(kit.Changed{}).Sees("日清以后", "又收了1件")
	if len(s.printed) != 2 || s.printed[1] != closing.Number+" true" {
		t.Errorf("%v", s.printed)
	}
}

// Offline the centre's count is not known: the day is closed all the same, and compared
// another day.
func TestClosingOffline(t *testing.T) {
	s := newSeat(t, "2026-09-18")
	s.received(true)
	s.offline = true
	s.open().Sees("现在连不上中心", "以后再核对").Press("k").Type("1").Press("enter").Press("j").Sees("现在不知道中心有几件").Press("enter").Type(pin).Press("enter").
		Sees("已日清，等待与中心核对").Press("n").Sees("现在连不上中心")
	s.On("2026-09-21")
	d := s.open().Sees("2026年9月21日", "另有1天没有日清或者没有与中心核对").Press("d").Sees("2026年9月18日", "等待与中心核对")
	s.offline = false
	d.Press("n").Sees("有不符的", "中心还没有这个办件", "步没有到中心", "立即同步").Press("enter").Sees("正在联系中心")
	s.On("2026-09-18")
	s.sent()
	s.On("2026-09-21")
	d.Press("n").Sees("与中心相符", "各项相符", "09-21").Press("d").Sees("2026年9月21日", "0件")
	if s.retried != 1 {
		t.Errorf("the centre was asked %d times to be quick", s.retried)
	}
}

// What does not agree needs a word; a seat without a centre is not asked about one.
func TestDifferencesNeedAWord(t *testing.T) {
	s := newSeat(t, "2026-09-18")
	s.alone = true
	n := s.Begun(tuitest.Zhang())
	d := s.open().Sees("单机使用", "还在审查，没有收件凭证", "打开办件").Press("n").Sees("单机使用，没有中心").Press("k").Sees("没有原件在本席位").
		Press("enter").Sees("画面：办件"+string(n)).Press("esc", "j").Sees("还有1处不符，须写明情况").Press("enter").Type(pin).Press("enter").Sees("请填写情况说明").
		Press("shift+tab").Type("申请人去补复印件，明早再来").Press("enter", "enter").Sees("已日清", "情况说明", "明早再来")
	d.Resize(120, 40).Sees("还在审查")
	if closing, err := s.Store.Closing(t.Context(), yichuang.DateOf(s.At)); err != nil || closing.Pending() {
		t.Errorf("%+v, %v", closing, err)
	}
}

// Half a count is not lost without a question.
func TestLeavingACount(t *testing.T) {
	s := newSeat(t, "2026-09-18")
	s.received(true)
	d := tuitest.New(t)
	d.Start(tui.Options{Start: kit.Route{Name: "first"}, Routes: tui.Routes{
		"first": tui.Plain(func() kit.Screen { return opener{} }),
		"day":   tui.Plain(func() kit.Screen { return dayend.New(d.Env, s, clerk) }),
	}}, 80, 24)
	s.At = d.Env.Now()
	d.Press("enter").Sees("日清").Press("esc").Sees("画面：first")
	s.received(true)
	d.Press("enter").Press("k").Type("1").Press("enter").Press("esc").Sees("要重新清点")
}

// opener opens the end of the day.
type opener struct{ blank }

func (opener) Update(msg tea.Msg) tea.Cmd {
	if kit.Is(msg, kit.Enter) {
		return kit.Go("day", nil)
	}
	return nil
}
func (opener) View() (string, *tea.Cursor) { return "画面：first", nil }
