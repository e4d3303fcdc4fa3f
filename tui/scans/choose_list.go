package scans

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// up is the line that leads to the folder above.
const up = ".."

// filter shows the entries whose names hold what was typed of one. Names that begin
// with a dot are left out unless one asks for them.
func (c *chooser) filter() {
	_, rest := c.typed()
	part := strings.ToLower(rest)
	c.shown = nil
	if rest == "" && c.dir.Up != "" {
		c.shown = append(c.shown, Entry{Name: up, Folder: true})
	}
	for _, e := range c.dir.Entries {
		if strings.HasPrefix(e.Name, ".") && !strings.HasPrefix(rest, ".") {
			continue
		}
		if strings.Contains(strings.ToLower(e.Name), part) {
			c.shown = append(c.shown, e)
		}
	}
	c.list.SetRows(files{c})
	c.list.Select(c.likely(rest))
}

// likely is the line that is most likely meant: the name that was typed whole, the
// file that comes behind the one chosen before, or the newest file that is not among
// the scans yet.
func (c *chooser) likely(rest string) int {
	named := func(name string) int {
		return slices.IndexFunc(c.shown, func(e Entry) bool { return e.Name == name })
	}
	if i := named(rest); i >= 0 {
		return i
	}
	fresh := func(e Entry) bool { return !e.Folder && !c.attached(e) }
	if i := named(base(c.last)); i >= 0 && c.path(c.shown[i]) == c.last {
		for i--; i >= 0; i-- { // they were scanned in the order in which they are wanted
			if fresh(c.shown[i]) {
				return i
			}
		}
	}
	if i := slices.IndexFunc(c.shown, fresh); i >= 0 {
		return i
	}
	return max(slices.IndexFunc(c.shown, func(e Entry) bool { return !e.Folder }), 0)
}

// attached reports whether a file seems to be among the scans of the case already.
func (c *chooser) attached(e Entry) bool {
	return slices.ContainsFunc(c.have, func(s yichuang.Scan) bool { return s.Size == e.Size && s.Name == yichuang.CleanLine(e.Name) })
}

// path is an entry in full.
func (c *chooser) path(e Entry) string { return filepath.Join(c.dir.Path, e.Name) }

func (c *chooser) selected() *Entry {
	if i := c.list.Selected(); i >= 0 && i < len(c.shown) {
		return &c.shown[i]
	}
	return nil
}

// enter takes the files that are marked or the one under the mark, or opens the
// folder there. A clerk who is faster than the list waits for it.
func (c *chooser) enter() tea.Cmd {
	folder, rest := c.typed()
	d := &c.dir
	if d.take = !d.known || d.busy || d.asked != folder; d.take {
		return nil
	}
	switch e := c.selected(); {
	case e != nil && e.Folder:
		return c.open(*e)
	case len(c.marked) > 0:
		return c.take(c.marked...)
	case e != nil:
		return c.take(c.path(*e))
	case rest != "": // nothing that is listed: the seat says what it is
		return c.take(plain(c.field.Value()))
	}
	return nil
}

func (c *chooser) open(e Entry) tea.Cmd {
	to := c.path(e)
	if e.Name == up {
		to = c.dir.Up
	}
	c.field.SetValue(inside(to))
	return c.look()
}

// take ends the choosing, and remembers the folder.
func (c *chooser) take(paths ...string) tea.Cmd {
	if c.dir.err == nil {
		c.draft.Set(c.dir.Path)
	}
	return tea.Batch(c.env.Do(c, c.draft.Flush), kit.Back(chosen{c.to, slices.Clone(paths)}))
}

// mark marks the file under the mark to be taken with others, or no longer, and goes
// on to the next.
func (c *chooser) mark() {
	e := c.selected()
	if e == nil || e.Folder {
		return
	}
	if path := c.path(*e); slices.Contains(c.marked, path) {
		c.marked = slices.DeleteFunc(c.marked, func(p string) bool { return p == path })
	} else {
		c.marked = append(c.marked, path)
	}
	listed := func(path string) int {
		return slices.IndexFunc(c.dir.Entries, func(e Entry) bool { return c.path(e) == path })
	}
	slices.SortStableFunc(c.marked, func(a, b string) int { return listed(b) - listed(a) }) // as they were scanned
	c.list.Select(c.list.Selected() + 1)
}

// complete writes the name under the mark, as far as it is certain: up to where the
// names that begin with what was typed part ways, or else the whole.
func (c *chooser) complete() tea.Cmd {
	e := c.selected()
	if e == nil || c.dir.busy || !c.dir.known {
		return nil
	}
	if e.Name == up {
		return c.open(*e)
	}
	folder, rest := c.typed()
	name := ""
	for _, other := range c.shown {
		switch {
		case !strings.HasPrefix(other.Name, rest):
		case name == "":
			name = other.Name
		default:
			name = common(name, other.Name)
		}
	}
	whole := len(name) <= len(rest) // nothing is certain beyond what was typed
	if whole || name == e.Name {
		name, whole = e.Name, true
	}
	if whole && e.Folder {
		return c.open(*e)
	}
	if folder == "" {
		folder = inside(c.dir.Path)
	}
	c.field.SetValue(folder + name)
	return c.look()
}

// common is the beginning that two names share, in whole characters.
func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return a[:n]
}

// paste takes what was copied or dragged here: one path to look at, several to be
// taken together, or a piece of text.
func (c *chooser) paste(msg tea.PasteMsg) tea.Cmd {
	c.says = ""
	switch all := paths(msg.Content); len(all) {
	case 0:
		c.field.Update(msg)
	case 1:
		c.field.SetValue(all[0])
	default:
		for _, path := range all {
			if !slices.Contains(c.marked, path) {
				c.marked = append(c.marked, path)
			}
		}
		folder, _ := filepath.Split(all[0])
		c.field.SetValue(folder)
	}
	return c.look()
}
