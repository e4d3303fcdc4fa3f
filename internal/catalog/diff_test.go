package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yichuang"
)

func one(t *testing.T, edits ...string) *Catalog {
	t.Helper()
	it, bad := Parse("x.yaml", []byte(demo(t, edits...)))
	if it == nil {
		t.Fatal(bad)
	}
	return &Catalog{Items: []*yichuang.Item{it}}
}

func TestDiffSentences(t *testing.T) {
	tests := []struct {
		name  string
		edits []string
		want  []string
	}{
		{"nothing", nil, nil},
		{"number only", []string{"版次: 1", "版次: 2"}, []string{"版次、把握程度或者出处有更新，收件要求不变"}},
		{"limits", []string{"承诺时限: 5个工作日", "承诺时限: 3个工作日", "法定时限: 20个工作日", "法定时限: {期限: 20个工作日, 延长: 10个工作日, 延长批准: 部门负责人}"},
			[]string{"法定时限的延长从不能延长改为10个工作日（部门负责人批准）", "承诺时限从5个工作日改为3个工作日"}},
		{"standard", []string{"标准: 所有必填栏目已填写，无空项", "标准: 所有栏目已填写"},
			[]string{"材料“申请表”的审查要点“必填栏目”标准从“所有必填栏目已填写，无空项”改为“所有栏目已填写”"}},
		{"new point", []string{"        核验: 期间含当日", "        核验: 期间含当日\n      - 内容: 签名\n        标准: 双方签名"},
			[]string{"新增材料“租赁合同”的审查要点“签名”：双方签名"}},
		{"point renamed", []string{"内容: 租赁期限", "内容: 租期"}, []string{"材料“租赁合同”第1条审查要点的内容从“租赁期限”改为“租期”"}},
		{"check", []string{"核验: 期间含当日", "核验: {种类: 日期区间, 最早: -30, 最晚: 0}"},
			[]string{"材料“租赁合同”的审查要点“租赁期限”机器核验从“期间含当日”改为“日期区间，最早-30，最晚0”"}},
		{"check of a part", []string{"核验: 期间含当日", "核验: {种类: 期间含当日, 部分: 是}"},
			[]string{"材料“租赁合同”的审查要点“租赁期限”机器核验从“期间含当日”改为“期间含当日，只核对标准的一部分”"}},
		{"what bars", []string{"核验: 期间含当日", "核验: 期间含当日\n        不符: 不予受理\n        不予受理: {类型: 不属于本机关职权范围, 机关: 某机关, 依据: 某法第1条}"},
			[]string{"材料“租赁合同”的审查要点“租赁期限”不符合时的处理从“一次性告知补正”改为“不予受理并书面说明理由”",
				"材料“租赁合同”的审查要点“租赁期限”不予受理的说明写明为“不属于本机关职权范围，某机关，某法第1条”"}},
		{"material gone", []string{"[app, {材料: rent, 当: {q2: rent}}]", "[app]", demo(t)[strings.Index(demo(t), "  - 编号: rent"):], "结果: 登记证\n"},
			[]string{"材料“租赁合同”不再需要", "取消情形“新办”的材料“租赁合同”"}},
		{"new material", []string{"    材料: [app]", "    材料: [app, bl]", "结果:", "  - 编号: bl\n    名称: 营业执照\n    类别: 次要材料\n    复印件: 2\n    审查要点: [{内容: 名称, 标准: 与申请表一致}]\n结果:"},
			[]string{"新增材料“营业执照”（次要材料，复印件2份）", "新增情形“变更”的材料“营业执照”"}},
		{"class and owing", []string{"    类别: 次要材料", "    可容缺: 可以后补"},
			[]string{"材料“租赁合同”从次要材料改为主要材料", "材料“租赁合同”现在可以容缺：可以后补"}},
		{"need", []string{"{材料: rent, 当: {q2: rent}}", "{材料: rent, 代理: 是}"},
			[]string{"情形“新办”的材料“租赁合同”从“场所属于哪一种？ 租赁”时提交改为“有代理人”时提交"}},
		{"condition", []string{"当: {q1: new}", "当: {q1: new, q2: [own, rent]}"},
			[]string{"情形“新办”的条件从“办理哪一种业务？ 新办”改为“办理哪一种业务？ 新办；场所属于哪一种？ 自有或者租赁”"}},
		{"scenario declined", []string{"    材料: [app]", "    不收件: 依法不需要办理"},
			[]string{"情形“变更”从收件改为不收件（告知）", "情形“变更”不收件的类型写明为“依法不需要办理”", "取消情形“变更”的材料“申请表”"}},
		{"question", []string{"问: 场所属于哪一种？", "问: 场所是哪一种？"}, []string{"问题从“场所属于哪一种？”改为“场所是哪一种？”", "情形“新办”的材料“租赁合同”从“场所属于哪一种？ 租赁”时提交改为“场所是哪一种？ 租赁”时提交"}},
		{"correction", []string{"承诺时限: 5个工作日", "承诺时限: 5个工作日\n补正: 退还材料"},
			[]string{"补正规则从“五日内告知，5个工作日，逾期视为受理”改为“退还材料”", "补正规则的依据从“行政许可法第32条第1款第4项”改为“市场主体登记管理条例第19条”"}},
		{"shared", []string{"承诺时限: 5个工作日", "承诺时限: 5个工作日\n会同审批: {方式: 联合, 依据: 某条例第3条, 部门: [旗公安局]}"},
			[]string{"审批方式从单独审批改为联合审批", "新增会同审批的部门“旗公安局”", "会同审批的依据写明为“某条例第3条”"}},
		{"aliases", []string{"版次: 1", "版次: 1\n别名: [甲, 乙]"}, []string{"别名增加“甲”、“乙”"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range Diff(one(t), one(t, tt.edits...)) {
				got = append(got, c.Text)
				if c.Item != "clean" || c.Name != "其他材料登记" {
					t.Errorf("no item: %+v", c)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
			}
		})
	}
}

// What a department has in a shared approval is compared with what it had, and a
// limit that it takes from the item only once.
func TestDiffShared(t *testing.T) {
	const before, after = "承诺时限: 5个工作日", "承诺时限: 5个工作日\n会同审批: {方式: 并联, 部门: [旗公安局, {名称: 旗应急管理局, 内容: 安全条件, 承诺时限: 3个工作日}]}"
	was := one(t, before, after)
	is := one(t, before, strings.NewReplacer("3个工作日}", "4个工作日, 法定时限: 15个工作日}", "安全条件", "消防条件", "旗公安局, ", "").Replace(after), "法定时限: 20个工作日", "法定时限: 30个工作日")
	var got []string
	for _, c := range Diff(was, is) {
		got = append(got, c.Text)
	}
	want := []string{"法定时限从20个工作日改为30个工作日", "会同部门“旗应急管理局”的审批内容从“安全条件”改为“消防条件”",
		"会同部门“旗应急管理局”的法定时限从20个工作日改为15个工作日", "会同部门“旗应急管理局”的承诺时限从3个工作日改为4个工作日", "取消会同审批的部门“旗公安局”"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestDiffOrder(t *testing.T) {
	sample := Sample().Items
	changed := *sample[2]
	changed.Edition, changed.Terms.Promised.Value, changed.Name = "2-00000000", 1, "改名"
	faq := *sample[1]
	faq.Edition = "2-11111111"
	old := &Catalog{Items: sample[:3]}
	is := &Catalog{Items: []*yichuang.Item{&faq, &changed, sample[3]}}
	var got []string
	for _, c := range Diff(old, is) {
		got = append(got, fmt.Sprintf("%s %d", c.Item, c.Weight))
	}
	want := []string{"agri-01 1", "agri-04 1", "agri-03 2", "agri-03 7", "agri-02 8"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c := Diff(Sample(), Sample()); len(c) != 0 {
		t.Errorf("a catalogue differs from itself: %v", c)
	}
}

// TestDiffMissesNothing changes every single text, figure and mark of an item,
// one at a time: each must give a sentence of its own. What says how sure a
// statement is and where it comes from may go under the general sentence.
func TestDiffMissesNothing(t *testing.T) {
	for _, id := range []yichuang.ItemID{"market-01", "agri-01", "edu-05", "general-05", "invest-02", "shared"} {
		old := Sample().Item(id)
		if id == "shared" {
			old = sharedItem(t)
		}
		leaves := 0
		visit(reflect.ValueOf(clone(t, old)).Elem(), "", func(path string, change func() (undo func())) {
			if path == ".ID" || path == ".Edition" {
				return
			}
			leaves++
			is := changedClone
			undo := change()
			is.Edition = "2-00000000"
			changes := Diff(&Catalog{Items: []*yichuang.Item{old}}, &Catalog{Items: []*yichuang.Item{is}})
			undo()
			general := strings.HasSuffix(path, "Confidence") || strings.HasSuffix(path, "Source") || strings.HasPrefix(path, ".Revised")
			switch {
			case len(changes) == 0:
				t.Errorf("%s: no change is told for %s", id, path)
			case !general && changes[0].Weight == WeightNothing:
				t.Errorf("%s: only the general sentence for %s", id, path)
			}
		})
		if leaves < 300 && id != "shared" {
			t.Errorf("%s: only %d leaves were changed", id, leaves)
		}
	}
}

// changedClone is the copy that TestDiffMissesNothing works on.
var changedClone *yichuang.Item

func clone(t *testing.T, it *yichuang.Item) *yichuang.Item {
	t.Helper()
	items, err := Unpack(string(Pack([]*yichuang.Item{it})))
	if err != nil {
		t.Fatal(err)
	}
	changedClone = items[0]
	return items[0]
}

// visit calls each for every leaf below v with a way to change it.
func visit(v reflect.Value, path string, each func(string, func() func())) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			visit(v.Field(i), path+"."+v.Type().Field(i).Name, each)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), fmt.Sprintf("%s[%d]", path, i), each)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			visit(v.Elem(), path, each)
		}
	case reflect.String, reflect.Int, reflect.Bool, reflect.Float64:
		if strings.HasSuffix(path, ".No") { // follows from the order
			return
		}
		if v.IsZero() && (strings.Contains(path, ".Check.") && !strings.HasSuffix(path, ".Kind") || strings.HasSuffix(path, "].Unit")) {
			return // without a kind there are no figures, without a period no unit
		}
		each(path, func() func() {
			was := reflect.New(v.Type()).Elem()
			was.Set(v)
			switch v.Kind() {
			case reflect.String:
				v.SetString(v.String() + "改")
			case reflect.Int:
				v.SetInt(v.Int() + 1)
			case reflect.Float64:
				v.SetFloat(v.Float() + 1)
			default:
				v.SetBool(!v.Bool())
			}
			return func() { v.Set(was) }
		})
	}
}
