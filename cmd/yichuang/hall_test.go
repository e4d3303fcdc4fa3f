package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/login"
)

// filledIn is the form of the first start, as somebody would fill it in.
func filledIn(window int) login.HallForm {
	return login.HallForm{Name: "测试旗政务服务大厅", Region: "150627", Window: window, Phone: "12345", Review: "测试旗人民政府",
		Clerk:      login.Person{ID: "1001", Name: "某甲", PIN: "380417"},
		Supervisor: login.Person{ID: "9001", Name: "某乙", PIN: "502846"}}
}

// first is the seat of the first start under a configuration.
func first(t *testing.T, o options) *seat {
	t.Helper()
	c, err := o.load()
	if err != nil {
		t.Fatal(err)
	}
	s := newSeat(c)
	t.Cleanup(func() { _ = s.close() }) // again, mostly
	return s
}

// A hall that was set up is there at the next start, with its people, whether the
// configuration lies in the usual place or was named.
func TestSetupIsReadAtTheNextStart(t *testing.T) {
	for name, o := range map[string]options{"the usual place": {}, "named": {config: "named"}} {
		t.Run(name, func(t *testing.T) {
			home := alone(t)
			file := filepath.Join(home, "config", "yichuang", "config.yaml")
			if o.config != "" {
				file = configured(t, "lock: {minutes: 9}\nscan: {viewer: evince -w, folder: /srv/scans}\n"+
					"printers: [{name: 小票机, kind: escpos, address: 192.168.1.5, quirks: [no-cutter]}, {name: A4, kind: ipp, address: \"ipp://192.168.1.9/ipp/print\"}]\n")
				o.config = file
			}
			s := first(t, o)
			if s.settings().ready() {
				t.Fatal("a hall before it was set up")
			}
			if err := s.Setup(t.Context(), filledIn(12)); err != nil {
				t.Fatal(err)
			}
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(file)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the configuration: %v, %v", info, err)
			}
			again := first(t, o)
			c := again.settings()
			if c.Hall.Name != "测试旗政务服务大厅" || c.Terminal.Window != 12 || c.Hall.Reconsideration != "测试旗人民政府" || !filepath.IsAbs(c.Data) {
				t.Errorf("read back: %+v", c)
			}
			if o.config != "" && (c.Lock.Minutes != 9 || c.Scan.Folder != "/srv/scans" || c.Scan.Viewer != "evince -w" || !reflect.DeepEqual(c.Printers, []printerConfig{
				{Name: "小票机", Kind: kindESCPOS, Address: "192.168.1.5", Roll: 80, Letters: "gbk", Quirks: []string{quirkNoCutter}},
				{Name: "A4", Kind: kindIPP, Address: "ipp://192.168.1.9/ipp/print", Letters: "gbk"}})) {
				t.Errorf("what stood in the file before is lost: %+v", c)
			}
			if err := again.open(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			if u, err := again.SignIn(t.Context(), "1001", "380417"); err != nil || u.Name != "某甲" || u.Role != yichuang.RoleWindow {
				t.Errorf("%+v, %v", u, err)
			}
			if _, err := again.Supervise(t.Context(), "9001", "502846"); err != nil {
				t.Error(err)
			}
			if _, err := again.Supervise(t.Context(), "1001", "380417"); yichuang.CodeOf(err) != yichuang.Denied {
				t.Errorf("a clerk supervises: %v", err)
			}
			for id, pin := range map[yichuang.UserID]string{"1001": "380418", "2002": "380417", "": ""} {
				if _, err := again.SignIn(t.Context(), id, pin); yichuang.CodeOf(err) != yichuang.Denied {
					t.Errorf("%q signs in with %q: %v", id, pin, err)
				}
			}
		})
	}
}

// A set-up that fails leaves the first screen as it was: neither the
// demonstration nor half a hall is in the way of the next try.
func TestSetupMayBeTriedAgain(t *testing.T) {
	home := alone(t)
	data := filepath.Join(home, "data", "yichuang")
	if err := os.MkdirAll(filepath.Dir(data), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(data, []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := first(t, options{})
	for name, try := range map[string]func() error{
		"the demonstration": func() error { return s.Demo(t.Context()) },
		"a hall":            func() error { return s.Setup(t.Context(), filledIn(5)) },
	} {
		if err := try(); err == nil {
			t.Errorf("%s opens on a file", name)
		}
		if h := s.header(); h.Demo || s.settings().ready() {
			t.Errorf("after %s failed the seat is %+v", name, s.settings())
		}
	}
	if err := os.Remove(data); err != nil {
		t.Fatal(err)
	}
	wrong := filledIn(5)
	wrong.Supervisor.PIN = "111111"
	if err := s.Setup(t.Context(), wrong); yichuang.CodeOf(err) != yichuang.Invalid || s.settings().ready() {
		t.Errorf("a weak PIN: %v", err)
	}
	swapped := filledIn(5)
	swapped.Clerk.ID, swapped.Supervisor.ID = swapped.Supervisor.ID, swapped.Clerk.ID
	if err := s.Setup(t.Context(), swapped); err != nil {
		t.Fatal(err)
	}
	if u, err := s.Supervise(t.Context(), "1001", "502846"); err != nil || u.Name != "某乙" {
		t.Errorf("what the try before left in the file holds: %+v, %v", u, err)
	}
	if hall := s.hall(); hall.Demo || hall.Name != "测试旗政务服务大厅" {
		t.Errorf("%+v", hall)
	}
}

// The demonstration may be opened again and again and stays apart from the hall.
func TestDemoTwice(t *testing.T) {
	home := alone(t)
	for range 2 {
		s := first(t, options{})
		for range 2 {
			if err := s.Demo(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.SignIn(t.Context(), "1001", demoPIN); err != nil {
			t.Error(err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "config")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the demonstration writes a configuration")
	}
	if first(t, options{}).settings().ready() {
		t.Error("the demonstration is the hall at the next start")
	}
}

// Without its database a seat would count from 1 again. Where numbers are on
// paper already it does not start, until the epoch is raised.
func TestALostDatabaseIsNotReplacedInSilence(t *testing.T) {
	alone(t)
	t.Setenv("YICHUANG_HALL_NAME", "某大厅")
	t.Setenv("YICHUANG_HALL_REGION", "150627")
	opened := func() error {
		s := first(t, options{})
		err := s.open(t.Context(), false)
		return errors.Join(err, s.close())
	}
	if err := opened(); err != nil {
		t.Fatal(err)
	}
	s := first(t, options{})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	n := acceptedAndPrinted(t, s)
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.settings().database()); err != nil {
		t.Fatal(err)
	}
	if err := opened(); yichuang.CodeOf(err) != yichuang.Conflict || !strings.Contains(err.Error(), string(n)) {
		t.Errorf("a new database takes the place of the lost one: %v", err)
	}
	t.Setenv("YICHUANG_TERMINAL_EPOCH", "1")
	if err := opened(); err != nil {
		t.Errorf("under another epoch: %v", err)
	}
}
