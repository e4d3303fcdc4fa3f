package store_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// people registers applications that are easy to tell apart and returns their
// numbers by name.
func people(t testing.TB, s *store.Store) map[string]yichuang.CaseNumber {
	t.Helper()
	numbers := map[string]yichuang.CaseNumber{}
	id := func(i int) yichuang.Identity {
		return yichuang.Identity{Kind: yichuang.ResidentID, Number: testkit.IDNumber(i)}
	}
	for i, a := range []yichuang.Applicant{
		{Kind: yichuang.Person, Name: "甲子丑", ID: id(11), Phone: "10000000011"},
		{Kind: yichuang.Person, Name: "甲子", ID: id(12), Phone: "0477-8500012"},
		{Kind: yichuang.Person, Name: "乙甲子", ID: yichuang.Identity{Kind: yichuang.Passport, Number: "TEST12345"}},
		{Kind: yichuang.Person, Name: "Anna·Test Maria", ID: yichuang.Identity{Kind: yichuang.Passport, Number: "X99"}},
		{Kind: yichuang.Organization, Name: "测试旗东南商贸有限公司", Credit: "99150627MA0000015X",
			Legal: yichuang.Representative{Name: "丙寅卯", ID: id(13)}, Agent: &yichuang.Agent{Name: "丁辰", ID: id(14), Phone: "10000000014"}},
		{Kind: yichuang.Organization, Name: "测试旗西北商贸有限公司"},
	} {
		opened := testkit.Opened(i, testkit.FillItems)
		opened.Applicant = a
		c, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened)
		if err != nil {
			t.Fatal(err)
		}
		numbers[a.Name] = c.Number
	}
	return numbers
}

const (
	jzc  = "甲子丑"
	jz   = "甲子"
	yjz  = "乙甲子"
	anna = "Anna·Test Maria"
	dn   = "测试旗东南商贸有限公司"
	xb   = "测试旗西北商贸有限公司"
)

// searches are texts and whom they find, in any order.
var searches = []struct {
	text string
	want []string
}{
	{"甲", []string{jzc, jz}}, // one character begins a name
	{"子", nil},
	{"甲子", []string{jzc, jz, yjz}},
	{"子丑", []string{jzc}},
	{"甲子丑", []string{jzc}},
	{"甲丑", nil},
	{"  甲子丑 ", []string{jzc}},
	{"商贸", []string{dn, xb}},
	{"东南商贸有限公司", []string{dn}},
	{"测试旗 东南", []string{dn}},
	{"东南 西北", nil},
	{"丙寅", []string{dn}}, // legal representative
	{"丁辰", []string{dn}}, // agent
	{"jzc", []string{jzc}},
	{"jz", []string{jzc, jz}},
	{"yjz", []string{yjz}},
	{"dnsm", []string{dn}}, // initials inside a name
	{"CSQDN", []string{dn}},
	{"anna", []string{anna}},
	{"maria test", []string{anna}},
	{"Anna Test", []string{anna}},
	{testkit.IDNumber(11), []string{jzc}},
	{strings.ToLower(testkit.IDNumber(12)), []string{jz}},
	{testkit.IDNumber(13), []string{dn}},
	{testkit.IDNumber(14)[12:], []string{dn}},
	{"test12345", []string{yjz}},
	{"ＴＥＳＴ１２３４５", []string{yjz}},
	{"X99", []string{anna}},
	{"99150627MA0000015X", []string{dn}},
	{"0015X", nil},
	{"015X", []string{dn}},
	{"10000000011", []string{jzc}},
	{"100 0000 0014", []string{dn}},
	{"0477-8500012", []string{jz}},
	{"04778500012", []string{jz}},
	{"测试事项03", []string{anna}}, // the item's name
	{"甲子 测试事项02", []string{yjz}},
	{"没有这个人", nil},
	{"%", nil}, {"_", nil}, {"'", nil}, {"\"", nil}, {"*", nil}, {"？", nil},
}

func TestSearch(t *testing.T) {
	s := newStore(t, store.Options{})
	numbers := people(t, s)
	checkSearches(t, s, numbers)
	for name, number := range numbers {
		n := string(number)
		for _, text := range []string{n, strings.ToLower(n), number.Pretty(), number.Barcode(), n[17:], n[13:], "*" + n, n[16:20], n[16:20] + "-" + n[20:], n[10:20]} {
			rows, err := s.Cases(t.Context(), store.Query{Text: text})
			if err != nil || len(rows) != 1 || rows[0].Number != number {
				t.Errorf("%s by %q: %v, %v", name, text, numbersOf(rows), err)
			}
		}
	}
}

func checkSearches(t *testing.T, s *store.Store, numbers map[string]yichuang.CaseNumber) {
	t.Helper()
	for _, tt := range searches {
		rows, err := s.Cases(t.Context(), store.Query{Text: tt.text})
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		want := map[yichuang.CaseNumber]bool{}
		for _, name := range tt.want {
			want[numbers[name]] = true
		}
		for _, r := range rows {
			if !want[r.Number] {
				t.Errorf("%q found %s", tt.text, r.Applicant)
			}
			delete(want, r.Number)
		}
		for number := range want {
			t.Errorf("%q did not find %s", tt.text, number)
		}
		if n, err := s.Count(t.Context(), store.Query{Text: tt.text}); err != nil || n != len(rows) {
			t.Errorf("%q: %d counted, %d found, %v", tt.text, n, len(rows), err)
		}
	}
}

// TestSearchFollowsTheApplicant corrects a name and a number.
func TestSearchFollowsTheApplicant(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 0)
	was := c.Applicant
	now := was
	now.Name, now.ID.Number = "壬癸东", testkit.IDNumber(77)
	appendTo(t, s, c, &yichuang.ApplicantChanged{Applicant: now})
	for text, want := range map[string]int{was.Name: 0, was.ID.Number: 0, now.Name: 1, "rgd": 1, now.ID.Number: 1, was.Phone: 1} {
		if n, err := s.Count(t.Context(), store.Query{Text: text}); err != nil || n != want {
			t.Errorf("%q finds %d, want %d, %v", text, n, want, err)
		}
	}
	sound(t, s)
}

func TestFilters(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	review := open(t, s, 0)
	clk.move(24 * time.Hour)
	owing := testkit.Accepted(day("2026-11-27"), day("2026-12-04"))
	owing.Decision, owing.Owed = yichuang.AcceptOwing, []yichuang.Owed{{Material: "m3", Due: day("2026-11-25")}, {Material: "m2", Due: day("2026-11-24")}}
	owed := open(t, s, 1, append(testkit.Reviewed(false), owing)...)
	clk.move(24 * time.Hour)
	correcting := open(t, s, 2, append(testkit.Reviewed(true), testkit.Corrected())...)
	opened := testkit.Opened(0, testkit.FillItems)
	opened.Window, opened.Received = 9, clk.now().AddDate(0, 0, -10) // taken in on paper before
	early, err := s.OpenCase(t.Context(), "1002", testkit.Region, opened)
	if err != nil {
		t.Fatal(err)
	}
	all := []yichuang.CaseNumber{correcting.Number, owed.Number, review.Number, early.Number}
	for _, tt := range []struct {
		name string
		q    store.Query
		want []yichuang.CaseNumber
	}{
		{"all", store.Query{}, all},
		{"stages", store.Query{Stages: []yichuang.Stage{yichuang.StageCorrecting, yichuang.StageAccepted}}, all[:2]},
		{"open", store.Query{Open: true}, []yichuang.CaseNumber{all[0], all[2], all[3]}},
		{"clerk", store.Query{Clerk: "1002"}, all[3:]},
		{"item", store.Query{Item: "test-00"}, all[2:]},
		{"since", store.Query{Since: day("2026-11-21")}, all[:2]},
		{"until", store.Query{Until: day("2026-11-20")}, all[2:]},
		{"one day", store.Query{Since: day("2026-11-21"), Until: day("2026-11-21")}, all[1:2]},
		{"owed", store.Query{Due: store.DueOwed, DueBy: day("2026-11-24")}, all[1:2]},
		{"owed later", store.Query{Due: store.DueOwed, DueBy: day("2026-11-23")}, nil},
		{"promised", store.Query{Due: store.DuePromised, DueBy: day("2026-11-27")}, all[1:2]},
		{"statutory", store.Query{Due: store.DueStatutory, DueBy: day("2026-12-03")}, nil},
		{"notice", store.Query{Due: store.DueNotice, DueBy: day("2026-11-19")}, all[3:]},
		{"limit", store.Query{Limit: 2}, all[:2]},
		{"page", store.Query{Limit: 2, Before: owed.Number}, all[2:]},
		{"filters and text", store.Query{Open: true, Text: testkit.PersonName(0)}, []yichuang.CaseNumber{all[2], all[3]}},
	} {
		rows, err := s.Cases(t.Context(), tt.q)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := numbersOf(rows); got != numbersOf(summaries(tt.want)) {
			t.Errorf("%s: %s, want %s", tt.name, got, numbersOf(summaries(tt.want)))
		}
		tt.q.Limit, tt.q.Before = 1, ""
		if n, err := s.Count(t.Context(), tt.q); err != nil || (n != len(tt.want) && tt.name != "limit" && tt.name != "page") {
			t.Errorf("%s: %d counted, %v", tt.name, n, err)
		}
	}
	_, err = s.Cases(t.Context(), store.Query{Before: "150627261120007199998"})
	wantCode(t, err, yichuang.NotFound)
}

func summaries(numbers []yichuang.CaseNumber) []yichuang.Summary {
	list := make([]yichuang.Summary, len(numbers))
	for i, n := range numbers {
		list[i].Number = n
	}
	return list
}

func TestSummary(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	c := open(t, s, 0, testkit.Reviewed(false)...)
	clk.move(time.Hour)
	appendTo(t, s, c, testkit.Papers(yichuang.Receipt, 1, false)...)
	rows, err := s.Cases(t.Context(), store.Query{})
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	want := yichuang.Summary{Number: c.Number, Item: "test-00", ItemName: "测试事项00", Stage: yichuang.StageReview,
		Applicant: c.Applicant.Name, Identity: c.Applicant.ID.Masked(), Window: 7, Clerk: clerk,
		Received: c.Intake.At, Touched: clk.now(), Visit: 1, Papers: 1,
		Dates: yichuang.SummaryDates{Notice: day("2026-11-27")}} // five working days after Friday the 20th
	if !rows[0].Received.Equal(want.Received) || !rows[0].Touched.Equal(want.Touched) {
		t.Errorf("received %s, touched %s", rows[0].Received, rows[0].Touched)
	}
	rows[0].Received, rows[0].Touched, want.Received, want.Touched = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	if rows[0] != want {
		t.Errorf("%+v\nwant\n%+v", rows[0], want)
	}
}

// TestPages walks a long list page by page, with many cases of one moment.
func TestPages(t *testing.T) {
	s := newStore(t, store.Options{Now: newClock().now})
	err := s.Batch(t.Context(), func(b *store.Batch) error {
		for i := range 120 {
			if _, err := b.OpenCase(clerk, testkit.Region, testkit.Opened(i, 5)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	met := map[yichuang.CaseNumber]bool{}
	var before yichuang.CaseNumber
	for {
		rows, err := s.Cases(t.Context(), store.Query{Limit: 25, Before: before})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if met[r.Number] {
				t.Fatalf("%s twice", r.Number)
			}
			met[r.Number] = true
		}
		before = rows[len(rows)-1].Number
	}
	if len(met) != 120 {
		t.Errorf("%d cases on all pages", len(met))
	}
}

func TestSameOpen(t *testing.T) {
	s := newStore(t, store.Options{})
	same := testkit.Opened(0, testkit.FillItems)
	first := open(t, s, 0)
	open(t, s, 1)                                 // another applicant
	other := testkit.Opened(1, testkit.FillItems) // another item
	other.Applicant = same.Applicant
	if _, err := s.OpenCase(t.Context(), clerk, testkit.Region, other); err != nil {
		t.Fatal(err)
	}
	rows, err := s.SameOpen(t.Context(), same.Applicant.Key(), same.Item.ID)
	if err != nil || len(rows) != 1 || rows[0].Number != first.Number {
		t.Errorf("%v, %v", numbersOf(rows), err)
	}
	appendTo(t, s, first, append(testkit.Reviewed(false), testkit.Accepted(day("2026-11-27"), day("2026-12-04")))...)
	if rows, err = s.SameOpen(t.Context(), same.Applicant.Key(), same.Item.ID); err != nil || len(rows) != 0 {
		t.Errorf("an accepted case is not open: %v, %v", rows, err)
	}
	if rows, err = s.SameOpen(t.Context(), "", same.Item.ID); err != nil || len(rows) != 0 {
		t.Errorf("nobody: %v, %v", rows, err)
	}
}

func TestDesk(t *testing.T) {
	clk := newClock()
	s := newStore(t, store.Options{Now: clk.now})
	today := yichuang.DateOf(clk.now())
	if desk, err := s.Desk(t.Context(), yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, today); err != nil || len(desk.Groups) != 0 || desk.Taken != 0 {
		t.Fatalf("an empty desk: %+v, %v", desk, err)
	}
	late := testkit.Opened(0, testkit.FillItems)
	late.Received = clk.now().AddDate(0, 0, -6) // Saturday: the fifth working day is today
	if _, err := s.OpenCase(t.Context(), "1002", testkit.Region, late); err != nil {
		t.Fatal(err)
	}
	open(t, s, 1)
	waiting := testkit.Accepted(day("2026-11-27"), day("2026-12-04"))
	waiting.Await = true
	open(t, s, 2, append(testkit.Reviewed(false), waiting)...)
	open(t, s, 3, append(append(testkit.Reviewed(true), testkit.Corrected()), testkit.Papers(yichuang.CorrectNotice, 1, false)...)...)
	owing := testkit.Accepted(day("2026-11-27"), day("2026-12-04"))
	owing.Decision, owing.Owed = yichuang.AcceptOwing, []yichuang.Owed{{Material: "m3", Due: day("2026-11-24")}} // Tuesday, two working days ahead
	open(t, s, 4, append(testkit.Reviewed(false), owing)...)
	owing.Owed[0].Due = day("2026-11-25")
	open(t, s, 5, append(testkit.Reviewed(false), owing)...)
	desk, err := s.Desk(t.Context(), yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, today)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range desk.Groups {
		if g.Total != len(g.Cases) || g.Why == "" {
			t.Errorf("%s: %d of %d", g.Title, len(g.Cases), g.Total)
		}
		got = append(got, g.Title+" "+numbersOf(g.Cases))
	}
	want := []string{"补正告知将到期 0001", "收件审查中 0002 0001", "容缺材料将到期 0005", "待部门初审 0003", "文书未交 0004", "待补正 0004"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if desk.Taken != 5 || desk.Today != today {
		t.Errorf("%d taken on %s", desk.Taken, desk.Today)
	}
}

// FuzzSearch throws any text at the search: it answers without an error, finds
// nothing twice, and a text that is a whole name finds that name.
func FuzzSearch(f *testing.F) {
	s := newStore(f, store.Options{})
	numbers := people(f, s)
	for _, tt := range searches {
		f.Add(tt.text)
	}
	f.Add("*1150627261120007010001500101")
	f.Add(strings.Repeat("甲子", 5000))
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := s.Cases(t.Context(), store.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		met := map[yichuang.CaseNumber]bool{}
		for _, r := range rows {
			if met[r.Number] {
				t.Fatalf("%s twice", r.Number)
			}
			met[r.Number] = true
		}
		if number, ok := numbers[strings.TrimSpace(text)]; ok && !met[number] {
			t.Fatalf("%q does not find itself", text)
		}
		if utf8.ValidString(text) && strings.TrimSpace(text) == "" && len(rows) != len(numbers) {
			t.Fatalf("no text finds %d", len(rows))
		}
	})
}

// TestSearchFrequent searches for what so many cases have that it is tested and
// not looked up, and compares with going through all of them.
func TestSearchFrequent(t *testing.T) {
	path := newPath(t)
	const n = 3200
	if err := testkit.Fill(t.Context(), path, n, store.Options{Initials: initials}); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, store.Options{})
	for _, text := range []string{"商贸有限公司", "甲子", "smyxg", "测试旗甲", "cs 有限", "丁卯子"} {
		want := 0
		for i := range n {
			a, all := testkit.Applicant(i), true
			names := a.Name + " " + a.Legal.Name
			if a.Agent != nil {
				names += " " + a.Agent.Name
			}
			for _, word := range strings.Fields(text) {
				in := strings.Contains(names, word)
				for _, name := range strings.Fields(names) {
					in = in || strings.Contains(initials(name)[0], word)
				}
				all = all && in
			}
			if all {
				want++
			}
		}
		got, err := s.Count(t.Context(), store.Query{Text: text})
		if err != nil || got != want {
			t.Errorf("%q: %d found, want %d, %v", text, got, want, err)
		}
		t.Logf("%q: %d", text, got)
	}
}
