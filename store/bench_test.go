package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
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
