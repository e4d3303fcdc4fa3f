package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
)

const sampleCard = `{"version": 1, "kind": "居民身份证", "number": "11010519491231002X", "name": "甲子丑", "address": "测试市测试路1号", "until": "长期"}`

// A card laid on the reader fills in the form that is open, and nobody's else; the next
// form gets the next card. What no form waits for is not taken.
func TestACardOnTheReader(t *testing.T) {
	home, address := t.TempDir(), closedAddress(t)
	folder := filepath.Join(home, "config", "yichuang")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, folder, "config.yaml", []byte("card: {address: \""+address+"\"}\n"))
	s := seated(t, home)
	if err := s.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	lay := func(text string) (said string, err error) {
		cmd := command(t, home, "card", "lay", "-")
		cmd.Stdin = strings.NewReader(text)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err = cmd.Run()
		return out.String(), err
	}
	if said, err := lay(sampleCard); err == nil {
		t.Errorf("taken without a terminal: %s", said)
	}
	d := enter(t, home)
	if out := run(t, home, "card", "token"); !strings.HasPrefix(string(out), "http://"+address+"/card ") || len(strings.Fields(string(out))[1]) < leastToken {
		t.Errorf("the door: %s", out)
	}
	if said, err := lay(sampleCard); err == nil {
		t.Errorf("taken at the desk: %s", said)
	}
	d.types("11010519491231002X\r").sees("> 查找办件").sees("没有找到“11010519491231002X”").press("esc").gone("没有找到").press("esc").sees("新收件").quiet(settled) // a reader that plays keyboard
	d.types("978-7-01-000000-0\r").sees("不是凭证、证件或者执照上的号码").quiet(settled)
	d.press("f2").sees("[事项]").types("jszg").sees("教师资格").press("enter").sees("[申请人]").quiet(settled)
	if said, err := lay(sampleCard); err != nil {
		t.Fatalf("not taken at the form: %s", said)
	}
	d.sees("甲子丑").sees("测试市测试路1号").sees("110105********002X")
	if said, err := lay(strings.Replace(sampleCard, "002X", "0021", 1)); err == nil || !strings.Contains(said, "没有读好") {
		t.Errorf("misread: %s, %v", said, err)
	}
	d.sees("证件没有读好").types("13800000000").press("f8").sees("[情形]").kill()
	if info, err := os.Stat(filepath.Join(home, "data", "yichuang", "demo", "card.token")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token: %v, %v", info, err)
	}
	var rows []yichuang.Summary
	s = seated(t, home)
	defer s.close()
	rows, err := s.Find(t.Context(), "甲子丑", 10)
	if err != nil || len(rows) != 1 {
		t.Errorf("cases: %v, %v", rows, err)
	}
}
