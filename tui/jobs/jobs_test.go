package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/jobs"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const number yichuang.CaseNumber = "150627261126007100013"

// seat is a terminal whose jobs go by the real rules and whose printers are words.
type seat struct {
	jobs     []yichuang.Job
	printers []jobs.Printer
	orders   []string
	err      error
}

func (s *seat) Jobs(context.Context, int) ([]yichuang.Job, error) { return slices.Clone(s.jobs), s.err }
func (s *seat) Printers() []jobs.Printer                          { return s.printers }

func (s *seat) OrderJob(_ context.Context, by yichuang.UserID, j yichuang.Job, o yichuang.JobOrder) error {
	i := slices.IndexFunc(s.jobs, func(other yichuang.Job) bool { return other.ID == j.ID })
	next, err := s.jobs[i].Ordered(o)
	if err != nil {
		return err
	}
	s.jobs[i] = next
	s.orders = append(s.orders, strings.TrimSpace(fmt.Sprintf("%s %d %s %s", by, j.ID, o.Do, o.Printer)))
	return nil
}

// page is a screen that says its name.
type page string

func (p page) Init() tea.Cmd               { return nil }
func (p page) Update(tea.Msg) tea.Cmd      { return nil }
func (p page) View() (string, *tea.Cursor) { return "这是" + string(p), nil }
func (p page) Keys() []key.Binding         { return nil }

func job(id yichuang.JobID, out yichuang.JobOutcome) yichuang.Job {
	return yichuang.Job{ID: id, Case: number, Kind: yichuang.Receipt, Paper: string(number) + "-SJ1", Count: 1, Printer: "小票机",
		Queued: tuitest.Begin, Expires: tuitest.Begin.Add(30 * time.Minute), JobOutcome: out}
}

var (
	stuck  = yichuang.JobOutcome{State: yichuang.JobFailed, Trouble: "没有权限", Problem: "没有权限使用打印机。请管理员允许"}
	half   = yichuang.JobOutcome{State: yichuang.JobAsked, Begun: true, Trouble: "没有反应", Problem: "打印机 小票机 打到一半没有反应了。请先看打印机"}
	waits  = yichuang.JobOutcome{State: yichuang.JobWaiting, Trouble: "没纸了"}
	both   = []jobs.Printer{{Name: "小票机", State: "没纸了", Trouble: "没纸了", Problem: "打印机 小票机 没纸了。请装好纸"}, {Name: "A4打印机", State: "可以打印"}}
	queued = yichuang.JobOutcome{State: yichuang.JobWaiting}
)

// each tells a story at two sizes.
func each(t *testing.T, s func() *seat, story func(t *testing.T, d *tuitest.Driver, s *seat)) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			d, s := tuitest.New(t), s()
			d.Start(tui.Options{Start: kit.Route{Name: kit.RouteJobs}, Routes: tui.Routes{
				kit.RouteJobs: tui.Plain(func() kit.Screen { return jobs.New(d.Env, s, "1001") }),
				"papers":      tui.With(func(n yichuang.CaseNumber) kit.Screen { return page("文书" + n) }),
			}}, size[0], size[1])
			story(t, d, s)
		})
	}
}

func (s *seat) ordered(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.orders, want) {
		t.Errorf("orders %q, want %q", s.orders, want)
	}
}

// What waits is told with its reason, and another printer takes over.
func TestAnotherPrinterTakesOver(t *testing.T) {
	each(t, func() *seat { return &seat{jobs: []yichuang.Job{job(1, waits)}, printers: both} }, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Sees("打印机 小票机 没纸了。请装好纸", "A4打印机 可以打印", "收件凭证", "等打印机：没纸了")
		d.Press("p").Sees("打印机好了会自动打")
		d.Press("m").Sees("改在哪台打印机上打", "A4打印机（可以打印）").Press("2").Sees("等打印机：没纸了")
		s.ordered(t)
		d.Press("m", "1").Sees("“收件凭证”已改送A4打印机", "排队等打印", "还没有打出来会再问一次")
		s.ordered(t, "1001 1 move A4打印机")
		d.Press("enter").Sees("这是文书" + string(number))
	})
}

// What may be on paper is asked about before it is printed once more.
func TestPrintingAgain(t *testing.T) {
	each(t, func() *seat { return &seat{jobs: []yichuang.Job{job(1, half), job(2, stuck)}, printers: both} }, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Sees("待确认：没有反应", "打到一半没有反应了").Press("p").Sees("从头再打一遍", "收回作废").Press("2")
		s.ordered(t)
		d.Press("p", "1").Sees("“收件凭证”已排队打印")
		d.Press("down").Sees("没有权限使用打印机。请管理员允许").Press("p").Sees("已排队打印")
		s.ordered(t, "1001 1 again", "1001 2 again")
	})
}

func TestSeenAndCancelled(t *testing.T) {
	each(t, func() *seat {
		return &seat{jobs: []yichuang.Job{job(1, half), job(2, waits), job(3, yichuang.JobOutcome{State: yichuang.JobSent, Begun: true})}, printers: both}
	}, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Press("y").Sees("“收件凭证”已记为出纸", "已打出").Press("x").Sees("已经结束").Press("m").Sees("到文书画面补打")
		d.Press("down", "x").Sees("不再打印“收件凭证”").Press("2")
		d.Press("x", "1").Sees("“收件凭证”不打了", "已取消打印")
		d.Press("down").Sees("看到纸后按 y").Press("y").Sees("已打出").Press("y").Sees("这个任务已打出")
		s.ordered(t, "1001 1 seen", "1001 2 cancel", "1001 3 seen")
	})
}

// News moves nothing under the mark, and trouble is told.
func TestNewsAndTrouble(t *testing.T) {
	each(t, func() *seat {
		return &seat{err: &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满", Hint: "请清理"}}
	}, func(t *testing.T, d *tuitest.Driver, s *seat) {
		d.Sees("磁盘已满", "没有设置打印机：文书写成文件", "正在读取")
		s.err, s.printers = nil, both[:1]
		d.Send(kit.PrintNews{}).Sees("没有打印任务").Press("p").Sees("没有打印任务").Type("王").Sees("输入法在中文状态")
		s.jobs = []yichuang.Job{job(4, stuck), job(5, queued)}
		d.Send(kit.PrintNews{}).Press("end").Press("m").Sees("没有别的打印机")
		s.jobs = []yichuang.Job{job(5, queued), job(6, queued), job(7, queued)}
		d.Send(kit.PrintNews{}).Press("x", "1")
		s.ordered(t, "1001 5 cancel")
	})
}
