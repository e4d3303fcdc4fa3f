package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
)

// minimalPDF is a PDF that is told from another by its text.
func minimalPDF(text string) []byte { return []byte("%PDF-1.4\n% " + text + "\n%%EOF\n") }

// put writes a file and returns its name.
func put(t testing.TB, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sparse is a file of so many bytes that takes no room.
func sparse(t testing.TB, folder, name string, size int64) string {
	t.Helper()
	path := put(t, folder, name, minimalPDF(name))
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	return path
}

// The commands about scans: what they add, list and write, with what code they end,
// and that a file which cannot be added leaves nothing behind.
func TestScanCommands(t *testing.T) {
	home := alone(t)
	missing, _ := yichuang.IssueNumber("150627", yichuang.Date{Year: 2026, Month: 1, Day: 2}, 1, '0', 1)
	if _, problems, code := call(t, "", "--demo", "scan", "list", string(missing)); code != 1 || !strings.Contains(problems, "没有数据文件") {
		t.Errorf("before the first start: exit code %d: %s", code, problems)
	}
	n := string(oneCase(t))
	dir := filepath.Join(home, "files")
	form, photo := put(t, dir, "申请书 第1页.pdf", minimalPDF("form")), put(t, dir, "photo", []byte("\xff\xd8\xff\xe0 a photograph without an ending"))
	word := put(t, dir, "letter.pdf", []byte("PK\x03\x04 not what its name says"))
	empty, large := put(t, dir, "empty.pdf", nil), sparse(t, dir, "large.pdf", yichuang.MostScan+1)
	out := filepath.Join(home, "out.pdf")
	for _, tt := range []struct {
		line []string
		code int
		want string
	}{
		{[]string{"list", n}, 0, "bl"},
		{[]string{"list", "--json", n}, 0, "[]"},
		{[]string{"add", n, "app", form}, 0, "已添加"},
		{[]string{"add", n, "app", form, photo}, 0, "已有"},
		{[]string{"list", n}, 0, "申请书 第1页.pdf"},
		{[]string{"add", n, "app"}, 2, "--help"},
		{[]string{"add", "123", "app", form}, 2, "21位"},
		{[]string{"add", string(missing), "app", form}, 2, "没有编号为"},
		{[]string{"add", n, "nosuch", form}, 2, "it has: app 食品经营许可申请书"},
		{[]string{"add", n, "bl", word}, 2, "能添加：PDF、JPG、PNG、TIFF、OFD"},
		{[]string{"add", n, "bl", empty}, 2, "“empty.pdf”是空的"},
		{[]string{"add", n, "bl", large}, 2, "“large.pdf”有200MB，超过200MB"},
		{[]string{"add", n, "bl", dir}, 2, "是文件夹，不是文件"},
		{[]string{"add", n, "bl", os.DevNull}, 2, "是设备或者管道"},
		{[]string{"add", n, "bl", filepath.Join(dir, "nosuch.pdf")}, 2, "不存在"},
		{[]string{"add", n, "bl", form + "/x"}, 2, "不存在"},
		{[]string{"list", string(missing)}, 1, "没有编号为"},
		{[]string{"list", "abc"}, 2, "21位"},
		{[]string{"get", n, "nosuch"}, 2, "scan list"},
		{[]string{"get", n, ""}, 2, "scan list"},
		{[]string{"get", string(missing), "5c"}, 1, "没有编号为"},
		{[]string{"add", n, "bl", photo, word, form}, 2, "letter.pdf"}, // those before it are added
	} {
		got, problems, code := call(t, "", append([]string{"--demo", "scan"}, tt.line...)...)
		if code != tt.code || !strings.Contains(got+problems, tt.want) {
			t.Errorf("%v: exit code %d, want %d and %q:\n%s%s", tt.line, code, tt.code, tt.want, got, problems)
		}
	}
	list := scansListed(t, n)
	if len(list) != 3 || list[0].Material != "app" || list[0].Name != "申请书 第1页.pdf" || list[0].Type != "application/pdf" || list[0].State != yichuang.ScanAlone ||
		list[1].Type != "image/jpeg" || list[1].Pages != 1 || list[2].Material != "bl" || list[2].Name != "photo" {
		t.Fatalf("%+v", list)
	}
	hash := string(list[0].Hash)
	for _, short := range []string{hash, hash[:8], strings.ToUpper(hash[:20])} {
		if _, problems, code := call(t, "", "--demo", "scan", "get", n, short, "-o", out); code != 0 {
			t.Fatalf("%s: exit code %d: %s", short, code, problems)
		}
		if raw, err := os.ReadFile(out); err != nil || string(raw) != string(minimalPDF("form")) {
			t.Errorf("written: %q, %v", raw, err)
		}
	}
	if got, _, code := call(t, "", "--demo", "scan", "get", n, hash[:8]); code != 0 || got != string(minimalPDF("form")) {
		t.Errorf("to standard output: exit code %d: %q", code, got)
	}
	for _, where := range []string{home, filepath.Join(home, "no", "such", "folder")} {
		if _, problems, code := call(t, "", "--demo", "scan", "get", n, hash[:8], "-o", where); code != 1 || !strings.Contains(problems, "cannot write") {
			t.Errorf("to %s: exit code %d: %s", where, code, problems)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(home, ".writing-*")); len(left) > 0 { // the pattern is sound
		t.Errorf("left behind: %v", left)
	}
}

func scansListed(t testing.TB, n string) []listedScan {
	t.Helper()
	root := newRoot()
	var out strings.Builder
	root.SetOut(&out)
	root.SetArgs([]string{"--demo", "scan", "list", "--json", n})
	var list []listedScan
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(out.String()), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// Content that is spoilt on the disk is neither written out nor shown as if it were
// whole, and the list says so from then on.
func TestASpoiltScanIsTold(t *testing.T) {
	home := alone(t)
	n := string(oneCase(t))
	if _, problems, code := call(t, "", "--demo", "scan", "add", n, "app", put(t, home, "a.pdf", minimalPDF("a"))); code != 0 {
		t.Fatal(problems)
	}
	hash := string(scansListed(t, n)[0].Hash)
	chunk := filepath.Join(home, "data", "yichuang", "demo", "scans", hash[:2], hash, "0")
	raw, err := os.ReadFile(chunk)
	if err != nil {
		t.Fatal(err)
	}
	raw[12]++
	put(t, filepath.Dir(chunk), "0", raw)
	out := filepath.Join(home, "out.pdf")
	if _, problems, code := call(t, "", "--demo", "scan", "get", n, hash, "-o", out); code != 1 || !strings.Contains(problems, "已损坏") {
		t.Errorf("exit code %d: %s", code, problems)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("spoilt content was written")
	}
	if list := scansListed(t, n); list[0].State != yichuang.ScanSpoilt {
		t.Errorf("listed as %+v", list[0])
	}
	for _, said := range []string{"已添加", "已有"} { // it is mended by adding the same file again
		if got, problems, code := call(t, "", "--demo", "scan", "add", n, "app", filepath.Join(home, "a.pdf")); code != 0 || !strings.Contains(got, said) {
			t.Errorf("added again: exit code %d: %s%s", code, got, problems)
		}
	}
	if list := scansListed(t, n); len(list) != 1 || list[0].State != yichuang.ScanAlone {
		t.Errorf("listed as %+v", list)
	}
	if got, _, code := call(t, "", "--demo", "scan", "get", n, hash); code != 0 || got != string(minimalPDF("a")) {
		t.Errorf("mended to %q", got)
	}
}
