package centre_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/centre"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// seat is a terminal whose state the test sets.
type seat struct {
	state   centre.State
	waiting centre.Waiting
	retried int
	notes   []string
	err     error
}

func (s *seat) LinkState() centre.State { return s.state }
func (s *seat) Retry()                  { s.retried++ }

func (s *seat) WaitingSteps(context.Context, int) (centre.Waiting, error) { return s.waiting, s.err }

func (s *seat) Settle(_ context.Context, by yichuang.UserID, e yichuang.Event, note string) error {
	if s.err != nil {
		return s.err
	}
	s.notes = append(s.notes, fmt.Sprintf("%s %s/%d %s", by, e.Terminal, e.Seq, note))
	s.waiting.Refused, s.waiting.AllRefused = nil, 0
	return nil
}

const number yichuang.CaseNumber = "150627261126007100013"

func step(seq int64, text string, refused *yichuang.Refusal) centre.Step {
	return centre.Step{Text: text, Event: yichuang.Event{Terminal: "W07.1", Seq: seq, Case: number, By: "1001", At: tuitest.Begin, Refused: refused}}
}

var early = &yichuang.Refusal{Code: yichuang.Conflict, Message: "终端W03同时办理了这个办件，这一步是在没有看到的情况下做的", Hint: "请打开办件核对现在的情况，需要时重新做这一步"}

func start(t *testing.T, s *seat, width, height int) *tuitest.Driver {
	d := tuitest.New(t)
	d.Start(tui.Options{Start: kit.Route{Name: "sync"}, Routes: tui.Routes{
		"sync": tui.Plain(func() kit.Screen {
			return centre.New(d.Env, s, yichuang.User{ID: "1001", Name: "窗口员", Role: yichuang.RoleWindow})
		}),
		"case": tui.With(func(n yichuang.CaseNumber) kit.Screen { return page("办件" + n) }),
	}}, width, height)
	return d
}

// page is a screen that says its name.
type page string

func (p page) Init() tea.Cmd               { return nil }
func (p page) Update(tea.Msg) tea.Cmd      { return nil }
func (p page) View() (string, *tea.Cursor) { return "这是" + string(p), nil }
func (p page) Keys() []key.Binding         { return nil }

// each runs a test on three sizes of terminal.
func each(t *testing.T, f func(t *testing.T, width, height int)) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { f(t, size[0], size[1]) })
	}
}

// A step that the centre did not take is told in plain words, and a person says
// what was done about it.
func TestARefusedStepIsSettled(t *testing.T) {
	each(t, func(t *testing.T, width, height int) {
		s := &seat{state: centre.State{Centre: "https://192.0.2.7:8443", Online: true, Since: tuitest.Begin}}
		s.waiting = centre.Waiting{AllRefused: 1, AllUnsent: 2, Refused: []centre.Step{step(7, "决定：受理", early)},
			Unsent: []centre.Step{step(9, "打印：x-SL1", nil), step(10, "备注：已电话告知", nil)}}
		d := start(t, s, width, height)
		d.Sees(" 同步", "在线", "192.0.2.7", "待处理 1步", "等待发送 2步", "> 待处理", "决定：受理", "没有接受", "W03同时办理", "怎么办", "处理后按 s 记录")
		d.Press("down").Sees("已存本机，连上中心后按先后次序自动发送").Press("s").Sees("选中“待处理”的步骤才能标")
		d.Press("home", "s").Sees("这一步没有被接受").Press("1").Sees("请先写明理由").Type("已重新核对").Press("tab", "enter").Sees("已记录处理情况", "待处理 0步")
		if len(s.notes) != 1 || s.notes[0] != "1001 W07.1/7 已重新核对" {
			t.Errorf("noted %v", s.notes)
		}
		d.Press("enter").Sees("这是办件" + string(number))
	})
}

// How things stand is said in words, with what to do.
func TestHowThingsStand(t *testing.T) {
	wrong := &yichuang.Error{Code: yichuang.Denied, Message: "终端W07.1已被管理员停用", Hint: "请联系管理员"}
	each(t, func(t *testing.T, width, height int) {
		for name, tc := range map[string]struct {
			state centre.State
			says  []string
		}{
			"alone":    {centre.State{Alone: true}, []string{"单机使用", "yichuang enroll"}},
			"offline":  {centre.State{Since: tuitest.Begin}, []string{"离线，从" + tuitest.Begin.Format("15:04:05") + "起", "已存在本机"}},
			"loading":  {centre.State{Online: true, Load: centre.Load{On: true, Done: 35, Of: 120}}, []string{"正在载入大厅的在办件：35/120"}},
			"offering": {centre.State{Online: true, Offering: true}, []string{"恢复过备份", "补交"}},
			"apart":    {centre.State{Online: true, Counts: centre.Counts{Apart: true, Here: 7, There: 8}}, []string{"本机7件，中心8件"}},
			"stopped":  {centre.State{Online: true, Stopped: wrong}, []string{"已被管理员停用", "请联系管理员"}},
			"trouble":  {centre.State{Online: true, Trouble: wrong}, []string{"有一项没有成功", "停用"}},
			"fast":     {centre.State{Online: true, Skew: 26 * time.Hour}, []string{"比中心快26小时", "请管理员校正"}},
			"slow":     {centre.State{Online: true, Skew: -5 * time.Second}, []string{"比中心慢5秒", "已经扣除"}},
			"days":     {centre.State{Online: true, Skew: -80 * time.Hour}, []string{"比中心慢3天"}},
		} {
			t.Run(name, func(t *testing.T) {
				start(t, &seat{state: tc.state}, width, height).Sees(tc.says...).Sees("没有等待发送的步骤")
			})
		}
	})
}

func TestRetryAndTrouble(t *testing.T) {
	s := &seat{err: errors.New("disk I/O error"), state: centre.State{Since: tuitest.Begin}}
	d := start(t, s, 80, 24).Sees("disk I/O error")
	s.err = nil
	s.waiting = centre.Waiting{AllUnsent: 900, Scans: 12, Unsent: []centre.Step{step(1, "收件登记：食品经营许可", nil)}}
	d.Press("r").Sees("正在联系中心")
	if s.retried != 1 {
		t.Error("nobody asked the centre")
	}
	d.Send(kit.Linked{}).Sees("等待发送 900步（列出前1步）    待传扫描件 12个", "收件登记")
	s.state = centre.State{Alone: true}
	d.Press("r").Sees("本机单机使用，没有中心").Type("王").Sees("输入法在中文状态")
}
