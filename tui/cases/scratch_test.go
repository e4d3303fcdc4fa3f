package cases_test

import (
	"testing"

	"yichuang"
	"yichuang/tui/cases"
	"yichuang/tui/tuitest"
)

func TestScratch(t *testing.T) {
	for _, size := range sizes {
		h := newHall(t)
		n := h.open(zhang())
		h.reviewed(n, "bl", 2)
		h.decided(n, yichuang.Correct, true)
		h.do(n, &yichuang.Noted{Text: "申请人说明天来"})
		m := h.open(yichuang.Applicant{Kind: yichuang.Organization, Name: "某旗某某餐饮管理有限责任公司", Credit: "91330100799655058B", Legal: yichuang.Representative{Name: "李四", ID: zhang().ID}, Phone: "0477-8123456", Agent: &yichuang.Agent{Name: "王五", ID: zhang().ID, Phone: "13911112222"}, Address: "某旗某某镇某某街12号"})
		h.reviewed(m, "bl")
		h.decided(m, yichuang.AcceptOwing, false)
		d := tuitest.New(t)
		d.Screen(cases.NewFind(d.Env, h), routes(d, h)).Resize(size.Width, size.Height)
		t.Log("\n" + d.Text())
		d.Press("enter")
		t.Log("\n" + d.Text())
		d.Press("pgdown")
		t.Log("\n" + d.Text())
		d.Press("c")
		t.Log("\n" + d.Text())
		d.Type("赵科长\n\n")
		t.Log("\n" + d.Text())
		d.Press("esc")
		t.Log("\n" + d.Text())
		d.Press("esc").Press("down", "enter")
		t.Log("\n" + d.Text())
		d.Press("pgdown")
		t.Log("\n" + d.Text())
		d.Press("n")
		t.Log("\n" + d.Text())
	}
}
