package scans

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// chosen are the files that were chosen for a material: the result of a chooser.
type chosen struct {
	to    kit.ScansOf
	paths []string
}

// chooser is the screen on which files are chosen. What stands in its field is a
// path: up to the last separator the folder that is listed, behind it a part of the
// names to be shown.
type chooser struct {
	env   *kit.Env
	files Files
	to    kit.ScansOf
	name  string // of the material
	have  []yichuang.Scan
	last  string // the file chosen before
	size  kit.Size

	field  *kit.Field
	list   *kit.List
	draft  *kit.Draft // the folder that was used last
	dir    dir
	shown  []Entry
	marked []string // in full
	says   string
}

// dir is the folder that is listed.
type dir struct {
	asked string // as it was typed
	known bool
	busy  bool
	again bool   // it is to be read once more
	take  bool   // Enter was pressed before the list was there
	used  string // the folder that was used last, until it is listed
	Folder
	err error
}

// listed is what a folder holds.
type listed struct {
	asked  string
	folder Folder
	err    error
}

var (
	keyMark    = kit.Bind("F4", "选上多个", "f4", "insert")
	keyRefresh = kit.Bind("F5", "刷新", "f5")
	keyMove    = kit.Bind("↑↓", "选择", "up", "down")
)

// draftFolder keeps the folder that a person used last.
const draftFolder = "scan/folder"

func newChooser(s *Screen, to kit.ScansOf) *chooser {
	c := &chooser{env: s.env, files: s.work, to: to, name: s.name(to.Material), have: s.c.Scans(), last: s.last}
	c.field, c.list = kit.NewField(s.env.Theme), kit.NewList(s.env.Theme, fileColumns...)
	c.field.Focus()
	c.draft = kit.NewDraft(s.work, s.by, draftFolder)
	return c
}

// Title names the screen in the path.
func (c *chooser) Title() string { return "添加文件" }

// Init reads which folder was used last.
func (c *chooser) Init() tea.Cmd { return c.env.Do(c, c.draft.Load) }

// Escape clears what was typed of a name before the screen is left.
func (c *chooser) Escape() bool {
	folder, rest := c.typed()
	if rest == "" {
		return false
	}
	c.field.SetValue(folder)
	c.filter()
	return true
}

// typed parts what stands in the field: the folder, and the part of a name.
func (c *chooser) typed() (folder, rest string) { return filepath.Split(plain(c.field.Value())) }

// Update takes keys for the field and for the list below it.
func (c *chooser) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		c.size = msg
	case kit.DraftRead:
		return c.begin(msg.Text)
	case listed:
		return c.show(msg)
	case tea.PasteMsg:
		return c.paste(msg)
	case tea.KeyPressMsg:
		return c.press(msg)
	}
	return nil
}

// begin lists the folder that was used last.
func (c *chooser) begin(folder string) tea.Cmd {
	if typed, rest := c.typed(); typed == "" && folder != "" {
		c.dir.used = inside(folder)
		c.field.SetValue(c.dir.used + rest)
	}
	return c.look()
}

// inside is a folder as one types on behind it.
func inside(folder string) string {
	if strings.HasSuffix(folder, string(filepath.Separator)) {
		return folder
	}
	return folder + string(filepath.Separator)
}

func (c *chooser) press(msg tea.KeyPressMsg) tea.Cmd {
	c.says = ""
	switch {
	case kit.Is(msg, kit.Enter):
		return c.enter()
	case kit.Is(msg, kit.Up, kit.Down, kit.PageUp, kit.PageDown):
		c.list.Update(msg)
	case kit.Is(msg, keyMark):
		c.mark()
	case kit.Is(msg, keyRefresh):
		c.dir.again = true
		return c.look()
	case kit.Is(msg, kit.Tab):
		return c.complete()
	case c.field.Update(msg):
		return c.look()
	}
	return nil
}

// look lists the folder that stands in the field, unless it is listed already; then
// only names are sorted out.
func (c *chooser) look() tea.Cmd {
	folder, _ := c.typed()
	d := &c.dir
	switch {
	case d.busy: // its answer leads back here
		return nil
	case d.known && d.asked == folder && !d.again:
		c.filter()
		return nil
	}
	if d.asked != folder {
		c.dir = dir{asked: folder, take: d.take, used: d.used}
		c.filter()
	}
	d.busy, d.again = true, false
	return c.env.Do(c, func(ctx context.Context) (tea.Msg, error) {
		f, err := c.files.Folder(ctx, folder)
		return listed{folder, f, err}, nil
	})
}

// show lists what a folder holds, if it is still the one to be listed.
func (c *chooser) show(msg listed) tea.Cmd {
	d := &c.dir
	d.busy = false
	folder, rest := c.typed()
	switch {
	case msg.asked != folder:
		return c.look()
	case msg.err != nil && folder == d.used && folder != "":
		c.says = "上次用的文件夹“" + folder + "”打不开了"
		d.used = ""
		c.field.SetValue(rest)
		return c.look()
	case folder == "" && msg.err == nil: // where to begin
		c.field.SetValue(inside(msg.folder.Path) + rest)
		d.asked, _ = c.typed()
	}
	d.used, d.known, d.Folder, d.err = "", true, msg.folder, msg.err
	if msg.err != nil {
		d.Folder = Folder{}
	}
	slices.SortStableFunc(d.Entries, order)
	c.filter()
	switch {
	case d.again:
		return c.look()
	case d.take:
		return c.enter()
	}
	return nil
}

// order puts folders first, by their names; then files, the newest first.
func order(a, b Entry) int {
	switch {
	case a.Folder != b.Folder && a.Folder:
		return -1
	case a.Folder != b.Folder:
		return 1
	case !a.Folder && !a.Time.Equal(b.Time):
		return b.Time.Compare(a.Time)
	}
	return strings.Compare(a.Name, b.Name)
}

// Keys are those of the list; all others are text.
func (c *chooser) Keys() []key.Binding {
	does := "添加"
	if e := c.selected(); e != nil && e.Folder {
		does = "打开文件夹"
	} else if len(c.marked) > 0 {
		does = "添加选上的"
	}
	mark := ""
	if e := c.selected(); e == nil || e.Folder {
		mark = "选中一个文件才能选上"
	}
	leave := "返回"
	if _, rest := c.typed(); rest != "" {
		leave = "清空名称"
	}
	return []key.Binding{kit.As(kit.Enter, does), keyMove, kit.OffIf(keyMark, mark), kit.As(kit.Tab, "补全"), keyRefresh, kit.As(kit.Esc, leave),
		kit.As(kit.PageUp, "上一页"), kit.As(kit.PageDown, "下一页"), kit.Bind("Ctrl+U", "清空路径", "ctrl+u")}
}
