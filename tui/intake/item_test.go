package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"

	tea "charm.land/bubbletea/v2"
)

func TestItemsUsedMostComeFirstWithTheirFacts(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d := start(t, newSeat(food(), teacher()), route("item", nil), size)
		d.Sees("[事项]", "> 食品经营许可（新办）", "教师资格认定", "旗市场监督管理局", "市场准入", "共2项")
		d.Sees("行政许可，承诺件，不收费", "承诺7个工作日（未核实）", "企业、个体工商户", "部门确认后才受理")
		d.Sees("只卖包装好零食的小店", "F4 办事指南", "F6 导办")
		d.Press("down").Sees("> 教师资格认定", "自然人", "不需要，窗口审查后直接决定")
		d.Press("up", "up").Sees("> 食品经营许可")
	})
}

func TestDepartmentsThatDecideTogether(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		it := food()
		it.Office.Sharing, it.Office.SharingBasis = yichuang.ApproveParallel, "某条例第9条"
		it.Office.Shares = []yichuang.Share{{Department: "旗卫生健康委员会", Part: "卫生条件", Promised: &yichuang.Limit{Value: 5, Unit: yichuang.WorkingDays}}, {Department: "旗公安局"}}
		d := start(t, newSeat(it), route("item", nil), size)
		d.Sees("并联审批", "旗市场监督管理局牵头，会同", "旗公安局")
		d.Press("f4").Sees("并联审批", "会同依据  某条例第9条")
	})
}

func TestWhatABundleIsMadeOf(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		bundle, _ := tuitest.Bundle(t)
		d := start(t, newSeat(bundle), route("item", nil), size)
		d.Sees("> 跑货运一件事", "材料收一份、审一次", "事项1     个体登记，市场监督管理局", "事项2     货运许可，交通运输局").NotSees("部门初审")
		d.Press("f4").Sees("事项2     货运许可，交通运输局").Press("end").Resize(120, 60).Sees("事项      个体登记、货运许可", "身份证  原件1份，主要；2个事项共用").NotSees("营业执照  ")
	})
}

func TestSearchFollowsEveryKeyAndSaysWhyARowIsThere(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d := start(t, newSeat(food(), teacher(), plain()), route("item", nil), size)
		d.Type("spjy").CaretAfter("spjy").Sees("共1项", "> 食品经营许可").NotSees("教师资格")
		if body, _ := d.Top().View(); !strings.Contains(body, "\x1b[1;4;7m食品经营\x1b[m") {
			t.Fatalf("the matched characters are not bold and underlined:\n%q", body)
		}
		d.Press("ctrl+u").Type("教师").Sees("> 教师资格认定")
		d.Press("ctrl+u").Type("饭店").Sees("> 食品经营许可（新办）  又名 开饭店")
		d.Press("esc").Sees("共3项", "选事项")
		d.Press("esc").Sees("到了 工作台")
	})
}

func TestNothingFoundSaysWhatToTryAndWhatToTell(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d := start(t, newSeat(food()), route("item", nil), size)
		d.Type("飞船驾照").Sees("没有找到“飞船驾照”", "拼音首字母", "简称", "不在综合一窗受理范围", "0477-12345")
		d.Press("enter").Sees("选事项", "没有找到事项")
		d = start(t, newSeat(), route("item", nil), size)
		d.Sees("本窗口还没有可以收件的事项", "联系大厅管理员")
	})
}

func TestEnterTakesTheItem(t *testing.T) {
	d := start(t, newSeat(food(), teacher()), route("item", nil), small)
	d.Press("down", "enter").Sees("[申请人]", "教师资格认定")
	d.Press("esc").Sees("到了 工作台")
}

func TestAScannedCodeInTheSearchOpensItsCase(t *testing.T) {
	d := start(t, newSeat(food()), route("item", nil), small)
	d.Scan("*1506272611230070100015").Sees("到了 办件", "1506272611230070100015")
}

func TestTheGuideIsCompleteAndScrolls(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		d := start(t, newSeat(food()), route("item", nil), size)
		d.Press("f4").NoCaret().Sees("办事指南", "承办", "实施编码", "未核实", "办理时限", "经市场监督管理部门负责人批准可以延长5个工作日")
		seen := d.Text()
		for range 20 {
			seen += d.Press("pgdown").Text()
		}
		for _, text := range []string{"收费和结果", "食品经营许可证（5年）", "情形1：餐饮服务经营者新办", "营业执照  复印件1份，可容缺",
			"委托代理人办理的", "情形4：只销售预包装食品", "依法不需要办理", "不予受理的情形", "应当到场所所在地的市场监督管理部门",
			"须由部门核实", "常见问答", "现场核查时间算在里面。（未核实）", "注意事项", "设定依据", "《食品安全法》第35条"} {
			if !strings.Contains(joined(seen), joined(text)) {
				t.Errorf("the guide does not say %q", text)
			}
		}
		d.Press("home").Sees("承办").Press("end").Sees("设定依据")
		d.Press("esc").Sees("共1项").Press("f4", "enter").Sees("[申请人]", "食品经营许可")
	})
}

func TestGuidanceTellsWhatToBringWithoutACase(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := start(t, s, route("item", nil), size)
		d.Press("f6").Sees("导办", "不登记", "代理人：没有", "第1问", "经营业态")
		d.Press("f5").Sees("代理人：有", "委托代理人办理（自动）")
		d.Press("2", "2").Sees("餐饮服务经营者新办", "应当提交6种材料", "Enter 收这个事项")
		d.Press("f6", "enter").Sees("材料清单已输出：材料清单-1.pdf")
		if len(s.lists) != 1 || len(s.numbers) != 0 {
			t.Fatalf("%d lists printed and %d cases opened, want 1 and 0", len(s.lists), len(s.numbers))
		}
		d.Press("f4", "1", "1").Sees("不收件：只销售预包装食品", "请先收件登记", "Enter 返回选事项").Press("enter").Sees("[事项]")
		d.Press("f6", "2", "2", "enter").Sees("[申请人]")
	})
}

func TestGarbageInTheCatalogueTearsNothing(t *testing.T) {
	it := food()
	junk := "\x1b[31m坏\x00\xff\u202e👨‍👩‍👧\t" + strings.Repeat("长", 5000) + "\n第二行"
	it.Name, it.Aliases = junk, []string{junk}
	it.Office.Department, it.Office.Window = junk, junk
	it.Office.Applicants = []string{junk}
	it.Guide.FAQs = []yichuang.FAQ{{Question: junk, Answer: junk}}
	it.Guide.Notes = []string{junk, ""}
	it.Questions[0].Text, it.Questions[0].Options[1].Text = junk, junk
	it.Scenarios[0].Name, it.Scenarios[0].Note = junk, junk
	it.Materials[0].Name, it.Materials[1].Exempt = junk, junk
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(it)
		s.initials["x"] = it.ID
		d := start(t, s, route("item", nil), size)
		d.Press("f4", "pgdown", "end", "esc", "f6", "2", "2", "pgdown", "end", "f6", "esc", "esc")
		d.Type("x").Type("\x07").Paste("a\x1b[31mb\x00\nc\xff").Press("up", "pgdown", "esc", "enter")
		d.Sees("[申请人]")
	})
}

// joined takes out what wrapping puts into a text.
func joined(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }

// torn is a catalogue that lists items and cannot read them.
type torn struct{ *seat }

func (torn) Item(id yichuang.ItemID) (*yichuang.Item, error) {
	return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "事项" + string(id) + "读不出来", Hint: "请联系管理员"}
}

func TestAnItemThatCannotBeReadIsSaid(t *testing.T) {
	s := newSeat(food())
	d := tuitest.New(t)
	deps := s.deps()
	deps.Catalogue = torn{s}
	d.Screen(intake.NewItem(d.Env, deps)).Sees("食品经营许可", "事项market-01读不出来", "请联系管理员")
	d.Press("f4", "f6", "enter").Sees("选事项", "事项market-01读不出来")
	d = start(t, s, route("applicant", yichuang.ItemID("gone")), small)
	d.Sees("没有事项gone", "请重新选择").NoCaret().Type("张三").Press("f8", "esc").Sees("到了 工作台")
}

// many is a catalogue of five thousand items that finds at once.
type many struct {
	seat
	hits []yichuang.ItemHit
}

func (m *many) Search(_ string, limit int) []yichuang.ItemHit {
	return m.hits[:min(limit, len(m.hits))]
}

func (m *many) Item(id yichuang.ItemID) (*yichuang.Item, error) {
	it := food()
	it.ID = id
	return it, nil
}

// BenchmarkPickerKey measures the picker's own work for one key: Update and View.
func BenchmarkPickerKey(b *testing.B) {
	m := &many{}
	for i := range 5000 {
		m.hits = append(m.hits, yichuang.ItemHit{ID: yichuang.ItemID(fmt.Sprintf("x-%d", i)), Name: fmt.Sprintf("食品经营许可（新办）第%d号", i),
			Spans: [][2]int{{0, 1}, {2, 4}}, Department: "旗市场监督管理局", Window: "市场准入", Used: 5000 - i})
	}
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(b *testing.B) {
			d := tuitest.New(b)
			p := intake.NewItem(d.Env, intake.Deps{Catalogue: m})
			p.Update(kit.Size{Width: size.Width, Height: size.Height - 4})
			p.Init()
			keys := []tea.KeyPressMsg{{Code: 's', Text: "s"}, {Code: 'p', Text: "p"}, {Code: tea.KeyDown}, {Code: tea.KeyBackspace}, {Code: tea.KeyBackspace}}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.Update(keys[i%len(keys)])
				p.View()
			}
		})
	}
}

// A name that the list has no room for is read where the facts are.
func TestALongNameIsReadBesideItsFacts(t *testing.T) {
	long := food()
	long.Name = "国有建设用地使用权及房屋所有权转移登记（存量房买卖，含继承、受遗赠、赠与）"
	long.Aliases = []string{"不动产过户"}
	each(t, func(t *testing.T, size kit.Size) {
		start(t, newSeat(long), route("item", nil), size).Type("过户").Sees("又名 不动产过户", "含继承、受遗赠、赠与")
	})
}
