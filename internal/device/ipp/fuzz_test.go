package ipp

import (
	"testing"

	"github.com/OpenPrinting/goipp"

	"yichuang/internal/device"
)

// FuzzAnswer: whatever a printer answers, reading it ends, and what is made of it
// is one of the states and of sane size.
func FuzzAnswer(f *testing.F) {
	for status, reasons := range map[int]string{3: "none", 5: "media-empty-error", 4: "cover-open"} {
		m := goipp.NewResponse(goipp.MakeVersion(1, 1), goipp.StatusOk, 1)
		m.Operation.Add(goipp.MakeAttribute("status-message", goipp.TagText, goipp.String("ok")))
		m.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(status)))
		m.Printer.Add(goipp.MakeAttribute("printer-state-reasons", goipp.TagKeyword, goipp.String(reasons)))
		m.Job.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(1)))
		raw, err := m.EncodeBytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(raw[:len(raw)/2])
	}
	f.Add([]byte("HTTP/1.1 200 OK"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			return
		}
		p := label("p")
		if refusal := (&Printer{name: p}).status(m); refusal != nil && refusal.Error() == "" {
			t.Error("a refusal without words")
		}
		facts := factsOf(m)
		if err := facts.takes(p, "application/pdf"); err != nil && err.Error() == "" {
			t.Error("a failure without words")
		}
		if s := facts.state(); s.Chinese() == "状态不明" && s != device.Unknown {
			t.Errorf("%q is no state", s)
		}
		if len(facts.reasons) > mostValues || len(facts.media) > mostValues {
			t.Errorf("%d reasons, %d media", len(facts.reasons), len(facts.media))
		}
		_, _ = number(m.Job, "job-id")
	})
}
