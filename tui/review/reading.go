package review

import (
	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// reading takes a value off the paper and lets the machine compare it: the
// result stands there while one types, and Enter puts it on record.
type reading struct {
	s     *Screen
	at    place
	ask   string
	field *kit.Field
}

// openReading asks for the value that the machine needs for the current point.
func (s *Screen) openReading() tea.Cmd {
	r := &reading{s: s, at: s.at, field: kit.NewField(s.env.Theme)}
	r.ask = s.check(s.rows[s.at.row], s.point(s.at), "").Ask
	if j := s.judged(s.at); j.Value != "" {
		r.field.SetValue(j.Value)
	}
	r.field.Focus()
	s.panel = r
	return nil
}

// result is what the machine makes of the value as far as it is typed.
func (r *reading) result() yichuang.CheckResult {
	if r.field.Value() == "" {
		return yichuang.CheckResult{Ability: yichuang.ByValue}
	}
	return r.s.check(r.s.rows[r.at.row], r.s.point(r.at), r.field.Value())
}

func (r *reading) writing() bool { return true }

func (r *reading) unsaved() string       { return "" }
func (r *reading) restore(kit.DraftRead) {}

func (r *reading) press(msg tea.Msg) tea.Cmd {
	if !kit.Is(msg, kit.Enter) {
		r.field.Update(msg)
		return nil
	}
	s, value, res := r.s, yichuang.CleanLine(r.field.Value()), r.result()
	switch {
	case value == "":
		return nil
	case res.Verdict == yichuang.Fail:
		return s.askFinding(value, res.Say)
	case res.Verdict == yichuang.Pass:
		row, p := s.rows[r.at.row], s.point(r.at)
		j := yichuang.Judgement{No: p.No, Verdict: yichuang.Pass, Value: value}
		st := step{at: r.at, nos: []int{p.No}, takes: !row.here(), says: say{kit.Plain, "机检符合：" + res.Say}}
		return s.commit(st, s.compared(row, j)...)
	}
	s.read[s.ref(r.at)] = value // goes on record with the clerk's own verdict
	s.panel = nil
	s.says = say{kit.Warn, "机器判不了，请看清后按 1 符合或 2 不符；录入的值会一起记下"}
	return nil
}

// compared is a verdict that a machine found and the clerk confirmed.
func (s *subject) compared(r row, j yichuang.Judgement) []yichuang.Body {
	bodies := s.judge(r, j)
	if b, ok := bodies[len(bodies)-1].(*yichuang.PointsJudged); ok {
		b.Machine = true
	}
	return bodies
}

func (r *reading) keys() []key.Binding {
	return []key.Binding{kit.As(kit.Enter, "记录机检结果"), kit.As(kit.Esc, "不录入，返回")}
}

func (r *reading) view(width, height int) ([]string, *tea.Cursor) {
	th, p := r.s.env.Theme, r.s.point(r.at)
	lines := []string{th.Paint(kit.Title, kit.Fit("录入核对值："+p.Content, width))}
	lines = append(lines, labelled(th, width, "标准", p.Standard, 4)...)
	lines = append(lines, "", kit.Fit(r.ask+"：", width))
	text, x := r.field.View(width - 2)
	cursor := kit.Caret(x, len(lines))
	lines = append(lines, text+th.Paint(kit.Blank, kit.Space(width-2-kit.Width(text))), "")
	if res := r.result(); res.Verdict != "" || res.Say != "" {
		tone, word := kit.Warn, "机器判不了"
		switch res.Verdict {
		case yichuang.Pass:
			tone, word = kit.Good, "符合，按 Enter 记录"
		case yichuang.Fail:
			tone, word = kit.Bad, "不符，按 Enter 写明问题"
		}
		lines = append(lines, th.Paint(tone, kit.Fit("机检："+word, width)))
		for _, l := range kit.Clip(kit.Wrap(res.Say, width), 0, 4) {
			lines = append(lines, th.Paint(kit.Dim, l))
		}
	}
	return kit.Clip(lines, 0, height), cursor
}
