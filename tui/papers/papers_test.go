package papers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

var full = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满，没有写出", Hint: "请清理磁盘后重试"}

var sizes = map[string]kit.Size{"80x24": {Width: 80, Height: 24}, "120x40": {Width: 120, Height: 40}}

// window is a clerk before the papers of a case.
type window struct {
	*tuitest.Driver
	*seat
	t testing.TB
}

// at tells a story at every size.
func at(t *testing.T, k yichuang.DecisionKind, story func(t *testing.T, w window)) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			d := tuitest.New(t)
			w := window{d, newSeat(t, d, k), t}
			d.Start(tui.Options{Routes: routes(w.seat, d), Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
			d.Send(kit.Route{Name: "papers", Arg: number})
			story(t, w)
		})
	}
}

// states fails the test unless the papers stand so, in order.
func (w window) states(want ...yichuang.PaperState) {
	w.t.Helper()
	papers := w.fold(w.t).Papers
	if len(papers) != len(want) {
		w.t.Fatalf("%d papers, want %d", len(papers), len(want))
	}
	for i, p := range papers {
		if p.State != want[i] {
			w.t.Fatalf("paper %d is %s, want %s\n%s", i+1, p.State, want[i], w.Text())
		}
	}
}

const (
	prepared = yichuang.PaperIsPrepared
	printed  = yichuang.PaperIsPrinted
	seen     = yichuang.PaperIsSeen
	handed   = yichuang.PaperIsHanded
)

func TestPrintHandOverAndGoHomeInThreeKeys(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.states(prepared, prepared) // prepared on opening: that had failed before
		w.Sees("收件凭证", "受理通知书", "待打印", "办件编号：150627-261123", "下一步：Enter 打印“收件凭证”")
		w.Press("p").Sees("2份已写到 /data/papers/2026-11-23", "已送打印", "交给申请人后按 a")
		w.states(printed, printed)
		before := len(w.events)
		w.Press("a").Sees("已交 2/2 份", "办完了：Enter 回工作台，F2 下一位")
		w.states(handed, handed)
		if n := len(w.events) - before; n != 4 {
			t.Fatalf("%d events, want seen and handed for both", n)
		}
		w.Press("enter").Sees("此处是desk")
	})
}

func TestOneByOne(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("enter").Sees("“收件凭证”已写到 /data/papers/2026-11-23/150627261123001100010-SJ1.pdf", "> 2 受理通知书")
		w.Press("y").Sees("“受理通知书”还没有打印")
		w.Press("1", "y")
		w.states(seen, prepared)
		w.Press("1", "h")
		w.states(handed, prepared)
		w.Press("enter").Sees("> 2 受理通知书").Press("h") // out and handed over in one
		w.states(handed, handed)
		w.Press("f2").Sees("此处是desk")
		if got := w.Top().(*stub).got; !slices.Contains(got, tea.Msg(kit.NextPerson{})) {
			t.Fatalf("the desk is not told that the next person comes, but %v", got)
		}
	})
}

func TestEnterNeverClaimsThatAPaperCameOut(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("p", "enter", "enter").Sees("都已送打印")
		w.states(printed, printed)
		w.Press("f2").Sees("文书还没有全部交给申请人")
	})
}

func TestAReprintIsAskedForAndCounted(t *testing.T) {
	at(t, yichuang.Decline, func(t *testing.T, w window) {
		w.Press("r").Sees("还没有打印过").Press("enter").Sees("第2次打印") // what the next printing will say
		w.Press("r").Sees("补打“不予受理通知书”？这是补打第1次").Press("2")
		if n := w.fold(t).Papers[0].Count; n != 1 {
			t.Fatalf("printed %d times", n)
		}
		w.Press("r", "1").Sees("已送打印 补打1")
		if n := w.fold(t).Papers[0].Count; n != 2 {
			t.Fatalf("printed %d times", n)
		}
	})
}

func TestAPrinterThatFailsHoldsUpNothing(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.fails = []error{nil, nil, full} // the first is printed and noted, the second fails
		w.Press("p").Sees("磁盘已满，没有写出")
		w.states(printed, prepared)
		w.Press("up").Advance(2 * time.Second).Press("down").NotSees("磁盘已满")
		w.Press("p")
		w.states(printed, printed)
		w.fails = []error{full, nil}
		w.Press("a").Sees("磁盘已满") // not on record, so not shown
		w.states(printed, printed)
		w.Sees("已交 0/2").Press("a").Sees("已交 2/2")
	})
}

func TestWhatIsNotPrintedIsTold(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.fails = []error{&yichuang.Error{Code: yichuang.Busy, Message: "打印机没有应答"}}
		w.Press("p").Sees("“收件凭证”没有打印，后面1份也没有打；办件不受影响", "打印机没有应答")
	})
}

func TestPapersThatCouldNotBePreparedAreTriedAgain(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("esc")
		w.Press("1") // 离开
		w.events = w.events[:len(w.events)-2]
		w.fails = []error{full}
		w.Send(kit.Route{Name: "papers", Arg: number})
		w.Sees("磁盘已满", "按 F5 重新生成").Press("f5").Sees("下一步：Enter 打印“收件凭证”")
		w.states(prepared, prepared)
	})
}

func TestLeavingAsksWhilePapersAreNotHandedOver(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("esc").Sees("还有2份文书没有交到申请人手里：收件凭证、受理通知书").Press("2").Sees("下一步")
		w.Press("p", "a", "esc").Sees("此处是desk")
	})
}

func TestAPaperOfAnotherDayAsksBeforeItIsPrinted(t *testing.T) {
	at(t, yichuang.Decline, func(t *testing.T, w window) {
		w.Advance(24*time.Hour).Press("enter").Sees("是 2026-11-23 生成的", "现在打印吗").Press("2")
		w.states(prepared)
		w.Press("enter", "1")
		w.states(printed)
		w.Press("esc").Sees("此处是desk") // it is not of today: nobody is asked
	})
}

func TestThePreviewScrolls(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("end").Sees("纸尾").Press("home").Sees("第1次打印").Press("tab").Sees("下一步")
		w.Press("end").Sees("纸尾").Press("home", "down", "down", "down").NotSees("第1次打印").Press("up", "up", "up").Sees("第1次打印")
		w.Press("esc").Sees("> 1 收件凭证")
		w.Resize(200, 50).Sees("> 1 收件凭证", "第1次打印").Press("end").Sees("纸尾")
	})
}

func TestACaseWithoutADecisionHasNoPapers(t *testing.T) {
	d := tuitest.New(t)
	s := newSeat(t, d, yichuang.Accept)
	s.events = s.events[:len(s.events)-1]
	d.Start(tui.Options{Routes: routes(s, d), Start: kit.Route{Name: "desk"}}, 80, 24)
	d.Send(kit.Route{Name: "papers", Arg: number})
	d.Sees("作出决定后生成").Press("p", "a", "y", "h", "r", "tab", "tab", "enter").Sees("此处是desk")
}

func TestKeysDuringPrintingBeginNothingNew(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.printing = func() {
			w.Send(tea.KeyPressMsg{Code: tea.KeyEnter}).Send(tea.KeyPressMsg{Code: 'p', Text: "p"}).Sees("正在打印“收件凭证”")
		}
		w.Press("enter")
		w.states(printed, prepared)
		if strings.Contains(w.Text(), "正在打印") {
			t.Fatal("still printing")
		}
	})
}

// A card reader ends with Enter, which would print.
func TestACardReaderPrintsNothing(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Scan("150627195001010017")
		w.Sees("像是读卡器或者扫码枪输入")
		w.states(prepared, prepared)
		w.Press("p")
		w.states(printed, printed)
	})
}

// What there is nothing to do for is off, so the help line names what there is.
func TestTheHelpLineNamesWhatIsNext(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Sees("Enter 打印", "p 全部打印").NotSees("a 全部出纸并已交")
		w.Press("a").Sees("没有已打印而还没有交的文书")
		w.Press("p").Sees("a 全部出纸并已交", "r 补打").NotSees("p 全部打印  ")
		w.Press("a").Sees("Enter 回工作台", "F2 下一位", "r 补打", "Tab 放大预览").NotSees("y 已出纸")
		w.Press("p").Sees("没有待打印的文书")
		w.Type("好").Sees("输入法在中文状态")
	})
}

// Scanning mostly follows the papers; whoever goes on to the next person from there
// leaves only when the papers are handed over.
func TestScansAfterThePapers(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.Press("f7").Sees("此处是扫描件")
		if of := w.Top().(*stub).arg; of != (kit.ScansOf{Case: number}) {
			t.Errorf("opened for %+v", of)
		}
		w.Send(kit.Close{Result: kit.NextPerson{}}).Sees("[文书]").Press("p", "a").Sees("已交").Press("f7").Sees("此处是扫描件")
		w.Send(kit.Close{Result: kit.NextPerson{}}).Sees("此处是desk")
	})
}
