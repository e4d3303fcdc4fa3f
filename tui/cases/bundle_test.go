package cases_test

import (
	"context"
	"testing"

	"yichuang"
	"yichuang/tui/tuitest"
)

// Bundle returns the cases that the hall has.
func (h *hall) Bundle(ctx context.Context, c *yichuang.Case) ([]*yichuang.Case, error) {
	if c.Bundle == nil {
		return nil, nil
	}
	var all []*yichuang.Case
	for _, n := range []yichuang.CaseNumber{tuitest.BundleLead, tuitest.BundleFirst, tuitest.BundleSecond} {
		if len(h.logs[n]) > 0 {
			other, _, err := h.Load(ctx, n)
			if err != nil {
				return nil, err
			}
			all = append(all, other)
		}
	}
	return all, nil
}

// parted is a hall with a bundle that was taken apart.
func parted(t *testing.T) *hall {
	h := newHall(t)
	h.logs = tuitest.Parted(t, h.now)
	bundle, parts := tuitest.Bundle(t)
	h.items = map[yichuang.ItemID]*yichuang.Item{bundle.ID: bundle, parts[0].ID: parts[0], parts[1].ID: parts[1]}
	return h
}

func TestTheCasesOfABundle(t *testing.T) {
	h := parted(t)
	d := show(t, h, tuitest.BundleLead).Resize(120, 60)
	d.Sees("跑货运一件事", "已决定0个，共2个，最迟2026-11-30", "> 1 跑货运一件事", "2 个体登记", "3 货运许可", "已受理", "2026-11-26 还有3个工作日", "收件凭证还没有交给申请人")
	d.Press("1").Sees("正在看的就是这个办件").Press("3")
	d.Sees(tuitest.BundleSecond.Pretty(), "> 3 货运许可")
}

func TestAMemberNamesItsBundle(t *testing.T) {
	h := parted(t)
	d := show(t, h, tuitest.BundleSecond).Resize(200, 60)
	d.Sees("> 3 货运许可", "营业执照", "免提交", "由部门核对", "由同一件事的“个体登记”产生", "带入“一件事”的审查结果：材料3种")
}

func TestCasesOfABundleThatAreElsewhere(t *testing.T) {
	h := parted(t)
	delete(h.logs, tuitest.BundleFirst)
	d := show(t, h, tuitest.BundleSecond).Resize(200, 60)
	d.Sees("市场监督管理局办理，不在本席位").Press("3").Sees("不在本席位")
	delete(h.logs, tuitest.BundleLead)
	d = show(t, h, tuitest.BundleSecond).Resize(200, 60)
	d.Sees("牵头的办件，不在本席位")
}

// TestACaseThatWasPartedTwice: the lead lists what another window made of the bundle.
func TestACaseThatWasPartedTwice(t *testing.T) {
	h := parted(t)
	lead := h.logs[tuitest.BundleLead]
	last := lead[len(lead)-1]
	body := *last.Body.(*yichuang.Parted)
	body.Members = append([]yichuang.Member(nil), body.Members...)
	body.Members[1].Number = "150627261123002100013"
	last.Body = &body
	h.logs[tuitest.BundleLead] = append(lead[:len(lead)-1:len(lead)-1], last)
	d := show(t, h, tuitest.BundleSecond).Resize(120, 60)
	d.Sees("这一件是重复分出来的", "撤回申请").Press("enter").Sees("撤回")
	show(t, h, tuitest.BundleFirst).Resize(120, 60).NotSees("重复分出来的")
}
