package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// desk is a real terminal emulator with the whole program running in it.
type desk struct {
	t      *testing.T
	mu     sync.Mutex // the emulator hands out its cells, so its own lock is not enough
	em     *vt.SafeEmulator
	wrote  chan struct{}
	done   chan error
	send   chan tea.Msg
	cancel context.CancelFunc
}

// Write takes the program's output to the emulator and wakes who waits for it.
func (d *desk) Write(b []byte) (int, error) {
	d.mu.Lock()
	n, err := d.em.Write(b)
	d.mu.Unlock()
	select {
	case d.wrote <- struct{}{}:
	default:
	}
	return n, err
}

// patience is how long a test waits for what must come; it never waits for
// nothing to happen.
const patience = 20 * time.Second

func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	end := time.After(patience)
	for !holds() {
		select {
		case <-d.wrote:
		case <-end:
			d.t.Fatalf("never came to %s; screen:\n%s", what, d.text())
		}
	}
}

func (d *desk) sees(text string) {
	d.t.Helper()
	d.until(fmt.Sprintf("show %q", text), func() bool { return strings.Contains(d.text(), text) })
}

func (d *desk) caret(x, y int) {
	d.t.Helper()
	d.until(fmt.Sprintf("a caret at %d,%d", x, y), func() bool {
		p := d.em.CursorPosition()
		return p.X == x && p.Y == y
	})
}

func (d *desk) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return screenText(d.em)
}

// cells is what an emulator shows, place by place.
type cells interface {
	CellAt(x, y int) *uv.Cell
	Width() int
	Height() int
}

func screenText(em cells) string {
	var b strings.Builder
	for y := range em.Height() {
		var line strings.Builder
		for x := 0; x < em.Width(); {
			c := em.CellAt(x, y)
			if c == nil || c.Content == "" {
				line.WriteByte(' ')
				x++
				continue
			}
			line.WriteString(c.Content)
			x += max(1, c.Width)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// ended waits for the end of the program and returns what Run returned.
func (d *desk) ended() error {
	d.t.Helper()
	select {
	case err := <-d.done:
		return err
	case <-time.After(patience):
		d.t.Fatalf("the program does not end; screen:\n%s", d.text())
		return nil
	}
}

// start runs the program with one screen in an emulator of 80 by 24.
func start(t *testing.T, screen func(env *kit.Env) kit.Screen, typed string) *desk {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	d := &desk{t: t, em: vt.NewSafeEmulator(80, 24), wrote: make(chan struct{}, 1), done: make(chan error, 1), send: make(chan tea.Msg), cancel: cancel}
	env := kit.NewEnv(ctx, func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) })
	o := Options{
		Env: env, Start: kit.Route{Name: "it"}, Typed: []byte(typed),
		Routes: Routes{"it": Plain(func() kit.Screen { return screen(env) })},
		Header: func() Header { return Header{Hall: "示范大厅"} },
		Feed: func(ctx context.Context, send func(tea.Msg)) {
			for {
				select {
				case msg := <-d.send:
					send(msg)
				case <-ctx.Done():
					return
				}
			}
		},
	}
	go func() {
		d.done <- run(ctx, o, &terminal{in: d.em, out: d, env: []string{"TERM=xterm-256color", "COLORTERM=truecolor"}, width: 80, height: 24})
	}()
	t.Cleanup(cancel)
	return d
}

// naming is a screen with a field, which crashes on request.
type naming struct {
	field *kit.Field
	crash string
	got   int
}

func newNaming(env *kit.Env) kit.Screen {
	n := &naming{field: kit.NewField(env.Theme)}
	n.field.Placeholder = "与证件一致"
	n.field.Focus()
	return n
}

func (n *naming) Init() tea.Cmd { return nil }

func (n *naming) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && press.String() == "f2":
		panic("在 Update 里")
	case ok && press.String() == "f3":
		return func() tea.Msg { panic("在命令里") }
	case ok && press.String() == "f4":
		return tea.Batch(kit.Tell("好"), func() tea.Msg { panic("在一批命令里") })
	case ok && press.String() == "f5":
		n.crash = "在 View 里"
	}
	if _, changed := msg.(kit.Changed); changed {
		n.got++
	}
	n.field.Update(msg)
	return nil
}

func (n *naming) View() (string, *tea.Cursor) {
	if n.crash != "" {
		panic(n.crash)
	}
	text, x := n.field.View(60)
	return kit.Lines(fmt.Sprintf("更新 %d 次", n.got), "姓名："+text), kit.Caret(6+x, 1)
}

func (n *naming) Keys() []key.Binding { return nil }

// TestRealCaret has the columns an input method sees, in a real terminal.
func TestRealCaret(t *testing.T) {
	d := start(t, newNaming, "")
	d.sees("姓名：与证件一致")
	d.caret(6, 3)
	d.em.SendText("中文ab国")
	d.sees("姓名：中文ab国")
	d.caret(14, 3)
	d.em.SendKey(uv.KeyPressEvent{Code: uv.KeyLeft})
	d.caret(12, 3)
	d.em.Paste("粘贴\r两行")
	d.sees("姓名：中文ab粘贴 两行国")
	d.send <- kit.Changed{}
	d.sees("更新 1 次")
	d.caret(21, 3)
	if !d.em.IsAltScreen() {
		t.Error("not on the alternate screen")
	}
	d.em.SendKey(uv.KeyPressEvent{Code: uv.KeyF10})
	d.sees("退出一窗？")
	d.em.SendKey(uv.KeyPressEvent{Code: uv.KeyEnter})
	if err := d.ended(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if d.em.IsAltScreen() {
		t.Error("the terminal was not given back")
	}
}

func TestTypedAhead(t *testing.T) {
	d := start(t, newNaming, "张三\x1b[D")
	d.sees("姓名：张三")
	d.caret(8, 3)
	d.cancel()
	if err := d.ended(); err != nil {
		t.Errorf("the end of the context is %v", err)
	}
}

// TestCrash has the terminal given back and the reason told, wherever it happens.
func TestCrash(t *testing.T) {
	for _, tt := range []struct {
		key   rune
		where string
	}{
		{uv.KeyF2, "在 Update 里"}, {uv.KeyF3, "在命令里"}, {uv.KeyF4, "在一批命令里"}, {uv.KeyF5, "在 View 里"},
	} {
		d := start(t, newNaming, "")
		d.sees("姓名")
		d.em.SendKey(uv.KeyPressEvent{Code: tt.key})
		err := d.ended()
		if yichuang.CodeOf(err) != yichuang.Internal || !strings.Contains(err.Error(), tt.where) || !strings.Contains(err.Error(), "run_test.go") {
			t.Errorf("crash %s ends with %v", tt.where, err)
		}
		if d.em.IsAltScreen() {
			t.Errorf("crash %s leaves the terminal as it was", tt.where)
		}
	}
}

// TestPainter draws random frames one after the other and compares what the
// emulator shows with each: only the differences are sent, and they must add up.
func TestPainter(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab12 ，。中文受理𠮷“·─e\u0301")
	th := kit.NewTheme()
	width, height := 40, 12
	em := vt.NewEmulator(width, height)
	go drain(em)
	p := newPainter(nil)
	_, _ = em.WriteString(enter)
	lines := make([]string, height)
	for n := range 3000 {
		all := random.IntN(50) == 0
		for range 1 + random.IntN(3) {
			var b strings.Builder
			for range random.IntN(5) {
				var word strings.Builder
				for range random.IntN(9) {
					word.WriteRune(alphabet[random.IntN(len(alphabet))])
				}
				b.WriteString(th.Paint(kit.Tone(random.IntN(12)), word.String()))
			}
			line := kit.Line(b.String(), width)
			if random.IntN(3) == 0 {
				line = kit.Fill(line, width)
			}
			lines[random.IntN(height)] = line
		}
		view := tea.View{Content: strings.Join(lines, "\n")}
		if random.IntN(2) == 0 {
			view.Cursor = kit.Caret(random.IntN(width), random.IntN(height))
		}
		_, _ = em.WriteString(p.paint(frame{view: view, width: width, all: all}))
		compare(t, em, lines, n)
		if c := view.Cursor; c != nil && (em.CursorPosition().X != c.X || em.CursorPosition().Y != c.Y) {
			t.Fatalf("frame %d: caret at %v, want %d,%d", n, em.CursorPosition(), c.X, c.Y)
		}
	}
}

func compare(t *testing.T, em cells, lines []string, n int) {
	t.Helper()
	shown := strings.Split(screenText(em), "\n")
	for y, line := range lines {
		want := strings.TrimRight(ansi.Strip(line), " ")
		if shown[y] != want {
			t.Fatalf("frame %d line %d shows %q, want %q", n, y, shown[y], want)
		}
	}
}

// drain reads what an emulator answers, so that it does not wait for a reader.
func drain(em *vt.Emulator) {
	buf := make([]byte, 1024)
	for {
		if _, err := em.Read(buf); err != nil {
			return
		}
	}
}

// A picture is drawn once, in its place behind the lines, again after the screen was
// erased, and taken away when its screen goes.
func TestPicturesComeAndGo(t *testing.T) {
	p := newPainter(nil)
	lines := tea.View{Content: "一\n二\n\n\n\n"}
	one, two := &kit.Picture{Data: []byte("<one>"), X: 4, Y: 1}, &kit.Picture{Data: []byte("<two>")}
	for i, step := range []struct {
		f      frame
		want   string // behind everything else
		erases bool
	}{
		{frame{view: lines, width: 80, picture: one}, "\x1b[4;5H<one>", false},
		{frame{view: lines, width: 80, picture: one}, "", false},
		{frame{view: lines, width: 100, picture: one, all: true}, "\x1b[4;5H<one>", true},
		{frame{view: lines, width: 100, picture: two}, "\x1b[3;1H<two>", true},
		{frame{view: lines, width: 100}, "", true},
		{frame{view: lines, width: 100}, "", false},
	} {
		text := strings.TrimSuffix(p.paint(step.f), ansi.ResetModeSynchronizedOutput)
		if !strings.HasSuffix(text, step.want) || step.want == "" && strings.Contains(text, "<") {
			t.Errorf("frame %d: %q", i, text)
		}
		if erases := strings.Contains(text, ansi.EraseEntireScreen); erases != step.erases {
			t.Errorf("frame %d erases the screen: %v, want %v", i, erases, step.erases)
		}
	}
}

// TestPainterIsSparing counts what a key costs: one field on a full Chinese
// screen, and the same frame again.
func TestPainterIsSparing(t *testing.T) {
	lines := make([]string, 30)
	for i := range lines {
		lines[i] = fmt.Sprintf("%02d 食品经营许可证核发（新办） 待补正 综合窗口三号", i)
	}
	p := newPainter(nil)
	paint := func(x int) int {
		return len(p.paint(frame{view: tea.View{Content: strings.Join(lines, "\n"), Cursor: kit.Caret(x, 3)}, width: 100}))
	}
	paint(0)
	lines[3] = "检索：中"
	paint(8)
	lines[3] = "检索：中文"
	if n := paint(10); n > 100 {
		t.Errorf("a typed character costs %d bytes", n)
	}
	if n := paint(10); n != 0 {
		t.Errorf("the same frame again costs %d bytes", n)
	}
	if n := paint(8); n > 12 {
		t.Errorf("a moved caret costs %d bytes", n)
	}
}

// A frame painted all over erases the screen and leaves alone what the person
// had on the terminal before: ESC [3J erases the lines scrolled away instead of
// those on the screen. The emulator does not tell the two apart; terminals do.
func TestTheWholeFrameErasesTheScreenOnly(t *testing.T) {
	p := newPainter(nil)
	p.paint(frame{view: tea.View{Content: "旧\n旧\n旧"}, width: 80, all: true})
	for name, text := range map[string]string{
		"the start":     enter,
		"a new size":    p.paint(frame{view: tea.View{Content: "新\n\n\n"}, width: 100, all: true}),
		"a lower frame": p.paint(frame{view: tea.View{Content: "新"}, width: 100}),
	} {
		if !strings.Contains(text, "\x1b[2J") || strings.Contains(text, "\x1b[3J") {
			t.Errorf("%s writes %q", name, text)
		}
	}
}
