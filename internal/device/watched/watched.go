// Package watched takes the pictures that a document camera (高拍仪), or any other
// program, drops into a folder.
//
// Terms: a stamp is size and time of a file; a file is settled when its stamp has
// not changed for a while. A settled file that is a whole picture is a page; one
// that is not is waited for, because programs write in steps, and given up in
// plain words when nothing more comes.
//
// Only files that come, or change, while a scan is under way are taken: what lay
// there before belongs to somebody else.
package watched

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Options are what a hall may set; the zero Options fit most.
type Options struct {
	Settle   time.Duration // a file must not have changed for so long; zero: 500 ms
	Patience time.Duration // for a file to become whole, from its last change; zero: 30 s
	Look     time.Duration // between two looks at the folder; zero: 1 s
	// NoEvents does without the system's word that something changed, as on a
	// folder that another machine shares: there is none.
	NoEvents bool
}

// Folder is a folder that is watched. Make it with New.
type Folder struct {
	path    string
	options Options
	turn    device.Turn

	mu    sync.Mutex
	taken map[string]taken // by the page's name
}

// taken is a page that was taken, and the sum of what it was.
type taken struct {
	file string
	sum  [sha256.Size]byte
}

// New returns the folder. It returns Invalid for a path that does not begin at
// the root: what is watched must not depend on where the program was started.
func New(path string, options Options) (*Folder, error) {
	if !filepath.IsAbs(path) {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "高拍仪文件夹“" + yichuang.Clip(yichuang.CleanLine(path), 60) + "”要写完整的路径",
			Hint: "请管理员改为从根目录（Windows 上从盘符）开始的路径"}
	}
	if options.Settle <= 0 {
		options.Settle = 500 * time.Millisecond
	}
	if options.Patience <= 0 {
		options.Patience = 30 * time.Second
	}
	if options.Look <= 0 {
		options.Look = time.Second
	}
	return &Folder{path: filepath.Clean(path), options: options, turn: device.NewTurn(), taken: map[string]taken{}}, nil
}

// Sources returns the folder, or NotFound when it is not there.
func (f *Folder) Sources(ctx context.Context) ([]device.Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, device.Stopped(device.Nothing, err)
	}
	if _, err := f.files(); err != nil {
		return nil, err
	}
	return []device.Source{{Device: f.path, Name: "高拍仪文件夹 " + f.path, Tray: device.Camera}}, nil
}

// stamp is how a file looked when it was looked at.
type stamp struct {
	size int64
	time time.Time
}

// files returns the stamps of the files that may be pages.
func (f *Folder) files() (map[string]stamp, error) {
	entries, err := os.ReadDir(f.path)
	switch {
	case errors.Is(err, os.ErrPermission):
		return nil, device.NotAllowed.Of("高拍仪文件夹 "+f.path, err)
	case err != nil:
		return nil, device.Lost.Of("高拍仪文件夹 "+f.path, err)
	}
	out := map[string]stamp{}
	for _, e := range entries {
		if !e.Type().IsRegular() || isScratch(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil { // else it has just gone
			out[e.Name()] = stamp{info.Size(), info.ModTime()}
		}
	}
	return out, nil
}

// isScratch reports whether a file is one that programs and systems keep for
// themselves.
func isScratch(name string) bool {
	lower := strings.ToLower(name)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") || lower == "thumbs.db" || lower == "desktop.ini" {
		return true
	}
	switch filepath.Ext(lower) {
	case ".tmp", ".part", ".partial", ".crdownload", ".lock":
		return true
	}
	return false
}

// Scan yields a page for each picture that comes, until the context ends, the
// loop is left, or there are as many as the settings say. A file that is no page
// is told, and the scan goes on. See device.Scanner for the errors.
func (f *Folder) Scan(ctx context.Context, settings device.Settings) iter.Seq2[device.Page, error] {
	return func(yield func(device.Page, error) bool) {
		settings, err := settings.Resolve()
		switch {
		case err == nil && settings.Source.Device != f.path:
			err = device.Lost.Of(settings.Source.Name, nil)
		case err == nil:
			err = f.turn.Take(ctx)
		}
		if err != nil {
			yield(device.Page{}, err)
			return
		}
		defer f.turn.Done()
		before, err := f.files()
		if err != nil {
			yield(device.Page{}, err)
			return
		}
		w := &watch{folder: f, seen: before, coming: map[string]*arrival{}, hopeless: map[string]bool{}}
		w.run(ctx, settings, yield)
	}
}

// read reads a file as a page. changed is set when it was written to meanwhile.
func (f *Folder) read(name string, want stamp) (page device.Page, changed bool, err error) {
	page.Name = yichuang.Clip(yichuang.CleanLine(name), 60)
	if want.size > device.MostPage {
		return page, false, device.PageTooLarge.Of(page.Name, nil)
	}
	file, err := os.Open(filepath.Join(f.path, name))
	if err != nil {
		return page, true, unread(page.Name, err) // on Windows as long as somebody writes
	}
	defer file.Close()
	page.Data, err = io.ReadAll(io.LimitReader(file, device.MostPage+1))
	if err != nil {
		return page, true, unread(page.Name, err)
	}
	info, err := file.Stat()
	if err != nil || (stamp{info.Size(), info.ModTime()}) != want || int64(len(page.Data)) != want.size {
		return page, true, device.PageTorn.Of(page.Name, err)
	}
	_, err = page.Picture()
	return page, false, err
}

func unread(name string, err error) error {
	if errors.Is(err, os.ErrPermission) {
		return device.NotAllowed.Of(name, err)
	}
	return device.PageTorn.Of(name, err)
}

// Discard removes the file of a page that has been stored, so that personal data
// do not stay in the folder. It returns NotFound for a name that this folder did
// not give to a page, or whose file is another by now.
func (f *Folder) Discard(name string) error {
	f.mu.Lock()
	t, ok := f.taken[name]
	f.mu.Unlock()
	other := &yichuang.Error{Code: yichuang.NotFound, Message: "文件夹里的“" + yichuang.Clip(name, 60) + "”已经不是收下的那张图片，没有删除", Hint: "需要的话请手工删除"}
	if !ok {
		return other
	}
	path := filepath.Join(f.path, t.file)
	data, err := os.ReadFile(path)
	if err != nil || sha256.Sum256(data) != t.sum {
		other.Err = err
		return other
	}
	if err := os.Remove(path); err != nil {
		return &yichuang.Error{Code: yichuang.Denied, Message: "文件夹里的“" + yichuang.Clip(name, 60) + "”删不掉", Hint: "请手工删除，并告诉管理员检查文件夹的权限", Err: err}
	}
	f.mu.Lock()
	delete(f.taken, name)
	f.mu.Unlock()
	return nil
}
