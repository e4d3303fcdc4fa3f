package tuitest

import (
	"fmt"
	"strings"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Text returns what is on the terminal, without colours.
func (d *Driver) Text() string { return ansi.Strip(d.shell.View().Content) }

// Top returns the screen that has the keyboard.
func (d *Driver) Top() kit.Screen { return d.shell.Top() }

// Sees fails the test unless every text stands on the terminal.
func (d *Driver) Sees(texts ...string) *Driver {
	d.t.Helper()
	screen := d.Text()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			d.t.Fatalf("does not see %q on\n%s", text, d.picture())
		}
	}
	return d
}

// NotSees fails the test when one of the texts stands on the terminal.
func (d *Driver) NotSees(texts ...string) *Driver {
	d.t.Helper()
	screen := d.Text()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			d.t.Fatalf("sees %q on\n%s", text, d.picture())
		}
	}
	return d
}

// Caret fails the test unless the caret is at column x of line y, both from 0.
func (d *Driver) Caret(x, y int) *Driver {
	d.t.Helper()
	switch c := d.shell.View().Cursor; {
	case c == nil:
		d.t.Fatalf("no caret, want it at %d,%d on\n%s", x, y, d.picture())
	case c.X != x || c.Y != y:
		d.t.Fatalf("caret at %d,%d, want %d,%d on\n%s", c.X, c.Y, x, y, d.picture())
	}
	return d
}

// CaretAfter fails the test unless the caret stands right behind this text.
func (d *Driver) CaretAfter(text string) *Driver {
	d.t.Helper()
	v := d.shell.View()
	if v.Cursor == nil {
		d.t.Fatalf("no caret, want it behind %q on\n%s", text, d.picture())
	}
	lines := strings.Split(v.Content, "\n")
	line := ""
	if v.Cursor.Y < len(lines) {
		line = ansi.Strip(lines[v.Cursor.Y])
	}
	before := ansi.Truncate(line, v.Cursor.X, "")
	if ansi.StringWidth(before) != v.Cursor.X || !strings.HasSuffix(before, text) {
		d.t.Fatalf("caret at %d,%d behind %q, want it behind %q on\n%s", v.Cursor.X, v.Cursor.Y, before, text, d.picture())
	}
	return d
}

// NoCaret fails the test when something is being typed into.
func (d *Driver) NoCaret() *Driver {
	d.t.Helper()
	if c := d.shell.View().Cursor; c != nil {
		d.t.Fatalf("caret at %d,%d on\n%s", c.X, c.Y, d.picture())
	}
	return d
}

// Ended fails the test unless the program has ended.
func (d *Driver) Ended() {
	d.t.Helper()
	if !d.quit {
		d.t.Fatalf("the program goes on:\n%s", d.picture())
	}
}

// picture returns the terminal with a frame around it and | where the caret is.
func (d *Driver) picture() string {
	v := d.shell.View()
	rule := "+" + strings.Repeat("-", d.width) + "+\n"
	var b strings.Builder
	b.WriteString(rule)
	for y, line := range strings.Split(v.Content, "\n") {
		line = ansi.Strip(line)
		line += strings.Repeat(" ", max(0, d.width-ansi.StringWidth(line)))
		if v.Cursor != nil && v.Cursor.Y == y {
			before := ansi.Truncate(line, v.Cursor.X, "")
			line = before + "|" + strings.TrimPrefix(line, before)
		}
		b.WriteString("|" + line + "|\n")
	}
	b.WriteString(rule)
	return b.String()
}

// check holds the frame, and the body the top screen gave to it, against the
// terminal.
func (d *Driver) check(after tea.Msg) {
	d.t.Helper()
	v := d.shell.View()
	if fault := Fault(v.Content, v.Cursor, kit.Size{Width: d.width, Height: d.height}); fault != "" {
		d.t.Fatalf("after %T the frame is torn: %s\n%s", after, fault, d.picture())
	}
	top := d.shell.Top()
	if top == nil || d.width < 80 || d.height < 24 {
		return
	}
	body, cursor := top.View()
	if fault := Fault(body, cursor, d.shell.Room()); fault != "" {
		d.t.Fatalf("after %T the body of %T does not fit: %s\n%s", after, top, fault, d.picture())
	}
}

// Fault says what would tear a frame of that size, "" when nothing would. It
// counts columns in both ways terminals do.
func Fault(content string, cursor *tea.Cursor, size kit.Size) string {
	lines := strings.Split(content, "\n")
	if len(lines) > size.Height {
		return fmt.Sprintf("%d lines, there is room for %d", len(lines), size.Height)
	}
	for y, line := range lines {
		if w := max(ansi.StringWidth(line), ansi.StringWidthWc(line)); w > size.Width {
			return fmt.Sprintf("line %d takes %d columns of %d: %q", y, w, size.Width, line)
		}
		if ansi.StringWidth(line) != ansi.StringWidthWc(line) {
			return fmt.Sprintf("terminals disagree how wide line %d is: %q", y, line)
		}
		if bad := control(line); bad != "" {
			return fmt.Sprintf("line %d has %s: %q", y, bad, line)
		}
	}
	if c := cursor; c != nil && (c.X < 0 || c.Y < 0 || c.X >= size.Width || c.Y >= size.Height) {
		return fmt.Sprintf("the caret at %d,%d is outside of %d by %d", c.X, c.Y, size.Width, size.Height)
	}
	return ""
}

// control names what is neither text nor colour in a line.
func control(line string) string {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == 0x1B:
			end := strings.IndexByte(line[i:], 'm')
			if end < 2 || line[i+1] != '[' || strings.Trim(line[i+2:i+end], "0123456789;:") != "" {
				return "an escape sequence that is no colour"
			}
			i += end
		case c < 0x20 || c == 0x7F:
			return fmt.Sprintf("control byte %#x", c)
		}
	}
	if strings.ToValidUTF8(line, "") != line {
		return "invalid UTF-8"
	}
	return ""
}
