package central_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"yichuang"
	"yichuang/internal/wire"
)

// router finds the description of a request.
var router = sync.OnceValues(func() (routers.Router, error) {
	doc, err := document()
	if err != nil {
		return nil, err
	}
	here := *doc
	here.Servers = nil // wherever the test listens
	openapi3filter.RegisterBodyDecoder(wire.TypeLines, decodeLines)
	return legacy.NewRouter(&here)
})

// decodeLines reads a body of lines as the array that the description makes of it.
func decodeLines(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	var all []any
	for line := range bytes.Lines(raw) {
		value, err := bodyOf(line)
		if err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, nil
}

// checked holds everything that goes through a handler against the description:
// every answer, and every request that was taken.
func checked(t testing.TB, h http.Handler) http.Handler {
	find, err := router()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, values, err := find.FindRoute(r)
		if err != nil { // not described, so it must not be there
			seen := &recorded{ResponseWriter: w}
			h.ServeHTTP(seen, r)
			if seen.status < 400 {
				t.Errorf("%s %s is not described: %d", r.Method, r.URL.Path, seen.status)
			}
			return
		}
		x := &exchange{t: t, request: r, route: route, values: values, seen: &recorded{ResponseWriter: w}}
		asked := r.Clone(r.Context())
		asked.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(r.Body, &x.body), r.Body}
		h.ServeHTTP(x.seen, asked)
		x.check()
	})
}

// recorded is an answer that is looked at as it goes out.
type recorded struct {
	http.ResponseWriter
	status int
	mu     sync.Mutex
	body   bytes.Buffer
}

// Unwrap gives deadlines and flushing to whoever asks.
func (r *recorded) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader notes the status.
func (r *recorded) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the body.
func (r *recorded) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.mu.Lock()
	r.body.Write(p)
	r.mu.Unlock()
	return r.ResponseWriter.Write(p)
}

// exchange is a request and its answer.
type exchange struct {
	t       testing.TB
	request *http.Request
	route   *routers.Route
	values  map[string]string
	body    bytes.Buffer
	seen    *recorded
}

func (x *exchange) check() {
	if x.seen.status == 0 {
		return // the other side was gone
	}
	input := x.input()
	if x.seen.status < 400 {
		if err := openapi3filter.ValidateRequest(x.request.Context(), input); err != nil {
			x.t.Errorf("%s %s: the request is not as described: %v", x.request.Method, x.request.URL, err)
		}
		x.events(x.unpack(x.request.Header, x.body.Bytes()))
	}
	header := x.seen.Header()
	if header.Get("Content-Type") == wire.TypeEvents {
		x.feed()
		return
	}
	body := x.unpack(header, x.seen.body.Bytes())
	x.events(body)
	answer := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: x.seen.status, Header: header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true}}
	if err := openapi3filter.ValidateResponse(x.request.Context(), answer); err != nil {
		x.t.Errorf("%s %s: the answer is not as described: %v\n%s", x.request.Method, x.request.URL, err, yichuang.Clip(string(body), 500))
	}
	for name := range x.route.Operation.Responses.Value("200").Value.Headers {
		if name != "Content-Encoding" && header.Get(name) == "" {
			x.t.Errorf("%s %s: no header %s", x.request.Method, x.request.URL, name)
		}
	}
}

// input is the request with its body unpacked.
func (x *exchange) input() *openapi3filter.RequestValidationInput {
	r := x.request.Clone(x.request.Context())
	r.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	body := x.unpack(r.Header, x.body.Bytes())
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	return &openapi3filter.RequestValidationInput{Request: r, PathParams: x.values, Route: x.route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
}

func (x *exchange) unpack(h http.Header, body []byte) []byte {
	if h.Get("Content-Encoding") != "zstd" {
		return body
	}
	raw, err := packer(x.t).Unpack(body)
	if err != nil {
		return body // it was refused for that
	}
	return raw
}

// events holds the bodies of events in lines against the schemas of their kinds.
func (x *exchange) events(body []byte) {
	for line := range bytes.Lines(body) {
		e, err := yichuang.ReadLine("W01.0", bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			continue // a line of another kind
		}
		if _, unknown := e.Body.(*yichuang.Unknown); unknown {
			continue
		}
		x.fits(reflect.TypeOf(e.Body).Elem().Name(), yichuang.LineBody(bytes.TrimSuffix(line, []byte("\n"))))
	}
}

func (x *exchange) fits(name string, raw []byte) {
	value, err := bodyOf(raw)
	if err == nil {
		err = schema(x.t, name).VisitJSON(value)
	}
	if err != nil {
		x.t.Errorf("%s %s: a %s is not as described: %v\n%s", x.request.Method, x.request.URL, name, err, yichuang.Clip(string(raw), 500))
	}
}

// feed holds what was said on a feed against the description, event by event.
func (x *exchange) feed() {
	x.seen.mu.Lock()
	text := x.seen.body.String()
	x.seen.mu.Unlock()
	for block := range strings.SplitSeq(text, "\n\n") {
		var kind string
		var data []string
		lines := bufio.NewScanner(strings.NewReader(block))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); name {
			case "event":
				kind = value
			case "data":
				data = append(data, value)
			}
		}
		switch kind {
		case wire.FeedPage:
			if len(data) > 0 && strings.HasPrefix(data[len(data)-1], `{"end"`) { // else the listener was gone in the middle
				for _, line := range data {
					x.fits("PageLine", []byte(line))
				}
			}
		case wire.FeedNews:
			x.fits("News", []byte(data[0]))
		case wire.FeedPublished:
			x.fits("Published", []byte(data[0]))
		case "":
		default:
			x.t.Errorf("the feed said %q", kind)
		}
	}
}
