package escpos

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// session is one opening of the printer.
type session struct {
	link    link
	printer *Printer
	stop    func() bool // takes back the end by the context
}

func (s *session) close() {
	s.stop()
	s.link.Close()
}

// abort ends the session at once; what the system still holds back is thrown away.
func (s *session) abort() {
	if tcp, ok := s.link.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0) // the connection is closed in any case
	}
	s.link.Close()
}

// atOnce is how much is written under one deadline.
const atOnce = 4 << 10

// send writes all copies. It fails when the printer takes nothing for as long as
// its patience is.
func (s *session) send(job device.Job, progress func(sent, total int)) (device.Delivery, error) {
	total, sent := len(job.Data)*job.Times(), 0
	for range job.Times() {
		for rest := job.Data; len(rest) > 0; {
			piece := rest[:min(len(rest), atOnce)]
			if err := s.write(piece); err != nil {
				return device.Partly, err // of a piece that failed some may have gone
			}
			rest = rest[len(piece):]
			sent += len(piece)
			progress(sent, total)
		}
	}
	return device.Sent, nil
}

// write writes with a deadline, also to a link that knows none, such as a
// printer shared by Windows: there the writing is left behind.
func (s *session) write(b []byte) error {
	stall := s.printer.options.Patience.Stall
	err := s.link.SetWriteDeadline(time.Now().Add(stall))
	if errors.Is(err, os.ErrNoDeadline) {
		return s.watch(stall, func() error {
			_, err := s.link.Write(b)
			return err
		})
	}
	if err == nil {
		_, err = s.link.Write(b)
	}
	return err
}

// watch runs work that cannot be bounded and leaves it behind when it takes
// longer than wait, with the link closed under it.
func (s *session) watch(wait time.Duration, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		s.link.Close()
		return os.ErrDeadlineExceeded
	}
}

// lastWord is how long a mute printer may take to hang up after the last byte.
const lastWord = time.Second

// finish makes sure of what was sent, as far as the printer lets us: one that
// answers is asked again, behind the last byte; another is told that nothing
// more will come, and hangs up when it has it all.
func (s *session) finish(before device.State, data []byte) (device.Delivery, error) {
	if before != device.Unknown && !asks(data) {
		return s.askAgain()
	}
	if out, ok := s.link.(drainer); ok {
		if err := s.watch(s.printer.options.Patience.Stall, out.drain); err != nil {
			return device.Partly, err
		}
		return device.Sent, nil
	}
	half, ok := s.link.(interface{ CloseWrite() error })
	if !ok {
		return device.Sent, s.link.Close()
	}
	if err := half.CloseWrite(); err != nil {
		return device.Sent, err
	}
	return s.hangUp()
}

// drainer is a link that can say when its last byte is out.
type drainer interface{ drain() error }

// askAgain waits for an answer behind the last byte: the printer has taken all
// of it then. It may still have run out of paper.
func (s *session) askAgain() (device.Delivery, error) {
	first, ok, err := s.put(askPrinter, s.printer.options.Patience.Stall)
	switch {
	case err != nil:
		return device.Sent, err
	case !ok:
		return device.Sent, os.ErrDeadlineExceeded
	case first == device.Ready:
		return device.Taken, nil
	}
	state, err := s.ask(s.printer.options.Answer)
	if err == nil {
		err = device.Trouble(s.printer.String(), state, device.Sent, nil)
	}
	if err != nil || state == device.Unknown {
		return device.Sent, err
	}
	return device.Taken, nil
}

// asks reports whether a job has the bytes of a question in it, as a picture may
// by chance: printers answer these as well, and no answer would say which of the
// questions it is for.
func asks(data []byte) bool {
	for {
		i := bytes.Index(data, []byte{0x10, 0x04})
		if i < 0 || i+2 >= len(data) {
			return false
		}
		if n := question(data[i+2]); n >= askPrinter && n <= askPaper {
			return true
		}
		data = data[i+2:]
	}
}

// hangUp waits for the printer to close its side. One that is reset did not take
// everything.
func (s *session) hangUp() (device.Delivery, error) {
	if err := s.link.SetReadDeadline(time.Now().Add(lastWord)); err != nil {
		return device.Sent, err
	}
	said, err := io.Copy(io.Discard, io.LimitReader(s.link, 1<<10))
	switch {
	case said > mostNoise:
		return device.Sent, errNoise
	case errors.Is(err, os.ErrDeadlineExceeded):
		return device.Sent, nil
	case err != nil:
		return device.Sent, err
	}
	return device.Taken, nil
}

// explain puts a failure into words. One that has its words already passes.
func (s *session) explain(ctx context.Context, far device.Delivery, err error) error {
	var told *yichuang.Error
	printer := s.printer.String()
	switch {
	case err == nil, errors.As(err, &told):
		return err
	case ctx.Err() != nil:
		return device.Stopped(far, ctx.Err())
	case errors.Is(err, errNoise):
		return &yichuang.Error{Code: yichuang.Damaged, Message: "在 " + printer + " 上回答的不像是小票打印机",
			Hint: "请管理员检查打印机的地址和端口（一般是 9100）", Err: err}
	case errors.Is(err, syscall.ENOSPC):
		return device.NoRoom(printer, far, err)
	}
	return device.Broken(printer, far, err)
}

func busy(printer string, err error) error {
	return &yichuang.Error{Code: yichuang.Busy, Message: "打印机 " + printer + " 正被别的程序占用", Hint: "请稍等再打印；一直这样请管理员检查是否在系统里也装了这台打印机", Err: err}
}

func noPrinter(printer string, err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: printer + " 不是打印机，没有往里写", Hint: "请看打印机是否插好；插好了还这样，请管理员检查设置里的地址", Err: err}
}
