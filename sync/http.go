package sync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// HTTP is a centre over the network.
type HTTP struct {
	base   string
	client *http.Client
	trust  *Trust
	packer *wire.Packer
	clock  clock

	mu    sync.Mutex
	knows string // the incarnation that requests are about
}

// Dial returns a centre by its address; nothing is sent yet. now is this machine's
// clock, which is measured against the centre's. Invalid is returned for an address
// that cannot be.
func Dial(text string, t *Trust, now func() time.Time) (*HTTP, error) {
	base, err := address(text)
	if err != nil {
		return nil, err
	}
	packer, err := wire.NewPacker(1)
	if err != nil {
		return nil, err
	}
	return &HTTP{base: base, client: t.client(), trust: t, packer: packer, clock: clock{now: now}}, nil
}

func parseAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "", err
	case u.Scheme != "https" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil:
		return "", errors.New("it must be https:// with a host and nothing behind it")
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), wire.DefaultPort)
	}
	return "https://" + u.Host, nil
}

// Over is everything that an engine asks, over one centre.
func Over(h *HTTP) Centre {
	return Centre{Events: h, Publications: h, Contents: h, Meeting: h, Feed: h}
}

// Present has new connections show another certificate: the terminal's was renewed.
func (h *HTTP) Present(certificate []byte, key ed25519.PrivateKey) {
	h.trust.present(certificate, key)
	h.client.CloseIdleConnections()
}

// Address returns the centre's URL.
func (h *HTTP) Address() string { return h.base }

// Knows says which incarnation of the centre the requests are about.
func (h *HTTP) Knows(incarnation string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.knows = incarnation
}

// Skew returns how far this machine's clock is ahead, as the last answers showed.
func (h *HTTP) Skew() (time.Duration, bool) { return h.clock.skew() }

// CloseIdle drops connections that wait for requests.
func (h *HTTP) CloseIdle() { h.client.CloseIdleConnections() }

// request is one thing to ask.
type request struct {
	method, path string
	query        url.Values
	kind         string // media type of the body
	body         []byte
	packed       bool // the body is zstd
}

// ask sends a request and returns the answer's body, unpacked. A *wire.Problem is
// what the centre said, an Unreachable is everything else.
func (h *HTTP) ask(ctx context.Context, r request) ([]byte, error) {
	asked := ctx
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	begun := h.clock.now()
	answer, err := h.send(ctx, r)
	if err != nil && asked.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		err = &Unreachable{err}
	}
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	h.clock.saw(answer.Header.Get(wire.HeaderTime), begun)
	raw, err := io.ReadAll(io.LimitReader(answer.Body, wire.MostBody+1))
	if err != nil {
		return nil, unreachable(asked, err)
	}
	if answer.Header.Get("Content-Encoding") == "zstd" {
		if raw, err = h.packer.Unpack(raw); err != nil {
			return nil, &Unreachable{err}
		}
	}
	if answer.StatusCode >= 400 {
		return nil, problem(answer, raw)
	}
	return raw, nil
}

func (h *HTTP) send(ctx context.Context, r request) (*http.Response, error) {
	u := h.base + r.path
	if len(r.query) > 0 {
		u += "?" + r.query.Encode()
	}
	q, err := http.NewRequestWithContext(ctx, r.method, u, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	q.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
	h.mu.Lock()
	if h.knows != "" {
		q.Header.Set(wire.HeaderIncarnation, h.knows)
	}
	h.mu.Unlock()
	if r.kind != "" {
		q.Header.Set("Content-Type", r.kind)
	}
	if r.packed {
		q.Header.Set("Content-Encoding", "zstd")
	}
	// Every request may be repeated: events, chunks and items are what their names
	// say. The empty value tells net/http so, and is not sent.
	q.Header["X-Idempotency-Key"] = []string{}
	answer, err := h.client.Do(q)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	return answer, nil
}

// unreachable is a failure of the network; a context that ended, and a centre that
// is not the right one, are told as they are.
func unreachable(ctx context.Context, err error) error {
	var refused *yichuang.Error
	if errors.As(err, &refused) {
		return &wire.Problem{Code: refused.Code, Class: wire.Stop, Message: refused.Message, Hint: refused.Hint}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &Unreachable{err}
}

// problem reads what the centre said. An answer that is none of its own, from
// something between, is a centre that cannot be reached.
func problem(answer *http.Response, raw []byte) error {
	p := new(wire.Problem)
	if err := json.Unmarshal(raw, p); err != nil || p.Code == "" || answer.Header.Get(wire.HeaderProtocol) == "" {
		return &Unreachable{fmt.Errorf("%s from something that is not the centre", answer.Status)}
	}
	if p.Class == "" {
		p.Class = wire.Retry
	}
	return p
}

// json asks with JSON, or without a body, and reads the answer into one.
func (h *HTTP) json(ctx context.Context, method, path string, ask, into any) error {
	r := request{method: method, path: path}
	if ask != nil {
		raw, err := json.Marshal(ask)
		if err != nil {
			return err
		}
		r.kind, r.body = wire.TypeJSON, raw
	}
	raw, err := h.ask(ctx, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return &Unreachable{fmt.Errorf("%s %s: %w", method, path, err)}
	}
	return nil
}

// page asks for a page.
func (h *HTTP) page(ctx context.Context, path string, query url.Values) (*wire.Page, error) {
	raw, err := h.ask(ctx, request{method: http.MethodGet, path: path, query: query})
	if err != nil {
		return nil, err
	}
	p, err := wire.ParsePage(raw)
	if err != nil {
		return nil, &Unreachable{err}
	}
	return p, nil
}

// Push brings a stretch.
func (h *HTTP) Push(ctx context.Context, st *yichuang.Stretch) (*wire.PushAnswer, error) {
	body := h.packer.Pack(wire.AppendStretch(nil, st))
	raw, err := h.ask(ctx, request{method: http.MethodPost, path: wire.PathPush, kind: wire.TypeLines, body: body, packed: true})
	if err != nil {
		return nil, err
	}
	answer := new(wire.PushAnswer)
	if err := json.Unmarshal(raw, answer); err != nil {
		return nil, &Unreachable{err}
	}
	return answer, nil
}

// Pull fetches what is behind a position.
func (h *HTTP) Pull(ctx context.Context, after int64) (*wire.Page, error) {
	return h.page(ctx, wire.PathPull, url.Values{"after": {strconv.FormatInt(after, 10)}})
}

// Load fetches open cases behind one.
func (h *HTTP) Load(ctx context.Context, after yichuang.CaseNumber) (*wire.Page, error) {
	return h.page(ctx, wire.PathSnapshot, url.Values{"after": {string(after)}})
}

// Case fetches a whole case.
func (h *HTTP) Case(ctx context.Context, n yichuang.CaseNumber) (*wire.Page, error) {
	return h.page(ctx, named(wire.PathCase, string(n)), nil)
}

// Heads asks what the centre has of each author.
func (h *HTTP) Heads(ctx context.Context) (map[yichuang.TerminalID]int64, error) {
	var answer wire.Heads
	return answer.Heads, h.json(ctx, http.MethodGet, wire.PathHeads, nil, &answer)
}

// Day asks what the centre has of this terminal's day.
func (h *HTTP) Day(ctx context.Context, day yichuang.Date) (*yichuang.CentreDay, error) {
	raw, err := h.ask(ctx, request{method: http.MethodGet, path: wire.PathDay, query: url.Values{"day": {day.String()}}})
	if err != nil {
		return nil, err
	}
	answer := new(wire.Day)
	if err := json.Unmarshal(raw, answer); err != nil {
		return nil, &Unreachable{err}
	}
	return (*yichuang.CentreDay)(answer), nil
}

// named puts names into a path, in order.
func named(path string, names ...string) string {
	for _, n := range names {
		from, to := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		if from < 0 || to < from {
			return path
		}
		path = path[:from] + url.PathEscape(n) + path[to+1:]
	}
	return path
}

// Reference fetches what was published behind a revision.
func (h *HTTP) Reference(ctx context.Context, after int64) (*yichuang.Published, bool, error) {
	raw, err := h.ask(ctx, request{method: http.MethodGet, path: wire.PathReference, query: url.Values{"after": {strconv.FormatInt(after, 10)}}})
	if err != nil {
		return nil, false, err
	}
	p, more, err := wire.ParseReference(raw)
	if err != nil {
		return nil, false, &Unreachable{err}
	}
	return p, more, nil
}

// Item fetches one edition of an item.
func (h *HTTP) Item(ctx context.Context, ref yichuang.ItemRef) (*yichuang.Item, error) {
	it := new(yichuang.Item)
	return it, h.json(ctx, http.MethodGet, named(wire.PathItem, string(ref.ID), string(ref.Edition)), nil, it)
}

// PutItem brings one.
func (h *HTTP) PutItem(ctx context.Context, it *yichuang.Item) error {
	return h.json(ctx, http.MethodPut, named(wire.PathItem, string(it.ID), string(it.Edition)), it, &struct{}{})
}

// PutScan says what a scan is made of, and learns what is missing.
func (h *HTTP) PutScan(ctx context.Context, hash yichuang.ScanHash, plan wire.ScanPlan) (*wire.ScanAnswer, error) {
	answer := new(wire.ScanAnswer)
	return answer, h.json(ctx, http.MethodPut, named(wire.PathScan, string(hash)), plan, answer)
}

// Scan asks what a scan is made of.
func (h *HTTP) Scan(ctx context.Context, hash yichuang.ScanHash) (*wire.ScanPlan, error) {
	plan := new(wire.ScanPlan)
	return plan, h.json(ctx, http.MethodGet, named(wire.PathScan, string(hash)), nil, plan)
}

// PutChunk brings a chunk.
func (h *HTTP) PutChunk(ctx context.Context, hash string, data []byte) error {
	_, err := h.ask(ctx, request{method: http.MethodPut, path: named(wire.PathChunk, hash), kind: wire.TypeBytes, body: data})
	return err
}

// Chunk fetches one.
func (h *HTTP) Chunk(ctx context.Context, hash string) ([]byte, error) {
	return h.ask(ctx, request{method: http.MethodGet, path: named(wire.PathChunk, hash)})
}

// Renew fetches a new certificate for the key of the request.
func (h *HTTP) Renew(ctx context.Context, csr []byte) (*wire.Renewed, error) {
	answer := new(wire.Renewed)
	return answer, h.json(ctx, http.MethodPost, wire.PathRenew, wire.Renew{CSR: csr}, answer)
}

// Enrol asks for an identity against a code.
func (h *HTTP) Enrol(ctx context.Context, ask wire.Enrol) (*wire.Enrolled, error) {
	answer := new(wire.Enrolled)
	return answer, h.json(ctx, http.MethodPost, wire.PathEnrol, ask, answer)
}

// Parcel brings a parcel that was carried here.
func (h *HTTP) Parcel(ctx context.Context, parcel io.Reader) (*wire.ParcelAnswer, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, h.base+wire.PathParcel, parcel)
	if err != nil {
		return nil, err
	}
	q.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
	q.Header.Set("Content-Type", wire.TypeBytes)
	slow := *h.client
	answer, err := slow.Do(q)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, wire.MostBody))
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	if answer.StatusCode >= 400 {
		return nil, problem(answer, raw)
	}
	told := new(wire.ParcelAnswer)
	if err := json.Unmarshal(raw, told); err != nil {
		return nil, &Unreachable{err}
	}
	return told, nil
}
