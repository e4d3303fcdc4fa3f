package handover

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The margin, the widest text, and the column of labels.
const (
	left       = 1
	mostWidth  = 130
	labelWidth = 14
)

// View draws who may collect what, and what goes back with it.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	var lines []string
	switch {
	case s.news.err != nil && s.c == nil:
		lines = append([]string{""}, th.Failure(s.news.err, width)...)
	case s.c == nil:
		lines = []string{"", th.Paint(kit.Dim, "正在读取…")}
	default:
		lines = append(s.head(width), s.body(width)...)
	}
	return kit.Inset(lines, left, s.size.Height), nil
}

func (s *Screen) head(width int) []string {
	th := s.env.Theme
	return []string{
		kit.Spread(th.Paint(kit.Title, s.c.Number.Pretty()), th.Paint(kit.Warn, s.c.Stage.Name()), width),
		kit.Fit(s.c.ItemName, width), "",
		th.Paint(kit.Strong, kit.Fit("下一步："+s.nextWords(), width)),
		th.Paint(kit.Dim, th.Rule(width)),
	}
}

func (s *Screen) nextWords() string {
	switch {
	case s.c.Stage == yichuang.StageClosed && len(yichuang.PapersDue(s.c)) > 0:
		return "打印送达回证，请领取人签收：按 p。"
	case s.c.Stage == yichuang.StageClosed:
		return "已经出件，办件办结。"
	case s.c.Stage == yichuang.StageReady:
		return "申请人来了，核对证件后按 Enter 出件。"
	case len(s.coming()) > 0:
		return "结果送到后，按 Enter 登记到件。"
	}
	return "结果还没有到齐：" + s.c.Stage.Name() + "。"
}

func (s *Screen) body(width int) []string {
	th := s.env.Theme
	var lines []string
	section := func(title string, facts [][2]string) {
		if len(facts) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Title, title))
		for _, f := range facts {
			lines = append(lines, th.Hang(f[0], f[1], labelWidth, width, kit.Plain)...)
		}
	}
	section("结果", s.results())
	section("可以领取的人", s.people())
	section("材料原件", s.papersBack())
	section("提醒", s.reminders())
	section("送达", s.delivery())
	return lines
}

func (s *Screen) results() [][2]string {
	var list [][2]string
	for i := range s.c.Approvals {
		a := &s.c.Approvals[i]
		switch r := a.Result; {
		case r != nil:
			text := r.Name
			if r.Number != "" {
				text += "，" + r.Number
			}
			text += "，" + r.State.Name()
			if r.Place != "" {
				text += "，" + r.Place
			}
			list = append(list, [2]string{or(a.Ruling.Kind.Name(), "结果"), text + "（" + a.Department + "）"})
		case a.Mode == yichuang.ApproveJoint && !a.Lead:
		case a.Ruling != nil:
			list = append(list, [2]string{a.Ruling.Kind.Name(), a.Department + "还没有登记结果"})
		default:
			list = append(list, [2]string{"审批中", a.Department})
		}
	}
	return list
}

func (s *Screen) people() [][2]string {
	if s.c.Stage == yichuang.StageClosed {
		return nil
	}
	a := &s.c.Applicant
	who := func(p yichuang.Representative) string {
		return p.Name + "   " + string(p.ID.Kind) + " " + p.ID.Masked()
	}
	list := [][2]string{{"申请人", who(yichuang.Representative{Name: a.Name, ID: a.ID})}}
	if a.Kind == yichuang.Organization {
		list = [][2]string{{"申请人", a.Name + "   " + a.Credit}, {"法定代表人", who(a.Legal)}}
	}
	if g := a.Agent; g != nil {
		list = append(list, [2]string{"代理人", who(yichuang.Representative{Name: g.Name, ID: g.ID})})
	}
	if a.Phone != "" {
		list = append(list, [2]string{"电话", yichuang.MaskPhone(a.Phone)})
	}
	return list
}

func (s *Screen) papersBack() [][2]string {
	var list [][2]string
	for i := range s.c.Materials {
		m := &s.c.Materials[i]
		if s.c.Originals(m) == 0 {
			continue
		}
		name, at := string(m.Material), s.c.PlaceOf(m.Material)
		if it := s.it.Material(m.Material); it != nil {
			name = it.Name
		}
		text := name + "，在" + at.Words()
		if at.Kind != yichuang.AtWindow {
			text += "，取回后才能退还"
		}
		list = append(list, [2]string{fmt.Sprintf("原件%d份", m.Originals), text})
	}
	return list
}

func (s *Screen) reminders() [][2]string {
	var list [][2]string
	for _, r := range s.c.Reminders {
		if r.Kind == yichuang.RemindCollect {
			list = append(list, [2]string{r.At.In(yichuang.Shanghai).Format("01-02 15:04"), r.Via + "，" + or(r.Note, "已通知") + "（" + string(r.By) + "）"})
		}
	}
	return list
}

func (s *Screen) delivery() [][2]string {
	d := s.c.Delivery
	if d == nil {
		return nil
	}
	return [][2]string{{string(d.Method), d.To()}, {"时间", d.At.In(yichuang.Shanghai).Format("2006-01-02 15:04") + "，工号" + string(d.By)}}
}
