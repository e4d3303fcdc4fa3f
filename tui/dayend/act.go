package dayend

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case s.book == nil:
		return nil
	case kit.Is(msg, keyDay):
		return s.turn()
	case kit.Is(msg, keyCount) && s.whyNotCount() == "":
		return kit.Show(s.count())
	case kit.Is(msg, keyCompare) && s.whyNotCompare() == "":
		return s.compare()
	case kit.Is(msg, keyClose) && s.whyNotClose() == "":
		return kit.Show(s.close())
	case kit.Is(msg, keyPrint) && s.whyNotPrint() == "":
		return s.print(true)
	case s.list.Update(msg) == kit.ListChosen:
		return s.act()
	}
	return nil
}

// turn goes to the next unfinished day, behind the last one to the first.
func (s *Screen) turn() tea.Cmd {
	s.day = s.days[(slices.Index(s.days, s.day)+1)%len(s.days)]
	s.book, s.closing, s.centre, s.why, s.tallies = nil, nil, nil, nil, nil
	return tea.Batch(s.read(), s.ask())
}

// act does what there is to do about the difference under the mark.
func (s *Screen) act() tea.Cmd {
	d := s.selected()
	if d == nil {
		return nil
	}
	switch d.Do {
	case yichuang.DayOpen:
		return kit.Go(kit.RouteCase, d.Case)
	case yichuang.DayPrint:
		return kit.Go(routePapers, d.Case)
	case yichuang.DaySync:
		s.work.Retry()
		return kit.Tell("正在联系中心；送到以后按 n 再核对")
	case yichuang.DayCount:
		if why := s.whyNotCount(); why != "" {
			return kit.Tell(why)
		}
		return kit.Show(s.count())
	case yichuang.DayFetch:
		if s.news.busy {
			return nil
		}
		s.news.busy = true
		return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) { return fetched{}, s.work.Fetch(ctx, d.Case) })
	}
	return nil
}

// count asks how many originals of each name lie here.
func (s *Screen) count() kit.Screen {
	tallies := slices.Clone(s.tallies)
	e := kit.Entry{Title: "清点原件", Does: "登记清点", About: []string{s.day.Chinese() + "收存、还在本席位的原件，逐项点清"}, Set: map[string]string{}}
	for i, y := range tallies {
		name := strconv.Itoa(i)
		e.Inputs = append(e.Inputs, kit.Input{Name: name, Label: kit.Fit(y.Name, 30), Required: true, Max: 4, Hint: fmt.Sprintf("（应有%d份）", y.Due), Check: func(value string) string {
			if n, err := strconv.Atoi(value); err != nil || n < 0 {
				return "请填写点到的份数"
			}
			return ""
		}})
		if y.Counted != yichuang.NotCounted {
			e.Set[name] = strconv.Itoa(y.Counted)
		}
	}
	e.Save = func(_ context.Context, value func(string) string) (tea.Msg, error) {
		for i := range tallies {
			tallies[i].Counted, _ = strconv.Atoi(value(strconv.Itoa(i))) // checked by the form
		}
		return counted{tallies}, nil
	}
	return kit.NewSheet(s.env, e)
}

// compare asks the centre again; a closing that waits for it takes the answer in.
func (s *Screen) compare() tea.Cmd {
	if s.closing == nil || !s.closing.Pending() {
		return s.ask()
	}
	s.news.busy = true
	day := s.day
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		d, err := s.work.CompareDay(ctx, day)
		return compared{d}, err
	})
}

// draft is the closing as it would be now.
func (s *Screen) draft() yichuang.DayClosing {
	d := yichuang.DayClosing{Book: *s.book, Tallies: s.tallies, By: s.me.ID}
	if s.centre != nil && !s.book.Alone {
		d.Centre, d.Checked = s.centre, s.env.Now()
	}
	return d
}

// close asks the clerk to sign, and to say something about what does not agree.
func (s *Screen) close() kit.Screen {
	const inNote, inPIN = "note", "pin"
	d := s.draft()
	about := []string{s.day.Chinese() + "日清", s.me.Name + "（工号" + string(s.me.ID) + "）签字：核对属实"}
	differs := d.Differences()
	if len(differs) > 0 {
		about = append(about, fmt.Sprintf("还有%d处不符，须写明情况", len(differs)))
	}
	return kit.NewSheet(s.env, kit.Entry{Title: "签字日清", Does: "签字", About: about,
		Inputs: []kit.Input{
			{Name: inNote, Label: "情况说明", Required: len(differs) > 0, Lines: 3, Max: 500, Hint: "（没有不符的可以不填）"},
			{Name: inPIN, Label: "本人密码", Required: true, Secret: true, Max: 20}},
		Effect: func(func(string) string) string {
			if d.Centre == nil && !d.Book.Alone {
				return "现在不知道中心有几件，日清单上写“未核对”；网络恢复后按 n 核对这一天。"
			}
			return "签字后打印日清单，由窗口人员和督导签字存档。"
		},
		Save: func(ctx context.Context, value func(string) string) (tea.Msg, error) {
			d.Note = yichuang.Clean(value(inNote))
			made, err := s.work.CloseDay(ctx, value(inPIN), d)
			return closed{made}, err
		}})
}

func (s *Screen) print(again bool) tea.Cmd {
	s.news.busy = true
	d := s.closing
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		where, err := s.work.PrintDay(ctx, d, again)
		return printed{where}, err
	})
}

func (s *Screen) whyNotCount() string {
	if len(s.tallies) == 0 {
		return "这一天没有原件在本席位"
	}
	return ""
}

func (s *Screen) whyNotClose() string {
	switch {
	case s.book == nil:
		return "正在读取"
	case s.news.busy:
		return "请稍候，上一步还没有完成"
	case slices.ContainsFunc(s.tallies, func(y yichuang.DayTally) bool { return y.Counted == yichuang.NotCounted }):
		return "原件还没有清点，按 k 清点"
	}
	return ""
}

func (s *Screen) whyNotCompare() string {
	switch {
	case s.book == nil:
		return "正在读取"
	case s.book.Alone:
		return "本机单机使用，没有中心"
	}
	return ""
}

func (s *Screen) whyNotPrint() string {
	if s.closing == nil {
		return "还没有日清"
	}
	return ""
}
