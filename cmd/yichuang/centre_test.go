package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// hq is a centre with one hall, on a port of its own.
type hq struct {
	*central.Centre
	t       *testing.T
	address string
	server  *http.Server
}

const hqHall yichuang.HallID = "test"

func openHQ(t *testing.T) *hq {
	t.Helper()
	c, err := central.Open(t.Context(), central.Options{Data: t.TempDir(), Names: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddHall(t.Context(), hqHall, yichuang.Hall{Name: "测试旗政务服务大厅", Region: "150627", Phone: "12345"}); err != nil {
		t.Fatal(err)
	}
	o := &hq{Centre: c, t: t, address: "127.0.0.1:0"}
	o.up()
	t.Cleanup(func() {
		o.down()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *hq) up() {
	o.t.Helper()
	l, err := net.Listen("tcp", o.address)
	if err != nil {
		o.t.Fatal(err)
	}
	o.address = l.Addr().String()
	o.server = &http.Server{Handler: o.Handler(), TLSConfig: o.TLS(nil), ErrorLog: log.New(io.Discard, "", 0)} // wrong certificates are what it is about
	go o.server.ServeTLS(l, "", "")
}

func (o *hq) down() { _ = o.server.Close() }

// code is what the administrator gives to whoever enrols a seat.
func (o *hq) code(seat string, window int) string {
	o.t.Helper()
	code, err := o.AddSeat(o.t.Context(), central.Seat{Hall: hqHall, Name: seat, Window: window})
	if err != nil {
		o.t.Fatal(err)
	}
	return code.String()
}

// home has commands work in a home of its own.
func home(t *testing.T) (use func()) {
	t.Helper()
	dir := t.TempDir()
	return func() {
		t.Setenv("HOME", dir)
		t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
		t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	}
}

// must calls a command that has to succeed, and returns what it prints.
func must(t *testing.T, arguments ...string) string {
	t.Helper()
	out, problems, code := call(t, "", arguments...)
	if code != 0 {
		t.Fatalf("%v: exit code %d: %s%s", arguments, code, out, problems)
	}
	return out
}

// refused calls a command that has to fail with a code and say something.
func refused(t *testing.T, code int, says string, arguments ...string) {
	t.Helper()
	out, problems, got := call(t, "", arguments...)
	if got != code || !strings.Contains(problems, says) {
		t.Errorf("%v: exit code %d, want %d and %q: %s%s", arguments, got, code, says, out, problems)
	}
}

// applicationOf writes the application of a restaurant to a file.
func applicationOf(t *testing.T, name string) string {
	t.Helper()
	item := catalog.Sample().Item("market-01")
	answers, ok := answersFor(item, "s1", false)
	if !ok {
		t.Fatal("no way to the first scenario")
	}
	file := filed(item, item.Scenario("s1"), answers, yichuang.Accept)
	file["applicant"].(map[string]any)["name"] = name
	raw, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "application.yaml")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func waits(t *testing.T) (unsent int) {
	t.Helper()
	var st syncState
	if err := json.Unmarshal([]byte(must(t, "sync", "status", "--json")), &st); err != nil {
		t.Fatal(err)
	}
	return st.Unsent
}

// A seat that worked alone joins a hall: what it did comes in, and another seat
// sees it. Then the network is gone, and a memory stick carries the work.
func TestASeatJoinsAHall(t *testing.T) {
	o := openHQ(t)
	first, second := home(t), home(t)
	first()
	t.Setenv("YICHUANG_HALL_NAME", "单机大厅")
	t.Setenv("YICHUANG_HALL_REGION", "150627")
	t.Setenv("YICHUANG_TERMINAL_WINDOW", "7")
	must(t, "intake", "--by", "1001", applicationOf(t, "入网以前"))
	refused(t, 1, "单机使用", "sync", "now")
	if out := must(t, "enroll", o.address, o.code("W07", 7)); !strings.Contains(out, "测试旗政务服务大厅") || !strings.Contains(out, "W07") {
		t.Errorf("enrolled: %s", out)
	}
	for _, key := range []string{"HALL_NAME", "HALL_REGION", "TERMINAL_WINDOW"} {
		if err := os.Unsetenv("YICHUANG_" + key); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "intake", "--by", "1001", applicationOf(t, "入网以后"))
	if n := waits(t); n == 0 {
		t.Error("nothing waits after two intakes")
	}
	if out := must(t, "sync", "now"); !strings.Contains(out, "已同步") || waits(t) != 0 {
		t.Errorf("%s, and %d wait", out, waits(t))
	}
	refused(t, 2, "由中心统一管理", "user", "add", "3003", "某人")
	if out, _, _ := call(t, "", "doctor"); !strings.Contains(out, " 能连上") || !strings.Contains(out, "[正常] 证书：还有") || !strings.Contains(out, "与中心对时") {
		t.Errorf("the doctor says\n%s", out)
	}

	second()
	must(t, "enroll", o.address, o.code("W08", 8))
	must(t, "sync", "now")
	list := must(t, "case", "list")
	if !strings.Contains(list, "入网以前") || !strings.Contains(list, "入网以后") {
		t.Errorf("the second seat lists\n%s", list)
	}

	first()
	o.down()
	must(t, "intake", "--by", "1001", applicationOf(t, "断网期间"))
	refused(t, 1, "连不上中心", "sync", "now", "--for", "2s")
	if out, _, code := call(t, "", "doctor"); code != 1 || !strings.Contains(out, "[故障] 中心：") || !strings.Contains(out, "步等待发送") {
		t.Errorf("the doctor says\n%s", out)
	}
	stick := filepath.Join(t.TempDir(), "w07.parcel")
	if out := must(t, "sync", "export", stick); !strings.Contains(out, "yichuang sync import") {
		t.Errorf("exported: %s", out)
	}
	raw, err := os.ReadFile(stick)
	if err != nil || strings.Contains(string(raw), "断网期间") {
		t.Errorf("the carrier can read the parcel: %v", err)
	}
	o.up()
	second()
	for range 2 { // twice does no harm
		if out := must(t, "sync", "import", stick); !strings.Contains(out, "中心已收下") {
			t.Errorf("imported: %s", out)
		}
	}
	must(t, "sync", "now")
	if list := must(t, "case", "list"); strings.Count(list, "断网期间") != 1 {
		t.Errorf("the carrier lists\n%s", list)
	}
	first()
	must(t, "sync", "now")
	if n := waits(t); n != 0 {
		t.Errorf("%d wait at home", n)
	}
	refused(t, 1, "都已经送到中心", "sync", "export", stick+"2")
	halls, err := o.Halls(context.Background())
	if err != nil || halls[0].Cases != 3 {
		t.Errorf("the centre has %+v, %v", halls, err)
	}
}

// What is wrong with an enrolment is told, and nothing is half done.
func TestEnrolmentsThatFail(t *testing.T) {
	o, other := openHQ(t), openHQ(t)
	use := home(t)
	use()
	code := o.code("W07", 7)
	refused(t, 2, "登记码应为35位", "enroll", o.address, "ABC")
	wrong := []byte(code)
	wrong[0] = wrong[0]%10 + '0'
	if string(wrong) != code {
		refused(t, 2, "抄错了一位", "enroll", o.address, string(wrong))
	}
	refused(t, 1, "不是发登记码的中心", "enroll", other.address, code)
	refused(t, 2, "中心地址", "enroll", "http://"+o.address, code)
	refused(t, 1, "连不上中心", "enroll", "127.0.0.1:1", code)
	refused(t, 2, "demonstration", "enroll", "--demo", o.address, code)
	data := filepath.Join(os.Getenv("XDG_DATA_HOME"), "yichuang")
	if _, err := os.Stat(filepath.Join(data, "seat.db")); !os.IsNotExist(err) {
		t.Errorf("a failed enrolment left data: %v", err)
	}
	must(t, "enroll", o.address, code)
	refused(t, 1, "已经用过了", "enroll", o.address, code)
	refused(t, 1, "属于另一个中心", "enroll", other.address, other.code("W07", 7))
	must(t, "enroll", o.address, o.code("W07", 7)) // anew
	out := must(t, "sync", "status")
	if !strings.Contains(out, "W07.1") || !strings.Contains(out, "能连上") {
		t.Errorf("after the second enrolment: %s", out)
	}
	refused(t, 1, "不是本终端登记的中心", "sync", "address", other.address)
	must(t, "sync", "address", "https://"+o.address)
	if err := o.Revoke(t.Context(), hqHall, "W07.1"); err != nil {
		t.Fatal(err)
	}
	must(t, "intake", "--by", "1001", applicationOf(t, "停用以后"))
	refused(t, 1, "已被管理员停用", "sync", "now", "--for", "5s")
	if n := waits(t); n == 0 {
		t.Error("a revoked terminal forgets what waits")
	}
}

// A backup that was put back begins under another identity, and what it lacks comes
// from the centre.
func TestABackupOfASeat(t *testing.T) {
	o := openHQ(t)
	use, again := home(t), home(t)
	use()
	must(t, "enroll", o.address, o.code("W07", 7))
	must(t, "intake", "--by", "1001", applicationOf(t, "备份以前"))
	must(t, "sync", "now")
	file := filepath.Join(t.TempDir(), "w07.backup")
	if out := must(t, "backup", file); !strings.Contains(out, "1个办件") {
		t.Errorf("backed up: %s", out)
	}
	refused(t, 2, "已经存在", "backup", file)
	must(t, "intake", "--by", "1001", applicationOf(t, "备份以后"))
	must(t, "sync", "now")
	refused(t, 2, "已经有数据", "restore", file)

	again()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"cut": raw[:len(raw)/2], "garbage": []byte("no backup"), "empty": nil,
		"changed": append(append(append([]byte{}, raw[:len(raw)/2]...), 0xff, 0x01), raw[len(raw)/2+2:]...)} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, problems, code := call(t, "", "restore", path); code == 0 || problems == "" {
			t.Errorf("%s: exit code %d %s", name, code, problems)
		}
		if _, err := os.Stat(filepath.Join(os.Getenv("XDG_DATA_HOME"), "yichuang", "seat.db")); !os.IsNotExist(err) {
			t.Fatalf("%s: half a restore is there: %v", name, err)
		}
	}
	refused(t, 2, "读不到备份", "restore", file+"x")
	if out := must(t, "restore", file); !strings.Contains(out, "yichuang enroll") {
		t.Errorf("restored: %s", out)
	}
	refused(t, 1, "新的登记批次", "intake", "--by", "1001", applicationOf(t, "恢复以后"))
	must(t, "enroll", o.address, o.code("W07", 7))
	must(t, "intake", "--by", "1001", applicationOf(t, "恢复以后"))
	must(t, "sync", "now")
	list := must(t, "case", "list")
	for _, name := range []string{"备份以前", "备份以后", "恢复以后"} {
		if strings.Count(list, name) != 1 {
			t.Errorf("%s stands not once in\n%s", name, list)
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(list) {
		number, _, _ := strings.Cut(line, " ")
		if seen[number] {
			t.Errorf("the number %s is there twice", number)
		}
		seen[number] = true
	}
}

// A seat that works alone is told which epoch comes next.
func TestABackupOfASeatAlone(t *testing.T) {
	use, again := home(t), home(t)
	set := func(epoch string) {
		for key, value := range map[string]string{"HALL_NAME": "单机大厅", "HALL_REGION": "150627", "TERMINAL_WINDOW": "7", "TERMINAL_EPOCH": epoch} {
			t.Setenv("YICHUANG_"+key, value)
		}
	}
	use()
	set("4")
	must(t, "intake", "--by", "1001", applicationOf(t, "单机办件"))
	file := filepath.Join(t.TempDir(), "alone.backup")
	must(t, "backup", file)
	again()
	if out := must(t, "restore", file); !strings.Contains(out, `terminal.epoch 改为 "5"`) {
		t.Errorf("restored: %s", out)
	}
	refused(t, 1, "批次4", "case", "list")
	set("5")
	must(t, "intake", "--by", "1001", applicationOf(t, "恢复以后"))
	if list := must(t, "case", "list"); !strings.Contains(list, "单机办件") || !strings.Contains(list, "恢复以后") {
		t.Errorf("lists\n%s", list)
	}
}

// Codes are read as people write them.
func TestCodes(t *testing.T) {
	code := wire.NewCode([32]byte{1, 2, 3})
	for _, text := range []string{code.String(), strings.ToLower(code.String()), strings.ReplaceAll(code.String(), "-", " "),
		strings.NewReplacer("0", "O", "1", "l").Replace(code.String())} {
		if got, err := wire.ParseCode(text); err != nil || got != code || !got.Fits([32]byte{1, 2, 3}) || got.Fits([32]byte{9}) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	plain := strings.ReplaceAll(code.String(), "-", "")
	missed := 0
	for i := range plain {
		for _, r := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
			if wrong := plain[:i] + string(r) + plain[i+1:]; wrong != plain {
				if _, err := wire.ParseCode(wrong); err == nil {
					missed++
				}
			}
		}
	}
	if missed > 0 {
		t.Error(fmt.Sprint(missed, " wrong characters are not noticed"))
	}
}

// Commands at a seat of a centre are called in the name of somebody of the hall whose
// post allows it: anybody else the centre would refuse, when it is too late.
func TestCommandsAreInSomebodysName(t *testing.T) {
	o := openHQ(t)
	for id, role := range map[yichuang.UserID]yichuang.Role{"1001": yichuang.RoleWindow, "3001": yichuang.RoleHandOver} {
		if err := o.AddUser(t.Context(), hqHall, yichuang.User{ID: id, Name: "测试", Role: role}, "480261"); err != nil {
			t.Fatal(err)
		}
	}
	home(t)()
	must(t, "enroll", o.address, o.code("W07", 7))
	must(t, "intake", "--by", "kiosk", applicationOf(t, "还不认识人员")) // the centre may not know it either
	must(t, "sync", "now")
	application := applicationOf(t, "以谁的名义")
	for _, by := range []string{"4711", "kiosk", ""} {
		refused(t, 2, "nobody in this hall has the number", "intake", "--by", by, application)
	}
	refused(t, 2, "nobody in this hall has the number", "intake", application) // the system's user
	refused(t, 2, "no post for this", "intake", "--by", "3001", application)
	if waits(t) != 0 || strings.Contains(must(t, "case", "list"), "以谁的名义") {
		t.Error("what was refused is there")
	}
	var made taken
	if err := json.Unmarshal([]byte(must(t, "intake", "--json", "--by", "1001", application)), &made); err != nil {
		t.Fatal(err)
	}
	page := put(t, t.TempDir(), "page.pdf", minimalPDF("page"))
	refused(t, 2, "nobody in this hall has the number", "scan", "add", "--by", "kiosk", string(made.Number), "app", page)
	must(t, "scan", "add", "--by", "3001", string(made.Number), "app", page) // whoever has the paper in hand
	must(t, "sync", "now")
	refusals, err := o.Refusals(t.Context(), hqHall)
	if err != nil || len(refusals) == 0 || slices.ContainsFunc(refusals, func(r central.Refused) bool { return r.By != "kiosk" }) {
		t.Errorf("the centre refused %+v, %v", refusals, err)
	}
}
