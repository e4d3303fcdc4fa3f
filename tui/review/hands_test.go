package review_test

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"
)

// A card reader types eighteen digits and Enter, and digits are verdicts here.
func TestACardReaderJudgesNothing(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		before := len(w.events)
		w.Scan("622323195001010017") // 6 is no key of the review
		w.Sees("像是读卡器或者扫码枪输入", "已审 0/13").isAt("必填栏目")
		if len(w.events) != before {
			t.Fatalf("a card reader put %d events on record", len(w.events)-before)
		}
		w.Advance(time.Second)
		w.Scan("150627195001010017") // 1 is: the first key cannot be told from a hand's
		w.Sees("按 u 撤回", "已审 1/13").Press("u").Sees("已审 0/13").isAt("必填栏目")
		w.Press("enter").Sees("已审 1/13") // and hands go on as before
	})
}

// Where there is a caret, what a scanner types is text.
func TestACodeScannedIntoATextIsText(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("2", "0")
		w.Scan("11150000MB1604391C")
		if j := w.point("app", 1); j.Finding != "11150000MB1604391C" {
			t.Fatalf("judged %+v", j)
		}
	})
}

// A hand that is fast, or a terminal that holds keys back, loses none.
func TestFastKeysAreTakenInOrder(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		for _, r := range "131" {
			w.Advance(10 * time.Millisecond)
			w.Send(char(r))
		}
		w.Sees("已审 1/13")
		w.Advance(kit.BurstPause)
		w.Sees("已审 3/13").isAt("经营场所地址")
		if j := w.point("app", 2); j.Verdict != yichuang.NotApplicable {
			t.Fatalf("the second key judged %+v", j)
		}
		w.Advance(10 * time.Millisecond)
		w.Send(char('1')) // waits
		w.Press("down")   // and comes before whatever is pressed next
		w.Sees("已审 4/13")
	})
}

func TestTheInputMethodIsNoCommand(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Type("啊").Sees("输入法在中文状态", "已审 0/13")
		w.Press("a").Sees("已审 5/13").Driver.NotSees("输入法在中文状态")
	})
}

func TestTheScenarioCanBeAnsweredAnewUntilANoticeIsOut(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("f5").Sees("此处是情形")
	})
	at(t, func(t *testing.T, w window) {
		w.Press("a", "2", "1", "a", "a", "a", "x")
		later(t, w)
		w.Press("f5").Sees("情形不能再改")
	})
}

// With a ground to decline, what is not judged yet no longer matters.
func TestAGroundLeadsStraightToTheDecision(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Press("j", "2").Sees("已标记不予受理情形，按 Enter 去决定", "Enter 去决定").Press("enter").Sees("此处是决定")
	})
}

// Names are whole in the list as long as all of them fit.
func TestNamesOfMaterialsAreWhole(t *testing.T) {
	at(t, func(t *testing.T, w window) {
		w.Driver.NotSees("主要设备设施、..", "食品经营许可申..")
	})
}
