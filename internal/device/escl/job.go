package escl

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yichuang/internal/device"
)

// Scan yields the pages of one job. See device.Scanner for the errors.
func (s *Scanner) Scan(ctx context.Context, settings device.Settings) iter.Seq2[device.Page, error] {
	return func(yield func(device.Page, error) bool) {
		settings, err := settings.Resolve()
		if err != nil {
			yield(device.Page{}, err)
			return
		}
		if err := s.turn.Take(ctx); err != nil {
			yield(device.Page{}, err)
			return
		}
		defer s.turn.Done()
		j, err := s.begin(ctx, settings)
		if err != nil {
			yield(device.Page{}, err)
			return
		}
		defer j.drop(ctx)
		for settings.Pages == 0 || j.pages < settings.Pages {
			page, err := j.next(ctx)
			if err == nil && page == nil {
				return // there are no more
			}
			if err != nil {
				yield(device.Page{}, err)
				return
			}
			_, torn := page.Picture()
			if torn != nil {
				page = &device.Page{}
			}
			if !yield(*page, torn) {
				return
			}
		}
	}
}

// job is one scan under way.
type job struct {
	scanner  *Scanner
	settings device.Settings
	where    *url.URL
	pages    int
}

// begin asks for a scan, when the scanner is in a state to do one.
func (s *Scanner) begin(ctx context.Context, settings device.Settings) (*job, error) {
	if settings.Source.Device != s.base.String() {
		return nil, device.Lost.Of(settings.Source.Name, nil)
	}
	var c capabilities
	if err := s.read(ctx, "ScannerCapabilities", &c); err != nil {
		return nil, err
	}
	var input *inputCaps
	for _, t := range c.trays() {
		if t.tray == settings.Source.Tray {
			input = t.input
		}
	}
	if input == nil {
		return nil, device.Lost.Of(settings.Source.Name+"的"+settings.Source.Tray.Chinese(), nil)
	}
	if err := s.ready(ctx, settings.Source); err != nil {
		return nil, err
	}
	answer, err := s.do(ctx, http.MethodPost, s.base.JoinPath("ScanJobs"), settingsXML(settings, input))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		return nil, s.refused(answer)
	}
	where, err := s.located(answer.Header.Get("Location"))
	if err != nil {
		return nil, s.garbled(err)
	}
	return &job{scanner: s, settings: settings, where: where}, nil
}

// located reads where the job is. Only the path counts: scanners name themselves
// by names that nobody else knows, and nothing may lead elsewhere.
func (s *Scanner) located(location string) (*url.URL, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, err
	}
	where := s.base.ResolveReference(&url.URL{Path: u.Path})
	if u.Path == "" || !strings.Contains(where.Path, "/ScanJobs/") {
		return nil, fmt.Errorf("a job in %q", location)
	}
	return where, nil
}

// ready asks whether the scanner can scan from a tray.
func (s *Scanner) ready(ctx context.Context, source device.Source) error {
	var now status
	if err := s.read(ctx, "ScannerStatus", &now); err != nil {
		return err
	}
	if p, ok := adfProblems[now.Adf]; ok && source.Tray != device.Flatbed {
		return p.Of(source.Name, nil)
	}
	switch now.State {
	case "Processing", "Testing":
		return device.InUse.Of(source.Name, nil)
	case "Stopped", "Down":
		return device.ScannerFault.Of(source.Name, nil)
	}
	return nil
}

// next fetches the next page. It returns nil when there is none.
func (j *job) next(ctx context.Context) (*device.Page, error) {
	s := j.scanner
	patience := time.NewTimer(s.options.Patience.Stall)
	defer patience.Stop()
	for {
		answer, err := s.do(ctx, http.MethodGet, j.where.JoinPath("NextDocument"), "")
		if err != nil {
			return nil, err
		}
		page, wait, err := j.take(ctx, answer)
		answer.Body.Close()
		if !wait {
			return page, err
		}
		select {
		case <-ctx.Done():
			return nil, device.Stopped(device.Nothing, ctx.Err())
		case <-patience.C:
			return nil, device.Silent.Of(j.settings.Source.Name, nil)
		case <-time.After(s.options.Poll):
		}
	}
}

// take reads the answer to NextDocument. wait is set when the page is not ready.
func (j *job) take(ctx context.Context, answer *http.Response) (page *device.Page, wait bool, err error) {
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusServiceUnavailable, http.StatusAccepted:
		return nil, true, nil
	case http.StatusNotFound, http.StatusGone, http.StatusConflict, http.StatusInternalServerError:
		return nil, false, j.over(ctx)
	default:
		return nil, false, j.scanner.refused(answer)
	}
	name := fmt.Sprintf("第 %d 页", j.pages+1)
	data, err := io.ReadAll(io.LimitReader(answer.Body, device.MostPage+1))
	switch {
	case ctx.Err() != nil:
		return nil, false, device.Stopped(device.Nothing, ctx.Err())
	case err != nil:
		return nil, false, device.PageTorn.Of(name, err)
	case len(data) > device.MostPage:
		return nil, false, device.PageTooLarge.Of(name, nil)
	}
	j.pages++
	if j.settings.Progress != nil {
		j.settings.Progress(j.pages, 100)
	}
	return &device.Page{Data: data, DPI: j.settings.DPI, Name: name}, false, nil
}

// over finds out why there is no further page: all are scanned, or something is
// in the way.
func (j *job) over(ctx context.Context) error {
	var now status
	if err := j.scanner.read(ctx, "ScannerStatus", &now); err != nil {
		return err
	}
	feeder := j.settings.Source.Tray != device.Flatbed
	if p, ok := adfProblems[now.Adf]; ok && feeder && (p != device.FeederEmpty || j.pages == 0) {
		return p.Of(j.settings.Source.Name, nil)
	}
	for _, other := range now.Jobs {
		if strings.HasSuffix(strings.TrimRight(other.URI, "/"), j.where.Path) && (other.State == "Aborted" || other.State == "Canceled") {
			return device.ScannerFault.Of(j.settings.Source.Name, fmt.Errorf("job %s", other.State))
		}
	}
	if j.pages == 0 {
		return device.ScannerFault.Of(j.settings.Source.Name, fmt.Errorf("no page, state %s", now.State))
	}
	return nil
}

// drop ends the job at the scanner, also when the context has ended. A scanner
// that has ended it by itself says that there is none.
func (j *job) drop(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), j.scanner.options.Patience.Connect)
	defer done()
	if answer, err := j.scanner.do(ctx, http.MethodDelete, j.where, ""); err == nil {
		answer.Body.Close()
	}
}
