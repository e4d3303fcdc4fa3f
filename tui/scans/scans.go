// Package scans is the screen of a case's scans (扫描件): what each material has, where
// the content is, and the files of this machine to choose from. Scanning mostly
// happens when the person has gone, material after material, so the next file for
// the next material is two keys.
//
// Nothing here makes a key wait. Files are read and content is fetched beside the
// screen; what takes longer than half a second shows how far it is, and goes on when
// the screen is left.
package scans

import (
	"context"
	"errors"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Cases is what the screen needs of the case. Append is one durable commit.
type Cases interface {
	Load(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Case, *yichuang.Item, error)
	Append(ctx context.Context, by yichuang.UserID, c *yichuang.Case, bodies ...yichuang.Body) (*yichuang.Case, error)
}

// Entry is a file or a folder.
type Entry struct {
	Name   string
	Folder bool
	Size   int64 // bytes
	Time   time.Time
}

// Folder is what lies in a folder: folders and regular files.
type Folder struct {
	Path    string // in full
	Up      string // the folder it lies in, "" for none
	Entries []Entry
}

// Attaching is a file on its way to a material.
type Attaching struct {
	By   yichuang.UserID
	To   kit.ScansOf
	Path string
	// Told hears how many bytes of how many were read; it may be called from
	// elsewhere and must not block.
	Told func(done, all int64)
}

// Files are the files of this machine.
type Files interface {
	// Folder lists a folder; "" is the one to begin in, ~ the person's home. What
	// cannot be listed is told with its reason.
	Folder(ctx context.Context, path string) (Folder, error)
	// Attach adds a file to a material, or says why not; then the case is as it was.
	Attach(ctx context.Context, a Attaching) (yichuang.Scan, error)
}

// Contents is where the content of scans is, and how it gets here.
type Contents interface {
	ScanStates(ctx context.Context, scans []yichuang.Scan) (map[yichuang.ScanHash]yichuang.ScanState, error)
	// Fetching says how many chunks of how many of a scan that is being fetched now
	// are here.
	Fetching(hash yichuang.ScanHash) (here, all int, on bool)
	// FetchScan fetches content from the centre, or waits for whoever does already.
	// NotFound is returned while the centre does not have it, Busy for a centre that
	// cannot be reached; what has come stays.
	FetchScan(ctx context.Context, scan yichuang.Scan) error
	// ShowScan opens content in the system's viewer.
	ShowScan(ctx context.Context, scan yichuang.Scan) error
}

// Work is everything the screen asks of the seat.
type Work interface {
	Cases
	Files
	Contents
	kit.DraftStore
}

// Screen is the scans of one case.
type Screen struct {
	env  *kit.Env
	work Work
	by   yichuang.UserID
	of   kit.ScansOf
	size kit.Size

	record
	rows   []row
	list   *kit.List
	news   news
	adding adding
	recent
	ticks  bool // a look at what is under way is due
	asked  row  // what a question is about
	reader kit.Burst
}

// record is the case as it was read, with where the content of its scans is.
type record struct {
	c      *yichuang.Case
	it     *yichuang.Item
	states map[yichuang.ScanHash]yichuang.ScanState
}

// news is the one reading under way.
type news struct {
	kit.Reading
	behind bool // something was done that was not read yet
	err    error
}

// recent is what the screen remembers of what was done here last.
type recent struct {
	slow  bool   // the files under way take long
	last  string // the file chosen last
	moved row    // where the mark went then
	doing string // what else was begun with a key and has not ended, in words
}

// New returns the scans of a case, the material asked for selected.
func New(env *kit.Env, work Work, by yichuang.User, of kit.ScansOf) *Screen {
	s := &Screen{env: env, work: work, by: by.ID, of: of, list: kit.NewList(env.Theme, columns...)}
	s.list.NoHead = true
	s.list.Empty = "本情形没有要收的材料，没有扫描件。"
	return s
}

// Title names the screen in the path.
func (s *Screen) Title() string { return "扫描件" }

// Init reads the case.
func (s *Screen) Init() tea.Cmd { return s.read() }

type (
	loaded struct {
		record
		err error
	}
	// finished says that something was done, and what to say of it.
	finished struct{ text string }
	tick     struct{}
)

// read reads the case again, once it has been read.
func (s *Screen) read() tea.Cmd {
	if !s.news.Begin() {
		return nil
	}
	s.news.behind = false
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, it, err := s.work.Load(ctx, s.of.Case)
		if err != nil {
			return loaded{err: err}, nil
		}
		states, err := s.work.ScanStates(ctx, c.Scans())
		return loaded{record{c, it, states}, err}, nil
	})
}

// Update takes keys, and the answers to its own work.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case kit.Changed:
		return s.read()
	case kit.NextPerson:
		return kit.Back(msg)
	case loaded:
		return s.load(msg)
	case chosen:
		return s.add(msg)
	case added:
		return s.added(msg)
	case finished:
		return s.done(msg.text)
	case tick:
		return s.tick()
	case kit.Answer:
		return s.answered(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

func (s *Screen) load(msg loaded) tea.Cmd {
	again := s.news.Done()
	s.news.behind, s.news.err = false, nil
	var cmd tea.Cmd
	switch {
	case msg.err == nil:
		s.set(msg.record)
	case s.c == nil:
		s.news.err = msg.err
	default:
		cmd = kit.Fail(msg.err) // what was read before stays
	}
	if again {
		return tea.Batch(cmd, s.read())
	}
	return tea.Batch(cmd, s.watch())
}

// done shows that something was done.
func (s *Screen) done(text string) tea.Cmd {
	s.doing = ""
	return tea.Batch(kit.Tell(text), s.read())
}

// Failed ends what failed; the shell says what went wrong, and the next look reads
// how things are. The mark goes back to the material of files that were not added,
// unless the clerk has moved it since.
func (s *Screen) Failed(err error) bool {
	s.doing = ""
	s.news.Stop()
	s.news.behind = true
	var n notAdded
	if errors.As(err, &n) && s.selected() == s.moved {
		s.pick(row{material: n.to})
	}
	return false
}

// lookEvery is how often what is under way is looked at.
const lookEvery = 500 * time.Millisecond

// watch looks again after a while, when something is under way.
func (s *Screen) watch() tea.Cmd {
	if s.ticks || !s.underWay() {
		return nil
	}
	s.ticks = true
	return s.env.After(s, lookEvery, tick{})
}

func (s *Screen) underWay() bool {
	return s.adding.busy() || s.news.behind || s.fetching()
}

// fetching reports whether content of this case is being fetched.
func (s *Screen) fetching() bool {
	for i := range s.rows {
		if scan := s.scan(s.rows[i]); scan != nil {
			if _, _, on := s.work.Fetching(scan.Hash); on {
				return true
			}
		}
	}
	return false
}

// tick looks how far things are. When a fetch that another screen began has ended,
// only reading tells.
func (s *Screen) tick() tea.Cmd {
	s.ticks = false
	if s.slow = s.adding.busy(); s.slow && !s.news.behind {
		return s.watch()
	}
	return s.read()
}
