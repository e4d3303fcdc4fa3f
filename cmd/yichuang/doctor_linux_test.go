package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang/internal/device/devicetest"
	"yichuang/internal/readback"
)

// examined calls the doctor and returns what it found, by what was looked at.
func examined(t *testing.T, code int, arguments ...string) map[string][]finding {
	t.Helper()
	out, problems, got := call(t, "", append([]string{"doctor", "--json"}, arguments...)...)
	var list []finding
	if err := json.Unmarshal([]byte(out), &list); err != nil || got != code {
		t.Fatalf("exit code %d, want %d: %v\n%s%s", got, code, err, out, problems)
	}
	found := map[string][]finding{}
	for _, f := range list {
		found[f.What] = append(found[f.What], f)
		if f.Name == "" || f.Says == "" || f.Grade == failing && f.Do == "" {
			t.Errorf("half a sentence: %+v", f)
		}
	}
	return found
}

func grades(list []finding) string {
	var out []string
	for _, f := range list {
		out = append(out, string(f.Grade))
	}
	return strings.Join(out, " ")
}

// Every device is named with how it stands and what to do, and only what does not
// work makes the exit code 1.
func TestTheDoctorLooksAtEverything(t *testing.T) {
	home := alone(t)
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	acceptedAndPrinted(t, s)
	roll := listens(t, devicetest.NewRoll(devicetest.RollReady), "")
	empty := devicetest.NewRoll(map[byte]byte{1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72})
	camera := filepath.Join(home, "camera")
	if err := os.Mkdir(camera, 0o700); err != nil {
		t.Fatal(err)
	}
	text := "printers:\n" +
		"  - {name: 好的, kind: escpos, address: %q}\n  - {name: 没纸, kind: escpos, address: %q}\n  - {name: 关着, kind: ipp, address: \"ipp://%s/ipp/print\"}\n" +
		"scan: {sane: false, camera: %s, viewer: sh}\npaper: {font: /nowhere/font.ttf}\ncard: {address: \"%s\"}\n"
	found := examined(t, 1, "--demo", "--config", configured(t, fmt.Sprintf(text, roll, listens(t, empty, ""), closedAddress(t), camera, closedAddress(t))))
	for what, want := range map[string]string{"config": "ok", "store": "ok", "clock": "ok", "catalogue": "ok", "centre": "unused", "jobs": "ok",
		"printer": "ok failing failing", "scanner": "ok", "reader": "ok", "font": "warning", "viewer": "ok", "terminal": "unused"} {
		if got := grades(found[what]); got != want {
			t.Errorf("%s: %s, want %s: %+v", what, got, want, found[what])
		}
	}
	if f := found["printer"][1]; !strings.Contains(f.Says, "没纸了") || !strings.Contains(f.Do, "装好纸") {
		t.Errorf("%+v", f)
	}
	if f := found["store"][0]; !strings.Contains(f.Says, "1个办件") {
		t.Errorf("%+v", f)
	}
	os.RemoveAll(camera)
	fine := configured(t, fmt.Sprintf("printers: [{name: 好的, kind: escpos, address: %q}]\nscan: {sane: false}\n", roll))
	if found = examined(t, 0, "--demo", "--config", fine); grades(found["printer"]) != "ok" || grades(found["scanner"]) != "unused" {
		t.Errorf("%+v", found)
	}
	gone := configured(t, "scan: {sane: false, camera: "+camera+"}\n")
	if found = examined(t, 1, "--demo", "--config", gone); grades(found["scanner"]) != "failing" {
		t.Errorf("%+v", found["scanner"])
	}
	if out, _, _ := call(t, "", "doctor", "--demo", "--config", gone); !strings.Contains(out, "[正常] 数据：1个办件") || !strings.Contains(out, "[故障] 扫描") {
		t.Errorf("for people:\n%s", out)
	}
}

// Data that are damaged, and a disk without room, are told.
func TestTheDoctorFindsDamage(t *testing.T) {
	home, leave := small(t)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	none := configured(t, "scan: {sane: false}\n")
	s := first(t, options{demo: true})
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	leave(100)
	if f := examined(t, 1, "--demo", "--config", none)["disk"]; grades(f) != "failing" || !strings.Contains(f[0].Do, "腾出空间") {
		t.Errorf("%+v", f)
	}
	if err := os.WriteFile(s.settings().database(), []byte("no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f := examined(t, 1, "--demo", "--config", none)["store"]; grades(f) != "failing" {
		t.Errorf("%+v", f)
	}
}

// The test page comes out of every printer, whole: rare characters, both signs of
// money, the ruler and the code. A printer that does not take it makes the exit code 1.
func TestTheTestPage(t *testing.T) {
	alone(t)
	roll, pages := devicetest.NewRoll(devicetest.RollReady), devicetest.StartIPPPrinter(t, "")
	address := listens(t, roll, "")
	config := configured(t, fmt.Sprintf("printers:\n  - {name: 小票机, kind: escpos, address: %q}\n  - {name: A4打印机, kind: ipp, address: %q}\n  - {name: 关着, kind: escpos, address: %q}\n",
		address, pages.URI, closedAddress(t)))
	out, problems, code := call(t, "", "paper", "test", "--config", config)
	if code != 1 || !strings.Contains(out, "小票机：打印机已收下测试页") || !strings.Contains(out, "A4打印机：测试页已打出") || !strings.Contains(out, "关着：") {
		t.Errorf("exit code %d: %s%s", code, out, problems)
	}
	const rareOnes = "㛃䶮𬱖㭎龘镕喆堃叕䲜翀赟"
	paper := readback.Feed(t, roll.Papers(1)[0], readback.Paper{Columns: 48, Letters: "生僻字：人民币￥¥100.和 " + rareOnes, Font: readback.Font(t)})
	for _, want := range []string{rareOnes, "￥100.00 和 ¥100.00", "....+....|"} {
		if !strings.Contains(paper.Text(), want) {
			t.Errorf("%q is not on the roll:\n%s", want, paper.Text())
		}
	}
	if len(paper.Codes) != 1 || !strings.HasPrefix(paper.Codes[0], "YICHUANG TEST ") {
		t.Errorf("codes %v", paper.Codes)
	}
	page := pages.Pages(t)[0]
	if text := pageText(t, page); !strings.Contains(text, rareOnes) || !strings.Contains(text, "￥100.00和¥100.00") {
		t.Errorf("the page says:\n%s", text)
	}
	readback.Needs(t, "zbarimg", "zbar-tools")
	if code := readback.Code(readback.PDFPicture(t, page)); code != paper.Codes[0] {
		t.Errorf("the code on the page is %q", code)
	}
	folder := t.TempDir()
	if out := must(t, "paper", "test", "--config", config, "--printer", "小票机", "-o", folder); !strings.Contains(out, "已写到") {
		t.Error(out)
	}
	if raw, err := os.ReadFile(filepath.Join(folder, "小票机.escpos")); err != nil || len(raw) == 0 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	refused(t, 2, "没有名叫“没有的”的打印机", "paper", "test", "--config", config, "--printer", "没有的")
	refused(t, 2, "no printer is configured", "paper", "test")
}

// Whoever has the card reader's address keeps the door shut, and is named.
func TestTheDoctorAtADoorInUse(t *testing.T) {
	c := &config{Card: cardConfig{Address: devicetest.Listen(t, "", func(*net.TCPConn) {})}}
	if f := checkReader(t.Context(), c); f.Grade != fine || !strings.Contains(f.Says, "已经打开") {
		t.Errorf("%+v", f)
	}
}
