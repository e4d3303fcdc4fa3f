package cases

import (
	"context"
	"slices"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// most is how many cases are listed; who looks for one types on.
const most = 100

// Find is the screen that finds a case while one types.
type Find struct {
	env   *kit.Env
	work  Finder
	size  kit.Size
	field *kit.Field
	list  *kit.List
	found found
	look  look
	// newest is what was listed last while nothing was typed.
	newest []yichuang.Summary
}

// found is what stands in the list.
type found struct {
	known bool
	query string
	cases []yichuang.Summary
	err   error
}

// look is the one search under way. What is typed meanwhile is looked for when it
// is done, and its own answer is not shown if it is to another question by then.
type look struct {
	busy  bool
	again bool // the store holds something new
	open  bool // Enter was pressed before the answer was there
	scan  bool // a scanned code is being checked
}

// NewFind returns the screen that finds a case.
func NewFind(env *kit.Env, work Finder) *Find {
	f := &Find{env: env, work: work, field: kit.NewField(env.Theme), list: kit.NewList(env.Theme)}
	f.field.Placeholder = "（编号或末几位、姓名、拼音首字母、证件号码、电话）"
	f.field.Focus()
	return f
}

// NewFindOf returns the screen with something to look for.
func NewFindOf(env *kit.Env, work Finder, query string) *Find {
	f := NewFind(env, work)
	f.field.SetValue(query)
	return f
}

// Title names the screen in the path.
func (f *Find) Title() string { return "查找办件" }

// Init lists the newest.
func (f *Find) Init() tea.Cmd { return f.search() }

// Escape clears what was typed before the screen is left. The newest cases stand
// there again at once; the next key reads them anew.
func (f *Find) Escape() bool {
	if f.field.Value() == "" {
		return false
	}
	f.field.SetValue("")
	f.show(found{known: true, cases: f.newest})
	f.look.again, f.look.open = true, false
	return true
}

// scanned says which case a code names, or why none.
type scanned struct {
	number yichuang.CaseNumber
	err    error
}

// search looks for what stands in the field, once the search under way is done.
// A code that a scanner is typing is nothing to look for.
func (f *Find) search() tea.Cmd {
	query := f.field.Value()
	if f.look.busy || scanning(query) {
		return nil
	}
	f.look.busy, f.look.again = true, false
	return f.env.Do(f, func(ctx context.Context) (tea.Msg, error) {
		cases, err := f.work.Find(ctx, query, most)
		return found{true, query, cases, err}, nil
	})
}

// scanning reports whether a scanner is typing a code, or has: the star and then
// digits only. What was typed before the star is not part of it.
func scanning(text string) bool {
	star := strings.LastIndexByte(text, '*')
	return star >= 0 && strings.Trim(text[star+1:], "0123456789") == ""
}

// Update takes keys for the field and for the list below it.
func (f *Find) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		f.size = msg
		return nil
	case kit.Changed:
		f.look.again = true
		return f.search()
	case found:
		return f.answer(msg)
	case kit.NextPerson:
		return kit.Back(msg)
	case scanned:
		f.look.scan = false
		if msg.err != nil {
			return kit.Fail(msg.err)
		}
		return tea.Batch(f.search(), kit.Go(kit.RouteCase, msg.number))
	}
	switch {
	case kit.Is(msg, keyNew):
		return kit.Back(kit.NextPerson{})
	case kit.Is(msg, kit.Enter):
		return f.enter()
	case kit.Is(msg, kit.Up, kit.Down, kit.PageUp, kit.PageDown):
		f.list.Update(msg)
	case f.field.Update(msg):
		f.look.open = false
		return f.search()
	}
	if f.look.again {
		return f.search()
	}
	return nil
}

// answer shows what was found, if it is still what one wants to know.
func (f *Find) answer(msg found) tea.Cmd {
	f.look.busy = false
	if msg.query != f.field.Value() {
		return f.search()
	}
	if msg.query == "" && msg.err == nil {
		f.newest = msg.cases
	}
	f.show(msg)
	var cmds []tea.Cmd
	if f.look.open {
		cmds = append(cmds, f.enter())
	}
	if f.look.again {
		cmds = append(cmds, f.search())
	}
	return tea.Batch(cmds...)
}

// show puts cases in the list. To the same question the same case stays selected.
func (f *Find) show(now found) {
	keep := yichuang.CaseNumber("")
	if c := f.selected(); c != nil && f.found.query == now.query {
		keep = c.Number
	}
	f.found = now
	f.list.SetRows(rows{f})
	f.list.Select(max(0, slices.IndexFunc(now.cases, func(c yichuang.Summary) bool { return c.Number == keep })))
}

// enter opens the selected case; what is listed must be the answer to what was
// typed, so a clerk who is faster than the search waits for it.
func (f *Find) enter() tea.Cmd {
	if text := f.field.Value(); scanning(text) {
		return f.check(text[strings.LastIndexByte(text, '*'):])
	}
	f.look.open = !f.found.known || f.found.query != f.field.Value()
	if c := f.selected(); c != nil && !f.look.open {
		return kit.Go(kit.RouteCase, c.Number)
	}
	return nil
}

// check opens the case of a scanned code. The field is empty again for the next one.
func (f *Find) check(ticket string) tea.Cmd {
	f.field.SetValue("")
	if f.look.scan {
		return nil
	}
	f.look.scan = true
	return f.env.Do(f, func(context.Context) (tea.Msg, error) {
		number, err := f.work.TicketCase(ticket)
		return scanned{number, err}, nil
	})
}

// Failed ends the waiting after a failure nobody foresaw.
func (f *Find) Failed(error) bool {
	f.look = look{}
	return false
}

func (f *Find) selected() *yichuang.Summary {
	if i := f.list.Selected(); i >= 0 && i < len(f.found.cases) {
		return &f.found.cases[i]
	}
	return nil
}

// Keys are those of the list; all others are text.
func (f *Find) Keys() []key.Binding {
	why := ""
	if f.found.known && f.found.query == f.field.Value() && len(f.found.cases) == 0 {
		why = "没有找到可以打开的办件"
	}
	keys := []key.Binding{kit.OffIf(kit.As(kit.Enter, "打开"), why), kit.As(keyMove, "选择"), keyPage, keyNew}
	if f.field.Value() != "" {
		keys = append(keys, kit.As(kit.Esc, "清空"))
	}
	return keys
}
