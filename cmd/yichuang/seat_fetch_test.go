package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"

	tea "charm.land/bubbletea/v2"
)

// hallServer is a centre with two windows, whose network a test may cut.
type hallServer struct {
	*central.Centre
	url   string
	http  *http.Server
	given atomic.Int64 // chunks that were fetched
	cut   atomic.Int64 // chunks after which every line breaks; 0 is never
}

func serveHall(t *testing.T) *hallServer {
	t.Helper()
	c, err := central.Open(t.Context(), central.Options{Data: t.TempDir(), Names: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.AddHall(t.Context(), "test", yichuang.Hall{Name: "测试大厅", Region: "150627"}); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &hallServer{Centre: c, url: "https://" + l.Addr().String()}
	handler := c.Handler()
	s.http = &http.Server{TLSConfig: c.TLS(nil), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, strings.TrimSuffix(wire.PathChunk, "{hash}")) {
			if n := s.given.Add(1); s.cut.Load() > 0 && n > s.cut.Load() {
				panic(http.ErrAbortHandler)
			}
		}
		handler.ServeHTTP(w, r)
	})}
	go s.http.ServeTLS(l, "", "")
	t.Cleanup(func() { _ = s.http.Close() })
	return s
}

// window is a seat of the hall, in step with its centre.
func (h *hallServer) window(t *testing.T, number int) *seat {
	t.Helper()
	code, err := h.AddSeat(t.Context(), central.Seat{Hall: "test", Name: "W0" + string(rune('0'+number)), Window: number})
	if err != nil {
		t.Fatal(err)
	}
	o := options{data: filepath.Join(t.TempDir(), "data")}
	if _, problems, failed := call(t, "", "--data", o.data, "enroll", h.url, code.String()); failed != 0 {
		t.Fatal(problems)
	}
	s := first(t, o)
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	if err := s.follow(ctx, func(tea.Msg) {}); err != nil {
		t.Fatal(err)
	}
	return s
}

// until waits for something that must come.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to: %s", what)
		}
	}
}

func (s *seat) scanState(t *testing.T, scan yichuang.Scan) yichuang.ScanState {
	t.Helper()
	states, err := s.ScanStates(t.Context(), []yichuang.Scan{scan})
	if err != nil {
		t.Fatal(err)
	}
	return states[scan.Hash]
}

// What one window scans, another one sees by name at once and fetches when somebody
// wants to look at it: over a line that breaks, from where it broke, and never what
// the centre does not have.
func TestScansFromOneWindowToAnother(t *testing.T) {
	home := alone(t)
	h := serveHall(t)
	here, there := h.window(t, 1), h.window(t, 2)
	got, err := takeOne(t, here)
	if err != nil {
		t.Fatal(err)
	}
	n := got.Number
	content := append(minimalPDF("five chunks"), bytes.Repeat([]byte("content "), 4<<17)...)
	scan, err := here.Attach(t.Context(), attaching(n, put(t, home, "五块.pdf", content)))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the centre has it", func() bool { return here.scanState(t, scan) == yichuang.ScanSent })
	until(t, "the other window sees it", func() bool {
		c, _, err := there.Load(t.Context(), n)
		return err == nil && len(c.Scans()) == 1
	})
	if state := there.scanState(t, scan); state != "" {
		t.Errorf("before it was fetched it is %q there", state)
	}

	h.cut.Store(2)
	err = there.FetchScan(t.Context(), scan)
	if message, hint := yichuang.Explain(err); yichuang.CodeOf(err) != yichuang.Busy || !strings.Contains(message, "连不上中心，“五块.pdf”没有取完") || hint == "" {
		t.Errorf("over a line that broke: %v", err)
	}
	if _, _, on := there.Fetching(scan.Hash); on || there.scanState(t, scan) != yichuang.ScanPartial {
		t.Errorf("afterwards it is %q, being fetched: %v", there.scanState(t, scan), on)
	}
	h.cut.Store(0)
	h.given.Store(0)
	if err := there.FetchScan(t.Context(), scan); err != nil {
		t.Fatal(err)
	}
	if n := h.given.Load(); n != 3 {
		t.Errorf("%d chunks were fetched again, want the 3 that were missing", n)
	}
	if err := there.FetchScan(t.Context(), scan); err != nil || there.scanState(t, scan) != yichuang.ScanSent || h.given.Load() != 3 {
		t.Errorf("fetched once more: %v", err)
	}
	var read bytes.Buffer
	if err := there.pour(t.Context(), there.store, scan, &read); err != nil || !bytes.Equal(read.Bytes(), content) {
		t.Errorf("%d bytes, want %d: %v", read.Len(), len(content), err)
	}
	fetchedByCommand(t, h, n, scan, content)
	notAtTheCentre(t, here, there, n)
}

// fetchedByCommand fetches at a third window, with the command.
func fetchedByCommand(t *testing.T, h *hallServer, n yichuang.CaseNumber, scan yichuang.Scan, content []byte) {
	t.Helper()
	s := h.window(t, 3)
	until(t, "the third window sees it", func() bool {
		c, _, err := s.Load(t.Context(), n)
		return err == nil && len(c.Scans()) == 1
	})
	data := s.settings().Data
	out, problems, code := call(t, "", "--data", data, "scan", "get", string(n), string(scan.Hash[:12]))
	if code != 0 || out != string(content) {
		t.Errorf("exit code %d, %d bytes: %s", code, len(out), problems)
	}
	var list []listedScan
	out, _, _ = call(t, "", "--data", data, "scan", "list", "--json", string(n))
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 || list[0].State != yichuang.ScanSent {
		t.Errorf("%s, %v", out, err)
	}
}

// notAtTheCentre wants content that its window could not send, and asks while there
// is no network at all.
func notAtTheCentre(t *testing.T, here, there *seat, n yichuang.CaseNumber) {
	t.Helper()
	c, _, err := here.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	far := yichuang.Scan{Hash: yichuang.ScanHash(strings.Repeat("cd", 32)), Size: 5, Name: "没传.pdf", Type: "application/pdf"}
	if _, err := here.Append(t.Context(), "1001", c, &yichuang.ScanAttached{Material: "bl", Scan: far}); err != nil {
		t.Fatal(err)
	}
	until(t, "the other window sees that one, too", func() bool {
		c, _, err := there.Load(t.Context(), n)
		return err == nil && len(c.Scans()) == 2
	})
	if err := there.FetchScan(t.Context(), far); yichuang.CodeOf(err) != yichuang.NotFound || !strings.Contains(err.Error(), "中心还没有这个扫描件") {
		t.Errorf("what the centre does not have: %v", err)
	}
	if state := there.scanState(t, far); state != "" {
		t.Errorf("it is %q", state)
	}
}

// Who asks for content that is being fetched waits for it, and it comes once.
func TestTwoFetchesAreOne(t *testing.T) {
	home := alone(t)
	h := serveHall(t)
	here, there := h.window(t, 1), h.window(t, 2)
	got, err := takeOne(t, here)
	if err != nil {
		t.Fatal(err)
	}
	content := append(minimalPDF("three chunks"), bytes.Repeat([]byte("content "), 2<<17)...)
	scan, err := here.Attach(t.Context(), attaching(got.Number, put(t, home, "a.pdf", content)))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the centre has it", func() bool { return here.scanState(t, scan) == yichuang.ScanSent })
	ended := make(chan error)
	for range 4 {
		go func() { ended <- there.FetchScan(t.Context(), scan) }()
	}
	for range 4 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if n := h.given.Load(); n != 3 {
		t.Errorf("%d chunks were fetched, want 3", n)
	}
	f, begun := there.fetches.begin(scan.Hash)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := there.FetchScan(ctx, scan); !begun || err != context.Canceled {
		t.Errorf("somebody who does not wait any more: %v", err)
	}
	there.fetches.at(f, 2, 3)
	if here, all, on := there.Fetching(scan.Hash); here != 2 || all != 3 || !on {
		t.Errorf("%d of %d, %v", here, all, on)
	}
	there.fetches.end(scan.Hash, f, nil)
	_ = h.http.Close()
	far := scan
	far.Hash = yichuang.ScanHash(strings.Repeat("ef", 32))
	if err := there.FetchScan(t.Context(), far); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("without a network: %v", err)
	}
}
