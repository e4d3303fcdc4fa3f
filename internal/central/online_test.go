package central_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// site is a portal that signs what it asks for.
type site struct {
	*client
	id     string
	secret string
}

// nonces makes every nonce another one.
var nonces atomic.Int64

// site enrols a portal at the hall, with samples published there.
func (s *server) site(id string) *site {
	s.t.Helper()
	p, err := s.Propose(s.t.Context(), sampleFiles(3))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.Publish(s.t.Context(), p, "首批"); err != nil {
		s.t.Fatal(err)
	}
	secret, err := s.AddPortal(s.t.Context(), central.Portal{ID: id, Hall: hall, Name: "测试网"})
	if err != nil {
		s.t.Fatal(err)
	}
	return &site{client: s.stranger(), id: id, secret: secret}
}

// signs makes a call as a portal makes it. key names what is asked for, "" where
// nothing changes.
func (p *site) signs(method, path, key string, body []byte) call {
	p.t.Helper()
	ask := wire.PortalRequest{Method: method, Path: path, Timestamp: strconv.FormatInt(time.Now().Unix(), 10), Nonce: fmt.Sprintf("nonce%012d", nonces.Add(1)), Idempotency: key, Body: body}
	kind := wire.TypeJSON
	switch {
	case method == http.MethodPut:
		kind = "application/octet-stream"
	case method == http.MethodGet:
		kind = ""
	}
	return call{method: method, path: path, body: bytes.NewReader(body), header: map[string]string{"Content-Type": kind, wire.HeaderPortal: p.id,
		wire.HeaderTimestamp: ask.Timestamp, wire.HeaderNonce: ask.Nonce, wire.HeaderIdempotency: key, wire.HeaderSignature: ask.Sign(unhex(p.t, p.secret))}}
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// asks sends a signed request and reads the answer.
func (p *site) asks(method, path, key string, body, into any) *wire.Problem {
	p.t.Helper()
	raw, ok := body.([]byte)
	if !ok && body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	answer, problem := p.ask(p.signs(method, path, key, raw))
	if problem == nil {
		if err := json.Unmarshal(answer, into); err != nil {
			p.t.Fatalf("%s: %v", answer, err)
		}
	}
	return problem
}

// must is asks for what is taken.
func (p *site) must(method, path, key string, body, into any) {
	p.t.Helper()
	if problem := p.asks(method, path, key, body, into); problem != nil {
		p.t.Fatalf("%s %s: %v", method, path, problem)
	}
}

// submits sends an application in.
func (p *site) submits(reference string) wire.ApplicationState {
	p.t.Helper()
	a, _ := p.applies(reference)
	var state wire.ApplicationState
	p.must(http.MethodPost, wire.PathApplications, "submit-"+reference, a, &state)
	return state
}

func pathOf(format string, n yichuang.CaseNumber) string {
	return strings.Replace(format, "{number}", string(n), 1)
}

// aPDF is a file of one page, another one for every text.
func aPDF(text string) []byte { return []byte("%PDF-1.4\n%" + text + "\n%%EOF\n") }

func nameOf(file []byte) yichuang.ScanHash {
	sum := sha256.Sum256(file)
	return yichuang.ScanHash(hex.EncodeToString(sum[:]))
}

func fileAt(file []byte) string {
	return strings.Replace(wire.PathOnlineFile, "{hash}", string(nameOf(file)), 1)
}

// applies is an application with one file for each of its materials but the last,
// which is missing. The files are sent.
func (p *site) applies(reference string) (wire.Application, *yichuang.ScenarioAnswered) {
	p.t.Helper()
	var it wire.OnlineItem
	p.must(http.MethodGet, "/v1/online/items/"+string(p.someItem()), "", nil, &it)
	a := wire.Application{Reference: reference, Item: it.ID, Edition: it.Edition, Applicant: testkit.Applicant(4), Answers: yichuang.Answers{}}
	a.Applicant.ID.Number = "11010519491231002X" // the example of GB 11643
	whole := &yichuang.Item{ID: it.ID, Edition: it.Edition, Name: it.Name, Questions: it.Questions, Scenarios: it.Scenarios, Materials: it.Materials}
	answered := collected(whole, a.Answers, it.Questions)
	if answered == nil {
		p.t.Fatalf("%s never collects", it.ID)
	}
	asked := append(append([]yichuang.MaterialID{}, answered.Asked...), answered.Doubtful...)
	for _, id := range asked[:len(asked)-1] {
		file := aPDF(reference + string(id))
		p.must(http.MethodPut, fileAt(file), "", file, new(wire.KeptFile))
		a.Materials = append(a.Materials, wire.SubmittedMaterial{Material: id, Files: []wire.SubmittedFile{{Hash: nameOf(file), Name: string(id) + ".pdf"}}})
	}
	return a, answered
}

// collected finds answers to questions that lead to materials, nil when none do.
func collected(it *yichuang.Item, answers yichuang.Answers, open []yichuang.Question) *yichuang.ScenarioAnswered {
	if len(open) == 0 {
		x, err := yichuang.Answer(it, false, answers)
		if err != nil || x.Outcome != yichuang.Collect || len(x.Asked)+len(x.Doubtful) < 2 {
			return nil
		}
		return x
	}
	for i := range open[0].Options {
		answers[open[0].ID] = open[0].Options[i].ID
		if x := collected(it, answers, open[1:]); x != nil {
			return x
		}
	}
	delete(answers, open[0].ID)
	return nil
}

// someItem is a published item that is taken in.
func (p *site) someItem() yichuang.ItemID {
	p.t.Helper()
	for _, it := range published(p.t, p.Centre, 0).Items {
		for i := range it.Scenarios {
			if s := &it.Scenarios[i]; s.Outcome == yichuang.Collect && len(s.Needs) > 1 {
				return it.ID
			}
		}
	}
	p.t.Fatal("no sample has a scenario that collects")
	return ""
}

// judged passes every point of the materials that are here.
func judged(k *yichuang.Case, it *yichuang.Item) (bodies []yichuang.Body) {
	for i := range it.Materials {
		m := &it.Materials[i]
		s := k.MaterialState(m.ID)
		if s == nil || s.Presence != yichuang.Held {
			continue
		}
		if s.Applies == "" {
			bodies = append(bodies, &yichuang.MaterialApplies{Material: m.ID, Applies: true})
		}
		x := &yichuang.PointsJudged{Material: m.ID}
		for _, point := range m.Points {
			x.Points = append(x.Points, yichuang.Judgement{No: point.No, Verdict: yichuang.Pass})
		}
		if len(x.Points) > 0 {
			bodies = append(bodies, x)
		}
	}
	return bodies
}

// An application comes in online, is taken by one window of two, corrected once,
// sent in again, taken by the other and accepted; the portal sees where it stands all the way.
func TestAnOnlineApplication(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		w1, w2 := enrol(t, s.Centre, window("W01", 1)), enrol(t, s.Centre, window("W02", 2))
		a, answered := p.applies("MS-2026-001")
		last := answered.Asked[len(answered.Asked)-1]
		if len(answered.Doubtful) > 0 {
			last = answered.Doubtful[len(answered.Doubtful)-1]
		}
		var state wire.ApplicationState
		p.must(http.MethodPost, wire.PathApplications, "first-key", a, &state)
		if state.Stage != yichuang.StageSubmitted || state.Reference != a.Reference || state.Visit != 1 || state.Received.IsZero() {
			t.Fatalf("%+v", state)
		}

		w1.pull()
		w2.pull()
		n := state.Number
		if k := w1.sees(n); k.Online == nil || k.Online.Portal != "mengsu" || k.Intake.Channel != yichuang.ChannelOnline || k.MaterialState(last).Presence != yichuang.Missing {
			t.Errorf("%+v", k)
		}
		items := published(t, s.Centre, 0).Items
		it := items[slices.IndexFunc(items, func(it *yichuang.Item) bool { return it.ID == a.Item })]
		w1.do(n, &yichuang.OnlineTaken{Window: 1})
		w2.do(n, &yichuang.OnlineTaken{Window: 2}) // it does not know yet
		w1.push()
		w2.push()
		w1.pull()
		w2.pull()
		same(t, n, w1, w2)
		if k := w2.sees(n); k.Intake.Window != 1 || k.Refusals != 1 {
			t.Errorf("window %d took it, %d refusals", k.Intake.Window, k.Refusals)
		}

		w1.do(n, judged(w1.sees(n), it)...)
		w1.do(n, &yichuang.Decided{Decision: yichuang.Correct, Findings: []yichuang.Finding{{Material: last, Name: "缺的材料", Defect: "未提交", Todo: "提交", Remedy: yichuang.RemedyCorrect}}})
		w1.push()
		p.must(http.MethodGet, pathOf(wire.PathApplication, n), "", nil, &state)
		if state.Stage != yichuang.StageCorrecting || len(state.Corrections) != 1 || state.Corrections[0].Material != last {
			t.Errorf("%+v", state)
		}

		file := aPDF("补正")
		p.must(http.MethodPut, fileAt(file), "", file, new(wire.KeptFile))
		state = wire.ApplicationState{}
		p.must(http.MethodPost, pathOf(wire.PathCorrections, n), "second-key", wire.Corrections{Note: "补上了", Materials: []wire.SubmittedMaterial{
			{Material: last, Files: []wire.SubmittedFile{{Hash: nameOf(file), Name: "补正.pdf"}}}}}, &state)
		if state.Stage != yichuang.StageSubmitted || state.Visit != 2 || state.Corrections != nil {
			t.Errorf("%+v", state)
		}

		w2.pull()
		k := w2.do(n, &yichuang.OnlineTaken{Window: 2}) // it waits for every window again
		if scans := k.MaterialState(last).Scans; len(scans) != 1 || scans[0].Hash != nameOf(file) || scans[0].Name != "补正.pdf" {
			t.Errorf("%+v", scans)
		}
		w2.do(n, append(judged(k, it), testkit.Accepted(testkit.FillEnd.AddDays(5), testkit.FillEnd.AddDays(12)))...)
		w2.push()
		p.must(http.MethodGet, pathOf(wire.PathApplication, n), "", nil, &state)
		if state.Accepted.IsZero() || state.Promised.IsZero() {
			t.Errorf("%+v", state)
		}
	})
}

// A file of a portal is a scan like any other, for every terminal.
func TestAFileOfAPortalIsAScan(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		file := append(aPDF("大"), bytes.Repeat([]byte("x"), wire.ChunkBytes)...)
		var kept wire.KeptFile
		for range 2 { // the same again does no harm
			p.must(http.MethodPut, fileAt(file), "", file, &kept)
		}
		if kept.Hash != nameOf(file) || kept.Size != int64(len(file)) || kept.Type != "application/pdf" {
			t.Errorf("%+v", kept)
		}
		a := s.enrolled(window("W01", 1))
		var plan wire.ScanPlan
		if p := a.json(http.MethodGet, "/v1/scans/"+string(kept.Hash), nil, &plan); p != nil {
			t.Fatal(p)
		}
		var got []byte
		for _, chunk := range plan.Chunks {
			raw, p := a.ask(get("/v1/chunks/" + chunk))
			if p != nil {
				t.Fatal(p)
			}
			got = append(got, raw...)
		}
		if len(plan.Chunks) != 2 || !bytes.Equal(got, file) {
			t.Errorf("%d chunks, %d bytes", len(plan.Chunks), len(got))
		}
	})
}

// A request that is repeated is answered as the first time, and nothing is done
// again; its key stands for nothing else.
func TestRepeatsOfAPortal(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		a, _ := p.applies("MS-1")
		var first, again wire.ApplicationState
		p.must(http.MethodPost, wire.PathApplications, "the-first", a, &first)
		before := durable(t, s.Centre)
		p.must(http.MethodPost, wire.PathApplications, "the-first", a, &again)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("first %+v, then %+v", first, again)
		}
		if problem := p.asks(http.MethodPost, wire.PathApplications, "another-key", a, &again); problem == nil || problem.Code != yichuang.Conflict || !strings.Contains(problem.Message, string(first.Number)) {
			t.Errorf("the same reference: %+v", problem)
		}
		b := a
		b.Reference = "MS-2"
		if problem := p.asks(http.MethodPost, wire.PathApplications, "the-first", b, &again); problem == nil || problem.Code != wire.CodeSpent {
			t.Errorf("the same key: %+v", problem)
		}
		if durable(t, s.Centre) != before {
			t.Error("something was done again")
		}
		p.must(http.MethodPost, wire.PathApplications, "the-second", b, &again)
		if again.Number == first.Number {
			t.Errorf("both are %s", again.Number)
		}
	})
}

// durable is what the centre has, but for what it only remembers to know repeats by.
func durable(t testing.TB, c *central.Centre) string {
	text := dump(t, c)
	from, to := strings.Index(text, "\nnonces\n"), strings.Index(text, "\nonline\n")
	if from < 0 || to < from {
		t.Fatalf("tables are in another order than this test thinks: %d, %d", from, to)
	}
	return text[:from] + text[to:]
}
