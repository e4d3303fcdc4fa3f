package review

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// ground asks on which ground the application is to be declined: one of the
// item's own with one key, or in the clerk's words with type and right agency.
type ground struct {
	s      *Screen
	cursor int
	form   *kit.Form // nil while choosing from the list
	draft  *draft
	missed string
}

var declineTypes = []yichuang.DeclineType{yichuang.DeclineNotNeeded, yichuang.DeclineElsewhere, yichuang.DeclineScope, yichuang.DeclineBarred}

func (s *Screen) openGround() tea.Cmd {
	g := &ground{s: s, draft: newDraft(s.seat, s.by, fmt.Sprintf("ground/%s", s.number))}
	s.panel, s.work.busy = g, true
	return s.env.Do(s, g.draft.load)
}

// rows are the item's grounds, the clerk's own words, and taking the mark away.
func (g *ground) grounds() []yichuang.Rejection { return g.s.it.Guide.Rejections }

func (g *ground) unsaved() string {
	if g.form == nil {
		return ""
	}
	return g.form.Value("reason")
}

// restore opens the form again when one was not finished.
func (g *ground) restore(msg draftRead) {
	values := map[string]string{}
	if msg.of != g.draft || msg.text == "" || json.Unmarshal([]byte(msg.text), &values) != nil {
		return
	}
	g.write()
	for name, value := range values {
		g.form.Set(name, value)
	}
	g.show()
}

func (g *ground) press(msg tea.Msg) tea.Cmd {
	g.missed = ""
	if g.form != nil {
		return g.fill(msg)
	}
	n := len(g.grounds())
	last := n
	if g.s.c.Ground != nil {
		last++
	}
	choose := -1
	switch d := kit.Digit(msg); {
	case d > 0 && d <= last+1:
		choose = d - 1
	case kit.Is(msg, kit.Up):
		g.cursor = max(g.cursor-1, 0)
	case kit.Is(msg, kit.Down):
		g.cursor = min(g.cursor+1, last)
	case kit.Is(msg, kit.Enter):
		choose = g.cursor
	}
	switch {
	case choose < 0:
		return nil
	case choose == n:
		g.write()
		return nil
	case choose > n:
		return g.s.commit(step{at: g.s.at, stay: true, says: say{kit.Plain, "已撤销不予受理情形"}}, &yichuang.GroundMarked{Ground: *g.s.c.Ground, Off: true})
	case g.grounds()[choose].Refer:
		g.cursor, g.missed = choose, "这一情形须由审批部门核实，窗口不能自行认定"
		return nil
	}
	return g.mark(g.grounds()[choose])
}

func (g *ground) mark(r yichuang.Rejection) tea.Cmd {
	return g.s.commit(step{at: g.s.at, stay: true, drop: g.draft, says: say{kit.Warn, "已标记不予受理情形，按 F8 去决定"}}, &yichuang.GroundMarked{Ground: r})
}

// write opens the form for a ground in the clerk's words.
func (g *ground) write() {
	g.cursor = len(g.grounds())
	options := make([]kit.Option, len(declineTypes))
	for i, t := range declineTypes {
		options[i] = kit.Option{Value: string(t), Label: t.Name()}
	}
	g.form = kit.NewForm(g.s.env.Theme,
		kit.Input{Name: "type", Label: "类型", Options: options, Required: true},
		kit.Input{Name: "reason", Label: "理由", Required: true, Hint: "具体写明为什么不予受理"},
		kit.Input{Name: "agency", Label: "应向何处", Required: true, Hint: "有权机关或者应到的窗口"},
		kit.Input{Name: "basis", Label: "依据", Hint: "法律及条款"})
	g.show()
}

// show asks for the right agency only where one has to be named.
func (g *ground) show() {
	t := yichuang.DeclineType(g.form.Value("type"))
	g.form.Show("agency", t == yichuang.DeclineElsewhere || t == yichuang.DeclineScope)
}

func (g *ground) fill(msg tea.Msg) tea.Cmd {
	switch g.form.Update(msg) {
	case kit.FormChanged:
		g.show()
		raw, err := json.Marshal(g.form.Values())
		if err != nil {
			return nil
		}
		g.draft.set(string(raw))
		return g.s.env.Do(g.s, g.draft.flush)
	case kit.FormDone:
		v := g.form.Values()
		return g.mark(yichuang.Rejection{Type: yichuang.DeclineType(v["type"]), Reason: yichuang.Clean(v["reason"]),
			Agency: yichuang.CleanLine(v["agency"]), Basis: yichuang.CleanLine(v["basis"])})
	}
	return nil
}

func (g *ground) keys() []key.Binding {
	if g.form != nil {
		return append(g.form.Keys(), kit.As(kit.Esc, "不标记，返回"))
	}
	return []key.Binding{kit.As(kit.Digits, "选这一情形"), kit.As(kit.Enter, "选定"), kit.Up, kit.Down, kit.As(kit.Esc, "不标记，返回")}
}

func (g *ground) view(width, height int) ([]string, *tea.Cursor) {
	th := g.s.env.Theme
	lines := []string{th.Paint(kit.Title, "不予受理情形"), th.Paint(kit.Dim, kit.Fit("符合法定条件的申请不得拒收", width)), ""}
	if g.form != nil {
		form, cursor := g.form.View(width, height-len(lines))
		if cursor != nil {
			cursor.Y += len(lines)
		}
		return append(lines, form...), cursor
	}
	texts := make([]string, 0, len(g.grounds())+2)
	for _, r := range g.grounds() {
		t := r.Reason + "（" + r.Type.Name() + "）"
		if r.Agency != "" {
			t += "：请到" + r.Agency
		}
		if r.Refer {
			t = r.Reason + "（须部门核实）"
		}
		texts = append(texts, t)
	}
	texts = append(texts, "其他情形，自己写")
	if g.s.c.Ground != nil {
		texts = append(texts, "撤销已标记的情形："+g.s.c.Ground.Reason)
	}
	list, from, to := []string(nil), 0, 0
	for i, t := range texts {
		if i == g.cursor {
			from = len(list)
		}
		list = append(list, g.option(i, t, width)...)
		if i == g.cursor {
			to = len(list) - 1
		}
	}
	room := max(height-len(lines)-1, 1)
	top := kit.Scroll(kit.Scroll(0, to, len(list), room), from, len(list), room)
	lines = append(lines, kit.Clip(list, top, room)...)
	return append(lines, th.Paint(kit.Warn, kit.Fit(g.missed, width))), nil
}

func (g *ground) option(i int, text string, width int) []string {
	th := g.s.env.Theme
	head := strconv.Itoa(i+1) + " "
	if i >= 9 {
		head = "  "
	}
	lines := kit.Clip(kit.Wrap(strings.ReplaceAll(text, "\n", " "), width-4), 0, 4)
	for k := range lines {
		mark := kit.Space(4)
		if k == 0 {
			mark = kit.NoMark + head
		}
		if k == 0 && i == g.cursor {
			mark = kit.Mark + head
		}
		lines[k] = mark + lines[k]
		switch {
		case i == g.cursor:
			lines[k] = th.Paint(kit.Selected, kit.Pad(lines[k], width))
		case i < len(g.grounds()) && g.grounds()[i].Refer:
			lines[k] = th.Paint(kit.Dim, lines[k])
		}
	}
	return lines
}
