package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/finder"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// These benchmarks drive the built program on a pseudo-terminal and measure what
// a clerk feels. Figures drift with the machine; docs/benchmarks.md compares
// them within one run.

// furnished makes a home with the demonstration hall and n cases in its store.
func furnished(tb testing.TB, n int) string {
	tb.Helper()
	home := tb.TempDir()
	c := demonstration(&config{Data: filepath.Join(home, "data", "yichuang"), Paper: paperConfig{Roll: 80},
		Terminal: terminalConfig{Window: testkit.Terminal.Window, Epoch: string(testkit.Terminal.Epoch)}})
	if n > 0 {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := testkit.Fill(context.Background(), c.database(), n, store.Options{Initials: finder.Initials}); err != nil {
			tb.Fatal(err)
		}
	}
	s := newSeat(c)
	if err := s.open(context.Background(), false); err != nil {
		tb.Fatal(err)
	}
	if err := s.furnish(context.Background()); err != nil {
		tb.Fatal(err)
	}
	if err := s.close(); err != nil {
		tb.Fatal(err)
	}
	return home
}

func homes(b *testing.B) map[int]string {
	b.Helper()
	return map[int]string{0: furnished(b, 0), 100_000: furnished(b, 100_000)}
}

// BenchmarkFirstFrame: from starting the program to the sign-in screen complete,
// with an empty store and with 100,000 cases, in turn.
func BenchmarkFirstFrame(b *testing.B) {
	places := homes(b)
	times := map[int][]time.Duration{}
	b.ResetTimer()
	for range b.N {
		for _, n := range []int{0, 100_000} {
			began := time.Now()
			d := sit(b, places[n], 100, 30, "--demo")
			d.sees("工号")
			times[n] = append(times[n], d.quiet(30*time.Millisecond).Sub(began))
			d.kill()
		}
	}
	empty, full := median(times[0]), median(times[100_000])
	b.ReportMetric(ms(empty), "ms-empty")
	b.ReportMetric(ms(full), "ms-100k")
	b.ReportMetric(float64(full)/float64(empty), "ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkMemory: resident memory at the desk and after searching, with an
// empty store and with 100,000 cases.
func BenchmarkMemory(b *testing.B) {
	for n, home := range homes(b) {
		var most float64
		for range b.N {
			d := enter(b, home)
			d.press("f3").sees("查找")
			d.types("1506")
			d.quiet(200 * time.Millisecond)
			most = max(most, d.resident())
			d.kill()
		}
		b.ReportMetric(most, fmt.Sprintf("MB-%d-cases", n))
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkKey: from a key to the screen complete, typing in the item search and
// moving in its list; processor time and bytes for each key.
func BenchmarkKey(b *testing.B) {
	d := enter(b, furnished(b, 0))
	d.press("f2").sees("[事项]")
	d.quiet(100 * time.Millisecond)
	var typed, moved []time.Duration
	cpu, bytes := d.cpu(), d.wrote()
	b.ResetTimer()
	for range b.N {
		for _, key := range []string{"s", "p", "j", "y", "\x7f", "\x7f", "\x7f", "\x7f"} {
			typed = append(typed, d.answer(key))
		}
		for _, key := range []string{"down", "down", "down", "up", "up", "up"} {
			moved = append(moved, d.answer(keys[key]))
		}
	}
	n := float64(len(typed) + len(moved))
	b.ReportMetric(ms(median(typed)), "ms-typing-p50")
	b.ReportMetric(ms(percentile(typed, 99)), "ms-typing-p99")
	b.ReportMetric(ms(median(moved)), "ms-moving-p50")
	b.ReportMetric(ms(percentile(moved, 99)), "ms-moving-p99")
	b.ReportMetric(ms(d.cpu()-cpu)/n, "cpu-ms/key")
	b.ReportMetric(float64(d.wrote()-bytes)/n, "bytes/key")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkIdle: processor time in a second without a key.
func BenchmarkIdle(b *testing.B) {
	d := enter(b, furnished(b, 0))
	d.quiet(500 * time.Millisecond)
	before, bytes := d.cpu(), d.wrote()
	b.ResetTimer()
	for range b.N {
		time.Sleep(time.Second)
	}
	b.ReportMetric(ms(d.cpu()-before)/float64(b.N), "cpu-ms/s")
	b.ReportMetric(float64(d.wrote()-bytes)/float64(b.N), "bytes/s")
}

// enter starts the program in the demonstration hall and signs in.
func enter(tb testing.TB, home string) *console {
	tb.Helper()
	d := sit(tb, home, 100, 30, "--demo")
	d.sees("工号").types("1001").press("enter").types(demoPIN).press("enter")
	return d.sees("新收件")
}

// answer sends a key and returns how long the screen went on changing.
func (d *console) answer(key string) time.Duration {
	began := time.Now()
	d.raw(key)
	for end := began.Add(time.Second); ; time.Sleep(200 * time.Microsecond) {
		d.mu.Lock()
		last := d.last
		d.mu.Unlock()
		if last.After(began) && time.Since(last) > 30*time.Millisecond {
			return last.Sub(began)
		}
		if time.Now().After(end) {
			return time.Since(began)
		}
	}
}

func (d *console) wrote() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sent
}

// resident returns the program's resident memory in megabytes, where the
// system tells it.
func (d *console) resident() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		d.t.Skip("this system does not tell a program's memory")
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

// cpu returns the processor time the program has used.
func (d *console) cpu() time.Duration {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", d.cmd.Process.Pid)) // the pattern is sound
	if len(tasks) == 0 {
		d.t.Skip("this system does not tell a program's processor time")
	}
	var total time.Duration
	for _, f := range tasks {
		var ns int64
		if raw, err := os.ReadFile(f); err == nil {
			fmt.Sscan(string(raw), &ns)
			total += time.Duration(ns)
		}
	}
	return total
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(list []time.Duration) time.Duration { return percentile(list, 50) }

func percentile(list []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}
