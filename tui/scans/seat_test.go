package scans_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/scans"
	"yichuang/tui/tuitest"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

const number = yichuang.CaseNumber("150627261123001100010")

var clerk = yichuang.User{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow}

// seat is a terminal in memory: the case is folded by the real rules, files and
// contents are what the test says.
type seat struct {
	t      *testing.T
	item   *yichuang.Item
	events []yichuang.Event
	states map[yichuang.ScanHash]yichuang.ScanState
	now    map[yichuang.ScanHash][2]int // what is being fetched, and how far
	files  map[string]scans.Entry       // by their full paths
	drafts map[string]string
	shown  []string
	err    error // what reading, committing and fetching fail with
	// during runs in the middle of what the seat does, by what that is.
	during func(what string)
}

func item() *yichuang.Item {
	it := &yichuang.Item{ID: "market-01", Edition: "1-0a1b2c3d", Name: "食品经营许可（新办）",
		Terms:     yichuang.Terms{Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true}},
		Scenarios: []yichuang.Scenario{{ID: "s1", Outcome: yichuang.Collect}}}
	for _, m := range []yichuang.Material{{ID: "app", Name: "食品经营许可申请书"}, {ID: "bl", Name: "营业执照"}, {ID: "id", Name: "法定代表人（负责人）身份证"}, {ID: "lease", Name: "经营场所租赁合同"}} {
		it.Materials = append(it.Materials, m)
		it.Scenarios[0].Needs = append(it.Scenarios[0].Needs, yichuang.Need{Material: m.ID})
	}
	return it
}

// newSeat is a case that was just opened; settled begins its review.
func newSeat(t *testing.T) *seat {
	s := &seat{t: t, item: item(), states: map[yichuang.ScanHash]yichuang.ScanState{}, now: map[yichuang.ScanHash][2]int{}, files: map[string]scans.Entry{}, drafts: map[string]string{}}
	s.do(&yichuang.Opened{Item: s.item.Ref(), ItemName: s.item.Name, Window: 1, Channel: yichuang.ChannelWindow, Applicant: yichuang.Applicant{Kind: yichuang.Organization, Name: "示例餐饮管理有限公司"}})
	return s
}

func (s *seat) settled() *seat {
	s.do(&yichuang.ScenarioAnswered{Scenario: "s1", Outcome: yichuang.Collect, Asked: []yichuang.MaterialID{"app", "bl", "id", "lease"}})
	return s
}

// do puts facts on record.
func (s *seat) do(bodies ...yichuang.Body) {
	s.t.Helper()
	c, err := yichuang.Fold(s.events)
	if err == nil {
		_, err = s.Append(context.Background(), clerk.ID, c, bodies...)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// scanned is a scan of a material that is there already.
func (s *seat) scanned(m yichuang.MaterialID, name string, state yichuang.ScanState) yichuang.Scan {
	s.t.Helper()
	scan := yichuang.Scan{Hash: hash(name), Size: 1258291, Name: name, Type: "application/pdf", Pages: 3}
	s.do(&yichuang.ScanAttached{Material: m, Scan: scan})
	s.states[scan.Hash] = state
	return scan
}

func hash(name string) yichuang.ScanHash {
	return yichuang.ScanHash(fmt.Sprintf("%064x", []byte(name[:min(len(name), 32)])))
}

// file puts a file into a folder, so many minutes ago.
func (s *seat) file(path string, minutes int) {
	s.files[path] = scans.Entry{Name: filepath.Base(path), Size: 1258291, Time: tuitest.Begin.Add(-time.Duration(minutes) * time.Minute)}
}

func (s *seat) at(what string) {
	if s.during != nil {
		s.during(what)
	}
}

func (s *seat) Load(context.Context, yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error) {
	s.at("load")
	c, err := yichuang.Fold(s.events)
	if err == nil {
		err = s.err
	}
	return c, s.item, err
}

func (s *seat) Append(_ context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error) {
	if s.err != nil {
		return nil, s.err
	}
	for _, b := range bodies {
		e := yichuang.Event{Terminal: "W01", Seq: int64(len(s.events) + 1), Case: number, Base: c.Events, At: tuitest.Begin, By: by, Body: b}
		if err := c.Apply(e); err != nil {
			return nil, err
		}
		s.events = append(s.events, e)
	}
	return c, nil
}

const start = "/home/clerk"

func (s *seat) Folder(_ context.Context, path string) (scans.Folder, error) {
	s.at("folder " + path)
	if path == "" {
		path = start
	}
	path = filepath.Clean(strings.Replace(path, "~", start, 1))
	f := scans.Folder{Path: path}
	if path != "/" {
		f.Up = filepath.Dir(path)
	}
	folders := map[string]bool{}
	for name, e := range s.files {
		rest, err := filepath.Rel(path, name)
		if err != nil || strings.HasPrefix(rest, "..") {
			continue
		}
		if first, _, deeper := strings.Cut(rest, "/"); deeper {
			folders[first] = true
			continue
		}
		f.Entries = append(f.Entries, e)
	}
	for name := range folders {
		f.Entries = append(f.Entries, scans.Entry{Name: name, Folder: true})
	}
	if len(f.Entries) == 0 && path != start {
		return f, &yichuang.Error{Code: yichuang.NotFound, Message: "没有文件夹 " + path, Hint: "请核对路径"}
	}
	return f, nil
}

func (s *seat) Attach(ctx context.Context, a scans.Attaching) (yichuang.Scan, error) {
	a.Told(500, 1000)
	s.at("attach " + a.Path)
	e, ok := s.files[a.Path]
	switch {
	case !ok:
		return yichuang.Scan{}, &yichuang.Error{Code: yichuang.NotFound, Message: "没有文件“" + filepath.Base(a.Path) + "”", Hint: "可能移走了"}
	case filepath.Ext(a.Path) == ".docx":
		return yichuang.Scan{}, &yichuang.Error{Code: yichuang.Invalid, Message: "“" + e.Name + "”不是能添加的文件", Hint: "能添加：" + scans.Kinds}
	}
	scan := yichuang.Scan{Hash: hash(e.Name), Size: e.Size, Name: e.Name, Type: "application/pdf", Pages: 3}
	c, err := yichuang.Fold(s.events)
	if err == nil {
		_, err = s.Append(ctx, a.By, c, &yichuang.ScanAttached{Material: a.To.Material, Scan: scan})
	}
	if err == nil {
		s.states[scan.Hash] = yichuang.ScanUnsent
	}
	return scan, err
}

func (s *seat) ScanStates(context.Context, []yichuang.Scan) (map[yichuang.ScanHash]yichuang.ScanState, error) {
	out := map[yichuang.ScanHash]yichuang.ScanState{}
	for h, state := range s.states {
		out[h] = state
	}
	return out, nil
}

func (s *seat) Fetching(h yichuang.ScanHash) (here, all int, on bool) {
	n, on := s.now[h]
	return n[0], n[1], on
}

func (s *seat) FetchScan(_ context.Context, scan yichuang.Scan) error {
	s.now[scan.Hash] = [2]int{1, 3}
	s.states[scan.Hash] = yichuang.ScanPartial
	s.at("fetch " + scan.Name)
	delete(s.now, scan.Hash)
	if s.err != nil {
		return s.err
	}
	s.states[scan.Hash] = yichuang.ScanSent
	return nil
}

func (s *seat) ShowScan(_ context.Context, scan yichuang.Scan) error {
	s.at("show")
	if s.err == nil {
		s.shown = append(s.shown, scan.Name)
	}
	return s.err
}

func (s *seat) SaveDraft(_ context.Context, _ yichuang.UserID, key string, value []byte) error {
	s.drafts[key] = string(value)
	return nil
}

func (s *seat) Draft(_ context.Context, _ yichuang.UserID, key string) ([]byte, error) {
	return []byte(s.drafts[key]), nil
}

func (s *seat) DropDraft(_ context.Context, _ yichuang.UserID, key string) error {
	delete(s.drafts, key)
	return nil
}

// attached lists the scans of a material by their names.
func (s *seat) attached(m yichuang.MaterialID) string {
	s.t.Helper()
	c, err := yichuang.Fold(s.events)
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, scan := range c.MaterialState(m).Scans {
		names = append(names, scan.Name)
	}
	return strings.Join(names, " ")
}

func (s *seat) has(m yichuang.MaterialID, want string) {
	s.t.Helper()
	if got := s.attached(m); got != want {
		s.t.Fatalf("%s has %q, want %q", m, got, want)
	}
}

// below stands for the screen that the scans were opened from.
type below struct{ told []tea.Msg }

func (b *below) Init() tea.Cmd               { return nil }
func (b *below) Update(msg tea.Msg) tea.Cmd  { b.told = append(b.told, msg); return nil }
func (b *below) View() (string, *tea.Cursor) { return "此处是办件", nil }
func (b *below) Keys() []key.Binding         { return nil }

// open opens the scans of the case, with a material in hand.
func open(t *testing.T, s *seat, m yichuang.MaterialID, size kit.Size) (*tuitest.Driver, *below) {
	t.Helper()
	d := tuitest.New(t)
	b := new(below)
	d.Start(tui.Options{Start: kit.Route{Name: "case"}, Routes: tui.Routes{
		"case":         tui.Plain(func() kit.Screen { return b }),
		kit.RouteScans: tui.With(func(of kit.ScansOf) kit.Screen { return scans.New(d.Env, s, clerk, of) }),
	}}, size.Width, size.Height)
	return d.Send(kit.Route{Name: kit.RouteScans, Arg: kit.ScansOf{Case: number, Material: m}}), b
}

// sizes are the terminals every story is told at.
var sizes = []kit.Size{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 50}}

func each(t *testing.T, story func(t *testing.T, size kit.Size)) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) { story(t, size) })
	}
}
