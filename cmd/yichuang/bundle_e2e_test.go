package main

import (
	"encoding/json"
	"testing"

	"yichuang"
)

// A clerk takes a bundle of three items in, keyboard only: one review, one receipt; the
// power is cut while the decision is before him; then the papers of the cases, one case
// after the other, and the last of them by its bundle.
func TestABundleFromTheFirstScreenToItsPapers(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}} {
		home := t.TempDir()
		d := sit(t, home, size.width, size.height, "--demo")
		signIn(d)
		d.press("f2").sees("[事项]").types("跑货运").sees("开办个体货运一件事").press("down").sees("材料收一份、审一次").press("enter").sees("[申请人]")
		d.types("赵某某").press("enter").press("enter").types("11010519491231002X").press("enter").types("13800000001").press("f8").sees("[情形]")
		d.types("1").sees("冷藏保鲜运输？").types("1").sees("12吨及以上重型货车").types("1").sees("应当提交9种材料").press("enter").sees("[审查]").sees("已审 0/37")
		for _, judged := range []string{"5/37", "10/37", "13/37", "18/37", "25/37", "29/37", "31/37", "35/37", "37/37"} {
			d.types("a").sees("已审 " + judged)
		}
		d.press("f8").sees("[决定]").sees("受理后分成3个办件").sees("道路运输证").press("enter").sees("确认决定：受理")
		d.kill() // nothing is parted before it is confirmed

		d = sit(t, home, size.width, size.height, "--demo")
		signIn(d)
		d.sees("赵某某").press("enter").sees("[审查]").sees("已审 37/37").press("f8").sees("[决定]").press("enter").sees("确认决定：受理").press("enter").sees("[文书]")
		d.sees("已分办").types("p").sees("交给申请人后按 a").types("a").sees("接着办同一件事的“个体工商户登记").press("enter")
		d.sees("已交 0/1").sees("旗市场监督管理局").types("p").sees("交给申请人后按 a").types("a").sees("接着办同一件事的“道路货物运输").press("enter")
		d.sees("受理通知书").types("p").sees("交给申请人后按 a").types("a").sees("接着办同一件事的“道路运输证").press("enter")
		d.sees("已交 0/1").types("p").sees("交给申请人后按 a").types("a").sees("办完了").press("enter").sees("新收件")
		d.press("f10").sees("退出").press("enter").ends()
		checkBundle(t, home)
	}
}

// checkBundle reads the cases as a script does.
func checkBundle(t *testing.T, home string) {
	t.Helper()
	var rows []yichuang.Summary
	if err := json.Unmarshal(run(t, home, "case", "list", "--json"), &rows); err != nil || len(rows) != 4 {
		t.Fatalf("%d cases, %v", len(rows), err)
	}
	stages := map[yichuang.Stage]int{}
	for _, r := range rows {
		stages[r.Stage]++
		var shown struct{ Case yichuang.Case }
		if err := json.Unmarshal(run(t, home, "case", "show", "--json", string(r.Number)), &shown); err != nil {
			t.Fatal(err)
		}
		for _, p := range shown.Case.Papers {
			if p.State != yichuang.PaperIsHanded {
				t.Errorf("%s of %s is %s", p.Kind, r.ItemName, p.State)
			}
		}
		if len(shown.Case.Papers) != 1 || shown.Case.Bundle == nil {
			t.Errorf("%s has %d papers", r.ItemName, len(shown.Case.Papers))
		}
	}
	if stages[yichuang.StageParted] != 1 || stages[yichuang.StageAccepted] != 3 {
		t.Errorf("%v", stages)
	}
	sound(t, home)
}
