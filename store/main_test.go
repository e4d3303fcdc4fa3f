package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

const clerk yichuang.UserID = "1001"

// TestMain lets the test binary be the other process; see process_test.go.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(child(role))
	}
	code := m.Run()
	if benchDir != "" {
		os.RemoveAll(benchDir)
	}
	os.Exit(code)
}

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock {
	return &clock{at: time.Date(2026, 11, 20, 9, 0, 0, 123456789, yichuang.Shanghai)}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// initials stands in for pinyin: the test names are heavenly stems and earthly
// branches and the like, of which these are enough.
func initials(name string) []string {
	var b strings.Builder
	for _, r := range name {
		if i := strings.Index(pinyin, string(r)); i >= 0 {
			b.WriteByte(pinyin[i+len(string(r))])
		}
	}
	return []string{b.String()}
}

const pinyin = "甲j乙y丙b丁d戊w己j庚g辛x壬r癸g子z丑c寅y卯m辰c巳s午w未w申s酉y戌x亥h东d南n西x北b春c夏x秋q冬d金j木m水s火h土t" +
	"日r月y星x云y风f雨y雪x山s川c江j河h湖h海h梅m兰l竹z菊j松s柏b桃t李l测c试s旗q商s贸m有y限x公g司s"

// newPath names a file that is not there yet.
func newPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "库 100%?#.db") // nothing in a name may matter
}

func openAt(tb testing.TB, path string, opt store.Options) *store.Store {
	tb.Helper()
	if opt.Terminal == (yichuang.Terminal{}) && !opt.ReadOnly {
		opt.Terminal = testkit.Terminal
	}
	if opt.Initials == nil {
		opt.Initials = initials
	}
	s, err := store.Open(tb.Context(), path, opt)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// newStore opens a new store that knows the first items.
func newStore(tb testing.TB, opt store.Options) *store.Store {
	tb.Helper()
	s := openAt(tb, newPath(tb), opt)
	if _, err := s.PutItems(tb.Context(), testkit.Items(testkit.FillItems)); err != nil {
		tb.Fatal(err)
	}
	return s
}

// open registers the i-th application.
func open(tb testing.TB, s *store.Store, i int, more ...yichuang.Body) *yichuang.Case {
	tb.Helper()
	c, err := s.OpenCase(tb.Context(), clerk, testkit.Region, testkit.Opened(i, testkit.FillItems), more...)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func appendTo(tb testing.TB, s *store.Store, c *yichuang.Case, bodies ...yichuang.Body) *yichuang.Case {
	tb.Helper()
	next, err := s.Append(tb.Context(), clerk, c.Number, c.Events, bodies...)
	if err != nil {
		tb.Fatal(err)
	}
	return next
}

// sound fails the test unless a thorough check finds nothing.
func sound(tb testing.TB, s *store.Store) store.Health {
	tb.Helper()
	h, err := s.Check(tb.Context())
	if err != nil || len(h.Problems) > 0 {
		tb.Fatalf("check: %v, %v", h.Problems, err)
	}
	return h
}

// execute runs statements in a file behind the store's back.
func execute(tb testing.TB, path string, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", store.DSN(path))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

func wantCode(tb testing.TB, err error, want yichuang.Code) {
	tb.Helper()
	if got := yichuang.CodeOf(err); got != want {
		tb.Fatalf("code %q, want %q: %v", got, want, err)
	}
	message, _ := yichuang.Explain(err)
	if want != "" && (message == "" || strings.HasPrefix(message, "程序内部错误")) {
		tb.Errorf("no sentence for a person: %v", err)
	}
}

func numbersOf(rows []yichuang.Summary) string {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = fmt.Sprint(r.Number[16:20])
	}
	return strings.Join(list, " ")
}
