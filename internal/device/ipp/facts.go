package ipp

import (
	"context"
	"slices"

	"github.com/OpenPrinting/goipp"

	"yichuang/internal/device"
)

// printerFacts is what a printer says of itself.
type printerFacts struct {
	status    int // printer-state: 3 idle, 4 processing, 5 stopped
	reasons   device.Reasons
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

// state is how the printer is.
func (f printerFacts) state() device.State { return f.reasons.State(f.status == stoppedPrinter) }

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
