package oversight

import (
	"context"
	"slices"

	"yichuang"
	"yichuang/tui/kit"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Counter counts cases and writes what it counted.
type Counter interface {
	Statistics(ctx context.Context, q yichuang.StatQuery) (*yichuang.Statistics, error)
	// ExportStatistics writes them to a file and says where; as is csv or xlsx.
	ExportStatistics(ctx context.Context, st *yichuang.Statistics, as string) (where string, err error)
}

var (
	keyBy     = kit.Bind("Tab", "换分组", "tab")
	keyView   = kit.Bind("v", "换表、图", "v")
	keyPeriod = kit.Bind("p", "换时段", "p")
	keyDays   = kit.Bind("f", "指定日期", "f")
	keyChart  = kit.Bind("← →", "换指标", "left", "right")
	keyCSV    = kit.Bind("c", "导出CSV", "c")
	keyXLSX   = kit.Bind("e", "导出Excel", "e")
)

// face is what of the figures is shown.
type face int

const (
	faceCounts face = iota
	faceTimes
	faceChart
	faces
)

// period is a stretch of days that is asked for often.
type period int

const (
	thisMonth period = iota
	lastMonth
	thisWeek
	thisDay
	thisYear
	periods
	givenDays // as the supervisor filled in
)

var periodNames = [...]string{thisMonth: "本月", lastMonth: "上月", thisWeek: "本周", thisDay: "今天", thisYear: "本年", periods: "", givenDays: "指定日期"}

// days returns the first and the last day of a period.
func (p period) days(today yichuang.Date) (from, to yichuang.Date) {
	month := yichuang.Date{Year: today.Year, Month: today.Month, Day: 1}
	switch p {
	case lastMonth:
		return month.AddMonths(-1), month.AddDays(-1)
	case thisWeek:
		return today.AddDays(-(int(today.Weekday()) + 6) % 7), today
	case thisDay:
		return today, today
	case thisYear:
		return yichuang.Date{Year: today.Year, Month: 1, Day: 1}, today
	}
	return month, today
}

// Figures counts the cases of a period.
type Figures struct {
	env  *kit.Env
	work Counter
	size kit.Size

	list    *kit.List
	period  period
	query   yichuang.StatQuery
	st      *yichuang.Statistics
	face    face
	measure yichuang.Measure // of the chart
	news    kit.Reading
	busy    bool // a file is being written
}

// NewFigures returns the figures of this month by window.
func NewFigures(env *kit.Env, work Counter) *Figures {
	s := &Figures{env: env, work: work, list: kit.NewList(env.Theme)}
	s.list.Empty = "这段时间没有收件。"
	s.query.By = yichuang.ByWindow
	return s
}

// Title names the screen in the path.
func (s *Figures) Title() string { return "统计" }

// Init counts.
func (s *Figures) Init() tea.Cmd { return s.read() }

type (
	counted  struct{ st *yichuang.Statistics }
	exported struct{ where string }
	// given are the days that the supervisor filled in.
	given struct{ from, to yichuang.Date }
)

func (s *Figures) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	s.query.Today = yichuang.DateOf(s.env.Now())
	if s.period != givenDays {
		s.query.From, s.query.To = s.period.days(s.query.Today)
	}
	q := s.query
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		st, err := s.work.Statistics(ctx, q)
		return counted{st}, err
	})
}

// Update takes keys and news.
func (s *Figures) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case counted:
		s.st = msg.st
		s.lay()
		if s.news.Done() {
			return s.read()
		}
	case exported:
		s.busy = false
		return kit.Tell("已写到 " + msg.where)
	case given:
		s.period, s.query.From, s.query.To = givenDays, msg.from, msg.to
		return s.read()
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

// Failed ends a waiting state; the shell says what went wrong.
func (s *Figures) Failed(error) bool {
	s.news.Stop()
	s.busy = false
	return false
}

func (s *Figures) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Composed(msg):
		return kit.Tell(kit.ComposedNote)
	case kit.Is(msg, keyBy):
		s.query.By = yichuang.StatBys[(slices.Index(yichuang.StatBys, s.query.By)+1)%len(yichuang.StatBys)]
		s.list.Select(0)
		return s.read()
	case kit.Is(msg, keyPeriod):
		s.period++
		if s.period >= periods {
			s.period = 0
		}
		return s.read()
	case kit.Is(msg, keyDays):
		return kit.Show(s.askDays())
	case kit.Is(msg, keyView):
		s.face = (s.face + 1) % faces
		s.lay()
	case s.face == faceChart && kit.Is(msg, kit.Right):
		s.measure = (s.measure + 1) % yichuang.Measures
	case s.face == faceChart && kit.Is(msg, kit.Left):
		s.measure = (s.measure + yichuang.Measures - 1) % yichuang.Measures
	case kit.Is(msg, keyCSV):
		return s.export("csv")
	case kit.Is(msg, keyXLSX):
		return s.export("xlsx")
	default:
		s.list.Update(msg)
	}
	return nil
}

func (s *Figures) export(as string) tea.Cmd {
	if s.st == nil || s.busy {
		return nil
	}
	s.busy = true
	st := s.st
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		where, err := s.work.ExportStatistics(ctx, st, as)
		return exported{where}, err
	})
}

// askDays asks for the days of a period.
func (s *Figures) askDays() kit.Screen {
	check := func(value string) string {
		if _, err := yichuang.ParseDate(value); err != nil {
			return "请按“2026-11-26”的样子填写"
		}
		return ""
	}
	return kit.NewSheet(s.env, kit.Entry{Title: "统计时段", Does: "统计", About: []string{"按收件日期统计，两头都算在内"},
		Set: map[string]string{"from": s.query.From.String(), "to": s.query.To.String()},
		Inputs: []kit.Input{
			{Name: "from", Label: "从", Required: true, Max: 10, Check: check},
			{Name: "to", Label: "到", Required: true, Max: 10, Check: check}},
		Save: func(_ context.Context, value func(string) string) (tea.Msg, error) {
			from, err := yichuang.ParseDate(value("from"))
			if err != nil {
				return nil, err
			}
			to, err := yichuang.ParseDate(value("to"))
			if err == nil && to.Before(from) {
				err = &yichuang.Error{Code: yichuang.Invalid, Message: "结束日期在开始日期之前", Hint: "请改正后再统计"}
			}
			return given{from, to}, err
		}})
}

// Keys is what works here.
func (s *Figures) Keys() []key.Binding {
	why, chart := "", ""
	if s.st == nil {
		why = "还没有统计出来"
	}
	if s.face != faceChart {
		chart = "按 v 换到图以后才能换指标"
	}
	return []key.Binding{keyBy, keyView, keyPeriod, keyDays, kit.OffIf(keyXLSX, why), kit.OffIf(keyCSV, why), kit.OffIf(keyChart, chart), kit.As(kit.Up, "上一行"), kit.As(kit.Down, "下一行")}
}
