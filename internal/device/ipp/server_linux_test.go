package ipp_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/OpenPrinting/goipp"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/ipp"
)

// server is a printer for what ippeveprinter cannot be made to say.
type server struct {
	state     int
	reasons   []string
	rejecting bool
	formats   []string
	refusal   goipp.Status // to a job
	fate      int          // job-state of every job, 0 for completed

	mu     sync.Mutex
	papers [][]byte
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var m goipp.Message
	rest := bytes.NewReader(body)
	if err != nil || m.Decode(rest) != nil {
		http.Error(w, "no IPP", http.StatusBadRequest)
		return
	}
	out := goipp.NewResponse(goipp.MakeVersion(1, 1), goipp.StatusOk, m.RequestID)
	out.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	out.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	switch goipp.Op(m.Code) {
	case goipp.OpGetPrinterAttributes:
		s.describe(out)
	case goipp.OpPrintJob:
		if out.Code = goipp.Code(s.refusal); s.refusal == 0 {
			document, _ := io.ReadAll(rest)
			s.take(&m, document)
			out.Job.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(7)))
		}
	case goipp.OpGetJobAttributes:
		fate := s.fate
		if fate == 0 {
			fate = 9
		}
		out.Job.Add(goipp.MakeAttribute("job-state", goipp.TagEnum, goipp.Integer(fate)))
	}
	raw, _ := out.EncodeBytes()
	w.Header().Set("Content-Type", goipp.ContentType)
	_, _ = w.Write(raw)
}

func (s *server) describe(out *goipp.Message) {
	state := max(s.state, 3)
	out.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(state)))
	reasons := goipp.Attribute{Name: "printer-state-reasons"}
	for _, r := range append(s.reasons, "none")[:max(len(s.reasons), 1)] {
		reasons.Values.Add(goipp.TagKeyword, goipp.String(r))
	}
	out.Printer.Add(reasons)
	out.Printer.Add(goipp.MakeAttribute("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(!s.rejecting)))
	for _, f := range s.formats {
		out.Printer.Add(goipp.MakeAttribute("document-format-supported", goipp.TagMimeType, goipp.String(f)))
	}
}

func (s *server) take(m *goipp.Message, document []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 1
	for _, a := range m.Job {
		if v, ok := a.Values[0].V.(goipp.Integer); ok && a.Name == "copies" {
			n = int(v)
		}
	}
	for range n {
		s.papers = append(s.papers, document)
	}
}

func (s *server) rig(t *testing.T, handler http.Handler) *devicetest.PrinterRig {
	t.Helper()
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	return &devicetest.PrinterRig{
		Printer: newPrinter(t, strings.Replace(web.URL, "http", "ipp", 1), patient), Job: jobs(),
		Paper: func(int) [][]byte {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.papers
		},
	}
}

// TestPrinterOfTheTest runs the suite on faults that a real printer shows and
// ippeveprinter does not.
func TestPrinterOfTheTest(t *testing.T) {
	devicetest.Printer(t, func(t *testing.T, fault devicetest.Fault) *devicetest.PrinterRig {
		s := &server{}
		var handler http.Handler = s
		switch fault {
		case devicetest.None:
		case devicetest.NoPaper:
			s.state, s.reasons = 5, []string{"toner-low-report", "media-empty-error"}
		case devicetest.Open:
			s.state, s.reasons = 5, []string{"media-empty", "cover-open"}
		case devicetest.Jam:
			s.reasons = []string{"media-jam-error"}
		case devicetest.NoRoom:
			s.refusal = goipp.StatusErrorTooManyJobs
		case devicetest.Forbid:
			s.refusal = goipp.StatusErrorForbidden
		case devicetest.Garbage:
			handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", goipp.ContentType)
				fmt.Fprint(w, "<html>login</html>")
			})
		case devicetest.Dies:
			handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ContentLength < 4096 {
					s.ServeHTTP(w, r)
					return
				}
				_, _ = io.CopyN(io.Discard, r.Body, 100_000)
				panic(http.ErrAbortHandler) // hangs up
			})
		default:
			return nil
		}
		return s.rig(t, handler)
	})
}

// TestStates: what the words of a printer mean.
func TestStates(t *testing.T) {
	for _, tt := range []struct {
		state   int
		reasons []string
		want    device.State
	}{
		{3, nil, device.Ready},
		{4, nil, device.Ready},
		{3, []string{"media-low-warning"}, device.Ready},
		{3, []string{"media-low"}, device.PaperLow},
		{3, []string{"media-empty-warning"}, device.PaperLow}, // one tray of several
		{3, []string{"media-empty-error"}, device.PaperOut},
		{4, []string{"marker-supply-low-report", "toner-empty-warning"}, device.Ready},
		{3, []string{"com.vendor.sleep-report", "spool-area-full-warning"}, device.Ready},
		{5, nil, device.Faulty},
		{5, []string{"media-needed-report"}, device.PaperOut},
		{5, []string{"paused"}, device.Offline},
		{5, []string{"toner-empty"}, device.Faulty},
		{5, []string{"door-open-error", "media-jam"}, device.CoverOpen},
		{3, []string{"offline-report"}, device.Ready},
		{5, []string{"offline-report"}, device.Offline},
	} {
		s := &server{state: tt.state, reasons: tt.reasons}
		got, err := s.rig(t, s).Printer.State(t.Context())
		if got != tt.want || got.Usable() != (err == nil) {
			t.Errorf("%d %v: %q, %v; want %q", tt.state, tt.reasons, got, err, tt.want)
		}
	}
}

// TestRefusals: what a printer says no to is told, with the right code, and
// nothing counts as sent.
func TestRefusals(t *testing.T) {
	say := func(code int) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	for name, tt := range map[string]struct {
		server  *server
		handler http.Handler
		want    yichuang.Code
	}{
		"rejecting":     {&server{rejecting: true}, nil, yichuang.Busy},
		"no PDF":        {&server{formats: []string{"image/pwg-raster"}}, nil, yichuang.Invalid},
		"not this PDF":  {&server{refusal: goipp.StatusErrorDocumentFormatNotSupported}, nil, yichuang.Invalid},
		"no such queue": {&server{refusal: goipp.StatusErrorNotFound}, nil, yichuang.NotFound},
		"busy":          {&server{refusal: goipp.StatusErrorBusy}, nil, yichuang.Busy},
		"internal":      {&server{refusal: goipp.StatusErrorInternal}, nil, yichuang.Busy},
		"too large":     {&server{refusal: goipp.StatusErrorRequestEntity}, nil, yichuang.Full},
		"old":           {&server{refusal: goipp.StatusErrorVersionNotSupported}, nil, yichuang.Invalid},
		"strange":       {&server{refusal: 0x04ff}, nil, yichuang.Busy},
		"401":           {&server{}, say(401), yichuang.Denied},
		"404":           {&server{}, say(404), yichuang.NotFound},
		"413":           {&server{}, say(413), yichuang.Full},
		"426":           {&server{}, say(426), yichuang.Invalid},
		"302":           {&server{}, say(302), yichuang.Damaged},
		"200, no IPP":   {&server{}, say(200), yichuang.Damaged},
		"no end": {&server{}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", goipp.ContentType)
			_, _ = w.Write(bytes.Repeat([]byte{1}, 5<<20))
		}), yichuang.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			handler := tt.handler
			if handler == nil {
				handler = tt.server
			}
			rig := tt.server.rig(t, handler)
			far, err := rig.Printer.Print(t.Context(), rig.Job(100), nil)
			if far != device.Nothing {
				t.Errorf("%v", far)
			}
			devicetest.Plain(t, err, tt.want)
		})
	}
}

// TestAPausedQueue: a printer that takes nothing new is off line.
func TestAPausedQueue(t *testing.T) {
	s := &server{rejecting: true}
	state, err := s.rig(t, s).Printer.State(t.Context())
	if state != device.Offline {
		t.Errorf("%q", state)
	}
	devicetest.Plain(t, err, yichuang.Busy)
}

// TestFates: a job that was taken and then canceled at the printer, or given up.
func TestFates(t *testing.T) {
	for _, fate := range []int{7, 8} {
		s := &server{fate: fate}
		rig := s.rig(t, s)
		far, err := rig.Printer.Print(t.Context(), rig.Job(100), nil)
		if far != device.Partly {
			t.Errorf("%d: %v", fate, far)
		}
		devicetest.Plain(t, err, yichuang.Busy)
	}
}

// TestNoHTTP: something else listens at the address.
func TestNoHTTP(t *testing.T) {
	web := httptest.NewUnstartedServer(&server{})
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.StartTLS()
	t.Cleanup(web.Close)
	for _, scheme := range []string{"ipp", "ipps"} { // neither without encryption nor with an unknown certificate
		p := newPrinter(t, strings.Replace(web.URL, "https", scheme, 1), patient)
		far, err := p.Print(t.Context(), jobs()(100), nil)
		if far != device.Nothing {
			t.Errorf("%s: %v", scheme, far)
		}
		devicetest.Plain(t, err, yichuang.Damaged, yichuang.Denied)
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"ipp://192.168.1.9", "ipps://printer.hall:8631/ipp/print", " ipp://localhost/printers/a4 ", "ipp://[::1]/ipp/print"} {
		if p, err := ipp.New(address, ipp.Options{}); err != nil || p.String() == "" {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range []string{"", "192.168.1.9", "http://h/ipp/print", "ipp://", "ipp:///x", "ipp://u:p@h/x", "ipp://h/x?y", "ipp://h/x#y", "::", "ipp://h:port/"} {
		_, err := ipp.New(address, ipp.Options{})
		if err == nil {
			t.Errorf("%q was taken for an address", address)
			continue
		}
		devicetest.Plain(t, err, yichuang.Invalid)
	}
}
