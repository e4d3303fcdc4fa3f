package yichuang_test

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yichuang"
)

func TestNthWorkingDay(t *testing.T) {
	file, err := os.Open("testdata/workdays.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cal, cases := yichuang.BuiltinCalendar(), 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) != 3 {
			continue
		}
		n, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		start, want := on(t, f[0]), on(t, f[2])
		due := cal.AddWorkdays(start, n)
		if due.Date != want || due.Uncertain != nil {
			t.Errorf("%s + %d = %+v, want %s", start, n, due, want)
		}
		if got := cal.Workdays(start, want); got != n {
			t.Errorf("%d working days from %s to %s, want %d", got, start, want, n)
		}
		cases++
	}
	if cases != 24 {
		t.Errorf("%d cases read", cases)
	}
}

func TestBuiltinCalendar(t *testing.T) {
	cal := yichuang.BuiltinCalendar()
	if !slices.Equal(cal.Years(), []int{2024, 2025, 2026}) {
		t.Fatalf("years %v", cal.Years())
	}
	for year, want := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		if got := cal.Workdays(yichuang.Date{Year: year - 1, Month: 12, Day: 31}, yichuang.Date{Year: year, Month: 12, Day: 31}); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
		if y, ok := cal.Year(year); !ok || y.Notice == "" || y.URL == "" || y.Issued.IsZero() {
			t.Errorf("%d has no source: %+v", year, y)
		}
	}
	for day, want := range map[string]string{"2026-10-01": "国庆节", "2026-10-03": "国庆节", "2026-10-10": "", "2026-11-22": "", "2026-11-23": ""} {
		if got := cal.Holiday(on(t, day)); got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
	for _, tt := range []struct {
		day         string
		work, known bool
	}{
		{"2024-02-09", true, true}, // 除夕 2024: rest was encouraged, not ordered
		{"2026-02-28", true, true}, {"2026-02-16", false, true}, {"2026-11-22", false, true}, {"2026-11-23", true, true},
		{"2027-01-01", true, false}, {"2027-01-02", false, false}, {"2023-12-29", true, false},
	} {
		if work, known := cal.IsWorkday(on(t, tt.day)); work != tt.work || known != tt.known {
			t.Errorf("%s: work %v, known %v", tt.day, work, known)
		}
	}
}

func TestYearsWithoutDataAreMarked(t *testing.T) {
	cal := yichuang.BuiltinCalendar()
	due := cal.AddWorkdays(on(t, "2026-12-28"), 10)
	if due.Date != on(t, "2027-01-11") || !slices.Equal(due.Uncertain, []int{2027}) {
		t.Errorf("%+v", due)
	}
	if text := due.Chinese(); !strings.Contains(text, "2027年1月11日") || !strings.Contains(text, "暂定") {
		t.Error(text)
	}
	if due = cal.AddWorkdays(on(t, "2026-12-28"), 3); due.Uncertain != nil || due.Chinese() != "2026年12月31日" {
		t.Errorf("%+v", due)
	}
	var none *yichuang.Calendar
	if due = none.AddWorkdays(on(t, "2026-09-30"), 300); !slices.Equal(due.Uncertain, []int{2026, 2027}) {
		t.Errorf("%+v", due)
	}
	if due = cal.AddWorkdays(yichuang.Date{}, 5); !due.IsZero() {
		t.Errorf("%+v", due)
	}
}

const (
	head2027 = `{"format":"yichuang-calendar","version":1,"years":[`
	year2027 = `{"year":2027,"notice":"测试用","off":[{"name":"元旦","from":"2027-01-01","to":"2027-01-03"}],"makeup":[{"name":"元旦","date":"2027-01-09"}]}`
)

func TestMergeTakesTheNewerYear(t *testing.T) {
	read := func(s string) *yichuang.Calendar {
		t.Helper()
		c, err := yichuang.ReadCalendar([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	builtin := yichuang.BuiltinCalendar()
	cal := builtin.Merge(read(head2027 + year2027 + `],"local":[{"name":"地方假日","date":"2026-11-24","basis":"测试用"}]}`))
	if due := cal.AddWorkdays(on(t, "2026-12-28"), 10); due.Date != on(t, "2027-01-11") || due.Uncertain != nil {
		t.Errorf("%+v", due) // one day off, one made up
	}
	if due := cal.AddWorkdays(on(t, "2026-11-23"), 1); due.Date != on(t, "2026-11-25") {
		t.Errorf("the local day off counts: %+v", due)
	}
	if work, _ := builtin.IsWorkday(on(t, "2026-11-24")); !work {
		t.Error("merging changed the built-in calendar")
	}
	cal = cal.Merge(read(head2027 + strings.ReplaceAll(year2027, "2027-01-03", "2027-01-04") + `]}`))
	if due := cal.AddWorkdays(on(t, "2026-12-31"), 1); due.Date != on(t, "2027-01-05") {
		t.Errorf("the corrected notice is not used: %+v", due)
	}
	if again := cal.Merge(nil); !reflect.DeepEqual(again, cal) {
		t.Error("merging nothing changes something")
	}
}

func TestReadCalendarRefusesWhatNoNoticeMeans(t *testing.T) {
	change := func(old, with string) string {
		if !strings.Contains(year2027, old) {
			t.Fatalf("nothing to change: %s", old)
		}
		return head2027 + strings.Replace(year2027, old, with, 1) + `]}`
	}
	local := func(day, rest string) string {
		return head2027 + year2027 + `],"local":[{"name":"地方假日","date":"` + day + `"` + rest + `]}`
	}
	tests := map[string]struct{ file, want string }{
		"no JSON":              {"2027", "不是规定的格式"},
		"an unknown key":       {change(`"notice"`, `"days":1,"notice"`), "不是规定的格式"},
		"more behind":          {head2027 + year2027 + `]} {}`, "多余的内容"},
		"another format":       {`{"format":"x","version":1,"years":[]}`, "文件开头"},
		"no years":             {head2027 + `]}`, "没有任何年份"},
		"an impossible year":   {change(`"year":2027`, `"year":20`), "第1个年份"},
		"a year twice":         {head2027 + year2027 + "," + year2027 + `]}`, "2027年：出现了两次"},
		"no notice":            {change("测试用", " "), "没有写明放假通知"},
		"no days off":          {head2027 + `{"year":2027,"notice":"测试用","off":[],"makeup":[]}]}`, "没有放假日期"},
		"a bad day of issue":   {change(`"notice"`, `"issued":"昨天","notice"`), "2027年发文日期"},
		"no such day":          {change("2027-01-03", "2027-02-29"), "2027年放假第1项"},
		"a day outside":        {change("2027-01-01", "2026-12-31"), "2026-12-31不在2027年内"},
		"an end before":        {change("2027-01-01", "2027-01-04"), "结束日早于开始日"},
		"a holiday unnamed":    {change(`"name":"元旦","from"`, `"name":"","from"`), "没有节日名称"},
		"a day off twice":      {change(`],"makeup"`, `,{"name":"春节","from":"2027-01-03","to":"2027-01-04"}],"makeup"`), "放假第2项：2027-01-03已在2027年放假第1项列出"},
		"a weekday made up":    {change("2027-01-09", "2027-01-08"), "2027-01-08不是星期六或者星期日"},
		"off and made up":      {change("2027-01-09", "2027-01-02"), "2027-01-02已在2027年放假第1项列出"},
		"made up outside":      {change("2027-01-09", "2028-01-08"), "不在2027年内"},
		"made up twice":        {change(`"2027-01-09"}`, `"2027-01-09"},{"name":"元旦","date":"2027-01-09"}`), "上班第2项"},
		"made up with a basis": {change(`"2027-01-09"`, `"2027-01-09","basis":"x"`), "没有 basis"},
		"local without basis":  {local("2027-05-05", "}"), "依据"},
		"local and made up":    {local("2027-01-09", `,"basis":"x"}`), "已列为调休上班日"},
		"local and off":        {local("2027-01-02", `,"basis":"x"}`), "已列为元旦放假"},
		"local without a day":  {local("某日", `,"basis":"x"}`), "地方假日第1项"},
		"local twice":          {local("2027-05-05", `,"basis":"x"},{"name":"地方假日","date":"2027-05-05","basis":"x"}`), "地方假日第2项"},
	}
	for name, tt := range tests {
		_, err := yichuang.ReadCalendar([]byte(tt.file))
		message, hint := yichuang.Explain(err)
		if yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(message, tt.want) || hint == "" {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := yichuang.ReadCalendar([]byte(`{"format":"yichuang-calendar","version":2,"zones":[]}`)); yichuang.CodeOf(err) != yichuang.Newer {
		t.Errorf("a newer file: %v", err)
	}
}

func TestCalendarSurvivesWriting(t *testing.T) {
	text, err := json.Marshal(yichuang.BuiltinCalendar())
	if err != nil {
		t.Fatal(err)
	}
	var back yichuang.Calendar
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&back, yichuang.BuiltinCalendar()) {
		t.Error("it is not what was written")
	}
}

func FuzzReadCalendar(f *testing.F) {
	f.Add([]byte(head2027 + year2027 + `],"local":[{"name":"地方假日","date":"2026-11-24","basis":"测试用"}]}`))
	f.Add([]byte(`{"format":"yichuang-calendar","version":2}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		cal, err := yichuang.ReadCalendar(data)
		if err != nil {
			if code := yichuang.CodeOf(err); code != yichuang.Invalid && code != yichuang.Newer {
				t.Fatal(err)
			}
			return
		}
		text, err := json.Marshal(cal)
		if err != nil {
			t.Fatal(err)
		}
		back, err := yichuang.ReadCalendar(text)
		if len(cal.Years()) > 0 && (err != nil || !slices.Equal(back.Years(), cal.Years())) {
			t.Fatalf("%s: %v", text, err)
		}
		for _, y := range cal.Years() {
			first := yichuang.Date{Year: y, Month: 1, Day: 1}
			if due := cal.AddWorkdays(first, 1); !due.Date.After(first) {
				t.Fatalf("%+v", due)
			}
		}
	})
}
