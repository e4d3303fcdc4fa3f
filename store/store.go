package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"yichuang"
)

// Options are what a store needs besides its file.
type Options struct {
	// Terminal is the seat. A new file is written for it; an existing one must
	// be its own, unless it was enrolled with a centre, which says what it is. The
	// zero Terminal takes whatever the file says.
	Terminal yichuang.Terminal
	// Calendar gives the last days for correction notices; nil is the built-in one.
	Calendar *yichuang.Calendar
	// Vault seals personal data; nil is PlainVault.
	Vault Vault
	// Initials returns the initials that a name may be typed by ("zs" for 张三);
	// nil leaves that way of searching out. Every process that writes to a file
	// must bring the same.
	Initials func(name string) []string
	// Now is the clock; nil is the machine's.
	Now func() time.Time
	// ReadOnly opens a file that exists, beside a running terminal, and never writes.
	ReadOnly bool
	// Restored opens a file that was put back from a backup and waits for another
	// identity, to give it one.
	Restored bool
	// WeakPINs lets PINs such as 111111 pass, for demonstrations.
	WeakPINs bool
}

// Store is an open file. Its methods may be called from several goroutines.
type Store struct {
	path     string
	opt      Options
	vault    Vault
	terminal yichuang.Terminal

	read  *sql.DB // up to readers connections, query_only
	write *writer // nil when read-only

	folded  *foldedCases
	watched watchedCases
	items   itemCache
	authors authors
	pins    sync.Mutex // one argon2id at a time: each takes 19 MiB
}

// authors are the identities whose events begin in the file.
type authors struct {
	sync.RWMutex
	own map[yichuang.TerminalID]bool
}

// readers bounds the reading connections: more of them slow the writer down.
const readers = 3

// Open opens the store at path, and makes it when there is none. NotFound is
// returned for a missing file that is to be read only; Damaged, Newer, Busy,
// Full and Denied as the package says; Conflict for the file of another
// terminal; Invalid for a new file without a terminal. A file that is refused is
// left as it is.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fileFault(err, path)
	}
	if opt.Vault == nil {
		opt.Vault = PlainVault{}
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Calendar == nil {
		opt.Calendar = yichuang.BuiltinCalendar()
	}
	s := &Store{path: path, opt: opt, vault: opt.Vault, folded: newFoldedCases(foldedLimit)}
	if err := s.open(ctx); err != nil {
		_ = s.Close() // the first failure is the one to tell
		return nil, s.fault(err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	version, err := look(ctx, s.path)
	if yichuang.CodeOf(err) == yichuang.NotFound && !s.opt.ReadOnly {
		if err = create(ctx, s.path, s.opt.Terminal); err == nil {
			version, err = look(ctx, s.path)
		}
	}
	if err != nil {
		return err
	}
	if s.opt.ReadOnly {
		if version < latest() {
			return &yichuang.Error{Code: yichuang.Conflict, Message: "数据文件是旧版本的程序写的，只读打开不能升级它",
				Hint: "请先启动一次终端程序"}
		}
	} else if s.write, err = newWriter(ctx, s.path); err != nil {
		return err
	}
	if s.read, err = openPool(ctx, s.path, s.opt.ReadOnly); err != nil {
		return err
	}
	if s.terminal, err = readTerminal(ctx, s.read); err != nil {
		return err
	}
	if err := s.readAuthors(ctx, s.read); err != nil {
		return err
	}
	if err := s.unrestored(ctx); err != nil {
		return err
	}
	if want := s.opt.Terminal; want != (yichuang.Terminal{}) && want != s.terminal {
		if _, err := s.Membership(ctx); yichuang.CodeOf(err) != yichuang.NotFound {
			return s.ready(ctx, err)
		}
		return &yichuang.Error{Code: yichuang.Conflict,
			Message: fmt.Sprintf("数据文件属于终端%s（窗口%03d，批次%c），设置里是%s（窗口%03d，批次%c）",
				s.terminal.ID, s.terminal.Window, s.terminal.Epoch, want.ID, want.Window, want.Epoch),
			Hint: "请改回原来的设置；这个座位换了窗口的，请另用一个数据文件重新登记"}
	}
	return s.ready(ctx, nil)
}

// ready is the end of opening a file that is the right one.
func (s *Store) ready(ctx context.Context, err error) error {
	if err != nil || s.write == nil {
		return err
	}
	SweepFolders(s.scansRoot(), newPrefix) // what processes left that were killed while they added
	if err := s.chain(ctx); err != nil {
		return err
	}
	return s.projected(ctx)
}

// Close ends all work on the file.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.close())
	}
	return s.fault(errors.Join(errs...))
}

// Path returns the file's absolute path.
func (s *Store) Path() string { return s.path }

// Terminal returns the seat whose file this is.
func (s *Store) Terminal() yichuang.Terminal { return s.terminal }

// now returns the time as it is stored: to the nanosecond, in Shanghai, without
// the reading of a monotonic clock.
func (s *Store) now() time.Time { return moment(s.opt.Now().UnixNano()) }

// moment makes a time of what the tables hold.
func moment(nanoseconds int64) time.Time { return time.Unix(0, nanoseconds).In(yichuang.Shanghai) }

// querier reads; a pool and a transaction both do.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

const terminalKey = "terminal"

func readTerminal(ctx context.Context, q querier) (t yichuang.Terminal, err error) {
	var raw []byte
	if err = q.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", terminalKey).Scan(&raw); err == nil {
		err = json.Unmarshal(raw, &t)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = &yichuang.Error{Code: yichuang.Damaged, Message: "数据文件里没有终端的身份",
			Hint: "请保留原文件，用备份恢复，或者联系管理员", Err: err}
	}
	return t, err
}
