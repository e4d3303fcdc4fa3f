package wire

import (
	"bytes"
	"encoding/json"
	"fmt"

	"yichuang"
)

// head is a line that heads others, or ends them: one of its fields is set.
type head struct {
	Stretch *stretchHead            `json:"stretch,omitempty"`
	Run     *runHead                `json:"run,omitempty"`
	Voucher *yichuang.PlacedVoucher `json:"voucher,omitempty"`
	End     *End                    `json:"end,omitempty"`
}

// stretchHead stands before the events of a stretch.
type stretchHead struct {
	Terminal  yichuang.TerminalID `json:"terminal"`  // the author
	First     int64               `json:"first"`     // seq of the first event
	N         int                 `json:"n"`         // how many events follow, a line each
	Signature []byte              `json:"signature"` // the author's, for its chain up to the last of them; base64
}

// runHead stands before the events of a run.
type runHead struct {
	Pos      int64               `json:"pos"`               // of the first event
	Case     yichuang.CaseNumber `json:"case"`              //
	Index    int                 `json:"index"`             // events of the case that have a place before these
	Terminal yichuang.TerminalID `json:"terminal"`          // the author
	Seq      int64               `json:"seq"`               // of the first event
	N        int                 `json:"n"`                 // how many events
	Own      bool                `json:"own,omitempty"`     // the receiver is the author: no lines follow
	Refused  *yichuang.Refusal   `json:"refused,omitempty"` // why they were not taken
}

// End is the last line of a page: without it the page was cut off.
type End struct {
	After    int64  `json:"after"`           // the cursor to which the page is what comes next
	Position int64  `json:"position"`        // the cursor from which to go on
	More     bool   `json:"more,omitempty"`  // there is more behind it now
	Head     int64  `json:"head"`            // the last position of the hall
	Scope    string `json:"scope,omitempty"` // what of the hall the terminal may see; "" is all of it
	Open     int64  `json:"open"`            // how many open cases that are, at Head
	// Loaded is the case up to which a page of the first load has come.
	Loaded yichuang.CaseNumber `json:"loaded,omitempty"`
}

// Page is runs and vouchers in the order of their positions. Its lines share the
// memory of the body.
type Page struct {
	Runs     []yichuang.Run
	Vouchers []yichuang.PlacedVoucher
	End      End
}

func appendHead(b []byte, h head) []byte {
	raw, err := json.Marshal(h)
	if err != nil { // a head holds nothing that JSON cannot write
		return b
	}
	return append(append(b, raw...), '\n')
}

func appendLines(b []byte, lines [][]byte) []byte {
	for _, line := range lines {
		b = append(append(b, line...), '\n')
	}
	return b
}

// AppendStretch writes a stretch.
func AppendStretch(b []byte, s *yichuang.Stretch) []byte {
	b = appendHead(b, head{Stretch: &stretchHead{s.Terminal, s.First, len(s.Lines), s.Voucher.Signature}})
	return appendLines(b, s.Lines)
}

// AppendRun writes a run; its author gets no lines.
func AppendRun(b []byte, r *yichuang.Run, to yichuang.TerminalID) []byte {
	own := r.Terminal == to
	b = appendHead(b, head{Run: &runHead{r.Pos, r.Case, r.Index, r.Terminal, r.Seq, r.N, own, r.Refused}})
	if own {
		return b
	}
	return appendLines(b, r.Lines)
}

// AppendVoucher writes a voucher.
func AppendVoucher(b []byte, v yichuang.PlacedVoucher) []byte {
	return appendHead(b, head{Voucher: &v})
}

// AppendEnd ends a page.
func AppendEnd(b []byte, e End) []byte { return appendHead(b, head{End: &e}) }

// ParseStretches reads the body of a push. The lines share its memory. Invalid is
// returned for what is out of form.
func ParseStretches(body []byte) ([]yichuang.Stretch, error) {
	r := reader{rest: body}
	var all []yichuang.Stretch
	events := 0
	for !r.done() {
		h, err := r.head()
		if err != nil {
			return nil, err
		}
		s := h.Stretch
		switch {
		case s == nil:
			return nil, malformed(fmt.Sprintf("line %d is no head of a stretch", r.line))
		case s.Terminal == "" || s.First < 1 || s.N < 1:
			return nil, malformed(fmt.Sprintf("line %d: a stretch needs a terminal, a first seq from 1 and at least one event", r.line))
		case s.N > MostEvents-events:
			return nil, &Problem{Code: CodeTooLarge, Class: Never, Message: fmt.Sprintf("more than %d events in one push", MostEvents), Hint: "send less at a time"}
		}
		events += s.N
		st := yichuang.Stretch{Terminal: s.Terminal, First: s.First,
			Voucher: yichuang.Voucher{Terminal: s.Terminal, Seq: s.First + int64(s.N) - 1, Signature: s.Signature}}
		if st.Lines, err = r.lines(s.N); err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	if len(all) == 0 {
		return nil, malformed("the body is empty")
	}
	return all, nil
}

// ParsePage reads a page. Its lines share the body's memory. Invalid is returned
// for what is out of form, and for a page without its end.
func ParsePage(body []byte) (*Page, error) {
	r := reader{rest: body}
	p := new(Page)
	for !r.done() {
		h, err := r.head()
		if err != nil {
			return nil, err
		}
		switch {
		case h.Run != nil:
			run, err := r.run(h.Run)
			if err != nil {
				return nil, err
			}
			p.Runs = append(p.Runs, run)
		case h.Voucher != nil:
			p.Vouchers = append(p.Vouchers, *h.Voucher)
		case h.End != nil:
			p.End = *h.End
			if !r.done() {
				return nil, malformed(fmt.Sprintf("line %d ends the page, and there is more", r.line))
			}
			return p, nil
		default: // a kind of line that a newer centre sends
		}
	}
	return nil, malformed("the page was cut off before its end")
}

// reader takes a body apart, line by line.
type reader struct {
	rest []byte
	line int
}

func (r *reader) done() bool { return len(r.rest) == 0 }

func (r *reader) next() ([]byte, error) {
	r.line++
	i := bytes.IndexByte(r.rest, '\n')
	if i < 0 {
		return nil, malformed(fmt.Sprintf("line %d was cut off", r.line))
	}
	line := r.rest[:i]
	r.rest = r.rest[i+1:]
	return line, nil
}

func (r *reader) head() (h head, err error) {
	line, err := r.next()
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(line, &h); err != nil {
		return h, malformed(fmt.Sprintf("line %d: %v", r.line, err))
	}
	return h, nil
}

func (r *reader) lines(n int) ([][]byte, error) {
	if n > len(r.rest) { // each has at least its line end
		return nil, malformed(fmt.Sprintf("line %d announces %d lines, and they are not there", r.line, n))
	}
	lines := make([][]byte, n)
	for i := range lines {
		var err error
		if lines[i], err = r.next(); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (r *reader) run(h *runHead) (yichuang.Run, error) {
	run := yichuang.Run{Pos: h.Pos, Case: h.Case, Index: h.Index, Terminal: h.Terminal, Seq: h.Seq, N: h.N, Refused: h.Refused}
	if h.Pos < 1 || h.Index < 0 || h.Seq < 1 || h.N < 1 || h.Case == "" || h.Terminal == "" {
		return run, malformed(fmt.Sprintf("line %d: a run needs pos, case, terminal, seq and n", r.line))
	}
	if h.Own {
		return run, nil
	}
	var err error
	run.Lines, err = r.lines(h.N)
	return run, err
}

func malformed(what string) error {
	return &Problem{Code: yichuang.Invalid, Class: Never, Message: "out of form: " + what, Hint: "both sides must speak protocol 1; see docs/design/sync.md"}
}
