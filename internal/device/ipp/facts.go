package ipp

import (
	"context"
	"slices"
	"strings"

	"github.com/OpenPrinting/goipp"

	"yichuang/internal/device"
)

// printerFacts is what a printer says of itself.
type printerFacts struct {
	status    int // printer-state: 3 idle, 4 processing, 5 stopped
	reasons   []string
	accepting bool
	formats   []string // document-format-supported
	media     []string // media-supported
}

// stoppedPrinter is the printer-state of one that prints nothing.
const stoppedPrinter = 5

// about asks the printer about itself.
func (p *Printer) about(ctx context.Context) (printerFacts, error) {
	m := p.request(goipp.OpGetPrinterAttributes)
	m.Operation.Add(goipp.MakeAttr("requested-attributes", goipp.TagKeyword, goipp.String("printer-state"),
		goipp.String("printer-state-reasons"), goipp.String("printer-is-accepting-jobs"),
		goipp.String("document-format-supported"), goipp.String("media-supported")))
	answer, err := p.call(ctx, m, nil, nil)
	if err != nil {
		return printerFacts{}, err
	}
	return factsOf(answer), nil
}

func factsOf(m *goipp.Message) printerFacts {
	f := printerFacts{accepting: true, reasons: texts(m.Printer, "printer-state-reasons"),
		formats: texts(m.Printer, "document-format-supported"), media: texts(m.Printer, "media-supported")}
	f.status, _ = number(m.Printer, "printer-state")
	if accepting, ok := first(m.Printer, "printer-is-accepting-jobs").(goipp.Boolean); ok {
		f.accepting = bool(accepting)
	}
	return f
}

// takes returns why the printer cannot be given a document now, nil when it can.
func (f printerFacts) takes(printer label, format string) error {
	if err := f.trouble(printer); err != nil {
		return err
	}
	// Some printers leave the list out; those get to say no themselves.
	if len(f.formats) > 0 && !slices.Contains(f.formats, format) {
		return printer.noPDF(nil)
	}
	return nil
}

// trouble says what is wrong, nil when nothing is.
func (f printerFacts) trouble(printer label) error {
	if err := device.Trouble(string(printer), f.state(), device.Nothing, nil); err != nil {
		return err
	}
	if !f.accepting {
		return printer.notAccepting(nil)
	}
	return nil
}

func (f printerFacts) hasMedia(name string) bool { return slices.Contains(f.media, name) }

// severity is how grave a printer calls a reason.
type severity int

const (
	report severity = iota
	warning
	failure
)

// reasonStates are the reasons that mean a state (RFC 8011, 5.4.12; PWG 5100.9).
var reasonStates = map[string]device.State{
	"media-empty": device.PaperOut, "media-needed": device.PaperOut, "input-tray-missing": device.PaperOut,
	"media-low": device.PaperLow, "media-jam": device.Jammed,
	"cover-open": device.CoverOpen, "door-open": device.CoverOpen, "interlock-open": device.CoverOpen,
	"offline": device.Offline, "paused": device.Offline, "moving-to-paused": device.Offline, "shutdown": device.Offline,
	"connecting-to-device": device.Offline, "timed-out": device.Offline,
}

// gravity ranks states, for the one that a clerk should hear of first.
var gravity = []device.State{device.Ready, device.PaperLow, device.Faulty, device.Offline, device.PaperOut, device.Jammed, device.CoverOpen}

// split cuts a reason into its name and its severity, the gravest where none is
// given.
func split(reason string) (string, severity) {
	for suffix, s := range map[string]severity{"-report": report, "-warning": warning, "-error": failure} {
		if name, ok := strings.CutSuffix(reason, suffix); ok {
			return name, s
		}
	}
	return reason, failure
}

// state is how the printer is. While it goes on working a warning does not count:
// one of two trays may be empty.
func (f printerFacts) state() device.State {
	if f.status == stoppedPrinter {
		if s := f.worst(report); !s.Usable() {
			return s
		}
		return device.Faulty
	}
	return f.worst(failure)
}

// worst is the gravest state among the reasons that are at least so severe. Of
// those that are less, want of paper is a sign that paper should be put in.
func (f printerFacts) worst(least severity) device.State {
	found := device.Ready
	for _, reason := range f.reasons {
		name, grave := split(reason)
		s, known := reasonStates[name]
		switch {
		case known && grave < least && s != device.PaperOut, !known && grave < failure, name == "none":
			continue
		case known && grave < least:
			s = device.PaperLow
		case !known && f.status != stoppedPrinter:
			continue // it works in spite of a reason nobody here knows
		case !known:
			s = device.Faulty
		}
		if slices.Index(gravity, s) > slices.Index(gravity, found) {
			found = s
		}
	}
	return found
}

// first returns the first value of an attribute, nil when there is none.
func first(all goipp.Attributes, name string) goipp.Value {
	for _, a := range all {
		if a.Name == name && len(a.Values) > 0 {
			return a.Values[0].V
		}
	}
	return nil
}

func number(all goipp.Attributes, name string) (int, bool) {
	n, ok := first(all, name).(goipp.Integer)
	return int(n), ok
}

// text returns the first value of an attribute as text, without a language.
func text(all goipp.Attributes, name string) string {
	switch v := first(all, name).(type) {
	case goipp.String:
		return string(v)
	case goipp.TextWithLang:
		return v.Text
	}
	return ""
}

// mostValues bounds how many values of one attribute are looked at.
const mostValues = 500

// texts returns all values of an attribute as text.
func texts(all goipp.Attributes, name string) []string {
	var out []string
	for _, a := range all {
		if a.Name != name {
			continue
		}
		for _, v := range a.Values {
			if s, ok := v.V.(goipp.String); ok && len(out) < mostValues {
				out = append(out, string(s))
			}
		}
	}
	return out
}
