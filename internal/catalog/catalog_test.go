package catalog

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang"
)

// TestSampleCounts guards the content: whoever drops or doubles something while
// editing the samples is told.
func TestSampleCounts(t *testing.T) {
	got := map[string]int{}
	for _, it := range Sample().Items {
		got["items"]++
		got["scenarios"] += len(it.Scenarios)
		got["materials"] += len(it.Materials)
		got["faqs"] += len(it.Guide.FAQs)
		got["basis"] += len(it.Basis)
		for _, m := range it.Materials {
			got["points"] += len(m.Points)
			if m.Owing.Allowed {
				got["may be owed"]++
			}
			if m.Owing.Allowed && m.Primary {
				got["primary owed"]++
			}
		}
	}
	want := map[string]int{"items": 42, "scenarios": 167, "materials": 358, "points": 1078, "may be owed": 132, "faqs": 123, "basis": 169}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestSampleIsTheFiles proves that the packed samples are the YAML files.
func TestSampleIsTheFiles(t *testing.T) {
	c := Load(os.DirFS("items"))
	if len(c.Unusable) > 0 || !reflect.DeepEqual(c.Items, Sample().Items) {
		t.Errorf("the packed samples differ from the files; unusable: %v", c.Unusable)
	}
}

// TestSampleScenarios walks every combination of answers of every sample: each
// scenario is reached, no answers fit two.
func TestSampleScenarios(t *testing.T) {
	for _, it := range Sample().Items {
		reached := map[yichuang.ScenarioID]bool{}
		l := linter{item: it}
		l.combinations(func(c combination) {
			s, err := it.Match(l.answers(c))
			switch yichuang.CodeOf(err) {
			case "":
				reached[s.ID] = true
			case yichuang.NotFound:
			default:
				t.Errorf("%s: %s: %v", it.ID, l.say(c), err)
			}
		})
		for _, s := range it.Scenarios {
			if !reached[s.ID] {
				t.Errorf("%s: scenario %s is never reached", it.ID, s.ID)
			}
			for _, n := range s.Needs {
				if it.Material(n.Material) == nil {
					t.Errorf("%s: scenario %s asks for %s, which is not there", it.ID, s.ID, n.Material)
				}
			}
		}
	}
}

// TestSampleIsComplete checks what a window needs of every item.
func TestSampleIsComplete(t *testing.T) {
	editionForm := regexp.MustCompile(`^1-[0-9a-f]{8}$`)
	for _, it := range Sample().Items {
		fail := func(what string) { t.Errorf("%s: %s", it.ID, what) }
		if !editionForm.MatchString(string(it.Edition)) || it.Revised.IsZero() {
			fail("edition " + string(it.Edition) + ", revised " + it.Revised.String())
		}
		if len(it.Aliases) < 3 || it.Office.Department == "" || it.Office.Provenance.Source == "" || len(it.Office.Applicants) == 0 {
			fail("aliases or office")
		}
		if !it.Bundled() && (it.Handling == yichuang.Promised) != it.Terms.Initial.Needed || it.Terms.Initial.Needed && (it.Terms.Initial.Days != 1 || it.Terms.Initial.Offline == "") {
			fail("initial review")
		}
		for _, l := range []yichuang.Limit{it.Terms.Statutory, it.Terms.Promised} {
			if l.Unit == "" || l.Start == "" || l.Provenance.Confidence == "" || (l.Value == 0) != (l.Start == yichuang.OnReceipt) {
				fail("limit " + l.String())
			}
		}
		for _, r := range it.Guide.Rejections {
			if r.Reason == "" || r.Type == "" || (r.Type == yichuang.DeclineElsewhere && r.Agency == "") {
				fail("rejection " + r.Reason)
			}
		}
		for _, m := range it.Materials {
			if m.Provenance.Confidence == "" || m.Provenance.Source == "" || m.Owing.Reason == "" || m.Originals+m.Copies == 0 || len(m.Errors) == 0 {
				fail("material " + m.Name)
			}
			for i, p := range m.Points {
				if p.No != i+1 || p.Content == "" || p.Standard == "" || p.Method == "" || p.OnFail == "" || p.Confidence == "" {
					fail("point " + p.Content)
				}
			}
		}
	}
}

func TestSampleDetails(t *testing.T) {
	c := Sample()
	food := c.Item("market-01")
	if s, err := food.Match(yichuang.Answers{"q1": "sale", "q2": "yes"}); err != nil || s.Decline != yichuang.DeclineNotNeeded || s.Outcome != yichuang.DoNotCollect {
		t.Errorf("prepackaged food: %+v %v", s, err)
	}
	if a := food.Prefill(true); a["q4"] != "agent" {
		t.Errorf("an agent answers q4: %v", a)
	}
	if q := food.NextQuestion(food.Prefill(false)); q == nil || q.ID != "q1" {
		t.Errorf("first question: %v", q)
	}
	poa := c.Item("agri-01").Scenario("s1").Needs
	if n := poa[len(poa)-1]; n.Material != "poa" || !n.Agent {
		t.Errorf("a power of attorney is asked for with an agent: %+v", n)
	}
	school := c.Item("edu-01").Terms
	if school.Statutory.String() != "3个月" || school.Initial.Offline != yichuang.OfflineWait {
		t.Errorf("school: %s %s", school.Statutory, school.Initial.Offline)
	}
	if l := c.Item("general-04").Terms.Statutory; l.String() != "60日" || l.Start != yichuang.FromAllPapers || l.StartText == "" {
		t.Errorf("60日 are calendar days: %+v", l)
	}
	if p := c.Item("traffic-01").Material("driver").Points; !slices.ContainsFunc(p, func(p yichuang.ReviewPoint) bool {
		return p.Check.Kind == yichuang.CheckAge && *p.Check.Max == 60
	}) {
		t.Error("the driver's age has no figure")
	}
	if c.Item("nowhere") != nil {
		t.Error("an item that is not there")
	}
}

func demo(t *testing.T, edits ...string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/lint/clean.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := string(data)
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(s, edits[i]) {
			t.Fatalf("the file has no %q", edits[i])
		}
		s = strings.Replace(s, edits[i], edits[i+1], 1)
	}
	return s
}

func TestLoadKeepsTheRest(t *testing.T) {
	c := Load(fstest.MapFS{
		"b/good.yaml":   {Data: []byte(demo(t))},
		"a-bad.yml":     {Data: []byte(demo(t, "编号: clean", "编号: bad", "窗口: 综合事务\n", ""))},
		"~$good.yaml":   {Data: []byte("x")},
		".hidden.yaml":  {Data: []byte("x")},
		".git/x.yaml":   {Data: []byte("x")},
		"readme.txt":    {Data: []byte("x")},
		"c/EMPTY.YAML":  {Data: nil},
		"c/binary.yaml": {Data: []byte{0x89, 'P', 'N', 'G', 0, 1, 2}},
	})
	if len(c.Items) != 1 || c.Items[0].ID != "clean" {
		t.Errorf("items: %v", c.Items)
	}
	var got []string
	for _, u := range c.Unusable {
		got = append(got, fmt.Sprintf("%s:%d %s", u.File, u.Line, u.Message))
	}
	want := []string{
		"a-bad.yml:2 事项文件缺少“窗口”",
		"c/EMPTY.YAML:1 文件是空的",
		"c/binary.yaml:1 这一行不是UTF-8编码的文字",
	}
	if !slices.Equal(got, want) {
		t.Errorf("unusable:\n%s", strings.Join(got, "\n"))
	}
}

func TestLoadDuplicates(t *testing.T) {
	same := Load(fstest.MapFS{"a.yaml": {Data: []byte(demo(t))}, "a - 副本.yaml": {Data: []byte(demo(t) + "# 副本\n")}})
	if len(same.Items) != 1 || len(same.Unusable) != 1 || same.Unusable[0].Line != 2 {
		t.Errorf("a copy of one text: one is enough: %v %v", same.Items, same.Unusable)
	}
	other := Load(fstest.MapFS{"a.yaml": {Data: []byte(demo(t))}, "b.yaml": {Data: []byte(demo(t, "版次: 1", "版次: 2"))}, "c.yaml": {Data: []byte(demo(t, "编号: clean", "编号: other"))}})
	if len(other.Items) != 1 || other.Items[0].ID != "other" || len(other.Unusable) != 2 {
		t.Errorf("two texts under one identifier: neither holds: %v %v", other.Items, other.Unusable)
	}
	if r := LintDir(fstest.MapFS{"a.yaml": {Data: []byte(demo(t))}, "b.yaml": {Data: []byte(demo(t, "版次: 1", "版次: 2"))}}, today); r.Errors != 2 || r.Issues[0].Rule != "duplicate" {
		t.Errorf("lint: %+v", r)
	}
}

func TestLoadNothing(t *testing.T) {
	if c := Load(fstest.MapFS{}); len(c.Items)+len(c.Unusable) != 0 {
		t.Errorf("%+v", c)
	}
	c := Load(os.DirFS("testdata/没有这个文件夹"))
	if len(c.Items) != 0 || len(c.Unusable) != 1 || !strings.HasPrefix(c.Unusable[0].Message, "无法读取") {
		t.Errorf("%+v", c)
	}
}

// TestEdition: the name changes with the content and with nothing else.
func TestEdition(t *testing.T) {
	read := func(data string) yichuang.Edition {
		it, bad := Parse("x.yaml", []byte(data))
		if it == nil {
			t.Fatal(bad)
		}
		return it.Edition
	}
	first := read(demo(t))
	if again := read("# 加一行批注\n" + strings.ReplaceAll(demo(t), "\n", "\r\n")); again != first {
		t.Errorf("%s, then %s for the same content", first, again)
	}
	other := read(demo(t, "必填栏目已填写", "必填栏目都已填写"))
	if other == first || other[:2] != first[:2] {
		t.Errorf("%s, then %s for other content", first, other)
	}
	if next := read(demo(t, "版次: 1", "版次: 12")); next != "12-"+first[2:] {
		t.Errorf("%s, then %s for another number", first, next)
	}
}

// A machine that judges by itself may pass a point only where the standard asks
// for nothing but the check character.
func TestSampleChecksPassNothingUnseen(t *testing.T) {
	number := yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}
	a := &yichuang.Applicant{Kind: yichuang.Organization, Name: "示例公司", Credit: "91330100799655058B", Address: "示例街1号",
		Legal: yichuang.Representative{Name: "示例人", ID: number}, Agent: &yichuang.Agent{Name: "代办人", ID: number}}
	passed := 0
	for _, it := range Sample().Items {
		for _, m := range it.Materials {
			for _, p := range m.Points {
				r := yichuang.MachineCheck(&p, a, "", yichuang.Date{Year: 2026, Month: 11, Day: 22})
				if r.Ability != yichuang.ByItself || r.Verdict != yichuang.Pass {
					continue
				}
				passed++
				if !strings.Contains(p.Standard, "校验") {
					t.Errorf("%s %s %d: passed unseen, but the standard is %q", it.ID, m.Name, p.No, p.Standard)
				}
			}
		}
	}
	if passed == 0 {
		t.Error("no check judges by itself")
	}
}

// The department stands on papers and beside the seal: its name and nothing else.
func TestSampleDepartmentsAreNames(t *testing.T) {
	for _, it := range Sample().Items {
		if strings.ContainsAny(it.Office.Department, "（）()，、") {
			t.Errorf("%s: %s", it.ID, it.Office.Department)
		}
	}
}
