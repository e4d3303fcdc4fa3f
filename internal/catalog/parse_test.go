package catalog

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yichuang"
)

// TestMalformed shows what the author of a wrong file is told: line, sentence.
func TestMalformed(t *testing.T) {
	tests := []struct {
		name, data string
		want       []string // line and the beginning of the message
	}{
		{"tab", demo(t, "  - 法规", "\t- 法规"), []string{"13 缩进用了制表符（Tab键）"}},
		{"empty", "", []string{"1 文件是空的"}},
		{"only comments", "# 编号: x\n\n", []string{"1 文件是空的"}},
		{"binary", "编号: x\n\x00\x01", []string{"2 这一行有不可见的控制字符"}},
		{"GBK", gbk(t, demo(t)), []string{"1 这一行不是UTF-8编码的文字"}},
		{"UTF-16", "\xff\xfeA\x00", []string{"1 文件是UTF-16编码"}},
		{"huge", strings.Repeat("# 批注\n", 80_000), []string{"1 文件有703KB，超过上限128KB"}},
		{"many lines", strings.Repeat("\n", 6000), []string{"5001 文件超过5000行"}},
		{"deep brackets", "材料: " + strings.Repeat("[", 100_000), []string{"1 层次太深"}},
		{"deep brackets on lines", "材料:\n" + strings.Repeat("[\n", 3_000), []string{"18 层次太深"}},
		{"deep dashes", "材料:\n" + strings.Repeat("- ", 50_000), []string{"2 层次太深"}},
		{"deep dashes in brackets", "材料: [" + strings.Repeat("- ", 50_000), []string{"1 层次太深"}},
		{"a list", "- 编号: x\n", []string{"1 “事项文件”应当写成一组“项: 值”，这里是一个列表"}},
		{"prose", "这是一份说明，不是事项文件\n", []string{"1 “事项文件”应当写成一组"}},
		{"two documents", demo(t) + "---\n编号: y\n", []string{"55 一个文件里写了不止一个事项"}},
		{"wide colon at the top", demo(t, "窗口: 综合事务", "窗口：综合事务"), []string{"6 “窗口”后面用了中文冒号"}},
		{"wide colon below", demo(t, "部门: 旗交通运输局", "部门:\n  承办：旗交通运输局"), []string{"11 “承办”后面用了中文冒号"}},
		{"no blank after colon", demo(t, "窗口: 综合事务", "窗口:综合事务"), []string{"6 “窗口”后面的冒号旁边没有空格"}},
		{"unknown key", demo(t, "        标准: 所有", "        标淮: 所有"), []string{"43 审查要点中没有“标淮”这一项，是不是“标准”？"}},
		{"key known elsewhere", demo(t, "窗口: 综合事务", "置信度: 高"), []string{"2 事项文件缺少“窗口”", "6 事项文件中没有“置信度”这一项"}},
		{"other name", demo(t, "设定依据:", "依据:"), []string{"12 事项文件中没有“依据”这一项，是不是“设定依据”？"}},
		{"key twice", demo(t, "窗口: 综合事务", "窗口: 综合事务\n窗口: 市场准入"), []string{"7 “窗口”写了两次，第6行已有"}},
		{"key twice below", demo(t, "    名称: 新办", "    名称: 新办\n    名称: 变更"), []string{"32 “名称”写了两次，第31行已有"}},
		{"quotation mark", demo(t, "窗口: 综合事务", "窗口: \"综合事务"), []string{"6 双引号没有成对"}},
		{"bracket", demo(t, "申请人: [企业]", "申请人: [企业"), []string{"11 方括号没有闭合"}},
		{"brace", demo(t, "当: {q1: new}", "当: {q1: new"), []string{"33 花括号没有闭合"}},
		{"colon in text", demo(t, "窗口: 综合事务", "窗口: 综合: 事务"), []string{"6 这里多了一个“: ”"}},
		{"anchor", demo(t, "窗口: 综合事务", "窗口: &w 综合事务"), []string{"6 这里用了本格式不支持的YAML写法"}},
		{"alias", demo(t, "窗口: 综合事务", "窗口: *w"), []string{"6 这里用了本格式不支持的YAML写法"}},
		{"not filled in", demo(t, "窗口: 综合事务", "窗口:"), []string{"6 “窗口”没有填写"}},
		{"number", demo(t, "版次: 1", "版次: 一"), []string{"4 “版次”应当是整数，写的是“一”"}},
		{"negative", demo(t, "复印件: 1", "复印件: -1"), []string{"48 “复印件”应当是整数"}},
		{"date", demo(t, "2026-11-01", "2026-11-31"), []string{"5 “修订日期”应当是日期"}},
		{"period", demo(t, "20个工作日", "二十个工作日"), []string{"16 “期限”应当是期限，如 10个工作日"}},
		{"word", demo(t, "类型: 行政许可", "类型: 行政许克"), []string{"7 “类型”不能写“行政许克”，是不是“行政许可”？"}},
		{"yes", demo(t, "承诺时限: 5个工作日", "承诺时限: 5个工作日\n初审确认: 需要"), []string{"18 “需要”应当是“是”或者“否”"}},
		{"reason", demo(t, "类别: 次要材料", "可容缺: 是"), []string{"47 “可容缺”应当是一句话，写的是“是”"}},
		{"list for text", demo(t, "窗口: 综合事务", "窗口: [综合事务]"), []string{"6 “窗口”应当是一个值，这里是一个列表"}},
		{"text for list", demo(t, "    材料: [app]", "    材料: app"), []string{"37 “材料”应当是列表，这里是一个值"}},
		{"wide comma", demo(t, "    材料: [app]", "    材料: [app，rent]"), []string{"37 “app，rent”不能作编号"}},
		{"empty list", demo(t, "    材料: [app]", "    材料: []"), []string{"37 “材料”是空列表"}},
		{"hole in list", demo(t, "申请人: [企业]", "申请人:\n  - 企业\n  -"), []string{"13 “申请人”中有一项没有填写"}},
		{"declined with materials", demo(t, "    材料: [app]", "    材料: [app]\n    不收件: 依法不需要办理"), []string{"38 情形“变更”写了不收件，又列了材料"}},
		{"hidden character", demo(t, "窗口: 综合事务", "窗口: 综合\u200b事务"), []string{"6 “窗口”里有看不见的字符"}},
		{"too long", demo(t, "窗口: 综合事务", "窗口: "+strings.Repeat("长", 2001)), []string{"6 “窗口”超过2000字"}},
		{"two lines", demo(t, "窗口: 综合事务", "窗口: |\n  综合\n  事务"), []string{"6 “窗口”只能写一行"}},
		{"several at once", demo(t, "窗口: 综合事务", "窗口：综合事务", "版次: 1", "版次: 一", "结果: 登记证", "结果: [登记证"),
			[]string{"4 “版次”应当是整数", "6 “窗口”后面用了中文冒号", "53 方括号没有闭合"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it, bad := Parse("x.yaml", []byte(tt.data))
			if it != nil {
				t.Fatal("the file gives an item")
			}
			var got []string
			for _, u := range bad {
				got = append(got, fmt.Sprintf("%d %s", u.Line, u.Message))
				if u.File != "x.yaml" || u.Fix == "" {
					t.Errorf("no place or no advice: %+v", u)
				}
			}
			ok := len(got) == len(tt.want)
			for i := 0; ok && i < len(got); i++ {
				ok = strings.HasPrefix(got[i], tt.want[i])
			}
			if !ok {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
			}
		})
	}
}

// gbk is what an old editor saves.
func gbk(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTolerated are the ways of writing that editors and people are used to.
func TestTolerated(t *testing.T) {
	plain, _ := Parse("x.yaml", []byte(demo(t)))
	tests := map[string]string{
		"BOM":            "\ufeff" + demo(t),
		"Windows lines":  strings.ReplaceAll(demo(t), "\n", "\r\n"),
		"old Mac lines":  strings.ReplaceAll(demo(t), "\n", "\r"),
		"document start": "---\n" + demo(t),
		"quoted":         demo(t, "窗口: 综合事务", "窗口: '综合事务'"),
		"written out":    demo(t, "部门: 旗交通运输局", "部门: {承办: 旗交通运输局}", "承诺时限: 5个工作日", "承诺时限:\n  期限: 5个工作日\n  起算: 受理之日", "结果: 登记证", "结果: {名称: 登记证}"),
		"empty optional": demo(t, "窗口: 综合事务", "窗口: 综合事务\n别名:\n备注:"),
		"other date":     demo(t, "2026-11-01", "2026年11月1日"),
		"one as text":    demo(t, "申请人: [企业]", "申请人: 企业"),
	}
	for name, data := range tests {
		it, bad := Parse("x.yaml", []byte(data))
		if it == nil || it.Edition != plain.Edition {
			t.Errorf("%s: %v", name, bad)
		}
	}
}

func TestDefaults(t *testing.T) {
	it, bad := Parse("x.yaml", []byte(demo(t)))
	if it == nil {
		t.Fatal(bad)
	}
	app, rent := it.Material("app"), it.Material("rent")
	if !app.Primary || app.Originals != 1 || app.Copies != 0 || app.Form != defaultForm || app.Origin != defaultOrigin || app.Owing.Allowed || app.Owing.Reason != primaryReason {
		t.Errorf("a material that says nothing: %+v", app)
	}
	if rent.Primary || rent.Originals != 0 || rent.Copies != 1 {
		t.Errorf("a copy only: %+v", rent)
	}
	if p := rent.Points[0]; p.No != 1 || p.Method != defaultMethod || p.OnFail != yichuang.RemedyCorrect || p.Check.Kind != yichuang.CheckInRange {
		t.Errorf("a point that says little: %+v", p)
	}
	if c := it.Terms.Correction; c.Kind != yichuang.CorrectWithin5 || c.Days != 5 || !c.Deemed {
		t.Errorf("correction: %+v", c)
	}
	if it.Terms.Initial.Needed || it.Guide.Fee.Charged || it.Guide.Fee.Basis != freeBasis || it.Guide.Result.Validity != "以证载为准" {
		t.Errorf("initial review, fee, result: %+v %+v", it.Terms.Initial, it.Guide)
	}
	if it.Terms.Promised.Start != yichuang.FromAcceptance || it.Terms.Statutory.Value != 20 {
		t.Errorf("limits: %+v", it.Terms)
	}
}

func TestPeriods(t *testing.T) {
	tests := []struct {
		text  string
		value int
		unit  yichuang.Unit
	}{
		{"10个工作日", 10, yichuang.WorkingDays}, {"10工作日", 10, yichuang.WorkingDays}, {"3个月", 3, yichuang.Months},
		{"60日", 60, yichuang.CalendarDays}, {"60天", 60, yichuang.CalendarDays}, {"7个自然日", 7, yichuang.CalendarDays},
		{"即时办结", 0, yichuang.WorkingDays},
	}
	for _, tt := range tests {
		value, unit := period(tt.text)
		if !periodForm.MatchString(tt.text) || value != tt.value || unit != tt.unit {
			t.Errorf("%s: %d %s", tt.text, value, unit)
		}
	}
}
