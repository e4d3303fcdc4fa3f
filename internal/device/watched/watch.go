package watched

import (
	"cmp"
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"yichuang"
	"yichuang/internal/device"
)

// watch is one scan under way.
type watch struct {
	folder   *Folder
	seen     map[string]stamp    // files that are done with, and how they looked then
	coming   map[string]*arrival // files that are not
	hopeless map[string]bool     // files that no more bytes can make a page, told once
	pages    int
}

// arrival is a file on its way.
type arrival struct {
	stamp stamp
	since time.Time // when it was first seen like this
	tried bool      // it was settled once, and no page
}

// run looks, yields and waits, in turn.
func (w *watch) run(ctx context.Context, settings device.Settings, yield func(device.Page, error) bool) {
	events, stop := w.events()
	defer stop()
	tell := func(page, percent int) {
		if settings.Progress != nil {
			settings.Progress(page, percent)
		}
	}
	tell(1, 0)
	for {
		if err := ctx.Err(); err != nil {
			yield(device.Page{}, device.Stopped(device.Nothing, err))
			return
		}
		now := time.Now()
		if err := w.look(now); err != nil {
			yield(device.Page{}, err)
			return
		}
		for _, name := range w.settled(now) {
			page, err, done := w.take(name, now)
			if !done {
				continue
			}
			if err == nil {
				w.pages++
				tell(w.pages, 100)
			}
			if !yield(page, err) || settings.Pages > 0 && w.pages == settings.Pages {
				return
			}
			tell(w.pages+1, 0)
		}
		w.wait(ctx, events)
	}
}

// events returns a channel on which the system says that something changed, nil
// when it does not.
func (w *watch) events() (<-chan fsnotify.Event, func()) {
	if w.folder.options.NoEvents {
		return nil, func() {}
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, func() {} // the system has none to spare: looking is enough
	}
	if err := watcher.Add(w.folder.path); err != nil {
		watcher.Close()
		return nil, func() {}
	}
	return watcher.Events, func() { watcher.Close() }
}

// wait waits for the next thing to do. Without an event it looks all the same:
// events get lost, and folders of other machines have none.
func (w *watch) wait(ctx context.Context, events <-chan fsnotify.Event) {
	pause := w.folder.options.Look
	if len(w.coming) > 0 {
		pause = min(pause, w.folder.options.Settle)
		events = nil // who writes makes many; its file is looked at when it may have settled
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-events:
	}
}

// look notes what has come or changed since the last time.
func (w *watch) look(now time.Time) error {
	files, err := w.folder.files()
	if err != nil {
		return err
	}
	for name, s := range files {
		old, known := w.seen[name]
		if known && w.hopeless[name] && s.size > old.size {
			w.seen[name] = s
			continue
		}
		if known && old == s {
			continue
		}
		if a := w.coming[name]; a == nil || a.stamp != s {
			w.coming[name] = &arrival{stamp: s, since: now}
		}
	}
	gone := func(name string) bool { _, there := files[name]; return !there }
	maps.DeleteFunc(w.coming, func(name string, _ *arrival) bool { return gone(name) })
	maps.DeleteFunc(w.seen, func(name string, _ stamp) bool { return gone(name) })
	return nil
}

// settled returns the files that have not changed for a while, in the order in
// which they were written.
func (w *watch) settled(now time.Time) []string {
	names := slices.DeleteFunc(slices.Collect(maps.Keys(w.coming)), func(name string) bool {
		a := w.coming[name]
		return now.Sub(a.since) < w.folder.options.Settle && a.stamp.size <= device.MostPage
	})
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(w.coming[a].stamp.time.Compare(w.coming[b].stamp.time), cmp.Compare(a, b))
	})
	return names
}

// take reads a settled file. done is false as long as it may still become a page:
// it begins like one, or somebody is writing to it.
func (w *watch) take(name string, now time.Time) (page device.Page, err error, done bool) {
	a := w.coming[name]
	late := now.Sub(a.since) >= w.folder.options.Patience
	if a.tried && !late {
		return device.Page{}, nil, false
	}
	page, changed, err := w.folder.read(name, a.stamp)
	a.tried = !changed
	tooLarge := yichuang.CodeOf(err) == yichuang.Full
	if err != nil && !late && !tooLarge && (changed || mayGrow(page.Data)) {
		return device.Page{}, nil, false
	}
	delete(w.coming, name)
	w.seen[name], w.hopeless[name] = a.stamp, err != nil && (tooLarge || !mayGrow(page.Data))
	if err != nil {
		return device.Page{}, err, true
	}
	w.folder.mu.Lock()
	w.folder.taken[page.Name] = taken{name, sha256.Sum256(page.Data)}
	w.folder.mu.Unlock()
	return page, nil, true
}

// mayGrow reports whether what is there so far may become a picture: it begins
// like one, or is the room that a program reserved before writing.
func mayGrow(data []byte) bool {
	return device.Begins(data) || data[0] == 0
}
