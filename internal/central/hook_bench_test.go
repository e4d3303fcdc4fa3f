package central_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// counting is a receiver that takes everything and only counts.
func counting(b *testing.B) (url string, taken *atomic.Int64, body func() []byte) {
	taken = new(atomic.Int64)
	var last atomic.Pointer[[]byte]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			b.Error(err)
		}
		last.Store(&raw)
		taken.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	b.Cleanup(server.Close)
	return server.URL, taken, func() []byte { return *last.Load() }
}

// BenchmarkPassOn sends a backlog of messages to a receiver on this machine: looked
// through, written down, signed, sent, and written off, each case in its order. Beside
// it, in the same run, as many bodies of that size are posted in a plain loop over as
// many connections, kept nowhere.
func BenchmarkPassOn(b *testing.B) {
	for _, on := range []string{"sqlite", "postgres"} {
		b.Run(on, func(b *testing.B) {
			const cases, messages = 1000, 1000 * perCase
			for b.Loop() {
				b.StopTimer()
				o := central.Options{Data: b.TempDir()}
				if on == "postgres" {
					o.Database = testkit.Postgres(b)
				}
				c := open(b, o)
				drain(b, c, [][][]byte{backlog(b, c, 1, cases, 50)})
				url, taken, body := counting(b)
				id, _, err := c.AddHook(b.Context(), central.Hook{Hall: hall, FromStart: true, HookAbout: central.HookAbout{Target: hooks.Target{URL: url, Plain: true}}})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				begun := time.Now()
				c.PassOn()
				until(b, "all is sent", func() bool { return taken.Load() >= messages })
				until(b, "all is written off", func() bool { return state(b, c, id).Pending == 0 })
				ours := time.Since(begun)
				b.StopTimer()
				plain := posts(b, url, body(), messages)
				b.ReportMetric(messages/ours.Seconds(), "messages/s")
				b.ReportMetric(messages/plain.Seconds(), "plain/s")
				b.ReportMetric(plain.Seconds()/ours.Seconds(), "ratio")
				b.ReportMetric(float64(len(body())), "bytes")
				b.StartTimer()
			}
		})
	}
}

// posts posts a body so many times, over as many connections as a subscription has.
func posts(b *testing.B, url string, body []byte, n int) time.Duration {
	const connections = 16
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	begun := time.Now()
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			for range n / connections {
				answer, err := client.Post(url, hooks.ContentType, bytes.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				_ = answer.Body.Close()
			}
		})
	}
	all.Wait()
	return time.Since(begun)
}
