package fake

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"yichuang/internal/device"
)

// Scanner is a scanner in memory with a flatbed and a feeder. Make it with
// NewScanner.
type Scanner struct {
	name string
	turn device.Turn

	mu     sync.Mutex
	sheets []device.Page
	after  int
	fault  error
}

// NewScanner returns a scanner without sheets.
func NewScanner(name string) *Scanner { return &Scanner{name: name, turn: device.NewTurn()} }

// Load puts pages where the scanner takes them from, behind those that lie there.
func (s *Scanner) Load(pages ...device.Page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sheets = append(s.sheets, pages...)
}

// Fail has every scan fail with err after that many pages; nil mends it.
func (s *Scanner) Fail(after int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after, s.fault = after, err
}

// Sources lists the flatbed and the feeder.
func (s *Scanner) Sources(ctx context.Context) ([]device.Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, device.Stopped(device.Nothing, err)
	}
	source := func(tray device.Tray) device.Source {
		return device.Source{Device: s.name, Name: s.name, Tray: tray, DPI: []int{200, 300}, Colors: []device.Color{device.Gray, device.FullTone}}
	}
	return []device.Source{source(device.Flatbed), source(device.Feeder)}, nil
}

// Scan yields the pages that lie there.
func (s *Scanner) Scan(ctx context.Context, settings device.Settings) iter.Seq2[device.Page, error] {
	return func(yield func(device.Page, error) bool) {
		settings, err := settings.Resolve()
		switch {
		case err != nil:
			yield(device.Page{}, err)
			return
		case settings.Source.Device != s.name:
			yield(device.Page{}, device.Lost.Of(settings.Source.Name, nil))
			return
		}
		if err := s.turn.Take(ctx); err != nil {
			yield(device.Page{}, err)
			return
		}
		defer s.turn.Done()
		for n := 1; settings.Pages == 0 || n <= settings.Pages; n++ {
			page, err := s.next(ctx, n)
			if err != nil && n > 1 && err == errEmpty {
				return // the feeder is through
			}
			if err == errEmpty {
				err = device.FeederEmpty.Of(s.name, nil)
			}
			if err == nil && settings.Progress != nil {
				settings.Progress(n, 100)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

var errEmpty = errors.New("no sheet")

// next takes the sheet for page n, from 1.
func (s *Scanner) next(ctx context.Context, n int) (device.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return device.Page{}, device.Stopped(device.Nothing, ctx.Err())
	case s.fault != nil && n > s.after:
		return device.Page{}, s.fault
	case len(s.sheets) == 0:
		return device.Page{}, errEmpty
	}
	page := s.sheets[0]
	s.sheets = s.sheets[1:]
	page.Name = fmt.Sprintf("第 %d 页", n)
	return page, nil
}
