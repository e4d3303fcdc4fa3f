package yichuang

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// registration is an item whose result the shop's licence asks for.
func registration() *Item {
	return &Item{
		ID: "reg", Edition: "1-a", Name: "企业登记", Kind: "行政许可", Handling: Promised,
		Office:    Office{Window: "市场准入", Department: marketOffice},
		Terms:     Terms{Statutory: Limit{Value: 3, Unit: WorkingDays, Start: FromAcceptance}, Promised: Limit{Value: 1, Unit: WorkingDays, Start: FromAcceptance}, Correction: CorrectionRule{Kind: CorrectReturn, Basis: "条例第19条"}},
		Basis:     []LegalBasis{{Law: "登记管理条例", Article: "第3条"}},
		Scenarios: []Scenario{{ID: "new", Name: "设立", Outcome: Collect, Needs: []Need{{Material: "form"}, {Material: "card"}, {Material: "poa", Agent: true}}}},
		Materials: []Material{
			{ID: "form", Name: "登记申请书", Primary: true, Originals: 1, Points: []ReviewPoint{{No: 1, Content: "栏目", Standard: "无空项", OnFail: RemedyOnSpot}}},
			{ID: "card", Name: "身份证", Copies: 1, Owing: Owing{Allowed: true, Reason: "可以共享"}, Form: "纸质或电子", Points: []ReviewPoint{
				{No: 1, Content: "姓名", Standard: "与申请书一致", OnFail: RemedyRefer},
				{No: 2, Content: "有效期", Standard: "未过期", OnFail: RemedyCorrect, Check: Check{Kind: CheckNotExpired, Partial: true}}}},
			{ID: "poa", Name: "授权书", Primary: true, Originals: 1, Points: []ReviewPoint{{No: 1, Content: "签名", Standard: "有签名", OnFail: RemedyCorrect}}},
		},
		Guide: Guide{Result: Result{Name: "营业执照"}, Fee: Fee{Basis: "不收费"}},
	}
}

// licence is the shop's licence, in a hall of its own department.
func licence() *Item {
	it := shop()
	it.Office.Department, it.Terms.Initial = healthOffice, InitialReview{}
	it.Scenarios[0].Needs = slices.Insert(it.Scenarios[0].Needs, 2, Need{Material: "id"})
	it.Materials = append(it.Materials, Material{ID: "id", Name: "居民身份证", Primary: true, Originals: 1, Form: "纸质", Points: []ReviewPoint{
		{No: 1, Content: "有效期", Standard: "未过期", OnFail: RemedyCorrect, Check: Check{Kind: CheckNotExpired}},
		{No: 2, Content: "姓名", Standard: "与申请书一致", OnFail: RemedyCorrect}}})
	return it
}

// opening is the bundle of both: a shop is registered and licensed in one go.
func opening() *Bundle {
	return &Bundle{
		ID: "open", Name: "开小店", Office: Office{Window: "市场准入", Department: marketOffice},
		Questions: []Question{{ID: "q", Text: "卖什么？", Options: []Option{{"food", "食品"}, {"packed", "预包装"}}}},
		Scenarios: []Scenario{
			{ID: "both", Name: "登记加许可", When: Condition{"q": {"food"}}, Outcome: Collect, Parts: []PartAnswers{{Item: "reg"}, {Item: "shop", Answers: Answers{"q1": "food"}}}},
			{ID: "one", Name: "只登记", When: Condition{"q": {"packed"}}, Outcome: DoNotCollect, Decline: DeclineScope, Agency: "市场准入窗口"},
		},
		Shared: []SharedMaterial{
			{ID: "id", Of: []MaterialOf{{"reg", "card"}, {"shop", "id"}}},
			{ID: "poa", Name: "委托书", Of: []MaterialOf{{"reg", "poa"}, {"shop", "poa"}}},
		},
		Produced: []ProducedMaterial{{MaterialOf{"shop", "bl"}, "reg"}},
	}
}

func among(items ...*Item) func(ItemID) *Item {
	return func(id ItemID) *Item {
		i := slices.IndexFunc(items, func(it *Item) bool { return it.ID == id })
		if i < 0 {
			return nil
		}
		return items[i]
	}
}

// compiled is the bundle's item with an edition, as a catalogue gives it.
func compiled(t *testing.T, parts ...*Item) *Item {
	t.Helper()
	it, faults := CompileBundle(opening(), among(parts...))
	if it == nil {
		t.Fatalf("%+v", faults)
	}
	it.Edition = "1-b"
	return it
}

// A bundle asks once for what several items want, in the strictest form; what one
// item results in is asked for by nobody.
func TestCompileBundle(t *testing.T) {
	it := compiled(t, registration(), licence())
	if it.Name != "开小店一件事" || !it.Bundled() || it.Kind != "行政许可" || it.Handling != Promised {
		t.Errorf("%s %s %s", it.Name, it.Kind, it.Handling)
	}
	var needs []string
	for _, n := range it.Scenario("both").Needs {
		s := string(n.Material)
		if n.Agent {
			s += " agent"
		}
		needs = append(needs, s+n.If)
	}
	if got := strings.Join(needs, ", "); got != "reg.form, id, poa agent, shop.app, shop.env涉及环评" {
		t.Errorf("asks for %s", got)
	}
	id := it.Material("id")
	if id.Name != "身份证" || !id.Primary || id.Originals != 1 || id.Copies != 1 || id.Owing.Allowed || id.Form != "纸质" {
		t.Errorf("%+v", id)
	}
	if len(id.Points) != 2 || id.Points[0].OnFail != RemedyCorrect || id.Points[0].Content != "姓名" || id.Points[1].Check.Kind != CheckNone {
		t.Errorf("the strictest of both, each point once: %+v", id.Points)
	}
	if it.Material("poa").Name != "委托书" || it.Material("shop.bl") != nil {
		t.Error("a shared name; what the registration results in")
	}
	terms := it.Terms
	if terms.Statutory.Value != 20 || terms.Promised.Value != 7 || terms.Correction.Kind != CorrectReturn || !terms.Correction.Deemed || terms.Correction.Days != 5 || terms.Initial.Needed {
		t.Errorf("%+v", terms)
	}
	if got := it.cites("id"); got != "《登记管理条例》第3条、《食品安全法》第35条" {
		t.Errorf("cites %s", got)
	}
	if got := it.Parts(); !slices.Equal(got, []ItemRef{{"reg", "1-a"}, {"shop", "1-0"}}) {
		t.Errorf("parts %v", got)
	}
}

// What one part asks for of everybody and another of agents alone is asked for of
// everybody.
func TestASharedMaterialThatOnePartAlwaysWants(t *testing.T) {
	reg := registration()
	reg.Scenarios[0].Needs[2].Agent = false
	for _, n := range compiled(t, reg, licence()).Scenario("both").Needs {
		if n.Material == "poa" && n.Agent {
			t.Error("asked of agents alone")
		}
	}
}

// What is owed on the bundle is owed on the member that asks for it, until its own day.
func TestOwedInABundle(t *testing.T) {
	b := newBundled(t, func(reg, shop *Item) {
		shop.Materials[3].Owing, shop.Materials[3].Primary = Owing{Allowed: true, Reason: "可以后补"}, false
		shop.Terms.OwingDays = 3
	})
	b.do(&MaterialApplies{Material: "shop.env", Applies: true}, &MaterialTaken{Material: "shop.env", Presence: Missing})
	members := b.part(Choice{Decision: AcceptOwing})
	if d := members[0].Decision; d == nil || d.Kind != Accept {
		t.Errorf("nothing is owed of the registration: %+v", d)
	}
	if d := members[1].Decision; d == nil || d.Kind != AcceptOwing || d.Facts.Owed[0].Material != "env" || d.Facts.Owed[0].Due != (Date{2026, 9, 22}) {
		t.Errorf("%+v", d)
	}
}

// What cannot be taken in together is said, with the place.
func TestBundleFaults(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *Bundle, reg, shop *Item)
		kind   FaultKind
		says   string
	}{
		"an item that is not there":     {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[0].Item = "gone" }, FaultPart, "没有编号为“gone”"},
		"one item alone":                {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts = b.Scenarios[0].Parts[1:] }, FaultPart, "只有一个事项"},
		"an item twice":                 {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[0] = b.Scenarios[0].Parts[1] }, FaultPart, "列了两次"},
		"a bundle in a bundle":          {func(_ *Bundle, reg, _ *Item) { reg.Office.Parts = []Part{{}} }, FaultPart, "本身是"},
		"a question left open":          {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[1].Answers = nil }, FaultPart, "没有回答“卖什么？”"},
		"a question that is not there":  {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[0].Answers = Answers{"q9": "x"} }, FaultPart, "没有编号为“q9”的问题"},
		"an option that is not there":   {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[1].Answers["q1"] = "x" }, FaultPart, "没有编号为“x”的选项"},
		"an item that takes nothing in": {func(b *Bundle, _, _ *Item) { b.Scenarios[0].Parts[1].Answers["q1"] = "packed" }, FaultPart, "不收件"},
		"a material that is not there":  {func(b *Bundle, _, _ *Item) { b.Shared[0].Of[0].Material = "x" }, FaultShared, "没有编号为“x”的材料"},
		"sharing with nobody":           {func(b *Bundle, _, _ *Item) { b.Shared[0].Of = b.Shared[0].Of[:1] }, FaultShared, "只列了一个"},
		"two of one item":               {func(b *Bundle, _, _ *Item) { b.Shared[0].Of[0] = MaterialOf{"shop", "app"} }, FaultShared, "两种材料"},
		"a material in two places":      {func(b *Bundle, _, _ *Item) { b.Shared[1].Of[0] = MaterialOf{"reg", "card"} }, FaultShared, "写了两次"},
		"paper and file":                {func(_ *Bundle, reg, _ *Item) { reg.Materials[1].Form = "电子" }, FaultShared, "有的要纸质"},
		"conditions that differ":        {func(_ *Bundle, reg, _ *Item) { reg.Scenarios[0].Needs[1].If = "外地人" }, FaultShared, "条件不一样"},
		"a result of nobody":            {func(b *Bundle, _, _ *Item) { b.Produced[0].By = "gone" }, FaultProduced, "却没有这个事项"},
		"a result of itself":            {func(b *Bundle, _, _ *Item) { b.Produced[0].By = "shop" }, FaultProduced, "不能由事项"},
		"rules of one notice each":      {func(_ *Bundle, reg, _ *Item) { reg.Terms.Correction.Kind = CorrectGuide }, FaultCorrection, "补正规则"},
	} {
		t.Run(name, func(t *testing.T) {
			b, reg, shop := opening(), registration(), licence()
			c.change(b, reg, shop)
			it, faults := CompileBundle(b, among(reg, shop))
			if it != nil || !slices.ContainsFunc(faults, func(f BundleFault) bool {
				return f.Kind == c.kind && strings.Contains(f.Message, c.says) && f.Hint != ""
			}) {
				t.Errorf("%v %+v", it != nil, faults)
			}
		})
	}
}

// bundled is a bundle under review: everything is in order but for what the caller
// does to it.
type bundled struct {
	*bench
	parts []*Item
}

func newBundled(t *testing.T, change ...func(reg, shop *Item)) *bundled {
	parts := []*Item{registration(), licence()}
	for _, f := range change {
		f(parts[0], parts[1])
	}
	b := &bundled{&bench{t: t, it: compiled(t, parts...), c: new(Case), now: time.Date(2026, 9, 18, 9, 30, 0, 0, Shanghai)}, parts}
	o := b.it.Opening(ChannelWindow, Applicant{Kind: Organization, Name: "某面馆", Credit: "91330100799655058B"})
	b.do(&o)
	answered, err := Answer(b.it, false, Answers{"q": "food"})
	if err != nil {
		t.Fatal(err)
	}
	b.do(answered, &MaterialApplies{Material: "shop.env"})
	for _, id := range []MaterialID{"reg.form", "id", "shop.app"} {
		b.take(id)
	}
	return b
}

// part parts the bundle as a store does, and returns the members' cases.
func (b *bundled) part(choice Choice) []*Case {
	b.t.Helper()
	made, err := PartBundle(b.it, b.c, choice, b.parts, b.circumstances())
	if err != nil {
		b.t.Fatal(err)
	}
	var members []*Case
	var parted Parted
	for i := range made {
		m := &bench{t: b.t, c: new(Case), now: b.now}
		number := CaseNumber([]string{"150627260918001000020", "150627260918001000030"}[i])
		for j, body := range append([]Body{&made[i].Opened}, made[i].Bodies...) {
			if err := m.c.Apply(Event{Terminal: "W01", Seq: int64(j + 1), Case: number, Base: j, At: b.now, By: "1001", Body: body}); err != nil {
				b.t.Fatalf("%T: %v", body, err)
			}
		}
		parted.Members = append(parted.Members, made[i].Member(number))
		members = append(members, m.c)
	}
	b.do(&parted)
	return members
}

// Each item of a bundle becomes a case with what was found of it, with its own clock
// and its own papers; the lead has nothing more to do but its receipt.
func TestPartBundle(t *testing.T) {
	b := newBundled(t)
	b.refuses(Conflict, "不能直接受理", &Decided{Decision: Accept})
	b.now = b.now.Add(time.Hour) // received before
	members := b.part(Choice{Decision: Accept})
	reg, shop := members[0], members[1]
	if b.c.Stage != StageParted || len(b.c.Bundle.Members) != 2 || b.c.Bundle.Members[0].Promised.Date != (Date{2026, 9, 20}) {
		t.Fatalf("%s %+v", b.c.Stage, b.c.Bundle)
	}
	if reg.Stage != StageAccepted || shop.Stage != StageAccepted || shop.Bundle.Lead != b.c.Number || shop.Item.ID != "shop" || !shop.Intake.At.Equal(b.c.Intake.At) {
		t.Fatalf("%s %s %+v", reg.Stage, shop.Stage, shop.Bundle)
	}
	if reg.Approvals[0].Dues.Promised.Date != (Date{2026, 9, 20}) || shop.Approvals[0].Dues.Promised.Date != (Date{2026, 9, 29}) || shop.Approvals[0].Department != healthOffice {
		t.Errorf("clocks %v %v", reg.Approvals[0].Dues, shop.Approvals[0].Dues)
	}
	if m := shop.MaterialState("id"); len(m.Points) != 2 || m.Points[1].By != "1001" || m.Points[2].Verdict != Pass || m.Presence != Held {
		t.Errorf("%+v", m)
	}
	// Point 1 of the card is point 2 of the shop's.
	if j := reg.MaterialState("card").Points; j[1].No != 1 || j[2].No != 2 {
		t.Errorf("%+v", j)
	}
	if m := shop.MaterialState("bl"); m.Produced != "企业登记" || m.Presence != Exempt {
		t.Errorf("%+v", m)
	}
	if refs := shop.Decision.Facts.Referred; len(refs) != 1 || !strings.Contains(refs[0].Defect, "由同一件事的“企业登记”产生") {
		t.Errorf("%+v", refs)
	}
	b.refuses(Conflict, "已分办", &Parted{Members: b.c.Bundle.Members})
	again := &ReviewCarried{Visit: 1, Materials: []MaterialState{{Material: "form", Applies: AppliesYes, Presence: Held}}}
	fresh, err := PartBundle(b.it, newBundled(t).c, Choice{Decision: Accept}, b.parts, b.circumstances())
	if err != nil {
		t.Fatal(err)
	}
	c := new(Case)
	for i, body := range []Body{&fresh[0].Opened, fresh[0].Bodies[0], again, again} {
		err = c.Apply(Event{Case: "x", Base: i, At: b.now, By: "1001", Body: body})
	}
	if CodeOf(err) != Conflict || !strings.Contains(err.Error(), "已经审查过") {
		t.Errorf("carried twice: %v", err)
	}
}

// One original is held by one case: by the member that asks for it first.
func TestOriginalsOfABundle(t *testing.T) {
	b := newBundled(t)
	members := b.part(Choice{Decision: Accept})
	for _, c := range []struct {
		of   *Case
		id   MaterialID
		want int
	}{{b.c, "id", 0}, {members[0], "card", 1}, {members[1], "id", 0}, {members[1], "app", 1}} {
		if got := c.of.Originals(c.of.MaterialState(c.id)); got != c.want {
			t.Errorf("%s holds %d of %s", c.of.ItemName, got, c.id)
		}
	}
	if p := members[1].PlaceOf("id"); p.Kind != WithCase || p.Name != "企业登记" {
		t.Errorf("%+v", p)
	}
	m := &bench{t: t, c: members[1], now: b.now}
	if err := m.c.Apply(Event{Terminal: "W01", Seq: 90, Case: m.c.Number, Base: m.c.Seen(), At: b.now, By: "1001",
		Body: &PapersMoved{Materials: []MaterialID{"id"}, From: members[1].PlaceOf("id"), To: Place{Kind: AtDepartment, Name: healthOffice}}}); CodeOf(err) != Conflict {
		t.Errorf("an original that another case has was moved: %v", err)
	}
}

// What was told on the lead is what its members told: no member may bring it up anew.
func TestABundleIsToldOnce(t *testing.T) {
	b := newBundled(t, func(_, shop *Item) { shop.Terms.Initial = InitialReview{Needed: true, Days: 1, Offline: OfflineAccept} })
	b.take("id", 2)
	b.decide(Correct)
	if f := b.c.Notices[0].Findings; len(f) != 1 || f[0].Basis != "《登记管理条例》第3条、《食品安全法》第35条" {
		t.Fatalf("%+v", f)
	}
	b.do(&Resubmitted{})
	for _, id := range []MaterialID{"reg.form", "id", "shop.app"} {
		b.take(id)
	}
	members := b.part(Choice{Decision: Accept})
	for i, want := range []PointRef{{"card", 2}, {"id", 1}} {
		n := members[i].Notices
		if members[i].Visit != 2 || len(n) != 1 || len(n[0].Findings) != 1 || n[0].Findings[0].Material != want.Material || n[0].Findings[0].No != want.No {
			t.Errorf("%d: %+v", i, n)
		}
	}
	if lead, member := FiguresOf(b.c), FiguresOf(members[1]); lead.Notices != 1 || member.Notices != 0 || !lead.Closed.Equal(b.now) {
		t.Errorf("counted %d and %d notices, closed %v", lead.Notices, member.Notices, lead.Closed)
	}
	shop := members[1]
	next := func(body Body) error {
		return shop.Apply(Event{Terminal: "W01", Seq: 99, Case: shop.Number, Base: shop.Seen(), At: b.now, By: "1001", Body: body})
	}
	if err := next(&Returned{Officer: "2001", Via: "系统", Reason: "缺图"}); err != nil || shop.Stage != StageReview {
		t.Fatal(err, shop.Stage)
	}
	fail := func(id MaterialID, no int) error {
		return next(&PointsJudged{Material: id, Points: []Judgement{{No: no, Verdict: Fail, Finding: "不对"}}})
	}
	if err := fail("app", 2); CodeOf(err) != Denied {
		t.Errorf("what the notice could have told: %v", err)
	}
	if err := fail("id", 1); err != nil {
		t.Errorf("what the notice told: %v", err)
	}
}

// A part whose own rule does not accept stays under review, and only that part.
func TestAPartThatIsNotInOrder(t *testing.T) {
	b := newBundled(t)
	b.take("shop.app", 2)
	if _, err := PartBundle(b.it, b.c, Choice{Decision: Accept}, b.parts, b.circumstances()); CodeOf(err) != Denied {
		t.Fatalf("against the review without a reason: %v", err)
	}
	members := b.part(Choice{Decision: Accept, Deviation: "领导批示"})
	if d := members[0].Decision; d == nil || d.Facts.Deviation != "" {
		t.Errorf("nothing is wrong with the registration: %+v", d)
	}
	if d := members[1].Decision; d == nil || d.Facts.Deviation != "领导批示" || len(d.Facts.Findings) != 1 {
		t.Errorf("%+v", d)
	}
}

// PartBundle names the edition that is not here, and refuses a correction.
func TestPartBundleRefuses(t *testing.T) {
	b := newBundled(t)
	if _, err := PartBundle(b.it, b.c, Choice{Decision: Accept}, b.parts[:1], b.circumstances()); CodeOf(err) != NotFound || !strings.Contains(err.Error(), "小店许可") {
		t.Errorf("an item that is not here: %v", err)
	}
	if _, err := PartBundle(b.it, b.c, Choice{Decision: Correct}, b.parts, b.circumstances()); CodeOf(err) != Invalid {
		t.Errorf("a correction: %v", err)
	}
	single := accepted(t, nil)
	single.refuses(Conflict, "", &ReviewCarried{Visit: 1})
	single.refuses(Conflict, "", &Parted{Members: []Member{{Number: "1"}, {Number: "2"}}})
	b.refuses(Conflict, "不是“一件事”分出来的", &ReviewCarried{Visit: 1})
	b.refuses(Invalid, "至少分成两个", &Parted{Members: []Member{{Number: "1"}}})
	b.refuses(Invalid, "重复", &Parted{Members: []Member{{Number: "1"}, {Number: "1"}}})
}

// One receipt names every member; each member gives what its own rule wants.
func TestPapersOfABundle(t *testing.T) {
	b := newBundled(t)
	members := b.part(Choice{Decision: Accept})
	if due := PapersDue(b.c); !slices.Equal(due, []DocumentKind{Receipt}) {
		t.Errorf("of the lead: %v", due)
	}
	hall := Hall{Name: "政务服务大厅", Region: "150627"}
	facts := PaperFacts{Item: b.it, Case: b.c, Hall: hall, Day: DateOf(b.now), Calendar: BuiltinCalendar()}
	d, err := NewDocument(Receipt, "x-SJ1", facts)
	if err != nil {
		t.Fatal(err)
	}
	all := words(d)
	for _, want := range []string{"收件凭证", "分送办理的事项", "企业登记", "小店许可", members[1].Number.Pretty(), healthOffice, "2026年9月29日", "由上列各事项共用"} {
		if !strings.Contains(all, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, all)
		}
	}
	if d.Issuer != hall.Name || strings.Contains(all, "接收申请材料凭证") {
		t.Errorf("issued by %s", d.Issuer)
	}
	for i, want := range [][]DocumentKind{{Receipt}, {AcceptNotice}} {
		if due := PapersDue(members[i]); !slices.Equal(due, want) {
			t.Errorf("of %s: %v", members[i].ItemName, due)
		}
	}
	facts.Item, facts.Case = b.parts[1], members[1]
	if d, err = NewDocument(AcceptNotice, "y-SL1", facts); err != nil || !strings.Contains(words(d), "开小店一件事（"+b.c.Number.Pretty()) {
		t.Errorf("%v %s", err, words(d))
	}
}

// Licences that are applied for together take 45 working days at most, and 15 more by
// leave of the people's government; within that each law's own extension holds.
func TestTotalLimitOfABundle(t *testing.T) {
	for _, c := range []struct {
		statutory, own, want int
		by                   string
	}{{20, 0, 10, "本行政机关负责人"}, {30, 15, 15, "局长"}, {40, 0, 15, "本级人民政府负责人"}, {50, 10, 10, "本级人民政府负责人"}} {
		it := licence()
		it.Terms.Statutory.Value = c.statutory
		if c.own > 0 {
			it.Terms.Statutory.Extension = &Extension{Value: c.own, Unit: WorkingDays, Approver: "局长"}
		}
		member := &Case{Course: Course{Bundle: &BundlePlace{Lead: "1"}}}
		a := Approval{Assignment: Assign(it, member, Date{2026, 9, 18}, Circumstances{Calendar: BuiltinCalendar()})[0]}
		if most, ok := Extensible(it, &a); !ok || most.Value != c.want || most.Approver != c.by || a.Mode != ApproveParallel {
			t.Errorf("%d+%d: %+v %v %s", c.statutory, c.own, most, ok, a.Mode)
		}
	}
}
