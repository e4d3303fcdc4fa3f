package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// benchCases is the size of the full store; years of one window.
const benchCases = 100_000

// full makes the full store once for all benchmarks of a run. YICHUANG_BENCH_STORE
// names a file to keep it in between runs.
var full = sync.OnceValues(func() (string, error) {
	path := os.Getenv("YICHUANG_BENCH_STORE")
	if path == "" {
		dir, err := os.MkdirTemp("", "yichuang-bench")
		if err != nil {
			return "", err
		}
		path = filepath.Join(dir, "full.db")
		benchDir = dir
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, testkit.Fill(context.Background(), path, benchCases, store.Options{Initials: initials})
})

var benchDir string

func fullStore(b *testing.B) *store.Store {
	b.Helper()
	path, err := full()
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), path, store.Options{Initials: initials})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// bareTable is a table with nothing to it, in a file opened the same way: its
// single durable commit is what SQLite itself costs.
func bareTable(b *testing.B) *sql.Stmt {
	b.Helper()
	db, err := sql.Open("sqlite", store.DSN(filepath.Join(b.TempDir(), "bare.db")))
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"); err != nil {
		b.Fatal(err)
	}
	stmt, err := db.Prepare("INSERT INTO bare (body) VALUES (?)")
	if err != nil {
		b.Fatal(err)
	}
	return stmt
}

// bareBody is as large as a judged point with its columns.
var bareBody = make([]byte, 160)

func BenchmarkBareCommit(b *testing.B) {
	stmt := bareTable(b)
	for b.Loop() {
		if _, err := stmt.Exec(bareBody); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJudgeOnePoint commits judged points and bare rows in turn, so that
// both see the same machine, and reports the ratio of the medians.
func BenchmarkJudgeOnePoint(b *testing.B) {
	for _, size := range []string{"empty", "full"} {
		b.Run(size, func(b *testing.B) {
			s := newStore(b, store.Options{})
			if size == "full" {
				s = fullStore(b)
			}
			judge(b, s)
		})
	}
}

func judge(b *testing.B, s *store.Store) {
	ctx := b.Context()
	bare := bareTable(b)
	c := open(b, s, 1, testkit.Scenario(), &yichuang.MaterialTaken{Material: "m1", Presence: yichuang.Held, Originals: 1})
	var ours, theirs []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := bare.Exec(bareBody); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		next, err := s.Append(ctx, clerk, c.Number, c.Events, &yichuang.PointsJudged{Material: "m1",
			Points: []yichuang.Judgement{{No: 1 + c.Events%testkit.PointsEach, Verdict: yichuang.Pass}}})
		if err != nil {
			b.Fatal(err)
		}
		c = next
		ours, theirs = append(ours, time.Since(between)), append(theirs, between.Sub(start))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	b.ReportMetric(float64(ours[len(ours)/2])/float64(theirs[len(theirs)/2]), "ratio")
	b.ReportMetric(float64(ours[len(ours)/2].Microseconds()), "µs/judge")
	b.ReportMetric(float64(theirs[len(theirs)/2].Microseconds()), "µs/bare")
	b.ReportMetric(float64(ours[len(ours)*99/100].Microseconds()), "µs/judge-p99")
	b.ReportMetric(float64(theirs[len(theirs)*99/100].Microseconds()), "µs/bare-p99")
}

// BenchmarkOpen opens and closes an empty and a full store in turn, up to the
// first answer, and reports the ratio.
func BenchmarkOpen(b *testing.B) {
	path, err := full()
	if err != nil {
		b.Fatal(err)
	}
	empty := newStore(b, store.Options{})
	small := empty.Path()
	if err := empty.Close(); err != nil {
		b.Fatal(err)
	}
	var times [2][]time.Duration
	for b.Loop() {
		for i, path := range []string{small, path} {
			start := time.Now()
			s, err := store.Open(b.Context(), path, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Users(b.Context()); err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(start))
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
	for i := range times {
		slices.Sort(times[i])
	}
	was, is := times[0][len(times[0])/2], times[1][len(times[1])/2]
	b.ReportMetric(float64(is)/float64(was), "ratio")
	b.ReportMetric(float64(was.Microseconds()), "µs/empty")
	b.ReportMetric(float64(is.Microseconds()), "µs/full")
}

// BenchmarkFull reads from a full store what screens ask for.
func BenchmarkFull(b *testing.B) {
	s := fullStore(b)
	page, err := s.Cases(b.Context(), store.Query{})
	if err != nil {
		b.Fatal(err)
	}
	number := page[len(page)-1].Number
	person := testkit.Applicant(benchCases / 2)
	for _, bm := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"desk", func(ctx context.Context) error {
			return second(s.Desk(ctx, yichuang.User{ID: testkit.FillClerk, Role: yichuang.RoleWindow}, testkit.FillEnd))
		}},
		{"case", func(ctx context.Context) error { return second(s.Case(ctx, number)) }},
		{"same-open", func(ctx context.Context) error { return second(s.SameOpen(ctx, person.Key(), "test-01")) }},
		{"list/newest", list(s, store.Query{})},
		{"list/next-page", list(s, store.Query{Before: number})},
		{"list/open", list(s, store.Query{Open: true})},
		{"list/stage", list(s, store.Query{Stages: []yichuang.Stage{yichuang.StageCorrecting}})},
		{"list/clerk-item", list(s, store.Query{Clerk: testkit.FillClerk, Item: "test-02"})},
		{"list/old-day", list(s, store.Query{Since: testkit.FillEnd.AddDays(-400), Until: testkit.FillEnd.AddDays(-400)})},
		{"list/owed", list(s, store.Query{Due: store.DueOwed, DueBy: testkit.FillEnd})},
		{"search/name", list(s, store.Query{Text: person.Name})},
		{"search/one-character", list(s, store.Query{Text: "甲"})},
		{"search/initials", list(s, store.Query{Text: "dnxb"})},
		{"search/part-of-company", list(s, store.Query{Text: "商贸有限公司"})},
		{"search/document", list(s, store.Query{Text: testkit.IDNumber(benchCases / 2)})},
		{"search/telephone-end", list(s, store.Query{Text: "5000"})},
		{"search/number-end", list(s, store.Query{Text: string(number[15:])})},
		{"search/nobody", list(s, store.Query{Text: "没有这个人"})},
		{"search/item", list(s, store.Query{Text: "测试事项07"})},
		{"count/all", func(ctx context.Context) error { return second(s.Count(ctx, store.Query{})) }},
		{"count/clerk-today", func(ctx context.Context) error {
			return second(s.Count(ctx, store.Query{Clerk: testkit.FillClerk, Since: testkit.FillEnd, Until: testkit.FillEnd}))
		}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			for b.Loop() {
				if err := bm.do(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func list(s *store.Store, q store.Query) func(context.Context) error {
	return func(ctx context.Context) error { return second(s.Cases(ctx, q)) }
}

// BenchmarkMemory reports what this process holds with a full store open and in
// use: the resident set on Linux, and Go's heap.
func BenchmarkMemory(b *testing.B) {
	s := fullStore(b)
	c := open(b, s, 1, testkit.Reviewed(false)...)
	for b.Loop() {
		for _, do := range []func(context.Context) error{list(s, store.Query{}), list(s, store.Query{Text: "商贸"}),
			func(ctx context.Context) error {
				return second(s.Desk(ctx, yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, testkit.FillEnd))
			}} {
			if err := do(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		c = appendTo(b, s, c, &yichuang.Noted{Text: "测试"})
	}
	runtime.GC()
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-heap")
	if resident, ok := residentBytes(); ok {
		b.ReportMetric(float64(resident)/1e6, "MB-resident")
	}
}

func residentBytes() (int64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		return 0, false
	}
	return resident * int64(os.Getpagesize()), true
}

// BenchmarkRebuild makes the projections of a full store again, once.
func BenchmarkRebuild(b *testing.B) {
	s := fullStore(b)
	cases := 0
	start := time.Now()
	for b.Loop() {
		n, err := s.Rebuild(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		cases += n
	}
	b.ReportMetric(float64(cases)/time.Since(start).Seconds(), "cases/s")
}

// The figures of a month, and of everything there is.
func BenchmarkStatistics(b *testing.B) {
	s := fullStore(b)
	for name, from := range map[string]yichuang.Date{"month": testkit.FillEnd.AddDays(-30), "all": {}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Statistics(b.Context(), yichuang.StatQuery{By: yichuang.ByWindow, From: from, Today: testkit.FillEnd}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A seat's day out of years of them.
func BenchmarkDayBook(b *testing.B) {
	s := fullStore(b)
	for b.Loop() {
		if _, err := s.DayBook(b.Context(), testkit.FillEnd, true); err != nil {
			b.Fatal(err)
		}
	}
}
