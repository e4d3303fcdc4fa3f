package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/clock"
	"yichuang/internal/finder"
	"yichuang/store"
)

// seat is what one window can do: the catalogue, the calendar and the store
// behind the questions that screens and commands ask. Its files:
//
//	seat.go        opening and closing
//	seat_items.go  finding and reading items
//	seat_cases.go  opening, judging and finding cases
//	seat_papers.go preparing, showing and printing papers
//	seat_people.go signing in
//	seat_oversight.go what supervisors ask
//	seat_day.go    the end of the seat's day
//	seat_ledger.go owed materials, originals and their slips
//	seat_centre.go what goes to the centre and comes from it
//	seat_scans.go  the content of scans
//	seat_files.go  files that become scans
//	seat_look.go   looking at a scan
type seat struct {
	now func() time.Time

	mu      sync.Mutex // guards what setting up a hall replaces
	config  *config
	store   *store.Store
	holiday *yichuang.Calendar
	present yichuang.User // who is at the seat
	vacant  bool          // nobody can sign in yet

	items *items
	link  *link // to the centre, nil for a seat that works alone
	// revision is that of what the centre published, as it was taken over last.
	revision int64
	stale    chan struct{} // a screen was found to be behind the case it shows
	fetches  fetches
	looks    *store.Claim // where what is looked at lies, nil as long as nothing is
}

// newSeat returns a seat that has opened nothing yet.
func newSeat(c *config) *seat {
	return &seat{config: c, now: hallTime, items: new(items), stale: make(chan struct{}, 1)}
}

// hallTime is the machine's clock in the zone of the hall, whatever zone the
// machine is set to.
func hallTime() time.Time { return clock.Now().In(yichuang.Shanghai) }

// open opens the data of the seat's hall, creating it when it is new. A calendar
// that was imported is laid over the built-in one.
func (s *seat) open(ctx context.Context, readOnly bool) error {
	if err := s.openData(ctx, readOnly); err != nil || !s.settings().enrolled {
		return err
	}
	_, err := s.published(ctx)
	return err
}

func (s *seat) openData(ctx context.Context, readOnly bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store != nil {
		return nil
	}
	if s.config.Data == "" {
		return noData()
	}
	if !readOnly {
		if err := s.config.lost(); err != nil {
			return err
		}
		if err := os.MkdirAll(s.config.Data, 0o700); err != nil {
			return &yichuang.Error{Code: yichuang.Denied, Message: "无法建立数据目录 " + s.config.Data, Hint: "请检查磁盘和目录权限", Err: err}
		}
	}
	calendar, err := readCalendar(s.config)
	if err != nil {
		return err
	}
	opened, err := store.Open(ctx, s.config.database(), store.Options{
		Terminal: s.config.terminal(), Calendar: calendar, Initials: finder.Initials, Now: s.now,
		ReadOnly: readOnly, WeakPINs: s.config.demo,
	})
	if err != nil {
		return err
	}
	people, err := opened.Users(ctx)
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	s.store, s.holiday, s.vacant = opened, calendar, len(people) == 0
	return nil
}

// lost returns Conflict when the database is gone although numbers of this seat
// are on paper: a new database would issue them again.
func (c *config) lost() error {
	if _, err := os.Lstat(c.database()); !errors.Is(err, fs.ErrNotExist) || c.demo {
		return nil
	}
	var on string
	_ = filepath.WalkDir(c.papers(), func(path string, _ fs.DirEntry, err error) error { // what cannot be read tells nothing
		number, _, _ := strings.Cut(filepath.Base(path), "-")
		p, bad := yichuang.ParseNumber(number)
		if err != nil || bad != nil || p.Window != c.Terminal.Window || p.Epoch != c.terminal().Epoch {
			return nil
		}
		on = path
		return fs.SkipAll
	})
	if on == "" {
		return nil
	}
	return &yichuang.Error{Code: yichuang.Conflict, Message: "数据文件 " + c.database() + " 不见了，而本窗口已经发出过办件编号（" + filepath.Base(on) + "）",
		Hint: "请用备份恢复数据文件；恢复不了的，把配置中的 terminal.epoch 换成下一个字符再启动，以免编号重复"}
}

// noData is the answer where neither a home nor a configuration says where the
// data are.
func noData() error {
	return &yichuang.Error{Code: yichuang.NotFound, Message: "不知道数据应当存放在哪里：没有用户主目录，配置中也没有写明", Hint: "请在配置中写明 data，或者加上 --data 目录"}
}

// close ends the seat's work with its data.
func (s *seat) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil
	}
	err := s.store.Close()
	s.store = nil
	return err
}

// hall returns the hall of the seat.
func (s *seat) hall() yichuang.Hall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config.hall()
}

func (s *seat) settings() *config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

// data returns the opened store, or an error that says what to do.
func (s *seat) data() (*store.Store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "还没有设置大厅", Hint: "请先在首屏设置大厅，或者进入演示大厅"}
	}
	return s.store, nil
}

// Circumstances returns what decisions depend on now. The departments can be reached
// while the centre can.
func (s *seat) Circumstances() yichuang.Circumstances {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holiday == nil {
		s.holiday = yichuang.BuiltinCalendar()
	}
	return yichuang.Circumstances{Now: s.now(), Calendar: s.holiday, Online: s.link.online(), Watch: s.config.Oversight.rules()}
}

// calendarFile is where an imported calendar is kept.
func calendarFile(c *config) string { return filepath.Join(c.Data, "calendar.json") }

// readCalendar returns the built-in calendar under the imported one.
func readCalendar(c *config) (*yichuang.Calendar, error) {
	built := yichuang.BuiltinCalendar()
	if c.Data == "" {
		return built, nil
	}
	raw, err := os.ReadFile(calendarFile(c))
	if errors.Is(err, fs.ErrNotExist) {
		return built, nil
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "数据目录 " + c.Data + " 不是目录", Hint: "请核对配置中的 data，或者 --data", Err: err}
	}
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Denied, Message: "读不到导入的工作日历 " + calendarFile(c), Hint: "请检查文件权限", Err: err}
	}
	imported, err := yichuang.ReadCalendar(raw)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "导入的工作日历已损坏：" + calendarFile(c), Hint: "请用 yichuang calendar import 重新导入", Err: err}
	}
	return built.Merge(imported), nil
}

// items is the catalogue in use and its search index, read when first needed.
type items struct {
	once    sync.Once
	err     error
	catalog *catalog.Catalog
	byID    map[yichuang.ItemID]*yichuang.Item
	index   *finder.Index

	mu   sync.RWMutex
	used map[yichuang.ItemID]int
}
