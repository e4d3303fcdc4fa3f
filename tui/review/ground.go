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
// item's own with one key, or one in the clerk's words.
type ground struct {
	s      *Screen
	list   []yichuang.Rejection // the item's, then one without a reason for each type
	cursor int
	form   *kit.Form // for one in the clerk's words; nil while choosing
	draft  *kit.Draft
	missed string
}

var declineTypes = []yichuang.DeclineType{yichuang.DeclineNotNeeded, yichuang.DeclineElsewhere, yichuang.DeclineScope, yichuang.DeclineBarred}

func (s *Screen) openGround() tea.Cmd {
	g := &ground{s: s, draft: kit.NewDraft(s.seat, s.by, fmt.Sprintf("ground/%s", s.number))}
	g.list = append(g.list, s.it.Guide.Rejections...)
	for _, t := range declineTypes {
		g.list = append(g.list, yichuang.Rejection{Type: t})
	}
	s.panel, s.work.busy = g, true
	return s.env.Do(s, g.draft.Load)
}

// rows returns how many choices there are: the grounds, and taking the mark away.
func (g *ground) rows() int {
	if g.s.c.Ground != nil {
		return len(g.list) + 1
	}
	return len(g.list)
}

func (g *ground) writing() bool { return g.form != nil }

func (g *ground) unsaved() string {
	if g.form == nil {
		return ""
	}
	return g.form.Value("reason")
}

// unfinished is a ground that was being written, as a draft.
type unfinished struct {
	Row    int               `json:"row"`
	Values map[string]string `json:"values"`
}

// restore opens the form again when one was not finished.
func (g *ground) restore(msg kit.DraftRead) {
	var u unfinished
	if msg.Of != g.draft || msg.Text == "" || json.Unmarshal([]byte(msg.Text), &u) != nil {
		return
	}
	if u.Row < 0 || u.Row >= len(g.list) || g.list[u.Row].Reason != "" {
		return
	}
	g.write(u.Row)
	for name, value := range u.Values {
		g.form.Set(name, value)
	}
}

func (g *ground) press(msg tea.Msg) tea.Cmd {
	g.missed = ""
	if g.form != nil {
		return g.fill(msg)
	}
	switch d := kit.Digit(msg); {
	case d > 0 && d <= g.rows():
		return g.choose(d - 1)
	case kit.Is(msg, kit.Enter):
		return g.choose(g.cursor)
	case kit.Is(msg, kit.Up):
		g.cursor = max(g.cursor-1, 0)
	case kit.Is(msg, kit.Down):
		g.cursor = min(g.cursor+1, g.rows()-1)
	}
	return nil
}

func (g *ground) choose(i int) tea.Cmd {
	g.cursor = i
	switch {
	case i == len(g.list):
		return g.s.commit(step{at: g.s.at, stay: true, says: say{kit.Plain, "已撤销不予受理情形"}},
			&yichuang.GroundMarked{Ground: *g.s.c.Ground, Off: true})
	case g.list[i].Refer:
		g.missed = "这一情形须由审批部门核实，窗口不能自行认定"
		return nil
	case g.list[i].Reason == "":
		g.write(i)
		return nil
	}
	return g.mark(g.list[i])
}

func (g *ground) mark(r yichuang.Rejection) tea.Cmd {
	return g.s.commit(step{at: g.s.at, stay: true, drop: g.draft, says: say{kit.Warn, "已记录"}}, &yichuang.GroundMarked{Ground: r})
}

// write opens the form for a ground in the clerk's words. The right agency is
// asked for where one has to be named.
func (g *ground) write(i int) {
	g.cursor = i
	inputs := []kit.Input{{Name: "reason", Label: "理由", Required: true, Hint: "（具体写明）"}}
	switch g.list[i].Type {
	case yichuang.DeclineElsewhere:
		inputs = append(inputs, kit.Input{Name: "agency", Label: "有权机关", Required: true, Hint: "（应当向哪个机关申请）"})
	case yichuang.DeclineScope:
		inputs = append(inputs, kit.Input{Name: "agency", Label: "应到窗口", Required: true, Hint: "（请到哪里办理）"})
	}
	g.form = kit.NewForm(g.s.env.Theme, append(inputs, kit.Input{Name: "basis", Label: "依据", Hint: "（法律及条款）"})...)
}

func (g *ground) fill(msg tea.Msg) tea.Cmd {
	switch g.form.Update(msg) {
	case kit.FormChanged:
		raw, err := json.Marshal(unfinished{g.cursor, g.form.Values()})
		if err != nil {
			return nil
		}
		g.draft.Set(string(raw))
		return g.s.env.Do(g.s, g.draft.Flush)
	case kit.FormDone:
		v := g.form.Values()
		return g.mark(yichuang.Rejection{Type: g.list[g.cursor].Type, Reason: yichuang.Clean(v["reason"]),
			Agency: yichuang.CleanLine(v["agency"]), Basis: yichuang.CleanLine(v["basis"])})
	}
	return nil
}

// lastEnters are the keys of a form, with what Enter does in its last input.
func lastEnters(f *kit.Form, last, does string) []key.Binding {
	keys := f.Keys()
	if f.Focused() == last && len(keys) > 0 {
		keys[0] = kit.As(kit.Enter, does)
	}
	return keys
}

func (g *ground) keys() []key.Binding {
	if g.form != nil {
		return append(lastEnters(g.form, "basis", "标记"), kit.As(kit.Esc, "不标记，返回"))
	}
	return []key.Binding{kit.As(kit.Digits, "选这一情形"), kit.As(kit.Enter, "选定"), kit.Up, kit.Down, kit.As(kit.Esc, "不标记，返回")}
}

func (g *ground) view(width, height int) ([]string, *tea.Cursor) {
	th := g.s.env.Theme
	lines := []string{th.Paint(kit.Title, "不予受理情形"), th.Paint(kit.Dim, kit.Fit("符合法定条件的申请不得拒收", width)), ""}
	if g.form != nil {
		lines[1] = th.Paint(kit.Label, kit.Fit(g.list[g.cursor].Type.Name(), width))
		form, cursor := g.form.View(width, height-len(lines))
		if cursor != nil {
			cursor.Y += len(lines)
		}
		return append(lines, form...), cursor
	}
	list, from, to := []string(nil), 0, 0
	for i := range g.rows() {
		if i == g.cursor {
			from = len(list)
		}
		list = append(list, g.option(i, g.words(i), width)...)
		if i == g.cursor {
			to = len(list) - 1
		}
	}
	room := max(height-len(lines)-1, 1)
	top := kit.Scroll(kit.Scroll(0, to, len(list), room), from, len(list), room)
	lines = append(lines, kit.Clip(list, top, room)...)
	return append(lines, th.Paint(kit.Warn, kit.Fit(g.missed, width))), nil
}

// words is how a choice reads.
func (g *ground) words(i int) string {
	if i == len(g.list) {
		return "撤销已标记的情形：" + g.s.c.Ground.Reason
	}
	switch r := g.list[i]; {
	case r.Reason == "":
		return "自己写：" + r.Type.Name()
	case r.Refer:
		return r.Reason + "（须部门核实，不能选）"
	case r.Agency != "":
		return r.Reason + "（" + r.Type.Name() + "，请到" + r.Agency + "）"
	default:
		return r.Reason + "（" + r.Type.Name() + "）"
	}
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
		case i < len(g.list) && g.list[i].Refer:
			lines[k] = th.Paint(kit.Dim, lines[k])
		}
	}
	return lines
}
