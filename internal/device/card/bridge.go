// Package card takes what identity-card readers and barcode scanners bring.
//
// Terms: the bridge is a door on this machine, at which a reader maker's tool
// hands in each card it reads, as JSON over HTTP (docs/devices.md). A wedge is a
// reader or scanner that plays keyboard; a stroke is a key it presses.
//
// Rules of the house:
//
//   - A card goes to somebody who waits for one right then, or to nobody. What
//     lay on the reader before must never fill in the next applicant's form.
//   - The door opens to this machine only, to whoever has the token, and never to
//     a page in a browser.
//   - Nothing of a card is written to a log.
package card

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// UsualAddress is where the bridge listens when nothing else is set.
const UsualAddress = "127.0.0.1:18734"

// Options are how the bridge runs.
type Options struct {
	Address string               // host and port of this machine; "": UsualAddress
	Token   string               // what the tool has to know, as NewToken makes it
	Today   func() yichuang.Date // the day on which cards are checked
	Grace   time.Duration        // how long a card waits for somebody who reads; zero: 3 s
}

// leastToken is how long a token has to be.
const leastToken = 16

// NewToken returns a token that nobody can guess.
func NewToken() string { return rand.Text() }

// Bridge is the open door. It is a device.Reader. Make it with Listen.
type Bridge struct {
	options Options
	server  *http.Server
	address string
	cards   chan reading
	waiting atomic.Int32
	closed  chan struct{}
	end     sync.Once
}

// reading is what came of one card.
type reading struct {
	card device.Card
	err  error
}

// Listen opens the door. It returns Invalid for an address that others can reach
// or a token that is too short, and Busy when something else has the address.
func Listen(options Options) (*Bridge, error) {
	if options.Address == "" {
		options.Address = UsualAddress
	}
	if options.Grace <= 0 {
		options.Grace = 3 * time.Second
	}
	host, _, err := net.SplitHostPort(options.Address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "读卡接口的地址 " + yichuang.Clip(yichuang.CleanLine(options.Address), 40) + " 不能用", Hint: "只能是本机的地址，如 " + UsualAddress, Err: err}
	}
	if len(options.Token) < leastToken {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "读卡接口没有口令", Hint: "请管理员生成口令，填进读卡程序"}
	}
	l, err := net.Listen("tcp", options.Address)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Busy, Message: "读卡接口 " + options.Address + " 打不开", Hint: "端口可能被别的程序占用；请关掉另一个窗口程序，或者请管理员换一个端口", Err: err}
	}
	b := &Bridge{options: options, address: l.Addr().String(), cards: make(chan reading), closed: make(chan struct{})}
	b.server = &http.Server{
		Handler: http.HandlerFunc(b.serve), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: options.Grace + 10*time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog: log.New(io.Discard, "", 0), // what a stranger sends is nobody's business
	}
	go func() {
		_ = b.server.Serve(l) // ends with Close, or with the listener; Read tells
		b.end.Do(func() { close(b.closed) })
	}()
	return b, nil
}

// Address returns where the bridge listens.
func (b *Bridge) Address() string { return b.address }

// Close shuts the door.
func (b *Bridge) Close() error { return b.server.Close() }

// Read waits for the next card. A card that was misread is its failure. See
// device.Reader for the others.
func (b *Bridge) Read(ctx context.Context) (device.Card, error) {
	if err := ctx.Err(); err != nil {
		return device.Card{}, device.Stopped(device.Nothing, err)
	}
	b.waiting.Add(1)
	defer b.waiting.Add(-1)
	select {
	case r := <-b.cards:
		return r.card, r.err
	case <-ctx.Done():
		return device.Card{}, device.Stopped(device.Nothing, ctx.Err())
	case <-b.closed:
		return device.Card{}, &yichuang.Error{Code: yichuang.Internal, Message: "读卡接口已经关闭", Hint: "请手工录入；重新启动程序后再读卡"}
	}
}

// mostBody bounds a message; a photo has some 40 KB.
const mostBody = 1 << 20

// answer is what the tool is told.
type answer struct {
	OK      bool   `json:"ok"`
	Version int    `json:"version"`
	Waiting bool   `json:"waiting"` // somebody waits for a card now
	Message string `json:"message,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// serve answers one request.
func (b *Bridge) serve(w http.ResponseWriter, r *http.Request) {
	say := func(code int, a answer) {
		a.Version, a.Waiting = version, b.waiting.Load() > 0
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(a) // the tool has gone
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	// A page in a browser sends an Origin, or comes under a name of its own.
	case r.Header.Get("Origin") != "", !isLocal(r.Host):
		say(http.StatusForbidden, answer{Message: "只接受本机的读卡程序"})
	case subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+b.options.Token)) != 1:
		say(http.StatusUnauthorized, answer{Message: "口令不对", Hint: "请管理员把读卡接口的口令填进读卡程序"})
	case r.URL.Path != "/card":
		say(http.StatusNotFound, answer{Message: "没有这个地址", Hint: "请用 /card"})
	case r.Method == http.MethodGet:
		say(http.StatusOK, answer{OK: true})
	case r.Method != http.MethodPost:
		say(http.StatusMethodNotAllowed, answer{Message: "请用 POST"})
	case kind != "application/json":
		say(http.StatusUnsupportedMediaType, answer{Message: "请用 application/json"})
	default:
		say(b.take(r))
	}
}

// isLocal reports whether a request was made to this machine by one of its own
// names: a stranger's name may lead here as well.
func isLocal(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// take reads a card and gives it to somebody who waits.
func (b *Bridge) take(r *http.Request) (int, answer) {
	body, err := io.ReadAll(io.LimitReader(r.Body, mostBody+1))
	switch {
	case err != nil:
		return http.StatusBadRequest, answer{Message: "没有收完整"}
	case len(body) > mostBody:
		return http.StatusRequestEntityTooLarge, answer{Message: "内容太长", Hint: "照片不用送"}
	}
	card, err := Parse(body, b.options.Today())
	patience := time.NewTimer(b.options.Grace)
	defer patience.Stop()
	select {
	case b.cards <- reading{card, err}:
	case <-patience.C:
		return http.StatusConflict, answer{Message: "现在没有窗口在等读卡", Hint: "请在程序里打开要填写证件的页面，再放一次卡"}
	case <-r.Context().Done():
		return http.StatusConflict, answer{}
	case <-b.closed:
		return http.StatusServiceUnavailable, answer{Message: "读卡接口已经关闭"}
	}
	if err == nil {
		return http.StatusOK, answer{OK: true, Message: card.Warning}
	}
	var told *yichuang.Error
	if !errors.As(err, &told) {
		return http.StatusInternalServerError, answer{}
	}
	return http.StatusUnprocessableEntity, answer{Message: told.Message, Hint: told.Hint}
}
