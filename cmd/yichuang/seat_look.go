package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode"

	"yichuang"
	"yichuang/internal/sniff"
	"yichuang/store"
)

// looking is where contents lie that are being looked at, as they are. Each program has
// a folder of its own in it, for several may run on the same data, and takes it away
// when it ends; that of a program that was killed goes with the next start or end.
func (c *config) looking() string { return filepath.Join(c.Data, "looking") }

// endLooking takes away what was looked at here, and what is nobody's any more.
func (s *seat) endLooking() {
	s.mu.Lock()
	c, looks := s.config, s.looks
	s.looks = nil
	s.mu.Unlock()
	if looks != nil {
		looks.Release()
	}
	if c.Data != "" {
		store.SweepFolders(c.looking(), "")
		_ = os.Remove(c.looking()) // others may be looking
	}
}

// looksIn is the folder of what is looked at here.
func (s *seat) looksIn() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looks == nil {
		looks, err := store.ClaimFolder(s.config.looking(), "*")
		if err != nil {
			return s.config.looking(), err
		}
		s.looks = looks
	}
	return s.looks.Folder, nil
}

// ShowScan opens content in the configured viewer, or the system's.
func (s *seat) ShowScan(ctx context.Context, scan yichuang.Scan) error {
	c := s.settings()
	viewer, err := viewerOf(c.Scan.Viewer)
	if err != nil {
		return err
	}
	file, err := s.layOut(ctx, scan)
	if err != nil {
		return err
	}
	return launch(ctx, viewer, file)
}

// layOut writes content to a file that only this user can read.
func (s *seat) layOut(ctx context.Context, scan yichuang.Scan) (file string, err error) {
	if err := scan.Hash.Check(); err != nil {
		return "", err
	}
	folder, err := s.looksIn()
	folder = filepath.Join(folder, string(scan.Hash[:16]))
	raw := filepath.Join(folder, "content")
	var kind sniff.Type
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = s.readScan(ctx, scan, raw, 0o400)
	}
	if err == nil {
		kind, err = sniffFile(raw, scan.Size)
	}
	// What was added elsewhere may be anything: a viewer is started for what it is,
	// not for what it is called.
	if err == nil && kind == sniff.Unknown {
		return "", errors.Join(&yichuang.Error{Code: yichuang.Invalid, Message: "“" + yichuang.Clip(scan.Name, 40) + "”不是能查看的文件", Hint: "能查看：" + sniff.Names}, os.Remove(raw))
	}
	if err == nil {
		file = filepath.Join(folder, plainName(scan.Name, kind))
		err = os.Rename(raw, file)
	}
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) || ctx.Err() != nil {
		return file, err
	}
	return "", &yichuang.Error{Code: yichuang.Full, Message: "没有打开：磁盘已满或者无法写入 " + folder, Hint: "请腾出磁盘空间后再看；扫描件本身没有变化", Err: err}
}

func sniffFile(name string, size int64) (sniff.Type, error) {
	f, err := os.Open(name)
	if err != nil {
		return sniff.Unknown, err
	}
	defer f.Close()
	return sniff.Sniff(f, size), nil
}

// plainName is a name that no system and no viewer reads as something else, with the
// ending of what it is.
func plainName(name string, kind sniff.Type) string {
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ()（）_-", r) {
			return r
		}
		return '_'
	}, yichuang.CleanLine(name))
	name = strings.Trim(yichuang.Clip(name, 60), " -…")
	if name == "" {
		name = "scan"
	}
	return name + kind.Ending()
}

// viewerOf is the program that shows a file, with its arguments. NotFound is returned
// when there is none.
func viewerOf(configured string) ([]string, error) {
	if configured = strings.TrimSpace(configured); configured != "" {
		if _, err := exec.LookPath(configured); err == nil {
			return []string{configured}, nil // a name may hold spaces
		}
		words := strings.Fields(configured)
		_, err := exec.LookPath(words[0])
		if err == nil {
			return words, nil
		}
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "找不到查看程序“" + yichuang.Clip(configured, 60) + "”", Hint: "请管理员核对配置里的 scan.viewer", Err: err}
	}
	viewer, screen := []string{"xdg-open"}, os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	switch runtime.GOOS {
	case "darwin":
		viewer, screen = []string{"open"}, true
	case "windows":
		viewer, screen = []string{"cmd", "/c", "start", ""}, true
	}
	if !screen {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "这台机器没有图形桌面，打不开扫描件", Hint: "请在有桌面的机器上看，或者请管理员在配置 scan.viewer 里写明查看程序"}
	}
	if _, err := exec.LookPath(viewer[0]); err != nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "这台机器没有查看程序（" + viewer[0] + "）", Hint: "请管理员安装 xdg-utils，或者在配置 scan.viewer 里写明查看程序", Err: err}
	}
	return viewer, nil
}

// launchTime is how long a viewer may take to fail. One that runs on has opened.
const launchTime = time.Second

// launch starts a viewer that outlives the program and leaves its terminal alone.
func launch(ctx context.Context, viewer []string, file string) error {
	cmd := exec.Command(viewer[0], append(viewer[1:len(viewer):len(viewer)], file)...)
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return viewerFault(viewer[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return viewerFault(viewer[0], err)
	case <-time.After(launchTime):
	case <-ctx.Done():
	}
	return nil
}

func viewerFault(viewer string, err error) error {
	if err == nil {
		return nil
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "查看程序 " + viewer + " 没有打开这个文件", Hint: "可能没有装看这种文件的程序；请管理员安装，或者在配置 scan.viewer 里写明查看程序", Err: err}
}
