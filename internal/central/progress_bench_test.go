package central_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// BenchmarkProgressPage is how many pages of cases a second the centre makes, each of
// another case that it has to read and fold, over HTTP on this machine; beside it a
// handler that always sends the same bytes, which is what HTTP alone costs.
func BenchmarkProgressPage(b *testing.B) {
	var asked atomic.Int64 // an hour passes with every look at the clock once the cases are here: no share is ever used up
	var here atomic.Bool
	c := pages(b, central.Options{Data: b.TempDir(), Now: func() time.Time {
		if here.Load() {
			asked.Add(1)
		}
		return pageTime.Add(time.Duration(asked.Load()) * time.Hour)
	}})
	s := newScribe(b, c)
	var paths []string
	for range 2 * central.RecentCases { // more than stay in memory
		paths = append(paths, pageOf(s.writes(append([]yichuang.Body{openedAs(nil)}, append(testkit.Worked(0), receipt)...)...)))
	}
	here.Store(true)
	h, err := c.PublicHandler("")
	if err != nil {
		b.Fatal(err)
	}
	v := &visitor{t: b, handler: h, from: "192.0.2.7:1"}
	_, page := v.get(paths[0])
	static := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	})
	for _, peer := range []struct {
		name    string
		handler http.Handler
	}{{"page", h}, {"static", static}} {
		b.Run(peer.name, func(b *testing.B) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			server := &http.Server{Handler: peer.handler}
			go server.Serve(l)
			defer server.Close()
			url := fmt.Sprintf("http://%s", l.Addr())
			i := 0
			for b.Loop() {
				i++
				answer, err := http.Get(url + paths[i%len(paths)])
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
					b.Fatal(answer.Status, err)
				}
				_ = answer.Body.Close()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(len(page)), "bytes")
		})
	}
}
