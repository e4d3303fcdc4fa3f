package decide_test

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"
)

// A card reader types eighteen digits and Enter: 1 would choose and Enter
// confirm.
func TestACardReaderDecidesNothing(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Scan("150627195001010017")
		w.Sees("像是读卡器或者扫码枪输入", "> 1 受理").NotSees("确认决定")
		if w.fold(t).Decision != nil {
			t.Fatal("a card reader decided")
		}
		w.Advance(time.Second)
		w.Press("1").Sees("确认决定：受理")
		w.Scan("150627195001010017") // the last word is a hand's, too
		if w.fold(t).Decision != nil {
			t.Fatal("a card reader confirmed")
		}
		w.Advance(time.Second)
		w.Press("enter", "enter")
		w.handedOver()
	})
}

// In a reason, what a scanner types is text.
func TestACodeScannedIntoTheReasonIsText(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Press("1")
		w.Scan("11150000MB1604391C")
		w.Sees("确认决定：受理", "11150000MB1604391C")
	}, failed("bl", 3, "经营范围未包含申请事项"))
}

func TestTheInputMethodIsNoCommand(t *testing.T) {
	at(t, foodLicence(), func(t *testing.T, w window) {
		w.Type("我").Sees("输入法在中文状态").Press("1").Sees("确认决定：受理")
	})
}

// An item as large as they come, and nothing of it handed in: everything that is
// to be corrected can be read before it is told.
func TestTheLargestNoticeCanBeReadToTheEnd(t *testing.T) {
	w := begin(t, kit.Size{Width: 80, Height: 24}, heavy(), yichuang.Answers{"q1": "cater"})
	for _, m := range w.item.Materials {
		w.put(t, &yichuang.MaterialTaken{Material: m.ID, Presence: yichuang.Missing})
	}
	w.Send(kit.Route{Name: "decide", Arg: number})
	w.Sees("13项问题一次全部告知").NotSees("13. 《第13种材料")
	for range 10 {
		w.Press("pgdown")
	}
	w.Sees("13. 《第13种材料", "一次性补正告知书").Press("enter").Sees("确认决定：一次性告知补正", "1. 《第1种材料")
}

// Where nothing is collected there is nothing to review, and Esc leads to the
// answers that say so.
func TestWhatIsNotCollectedHasNoReview(t *testing.T) {
	w := begin(t, kit.Size{Width: 120, Height: 40}, foodLicence(), yichuang.Answers{"q1": "packed"})
	w.Send(kit.Route{Name: "decide", Arg: number})
	w.Sees("Esc 回到情形").NotSees("已审 0/0")
}
