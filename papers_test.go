package yichuang

import (
	"strings"
	"testing"
	"time"
)

// words returns everything a paper says, one thing a line.
func words(d *Document) string {
	var b strings.Builder
	add := func(s ...string) { b.WriteString(strings.Join(s, " ") + "\n") }
	add(d.Title, d.Number, d.Issuer, d.Seal.Name, d.Seal.Agency, d.Date.String())
	for _, x := range d.Body {
		add(x.Heading, x.Notice)
		add(x.Text...)
		add(x.List...)
		for _, f := range x.Fields {
			add(f.Label, f.Value)
		}
		if x.Table != nil {
			for _, r := range x.Table.Rows {
				add(r...)
			}
		}
		for _, s := range x.Signatures {
			add(s.Who)
		}
	}
	return b.String()
}

func (b *bench) paper(k DocumentKind) string {
	b.t.Helper()
	d, err := NewDocument(k, PaperNumber(b.c, k), PaperFacts{Item: b.it, Case: b.c, Clerk: "1001", Day: DateOf(b.now), Calendar: BuiltinCalendar(),
		Hall: Hall{Name: "政务服务大厅", Phone: "12345", Review: "旗人民政府", Court: "旗人民法院"}})
	if err != nil {
		b.t.Fatal(err)
	}
	if d.Seal.Name == "" || d.Date.IsZero() {
		b.t.Errorf("%s: a paper without seal position or date (行政许可法第32条第2款)", k)
	}
	return words(d)
}

func (b *bench) says(text string, want ...string) {
	b.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			b.t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
}

func reviewed(t *testing.T) *bench {
	b := newBench(t)
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	return b
}

func TestAcceptancePapers(t *testing.T) {
	b := reviewed(t)
	b.take("app")
	b.take("bl")
	b.decide(Accept)
	if got := PapersDue(b.c); len(got) != 2 || got[0] != Receipt || got[1] != AcceptNotice {
		t.Fatalf("papers due: %v", got)
	}
	b.says(b.paper(Receipt), "收件凭证", "-SJ1", "2026年9月18日 09:30", "不代表受理", "最迟于2026年9月24日", "1 申请书 1 0 纸质", "收件专用章 政务服务大厅", "1号窗口")
	b.says(b.paper(AcceptNotice), "受理通知书", "受理日期 2026年9月18日", "20个工作日", "法定办结日期 2026年10月22日", "承诺办结日期 2026年9月29日",
		"受理专用章 市场监督管理局", "先行作出", "监督电话 12345")
}

// Where departments decide together, the notice says of each until when.
func TestAcceptanceOfASharedApproval(t *testing.T) {
	b := accepted(t, shared(ApproveParallel))
	got := b.paper(AcceptNotice)
	b.says(got, "并联审批", marketOffice+"  2026年9月29日 2026年10月22日", healthOffice+" 卫生条件 2026年9月24日 2026年10月22日")
	if strings.Contains(got, "法定时限") {
		t.Errorf("the lead's limits stand there as if they were those of the whole:\n%s", got)
	}
}

func TestOwingPapers(t *testing.T) {
	b := reviewed(t)
	b.take("app")
	b.do(&MaterialTaken{Material: "bl", Presence: Missing})
	b.decide(AcceptOwing)
	if got := PapersDue(b.c); len(got) != 3 || got[1] != OwingAgreement {
		t.Fatalf("papers due: %v", got)
	}
	b.says(b.paper(OwingAgreement), "营业执照 未提交 复印件1份，纸质 2026-09-24", "营业执照：可以共享", "终止办理", "真实意思", "一式两份", "申请人（签名或者盖章）")
	if s := b.paper(Receipt); strings.Contains(s, "营业执照") {
		t.Errorf("the receipt names what was not received:\n%s", s)
	}
}

func TestCorrectionPaperIsComplete(t *testing.T) {
	b := reviewed(t)
	b.take("app", 1, 2)
	b.do(&MaterialTaken{Material: "bl", Presence: Missing})
	b.decide(Correct)
	b.says(b.paper(CorrectNotice), "共3项", "《申请书》栏目：不对。办法：更正后应符合：无空项", "《申请书》业态：不对", "《营业执照》：未提交。办法：提交营业执照，复印件1份",
		"依据：《食品安全法》第35条", "一次性告知", "补齐全部内容后即予受理", "2026年9月18日")
}

func TestDecliningPapers(t *testing.T) {
	for _, tc := range []struct {
		ground Rejection
		want   []string
		not    string
	}{
		{Rejection{Reason: "不需要许可", Type: DeclineNotNeeded, Agency: ""}, []string{"第32条第1款第1项", "60日内向旗人民政府", "6个月内向旗人民法院"}, "引导"},
		{Rejection{Reason: "不在本旗", Type: DeclineElsewhere, Agency: "康巴什区市场监督管理局"}, []string{"第32条第1款第2项", "应当向其申请的机关 康巴什区市场监督管理局"}, "引导"},
		{Rejection{Reason: "公安业务", Type: DeclineScope, Agency: "公安出入境窗口"}, []string{"不予受理（引导）告知书", "请到以下窗口办理 公安出入境窗口", "不是行政许可法意义上的不予受理决定"}, "行政复议"},
		{Rejection{Reason: "吊销未满五年", Type: DeclineBarred, Agency: ""}, []string{"《食品安全法》第35条", "行政复议"}, "第32条第1款第1项"},
	} {
		b := reviewed(t)
		b.do(&GroundMarked{Ground: tc.ground})
		b.decide(Decline)
		text := b.paper(DeclineNotice)
		b.says(text, append(tc.want, tc.ground.Reason)...)
		if strings.Contains(text, tc.not) {
			t.Errorf("type %s says %q:\n%s", tc.ground.Type, tc.not, text)
		}
	}
}

// Receipt and acceptance never stand for one another: while the department has
// not confirmed, there is no acceptance notice.
func TestNoAcceptanceNoticeBeforeConfirmation(t *testing.T) {
	b := reviewed(t)
	b.it.Terms.Initial.Offline = OfflineWait
	b.take("app")
	b.take("bl")
	b.decide(Accept)
	if got := PapersDue(b.c); len(got) != 1 || got[0] != Receipt {
		t.Fatalf("papers due: %v", got)
	}
	if _, err := NewDocument(AcceptNotice, "x", PaperFacts{Item: b.it, Case: b.c}); CodeOf(err) != Conflict {
		t.Fatalf("an acceptance notice before acceptance: %v", err)
	}
	b.do(&PaperPrepared{Paper: Receipt, Number: PaperNumber(b.c, Receipt)})
	b.now = b.now.Add(time.Hour)
	b.do(Confirm(b.it, b.c, "2001", "电话", b.circumstances()))
	if got := PapersDue(b.c); len(got) != 1 || got[0] != AcceptNotice {
		t.Errorf("papers due after confirmation: %v", got)
	}
}

func TestUncertainDatesAreMarked(t *testing.T) {
	b := newBenchAt(t, time.Date(2026, 12, 28, 9, 0, 0, 0, Shanghai))
	b.answer(false, "food")
	b.do(&MaterialApplies{Material: "env"})
	b.take("app")
	b.take("bl")
	b.decide(Accept)
	if due := b.c.Decision.Facts.Dues.Statutory; len(due.Uncertain) != 1 || due.Uncertain[0] != 2027 {
		t.Fatalf("due %+v", due)
	}
	b.says(b.paper(AcceptNotice), "2027年节假日安排")
}

func TestMaterialListIsExact(t *testing.T) {
	it := shop()
	d := NewMaterialList(Guidance{Item: it, Scenario: it.Scenario("s1"), Answers: Answers{"q1": "food", "q2": "self"}, Hall: Hall{Name: "大厅"}, Day: Date{2026, 11, 22}})
	text := words(d)
	for _, w := range []string{"申请书 原件1份", "营业执照 复印件1份 能核验的；可以容缺", "环评批复 复印件1份 仅限涉及环评", "共3种"} {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
	if strings.Contains(text, "委托书") {
		t.Error("it asks for the authority of an agent who is not there")
	}
}

func TestSumLeavesThePrintingOut(t *testing.T) {
	d := Document{Kind: Receipt, Title: "收件凭证", Print: Print{Count: 1}, Ticket: "*1"}
	e := d
	e.Print.Count, e.Ticket, e.Query = 2, "*2", Query{Page: "https://jd.example.test", Code: "12345678901234567890"}
	if d.Sum() != e.Sum() {
		t.Error("a reprint is another paper")
	}
	e.Title = "别的"
	if d.Sum() == e.Sum() {
		t.Error("another text has the same sum")
	}
}

// Identity and telephone numbers never stand on a paper in full.
func TestPapersMaskNumbers(t *testing.T) {
	b := reviewed(t)
	who := Applicant{Kind: Person, Name: "某甲", ID: Identity{ResidentID, "11010519491231002X"}, Phone: "13800001234",
		Agent: &Agent{Name: "某乙", ID: Identity{ResidentID, "440524188001010014"}, Phone: "13900005678"}}
	b.do(&ApplicantChanged{Applicant: who})
	b.take("app")
	b.do(&MaterialTaken{Material: "bl", Presence: Missing})
	b.decide(AcceptOwing)
	for _, k := range []DocumentKind{Receipt, OwingAgreement, AcceptNotice} {
		text := b.paper(k)
		b.says(text, "某甲", "某乙", who.ID.Masked(), who.Agent.ID.Masked(), MaskPhone(who.Agent.Phone))
		for _, full := range []string{who.ID.Number, who.Phone, who.Agent.ID.Number, who.Agent.Phone} {
			if strings.Contains(text, full) {
				t.Errorf("%s shows %s", k, full)
			}
		}
	}
}

// The first code stands for the case; a paper without one changes nothing, and one
// that is too short to be a secret is not taken.
func TestTheQueryCodeOfACase(t *testing.T) {
	m := merged(t)
	const one, other QueryCode = "12345678901234567890", "09876543210987654321"
	if r := m.bring("W01.1", m.c.Seen(), &PaperPrepared{Paper: Receipt, Number: "a", Query: "123"}); r == nil || r.Code != Invalid {
		t.Errorf("a code of three digits: %+v", r)
	}
	m.taken("W01.1", m.c.Seen(), &PaperPrepared{Paper: Receipt, Number: "b"})
	if q := m.c.QueryCode(); q != "" {
		t.Errorf("%q before there is one", q)
	}
	m.taken("W01.1", m.c.Seen(), &PaperPrepared{Paper: Receipt, Number: "c", Query: one})
	m.taken("W01.1", m.c.Seen(), &PaperPrepared{Paper: CorrectNotice, Number: "d", Query: other})
	if q := m.c.QueryCode(); q != one {
		t.Errorf("%q, want the first one", q)
	}
}
