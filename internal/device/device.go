// Package device holds what the terminal asks of the things on the counter:
// a Printer, a Scanner, a card Reader, and the states and failures they share.
// The drivers stand below it, one folder each; none knows another, a case or a
// screen.
//
// Rules of the house:
//
//   - A device is slow, breaks and lies. Everything here takes a context and ends
//     by itself when the device falls silent (Patience).
//   - Nothing is half-silent: a call ends with the whole thing done or with a
//     *yichuang.Error whose sentence a clerk understands and whose hint says what
//     to do. How far a job came is returned either way (Delivery).
//   - What comes back from a device is never trusted: it is bounded, checked, and
//     refused in plain words.
package device

import (
	"context"
	"fmt"
	"slices"

	"yichuang"
)

// Format says what the bytes of a Job are.
type Format string

// The formats of jobs.
const (
	Thermal Format = "thermal" // commands and text for a receipt printer, as paper.ESCPOS makes them
	PDF     Format = "pdf"
)

// Job is a finished paper on its way to a printer.
type Job struct {
	Name   string // as queues show it, such as the number of the paper
	Format Format
	Data   []byte
	Copies int // 0 counts as 1
}

// MostCopies is how many copies of one paper may be asked for at once.
const MostCopies = 20

// Times returns how often the paper is printed.
func (j Job) Times() int { return max(j.Copies, 1) }

// Check returns Invalid for a job that no printer, or none that takes only these
// formats, should be given.
func (j Job) Check(printer string, takes ...Format) error {
	switch {
	case !slices.Contains(takes, j.Format):
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("打印机 %s 打不了这种文书（%s）", printer, j.Format.chinese()),
			Hint: "请换一台打印机；应该能打的，请管理员检查打印机的设置"}
	case len(j.Data) == 0:
		return &yichuang.Error{Code: yichuang.Invalid, Message: "要打印的文书是空的", Hint: "请重新生成文书再打印"}
	case j.Copies < 0 || j.Copies > MostCopies:
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("一次不能打印 %d 份", j.Copies),
			Hint: fmt.Sprintf("请填 1 到 %d 份", MostCopies)}
	}
	return nil
}

func (f Format) chinese() string {
	switch f {
	case Thermal:
		return "小票"
	case PDF:
		return "A4 页"
	}
	return "格式不明"
}

// Progress is how far a job has come, and what the printer says of itself.
type Progress struct {
	Sent, Total int   // bytes, of all copies
	State       State // Unknown where the printer has not said
}

// Delivery says how far a job came.
type Delivery int

// The deliveries, from nothing to paper.
const (
	Nothing Delivery = iota // no byte left: another printer may take the job, nothing can come out twice
	Partly                  // some of it may come out, or is out already
	Sent                    // every byte left, and the printer said nothing
	Taken                   // the printer said that it has all of it
	Printed                 // the printer said that it is on paper
)

// String names the delivery for logs and tests.
func (d Delivery) String() string {
	names := []string{"nothing", "partly", "sent", "taken", "printed"}
	if d < 0 || int(d) >= len(names) {
		return fmt.Sprintf("delivery(%d)", int(d))
	}
	return names[d]
}

// Printer puts finished papers on paper. Calls may come from several goroutines;
// jobs go one after the other.
type Printer interface {
	// Print sends the job and returns when the printer has it, as far as the
	// printer tells. The delivery says how far the job came, also when err is not
	// nil. A context that ends stops the job and takes it back where that is
	// possible. report, which may be nil, is called from any goroutine, never twice
	// at once and never after Print has returned.
	//
	// Errors are Invalid for a job the printer cannot take, NotFound for a printer
	// that does not exist, Denied where this terminal may not print, Full for a
	// spool without room, and Busy for a printer that is not ready, cannot be
	// reached or fell silent; StateOf tells which.
	Print(ctx context.Context, job Job, report func(Progress)) (Delivery, error)
	// State asks the printer how it is. The error says in words what is wrong and
	// what to do; it is nil for Ready, PaperLow and Unknown.
	State(ctx context.Context) (State, error)
}

// Report calls report, if there is one.
func Report(report func(Progress), p Progress) {
	if report != nil {
		report(p)
	}
}

// Turn lets one caller at a time through. Make it with NewTurn.
type Turn chan struct{}

// NewTurn returns a Turn that nobody has.
func NewTurn() Turn { return make(Turn, 1) }

// Take waits for the turn, or for the end of the context. Give it back with
// Done.
func (t Turn) Take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return Stopped(Nothing, err)
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return Stopped(Nothing, ctx.Err())
	}
}

// Done gives the turn to the next.
func (t Turn) Done() { <-t }
