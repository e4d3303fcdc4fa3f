package sane

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Scan yields the pages of one batch. See device.Scanner for the errors.
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
		a, err := s.abilitiesOf(ctx, settings.Source)
		if err != nil {
			yield(device.Page{}, err)
			return
		}
		folder, err := os.MkdirTemp(s.options.Folder, "yichuang-scan-")
		if err != nil {
			yield(device.Page{}, &yichuang.Error{Code: yichuang.Full, Message: "没有地方存放扫描的页", Hint: "请管理员检查磁盘空间和临时文件夹的权限", Err: err})
			return
		}
		defer os.RemoveAll(folder)
		b := &batch{scanner: s, settings: settings, folder: folder}
		b.run(ctx, append(a.arguments(settings), s.options.Extra...), yield)
	}
}

// batch is one run of scanimage.
type batch struct {
	scanner  *Scanner
	settings device.Settings
	folder   string
	pages    int
	words    device.Words
}

// sign is a line of what scanimage says: a page that is whole, how far the one
// under way is, or only that it is alive.
type sign struct {
	file    string
	percent int // -1 in a line about something else
}

// mostWaiting is how many signs may wait for who reads the pages: the scanner
// does not wait for a slow reader, and has long ended when the last page is read.
const mostWaiting = 4096

// run runs scanimage and yields what it brings.
func (b *batch) run(ctx context.Context, args []string, yield func(device.Page, error) bool) {
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	args = append(args, "--batch="+filepath.Join(b.folder, "%d.pnm"), "--batch-print", "-p")
	if b.settings.Pages > 0 {
		args = append(args, "--batch-count="+strconv.Itoa(b.settings.Pages))
	}
	cmd := b.scanner.command(within, args...)
	said, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w // one pipe, so that pages and progress keep their order
	signs, ended := make(chan sign, mostWaiting), make(chan error, 1)
	go func() {
		ended <- cmd.Run()
		w.Close()
	}()
	go func() {
		b.read(within, said, signs)
		close(signs)
	}()
	going := b.follow(signs, stop, yield)
	stop(nil)
	for range signs { // whoever still writes must not be stuck
	}
	if err := <-ended; going && err != nil {
		b.finish(ctx, within, err, yield)
	}
}

// follow yields page after page until scanimage ends or falls silent. It reports
// false when nobody wants more.
func (b *batch) follow(signs <-chan sign, stop context.CancelCauseFunc, yield func(device.Page, error) bool) bool {
	patience := time.NewTimer(b.scanner.options.Patience)
	defer patience.Stop()
	for {
		select {
		case <-patience.C:
			stop(errSilent)
			return true
		case s, ok := <-signs:
			switch {
			case !ok:
				return true
			case s.file == "" && s.percent >= 0:
				b.tell(s.percent)
			case s.file != "":
				b.tell(100)
				b.pages++
				page, err := b.page(s.file)
				if !yield(page, err) {
					return false
				}
			}
			patience.Reset(b.scanner.options.Patience)
		}
	}
}

func (b *batch) tell(percent int) {
	if b.settings.Progress != nil {
		b.settings.Progress(b.pages+1, percent)
	}
}

// finish yields the failure with which a batch ended. A feeder that is through
// is none, nor is a run that scanimage was told to end.
func (b *batch) finish(ctx, within context.Context, err error, yield func(device.Page, error) bool) {
	f := &failure{said: b.words.Line(), err: err}
	if f.status() == 7 && b.pages > 0 {
		return
	}
	if errors.Is(context.Cause(within), errSilent) {
		err = errSilent
	} else {
		err = f
	}
	yield(device.Page{}, b.scanner.explain(ctx, b.settings.Source, err))
}

// page reads a page that scanimage has finished.
func (b *batch) page(file string) (device.Page, error) {
	page := device.Page{DPI: b.settings.DPI, Name: fmt.Sprintf("第 %d 页", b.pages)}
	defer os.Remove(file)
	info, err := os.Stat(file)
	if err == nil && info.Size() > device.MostPage {
		return device.Page{}, device.PageTooLarge.Of(page.Name, fmt.Errorf("%d bytes", info.Size()))
	}
	if err == nil {
		page.Data, err = os.ReadFile(file)
	}
	if err != nil {
		return device.Page{}, device.PageTorn.Of(page.Name, err)
	}
	if _, err := page.Picture(); err != nil {
		return device.Page{}, err
	}
	return page, nil
}

// read turns what scanimage says into signs. Progress comes with carriage
// returns; a line without end is cut.
func (b *batch) read(ctx context.Context, in io.Reader, signs chan<- sign) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<10)
	lines.Split(func(data []byte, atEnd bool) (int, []byte, error) {
		switch i := bytes.IndexAny(data, "\r\n"); {
		case i >= 0:
			return i + 1, data[:i], nil
		case atEnd && len(data) == 0:
			return 0, nil, nil
		case atEnd, len(data) >= 32<<10:
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		s := b.sign(line)
		if s.file == "" && len(signs) > mostWaiting/2 {
			continue // of progress nobody needs every step
		}
		select {
		case signs <- s:
		case <-ctx.Done():
		}
	}
}

// sign reads a line: a page is named by its path, progress in per cent. Anything
// else is kept for the log.
func (b *batch) sign(line string) sign {
	if filepath.Dir(line) == b.folder {
		return sign{file: line}
	}
	number, ok := strings.CutPrefix(line, "Progress: ")
	percent, err := strconv.ParseFloat(strings.TrimSuffix(number, "%"), 64)
	if !ok || err != nil || math.IsNaN(percent) {
		_, _ = b.words.Write([]byte(line + "\n")) // never fails
		return sign{percent: -1}
	}
	return sign{percent: int(max(0, min(percent, 99)))} // whole it is only when it is named
}
