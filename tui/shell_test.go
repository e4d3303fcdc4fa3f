package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// page is a screen that does what a test tells it.
type page struct {
	name    string
	on      map[string]func() tea.Cmd // by key
	got     []string                  // messages, by type
	results []tea.Msg
	field   *kit.Field
	leaving string
	guard   bool
	own     bool // shows its failures itself
	failed  error
	keys    []key.Binding
	size    kit.Size
}

func (p *page) Init() tea.Cmd { return nil }

func (p *page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		p.size = msg
	case tea.KeyPressMsg:
		if do := p.on[msg.String()]; do != nil {
			return do()
		}
		if p.field != nil {
			p.field.Update(msg)
		}
		p.got = append(p.got, "key "+msg.String())
	case answer, kit.Answer:
		p.results = append(p.results, msg)
	default:
		p.got = append(p.got, fmt.Sprintf("%T", msg))
	}
	return nil
}

func (p *page) View() (string, *tea.Cursor) {
	if p.field == nil {
		return "这是" + p.name, nil
	}
	text, x := p.field.View(p.size.Width - 6)
	return "这是" + p.name + "\n输入：" + text, kit.Caret(6+x, 1)
}

func (p *page) Keys() []key.Binding { return p.keys }
func (p *page) Title() string       { return p.name }
func (p *page) Leaving() string     { return p.leaving }
func (p *page) Guards() bool        { return p.guard }

func (p *page) Failed(err error) bool {
	p.failed = err
	return p.own
}

func (p *page) saw(what string) int {
	n := 0
	for _, g := range p.got {
		if g == what {
			n++
		}
	}
	return n
}

// answer is a result of work.
type answer struct{ n int }

// hall is a program of three pages: 首页, 收件 by F2 and 查询 by F3, whatever
// stands on top.
type hall struct {
	*tuitest.Driver
	home, intake, search, lock *page
	work                       func() (tea.Msg, error)
	cases                      []*page
}

func open(t *testing.T) *hall {
	h := &hall{Driver: tuitest.New(t)}
	h.work = func() (tea.Msg, error) { return answer{1}, nil }
	h.home, h.intake, h.search = &page{name: "首页"}, &page{name: "收件"}, &page{name: "查询", field: kit.NewField(nil)}
	h.search.field.Focus()
	h.lock = &page{name: "锁屏", guard: true, on: map[string]func() tea.Cmd{"u": func() tea.Cmd { return kit.Back(nil) }}}
	for _, p := range []*page{h.home, h.intake, h.search} {
		p.on = map[string]func() tea.Cmd{
			"f2": func() tea.Cmd { return kit.Go("intake", nil) },
			"f3": func() tea.Cmd { return kit.Go("search", nil) },
			"f4": func() tea.Cmd { return kit.Back(answer{4}) },
			"f5": func() tea.Cmd {
				return h.Env.Do(p, func(context.Context) (tea.Msg, error) { return h.work() })
			},
			"f6": func() tea.Cmd { return kit.Send(kit.Home{}) },
			"f7": func() tea.Cmd { return kit.Tell("收据已印") },
			"f8": func() tea.Cmd { return kit.Instead("search", nil) },
			"f9": func() tea.Cmd { return h.Env.After(p, time.Minute, answer{9}) },
		}
	}
	h.Start(tui.Options{
		Start:    kit.Route{Name: "home"},
		IdleLock: 10 * time.Minute,
		Header: func() tui.Header {
			return tui.Header{Hall: "示范政务服务大厅", Seat: "3号窗口", Person: "1001", Link: "离线（本机已保存）", Demo: true}
		},
		Routes: tui.Routes{
			"home":   tui.Plain(func() kit.Screen { return h.home }),
			"intake": tui.Plain(func() kit.Screen { return h.intake }),
			"search": tui.Plain(func() kit.Screen { return h.search }),
			"lock":   tui.With(func(kit.Lock) kit.Screen { return h.lock }),
			"case": tui.With(func(s kit.Scanned) kit.Screen {
				h.cases = append(h.cases, &page{name: "办件" + s.Ticket})
				return h.cases[len(h.cases)-1]
			}),
		},
	}, 80, 24)
	return h
}

func TestFrame(t *testing.T) {
	h := open(t)
	h.home.keys = []key.Binding{kit.Bind("F2", "收件", "f2"), kit.Off(kit.Bind("F8", "打印", "f8"), "还没有可打印的文书")}
	h.Sees("【演示】一窗 | 示范政.. | 3号窗口 | 1001", "离线（本机已保存）", "2026-11-23 周一", "F2 收件", "F1 帮助").
		NotSees("F8", "Esc 返回").
		Press("f2").Sees("首页 > 收件", "这是收件", "Esc 返回").
		Press("f3").Sees("首页 > 收件 > 查询").
		Type("中文").CaretAfter("输入：中文").Caret(10, 3).
		Resize(200, 50).CaretAfter("输入：中文").Sees("【演示】一窗 | 示范政务服务大厅 | 3号窗口 | 1001").
		Resize(60, 20).Sees("窗口太小：现在 60×20").NoCaret().
		Press("x").Resize(80, 24).CaretAfter("输入：中文")
	for _, size := range [][2]int{{1, 1}, {2, 1}, {10, 3}, {79, 24}, {80, 23}, {300, 100}} {
		h.Resize(size[0], size[1])
	}
}

// TestKeysGoToTheTop is routing rule 1.
func TestKeysGoToTheTop(t *testing.T) {
	h := open(t)
	h.Press("a", "f2", "b", "f3", "c", "esc", "d")
	if h.home.saw("key a") != 1 || h.intake.saw("key b") != 1 || h.search.saw("key c") != 1 || h.intake.saw("key d") != 1 {
		t.Errorf("home got %v, intake %v, search %v", h.home.got, h.intake.got, h.search.got)
	}
	h.Press("esc", "esc").Sees("已在首页", "这是首页")
}

// TestReplyFindsItsScreen is routing rule 2: to the one that asked, also from
// below; dropped when it is gone.
func TestReplyFindsItsScreen(t *testing.T) {
	h := open(t)
	h.Press("f5")
	if len(h.home.results) != 1 || h.home.results[0] != (answer{1}) {
		t.Fatalf("home has %v", h.home.results)
	}
	h.Press("f2", "f9", "f3").Advance(time.Minute)
	if len(h.intake.results) != 1 || len(h.search.results) != 0 {
		t.Errorf("intake has %v, search %v", h.intake.results, h.search.results)
	}
	h.Press("f9", "esc").Advance(time.Minute)
	if len(h.search.results) != 0 || len(h.intake.results) != 1 {
		t.Error("the answer for a screen that is gone was delivered")
	}
	h.work = func() (tea.Msg, error) { return kit.Route{Name: "search"}, nil }
	h.Press("f5").Sees("收件 > 查询")
}

// A key that is pressed twice before the next screen stands opens it once; what is
// opened again after that is another screen.
func TestAKeyPressedTwice(t *testing.T) {
	h := open(t)
	h.home.on["x"] = func() tea.Cmd {
		see := kit.Send(kit.Route{Name: "case", Arg: kit.Scanned{Ticket: "1"}})
		return tea.Batch(see, see)
	}
	h.Press("x").Sees("首页 > 办件1")
	if len(h.cases) != 1 {
		t.Errorf("%d screens were opened", len(h.cases))
	}
	h.Press("esc").Sees("这是首页").Press("x", "esc").Sees("这是首页")
	if len(h.cases) != 2 {
		t.Errorf("%d screens were opened", len(h.cases))
	}
}

// TestChangedGoesToAll is routing rule 3.
func TestChangedGoesToAll(t *testing.T) {
	h := open(t)
	h.Press("f2", "f3").Send(kit.Changed{})
	for _, p := range []*page{h.home, h.intake, h.search} {
		if p.saw("kit.Changed") != 1 {
			t.Errorf("%s got %v", p.name, p.got)
		}
	}
	if h.search.size != (kit.Size{Width: 80, Height: 20}) {
		t.Errorf("a body has %v", h.search.size)
	}
	h.Resize(100, 30)
	if h.home.size != (kit.Size{Width: 100, Height: 26}) {
		t.Errorf("a screen below has %v", h.home.size)
	}
}

// TestUncovered has the screen that comes to the top again read anew, and a
// result that moves acted on in its name.
func TestUncovered(t *testing.T) {
	h := open(t)
	h.Press("f2", "f3", "esc")
	if h.intake.saw("kit.Changed") != 1 || h.home.saw("kit.Changed") != 0 {
		t.Errorf("intake got %v, home %v", h.intake.got, h.home.got)
	}
	h.Press("f3", "f6")
	if h.home.saw("kit.Changed") != 1 || h.intake.saw("kit.Changed") != 1 {
		t.Errorf("intake got %v, home %v", h.intake.got, h.home.got)
	}
	h.intake.on["f4"] = func() tea.Cmd { return kit.Back(kit.Route{Name: "search"}) }
	h.Press("f2", "f4").Sees("首页 > 查询").NotSees("收件")
}

// TestFailureHasOnePlace is routing rule 4.
func TestFailureHasOnePlace(t *testing.T) {
	h := open(t)
	h.work = func() (tea.Msg, error) {
		return nil, &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请管理员清理"}
	}
	h.Press("f2", "f5").Sees("出错：磁盘已满", "怎么办：请管理员清理")
	if h.intake.failed == nil {
		t.Error("the screen was not told")
	}
	h.Send(tea.KeyPressMsg{Code: 'x', Text: "x"}).Sees("磁盘已满") // nobody can have read it yet
	h.Press("x").NotSees("磁盘已满", "怎么办")
	h.intake.own = true
	h.Press("f5").NotSees("磁盘已满")
	h.work = func() (tea.Msg, error) { return nil, errors.New("disk I/O error") }
	h.intake.own = false
	h.Press("f5").Sees("程序内部错误：disk I/O error")
	h.work = func() (tea.Msg, error) { panic("索引越界") }
	h.Press("f5").Sees("程序内部错误：索引越界", "这是收件")
	h.Press("f7").Sees("收据已印").Press("x").NotSees("收据已印")
}

// TestFailureOfAScreenThatIsGone must still be seen: something was not done.
func TestFailureOfAScreenThatIsGone(t *testing.T) {
	h := open(t)
	h.Press("f2", "esc").Send(kit.Failed{To: h.intake, Err: errors.New("没有保存")}).Sees("没有保存")
	if h.intake.failed != nil {
		t.Error("a screen that is gone was asked")
	}
}

func TestResultsGoBelow(t *testing.T) {
	h := open(t)
	h.Press("f2", "f3", "f4").Sees("这是收件")
	if len(h.intake.results) != 1 || h.intake.results[0] != (answer{4}) || len(h.home.results) != 0 {
		t.Errorf("intake has %v, home %v", h.intake.results, h.home.results)
	}
	h.Press("f8").Sees("首页 > 查询").NotSees("收件")
	h.Press("f4", "f4").Sees("这是首页") // the first screen stays
	if len(h.home.results) != 1 {
		t.Errorf("home has %v", h.home.results)
	}
	h.Press("f2", "f3", "f6").Sees("这是首页").NotSees("收件", "查询")
	h.Send(kit.Route{Name: "nowhere"}).Sees("没有“nowhere”这项功能")
	h.Press("x").Send(kit.Route{Name: "case", Arg: 7}).Sees("“case”打不开")
	h.Send(kit.Reset{Route: kit.Route{Name: "search"}}).Sees(" 查询").NotSees("首页")
}

func TestLeavingIsAsked(t *testing.T) {
	h := open(t)
	h.Press("f2")
	h.intake.leaving = "申请人姓名还没有保存"
	h.Press("esc").Sees("申请人姓名还没有保存", "> 2 留下").Press("enter").Sees("这是收件")
	h.Press("esc", "1").Sees("这是首页").NotSees("没有保存")
	h.Press("f2", "f3", "f6").Sees("申请人姓名还没有保存").Press("esc").Sees("这是查询")
	h.Press("f6", "1").Sees("这是首页")
	h.Press("f2", "f10").Sees("退出一窗？", "申请人姓名还没有保存").Press("f10").Press("2").Sees("这是收件")
	h.Resize(60, 20).NotSees("F10").Press("f10").Resize(80, 24).Sees("这是收件")
	h.Press("ctrl+c").Sees("要退出请按 F10").Press("ctrl+q", "enter").Ended()
}

func TestHelp(t *testing.T) {
	h := open(t)
	h.home.keys = []key.Binding{
		kit.Bind("F2", "收件", "f2"),
		kit.Off(kit.Bind("F8", "打印", "f8"), "还没有可打印的文书"),
		kit.OffIf(kit.Bind("F9", "交接", "f9"), ""),
	}
	h.Press("f1").Sees("这里能用的按键", "F2          收件", "F8          打印（现在不能用：还没有可打印的文书）", "F9          交接", "Ctrl+L", "F10").
		Press("f1").Sees("这是首页").Press("f1", "enter").Sees("这是首页").Press("f1", "esc").Sees("这是首页")
	h.Press("f8").Sees("F8 打印：还没有可打印的文书")
	if h.home.saw("key f8") != 0 {
		t.Error("a key that is switched off reached the screen")
	}
}

const ticket = "*1234567890123456789012345678"

// TestScan is the rule of the caret: where there is one, keys are text.
func TestScan(t *testing.T) {
	h := open(t)
	h.Scan(ticket).Sees("首页 > 办件" + ticket)
	if len(h.home.got) != 0 {
		t.Errorf("the code reached the screen: %v", h.home.got)
	}
	h.Press("esc", "f3").Scan(ticket).CaretAfter("输入：" + ticket)
	if len(h.cases) != 1 || kit.Ticket(h.search.field.Value()) != ticket {
		t.Errorf("%d cases opened, the field holds %q", len(h.cases), h.search.field.Value())
	}
	h.Press("esc").Scan("*12A4").Sees("不是本系统").NotSees("办件")
	h.Scan("*").Sees("不是本系统")
	h.Press("1", "2")
	if h.home.saw("key 1") != 1 || h.home.saw("key 2") != 1 {
		t.Errorf("keys after a scan are lost: %v", h.home.got)
	}
}

// TestScanBrokenOff has a code whose end never comes.
func TestScanBrokenOff(t *testing.T) {
	h := open(t)
	h.Send(tea.KeyPressMsg{Code: '*', Text: "*"}).Send(tea.KeyPressMsg{Code: '1', Text: "1"}).NotSees("扫码没有完成")
	h.Advance(kit.ScanPause).Sees("扫码没有完成")
	h.Press("7")
	if h.home.saw("key 7") != 1 || h.home.saw("key 1") != 0 {
		t.Errorf("home got %v", h.home.got)
	}
	h.Send(tea.KeyPressMsg{Code: '*', Text: "*"}).Send(tea.KeyPressMsg{Code: tea.KeyF2}).Sees("这是收件")
	h.Scan(ticket).Sees("收件 > 办件")
	slow := strings.Split(ticket, "")
	h.Press("esc")
	for _, c := range slow {
		h.Advance(kit.ScanPause / 2).Send(tea.KeyPressMsg{Code: rune(c[0]), Text: c})
	}
	h.Send(keyEnter).Sees("收件 > 办件" + ticket)
}

// nowhen is a clock that stands still.
func nowhen() time.Time { return tuitest.Begin }

var keyEnter = tea.KeyPressMsg{Code: tea.KeyEnter}

func TestLock(t *testing.T) {
	h := open(t)
	h.Press("f2").Advance(9 * time.Minute).Press("x").Advance(9*time.Minute + 58*time.Second).Sees("这是收件")
	h.Advance(2 * time.Second).Sees("这是锁屏")
	h.Press("esc").Sees("这是锁屏").Scan(ticket).Sees("这是锁屏").Press("ctrl+l").Sees("这是锁屏")
	if h.lock.saw("key esc") != 1 || len(h.cases) != 0 {
		t.Errorf("lock got %v, %d cases opened", h.lock.got, len(h.cases))
	}
	h.Advance(time.Hour).Press("u").Sees("这是收件").Press("ctrl+l").Sees("这是锁屏").Press("u").Sees("这是收件")
}

// TestBehindTheLock lets screens go on with their work behind the lock: nothing
// of it shows, and all of it is there afterwards.
func TestBehindTheLock(t *testing.T) {
	h := open(t)
	h.Press("f2", "ctrl+l")
	h.Send(kit.Reply{To: h.intake, Msg: kit.Route{Name: "search"}}).Sees("这是锁屏")
	h.Send(kit.Failed{To: h.intake, Err: errors.New("张三的文书没有印出")}).NotSees("张三")
	h.Send(kit.Notice{Text: "李四的收据已印"}).NotSees("李四")
	h.Send(kit.Failed{To: h.lock, Err: errors.New("密码不对")}).Sees("密码不对")
	h.Send(kit.Failed{To: h.intake, Err: errors.New("张三的文书没有印出")}).NotSees("张三")
	h.Send(kit.Reply{To: h.intake, Msg: kit.Home{}}).Sees("这是锁屏")
	h.Press("u").Sees("这是首页", "张三的文书没有印出")
	h.Press("f2", "ctrl+l").Send(kit.Reply{To: h.intake, Msg: kit.Close{Result: answer{2}}}).Press("u").Sees("这是首页")
	if len(h.home.results) != 1 {
		t.Errorf("home has %v", h.home.results)
	}
}

// TestIdleCostsNothing has one message under way while nobody does anything: the
// idle clock.
func TestIdleCostsNothing(t *testing.T) {
	h := open(t)
	h.Press("f2", "f3", "a", "b")
	if h.Waiting() != 1 {
		t.Errorf("%d messages wait for their time", h.Waiting())
	}
}
