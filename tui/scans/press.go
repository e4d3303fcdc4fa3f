package scans

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

var (
	keyAdd    = kit.Bind("a", "添加文件", "a", "A")
	keyScan   = kit.Bind("s", "扫描", "s", "S")
	keyShow   = kit.Bind("v", "查看", "v", "V")
	keyFetch  = kit.Bind("f", "从中心取来", "f", "F")
	keyRemove = kit.Bind("d", "撤下", "d", "D", "delete")
	keyNext   = kit.Bind("Tab", "下一件材料", "tab", "pgdown", "right")
	keyBefore = kit.Bind("Shift+Tab", "上一件材料", "shift+tab", "pgup", "left")
	keyPerson = kit.Bind("F2", "下一位", "f2")
)

// tagRemove marks the answer to the question whether a scan is to be taken away.
const tagRemove = "remove"

// press does what a key does. Those that are switched off never arrive: the shell
// says why.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if kit.Typed(msg) != "" || kit.Is(msg, kit.Enter) {
		if _, machine := s.reader.Press(s.env.Now()); machine { // its Enter would open files
			return kit.Tell("像是读卡器或者扫码枪输入，没有当作按键")
		}
	}
	if s.c == nil {
		return nil
	}
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyPerson):
		return kit.Back(kit.NextPerson{})
	case len(s.rows) == 0:
	case kit.Is(msg, keyNext):
		s.material(1)
	case kit.Is(msg, keyBefore):
		s.material(-1)
	case kit.Is(msg, keyAdd):
		return s.choose()
	case kit.Is(msg, keyScan) && s.whyNotScan() == "":
		return kit.Go(kit.RouteScan, kit.ScansOf{Case: s.of.Case, Material: s.selected().material})
	case kit.Is(msg, keyShow) && s.whyNotShow() == "":
		return s.show()
	case kit.Is(msg, keyFetch) && s.whyNotFetch() == "":
		return s.fetch()
	case kit.Is(msg, keyRemove) && s.whyNotRemove() == "":
		return s.askRemove()
	case s.list.Update(msg) == kit.ListChosen:
		return s.chosenRow()
	}
	return nil
}

// chosenRow does the most likely thing with the line under the mark.
func (s *Screen) chosenRow() tea.Cmd {
	switch {
	case s.selected().scan == "":
		return s.choose()
	case s.whyNotShow() == "":
		return s.show()
	case s.whyNotFetch() == "":
		return s.fetch()
	}
	return kit.Tell(s.whyNotFetch())
}

// Keys is what works on the line under the mark, and why the rest does not.
func (s *Screen) Keys() []key.Binding {
	if s.c == nil {
		return nil
	}
	if len(s.rows) == 0 {
		return []key.Binding{keyPerson, kit.Esc}
	}
	does, other, same := "添加文件", kit.OffIf(keyShow, s.whyNotShow()), keyAdd // what Enter does need not be read twice
	if s.selected().scan != "" {
		other, same = same, other
		if does = "查看"; s.whyNotShow() != "" {
			does = "从中心取来"
		}
	}
	return []key.Binding{kit.As(kit.Enter, does), kit.OffIf(keyScan, s.whyNotScan()), other, kit.OffIf(keyFetch, s.whyNotFetch()), kit.OffIf(keyRemove, s.whyNotRemove()),
		keyNext, keyPerson, kit.Esc, same, keyBefore, kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}

func (s *Screen) whyNotScan() string {
	if s.selected().material == "" {
		return "先用 ↑↓ 选中一件材料"
	}
	return ""
}

func (s *Screen) whyNotRemove() string {
	if s.selected().scan == "" {
		return "先用 ↑↓ 选中一个扫描件"
	}
	return ""
}

func (s *Screen) whyNotShow() string {
	scan := s.scan(s.selected())
	switch {
	case scan == nil:
		return s.whyNotRemove()
	case s.states[scan.Hash] == yichuang.ScanSpoilt:
		return "内容已损坏，不能查看；按 f 从中心取，或者重新扫描"
	case !s.states[scan.Hash].Here():
		return "内容不在本机，先按 f 从中心取来"
	}
	return ""
}

func (s *Screen) whyNotFetch() string {
	switch missing := s.missing(); {
	case len(missing) > 0:
		return ""
	case s.selected().scan != "" && s.states[s.selected().scan].Here():
		return "内容已在本机，按 v 查看"
	case s.selected().scan != "":
		return "正在下载，请稍候"
	case len(s.state(s.selected()).Scans) == 0:
		return "这件材料没有扫描件"
	}
	return "这件材料的扫描件都在本机"
}

// missing are the scans under the mark, one or all of a material, that are to be
// fetched.
func (s *Screen) missing() []yichuang.Scan {
	m := s.state(s.selected())
	if m == nil {
		return nil
	}
	var missing []yichuang.Scan
	for _, scan := range m.Scans {
		_, _, on := s.work.Fetching(scan.Hash)
		if only := s.selected().scan; !on && !s.states[scan.Hash].Here() && (only == "" || only == scan.Hash) {
			missing = append(missing, scan)
		}
	}
	return missing
}

// fetch fetches what is missing, one after the other. A failure ends it: the next
// one would fail the same way.
func (s *Screen) fetch() tea.Cmd {
	missing := s.missing()
	s.news.behind = true
	s.doing = "正在从中心取来；可以离开，取完为止"
	return tea.Batch(s.watch(), s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		for _, scan := range missing {
			if err := s.work.FetchScan(ctx, scan); err != nil {
				return nil, err
			}
		}
		if len(missing) > 1 {
			return finished{fmt.Sprintf("已取来%d个扫描件", len(missing))}, nil
		}
		return finished{"已取来“" + missing[0].Name + "”，按 Enter 查看"}, nil
	}))
}

// show opens the scan under the mark.
func (s *Screen) show() tea.Cmd {
	scan := *s.scan(s.selected())
	s.doing = "正在打开“" + scan.Name + "”…"
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return finished{"已打开“" + scan.Name + "”"}, s.work.ShowScan(ctx, scan)
	})
}

func (s *Screen) askRemove() tea.Cmd {
	s.asked = s.selected()
	return kit.Show(kit.NewAsk(s.env, kit.Question{Tag: tagRemove, Title: "撤下扫描件",
		Text:    fmt.Sprintf("从《%s》撤下“%s”？\n撤下这一步记入办件。内容不删除，以后可以重新添加。", kit.Text(s.name(s.asked.material)), kit.Text(s.scan(s.asked).Name)),
		Choices: []string{"撤下", "不撤"}, Default: 1}))
}

// answered takes away the scan that was asked about.
func (s *Screen) answered(a kit.Answer) tea.Cmd {
	scan := s.scan(s.asked)
	if a.Tag != tagRemove || !a.Yes() || scan == nil {
		return nil
	}
	asked, name := s.asked, scan.Name
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, s.of.Case)
		if err != nil {
			return nil, err
		}
		_, err = s.work.Append(ctx, s.by, c, &yichuang.ScanRemoved{Material: asked.material, Hash: asked.scan})
		return finished{"已撤下“" + name + "”"}, err
	})
}
