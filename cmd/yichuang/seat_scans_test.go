package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"yichuang"
	"yichuang/internal/sniff"
	"yichuang/store"
	"yichuang/tui/kit"
	"yichuang/tui/scans"
)

// demoSeat is a demonstration seat with one case, open.
func demoSeat(t *testing.T) (home string, s *seat, n yichuang.CaseNumber) {
	t.Helper()
	home = alone(t)
	n = oneCase(t)
	s = first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	return home, s, n
}

// pipe makes a pipe that nobody writes to.
func pipe(t testing.TB, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

// scanElsewhere is a scan as another program may have added it, whatever it holds.
func scanElsewhere(t *testing.T, db *store.Store, c *yichuang.Case, name, content string) (scan yichuang.Scan) {
	t.Helper()
	err := db.AddScan(t.Context(), strings.NewReader(content), func(b *store.Batch, known yichuang.Scan) error {
		scan = known
		scan.Name, scan.Type = name, "application/pdf"
		_, err := b.Append("1001", c.Number, c.Seen(), &yichuang.ScanAttached{Material: "app", Scan: scan})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

func attaching(n yichuang.CaseNumber, path string) scans.Attaching {
	return scans.Attaching{By: "1001", To: kit.ScansOf{Case: n, Material: "app"}, Path: path, Told: func(int64, int64) {}}
}

// A folder shows folders and regular files, links for what they lead to, and nothing
// else.
func TestAFolderOfFiles(t *testing.T) {
	home, s, _ := demoSeat(t)
	dir := filepath.Join(home, "扫描 件")
	put(t, dir, "a.pdf", minimalPDF("a"))
	put(t, dir, "子文件夹/b.pdf", minimalPDF("bb"))
	for link, to := range map[string]string{"link.pdf": "a.pdf", "linked": "子文件夹", "nowhere": "nosuch", "round": "round"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	pipe(t, filepath.Join(dir, "pipe"))
	for _, typed := range []string{dir, dir + "/", "~/扫描 件/", "扫描 件", filepath.Join(dir, "子文件夹", "..")} {
		f, err := s.Folder(t.Context(), typed)
		if err != nil || f.Path != dir || f.Up != home {
			t.Fatalf("%s: %+v, %v", typed, f, err)
		}
		var names []string
		for _, e := range f.Entries {
			name := e.Name
			if e.Folder {
				name += "/"
			} else if e.Size != int64(len(minimalPDF("a"))) || e.Time.IsZero() {
				t.Errorf("%+v", e)
			}
			names = append(names, name)
		}
		slices.Sort(names)
		if want := []string{"a.pdf", "link.pdf", "linked/", "子文件夹/"}; !slices.Equal(names, want) {
			t.Errorf("%v, want %v", names, want)
		}
	}
	if f, err := s.Folder(t.Context(), ""); err != nil || f.Path != home {
		t.Errorf("begins in %s, %v", f.Path, err)
	}
	if f, err := s.Folder(t.Context(), "/"); err != nil || f.Up != "" {
		t.Errorf("above the root is %q, %v", f.Up, err)
	}
	t.Setenv("YICHUANG_SCAN_FOLDER", dir)
	if f, err := first(t, options{demo: true}).Folder(t.Context(), ""); err != nil || f.Path != dir {
		t.Errorf("begins in %s, configured is %s: %v", f.Path, dir, err)
	}
	for path, want := range map[string]yichuang.Code{filepath.Join(dir, "nosuch"): yichuang.NotFound, filepath.Join(dir, "a.pdf"): yichuang.Invalid, "\x00": yichuang.Internal} {
		if _, err := s.Folder(t.Context(), path); yichuang.CodeOf(err) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Folder(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("a folder nobody waits for: %v", err)
	}
	t.Setenv("HOME", "")
	t.Setenv("YICHUANG_SCAN_FOLDER", "")
	c := *s.settings()
	if _, err := newSeat(&c).Folder(t.Context(), ""); yichuang.CodeOf(err) != yichuang.NotFound || !strings.Contains(err.Error(), "没有用户主目录") {
		t.Errorf("without a home: %v", err)
	}
}

// Everything that cannot be added says what it is, and neither blocks nor leaves a
// trace. A pipe that nobody writes to would never answer.
func TestFilesThatCannotBeAdded(t *testing.T) {
	home, s, n := demoSeat(t)
	pipe(t, filepath.Join(home, "pipe.pdf"))
	link := filepath.Join(home, "link.pdf")
	if err := os.Symlink("/nosuch.pdf", link); err != nil {
		t.Fatal(err)
	}
	before, _, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(home, "pipe.pdf"): "“pipe.pdf”是设备或者管道",
		"/dev/zero":                     "“zero”是设备或者管道",
		link:                            "“link.pdf”不存在",
		home:                            "是文件夹，不是文件",
		"nosuch.pdf":                    "“nosuch.pdf”不存在",
		put(t, home, "e.pdf", nil):      "“e.pdf”是空的",
		sparse(t, home, "l.pdf", yichuang.MostScan+5<<20):            "“l.pdf”有205MB，超过200MB",
		put(t, home, "x.pdf", []byte("GIF89a")):                      "“x.pdf”不是能添加的文件",
		put(t, home, "\x1b[31m红.pdf", []byte("nothing of the kind")): "“[31m红.pdf”不是能添加的文件",
	} {
		_, err := s.Attach(t.Context(), attaching(n, path))
		message, hint := yichuang.Explain(err)
		if !strings.Contains(message, says) || hint == "" || yichuang.CodeOf(err) == yichuang.Internal {
			t.Errorf("%s: %v", path, err)
		}
	}
	wrong := attaching(n, put(t, home, "good.pdf", minimalPDF("good")))
	wrong.To.Material = "nosuch"
	if _, err := s.Attach(t.Context(), wrong); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("a material that is not asked for: %v", err)
	}
	if c, _, err := s.Load(t.Context(), n); err != nil || c.Events != before.Events {
		t.Errorf("the case has %d events, had %d: %v", c.Events, before.Events, err)
	}
	if scans.Kinds != sniff.Names {
		t.Errorf("clerks are told %s, the program takes %s", scans.Kinds, sniff.Names)
	}
	if left, _ := filepath.Glob(filepath.Join(s.settings().Data, "scans", "*", "*")); len(left) > 0 { // the pattern is sound
		t.Errorf("left behind: %v", left)
	}
	if os.Geteuid() == 0 {
		return // root may read everything
	}
	secret := put(t, home, "secret.pdf", minimalPDF("secret"))
	if err := os.Chmod(secret, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Attach(t.Context(), attaching(n, secret)); yichuang.CodeOf(err) != yichuang.Denied {
		t.Errorf("a file of somebody else: %v", err)
	}
}

// A file becomes a scan with its name, its type and its pages, told in bytes as it is
// read, and the screens are told to read again.
func TestAFileBecomesAScan(t *testing.T) {
	home, s, n := demoSeat(t)
	large := sparse(t, home, "大 图.pdf", 3<<20)
	a := attaching(n, large)
	var told []int64
	a.Told = func(done, all int64) {
		if all != 3<<20 {
			t.Errorf("%d of %d", done, all)
		}
		told = append(told, done)
	}
	scan, err := s.Attach(t.Context(), a)
	if err != nil || scan.Name != "大 图.pdf" || scan.Type != string(sniff.PDF) || scan.Size != 3<<20 || scan.Pages != 0 {
		t.Fatalf("%+v, %v", scan, err)
	}
	if !slices.IsSorted(told) || len(told) < 6 || told[len(told)-1] != 3<<20 {
		t.Errorf("told %v", told)
	}
	select {
	case <-s.stale:
	default:
		t.Error("the screens are not told to read again")
	}
	events, err := s.History(t.Context(), n)
	if err != nil || events[len(events)-1].By != "1001" || events[len(events)-1].Body.Kind() != "scan-attached" {
		t.Errorf("on record: %+v, %v", events[len(events)-1], err)
	}
	if _, err := s.Attach(t.Context(), a); !errors.Is(err, errAttached) || !strings.Contains(err.Error(), "大 图.pdf") {
		t.Errorf("the same again: %v", err)
	}
	other := attaching(n, large) // of another material it is a scan all the same
	other.To.Material = "bl"
	if _, err := s.Attach(t.Context(), other); err != nil {
		t.Error(err)
	}
	if err := s.FetchScan(t.Context(), scan); yichuang.CodeOf(err) != yichuang.NotFound || !strings.Contains(err.Error(), "单机使用") {
		t.Errorf("fetched without a centre: %v", err)
	}
}

// viewer is a program that notes what it is to show.
func viewer(t *testing.T, home, does string) string {
	t.Helper()
	path := put(t, home, "看图 程序", []byte("#!/bin/sh\nfor f in \"$@\"; do echo \"$f\" >> '"+home+"/viewed'; done\n"+does+"\n"))
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// Content is shown by the configured program, from a file that only the clerk can
// read and that is gone when the program ends.
func TestLookingAtAScan(t *testing.T) {
	home, s, n := demoSeat(t)
	scan, err := s.Attach(t.Context(), attaching(n, put(t, home, "-x $(申请书);.exe", minimalPDF("to be seen"))))
	if err != nil {
		t.Fatal(err)
	}
	c := *s.settings()
	c.Scan.Viewer = viewer(t, home, "exec sleep 3")
	s.adopt(&c)
	for range 2 {
		if err := s.ShowScan(t.Context(), scan); err != nil {
			t.Fatal(err)
		}
	}
	seen, err := os.ReadFile(filepath.Join(home, "viewed"))
	files := strings.Split(strings.TrimSpace(string(seen)), "\n")
	if err != nil || len(files) != 2 || files[0] != files[1] || filepath.Base(files[0]) != "x _(申请书)_.pdf" {
		t.Fatalf("shown: %q, %v", seen, err)
	}
	info, err := os.Stat(files[0])
	if raw, readErr := os.ReadFile(files[0]); err != nil || readErr != nil || string(raw) != string(minimalPDF("to be seen")) || info.Mode() != 0o400 {
		t.Errorf("%v: %q, %v", info.Mode(), raw, errors.Join(err, readErr))
	}
	err = filepath.WalkDir(c.looking(), func(path string, d fs.DirEntry, err error) error {
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 || strings.Contains(path, "writing") {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	s.endLooking()
	if _, err := os.Stat(c.looking()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

// Where nothing can be shown that is said, and how to change it.
func TestLookingWithoutAViewer(t *testing.T) {
	home, s, n := demoSeat(t)
	scan, err := s.Attach(t.Context(), attaching(n, put(t, home, "a.pdf", minimalPDF("a"))))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WAYLAND_DISPLAY", "")
	shows := func(configured, says string) {
		t.Helper()
		c := *s.settings()
		c.Scan.Viewer = configured
		s.adopt(&c)
		if err := s.ShowScan(t.Context(), scan); says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("with %q: %v", configured, err)
		}
	}
	t.Setenv("DISPLAY", "")
	shows("", "没有图形桌面")
	t.Setenv("DISPLAY", ":0")
	t.Setenv("PATH", home)
	shows("", "没有查看程序（xdg-open）")
	shows("  ", "没有查看程序（xdg-open）")
	shows("nosuch-viewer --fit", "找不到查看程序“nosuch-viewer --fit”")
	shows(viewer(t, home, "exit 3"), "没有打开这个文件")
	shows(viewer(t, home, "exit 0"), "")
	broken := put(t, home, "no program", []byte("\x00\x01"))
	if err := os.Chmod(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	shows(broken, "没有打开这个文件")
	sh := viewer(t, home, "exit 0")
	if err := os.Rename(sh, filepath.Join(home, "see")); err != nil {
		t.Fatal(err)
	}
	shows("see --fit -p 1", "")
	seen, err := os.ReadFile(filepath.Join(home, "viewed"))
	if words := strings.Fields(string(seen)); err != nil || len(words) < 4 || !slices.Equal(words[len(words)-4:len(words)-1], []string{"--fit", "-p", "1"}) {
		t.Errorf("called with %q, %v", seen, err)
	}
}

// What came from elsewhere is opened for what it is, and only when it is one of the
// kinds that may be added.
func TestLookingAtWhatIsNoScan(t *testing.T) {
	home, s, n := demoSeat(t)
	c := *s.settings()
	c.Scan.Viewer = viewer(t, home, "exit 0")
	s.adopt(&c)
	db, err := s.data()
	if err != nil {
		t.Fatal(err)
	}
	known, _, err := s.Load(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nrm -rf ~\n"
	scan := scanElsewhere(t, db, known, "harmless.pdf", script)
	if err := s.ShowScan(t.Context(), scan); yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(err.Error(), "不是能查看的文件") {
		t.Errorf("a script: %v", err)
	}
	spoilt := scanElsewhere(t, db, known, "b.pdf", string(minimalPDF("b")))
	if err := os.Truncate(filepath.Join(c.Data, "scans", string(spoilt.Hash[:2]), string(spoilt.Hash), "0"), 5); err != nil {
		t.Fatal(err)
	}
	if err := s.ShowScan(t.Context(), spoilt); yichuang.CodeOf(err) != yichuang.Damaged {
		t.Errorf("spoilt: %v", err)
	}
	if states, err := s.ScanStates(t.Context(), []yichuang.Scan{spoilt}); err != nil || states[spoilt.Hash] != yichuang.ScanSpoilt {
		t.Errorf("%v, %v", states, err)
	}
	far := scan
	far.Hash = yichuang.ScanHash(strings.Repeat("ab", 32))
	if err := s.ShowScan(t.Context(), far); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("not here: %v", err)
	}
	far.Hash = "../../../etc"
	if err := s.ShowScan(t.Context(), far); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("no hash: %v", err)
	}
	if _, err := os.Stat(filepath.Join(home, "viewed")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was opened")
	}
	_ = filepath.WalkDir(c.looking(), func(path string, d fs.DirEntry, err error) error { // there need not be one
		if err == nil && !d.IsDir() {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
	if plainName("../../a/b.tar.gz", sniff.PNG) != "______a_b_tar.png" || plainName(".", sniff.PDF) != "scan.pdf" || plainName("", sniff.OFD) != "scan.ofd" {
		t.Errorf("names: %s %s %s", plainName("../../a/b.tar.gz", sniff.PNG), plainName(".", sniff.PDF), plainName("", sniff.OFD))
	}
}

// A disk without room is told, and the content that was begun is taken away.
func TestLookingOnAFullDisk(t *testing.T) {
	home, s, n := demoSeat(t)
	scan, err := s.Attach(t.Context(), attaching(n, put(t, home, "a.pdf", minimalPDF("a"))))
	if err != nil {
		t.Fatal(err)
	}
	c := *s.settings()
	c.Scan.Viewer = "true"
	s.adopt(&c)
	put(t, filepath.Dir(c.looking()), "looking", nil) // a file is in the way
	if err := s.ShowScan(t.Context(), scan); yichuang.CodeOf(err) != yichuang.Full || !strings.Contains(err.Error(), "没有打开") {
		t.Errorf("shown: %v", err)
	}
	if err := s.readScan(t.Context(), scan, filepath.Join(home, "no", "folder"), 0o600); err == nil {
		t.Error("written nowhere")
	}
	if err := s.pour(t.Context(), s.store, scan, full{}); !errors.Is(err, errNoRoom) {
		t.Errorf("poured: %v", err)
	}
}

var errNoRoom = errors.New("no room")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errNoRoom }

var _ io.Writer = full{}
