package scanning_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/scanning"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const number = yichuang.CaseNumber("150627261123001100010")

// seat is a terminal whose scanners give what the test says.
type seat struct {
	sources  []scanning.Source
	none     error
	script   []scanning.Event // of the next scan
	began    []scanning.Settings
	stopped  int
	before   func() // runs before an event is given, once
	kept     []scanning.Keeping
	err      error // what keeping and showing fail with
	pictures bool
	shown    []string
}

func (s *seat) Sources(context.Context) ([]scanning.Source, error) { return s.sources, s.none }

func (s *seat) Scan(set scanning.Settings) scanning.Scan {
	s.began = append(s.began, set)
	return s
}

func (s *seat) Next(context.Context) scanning.Event {
	if f := s.before; f != nil {
		s.before = nil
		f()
	}
	if len(s.script) == 0 {
		return scanning.Event{Over: true}
	}
	e := s.script[0]
	s.script = s.script[1:]
	return e
}

func (s *seat) Stop() { s.stopped++ }

func (s *seat) Load(context.Context, yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	return new(yichuang.Case), &yichuang.Item{Materials: []yichuang.Material{{ID: "app", Name: "食品经营许可申请书"}}}, nil
}

func (s *seat) Keep(_ context.Context, k scanning.Keeping) (yichuang.Scan, error) {
	if s.err != nil {
		return yichuang.Scan{}, s.err
	}
	s.kept = append(s.kept, k)
	return yichuang.Scan{Name: "扫描1123-0900.pdf"}, nil
}

func (s *seat) ShowsPictures() bool { return s.pictures }

func (s *seat) Draw(p scanning.Page, room kit.Size) ([]byte, error) {
	s.shown = append(s.shown, fmt.Sprintf("%s in %dx%d", p.Name, room.Width, room.Height))
	return []byte("<" + p.Name + ">"), s.err
}

func (s *seat) ShowPage(_ context.Context, p scanning.Page) error {
	s.shown = append(s.shown, p.Name)
	return s.err
}

// page is a page of A4 that takes so many KB.
func page(name string, kb int, doubts ...string) scanning.Event {
	return scanning.Event{Page: &scanning.Page{Name: name, JPEG: make([]byte, kb<<10), Width: 1654, Height: 2339, DPI: 200, Doubts: doubts}}
}

var over = scanning.Event{Over: true}

func failed(message string, end bool) scanning.Event {
	return scanning.Event{Over: end, Err: &yichuang.Error{Code: yichuang.Busy, Message: message, Hint: "请看扫描仪"}}
}

// twoTrays is a scanner with a feeder and a flatbed.
func twoTrays() *seat {
	of := func(id, name string) scanning.Source {
		return scanning.Source{ID: id, Name: name, DPI: []int{100, 200, 300}, Colours: []bool{false, true}}
	}
	return &seat{sources: []scanning.Source{of("f", "示例扫描仪 自动进纸"), of("p", "示例扫描仪 平板")}}
}

// below is the screen that scanning was opened from.
type below struct{ got []tea.Msg }

func (p *below) Init() tea.Cmd               { return nil }
func (p *below) Update(msg tea.Msg) tea.Cmd  { p.got = append(p.got, msg); return nil }
func (p *below) View() (string, *tea.Cursor) { return "此处是扫描件", nil }
func (p *below) Keys() []key.Binding         { return nil }

// at tells a story at two sizes.
func at(t *testing.T, make func() *seat, story func(t *testing.T, d *tuitest.Driver, s *seat)) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			d, s := tuitest.New(t), make()
			d.Start(tui.Options{Start: kit.Route{Name: "below"}, Routes: tui.Routes{
				"below":       tui.Plain(func() kit.Screen { return new(below) }),
				kit.RouteScan: tui.With(func(to kit.ScansOf) kit.Screen { return scanning.New(d.Env, s, "1001", to) }),
			}}, size[0], size[1])
			d.Send(kit.Route{Name: kit.RouteScan, Arg: kit.ScansOf{Case: number, Material: "app"}})
			story(t, d, s)
		})
	}
}

func names(list []scanning.Page) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return strings.Join(out, " ")
}

// A stack of paper becomes one file of the material.
func TestAStackOfPaper(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Sees("食品经营许可申请书", "示例扫描仪 自动进纸，200 dpi，灰度", "还没有扫描").Press("f8").Sees("存入材料：还没有扫描")
		s.script = []scanning.Event{{Number: 1, Percent: 40}, page("一", 90), page("二", 100, "这一页好像是空白的，请看是不是放反了"), over}
		d.Press("enter").Sees("2页，共", "1页要看一下", "扫到2页", "210×297mm", "灰度 200dpi", "好像是空白的")
		d.Press("up", "down").Sees("请看是不是放反了").Press("o", "t", "c").Sees("平板，300 dpi，彩色")
		s.script = []scanning.Event{page("三", 110), over}
		d.Press("enter").Sees("3页，共")
		d.Press("f8").Sees("“扫描1123-0900.pdf”已存入《食品经营许可申请书》", "此处是扫描件")
		if len(s.kept) != 1 || names(s.kept[0].Pages) != "一 二 三" || s.kept[0].By != "1001" || s.kept[0].To.Material != "app" {
			t.Errorf("kept %+v", s.kept)
		}
		if b := s.began; len(b) != 2 || b[0].Source.ID != "f" || b[0].DPI != 200 || b[0].Colour || b[1].Source.ID != "p" || b[1].DPI != 300 || !b[1].Colour {
			t.Errorf("scanned with %+v", b)
		}
		if got := d.Top().(*below).got; !slices.Contains(got, tea.Msg(kit.Changed{})) {
			t.Errorf("the screen below got %v", got)
		}
	})
}

// Pages are dropped, moved and scanned again, each in its place.
func TestPagesAreDroppedMovedAndScannedAgain(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		s.script = []scanning.Event{page("一", 90), page("二", 90), page("三", 90), over}
		d.Press("enter", "up").Press("d").Sees("去掉第2页").Press("1").Sees("已去掉1页，还有2页")
		d.Press("home")
		s.script = []scanning.Event{page("新一", 80), over}
		d.Press("g").Sees("扫到1页", "2页，共")
		if n := s.began[1].Pages; n != 1 {
			t.Errorf("scanned %d pages again", n)
		}
		d.Press("]").Press("f8")
		if got := names(s.kept[0].Pages); got != "三 新一" {
			t.Errorf("kept %s", got)
		}
	})
}

// What goes wrong is told, what was scanned stays, and nothing is half on record.
func TestWhatGoesWrong(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		s.script = []scanning.Event{page("一", 90), failed("卡纸了", true)}
		d.Press("enter").Sees("卡纸了", "扫到1页，后面的没有扫成；已扫的都在", "1页，共")
		s.script = []scanning.Event{failed("“坏.jpg”不完整", false), page("二", 90), over}
		d.Press("enter").Sees("“坏.jpg”不完整", "2页，共")
		s.err = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请清理"}
		d.Press("f8").Sees("磁盘已满", "2页，共")
		s.err = nil
		d.Press("esc").Sees("扫描的2页还没有存入材料").Press("2").Sees("2页，共").Press("f8").Sees("已存入")
		if len(s.kept) != 1 || len(s.kept[0].Pages) != 2 {
			t.Errorf("kept %+v", s.kept)
		}
	})
}

// A scan under way is stopped with a key, and Esc stops it before it leaves.
func TestStopping(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		s.script = []scanning.Event{page("一", 90), over}
		s.before = func() {
			d.Sees("正在扫描第1页", "按 x 停止").Send(tea.KeyPressMsg{Code: 'f', Text: "t"}).Sees("正在扫描，按 x 停止")
			d.Send(tea.KeyPressMsg{Code: 'x', Text: "x"}).Sees("正在扫描第1页")
			d.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		}
		d.Press("enter").Sees("扫到1页")
		if s.stopped != 2 || d.Top() == nil {
			t.Errorf("stopped %d times", s.stopped)
		}
	})
}

// A camera gives pages until somebody says that it is enough.
func TestACamera(t *testing.T) {
	at(t, func() *seat { return &seat{sources: []scanning.Source{{ID: "c", Name: "高拍仪", Endless: true}}} }, func(t *testing.T, d *tuitest.Driver, s *seat) {
		s.script = []scanning.Event{page("IMG_1.jpg", 118), over}
		s.before = func() { d.Sees("等高拍仪拍第1页", "拍完按 x") }
		d.Press("t").Sees("分辨率不能选").Press("enter").Sees("1页，共")
		if b := s.began[0]; b.DPI != 0 {
			t.Errorf("asked a camera for %d dpi", b.DPI)
		}
	})
}

// Without a scanner the screen says so and looks again.
func TestNoScanner(t *testing.T) {
	at(t, func() *seat {
		return &seat{none: &yichuang.Error{Code: yichuang.NotFound, Message: "找不到扫描仪", Hint: "请看扫描仪是否开着"}}
	}, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Sees("没有找到", "请看扫描仪是否开着").Press("enter").Sees("按 F5 重新找")
		s.none, s.sources = nil, append(twoTrays().sources, scanning.Source{ID: "x", Name: "http://192.0.2.9/eSCL", Trouble: &yichuang.Error{Message: "连不上", Hint: "请看网线"}})
		d.Press("f5").Sees("示例扫描仪 自动进纸").Press("o", "o").Sees("http://192.0.2.9/eSCL", "连不上", "请看网线").Press("enter").Sees("按 o 换一台")
		if len(s.began) != 0 {
			t.Error("it scanned")
		}
		d.Press("esc").Sees("此处是扫描件")
	})
}

// A page is looked at on the terminal where that shows pictures, else in the viewer.
func TestLookingAtAPage(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		s.script = []scanning.Event{page("一", 90), page("二", 90), over}
		d.Press("enter", "v").Sees("第2页已在查看程序里打开")
		s.pictures = true
		d.Press("v").Sees("第2页，共2页", "210×297mm")
		if p := d.Top().(kit.Pictured).Picture(); p == nil || string(p.Data) != "<二>" || p.Y != 1 {
			t.Errorf("the picture is %+v", p)
		}
		d.Press("up").Sees("第1页，共2页").Press("up").Resize(100, 30)
		if p := d.Top().(kit.Pictured).Picture(); string(p.Data) != "<一>" || s.shown[len(s.shown)-1] != "一 in 100x25" {
			t.Errorf("the picture is %+v, drawn %v", p, s.shown)
		}
		s.err = &yichuang.Error{Code: yichuang.Damaged, Message: "这一页画坏了", Hint: "请重扫"}
		d.Press("down").Sees("这一页画坏了", "画不出来").Press("enter").Sees("2页，共")
	})
}

// A card reader ends with Enter, which would scan.
func TestACardReaderScansNothing(t *testing.T) {
	at(t, twoTrays, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Scan("150627195001010017")
		if d.Sees("没有当作按键"); len(s.began) != 0 {
			t.Error("it scanned")
		}
		d.Advance(2 * time.Second).Type("好").Sees("输入法在中文状态")
	})
}
