package main

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	gosync "sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/pages"
	"yichuang/internal/device/preview"
	"yichuang/internal/device/watched"
	"yichuang/internal/sniff"
	"yichuang/tui/kit"
	"yichuang/tui/scanning"
)

// scanners are the ways to scan, made when they are first asked for, and the scan under
// way.
type scanners struct {
	mu    gosync.Mutex
	ways  []way
	found map[string]foundSource // by the source's ID, since they were looked for last
	now   *scanRun
}

type foundSource struct {
	way    way
	source device.Source
}

// wayList returns the ways to scan.
func (s *seat) wayList() ([]way, error) {
	s.scanners.mu.Lock()
	defer s.scanners.mu.Unlock()
	if s.scanners.ways == nil {
		ways, err := s.settings().ways()
		if err != nil {
			return nil, err
		}
		s.scanners.ways = ways
	}
	return s.scanners.ways, nil
}

// Sources looks for scanners in all ways at once. A way that was configured by name and
// does not work is listed with its trouble; that SANE finds nothing is told only where
// there is nothing else.
func (s *seat) Sources(ctx context.Context) ([]scanning.Source, error) {
	ways, err := s.wayList()
	if err != nil {
		return nil, err
	}
	found, troubles := make([][]device.Source, len(ways)), make([]error, len(ways))
	var all gosync.WaitGroup
	for i, w := range ways {
		all.Go(func() { found[i], troubles[i] = w.Sources(ctx) })
	}
	all.Wait()
	var list []scanning.Source
	known := map[string]foundSource{}
	for i, w := range ways {
		for _, src := range found[i] {
			shown := sourceOf(w, src)
			list, known[shown.ID] = append(list, shown), foundSource{w, src}
		}
		if troubles[i] != nil && w.name != saneWay {
			list = append(list, scanning.Source{ID: w.name, Name: yichuang.Clip(w.name, 40), Trouble: troubles[i]})
		}
	}
	s.scanners.mu.Lock()
	s.scanners.found = known
	s.scanners.mu.Unlock()
	if len(list) == 0 {
		return nil, errors.Join(troubles...)
	}
	return list, nil
}

// sourceOf is a source as the screen shows it.
func sourceOf(w way, src device.Source) scanning.Source {
	out := scanning.Source{ID: w.name + "\n" + src.Device + "\n" + string(src.Tray), Name: src.Name + " " + src.Tray.Chinese(), DPI: src.DPI, Endless: src.Tray == device.Camera}
	if src.Tray == device.Camera {
		out.Name = src.Tray.Chinese()
	}
	for _, c := range src.Colors {
		out.Colours = append(out.Colours, c == device.FullTone)
	}
	return out
}

// Scan begins a scan; one that is under way is stopped.
func (s *seat) Scan(set scanning.Settings) scanning.Scan {
	ctx, stop := context.WithCancel(context.Background())
	run := &scanRun{events: make(chan scanning.Event), progress: make(chan scanning.Event, 1), stop: stop}
	s.scanners.mu.Lock()
	if before := s.scanners.now; before != nil {
		before.Stop()
	}
	s.scanners.now = run
	s.scanners.mu.Unlock()
	go func() {
		defer close(run.events)
		run.read(ctx, s.scanned(ctx, set, run), pages.Budget{Bytes: s.settings().Scan.Budget << 10, Color: colourOf(set.Colour)})
	}()
	return run
}

func colourOf(colour bool) device.Color {
	if colour {
		return device.FullTone
	}
	return device.Gray
}

// scanned yields the pages of a source.
func (s *seat) scanned(ctx context.Context, set scanning.Settings, run *scanRun) iter.Seq2[device.Page, error] {
	s.scanners.mu.Lock()
	from, ok := s.scanners.found[set.Source.ID]
	s.scanners.mu.Unlock()
	if !ok {
		return func(yield func(device.Page, error) bool) { yield(device.Page{}, device.Lost.Of(set.Source.Name, nil)) }
	}
	settings := device.Settings{Source: from.source, DPI: set.DPI, Pages: set.Pages, Progress: func(page, percent int) { run.tell(scanning.Event{Number: page, Percent: percent}) }}
	if len(from.source.Colors) > 0 {
		settings.Color = colourOf(set.Colour)
	}
	return from.way.Scan(ctx, settings)
}

// scanRun is a scan under way.
type scanRun struct {
	events   chan scanning.Event
	progress chan scanning.Event // the last word
	stop     context.CancelFunc
}

// Stop stops the scanner.
func (r *scanRun) Stop() { r.stop() }

// Next waits for the next event.
func (r *scanRun) Next(ctx context.Context) scanning.Event {
	select {
	case e, ok := <-r.events:
		if !ok {
			return scanning.Event{Over: true}
		}
		return e
	case e := <-r.progress:
		return e
	case <-ctx.Done():
		r.stop()
		return scanning.Event{Over: true}
	}
}

// tell leaves word how far the page under way is; only the last word counts.
func (r *scanRun) tell(e scanning.Event) {
	for {
		select {
		case r.progress <- e:
			return
		default:
		}
		select {
		case <-r.progress:
		default: // somebody has just read it
		}
	}
}

// read makes sheets of what the scanner gives, until it has no more. A page that came
// before somebody stopped the scanner is handed over all the same.
func (r *scanRun) read(ctx context.Context, given iter.Seq2[device.Page, error], budget pages.Budget) {
	number := 0
	for page, err := range given {
		e := scanning.Event{Err: err, Number: number + 1}
		if err == nil {
			var sheet pages.Sheet
			if sheet, e.Err = pages.Make(page, budget); e.Err == nil {
				number++
				p := pageOf(sheet)
				e.Page, e.Number = &p, number+1
			}
		}
		if ctx.Err() != nil && e.Page == nil {
			return // stopping is no failure
		}
		if !r.hand(ctx, e) {
			return
		}
	}
}

// lastWord is how long an event of a scan that was stopped waits for somebody: its
// screen may be gone.
const lastWord = time.Second

// hand hands an event over, and reports whether somebody took it.
func (r *scanRun) hand(ctx context.Context, e scanning.Event) bool {
	select {
	case r.events <- e:
		return true
	case <-ctx.Done():
	}
	select {
	case r.events <- e:
		return true
	case <-time.After(lastWord):
		return false
	}
}

func pageOf(sheet pages.Sheet) scanning.Page {
	p := scanning.Page{Name: sheet.Name, JPEG: sheet.JPEG, Width: sheet.Width, Height: sheet.Height, DPI: sheet.DPI, Colour: sheet.Color == device.FullTone}
	for _, d := range sheet.Doubts {
		p.Doubts = append(p.Doubts, d.Chinese())
	}
	return p
}

func sheetOf(p scanning.Page) pages.Sheet {
	return pages.Sheet{Name: p.Name, JPEG: p.JPEG, Width: p.Width, Height: p.Height, DPI: p.DPI, Color: colourOf(p.Colour)}
}

// Keep makes one file of scanned pages and adds it to a material: the content and the
// step that names it are durable together. Pictures that a camera wrote into its folder
// are removed from there afterwards.
func (s *seat) Keep(ctx context.Context, k scanning.Keeping) (yichuang.Scan, error) {
	var m pages.Material
	for _, p := range k.Pages {
		if err := m.Add(sheetOf(p)); err != nil {
			return yichuang.Scan{}, err
		}
	}
	file, err := m.PDF()
	if err != nil {
		return yichuang.Scan{}, err
	}
	scan := yichuang.Scan{Name: "扫描" + s.now().Format("0102-150405") + ".pdf", Type: string(sniff.PDF), Pages: file.Pages}
	if scan, err = s.attach(ctx, k.By, k.To, scan, bytes.NewReader(file.PDF)); err == nil {
		s.clearCamera(k.Pages)
	}
	return scan, err
}

// clearCamera removes pictures that are stored by now from the camera's folder. What
// cannot be removed is another picture, or stays for somebody to look at.
func (s *seat) clearCamera(list []scanning.Page) {
	ways, err := s.wayList()
	if err != nil {
		return
	}
	for _, w := range ways {
		folder, ok := w.Scanner.(*watched.Folder)
		for _, p := range list {
			if ok {
				_ = folder.Discard(p.Name) // a page of another way is not known there
			}
		}
	}
}

// ShowsPictures reports whether this terminal does.
func (s *seat) ShowsPictures() bool { return pictures() != preview.None }

// Draw returns what draws a page on this terminal.
func (s *seat) Draw(p scanning.Page, room kit.Size) ([]byte, error) {
	img, err := device.Page{Data: p.JPEG, Name: p.Name}.Picture()
	if err != nil {
		return nil, err
	}
	width, height := cellSize()
	data, _, err := preview.Encode(img, pictures(), preview.Room{Columns: room.Width, Rows: room.Height, CellWidth: width, CellHeight: height})
	return data, err
}

// ShowPage opens a page in the system's viewer.
func (s *seat) ShowPage(ctx context.Context, p scanning.Page) error {
	c := s.settings()
	viewer, err := viewerOf(c.Scan.Viewer)
	if err != nil {
		return err
	}
	in, err := s.looksIn()
	if err != nil {
		return pageFault(in, err)
	}
	folder, err := os.MkdirTemp(in, "page-")
	if err != nil {
		return pageFault(in, err)
	}
	file := filepath.Join(folder, plainName(p.Name, sniff.JPEG))
	if err := os.WriteFile(file, p.JPEG, 0o400); err != nil {
		return pageFault(file, err)
	}
	return launch(ctx, viewer, file)
}

func pageFault(where string, err error) error {
	return &yichuang.Error{Code: yichuang.Full, Message: "没有打开：磁盘已满或者无法写入 " + where, Hint: "请腾出磁盘空间后再看；扫描的页都在", Err: err}
}
