package device

import (
	"context"
	"errors"
	"fmt"

	"yichuang"
)

// State is how a printer is, as far as it tells.
type State string

// The states. A printer that does not answer in time, or has no way to answer,
// is Unknown: it may well print.
const (
	Unknown   State = "unknown"
	Ready     State = "ready"
	PaperLow  State = "paper low" // prints, and should get paper soon
	PaperOut  State = "paper out"
	CoverOpen State = "cover open"
	Jammed    State = "jammed"
	Offline   State = "offline" // cannot be reached, or says that it takes nothing
	Faulty    State = "faulty"  // stopped for another reason
)

// Usable reports whether a job may be sent to a printer in this state.
func (s State) Usable() bool { return s == Ready || s == PaperLow || s == Unknown || s == "" }

// Chinese returns the state as a screen shows it.
func (s State) Chinese() string {
	switch s {
	case Ready:
		return "可以打印"
	case PaperLow:
		return "纸快用完了"
	case PaperOut:
		return "没纸了"
	case CoverOpen:
		return "盖子没有关好"
	case Jammed:
		return "卡纸了"
	case Offline:
		return "没有联机"
	case Faulty:
		return "有故障"
	}
	return "状态不明"
}

// hint is what to do about a state that keeps a printer from printing.
func (s State) hint() string {
	switch s {
	case PaperOut:
		return "请装好纸、合上盖子再打印；等不及的可以换一台打印机"
	case CoverOpen:
		return "请把盖子压到底再打印；等不及的可以换一台打印机"
	case Jammed:
		return "请打开盖子取出卡住的纸再打印；等不及的可以换一台打印机"
	case Faulty:
		return "请把打印机关掉再打开；仍不行请换一台打印机，并告诉管理员"
	}
	return "请看打印机是否开着、网线或者数据线是否插好；办件不受影响，可以先换一台打印机"
}

// stateCause carries the state of a printer in the chain of a failure.
type stateCause struct {
	state State
	cause error
}

func (e *stateCause) Error() string {
	if e.cause != nil {
		return string(e.state) + ": " + e.cause.Error()
	}
	return string(e.state)
}

func (e *stateCause) Unwrap() error { return e.cause }

// Because returns a cause for the log that also says which state of a printer it
// stands for, to be found with StateOf.
func Because(s State, cause error) error { return &stateCause{s, cause} }

// StateOf returns the state of the printer that a failure speaks of, Unknown
// when it speaks of none.
func StateOf(err error) State {
	var s *stateCause
	if errors.As(err, &s) {
		return s.state
	}
	return Unknown
}

// Trouble returns the failure of a printer in a state that keeps it from
// printing, and nil for any other. far is how far a job came; a clerk is told
// when part of it may be on paper. cause is for the log and may be nil.
func Trouble(printer string, s State, far Delivery, cause error) error {
	if s.Usable() {
		return nil
	}
	return &yichuang.Error{Code: yichuang.Busy, Message: fmt.Sprintf("打印机 %s %s", printer, s.Chinese()) + onPaper(far), Hint: s.hint(), Err: Because(s, cause)}
}

// Broken returns the failure of a printer that was reached and then fell silent
// or hung up.
func Broken(printer string, far Delivery, cause error) error {
	message, hint := "打印机 "+printer+" 打到一半没有反应了"+onPaper(far), "请看打印机是否没纸、盖子没有关好或者断了电；纸上不完整的，作废后重新打印"
	if far == Nothing {
		message, hint = "打印机 "+printer+" 没有反应", "请看打印机是否开着、是否死机，可以关掉再打开；等不及的可以换一台打印机"
	}
	return &yichuang.Error{Code: yichuang.Busy, Message: message, Hint: hint, Err: cause}
}

// onPaper warns of what may have come out.
func onPaper(far Delivery) string {
	switch far {
	case Nothing:
		return ""
	case Partly:
		return "，纸上可能已经印了一部分"
	}
	return "，已经送出的文书不一定印完整"
}

// NoRoom returns the failure of a printer or its queue that has no room left for
// the job.
func NoRoom(printer string, far Delivery, cause error) error {
	return &yichuang.Error{Code: yichuang.Full, Message: "打印机 " + printer + " 的队列放不下这份文书" + onPaper(far),
		Hint: "请管理员清理打印队列或者磁盘空间；等不及的可以换一台打印机", Err: cause}
}

// Stopped returns the failure of a call whose context ended, on purpose or
// because its time was over. far is how far a job had come.
func Stopped(far Delivery, cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return &yichuang.Error{Code: yichuang.Busy, Message: "等设备等得太久，已经停下" + onPaper(far), Hint: "请看设备是否开着，再试一次", Err: cause}
	}
	return &yichuang.Error{Code: yichuang.Busy, Message: "已经取消" + onPaper(far), Hint: "需要时再做一次", Err: cause}
}
