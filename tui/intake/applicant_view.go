package intake

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// sheetLabels is the column of the labels on the sheet.
const sheetLabels = 13

var sheetNames = map[string]string{
	fieldAddress: "住址", fieldNumber: "证件号码", fieldPhone: "联系电话",
	fieldCredit: "信用代码", fieldLegal: "法定代表人", fieldLegalNumber: "代表人证件",
	fieldAgent: "代理人姓名", fieldAgentNumber: "代理人证件", fieldAgentPhone: "代理人电话",
}

// label names a field as the sheet does.
func (s *sheet) label(name string) string {
	switch {
	case name == fieldName && s.kind == yichuang.Organization:
		return "单位名称"
	case name == fieldName:
		return "姓名"
	case name == fieldAddress && s.kind == yichuang.Organization:
		return "住所"
	}
	return sheetNames[name]
}

// must reports whether the intake stops without the field.
func (s *sheet) must(name string) bool {
	switch name {
	case fieldName, fieldNumber, fieldLegal, fieldAgent, fieldAgentNumber:
		return true
	}
	return false
}

// View draws the sheet.
func (s *Applicant) View() (string, *tea.Cursor) {
	th, width, height := s.env.Theme, s.size.Width, s.size.Height
	lines := []string{
		" " + kit.Steps(th, kit.StepApplicant),
		th.Heading(s.item.Name, s.about(), width),
		th.Paint(kit.Dim, th.Rule(width)),
	}
	if s.err != nil {
		for _, l := range th.Failure(s.err, max(width-4, 8)) {
			lines = append(lines, "  "+l)
		}
		return kit.Lines(kit.Clip(lines, 0, height)...), nil
	}
	rows, at, cursor := s.rows(width)
	room := max(height-len(lines)-3, 1)
	top := kit.Scroll(0, at+1, len(rows), room)
	rows = kit.Clip(rows, top, room)
	for len(rows) < room && len(rows) < height-len(lines)-3 {
		rows = append(rows, "")
	}
	if cursor != nil {
		cursor.Y += len(lines) - top
	}
	lines = append(append(lines, rows...), s.foot(width)...)
	if s.busy || cursor != nil && cursor.Y >= height {
		cursor = nil
	}
	return kit.Lines(kit.Clip(lines, 0, height)...), cursor
}

// about is the case that is corrected.
func (s *Applicant) about() string {
	if s.held == nil {
		return ""
	}
	return s.held.Number.Pretty()
}

// A field for words that are longer than the others grows, as far as there is
// room for a remark beside it.
const (
	remarkWidth = 12 // "! 未填写"
	wordsMost   = 70
)

// rows draws the lines of the sheet, with the line and the caret of the field
// that is typed into.
func (s *Applicant) rows(width int) (rows []string, at int, cursor *tea.Cursor) {
	sheet := s.sheet
	box := max(min(width*42/100, 60), 20)
	kind, turn := "自然人", "F5 改为单位"
	if sheet.kind == yichuang.Organization {
		kind, turn = "企业、个体工商户或者其他单位", "F5 改为自然人"
	}
	if who := s.item.Office.Applicants; len(who) > 0 {
		rows = append(rows, s.setting("谁可申请", strings.Join(who, "、"), "", max(width-sheetLabels-4, 1)))
	}
	rows = append(rows, s.setting("申请人类型", kind, turn, box))
	words := max(min(width-len(kit.NoMark)-sheetLabels-remarkWidth, wordsMost), box)
	for _, name := range sheet.order() {
		if name == fieldAgent {
			rows = append(rows, s.agentLine(box))
		}
		room := box
		if sheet.entries[name].field.Accept == nil && kit.Width(kit.Text(sheet.text(name))) >= box {
			room = words
		}
		row, c := s.row(name, room, width)
		if c != nil {
			at, c.Y, cursor = len(rows), len(rows), c
		}
		rows = append(rows, row)
	}
	if !sheet.agent {
		rows = append(rows, s.agentLine(box))
	}
	bad, turn := "没有", "F7 标记失信"
	if sheet.bad {
		bad, turn = "有，不得容缺受理", "F7 取消标记"
	}
	return append(rows, s.setting("失信记录", bad, turn, box)), at, cursor
}

func (s *Applicant) agentLine(box int) string {
	if s.sheet.agent {
		return s.setting("代理人", "有，请核对委托书和代理人证件", "F6 去掉代理人", box)
	}
	return s.setting("代理人", "没有，本人办理", "F6 添加代理人", box)
}

// setting draws a line that a function key changes.
func (s *Applicant) setting(label, value, turn string, box int) string {
	th := s.env.Theme
	line := kit.NoMark + th.Paint(kit.Label, kit.PadLeft(label+"：", sheetLabels))
	if turn == "" {
		return line + kit.Fit(value, box)
	}
	return line + kit.Pad(value, box) + "  " + th.Paint(kit.Dim, turn)
}

// row draws one field, and beside it what the rules say or what the number tells.
func (s *Applicant) row(name string, box, width int) (string, *tea.Cursor) {
	th, e := s.env.Theme, s.sheet.entries[name]
	mark, label := kit.NoMark, s.sheet.label(name)+"："
	if s.sheet.at == name {
		mark = kit.Mark
	}
	if s.sheet.must(name) {
		label = "*" + label
	}
	text, x := e.field.View(box)
	if x < 0 {
		if hidden := s.masked(name); hidden != "" {
			text = kit.Fit(hidden, box)
		}
	}
	row := mark + th.Paint(kit.Label, kit.PadLeft(label, sheetLabels)) + text + th.Paint(kit.Blank, kit.Space(box-kit.Width(text)))
	room := width - kit.Width(mark) - sheetLabels - box - 3
	if tone, remark := s.remark(name, room); remark != "" && room > 6 {
		row += "  " + th.Paint(tone, kit.Fit(remark, room))
	}
	if x < 0 {
		return row, nil
	}
	return row, kit.Caret(kit.Width(mark)+sheetLabels+x, 0)
}

// masked hides a number that is in order once the caret has left it: the screen
// may be seen from the queue.
func (s *Applicant) masked(name string) string {
	if !holdsNumber(name) || s.sheet.text(name) == "" || find(s.errs, name) != nil {
		return ""
	}
	return s.sheet.identity(name).Masked()
}

// foot says in two lines what is wrong with the field typed into, and in the
// last how to go on.
func (s *Applicant) foot(width int) []string {
	th := s.env.Theme
	var lines []string
	say := func(tone kit.Tone, text string) {
		for _, l := range kit.Wrap(text, max(width-4, 8)) {
			lines = append(lines, "  "+th.Paint(tone, l))
		}
	}
	switch tone, p := s.problem(s.sheet.at); {
	case s.refused != "":
		say(kit.Warn, "! "+s.refused)
	case p != nil && p.Hint != "":
		say(tone, "! "+p.Message+"。"+p.Hint)
	case p != nil:
		say(tone, "! "+p.Message)
	case s.remind() != "":
		say(kit.Dim, kit.Fit(s.remind(), width-4))
	}
	if same := s.known(); same != "" {
		lines = append(kit.Clip(lines, 0, 1), "  "+th.Paint(kit.Warn, kit.Fit(same, width-4)))
	}
	for len(lines) < 2 {
		lines = append([]string{""}, lines...)
	}
	return append(kit.Clip(lines, 0, 2), s.onward(width))
}

// known says that the same applicant has an open case of this item.
func (s *Applicant) known() string {
	if len(s.cases) == 0 {
		return ""
	}
	c := &s.cases[0]
	return fmt.Sprintf("! 本机还有%d个没有办完的这一事项（%s %s），F3 打开", len(s.cases), kit.ShortNumber(c.Number), c.Stage.Name())
}

// remind tells of what need not be typed: an earlier case, or a draft, restored
// or left of another item.
func (s *Applicant) remind() string {
	switch {
	case s.offers():
		return "以前登记过，按 Ctrl+R 取用其余信息，再与证件核对"
	case !s.left():
		return s.note
	}
	name := yichuang.MaskName(s.aside.Texts[fieldName])
	if name == "" {
		name = "未填姓名"
	}
	return "另一事项还有一份没有登记的填写（" + name + "），Ctrl+R 取用"
}

// onward says what the main key does, or what is still missing for it.
func (s *Applicant) onward(width int) string {
	th := s.env.Theme
	if s.busy {
		return "  " + th.Paint(kit.Strong, "正在登记，请稍候…")
	}
	var missing, wrong []string
	for _, name := range s.sheet.order() {
		switch {
		case find(s.errs, name) == nil:
		case s.sheet.text(name) == "":
			missing = append(missing, s.sheet.label(name))
		default:
			wrong = append(wrong, s.sheet.label(name))
		}
	}
	var parts []string
	if len(missing) > 0 {
		parts = append(parts, "还缺 "+strings.Join(missing, "、"))
	}
	if len(wrong) > 0 && (s.tried || slices.ContainsFunc(s.sheet.order(), s.stops)) {
		parts = append(parts, "有误 "+strings.Join(wrong, "、"))
	}
	if len(parts) == 0 && len(wrong) == 0 {
		does := "登记收件，下一步选情形"
		if s.held != nil {
			does = "登记更正"
		}
		return "  " + th.Paint(kit.Hint, "F8") + " " + th.Paint(kit.Strong, kit.Fit(does, width-8))
	}
	return "  " + th.Paint(kit.Dim, kit.Fit(strings.Join(parts, "；"), width-4))
}

// stops reports whether a field shows an error that stops the intake.
func (s *Applicant) stops(name string) bool {
	tone, p := s.problem(name)
	return p != nil && tone == kit.Bad && s.sheet.text(name) != ""
}
