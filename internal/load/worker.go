package load

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"yichuang"
	"yichuang/internal/catalog"
)

// worker is the work of one terminal, made before anything is measured: cases of the
// sample catalogue's items, every verdict a step of its own, as at a busy window.
type worker struct {
	terminal yichuang.Terminal
	key      ed25519.PrivateKey
	region   string
	items    []*yichuang.Item
	seq      int64
	head     yichuang.ChainHash
	at       time.Time
	made     int                 // cases
	number   yichuang.CaseNumber // of the last one
	events   int
	bytes    int
}

func newWorker(t yichuang.Terminal, key ed25519.PrivateKey) *worker {
	return &worker{terminal: t, key: key, items: collecting(), head: yichuang.ChainStart(t.ID),
		at: time.Date(2026, 11, 20, 9, 0, 0, 0, yichuang.Shanghai)}
}

// collecting are items of the sample catalogue with a scenario that collects four to
// eight materials, so that a case has some 25 events.
func collecting() []*yichuang.Item {
	var some []*yichuang.Item
	for _, it := range catalog.Sample().Items {
		if s := firstScenario(it); s != nil {
			some = append(some, it)
		}
	}
	return some
}

func firstScenario(it *yichuang.Item) *yichuang.Scenario {
	for i := range it.Scenarios {
		s := &it.Scenarios[i]
		asked, _ := yichuang.NeedsFor(s, nil, false)
		points := 0
		for _, id := range asked {
			points += len(it.Material(id).Points)
		}
		if s.Outcome == yichuang.Collect && len(asked) >= 3 && len(asked) <= 8 && points >= 6 && points <= 40 {
			return s
		}
	}
	return nil
}

// stretch makes the next cases, as one stretch.
func (w *worker) stretch(cases int) (*yichuang.Stretch, error) {
	st := &yichuang.Stretch{Terminal: w.terminal.ID, First: w.seq + 1}
	for range cases {
		if err := w.oneCase(st); err != nil {
			return nil, err
		}
	}
	st.Voucher = yichuang.SignVoucher(w.key, w.terminal.ID, w.seq, w.head)
	return st, nil
}

func (w *worker) oneCase(st *yichuang.Stretch) error {
	it := w.items[(w.made+w.terminal.Window)%len(w.items)]
	w.made++
	day := yichuang.DateOf(w.at)
	n, err := yichuang.IssueNumber(w.region, day, w.terminal.Window, w.terminal.Epoch, w.made)
	if err != nil {
		return err
	}
	w.number = n
	for base, body := range w.steps(it) {
		w.seq++
		w.at = w.at.Add(5*time.Second + time.Duration(w.seq*7_919_317%1_000_000_000))
		e := yichuang.Event{Terminal: w.terminal.ID, Seq: w.seq, Case: n, Base: base, At: w.at, Skew: 12 * time.Millisecond, By: "1001", Body: body}
		line, err := e.Line()
		if err != nil {
			return err
		}
		w.head = w.head.Next(line)
		w.events++
		w.bytes += len(line)
		st.Lines = append(st.Lines, line)
	}
	return nil
}

// steps are what a clerk does on one application.
func (w *worker) steps(it *yichuang.Item) []yichuang.Body {
	s := firstScenario(it)
	asked, _ := yichuang.NeedsFor(s, nil, false)
	bodies := []yichuang.Body{
		&yichuang.Opened{Item: it.Ref(), ItemName: it.Name, Window: w.terminal.Window, Channel: yichuang.ChannelWindow, Department: it.Office.Department,
			Applicant: yichuang.Applicant{Kind: yichuang.Person, Name: fmt.Sprintf("压测%03d号%04d", w.terminal.Window, w.made), Phone: fmt.Sprintf("100%08d", w.seq),
				Address: fmt.Sprintf("测试路%d号%d单元", w.made, w.terminal.Window), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: fmt.Sprintf("99150619900101%04d", w.made)}}},
		&yichuang.ScenarioAnswered{Scenario: s.ID, Name: s.Name, Outcome: s.Outcome, Asked: asked},
	}
	for i, id := range asked {
		m := it.Material(id)
		bodies = append(bodies, &yichuang.MaterialTaken{Material: id, Presence: yichuang.Held, Originals: m.Originals, Copies: m.Copies})
		var points []yichuang.Judgement
		for _, p := range m.Points {
			points = append(points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
		}
		if i%2 == 0 { // a material in one key
			bodies = append(bodies, &yichuang.PointsJudged{Material: id, Points: points})
			continue
		}
		for _, j := range points {
			bodies = append(bodies, &yichuang.PointsJudged{Material: id, Points: []yichuang.Judgement{j}})
		}
	}
	decided := &yichuang.Decided{Decision: yichuang.Accept, Accepted: yichuang.DateOf(w.at), Rule: it.Terms.Correction.Kind,
		Dues: yichuang.Dues{Promised: yichuang.Due{Date: yichuang.DateOf(w.at).AddDays(7)}, Statutory: yichuang.Due{Date: yichuang.DateOf(w.at).AddDays(28)}}}
	bodies = append(bodies, decided)
	for i, k := range []yichuang.DocumentKind{yichuang.Receipt, yichuang.AcceptNotice} {
		number := fmt.Sprintf("%s-%03d%04d-%d", w.region, w.terminal.Window, w.made, i)
		bodies = append(bodies, &yichuang.PaperPrepared{Paper: k, Number: number, Sum: fmt.Sprintf("%064x", w.seq)}, &yichuang.PaperPrinted{Number: number, Count: 1, To: "窗口打印机"},
			&yichuang.PaperSeen{Number: number}, &yichuang.PaperHanded{Number: number})
	}
	return bodies
}
