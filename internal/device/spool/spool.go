// Package spool prints through what the system has for printing: the queues of
// CUPS with lp (LP), receipts raw and A4 pages as PDF, or a command of the
// system's or the hall's own (Command), which is how A4 pages are printed on
// Windows.
//
// A queue takes a job and prints it in its own time: the delivery is Taken at
// best, and what happens to the paper shows only in the state.
package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// usualPatience is how long a command of the system may take.
const usualPatience = 30 * time.Second

// run runs a program to its end, with data as its input, and returns what it
// wrote. The words of programs are English (LC_ALL=C) and go to the log only.
func run(ctx context.Context, patience time.Duration, env []string, data []byte, argv ...string) (string, error) {
	ctx, done := context.WithTimeoutCause(ctx, patience, errPatience)
	defer done()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(append(os.Environ(), "LC_ALL=C"), env...)
	cmd.Stdin = bytes.NewReader(data)
	cmd.WaitDelay = time.Second // a child that holds the output does not hold the caller
	var out, said device.Words
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	switch {
	case err == nil:
		return out.String(), nil
	case context.Cause(ctx) != nil:
		return "", context.Cause(ctx)
	}
	return "", fmt.Errorf("%s: %w: %s", argv[0], err, said.Line())
}

var errPatience = errors.New("the command took too long")

// ended explains a command that did not end by itself, nil for any other
// failure. far is how much of the job may have gone.
func ended(ctx context.Context, printer string, far device.Delivery, err error) error {
	switch {
	case ctx.Err() != nil:
		return device.Stopped(far, ctx.Err())
	case errors.Is(err, errPatience):
		return device.Broken(printer, far, err)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return &yichuang.Error{Code: yichuang.NotFound, Message: "本机没有打印用的程序", Hint: "请管理员安装（Debian 上是 cups-client）或者检查设置里的打印命令", Err: device.Because(device.Offline, err)}
	}
	return nil
}
