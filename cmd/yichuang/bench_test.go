package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/catalog"
	"yichuang/internal/finder"
	"yichuang/internal/testkit"
	"yichuang/store"
	"yichuang/tui/login"
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

// BenchmarkKey: from a key to the screen complete, typing in the search over
// 5,000 items and moving in its list; processor time and bytes for each key. Where
// fzf is installed it searches the same names on the same terminal, key by key in
// turn, and the ratio is reported.
func BenchmarkKey(b *testing.B) {
	home, names := largeHall(b)
	d := sit(b, home, 100, 30)
	d.sees("工号").types("1001").press("enter").types(demoPIN + "7").press("enter").sees("新收件")
	d.press("f2").sees("[事项]").sees("F4 看全部")
	d.quiet(100 * time.Millisecond)
	peer := fzf(b, names)
	var typed, moved, peers []time.Duration
	cpu, bytes := d.cpu(), d.wrote()
	b.ResetTimer()
	for range b.N {
		for _, key := range []string{"食", "品", "经", "\x7f", "\x7f", "\x7f"} {
			typed = append(typed, d.answer(key))
			if peer != nil {
				peers = append(peers, peer.answer(key))
			}
		}
		for _, key := range []string{"s", "p", "j", "y", "\x7f", "\x7f", "\x7f", "\x7f"} {
			typed = append(typed, d.answer(key))
		}
		const down, up = "\x1b[B", "\x1b[A"
		for _, key := range []string{down, down, down, up, up, up} {
			moved = append(moved, d.answer(key))
		}
	}
	n := float64(len(typed) + len(moved))
	b.ReportMetric(ms(median(typed)), "ms-typing-p50")
	b.ReportMetric(ms(percentile(typed, 99)), "ms-typing-p99")
	b.ReportMetric(ms(median(moved)), "ms-moving-p50")
	b.ReportMetric(ms(percentile(moved, 99)), "ms-moving-p99")
	b.ReportMetric(ms(d.cpu()-cpu)/n, "cpu-ms/key")
	b.ReportMetric(float64(d.wrote()-bytes)/n, "bytes/key")
	if peer != nil {
		b.ReportMetric(ms(median(peers)), "ms-fzf-p50")
		b.ReportMetric(ms(percentile(peers, 99)), "ms-fzf-p99")
	}
	b.ReportMetric(0, "ns/op")
}

// fzf starts that program over the same names, nil where it is not installed.
func fzf(b *testing.B, names []string) *console {
	b.Helper()
	if _, err := exec.LookPath("fzf"); err != nil {
		b.Log("fzf is not installed: no peer in this run")
		return nil
	}
	file := filepath.Join(b.TempDir(), "names")
	if err := os.WriteFile(file, []byte(strings.Join(names, "\n")+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", "exec fzf < "+file)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "FZF_DEFAULT_OPTS=")
	d := attach(b, cmd, 100, 30)
	d.sees(fmt.Sprintf("%d/%d", len(names), len(names)))
	d.quiet(100 * time.Millisecond)
	return d
}

// largeHall makes a home with a hall of 5,000 items: each sample 125 times under
// another name.
func largeHall(b *testing.B) (home string, names []string) {
	b.Helper()
	home = b.TempDir()
	folder := filepath.Join(home, "items")
	files, err := fs.Glob(catalog.SampleFS(), "*.yaml")
	if err != nil || os.MkdirAll(folder, 0o700) != nil {
		b.Fatal(err)
	}
	id, name := regexp.MustCompile(`(?m)^编号: (\S+)`), regexp.MustCompile(`(?m)^名称: (.+?)\s*$`)
	for _, f := range files {
		raw, err := fs.ReadFile(catalog.SampleFS(), f)
		if err != nil {
			b.Fatal(err)
		}
		for i := range 125 {
			text := id.ReplaceAllString(string(raw), fmt.Sprintf("编号: ${1}-%03d", i))
			text = name.ReplaceAllString(text, fmt.Sprintf("名称: ${1}%d号", i))
			names = append(names, name.FindStringSubmatch(text)[1])
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d-%s", i, f)), []byte(text), 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	c := &config{Catalog: folder, Data: filepath.Join(home, "data", "yichuang"), Paper: paperConfig{Roll: 80}, Hall: hallConfig{Name: "测试大厅", Region: testkit.Region},
		Terminal: terminalConfig{Window: testkit.Terminal.Window, Epoch: string(testkit.Terminal.Epoch)}}
	s := newSeat(c)
	person := login.Person{ID: "1001", Name: "测试", PIN: demoPIN + "7"}
	other := login.Person{ID: "9001", Name: "测试", PIN: demoPIN + "8"}
	if err := s.open(context.Background(), false); err != nil {
		b.Fatal(err)
	}
	if err := s.staff(context.Background(), login.HallForm{Clerk: person, Supervisor: other}); err != nil {
		b.Fatal(err)
	}
	if err := s.load(); err != nil {
		b.Fatal(err)
	}
	if err := s.close(); err != nil {
		b.Fatal(err)
	}
	c.File, c.named = filepath.Join(home, "config", "yichuang", "config.yaml"), true
	if err := writeConfig(c); err != nil {
		b.Fatal(err)
	}
	return home, names
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
		last, _ := d.Written()
		if last.After(began) && time.Since(last) > 30*time.Millisecond {
			return last.Sub(began)
		}
		if time.Now().After(end) {
			return time.Since(began)
		}
	}
}

func (d *console) wrote() int64 {
	_, sent := d.Written()
	return sent
}

// resident returns the program's resident memory in megabytes, where the
// system tells it.
func (d *console) resident() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.PID()))
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
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", d.PID())) // the pattern is sound
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
