package main

import (
	"encoding/json"
	"strings"
	"testing"

	"yichuang"
)

// A clerk scans a stack of paper in the real program: the pages come in with their
// number and size, one is dropped, and one file of the material is on record.
func TestScanningAtTheWindow(t *testing.T) {
	t.Setenv("SANE_CONFIG_DIR", testScanner(t))
	home := t.TempDir()
	n := inReview(t, home, "扫描面馆", true)
	d := enter(t, home)
	d.press("f3").sees("查找").types(string(n)).sees(n.Pretty()[14:]).press("enter").sees("下一步").press("f7").sees("> 扫描件")
	d.quiet(settled)
	d.types("s").sees("> 扫描").sees("自动进纸").sees("200 dpi，灰度")
	for range 4 { // the first may be the flatbed
		if strings.Contains(d.text(), "自动进纸，") {
			break
		}
		d.types("o").quiet(settled)
	}
	d.press("enter").sees("扫到10页").sees("10页，共").quiet(settled)
	d.types("d").sees("去掉第10页").types("1").sees("已去掉1页，还有9页").quiet(settled)
	d.press("f8").sees("已存入").sees("9页")
	var shown struct{ Case yichuang.Case }
	if err := json.Unmarshal(run(t, home, "case", "show", "--json", string(n)), &shown); err != nil {
		t.Fatal(err)
	}
	list := shown.Case.Scans()
	if len(list) != 1 || list[0].Pages != 9 {
		t.Errorf("on record: %+v", list)
	}
	d.press("f10").sees("退出").press("enter").ends()
}
