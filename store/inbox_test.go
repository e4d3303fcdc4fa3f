package store_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	keep "yichuang/internal/pin"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// office is a centre for one hall, in memory: it places what seats offer, by the
// same rules.
type office struct {
	t     *testing.T
	runs  []yichuang.Run
	words []yichuang.PlacedVoucher
	cases map[yichuang.CaseNumber]*yichuang.Case
	acked map[yichuang.TerminalID]int64
	pos   int64
	// stranger is somebody of whom it takes nothing.
	stranger yichuang.UserID
}

func newOffice(t *testing.T) *office {
	return &office{t: t, cases: map[yichuang.CaseNumber]*yichuang.Case{}, acked: map[yichuang.TerminalID]int64{}}
}

// take places a stretch, each event as a run of its own.
func (o *office) take(st *yichuang.Stretch) {
	o.t.Helper()
	for i, line := range st.Lines {
		seq := st.First + int64(i)
		if seq <= o.acked[st.Terminal] {
			continue
		}
		e, err := yichuang.ReadLine(st.Terminal, line)
		if err != nil || e.Seq != seq {
			o.t.Fatalf("line %d is %+v, %v", seq, e, err)
		}
		c := o.cases[e.Case]
		if c == nil {
			c = new(yichuang.Case)
			o.cases[e.Case] = c
		}
		o.pos++
		r := yichuang.Run{Pos: o.pos, Case: e.Case, Index: c.Events, Terminal: st.Terminal, Seq: seq, N: 1, Lines: [][]byte{line}}
		e.Pos = o.pos
		if e.By == o.stranger {
			r.Refused = c.Refuse(e, &yichuang.Error{Code: yichuang.Denied, Message: "没有这个人"})
		} else if err := c.Apply(e); err != nil {
			r.Refused = c.Refuse(e, err)
		}
		o.runs = append(o.runs, r)
		o.acked[st.Terminal] = seq
	}
	o.words = append(o.words, yichuang.PlacedVoucher{Voucher: st.Voucher, Pos: o.pos})
}

// post is a seat with its file.
type post struct {
	*store.Store
	t *testing.T
}

func newPost(t *testing.T, seat string, window int) *post {
	s := openAt(t, newPath(t), store.Options{Terminal: yichuang.Terminal{ID: yichuang.NewTerminalID(seat, '1'), Window: window, Epoch: '1'}, Now: newClock().now})
	if _, err := s.PutItems(t.Context(), testkit.Items(3)); err != nil {
		t.Fatal(err)
	}
	return &post{s, t}
}

// push offers everything to the office.
func (p *post) push(o *office) {
	p.t.Helper()
	for {
		st, err := p.Outbox(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		if st == nil {
			return
		}
		o.take(st)
		if err := p.Acked(p.t.Context(), st.Terminal, o.acked[st.Terminal]); err != nil {
			p.t.Fatal(err)
		}
	}
}

// pull takes in what is behind the cursor; own runs come without their lines.
func (p *post) pull(o *office) {
	p.t.Helper()
	l, err := p.Link(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	var runs []yichuang.Run
	var words []yichuang.PlacedVoucher
	for _, r := range o.runs {
		if r.Pos > l.Cursor {
			if r.Terminal == p.Terminal().ID {
				r.Lines = nil
			}
			runs = append(runs, r)
		}
	}
	for _, v := range o.words {
		if v.Pos > l.Cursor {
			words = append(words, v)
		}
	}
	if err := p.TakeRuns(p.t.Context(), yichuang.News{Incarnation: l.Incarnation, Runs: runs, Vouchers: words}, o.pos); err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) sound() {
	p.t.Helper()
	sound(p.t, p.Store)
}

// agrees fails the test unless the seat folds a case to what the office has.
func (p *post) agrees(o *office, n yichuang.CaseNumber) {
	p.t.Helper()
	c, err := p.Case(p.t.Context(), n)
	if err != nil {
		p.t.Fatal(err)
	}
	here, _ := json.Marshal(c)
	there, _ := json.Marshal(o.cases[n])
	if string(here) != string(there) {
		p.t.Errorf("%s has\n%s\nthe centre\n%s", p.Terminal().ID, here, there)
	}
	p.sound()
}

func (p *post) opens(i int, bodies ...yichuang.Body) *yichuang.Case {
	p.t.Helper()
	return open(p.t, p.Store, i, bodies...)
}

func (p *post) does(n yichuang.CaseNumber, bodies ...yichuang.Body) (*yichuang.Case, error) {
	p.t.Helper()
	c, err := p.Case(p.t.Context(), n)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.Append(p.t.Context(), clerk, n, c.Seen(), bodies...)
}

func note(text string) yichuang.Body { return &yichuang.Noted{Text: text} }

// What another seat did comes in, is found, and is gone on with.
func TestAnotherSeatsCaseComesIn(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	b.pull(o)
	b.agrees(o, n)
	rows, err := b.Cases(t.Context(), store.Query{Text: testkit.PersonName(0)})
	if err != nil || len(rows) != 1 || rows[0].Number != n {
		t.Errorf("found %v, %v", rows, err)
	}
	if used, err := b.Usage(t.Context()); err != nil || len(used) != 0 {
		t.Errorf("another seat's work counts as its own: %v, %v", used, err)
	}
	if _, err := b.does(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd)); err != nil {
		t.Fatal(err)
	}
	b.push(o)
	for _, p := range []*post{a, b} {
		p.pull(o)
		p.agrees(o, n)
	}
	desk, err := b.Desk(t.Context(), yichuang.User{ID: "7777", Role: yichuang.RoleWindow}, testkit.FillEnd)
	if err != nil || len(desk.Groups) != 0 {
		t.Errorf("an accepted case of another seat stands on the desk: %+v, %v", desk, err)
	}
}

// The same pages again, and overlapping ones, do no harm.
func TestPagesThatComeTwice(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	for _, from := range []int{0, 0, 3, 5, 0} {
		if err := b.TakeRuns(t.Context(), yichuang.News{Runs: o.runs[from:]}, 0); err != nil {
			t.Fatal(err)
		}
		b.agrees(o, n)
	}
	b.pull(o)
	b.agrees(o, n)
}

// Places that come in between move own pending steps up; one that does not follow
// any more is held until the centre has refused it.
func TestPendingStepsMoveUp(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	a.pull(o)
	b.pull(o)
	for _, step := range []struct {
		who  *post
		what yichuang.Body
	}{{a, note("一")}, {a, note("二")}, {b, note("别的窗口")}} {
		if _, err := step.who.does(n, step.what); err != nil {
			t.Fatal(err)
		}
	}
	b.push(o)
	a.pull(o)
	c, err := a.Case(t.Context(), n)
	if err != nil || c.Events != 11 || c.Confirmed != 9 || c.Held != 0 {
		t.Fatalf("%+v, %v", c.History, err)
	}
	history, err := a.History(t.Context(), n)
	if err != nil || history[8].Terminal != "W02.1" || history[9].Terminal != "W01.1" || history[9].Pos != 0 || history[10].Seq != history[9].Seq+1 {
		t.Errorf("in the order %+v, %v", history[8:], err)
	}
	a.sound()

	// Both decide, neither sees the other.
	if _, err := b.does(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.does(n, testkit.Corrected()); err == nil {
		t.Fatal("a notice without a finding")
	}
	if _, err := a.does(n, testkit.Accepted(testkit.FillEnd.AddDays(1), testkit.FillEnd.AddDays(1)), note("三")); err != nil {
		t.Fatal(err)
	}
	b.push(o)
	a.pull(o)
	if c, err = a.Case(t.Context(), n); err != nil || c.Held != 2 {
		t.Fatalf("%+v, %v", c.History, err)
	}
	if _, err := a.does(n, note("四")); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("a case with a held step goes on: %v", err)
	}
	a.sound()
	a.push(o)
	for _, p := range []*post{a, b} {
		p.pull(o)
		p.agrees(o, n)
	}
	refused, err := a.Refused(t.Context(), true, 10)
	if err != nil || len(refused) != 2 || !strings.Contains(refused[0].Refused.Message, "W02同时办理") || !strings.Contains(refused[1].Refused.Message, "没有被接受的步骤") {
		t.Fatalf("%+v, %v", refused, err)
	}
	if others, err := b.Refused(t.Context(), true, 10); err != nil || len(others) != 0 {
		t.Errorf("another seat's refusals need this seat's person: %v, %v", others, err)
	}
	if all, err := b.Refused(t.Context(), false, 10); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	for _, e := range refused {
		if _, err := a.does(n, &yichuang.RefusalSettled{Terminal: e.Terminal, Seq: e.Seq, Note: "已告知申请人"}); err != nil {
			t.Fatal(err)
		}
	}
	a.push(o)
	for _, p := range []*post{a, b} {
		p.pull(o)
		p.agrees(o, n)
	}
	if w, err := a.Waiting(t.Context()); err != nil || w != (yichuang.Waiting{}) {
		t.Errorf("waiting are %+v, %v", w, err)
	}
}

// A case whose beginning is not here is fetched whole, and only then shown.
func TestACaseFromTheMiddleIsWanted(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	if err := b.TakeRuns(t.Context(), yichuang.News{Runs: o.runs[4:]}, o.pos); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Case(t.Context(), n); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("half a case is shown: %v", err)
	}
	wanted, err := b.Wanted(t.Context(), 10)
	if err != nil || len(wanted) != 1 || wanted[0] != n {
		t.Fatalf("wanted %v, %v", wanted, err)
	}
	if err := b.TakeCase(t.Context(), n, yichuang.News{Runs: o.runs[1:]}); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Errorf("not from its first event on: %v", err)
	}
	if err := b.TakeCase(t.Context(), n, yichuang.News{Runs: o.runs}); err != nil {
		t.Fatal(err)
	}
	b.agrees(o, n)
	if wanted, err := b.Wanted(t.Context(), 10); err != nil || len(wanted) != 0 {
		t.Errorf("still wanted %v, %v", wanted, err)
	}
	if refs, err := b.UnknownItems(t.Context(), 10); err != nil || len(refs) != 0 {
		t.Errorf("items are missing: %v, %v", refs, err)
	}
}

// Memory is never ahead of what another process took in from the centre.
func TestTwoProcessesOneOfWhichSyncs(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	a.pull(o)
	b.pull(o)
	other := &post{openAt(t, a.Path(), store.Options{Terminal: a.Terminal()}), t}
	if _, err := b.does(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd)); err != nil {
		t.Fatal(err)
	}
	b.push(o)
	c, err := a.Case(t.Context(), n) // as it was before
	if err != nil {
		t.Fatal(err)
	}
	other.pull(o)
	judged := &yichuang.PointsJudged{Material: "m1", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}}
	if _, err := a.Append(t.Context(), clerk, n, c.Seen(), judged); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Errorf("a point is judged after the decision that another process took in: %v", err)
	}
	if _, err := a.Append(t.Context(), clerk, n, c.Seen(), note("知道了")); err != nil {
		t.Error(err)
	}
	a.sound()
	a.agreesAfter(o, n, b)
}

func (p *post) agreesAfter(o *office, n yichuang.CaseNumber, others ...*post) {
	p.t.Helper()
	p.push(o)
	for _, q := range append(others, p) {
		q.pull(o)
		q.agrees(o, n)
	}
}

// The voucher of the outbox holds, over several stretches, and over identities.
func TestOutboxIsVouchedFor(t *testing.T) {
	a := newPost(t, "W01", 1)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	key, err := a.Key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	public := key.Public().(ed25519.PublicKey)
	head := yichuang.ChainStart("W01.1")
	for range 2 {
		st, err := a.Outbox(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		head = st.Head(head)
		if !st.Voucher.Verify(public, head) || st.Voucher.Seq != st.Last() {
			t.Fatalf("the voucher for %d to %d does not hold", st.First, st.Last())
		}
		if same, err := a.SameChain(t.Context(), "W01.1", st.Last(), head); err != nil || !same {
			t.Errorf("the file's own chain differs: %v", err)
		}
		if err := a.Acked(t.Context(), "W01.1", st.Last()); err != nil {
			t.Fatal(err)
		}
		if _, err := a.does(n, note("又一步")); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Become(t.Context(), yichuang.Terminal{ID: "W01.2", Window: 1, Epoch: '2'}); err != nil {
		t.Fatal(err)
	}
	again := &post{openAt(t, a.Path(), store.Options{Terminal: yichuang.Terminal{ID: "W01.2", Window: 1, Epoch: '2'}}), t}
	if _, err := again.does(n, note("新的登记")); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("a step is counted behind steps of another identity that have no place yet: %v", err)
	}
	again.opens(1)
	var sent []yichuang.TerminalID
	err = again.Pending(t.Context(), func(st *yichuang.Stretch) error {
		sent = append(sent, st.Terminal)
		return nil
	})
	if err != nil || len(sent) != 2 || sent[0] != "W01.1" || sent[1] != "W01.2" {
		t.Errorf("offered are %v, %v", sent, err)
	}
	if w, err := again.Waiting(t.Context()); err != nil || w.Unsent != 2 {
		t.Errorf("%+v wait, %v", w, err)
	}
	again.sound()
	if err := again.Become(t.Context(), yichuang.Terminal{ID: "W01.1", Window: 1, Epoch: '1'}); yichuang.CodeOf(err) != yichuang.Conflict {
		t.Errorf("an identity is taken twice: %v", err)
	}
}

// A centre that was put back gets everything again, in the order it had, also what
// others stated.
func TestARestoredCentreIsOfferedEverything(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	n := a.opens(0, testkit.Reviewed(false)...).Number
	a.push(o)
	b.pull(o)
	a.pull(o)
	back := *o
	back.cases = map[yichuang.CaseNumber]*yichuang.Case{n: o.cases[n].Clone()}
	back.acked = map[yichuang.TerminalID]int64{"W01.1": o.acked["W01.1"]}
	since := o.pos
	for _, p := range []*post{b, a, b} {
		if _, err := p.does(n, note("备份以后")); err != nil {
			t.Fatal(err)
		}
		p.push(o)
		a.pull(o)
		b.pull(o)
	}
	if _, err := b.does(n, note("还没有送出")); err != nil {
		t.Fatal(err)
	}
	heads := map[yichuang.TerminalID]int64{"W01.1": back.acked["W01.1"]}
	if err := b.Rewind(t.Context(), "second", since, heads); err != nil {
		t.Fatal(err)
	}
	b.sound()
	for after := since; ; {
		st, pos, err := b.Offer(t.Context(), after, back.acked)
		if err != nil {
			t.Fatal(err)
		}
		if pos == 0 {
			break
		}
		if st != nil {
			back.take(st)
		}
		after = pos
	}
	if err := b.Offered(t.Context(), since, true); err != nil {
		t.Fatal(err)
	}
	for id, acked := range back.acked {
		if err := b.Acked(t.Context(), id, acked); err != nil {
			t.Fatal(err)
		}
	}
	if back.pos != o.pos {
		t.Fatalf("the centre has %d events again, of %d", back.pos, o.pos)
	}
	for i := range back.runs {
		if back.runs[i].Terminal != o.runs[i].Terminal || back.runs[i].Seq != o.runs[i].Seq {
			t.Errorf("at %d stands %s/%d, and stood %s/%d", i+1, back.runs[i].Terminal, back.runs[i].Seq, o.runs[i].Terminal, o.runs[i].Seq)
		}
	}
	if err := a.Rewind(t.Context(), "second", since, map[yichuang.TerminalID]int64{"W01.1": back.acked["W01.1"]}); err != nil {
		t.Fatal(err)
	}
	b.push(&back)
	for _, p := range []*post{a, b} {
		p.pull(&back)
		p.agrees(&back, n)
	}
	if l, err := b.Link(t.Context()); err != nil || l.Incarnation != "second" || l.Offering {
		t.Errorf("%+v, %v", l, err)
	}
}

// The clock's error goes into every event from the contact on.
func TestEventsStateTheClocksError(t *testing.T) {
	a := newPost(t, "W01", 1)
	c := a.opens(0)
	if err := a.Met(t.Context(), 26*time.Hour, testkit.FillEnd.Start()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.does(c.Number, note("之后")); err != nil {
		t.Fatal(err)
	}
	judged := a.opens(1, testkit.Scenario())
	if _, err := a.does(judged.Number, &yichuang.MaterialTaken{Material: "m1", Presence: yichuang.Held}, note("快的一步")); err != nil {
		t.Fatal(err)
	}
	history, err := a.History(t.Context(), c.Number)
	if err != nil || history[0].Skew != 0 || history[1].Skew != 26*time.Hour || !history[1].Time().Equal(history[1].At.Add(-26*time.Hour)) {
		t.Errorf("%+v, %v", history, err)
	}
	a.sound()
}

// What is published takes effect in one step.
func TestWhatIsPublished(t *testing.T) {
	a := newPost(t, "W01", 1)
	if err := a.AddUser(t.Context(), yichuang.User{ID: "5555", Name: "本机添加", Role: yichuang.RoleWindow}, pin); err != nil {
		t.Fatal(err)
	}
	newer := testkit.Item(1)
	newer.Edition, newer.Name = "2-00000002", "测试事项01（新版）"
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := keep.Hash(pin)
	if err != nil {
		t.Fatal(err)
	}
	p := &yichuang.Published{Revision: 7, Items: []*yichuang.Item{testkit.Item(1), newer, testkit.Item(2)}, Withdrawn: []yichuang.ItemID{"test-02"},
		Users:     []yichuang.PublishedUser{{User: yichuang.User{ID: "2001", Name: "审批员", Role: yichuang.RoleOfficer, Department: "测试部门"}, PIN: hash}},
		Terminals: []yichuang.PublishedTerminal{{Terminal: yichuang.Terminal{ID: "W02.1", Window: 2, Epoch: '1'}, Key: public}, {Terminal: yichuang.Terminal{ID: "W03.1", Window: 3, Epoch: '1'}, Key: public, Revoked: true}},
		Hall:      &yichuang.Hall{Name: "测试大厅", Region: testkit.Region}, Calendar: []byte(`{}`)}
	if err := a.TakePublished(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	items, err := a.Catalogue(t.Context())
	if err != nil || len(items) != 1 || items[0].Name != newer.Name {
		t.Errorf("in force are %v, %v", items, err)
	}
	if u, err := a.SignIn(t.Context(), "2001", pin); err != nil || u.Department != "测试部门" || u.Role != yichuang.RoleOfficer {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := a.SignIn(t.Context(), "5555", pin); yichuang.CodeOf(err) != yichuang.Denied {
		t.Errorf("a person who was entered here signs in where the centre looks after people: %v", err)
	}
	if all, err := a.Terminals(t.Context()); err != nil || len(all) != 2 || !bytes.Equal(all[0].Key, public) || all[0].Window != 2 || all[0].Epoch != '1' || all[0].Revoked || !all[1].Revoked {
		t.Errorf("%+v, %v", all, err)
	}
	hall, ok, err := a.Hall(t.Context())
	if err != nil || !ok || hall.Name != "测试大厅" {
		t.Errorf("%+v, %v", hall, err)
	}
	p.Users[0].Removed = true
	if err := a.TakePublished(t.Context(), &yichuang.Published{Revision: 8, Users: p.Users}); err != nil {
		t.Fatal(err)
	}
	if people, err := a.Users(t.Context()); err != nil || len(people) != 0 {
		t.Errorf("%v, %v", people, err)
	}
	if l, err := a.Link(t.Context()); err != nil || l.Reference != 8 {
		t.Errorf("%+v, %v", l, err)
	}
	refs, err := a.LocalItems(t.Context(), 10)
	if err != nil || len(refs) != 1 || refs[0].ID != "test-00" {
		t.Errorf("the centre is offered %v, %v", refs, err)
	}
}

// Who fetches a bundle that another window took in fetches the items, too, of which
// its cases will be.
func TestAPartOfABundleIsWanted(t *testing.T) {
	o, a, b := newOffice(t), newPost(t, "W01", 1), newPost(t, "W02", 2)
	bundle, part := *testkit.Items(1)[0], *testkit.Items(2)[1]
	bundle.ID, part.ID = "bundle", "part"
	bundle.Office.Parts = []yichuang.Part{{Item: part.Ref(), Name: part.Name}}
	if _, err := a.PutItems(t.Context(), []*yichuang.Item{&bundle}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.OpenCase(t.Context(), clerk, testkit.Region, yichuang.Opened{Item: bundle.Ref(), ItemName: bundle.Name, Window: 1, Applicant: testkit.Opened(1, 1).Applicant,
		Bundle: &yichuang.BundlePlace{Name: bundle.Name}}); err != nil {
		t.Fatal(err)
	}
	a.push(o)
	if err := b.TakeRuns(t.Context(), yichuang.News{Runs: o.runs}, o.pos); err != nil {
		t.Fatal(err)
	}
	wants := func(want ...yichuang.ItemRef) {
		t.Helper()
		if refs, err := b.UnknownItems(t.Context(), 10); err != nil || !slices.Equal(refs, want) {
			t.Errorf("unknown %v, %v, want %v", refs, err, want)
		}
	}
	wants(bundle.Ref())
	for _, it := range []*yichuang.Item{&bundle, &part} {
		if err := b.TakeItem(t.Context(), it); err != nil {
			t.Fatal(err)
		}
		if it.ID == bundle.ID {
			wants(part.Ref())
		}
	}
	wants()
}
