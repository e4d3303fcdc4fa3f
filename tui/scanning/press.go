package scanning

import (
	"context"
	"fmt"
	"slices"

	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keySource = kit.Bind("o", "换扫描仪、进纸方式", "o", "O", "right")
	keyDPI    = kit.Bind("t", "分辨率", "t", "T")
	keyColour = kit.Bind("c", "灰度/彩色", "c", "C")
	keyLook   = kit.Bind("v", "看这一页", "v", "V")
	keyDrop   = kit.Bind("d", "去掉这一页", "d", "D", "delete")
	keyAgain  = kit.Bind("g", "重扫这一页", "g", "G")
	keyUp     = kit.Bind("[", "往前移", "[")
	keyDown   = kit.Bind("]", "往后移", "]")
	keyStop   = kit.Bind("x", "停止扫描", "x", "X")
	keySave   = kit.Bind("F8", "存入材料", "f8")
	keySearch = kit.Bind("F5", "重新找扫描仪", "f5")
)

// tagDrop marks the answer to the question whether a page is to be dropped.
const tagDrop = "drop"

// press does what a key does. Those that are switched off never arrive: the shell says
// why.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if kit.Typed(msg) != "" || kit.Is(msg, kit.Enter) {
		if _, machine := s.reader.Press(s.env.Now()); machine { // its Enter would scan
			return kit.Tell("像是读卡器或者扫码枪输入，没有当作按键")
		}
	}
	at := s.list.Selected()
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyStop) && s.run.scan != nil:
		s.stop()
	case kit.Is(msg, keySource) && s.whyNotChange() == "" && len(s.choice.sources) > 0:
		s.choice.at = (s.choice.at + 1) % len(s.choice.sources)
	case kit.Is(msg, keyDPI) && s.whyNotChange() == "":
		s.choice.otherDPI()
	case kit.Is(msg, keyColour) && s.whyNotChange() == "":
		s.choice.colour = !s.choice.offeredColour()
	case kit.Is(msg, keySearch) && s.whyNotChange() == "" && !s.choice.looking:
		return s.look()
	case kit.Is(msg, kit.Enter) && s.whyNotScan() == "":
		return s.begin(-1)
	case kit.Is(msg, keyAgain) && s.whyNotAgain() == "":
		return s.begin(at)
	case kit.Is(msg, keyLook) && s.whyNotPage() == "":
		return s.show(at)
	case kit.Is(msg, keyDrop) && s.whyNotPage() == "" && s.run.scan == nil:
		return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: tagDrop, Title: "去掉这一页", Text: fmt.Sprintf("去掉第%d页？要的话只能重新扫描。", at+1), Choices: []string{"去掉", "留着"}}))
	case kit.Is(msg, keyUp):
		s.move(at, at-1)
	case kit.Is(msg, keyDown):
		s.move(at, at+1)
	case kit.Is(msg, keySave) && s.whyNotSave() == "":
		return s.save()
	default:
		if s.list.Update(msg) == kit.ListMoved {
			s.says = say{} // what is to be seen on the page says the foot
		}
	}
	return nil
}

// stop stops the scan under way; its last event comes by itself.
func (s *Screen) stop() {
	s.run.scan.Stop()
	s.says = say{kit.Dim, "正在停下…"}
}

func (s *Screen) move(from, to int) {
	if s.run.scan != nil || from < 0 || to < 0 || to >= len(s.pages) {
		return
	}
	s.pages[from], s.pages[to] = s.pages[to], s.pages[from]
	s.list.SetRows(rows{s})
	s.list.Select(to)
}

// answered drops the page that was asked about.
func (s *Screen) answered(a kit.Answer) tea.Cmd {
	if at := s.list.Selected(); a.Tag == tagDrop && a.Yes() && s.whyNotPage() == "" && s.run.scan == nil {
		s.pages = slices.Delete(s.pages, at, at+1)
		s.list.SetRows(rows{s})
		s.says = say{kit.Dim, fmt.Sprintf("已去掉1页，还有%d页", len(s.pages))}
	}
	return nil
}

// show shows a page on this terminal, or in the system's viewer where it shows none.
func (s *Screen) show(at int) tea.Cmd {
	if s.work.ShowsPictures() {
		return kit.Show(newLook(s, at))
	}
	s.busy = "正在打开第" + fmt.Sprint(at+1) + "页…"
	p := s.pages[at]
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return shown{fmt.Sprintf("第%d页已在查看程序里打开", at+1)}, s.work.ShowPage(ctx, p)
	})
}

// save makes one file of the pages and puts it on record.
func (s *Screen) save() tea.Cmd {
	s.busy = fmt.Sprintf("正在把%d页存入《%s》…", len(s.pages), kit.Text(s.name))
	k := Keeping{By: s.by, To: s.to, Pages: slices.Clone(s.pages)}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		scan, err := s.work.Keep(ctx, k)
		return stored{scan}, err
	})
}

// Escape stops a scan under way before the screen is left, and waits for a file on its
// way.
func (s *Screen) Escape() bool {
	if s.run.scan != nil {
		s.stop()
	}
	return s.run.scan != nil || s.busy != ""
}

// Leaving asks while there are pages that are not on record.
func (s *Screen) Leaving() string {
	if n := len(s.pages); n > 0 {
		return fmt.Sprintf("扫描的%d页还没有存入材料，离开就没有了。现在离开吗？（要留下按 F8 存入）", n)
	}
	return ""
}

// Keys is what works now, and why the rest does not.
func (s *Screen) Keys() []key.Binding {
	if s.run.scan != nil {
		why := s.whyNotChange()
		return []key.Binding{keyStop, kit.OffIf(keyLook, s.whyNotPage()), kit.Up, kit.Down, kit.OffIf(keySave, s.whyNotSave()), kit.Off(kit.As(kit.Enter, "扫描"), why),
			kit.Off(keySource, why), kit.Off(keyDPI, why), kit.Off(keyColour, why), kit.Off(keyAgain, why), kit.Off(keyDrop, why)}
	}
	page, change := s.whyNotPage(), s.whyNotChange()
	dpi, colour := change, change
	if len(s.choice.source().DPI) < 2 {
		dpi = "这台设备的分辨率不能选"
	}
	if len(s.choice.source().Colours) < 2 {
		colour = "这台设备的颜色不能选"
	}
	keys := []key.Binding{kit.OffIf(kit.As(kit.Enter, "扫描"), s.whyNotScan()), kit.OffIf(keySave, s.whyNotSave()), kit.OffIf(keySource, change),
		kit.OffIf(keyDPI, dpi), kit.OffIf(keyColour, colour), kit.OffIf(keyLook, page), kit.OffIf(keyAgain, s.whyNotAgain()), kit.OffIf(keyDrop, page)}
	return append(keys, kit.OffIf(keyUp, page), kit.OffIf(keyDown, page), kit.OffIf(keySearch, change), kit.Up, kit.Down)
}

func (s *Screen) whyNotChange() string {
	switch {
	case s.run.scan != nil:
		return "正在扫描，按 x 停止"
	case s.busy != "":
		return "请稍候，上一步还没有完成"
	}
	return ""
}

func (s *Screen) whyNotScan() string {
	switch why := s.whyNotChange(); {
	case why != "":
		return why
	case s.choice.looking:
		return "正在找扫描仪，请稍候"
	case len(s.choice.sources) == 0:
		return "没有找到扫描仪，按 F5 重新找"
	case s.choice.source().Trouble != nil:
		return "这台设备现在不能用，按 o 换一台"
	}
	return ""
}

func (s *Screen) whyNotPage() string {
	if len(s.pages) == 0 {
		return "还没有扫描"
	}
	return s.whyNotBusy()
}

func (s *Screen) whyNotBusy() string {
	if s.busy != "" {
		return "请稍候，上一步还没有完成"
	}
	return ""
}

func (s *Screen) whyNotAgain() string {
	if why := s.whyNotPage(); why != "" {
		return why
	}
	return s.whyNotScan()
}

func (s *Screen) whyNotSave() string {
	switch {
	case len(s.pages) == 0:
		return "还没有扫描"
	case s.run.scan != nil:
		return "正在扫描；扫完再存，或者按 x 停止"
	}
	return s.whyNotBusy()
}
