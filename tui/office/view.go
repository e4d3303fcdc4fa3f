package office

import (
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The margin, the widest text, the column of labels, and the lines above the facts.
const (
	left       = 1
	mostWidth  = 130
	labelWidth = 12
	headLines  = 6
)

// View draws what an officer has to know: where the case stands, its clocks, what
// the window found, and what the other departments say.
func (s *Screen) View() (string, *tea.Cursor) {
	th, width := s.env.Theme, min(s.size.Width-2*left, mostWidth)
	var lines []string
	switch {
	case s.news.err != nil && s.c == nil:
		lines = append([]string{""}, th.Failure(s.news.err, width)...)
	case s.c == nil:
		lines = []string{"", th.Paint(kit.Dim, "正在读取…")}
	default:
		facts := s.facts(width)
		room := max(s.size.Height-headLines-1, 1)
		s.top = max(0, min(s.top, len(facts)-room))
		lines = append(s.head(width), kit.Clip(facts, s.top, room)...)
		if more := len(facts) - s.top - room; more > 0 {
			lines = append(lines, th.Paint(kit.Dim, fmt.Sprintf("下面还有%d行，PgDn 翻页", more)))
		}
	}
	return kit.Inset(lines, left, s.size.Height), nil
}

// head says which case this is, where it stands with the department, and what comes
// next.
func (s *Screen) head(width int) []string {
	th := s.env.Theme
	state := s.c.Stage.Name()
	if a := s.mine(); a != nil && s.c.Stage == yichuang.StageAccepted {
		state = a.Words()
	}
	next := kit.Clip(kit.Wrap("下一步："+s.nextWords(s.acts), width), 0, 2)
	for len(next) < 2 {
		next = append(next, "")
	}
	return []string{
		kit.Spread(th.Paint(kit.Title, s.c.Number.Pretty()), th.Paint(kit.Warn, s.me.Department+"  "+state), width),
		kit.Spread(kit.Fit(s.c.ItemName, width-24), th.Paint(kit.Dim, "申请人 "+kit.Fit(s.c.Applicant.Name, 20)), width),
		"", th.Paint(kit.Strong, next[0]), th.Paint(kit.Strong, next[1]),
		th.Paint(kit.Dim, th.Rule(width)),
	}
}

// section is a heading with facts.
type section struct {
	title  string
	facts  []fact
	labels int // width of the column of labels; 0: labelWidth
}

// fact is a labelled sentence.
type fact struct {
	label, text string
	tone        kit.Tone
}

func (s *Screen) facts(width int) []string {
	th := s.env.Theme
	var lines []string
	for _, x := range []section{s.clocks(), s.course(), s.others(), s.review(), s.materials()} {
		if len(x.facts) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(kit.Title, x.title))
		if x.labels == 0 {
			x.labels = labelWidth
		}
		for _, f := range x.facts {
			lines = append(lines, th.Hang(f.label, f.text, x.labels, width, f.tone)...)
		}
	}
	return lines
}

// clocks are the department's last days, with how far away they are.
func (s *Screen) clocks() section {
	x := section{title: "期限"}
	a := s.mine()
	if a == nil {
		return x
	}
	rules := s.now.WatchRules()
	for _, w := range yichuang.Watches(s.it, s.c, rules, s.now.Calendar) {
		if w.Department != a.Department || w.Point == yichuang.WatchUrge {
			continue
		}
		light := rules.Light(w, s.it.Handling, s.now.Calendar, s.now.Day())
		text := w.Due.String() + "  " + s.distance(w)
		if w.Standing {
			text = "中止期间不计，恢复后另行计算"
		}
		x.facts = append(x.facts, fact{w.Point.Name(), text + "  " + light.String(), lightTone(light)})
	}
	if d := a.Dues.Statutory; a.Ruling == nil && !d.IsZero() {
		x.facts = append(x.facts, fact{"法定期限", d.Chinese(), kit.Plain})
	}
	if e := a.Extended; e != nil {
		x.facts = append(x.facts, fact{"已延长", fmt.Sprintf("%s，批准人%s：%s", yichuang.Limit{Value: e.Value, Unit: e.Unit}, e.Approver, e.Reason), kit.Plain})
	}
	return x
}

// distance says how far the last day is away, in working days.
func (s *Screen) distance(w yichuang.Watch) string {
	day, cal := s.now.Day(), s.now.Calendar
	if n := cal.Workdays(w.Due, day); n > 0 {
		return fmt.Sprintf("已超期%d个工作日", n)
	}
	if n := cal.Workdays(day, w.Due); n > 0 {
		return fmt.Sprintf("还有%d个工作日", n)
	}
	return "今天到期"
}

func lightTone(l yichuang.Light) kit.Tone {
	switch {
	case l >= yichuang.Red1:
		return kit.Bad
	case l == yichuang.Yellow:
		return kit.Warn
	}
	return kit.Plain
}
