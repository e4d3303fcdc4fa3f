package intake

import (
	"slices"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// hitLimit is how many items a search lists: more than a hall has in use, and
// few enough to list again on every key.
const hitLimit = 300

// wide is the width from which the facts of an item stand beside the list.
const wide = 110

// Picker is the first step: it finds the item and says what one is asked about it.
type Picker struct {
	env    *kit.Env
	deps   Deps
	size   kit.Size
	search *kit.Field
	hits   []yichuang.ItemHit
	at     int // the selected hit
	top    int // the first hit shown
	rows   int // hits shown by the last View
	card   card
}

// NewItem returns the screen that picks the item.
func NewItem(env *kit.Env, deps Deps) *Picker {
	p := &Picker{env: env, deps: deps, search: kit.NewField(env.Theme), rows: 8}
	p.search.Placeholder = "（拼音首字母、汉字或者平时的叫法）"
	p.search.Max = 200 // a scanned ticket has 183
	p.search.Focus()
	return p
}

// Init lists what is taken in most.
func (p *Picker) Init() tea.Cmd {
	p.find("")
	return nil
}

// Title names the screen in the path.
func (p *Picker) Title() string { return "选事项" }

// Escape clears the search before the screen is left.
func (p *Picker) Escape() bool {
	if p.search.Value() == "" {
		return false
	}
	p.search.SetValue("")
	p.find("")
	return true
}

// find searches anew. keep stays selected if it is found again.
func (p *Picker) find(keep yichuang.ItemID) {
	p.hits = p.deps.Catalogue.Search(p.search.Value(), hitLimit)
	p.top, p.card = 0, card{}
	p.at = max(0, slices.IndexFunc(p.hits, func(h yichuang.ItemHit) bool { return h.ID == keep }))
}

// chosen returns the selected hit, nil when nothing was found.
func (p *Picker) chosen() *yichuang.ItemHit {
	if p.at < 0 || p.at >= len(p.hits) {
		return nil
	}
	return &p.hits[p.at]
}

// item returns the selected item, nil when there is none that can be read.
func (p *Picker) item() *yichuang.Item {
	hit := p.chosen()
	if hit == nil {
		return nil
	}
	p.card.read(p.deps.Catalogue, hit.ID)
	return p.card.item
}

// Update takes keys for the search and for the list below it.
func (p *Picker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		p.size = msg
	case kit.Changed:
		keep := yichuang.ItemID("")
		if hit := p.chosen(); hit != nil {
			keep = hit.ID
		}
		p.find(keep)
	case take:
		return kit.Instead(routeApplicant, msg.id)
	case tea.KeyPressMsg:
		if cmd, used := p.press(msg); used {
			return cmd
		}
	}
	if p.search.Update(msg) {
		p.find("")
	}
	return nil
}

func (p *Picker) press(msg tea.KeyPressMsg) (cmd tea.Cmd, used bool) {
	switch {
	case kit.Is(msg, kit.Up):
		p.move(-1)
	case kit.Is(msg, kit.Down):
		p.move(1)
	case kit.Is(msg, kit.PageUp):
		p.move(-max(p.rows-1, 1))
	case kit.Is(msg, kit.PageDown):
		p.move(max(p.rows-1, 1))
	case kit.Is(msg, kit.Enter):
		return p.enter(), true
	case kit.Is(msg, keyGuide):
		if it := p.item(); it != nil {
			return kit.Show(newGuide(p.env, it)), true
		}
	case kit.Is(msg, keyAdvise):
		if it := p.item(); it != nil {
			return kit.Show(newAdvice(p.env, p.deps, it)), true
		}
	default:
		return nil, false
	}
	return nil, true
}

func (p *Picker) move(by int) { p.at = max(0, min(p.at+by, len(p.hits)-1)) }

// enter takes the selected item, or opens the case whose code was scanned into
// the search.
func (p *Picker) enter() tea.Cmd {
	if ticket := kit.Ticket(p.search.Value()); ticket != "" {
		p.search.SetValue("")
		p.find("")
		return kit.Go(kit.RouteCase, kit.Scanned{Ticket: ticket})
	}
	if p.item() == nil {
		return kit.Fail(p.card.err)
	}
	return kit.Instead(routeApplicant, p.chosen().ID)
}

// Keys are those of the list; letters and digits belong to the search.
func (p *Picker) Keys() []key.Binding {
	why := ""
	if p.chosen() == nil {
		why = "没有找到事项"
	}
	enter := kit.OffIf(kit.As(kit.Enter, "收这个事项"), why)
	if kit.Ticket(p.search.Value()) != "" {
		enter = kit.As(kit.Enter, "打开扫到的办件")
	}
	return []key.Binding{
		enter, kit.OffIf(keyGuide, why), kit.OffIf(keyAdvise, why),
		kit.As(arrows, "选事项"), pages,
	}
}

// View draws search, list and the facts of the selected item.
func (p *Picker) View() (string, *tea.Cursor) {
	th, width, height := p.env.Theme, p.size.Width, p.size.Height
	count := "共" + strconv.Itoa(len(p.hits)) + "项"
	if len(p.hits) >= hitLimit {
		count = "前" + strconv.Itoa(hitLimit) + "项"
	}
	const prompt = "  事项："
	room := max(width-kit.Width(prompt)-kit.Width(count)-4, 1)
	text, x := p.search.View(room)
	text += th.Paint(kit.Blank, kit.Space(room-kit.Width(text)))
	lines := []string{
		" " + kit.Steps(th, kit.StepItem),
		th.Paint(kit.Label, prompt) + text + "  " + th.Paint(kit.Dim, count),
		th.Paint(kit.Dim, th.Rule(width)),
	}
	var cursor *tea.Cursor
	if x >= 0 {
		cursor = kit.Caret(kit.Width(prompt)+x, 1)
	}
	lines = append(lines, p.body(width, max(height-len(lines), 1))...)
	return kit.Lines(kit.Clip(lines, 0, height)...), cursor
}

// body puts the facts beside the list, or below it where there is no room.
func (p *Picker) body(width, height int) []string {
	if p.chosen() == nil {
		return p.nothing(width)
	}
	p.item()
	if width >= wide {
		left := width*62/100 - 1
		return kit.Beside(p.list(left, height), left, p.facts(width-left-4, height, true), 3)
	}
	facts := max(min(height*48/100, 18), 4)
	lines := p.list(width, height-facts-1)
	for len(lines) < height-facts-1 {
		lines = append(lines, "")
	}
	lines = append(lines, p.env.Theme.Paint(kit.Dim, p.env.Theme.Rule(width)))
	for _, l := range p.facts(width-4, facts, p.cut(width)) {
		lines = append(lines, "  "+l)
	}
	return lines
}

// facts draws what is asked about the selected item, below its name where named
// is set.
func (p *Picker) facts(width, height int, named bool) []string {
	th := p.env.Theme
	var lines []string
	if h := p.chosen(); named {
		for _, l := range kit.Clip(kit.Wrap(h.Name, width), 0, 2) {
			lines = append(lines, th.Paint(kit.Title, l))
		}
		if p.size.Width >= wide {
			lines = append(lines, th.Paint(kit.Dim, kit.Fit(h.Department+"  "+h.Window+"窗口", width)), "")
		}
	}
	return append(lines, p.card.lines(th, width, max(height-len(lines), 1))...)
}
