package papers_test

import (
	"testing"

	"yichuang"
	"yichuang/tui/kit"
)

// turn lets the jobs of the seat stand otherwise, and tells.
func (w window) turn(out yichuang.JobOutcome) {
	for i := range w.jobs {
		w.jobs[i].JobOutcome = out
	}
	w.Send(kit.PrintNews{})
}

var (
	noPaper = yichuang.JobOutcome{State: yichuang.JobWaiting, Trouble: "没纸了", Problem: "打印机 小票机 没纸了。请装好纸、合上盖子再打印"}
	partly  = yichuang.JobOutcome{State: yichuang.JobAsked, Begun: true, Trouble: "没有反应", Problem: "打印机 小票机 打到一半没有反应了"}
)

// Whether a paper came out is said beside it; what did not cannot be called seen.
func TestAPaperThatDoesNotComeOut(t *testing.T) {
	at(t, yichuang.Accept, func(t *testing.T, w window) {
		w.printer, w.outcome = "小票机", yichuang.JobOutcome{State: yichuang.JobWaiting}
		w.Press("p").Sees("2份已送打印", "排队等打印")
		w.turn(noPaper)
		w.Sees("等打印机：没纸了", "F6 换打印机或者重打").Press("down", "up").Sees("请装好纸")
		w.Press("a").Sees("“受理通知书”没有打出来：没纸了；F6 看打印任务")
		w.Press("y").Sees("没有打出来")
		w.states(printed, printed)
		w.turn(yichuang.JobOutcome{State: yichuang.JobPrinted, Begun: true})
		w.Sees("已打出").Press("a").Sees("已交 2/2")
	})
}

// Of what may be out the clerk's eyes decide.
func TestAPaperThatMayBeOut(t *testing.T) {
	at(t, yichuang.Decline, func(t *testing.T, w window) {
		w.printer, w.outcome = "小票机", partly
		w.Press("enter").Sees("已送打印机“小票机”", "待确认：没有反应").Press("y")
		w.states(seen)
		w.Press("f6").Sees("此处是打印任务")
	})
}
