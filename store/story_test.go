package store_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// everyKind opens a case and appends steps until it has met every kind of event
// with every field filled in. It returns the case as the store gave it last.
func everyKind(t *testing.T, s *store.Store) *yichuang.Case {
	t.Helper()
	opened := testkit.Opened(2, testkit.FillItems) // an organization with legal representative and agent
	opened.Received = time.Date(2026, 11, 19, 16, 30, 0, 5, yichuang.Shanghai)
	opened.Applicant.BadCredit = true
	c, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened)
	if err != nil {
		t.Fatal(err)
	}
	changed := opened.Applicant
	changed.Phone = testkit.Phone(99)
	number, notice := "测补〔2026〕000001号", "测受〔2026〕000001号"
	ground := yichuang.Rejection{Reason: "测试理由", Type: yichuang.DeclineElsewhere, Agency: "测试机关", Basis: "行政许可法第三十二条"}
	finding := yichuang.Finding{Material: "m3", Name: "测试材料m3", No: 1, Content: "第1条审查内容", Defect: "模糊", Todo: "重新复印", Basis: "第三十二条", Remedy: yichuang.RemedyCorrect}
	failed := &yichuang.PointsJudged{Material: "m3", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Fail, Finding: "模糊", Value: "2026-11-01"},
		{No: 2, Verdict: yichuang.Pass, OnSpot: true}, {No: 3, Verdict: yichuang.NotApplicable}}, Machine: true}
	later := &yichuang.PointsJudged{Material: "m1", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Fail, Finding: "后来发现"}},
		Second: &yichuang.SecondNotice{Supervisor: "9001", Reason: "材料内页遗漏"}}
	await := &yichuang.Decided{Decision: yichuang.Accept, Await: true, Referred: []yichuang.Finding{finding}, Deviation: "测试偏离"}
	dues := yichuang.Dues{Statutory: yichuang.Due{Date: day("2027-01-04"), Uncertain: []int{2027}}, Promised: yichuang.Due{Date: day("2026-11-27")}}
	for _, bodies := range [][]yichuang.Body{
		{&yichuang.ScenarioAnswered{Answers: yichuang.Answers{"q1": "a"}, Scenario: "s1", Name: "首次申请", Outcome: yichuang.Collect,
			Asked: []yichuang.MaterialID{"m1", "m3"}, Doubtful: []yichuang.MaterialID{"m2"}}},
		{&yichuang.ApplicantChanged{Applicant: changed}},
		{&yichuang.MaterialApplies{Material: "m2", Applies: false}, &yichuang.MaterialTaken{Material: "m1", Presence: yichuang.Held, Originals: 1, Copies: 2},
			&yichuang.MaterialTaken{Material: "m3", Presence: yichuang.Held, Digital: true}},
		{failed},
		{&yichuang.GroundMarked{Ground: ground}, &yichuang.GroundMarked{Ground: ground, Off: true}},
		{&yichuang.Decided{Decision: yichuang.Correct, Findings: []yichuang.Finding{finding}}},
		{&yichuang.PaperPrepared{Paper: yichuang.CorrectNotice, Number: number, Sum: "abc"}, &yichuang.PaperPrinted{Number: number, Count: 1, To: "测试"}},
		{&yichuang.PaperSeen{Number: number}, &yichuang.PaperHanded{Number: number}},
		{&yichuang.Resubmitted{Note: "带齐了"}, later},
		{await},
		{&yichuang.Returned{Officer: "测试人员", Via: "电话", Reason: "请再核对"}},
		{&yichuang.GroundMarked{Ground: ground}},
		{&yichuang.Decided{Decision: yichuang.AcceptOwing, Await: true, Owed: []yichuang.Owed{{Material: "m3", Name: "测试材料m3", What: "模糊", Due: day("2026-11-25")}}}},
		{&yichuang.Confirmed{Officer: "测试人员", Via: "系统", Accepted: day("2026-11-20"), Dues: dues}},
		{&yichuang.PaperPrepared{Paper: yichuang.AcceptNotice, Number: notice}, &yichuang.Noted{Text: "测试备注"}},
		{&yichuang.ScanAttached{Material: "m1", Scan: testScan}, &yichuang.ScanAttached{Material: "m3", Scan: testScan}},
		{&yichuang.ScanRemoved{Material: "m3", Hash: testScan.Hash}, &yichuang.RefusalSettled{Terminal: "W03.1", Seq: 5, Note: "已重新告知"}},
	} {
		c = appendTo(t, s, c, bodies...)
	}
	return c
}

var testScan = yichuang.Scan{Hash: yichuang.ScanHash(strings.Repeat("5c", 32)), Size: 1234, Name: "测试.pdf", Type: "application/pdf", Pages: 2}

func day(text string) yichuang.Date {
	d, err := yichuang.ParseDate(text)
	if err != nil {
		return yichuang.Date{}
	}
	return d
}

// TestEveryKindRoundTrips stores every kind of event and reads it back as it
// was; what was folded while writing is what is folded when reading.
func TestEveryKindRoundTrips(t *testing.T) {
	clk := newClock()
	path := newPath(t)
	s := openAt(t, path, store.Options{Now: clk.now})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	written := everyKind(t, s)
	more := behind(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, store.Options{})
	read, err := s.Case(t.Context(), written.Number)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(written, read) {
		t.Errorf("folded while writing:\n%+v\nwhen reading:\n%+v", written, read)
	}
	events, err := s.History(t.Context(), written.Number)
	if err != nil {
		t.Fatal(err)
	}
	met := map[yichuang.EventKind]bool{}
	for i, e := range events {
		met[e.Body.Kind()] = true
		if e.Seq != int64(i+1) || e.Base != i || e.Terminal != testkit.Terminal.ID || e.By != clerk || e.Case != written.Number || !e.At.Equal(clk.now()) {
			t.Errorf("event %d: %+v", i, e)
		}
	}
	for _, c := range more {
		events, err := s.History(t.Context(), c.Number)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			met[e.Body.Kind()] = true
		}
		if read, err := s.Case(t.Context(), c.Number); err != nil || !reflect.DeepEqual(c, read) {
			t.Errorf("folded while writing:\n%+v\nwhen reading:\n%+v\n%v", c, read, err)
		}
	}
	for _, kind := range kinds(t) {
		if !met[kind] {
			t.Errorf("no event of kind %s was stored", kind)
		}
	}
	sound(t, s)
}

// kinds reads the kinds of events out of the source, so that a new one cannot be
// forgotten here.
func kinds(t *testing.T) []yichuang.EventKind {
	t.Helper()
	source, err := os.ReadFile("../event.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []yichuang.EventKind
	for _, m := range regexp.MustCompile(`"([a-z-]+)":\s+func\(\) Body`).FindAllSubmatch(source, -1) {
		list = append(list, yichuang.EventKind(m[1]))
	}
	if len(list) < 16 {
		t.Fatalf("%d kinds found in event.go", len(list))
	}
	return list
}

// TestUnknownKindIsKept stores an event of a newer version and reads it back.
func TestUnknownKindIsKept(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1)
	c = appendTo(t, s, c, &yichuang.Unknown{Name: "rated", Raw: []byte(`{"stars":5}`)})
	events, err := s.History(t.Context(), c.Number)
	if err != nil || len(events) != 2 || c.Events != 2 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	u, ok := events[1].Body.(*yichuang.Unknown)
	if !ok || u.Name != "rated" || string(u.Raw) != `{"stars":5}` {
		t.Errorf("%#v", events[1].Body)
	}
	sound(t, s)
}

// TestCloneSharesNothing walks a case and its clone for anything that a change
// of one would show in the other.
func TestCloneSharesNothing(t *testing.T) {
	s := newStore(t, store.Options{})
	c := everyKind(t, s)
	c.Decision.Facts.Ground = &yichuang.Rejection{Reason: "测试"}
	c.Decision.Facts.Findings = []yichuang.Finding{{}}
	c.Decision.Facts.Referred = []yichuang.Finding{{}}
	c.Decision.Facts.Dues.Promised.Uncertain = []int{2027}
	if c.Ground == nil || len(c.Notices) == 0 || len(c.Papers) == 0 || c.Applicant.Agent == nil {
		t.Fatal("the case is too poor to show anything")
	}
	clone := c.Clone()
	if !reflect.DeepEqual(c, clone) {
		t.Fatal("the clone is not equal")
	}
	shared(t, "case", reflect.ValueOf(c).Elem(), reflect.ValueOf(clone).Elem())
}

func shared(t *testing.T, path string, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if a.Type().Elem().PkgPath() == "time" { // *time.Location is shared by all
			return
		}
		if path == "case.History.trail" { // nothing reaches it from outside, and whoever appends copies
			return
		}
		if a.IsNil() || a.Kind() == reflect.Slice && a.Len() == 0 {
			t.Logf("%s is empty", path)
			return
		}
		if a.Pointer() == b.Pointer() {
			t.Errorf("%s is shared", path)
		}
	}
	switch a.Kind() {
	case reflect.Pointer:
		shared(t, path, a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			shared(t, path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		for i := range a.Len() {
			shared(t, path+"[]", a.Index(i), b.Index(i))
		}
	case reflect.Map:
		for _, key := range a.MapKeys() {
			shared(t, path+"[]", a.MapIndex(key), b.MapIndex(key))
		}
	}
}

// TestSpoiltText judges a point with a text that is no UTF-8, which JSON mends:
// what is folded now is what is folded tomorrow all the same.
func TestSpoiltText(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 1, testkit.Reviewed(false)...)
	judged := &yichuang.PointsJudged{Material: "m1", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass, Value: "坏\xff字"}}}
	now := appendTo(t, s, c, judged)
	tomorrow, err := openAt(t, s.Path(), store.Options{}).Case(t.Context(), c.Number)
	if err != nil || !reflect.DeepEqual(now, tomorrow) {
		t.Errorf("now\n%+v\ntomorrow\n%+v\n%v", now, tomorrow, err)
	}
}
