package ipp

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"yichuang"
	"yichuang/internal/device"
)

// label is what people call the printer.
type label string

// refusal is an answer that says no: the printer did nothing.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// refused reports whether the printer said that it did nothing.
func refused(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

func (n label) no(code yichuang.Code, what, hint string, cause error) error {
	return refusal{&yichuang.Error{Code: code, Message: "打印机 " + string(n) + " " + what, Hint: hint, Err: cause}}
}

func (n label) denied(cause error) error {
	return n.no(yichuang.Denied, "不许本机打印", "请管理员在打印机或者 CUPS 上允许本机打印", cause)
}

func (n label) noQueue(cause error) error {
	return n.no(yichuang.NotFound, "不存在", "地址上有打印服务，但没有这个队列；请管理员检查地址里的路径", cause)
}

func (n label) noPDF(cause error) error {
	return n.no(yichuang.Invalid, "打不了 PDF", "请管理员在本机用 CUPS 装这台打印机，再打印到 CUPS 的队列", cause)
}

func (n label) notAccepting(cause error) error {
	return n.no(yichuang.Busy, "现在不收新的任务", "请管理员在打印机上恢复收任务；可以先换一台打印机", cause)
}

// garbled is an answer that makes no sense.
func (n label) garbled(cause error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "在 " + string(n) + " 上回答的不像是打印机", Hint: "请管理员检查打印机的地址；打印机死机的，关掉再打开", Err: cause}
}

// unreached explains a call that did not get through: it was never connected, or
// the printer fell silent, hung up, or spoke something that is no HTTP. far is
// how much of a job had gone.
func (n label) unreached(ctx context.Context, far device.Delivery, err error) error {
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	network := errors.As(err, &op)
	switch {
	case ctx.Err() != nil:
		return device.Stopped(far, context.Cause(ctx))
	case errors.As(err, &certificate):
		return n.no(yichuang.Denied, "的证书不受信任", "请管理员把它的证书装进本机，或者把地址改为 ipp:// 开头", err)
	case network && op.Op == "dial":
		return device.Unreached("打印机 "+string(n), err)
	case network, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return device.Broken(string(n), far, err)
	}
	return n.garbled(err)
}
