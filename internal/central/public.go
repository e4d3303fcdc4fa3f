package central

import (
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yichuang"
)

// The bounds of the progress page. A county's telephones reach it through few
// addresses of their carriers, so an address has much; a case has one reader. A code
// of 66 bits cannot be guessed at ten an hour, whoever tries and for however long.
const (
	addressBurst, addressEvery = 120, 500 * time.Millisecond
	caseBurst, caseEvery       = 30, 4 * time.Second
	guessBurst, guessEvery     = 10, 6 * time.Minute
	limitedKeys                = 50_000 // of each limiter, some 10 MB
)

// pathProgress is where the progress of a case is shown; papers carry it.
const pathProgress = "/p/{number}"

// public is everything that the world may ask.
type public struct {
	*Centre
	// header names the header in which a proxy of our own says who asks; empty
	// where there is none, and then nobody's word is taken for it.
	header  string
	answers *prometheus.CounterVec

	addresses, cases, guesses *limiter
}

// PublicHandler answers the world: the progress page and nothing else. header is the
// one in which the proxy in front of it puts the address of who asks, like
// X-Forwarded-For; empty where there is no proxy. It registers figures, so it is made
// once for a centre; what that fails with is returned.
func (c *Centre) PublicHandler(header string) (http.Handler, error) {
	p := &public{Centre: c, header: header,
		answers:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yichuang_progress_answers_total", Help: "What the progress page answered: asked (the form), shown, unknown (no such case and code), mistyped, limited, failed."}, []string{"answer"}),
		addresses: newLimiter(addressBurst, addressEvery, limitedKeys), cases: newLimiter(caseBurst, caseEvery, limitedKeys), guesses: newLimiter(guessBurst, guessEvery, limitedKeys)}
	if err := c.Register(p.answers); err != nil {
		return nil, err
	}
	for _, kind := range []string{"asked", "shown", "unknown", "mistyped", "limited", "failed"} {
		p.answers.WithLabelValues(kind)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serve("p", p.ask))
	mux.HandleFunc("GET /p", p.serve("p", p.ask))
	mux.HandleFunc("GET "+pathProgress, p.serve("../p", p.show))
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		c.answer(w, answer{kind: "text/plain; charset=utf-8", body: []byte("User-agent: *\nDisallow: /\n")})
	})
	for _, r := range c.health()[:1] { // whether it is ready asks the database, which is not for everybody
		mux.Handle(r.pattern, c.handle(r))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, page{status: http.StatusNotFound, Heading: "没有这个页面", Lead: "请扫描凭证上“手机扫码查进度”的二维码，或者从头输入网址。"})
	})
	return mux, nil
}

// serve wraps a page: how much the address may ask, how it is counted, and what a
// failure looks like. form is where the form of the page leads, seen from it.
func (p *public) serve(form string, f func(*http.Request) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		done := p.metrics.request(pathProgress)
		if wait := p.addresses.take(p.client(r), p.Now()); wait > 0 {
			p.write(w, tooMany(wait))
			done(errTooMany)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
		defer cancel()
		made, err := f(r.WithContext(ctx))
		if err != nil && !errors.Is(err, context.Canceled) {
			p.Log.Error("the progress page failed", "err", err)
			made = failed
		}
		made.Form.Action = form
		p.write(w, made)
		done(err)
	}
}

var errTooMany = &yichuang.Error{Code: yichuang.Busy, Message: "too many requests"}

// client is who asks, as far as that can be told: the address of a household, not of
// one machine in it.
func (p *public) client(r *http.Request) string {
	host := r.RemoteAddr
	if p.header != "" {
		all := strings.Split(strings.Join(r.Header.Values(p.header), ","), ",")
		// The last one is what our own proxy saw; whatever stands before it, the
		// other side may have written itself.
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			host = last
		}
	}
	if bare, _, err := net.SplitHostPort(host); err == nil { // some proxies name the port, too
		host = bare
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return "" // whoever cannot be told apart shares one
	}
	if a = a.Unmap(); a.Is6() {
		if net, err := a.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return a.String()
}

// ask shows the form, or what was typed into it.
func (p *public) ask(r *http.Request) (page, error) {
	q := r.URL.Query()
	if !q.Has("n") {
		return page{kind: "asked", Heading: "查询办件进度", Form: form{Shown: true}}, nil
	}
	return p.look(r, q.Get("n"), q.Get("c"))
}

// show shows the case that the address names.
func (p *public) show(r *http.Request) (page, error) {
	q := r.URL.Query()
	if !q.Has("c") {
		n, err := yichuang.ParseNumber(r.PathValue("number"))
		if err != nil {
			return mistyped(err, form{}), nil
		}
		return page{kind: "asked", Heading: "查询办件进度", Form: form{Shown: true, Number: n.Number().Pretty()}}, nil
	}
	return p.look(r, r.PathValue("number"), q.Get("c"))
}

// look shows a case to whoever has its code. Whoever has not learns nothing, not even
// whether there is such a case.
func (p *public) look(r *http.Request, number, code string) (page, error) {
	typed := form{Shown: true, Number: yichuang.Clip(yichuang.CleanLine(number), 40), Code: yichuang.Clip(yichuang.CleanLine(code), 40)}
	parts, err := yichuang.ParseNumber(number)
	if err != nil {
		return mistyped(err, typed), nil
	}
	n := parts.Number()
	q, err := yichuang.ParseQueryCode(code)
	if err != nil {
		return mistyped(err, typed), nil
	}
	now := p.Now()
	for _, l := range []*limiter{p.cases, p.guesses} {
		if wait := l.take(string(n), now); wait > 0 {
			return tooMany(wait), nil
		}
	}
	found, err := p.opened(r.Context(), n, q)
	switch {
	case err != nil:
		p.guesses.giveBack(string(n))
		return page{}, err
	case found == nil:
		return p.unknown(r.Context(), parts.Region, typed)
	}
	p.guesses.giveBack(string(n))
	return found.tell(), nil
}

func mistyped(err error, typed form) page {
	var known *yichuang.Error
	if errors.As(err, &known) {
		typed.Problem = known.Message
	}
	typed.Shown = true
	return page{kind: "mistyped", status: http.StatusBadRequest, Heading: "查询办件进度", Form: typed}
}

func tooMany(wait time.Duration) page {
	lead := "请一分钟以后再试。"
	if wait > time.Minute {
		lead = "请" + strconv.Itoa(int(math.Ceil(wait.Minutes()))) + "分钟以后再试，或者带凭证到大厅询问。"
	}
	return page{kind: "limited", status: http.StatusTooManyRequests, retry: wait, Heading: "查询太频繁", Lead: lead}
}

var failed = page{kind: "failed", status: http.StatusServiceUnavailable, retry: 30 * time.Second, Heading: "暂时不能查询", Lead: "系统正忙，请过一会儿再试。您的办件不受影响。"}

// unknown says that there is nothing to show, and why that may be so. It is the same
// whether there is no such case, or no such code.
func (p *public) unknown(ctx context.Context, region string, typed form) (page, error) {
	halls, err := p.Halls(ctx)
	if err != nil {
		return page{}, err
	}
	made := page{kind: "unknown", status: http.StatusNotFound, Heading: "没有查到这个办件", Form: typed, Blocks: []yichuang.Block{{Heading: "可能的原因", List: []string{
		"办件编号或者查询码有一位不对：请对照凭证逐位核对，或者扫描凭证上“手机扫码查进度”的二维码。",
		"刚刚在窗口办理：窗口没有网络时也照常收件，等它联网以后才会在这里出现，一般在当天。您手里的凭证有效，不必为此再跑一趟。",
	}}}}
	for _, h := range halls {
		if h.Hall.Region == region && h.Hall.Phone != "" {
			made.Blocks = append(made.Blocks, yichuang.Block{Heading: h.Hall.Name, Fields: []yichuang.Field{{Label: "电话", Value: h.Hall.Phone}}})
		}
	}
	return made, nil
}
