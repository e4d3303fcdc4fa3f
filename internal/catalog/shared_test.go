package catalog

import (
	"os"
	"reflect"
	"testing"

	"yichuang"
)

// sharedItem is an item on which several departments decide.
func sharedItem(t *testing.T) *yichuang.Item {
	t.Helper()
	data, err := os.ReadFile("testdata/lint/shared.yaml")
	if err != nil {
		t.Fatal(err)
	}
	it, bad := Parse("shared.yaml", data)
	if it == nil {
		t.Fatal(bad)
	}
	return it
}

// TestSharedApproval: what the file says of the departments is what a case is handed
// to, each with its own limits, or the item's.
func TestSharedApproval(t *testing.T) {
	it := sharedItem(t)
	statutory := yichuang.Limit{Value: 45, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance,
		Extension: &yichuang.Extension{Value: 15, Unit: yichuang.WorkingDays, Approver: "旗人民政府负责人"}}
	promised := yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance}
	want := []yichuang.Share{{Department: "旗卫生健康委员会"}, {Department: "旗公安局", Part: "治安条件", Statutory: &statutory, Promised: &promised}}
	if it.Office.Sharing != yichuang.ApproveParallel || !reflect.DeepEqual(it.Office.Shares, want) {
		t.Fatalf("%s %+v", it.Office.Sharing, it.Office.Shares)
	}
	now := yichuang.Circumstances{Calendar: yichuang.BuiltinCalendar()}
	for _, a := range yichuang.Assign(it, new(yichuang.Case), today, now) {
		days := map[string]int{"旗交通运输局": 5, "旗卫生健康委员会": 5, "旗公安局": 10}[a.Department]
		if a.Lead != (a.Department == "旗交通运输局") || a.Dues.Promised.Date != now.Calendar.AddWorkdays(today, days).Date {
			t.Errorf("%+v", a)
		}
	}
}

// TestEditionsStay: what was added to the types of the root leaves the editions of
// items as they are. A case stays on its edition, so a name must never change.
func TestEditionsStay(t *testing.T) {
	for id, want := range map[yichuang.ItemID]yichuang.Edition{"market-01": "1-ed2c8f2d", "market-07": "1-54df3598", "edu-02": "1-aea6a152", "general-07": "1-932b8910"} {
		if got := Sample().Item(id).Edition; got != want {
			t.Errorf("%s is edition %s now and was %s", id, got, want)
		}
	}
}
