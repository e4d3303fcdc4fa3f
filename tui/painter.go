package tui

import (
	"io"
	"strconv"
	"strings"
	"sync"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// What the terminal is told at the beginning and at the end. Lines do not wrap
// by themselves, so that one the terminal takes to be wider than we do loses its
// end instead of moving all others.
const (
	enter = ansi.SetModeAltScreenSaveCursor + ansi.EraseEntireScreen + ansi.ResetModeAutoWrap +
		ansi.SetModeBracketedPaste + ansi.HideCursor
	leave = ansi.ResetStyle + ansi.ResetModeBracketedPaste + ansi.SetModeAutoWrap +
		"\x1b[0 q" + ansi.ShowCursor + ansi.ResetModeAltScreenSaveCursor
	barCursor = "\x1b[5 q"
)

// erasePictures takes away the pictures that erasing the screen leaves; terminals that
// do not know it take no notice.
const erasePictures = "\x1b_Ga=d,q=2\x1b\\"

// painter brings frames to the terminal: as soon as they are there, and only what
// changed. The library's own renderer waits for a frame clock and repaints every
// line with Chinese in it; a clerk who types over a slow line feels both.
//
// A frame that comes while an older one is still being written replaces every
// one that waits: a slow terminal skips frames instead of falling behind.
type painter struct {
	out io.Writer

	mu     sync.Mutex
	cond   *sync.Cond
	next   *frame
	closed bool

	shown  []string // only used by the writing goroutine
	cursor tea.Cursor
	caret  bool
	title  string
	on     *kit.Picture // what is on the terminal
	done   chan struct{}
}

// frame is a view and whether the terminal has to be painted all over for it.
type frame struct {
	view    tea.View
	picture *kit.Picture
	width   int
	all     bool
}

func newPainter(out io.Writer) *painter {
	p := &painter{out: out, done: make(chan struct{})}
	p.cond = sync.NewCond(&p.mu)
	return p
}

// start takes over the terminal, stop gives it back as it was.
func (p *painter) start() error {
	if _, err := io.WriteString(p.out, enter); err != nil {
		return err
	}
	go p.loop()
	return nil
}

func (p *painter) stop() {
	p.mu.Lock()
	p.closed = true
	p.cond.Broadcast()
	p.mu.Unlock()
	<-p.done
	end := leave
	if p.title != "" {
		end += ansi.SetWindowTitle("")
	}
	_, _ = io.WriteString(p.out, end)
}

// show hands over the next frame and does not wait for it.
func (p *painter) show(f frame) {
	p.mu.Lock()
	if p.next != nil {
		f.all = f.all || p.next.all
	}
	p.next = &f
	p.cond.Broadcast()
	p.mu.Unlock()
}

func (p *painter) loop() {
	defer close(p.done)
	// Asked behind the first frame: the answer is welcome, but nobody waits for it.
	ask := ansi.RequestBackgroundColor
	for {
		p.mu.Lock()
		for p.next == nil && !p.closed {
			p.cond.Wait()
		}
		if p.closed {
			p.mu.Unlock()
			return
		}
		f := p.next
		p.next = nil
		p.mu.Unlock()
		text := p.paint(*f) + ask
		if ask = ""; text == "" {
			continue
		}
		if _, err := io.WriteString(p.out, text); err != nil {
			return // the terminal is gone; reading from it ends the program
		}
	}
}

// paint returns what turns the frame before into this one, "" when nothing does.
func (p *painter) paint(f frame) string {
	var b strings.Builder
	lines := strings.Split(f.view.Content, "\n")
	if f.all {
		p.caret = false
	}
	if p.on != nil && p.on != f.picture {
		b.WriteString(erasePictures)
		p.on, f.all = nil, true
	}
	if f.all || len(lines) < len(p.shown) {
		p.on = nil // it goes with the screen
		b.WriteString(ansi.EraseEntireScreen)
		p.shown = nil
	}
	for y, line := range lines {
		old := ""
		if y < len(p.shown) {
			old = p.shown[y]
		}
		if line != old {
			b.WriteString(change(old, line, y, f.width))
		}
	}
	p.shown = lines
	if f.picture != nil && p.on == nil {
		b.WriteString(ansi.CursorPosition(f.picture.X+1, bodyTop+f.picture.Y+1))
		b.Write(f.picture.Data)
		p.on = f.picture
	}
	if f.view.WindowTitle != p.title {
		p.title = f.view.WindowTitle
		b.WriteString(ansi.SetWindowTitle(p.title))
	}
	return p.around(b.String(), f.view.Cursor)
}

// around hides the caret while the lines change, puts it back in its place, and
// tells terminals that know how to show it all at once.
func (p *painter) around(lines string, c *tea.Cursor) string {
	caret := c != nil
	moved := caret && (!p.caret || p.cursor.X != c.X || p.cursor.Y != c.Y)
	if lines == "" && !moved && caret == p.caret {
		return ""
	}
	var b strings.Builder
	if lines != "" {
		b.WriteString(ansi.SetModeSynchronizedOutput)
	}
	if p.caret && (lines != "" || !caret) {
		b.WriteString(ansi.HideCursor)
	}
	b.WriteString(lines)
	if caret {
		b.WriteString(ansi.CursorPosition(c.X+1, c.Y+1))
		if !p.caret {
			b.WriteString(barCursor)
		}
		if !p.caret || lines != "" {
			b.WriteString(ansi.ShowCursor)
		}
		p.cursor = *c
	}
	p.caret = caret
	if lines != "" {
		b.WriteString(ansi.ResetModeSynchronizedOutput)
	}
	return b.String()
}

// change returns what turns one line into another: from the first difference to
// the end of the line.
func change(old, line string, y, width int) string {
	at, column, style := kit.Common(old, line)
	var b strings.Builder
	b.WriteString("\x1b[")
	b.WriteString(strconv.Itoa(y + 1))
	b.WriteByte(';')
	b.WriteString(strconv.Itoa(column + 1))
	b.WriteByte('H')
	b.WriteString(style)
	b.WriteString(line[at:])
	// At the right edge the terminal waits with the caret on the last column;
	// erasing from there would take that column away.
	if old != "" && kit.Width(line) < width {
		b.WriteString(ansi.EraseLineRight)
	}
	return b.String()
}
