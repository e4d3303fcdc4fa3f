// Package escl scans over the network with scanners and multifunction devices
// that speak eSCL (Mopria's scan protocol, XML over HTTP), without a driver.
//
// Terms: a job is one scan; its pages are fetched one after the other
// (NextDocument) until the scanner says that there are no more. The platen is the
// flatbed, the ADF the feeder.
package escl

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Options are what a hall may set; the zero Options fit most.
type Options struct {
	Patience device.Patience // zero: 3 s to reach it, 60 s of silence
	Poll     time.Duration   // between two questions for a page that is not ready; zero: 300 ms
}

// Scanner is a scanner at one address. Make it with New.
type Scanner struct {
	name    string // for a person, until the scanner says its own
	base    *url.URL
	options Options
	client  *http.Client
	turn    device.Turn
}

// New returns the scanner at an address such as http://192.168.1.9/eSCL. It asks
// nothing yet. It returns Invalid for an address that is none.
func New(address string, options Options) (*Scanner, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "扫描仪的地址“" + yichuang.Clip(yichuang.CleanLine(address), 60) + "”看不懂",
			Hint: "请管理员改为 http://192.168.1.9/eSCL 这样的写法", Err: err}
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/eSCL"
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if options.Patience.Connect <= 0 {
		options.Patience.Connect = 3 * time.Second
	}
	if options.Patience.Stall <= 0 {
		options.Patience.Stall = time.Minute
	}
	if options.Poll <= 0 {
		options.Poll = 300 * time.Millisecond
	}
	return &Scanner{name: "扫描仪 " + u.Host, base: u, options: options, client: options.Patience.Client(), turn: device.NewTurn()}, nil
}

// Sources asks the scanner for its trays.
func (s *Scanner) Sources(ctx context.Context) ([]device.Source, error) {
	var c capabilities
	if err := s.read(ctx, "ScannerCapabilities", &c); err != nil {
		return nil, err
	}
	name := yichuang.Clip(yichuang.CleanLine(c.Model), 60)
	if name == "" {
		name = s.name
	}
	var out []device.Source
	for _, t := range c.trays() {
		out = append(out, device.Source{Device: s.base.String(), Name: name, Tray: t.tray, DPI: t.input.dpi(), Colors: t.input.colors()})
	}
	if len(out) == 0 {
		return nil, s.garbled(errors.New("no tray"))
	}
	return out, nil
}

// mostAnswer bounds what a scanner may say about itself.
const mostAnswer = 1 << 20

// read fetches a page about the scanner and reads its XML.
func (s *Scanner) read(ctx context.Context, what string, into any) error {
	answer, err := s.do(ctx, http.MethodGet, s.base.JoinPath(what), "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return s.refused(answer)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	switch {
	case err != nil:
		return s.unreached(ctx, err)
	case len(raw) > mostAnswer:
		return s.garbled(fmt.Errorf("an answer of more than %d bytes", mostAnswer))
	}
	if err := xml.Unmarshal(raw, into); err != nil {
		return s.garbled(err)
	}
	return nil
}

// do sends one request.
func (s *Scanner) do(ctx context.Context, method string, where *url.URL, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, where.String(), strings.NewReader(body))
	if err != nil {
		return nil, s.garbled(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "text/xml")
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, s.unreached(ctx, err)
	}
	return answer, nil
}

// refused explains an answer that is none of those the protocol knows here.
func (s *Scanner) refused(answer *http.Response) error {
	cause := fmt.Errorf("HTTP %s", answer.Status)
	switch answer.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return device.NotAllowed.Of(s.name, cause)
	case http.StatusServiceUnavailable:
		return device.InUse.Of(s.name, cause)
	case http.StatusConflict:
		return &yichuang.Error{Code: yichuang.Invalid, Message: s.name + "不接受这样的扫描设置", Hint: "请改分辨率或者颜色再扫描", Err: cause}
	}
	return s.garbled(cause)
}

func (s *Scanner) garbled(cause error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: s.name + "的回答看不懂", Hint: "请管理员检查扫描仪的地址；扫描仪死机的，关掉再打开", Err: cause}
}

// unreached explains a request that did not get through.
func (s *Scanner) unreached(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return device.Stopped(device.Nothing, ctx.Err())
	}
	if isDial(err) {
		return device.Unreached(s.name, err)
	}
	return device.Silent.Of(s.name, err)
}

// tray is a tray with what can be asked for there.
type tray struct {
	tray  device.Tray
	input *inputCaps
}

// trays returns the trays in the order in which they are offered.
func (c *capabilities) trays() []tray {
	all := []tray{{device.Feeder, c.Simplex}, {device.Duplex, c.Duplex}, {device.Flatbed, c.Platen}}
	return slices.DeleteFunc(all, func(t tray) bool { return t.input == nil })
}
