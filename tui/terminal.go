package tui

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"yichuang"

	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
)

// The variables that say how wide ambiguous characters are: the first is read by
// the library that counts columns, when the program starts; the second keeps the
// program from starting itself twice.
const (
	wideVar    = "RUNEWIDTH_EASTASIAN"
	settledVar = "YICHUANG_WIDTH_SETTLED"
)

// probeTime is how long a terminal has to say where its caret is. One that knows
// the question answers within a millisecond or two.
const probeTime = 100 * time.Millisecond

// probe is text whose width is ambiguous; it takes two columns or four.
const probe = "·“"

// Settle makes sure that program and terminal agree how wide characters are, and
// refuses a terminal that cannot show Chinese. Call it first in main: it may
// start the program again. typed is what somebody typed meanwhile; give it to
// Run. Errors have Code Invalid and are written in ASCII where the terminal is
// the reason.
//
// The characters · — … “ ” ① │ and some hundred others take one column in most
// terminals and two in some that are set up for Chinese. Only the terminal
// knows, so it is asked: draw some and say where the caret is.
func Settle() (typed []byte, err error) {
	if err := refuse(os.Getenv("TERM")); err != nil {
		return nil, err
	}
	// A Chinese locale makes this library count them as two whatever the
	// terminal does.
	_, said := os.LookupEnv(wideVar)
	if !said {
		runewidth.DefaultCondition.EastAsianWidth = false
	}
	if said || os.Getenv(settledVar) != "" {
		return nil, nil
	}
	wide, typed, err := askWidth()
	if err != nil || !wide {
		return typed, err
	}
	return typed, again(wideVar+"=1", settledVar+"=1")
}

// refuse returns an error for terminals without Chinese characters or without a
// caret that can be moved.
func refuse(term string) error {
	switch term {
	case "linux":
		return &yichuang.Error{
			Code:    yichuang.Invalid,
			Message: "This text console (TERM=linux) has no Chinese characters.",
			Hint:    "Start the program in a graphical terminal, or install kmscon or fbterm on this console.",
		}
	case "dumb", "":
		return &yichuang.Error{
			Code:    yichuang.Invalid,
			Message: fmt.Sprintf("This terminal (TERM=%q) cannot show screens.", term),
			Hint:    "Start the program in a terminal window, such as xterm, gnome-terminal or tmux.",
		}
	}
	return nil
}

// probeQuestion asks where the caret is after the probe, and takes the probe away.
func probeQuestion() string {
	return "\r" + probe + ansi.RequestCursorPositionReport + "\r" + ansi.EraseLineRight
}

// answer finds the terminal's answer in what was read. column is that of the
// caret, from 1; rest is what somebody typed around it.
func answer(read []byte) (column int, rest []byte, found bool) {
	for from := 0; ; {
		at := bytes.Index(read[from:], []byte("\x1b["))
		if at < 0 {
			return 0, read, false
		}
		at += from
		end := at + 2
		for end < len(read) && (read[end] >= '0' && read[end] <= '9' || read[end] == ';') {
			end++
		}
		from = at + 2
		if end == len(read) || read[end] != 'R' {
			continue
		}
		_, col, ok := bytes.Cut(read[at+2:end], []byte(";"))
		n, err := strconv.Atoi(string(col))
		if !ok || err != nil {
			continue
		}
		return n, append(read[:at:at], read[end+1:]...), true
	}
}

// wideAt reports whether a caret in that column means wide characters.
func wideAt(column int) bool { return column >= 1+4 }
