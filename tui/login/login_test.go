package login_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/login"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// door is who may come in, and notes who tried.
type door struct {
	pins  map[yichuang.UserID]string
	tries []string
	// during runs while a PIN is being checked.
	during func()
}

func (d *door) SignIn(_ context.Context, id yichuang.UserID, pin string) (yichuang.User, error) {
	d.tries = append(d.tries, string(id)+"/"+pin)
	if d.during != nil {
		d.during()
	}
	if want, ok := d.pins[id]; !ok || want != pin {
		return yichuang.User{}, &yichuang.Error{Code: yichuang.Denied, Message: "工号或者密码不对，还可以试4次", Hint: "忘记密码的，请找大厅督导重设"}
	}
	return yichuang.User{ID: id, Name: "演示窗口", Role: yichuang.RoleWindow}, nil
}

// founder takes the form and notes it.
type founder struct {
	demo  int
	forms []login.HallForm
	err   error
}

func (f *founder) Demo(context.Context) error { f.demo++; return f.err }

func (f *founder) Setup(_ context.Context, form login.HallForm) error {
	f.forms = append(f.forms, form)
	return f.err
}

// page stands for a screen of another area, and remembers what it was opened with.
type page struct {
	name string
	arg  any
}

func (p *page) Init() tea.Cmd               { return nil }
func (p *page) Update(tea.Msg) tea.Cmd      { return nil }
func (p *page) View() (string, *tea.Cursor) { return "这里是" + p.name, nil }
func (p *page) Keys() []key.Binding         { return nil }

func pages(names ...string) tui.Routes {
	routes := tui.Routes{}
	for _, name := range names {
		routes[name] = func(arg any) kit.Screen { return &page{name, arg} }
	}
	return routes
}

var demo = login.Welcome{
	Hall: yichuang.Hall{Name: "政务服务大厅（演示）", Demo: true}, Window: 3,
	Hints: []string{"演示大厅可用的工号（密码都是 000000）：", "  1001  窗口受理", "  9001  大厅督导"},
}

// sizes are the terminals every screen is looked at in.
var sizes = []kit.Size{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 50}}

func TestSignIn(t *testing.T) {
	d := tuitest.New(t)
	who := &door{pins: map[yichuang.UserID]string{"1001": "000000"}}
	d.Screen(login.NewSignIn(d.Env, who, demo), pages("desk"))
	for _, size := range sizes {
		d.Resize(size.Width, size.Height).Sees("政务服务大厅（演示）", "3号窗口", "1001  窗口受理", "000000").CaretAfter("工号：")
	}
	d.Resize(80, 24).Type("1001").CaretAfter("1001").Press("enter").Type("112233").CaretAfter("******").NotSees("112233")
	d.Press("enter").Sees("工号或者密码不对，还可以试4次", "忘记密码的", "1001").NotSees("******").CaretAfter("密码：")
	d.Type("0").NotSees("还可以试4次").Type("00000").Press("enter").Sees("这里是desk")
	if u, ok := d.Top().(*page).arg.(yichuang.User); !ok || u.ID != "1001" {
		t.Errorf("the desk was opened with %#v", d.Top().(*page).arg)
	}
	if got := strings.Join(who.tries, " "); got != "1001/112233 1001/000000" {
		t.Errorf("tried %s", got)
	}
}

func TestSignInTakesChineseDigitsAndNothingElse(t *testing.T) {
	d := tuitest.New(t)
	who := &door{pins: map[yichuang.UserID]string{"1001": "246802"}}
	d.Screen(login.NewSignIn(d.Env, who, demo), pages("desk"))
	d.Press("enter").CaretAfter("工号：") // without a number Enter waits for one
	d.Type("１０x０*１").CaretAfter("1001").Press("enter", "enter").CaretAfter("密码：")
	d.Type("２４６８０２\n").Sees("这里是desk")
}

// While a PIN is checked the keyboard stays alive: a second Enter does nothing,
// and digits are the beginning of the next try.
func TestSignInWhileChecking(t *testing.T) {
	d := tuitest.New(t)
	who := &door{pins: map[yichuang.UserID]string{"1001": "246802"}}
	who.during = func() {
		who.during = nil
		d.Sees("正在核对…").Press("enter", "enter").Type("246").Press("enter")
	}
	d.Screen(login.NewSignIn(d.Env, who, demo), pages("desk"))
	d.Type("1001\n999999\n")
	if len(who.tries) != 1 {
		t.Fatalf("tried %v, want one try", who.tries)
	}
	d.NotSees("正在核对…").Sees("还可以试4次").CaretAfter("***").Type("802\n").Sees("这里是desk")
}

func TestNothingPassesTheSignIn(t *testing.T) {
	d := tuitest.New(t)
	d.Screen(login.NewSignIn(d.Env, &door{}, demo), pages("desk", "lock", "case"))
	d.Type("10").Press("esc").CaretAfter("工号：").Press("ctrl+l").NotSees("这里是")
	d.Scan("*1506272611220070100015").NotSees("这里是")
}

func TestSignInWithALongName(t *testing.T) {
	d := tuitest.New(t)
	long := login.Welcome{Hall: yichuang.Hall{Name: strings.Repeat("某某经济技术开发区", 20)}, Hints: []string{strings.Repeat("a\x1b[31m说明\xff", 80)}}
	d.Screen(login.NewSignIn(d.Env, &door{}, long)).Sees("工号：", "密码：")
	d.Resize(20, 5).Press("tab").Resize(80, 24).Sees("工号：", "密码：")
}

func TestLock(t *testing.T) {
	d := tuitest.New(t)
	who := &door{pins: map[yichuang.UserID]string{"1001": "246802"}}
	user := yichuang.User{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow}
	routes := pages("signin")
	routes["lock"] = func(arg any) kit.Screen {
		return login.NewLock(d.Env, who, user, login.Locked{Welcome: demo, Idle: arg.(kit.Lock).Idle})
	}
	d.Screen(&page{name: "没有做完的事"}, routes)
	for _, size := range sizes {
		d.Resize(size.Width, size.Height)
		d.Press("ctrl+l").Sees("窗口已锁定", "3号窗口").NotSees("没有做完的事", "1001", "演示窗口").CaretAfter("密码：")
		d.Type("111111\n").Sees("还可以试4次").Press("esc").NotSees("还可以试4次").Sees("窗口已锁定")
		d.Type("246802\n").Sees("没有做完的事")
	}
	d.Press("ctrl+l", "f9").Sees("换人登录").Press("2").Sees("窗口已锁定")
	d.Press("f9", "esc").Sees("窗口已锁定").Press("f9", "enter").Sees("这里是signin")
}

func TestLockWhileChecking(t *testing.T) {
	d := tuitest.New(t)
	who := &door{pins: map[yichuang.UserID]string{"1001": "246802"}}
	who.during = func() { who.during = nil; d.Sees("正在核对…").Press("enter").Type("2468") }
	d.Screen(login.NewLock(d.Env, who, yichuang.User{ID: "1001"}, login.Locked{Welcome: demo, Idle: true}))
	d.Sees("已自动锁定").Type("999999\n").CaretAfter("****")
	if len(who.tries) != 1 {
		t.Errorf("tried %v, want one try", who.tries)
	}
}

func TestDemo(t *testing.T) {
	for _, keys := range [][]string{{"1"}, {"enter"}, {"down", "up", "enter"}} {
		d := tuitest.New(t)
		work := &founder{}
		d.Screen(login.NewFirstRun(d.Env, work), pages("signin"))
		d.Sees("欢迎使用一窗", "进入演示大厅", "数据单独存放", "设置本大厅", "F10 退出").Press(keys...).Sees("这里是signin")
		if work.demo != 1 || len(work.forms) != 0 {
			t.Errorf("%v: demo %d times, set up %d times", keys, work.demo, len(work.forms))
		}
	}
}

func TestDemoFails(t *testing.T) {
	d := tuitest.New(t)
	work := &founder{err: &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请清理磁盘"}}
	d.Screen(login.NewFirstRun(d.Env, work), pages("signin"))
	d.Press("1").Sees("磁盘已满", "请清理磁盘").NotSees("正在准备")
	work.err = nil
	d.Press("1").Sees("这里是signin")
}

// fill types a whole form that is right.
func fill(d *tuitest.Driver) {
	for i, v := range []string{"某旗政务服务大厅", "150627", "7", "某旗人民政府", "0477-8123456",
		"1001", "经办人", "380417", "380417", "9001", "督导", "502846", "502846"} {
		if i > 0 {
			d.Press("tab")
		}
		d.Type(v)
	}
}

func TestSetup(t *testing.T) {
	d := tuitest.New(t)
	work := &founder{}
	signIn := tui.Routes{"signin": tui.Plain(func() kit.Screen { return login.NewSignIn(d.Env, &door{}, login.Welcome{}) })}
	d.Screen(login.NewFirstRun(d.Env, work), signIn)
	d.Press("2").Sees("大厅名称", "行政区划代码", "窗口经办人", "大厅督导", "F8 保存")
	fill(d)
	d.NotSees("380417", "502846").Press("f8").Sees("工号：", "大厅已经设置好。请用工号1001登录")
	want := login.HallForm{Name: "某旗政务服务大厅", Region: "150627", Window: 7, Phone: "0477-8123456", Review: "某旗人民政府",
		Clerk: login.Person{ID: "1001", Name: "经办人", PIN: "380417"}, Supervisor: login.Person{ID: "9001", Name: "督导", PIN: "502846"}}
	if len(work.forms) != 1 || work.forms[0] != want {
		t.Errorf("set up with %+v, want %+v", work.forms, want)
	}
}

func TestSetupSaysWhatIsWrong(t *testing.T) {
	cases := []struct {
		name string
		keys func(d *tuitest.Driver)
		see  string
	}{
		{"nothing filled in", func(d *tuitest.Driver) {}, "请填写大厅名称"},
		{"a region of five digits", func(d *tuitest.Driver) { d.Press("tab").Type("15062\t") }, "应为6位数字，现在是5位"},
		{"no such province", func(d *tuitest.Driver) { d.Press("tab").Type("990102\t") }, "“99”不是省级代码"},
		{"window 0", func(d *tuitest.Driver) { d.Press("tab", "tab").Type("0") }, "应在1至999之间"},
		{"a short PIN", func(d *tuitest.Driver) { tabs(d, 7).Type("3804") }, "至少6位数字，现在是4位"},
		{"a run", func(d *tuitest.Driver) { tabs(d, 7).Type("876543") }, "连续的数字"},
		{"a repetition", func(d *tuitest.Driver) { tabs(d, 7).Type("272727") }, "重复"},
		{"the number in the PIN", func(d *tuitest.Driver) { tabs(d, 5).Type("4471"); tabs(d, 2).Type("447193") }, "里面有本人工号"},
		{"two different PINs", func(d *tuitest.Driver) { tabs(d, 7).Type("380417"); tabs(d, 1).Type("380418") }, "两次输入的密码不一样"},
		{"one person for both", func(d *tuitest.Driver) { tabs(d, 5).Type("1001"); tabs(d, 4).Type("1001") }, "不能与经办人的工号相同"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := tuitest.New(t)
			work := &founder{}
			d.Screen(login.NewFirstRun(d.Env, work), pages("signin")).Press("2")
			c.keys(d)
			d.Press("tab", "f8")
			for _, size := range sizes[1:] {
				d.Resize(size.Width, size.Height).Sees(c.see)
			}
			if len(work.forms) != 0 {
				t.Error("saved all the same")
			}
		})
	}
}

func tabs(d *tuitest.Driver, n int) *tuitest.Driver {
	for range n {
		d.Press("tab")
	}
	return d
}

func TestSetupLosesNothing(t *testing.T) {
	d := tuitest.New(t)
	work := &founder{err: errors.New("disk on fire")}
	d.Screen(login.NewFirstRun(d.Env, work), pages("signin")).Press("2")
	fill(d)
	d.Press("f8").Sees("disk on fire", "某旗政务服务大厅", "0477-8123456")
	d.Press("esc").Sees("欢迎使用一窗").Press("f10").Sees("还没有保存").Press("esc").Press("2").Sees("某旗政务服务大厅", "150627")
	work.err = nil
	d.Press("f8").Sees("这里是signin")
	if len(work.forms) != 2 || work.forms[0] != work.forms[1] {
		t.Errorf("saved %+v", work.forms)
	}
}
