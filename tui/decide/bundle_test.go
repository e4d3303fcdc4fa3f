package decide_test

import (
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

// together tells a story at every size about a bundle under review; wrong is what is
// not in order.
func together(t *testing.T, story func(t *testing.T, w window), wrong ...yichuang.Body) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			bundle, parts := tuitest.Bundle(t)
			d := tuitest.New(t)
			a := yichuang.Applicant{Kind: yichuang.Person, Name: "张三", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}
			w := window{d, newSeat(t, d, bundle, a, nil), t}
			w.parts = parts
			for _, m := range bundle.Materials {
				w.put(t, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Held, Originals: 1},
					&yichuang.PointsJudged{Material: m.ID, Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}})
			}
			if len(wrong) > 0 {
				w.put(t, wrong...)
			}
			d.Start(tui.Options{Routes: routes(w.seat, d), Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
			w.Send(kit.Route{Name: "decide", Arg: number})
			story(t, w)
		})
	}
}

func TestABundleBecomesItsCases(t *testing.T) {
	together(t, func(t *testing.T, w window) {
		w.Sees("> 1 受理", "材料齐全，应当受理；受理后分成2个办件", "1. 个体登记，市场监督管理局：受理，承诺2026-11-26（3个工作日）",
			"2. 货运许可，交通运输局：受理，承诺2026-11-30（5个工作日）", "收件凭证一份，列明各办件；各办件另出受理通知书")
		w.Press("enter").Sees("确认决定：受理").Press("enter")
		w.handedOver()
		c := w.fold(t)
		if c.Stage != yichuang.StageParted || len(w.members) != 2 || w.members[1].Stage != yichuang.StageAccepted || w.members[1].Bundle.Lead != number {
			t.Fatalf("%s, %d cases", c.Stage, len(w.members))
		}
		if len(c.Papers) != 1 || c.Papers[0].Kind != yichuang.Receipt {
			t.Errorf("papers %+v", c.Papers)
		}
	})
}

func TestABundleIsCorrectedOnce(t *testing.T) {
	together(t, func(t *testing.T, w window) {
		w.Sees("> 3 一次性告知补正", "《身份证》身份证：看不清").Press("3", "enter")
		if d := w.last(); d.Decision != yichuang.Correct || len(d.Findings) != 1 || w.members != nil {
			t.Fatalf("%+v", d)
		}
	}, failed("card", 1, "看不清"))
}

func TestABundleWhoseItemIsNotHere(t *testing.T) {
	together(t, func(t *testing.T, w window) {
		w.parts = w.parts[:1]
		w.Press("esc").Send(kit.Route{Name: "decide", Arg: number})
		w.Sees("本机没有事项“货运许可”").Press("enter").Sees("本机没有事项“货运许可”")
		if w.fold(t).Stage != yichuang.StageReview {
			t.Fatal("parted without the item")
		}
	})
}

func TestABundleThatCannotBeKept(t *testing.T) {
	together(t, func(t *testing.T, w window) {
		w.fails = []error{full}
		w.Press("enter", "enter").Sees("磁盘已满")
		if w.fold(t).Stage != yichuang.StageReview || w.members != nil {
			t.Fatal("half parted")
		}
	})
}
