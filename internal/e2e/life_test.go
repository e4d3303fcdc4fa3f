package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/e2e"
	"yichuang/internal/wire"
)

// at is a moment of autumn 2026, by the hall's clock. 中秋 is off from 25 to 27
// September, 国庆 from 1 to 7 October; Saturday 10 October is a working day.
func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, yichuang.Shanghai)
}

const (
	market = "旗市场监督管理局"
	health = "旗卫生健康委员会"
)

// shared is the item of a food licence that two departments decide on at once.
func shared(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../catalog/items/market-01.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("修订日期: 2026-11-22", "修订日期: 2026-09-01", "延长: 5个工作日", "延长: 15个工作日", "延长批准: 市场监督管理部门负责人", "延长批准: 本级人民政府负责人",
		"特别程序:\n", "会同审批:\n  方式: 并联\n  部门:\n    - {名称: "+health+", 内容: 卫生条件}\n\n特别程序:\n").Replace(string(raw))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "market-01.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// life is a hall with everybody who has to do with a case.
type life struct {
	t        *testing.T
	clock    *e2e.Clock
	hall     *e2e.Hall
	portal   *e2e.Portal
	receiver *e2e.Receiver // of webhooks
	seats    []*e2e.Seat
	number   yichuang.CaseNumber
}

// A case lives its whole life in real programs: it comes in online, is corrected, sent
// in again, confirmed, approved by two departments at once, one of which stops its
// clock for an expert review, handed over to an agent, and closed.
func TestAWholeLife(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole life takes long")
	}
	t.Parallel()
	l := &life{t: t, clock: e2e.NewClock(t, at(9, 21, 9))}
	l.hall = e2e.Open(t, e2e.Options{Clock: l.clock})
	l.hall.Person("2001", "--role", "officer", "--department", market)
	l.hall.Person("2002", "--role", "officer", "--department", health)
	l.hall.Person("3001", "--role", "handover")
	l.hall.Person("9001", "--role", "supervisor")
	l.hall.Centre.Run("catalog", "publish", shared(t), "--note", "测试")
	l.portal = l.hall.Portal("mengsu")
	l.receiver = l.hall.Receiver()
	l.applies()
	window := l.seat("W01")
	l.corrects(window)
	l.resubmits(window)
	lead := l.seat("B1", "--window", "101", "--department", market)
	other := l.seat("B2", "--window", "102", "--department", health)
	l.confirms(lead)
	l.notifies(window)
	l.receiver.Down(true) // for a week and a half
	l.reviews(other)
	supervisor := l.seat("S1", "--window", "120")
	l.watches(supervisor)
	l.grants(lead)
	l.receiver.Down(false)
	l.handsOver(l.seat("D1", "--window", "110"))
	for _, s := range l.seats {
		l.synced(s)
	}
	l.hall.Agree(l.seats...)
	told := []string{"received", "claimed", "corrections", "resubmitted", "claimed", "prereviewed", "accepted", "assigned", "assigned",
		"taken", "taken", "paused", "resumed", "decided", "issued", "decided", "issued", "ready", "delivered"}
	e2e.Wait(t, "the receiver is told everything", func() bool { return len(l.receiver.Steps(l.number)) >= len(told) })
	if steps := l.receiver.Steps(l.number); !slices.Equal(steps, told) {
		t.Errorf("the receiver was told %v", steps)
	}
}

// officer signs an officer in at a department's seat and opens the case.
func (l *life) officer(s *e2e.Seat, number string) *e2e.Screen {
	l.t.Helper()
	l.synced(s)
	return l.sits(s, number).Sees("1件").Press("enter").Sees("下一步")
}

// sits signs somebody in.
func (l *life) sits(s *e2e.Seat, number string) *e2e.Screen {
	l.t.Helper()
	return s.Sit().Sees("工号").Types(number).Press("enter").Types(e2e.PIN).Press("enter").Sees("查找办件")
}

// confirms has the leading department confirm the formal review: that day is the day of
// acceptance, and the promise of seven working days ends on 9 October.
func (l *life) confirms(lead *e2e.Seat) {
	l.t.Helper()
	s := l.officer(lead, "2001").Sees("核对窗口的形式审查").Press("enter").Sees("确认窗口的形式审查？").Press("enter").Sees("2026-10-09").Sees("旗卫生健康委员会：待领办")
	s.Press("enter").Sees("审批中")
	s.Kill()
	l.synced(lead)
	if state := l.portal.State(l.number); state.Promised.String() != "2026-10-09" {
		l.t.Errorf("the portal sees %+v", state)
	}
}

// notifies has the window give the applicant the notice of acceptance.
func (l *life) notifies(w *e2e.Seat) {
	l.t.Helper()
	l.synced(w)
	s := l.sits(w, "1001")
	s.Sees("文书未交").Press("enter").Sees("已交 3/4 份").Types("p").Sees("按 a").Types("a").Sees("已交 4/4 份")
	s.Kill()
	l.synced(w)
	l.paper(w, "acceptance", "受理通知书", "2026年9月22日", "2026年10月9日")
}

// reviews has the other department stop its clock for an expert review, and grant.
func (l *life) reviews(other *e2e.Seat) {
	l.t.Helper()
	l.clock.Set(at(9, 23, 9))
	s := l.officer(other, "2002").Press("enter").Sees("已领办").Types("s").Sees("1/10").Types("9").Sees("专家评审").Sees("不计入").Press("enter")
	s.Types("卫生条件涉及新工艺，须专家评审").Press("enter").Types("5").Press("enter").Sees("特别程序告知书").Sees("已交 0/1 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 1/1 份").Press("esc").Sees("中止期间不计")
	s.Kill()
	l.synced(other)
	l.paper(other, "special", "特别程序告知书", "专家评审", "2026年10月8日", "不计算在办理期限内")

	l.clock.Set(at(9, 29, 16))
	s = l.officer(other, "2002").Sees("程序结束").Press("enter")
	s.Sees("结束日期").Press("enter").Types("评审通过").Press("enter").Sees("2026-10-13").Sees("2026-09-29止")
	s.Types("g").Sees("结果名称").Types("蒙卫食2026001").Press("enter", "enter").Sees("准予行政许可决定书").Sees("已交 1/2 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 2/2 份")
	s.Kill()
	l.synced(other)
	l.paper(other, "grant", "准予行政许可决定书", health, "蒙卫食2026001")
}

// watches has the supervisor see the light of the leading department's approval, due on
// 9 October: green with three working days left, yellow from two on, red when it is
// late, which is on the working Saturday behind the holidays. Then it is urged.
func (l *life) watches(s *e2e.Seat) {
	l.t.Helper()
	for _, day := range []struct {
		at          time.Time
		light, left string
	}{
		{at(9, 29, 17), "绿灯", "剩3日"}, {at(9, 30, 9), "黄灯", "剩2日"}, {at(10, 8, 9), "黄灯", "剩1日"},
		{at(10, 9, 9), "黄灯", "今天到期"}, {at(10, 10, 8), "红灯一级", "超1日"},
	} {
		l.clock.Set(day.at)
		l.synced(s)
		x := l.sits(s, "9001").Types("o").Sees(day.light + "  审批办结").Sees(market + "，2026-10-09止，" + day.left)
		x.Kill()
	}
	x := l.sits(s, "9001").Types("o").Sees("红灯一级  审批办结").Types("u").Sees("(*)2 "+market).Press("enter", "enter", "enter")
	x.Types("已超期，请今天办结").Press("enter").Gone("几日内答复").Sees("电子监察")
	x.Kill()
	l.synced(s)
}

// grants has the leading department decide, a day late.
func (l *life) grants(lead *e2e.Seat) {
	l.t.Helper()
	l.clock.Set(at(10, 10, 9))
	s := l.officer(lead, "2001").Sees("已超期1个工作日").Sees("决定准予").Types("u").Sees("请今天办结")
	s.Types("马上办结").Press("enter").Sees("已答复")
	s.Types("g").Sees("结果名称").Types("JY11506270000001").Press("enter", "enter").Sees("准予行政许可决定书").Sees("已交 0/1 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 1/1 份")
	s.Kill()
	l.synced(lead)
	l.paper(lead, "grant", "准予行政许可决定书", market, "JY11506270000001")
}

// handsOver gives both results to the agent.
func (l *life) handsOver(desk *e2e.Seat) {
	l.t.Helper()
	l.clock.Set(at(10, 12, 10))
	l.synced(desk)
	s := l.sits(desk, "3001")
	s.Sees("待到件").Press("enter").Sees("部门已制证").Press("enter").Sees("存放位置").Types("3号柜第2格").Press("enter", "enter").Sees("申请人来了")
	s.Press("enter").Sees("领取人证件").Types("440524188001010014").Press("enter").Sees("已出件").Sees("已交 4/5 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 5/5 份")
	s.Kill()
	l.synced(desk)
	l.paper(desk, "delivery", "送达回证", "王某", "JY11506270000001", "蒙卫食2026001")
	state := l.portal.State(l.number)
	if state.Stage != yichuang.StageClosed || len(state.Results) != 2 || state.Results[0].Ruling != yichuang.Grant {
		l.t.Errorf("the portal sees %+v", state)
	}
}

// seat is an enrolled machine that is kept in step with the centre while it is used.
func (l *life) seat(name string, more ...string) *e2e.Seat {
	l.t.Helper()
	s := l.hall.Seat(name, more...)
	l.seats = append(l.seats, s)
	return s
}

// applies sends an application in that lacks the agent's authority.
func (l *life) applies() {
	l.t.Helper()
	a := wire.Application{Reference: "MS-2026-0001", Item: "market-01", Answers: yichuang.Answers{"q1": "cater", "q2": "no", "q3": "no", "q4": "agent"},
		Applicant: yichuang.Applicant{Kind: yichuang.Organization, Name: "某某面馆", Credit: "91330100799655058B", Phone: "13800000000", Address: "测试路1号",
			Legal: yichuang.Representative{Name: "欧阳某", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}},
			Agent: &yichuang.Agent{Name: "王某", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "440524188001010014"}, Phone: "13900000000"}}}
	for _, id := range []yichuang.MaterialID{"app", "bl", "layout", "rules", "id"} {
		a.Materials = append(a.Materials, wire.SubmittedMaterial{Material: id, Files: []wire.SubmittedFile{l.portal.File(string(id)+".pdf", e2e.Page(string(id), 3000))}})
	}
	l.number = l.portal.Apply(a)
}

// corrects takes the application in at a window, which finds one material missing and
// tells it, once.
func (l *life) corrects(w *e2e.Seat) {
	l.t.Helper()
	l.clock.Set(at(9, 21, 10))
	s := w.SignIn("1001").Sees("网上待收").Press("enter").Sees("还没有人领取").Press("enter").Sees("整件符合")
	for _, judged := range []string{"9/22", "13/22", "17/22", "19/22"} {
		s.Types("a").Sees("已审 " + judged)
	}
	s.Types("a").Sees("去决定").Press("f8").Sees("以后再提出新的问题属于二次告知").Types("3").Sees("确认决定：一次性告知补正").Press("enter").Sees("已交 0/2 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 2/2 份")
	s.Kill()
	l.synced(w)
	state := l.portal.State(l.number)
	if len(state.Corrections) != 1 || state.Corrections[0].Material != "poa" || state.Stage != yichuang.StageCorrecting {
		l.t.Errorf("the portal sees %+v", state)
	}
	l.paper(w, "receipt", "收件凭证", "某某面馆", l.number.Pretty(), "2026年9月21日")
	l.paper(w, "correction", "授权委托书及代理人身份证", "未提交", "共1项")
}

// resubmits sends the missing material in; the window accepts for the department to
// confirm.
func (l *life) resubmits(w *e2e.Seat) {
	l.t.Helper()
	l.clock.Set(at(9, 22, 9))
	l.portal.Correct(l.number, wire.Corrections{Note: "补交委托书", Materials: []wire.SubmittedMaterial{
		{Material: "poa", Files: []wire.SubmittedFile{l.portal.File("委托书.pdf", e2e.Page("poa", 3000))}}}})
	l.synced(w)
	s := w.SignIn("1001").Sees("网上待收").Press("enter").Sees("还没有人领取").Press("enter").Sees("整件符合")
	s.Types("a").Sees("去决定").Press("f8").Sees("先送旗市场监督管理局初审确认").Types("1").Sees("确认决定：受理").Press("enter").Sees("已交 2/3 份")
	s.Types("p").Sees("按 a").Types("a").Sees("已交 3/3 份")
	s.Kill()
	l.synced(w)
}

// synced brings a seat and the centre to the same.
func (l *life) synced(s *e2e.Seat) { l.t.Helper(); s.Run("sync", "now") }

// paper reads a paper as text and looks for what has to stand on it.
func (l *life) paper(s *e2e.Seat, kind string, texts ...string) {
	l.t.Helper()
	text := s.Run("paper", string(l.number), "--kind", kind)
	for _, want := range texts {
		if !strings.Contains(text, want) {
			l.t.Errorf("the paper %s does not say %q:\n%s", kind, want, text)
		}
	}
}
