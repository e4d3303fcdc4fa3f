package finder

import (
	"strings"
	"testing"
)

// expectation is a query and an item that it must find.
type expectation struct {
	query string
	name  string // the item's name begins so
	rank  int    // at this place or better
}

// expectations are the 26 queries that the search is judged by, over the real
// names of testdata/names.txt.
var expectations = []expectation{
	// initials
	{"spjy", "食品经营许可（新办）", 1},
	{"jsgcgh", "建设工程规划许可证核发", 1},
	{"ldzc", "劳动人事争议调解仲裁申请", 1},
	{"rlzy", "人力资源服务许可", 1},
	{"mbxx", "民办学校设立审批", 1},
	{"spxk", "食品经营许可（新办）", 1}, // with a gap
	// full pinyin, finished or not
	{"shipinshengchan", "食品生产许可", 1},
	{"quhsui", "取水许可", 1}, // with a slip: qushui
	{"jumin shenfen", "居民身份证申领", 1},
	{"gongshangh", "个体工商户登记", 1},
	{"lvshi", "律师执业许可", 1},
	// mixed
	{"食品jy", "食品经营许可（新办）", 1},
	{"结hun", "结婚登记", 1},
	{"shehui保障k", "社会保障卡申领", 1},
	// characters of several readings
	{"yinhang", "银行账户开户许可证核发", 1},
	{"yhzh", "银行账户开户许可证核发", 1},
	{"cqhl", "长期护理保险待遇申请", 1},
	{"chongxin", "药品经营许可证（零售）重新审查发证", 1},
	{"tiaojieyuan", "人民调解员补贴发放", 1},
	{"kuaijishi", "会计师事务所分所执业许可", 1},
	// two words, substrings
	{"公积金 离休", "住房公积金提取（离休、退休）", 1},
	{"建筑 施工", "建筑工程施工许可证核发", 1},
	{"网约", "网络预约出租汽车运输证核发", 1},
	// everyday names
	{"医保", "城乡居民基本医疗保险参保登记", 3},
	{"低保", "最低生活保障审核确认", 2},
	{"yyzz", "个体工商户登记", 20},
}

// wantFirst is how many of the queries must put their item at the very top.
const wantFirst = 22

func TestQuality(t *testing.T) {
	var entries []Entry
	for _, name := range realNames(t) {
		entries = append(entries, Entry{Name: name})
	}
	ix := New(entries)
	first := 0
	for _, want := range expectations {
		rank := 0
		for i, h := range ix.Search(want.query, 20, nil) {
			if strings.HasPrefix(entries[h.Entry].Name, want.name) {
				rank = i + 1
				break
			}
		}
		if rank == 0 || rank > want.rank {
			t.Errorf("%q finds %s at rank %d (0: not in the first 20), want %d or better", want.query, want.name, rank, want.rank)
		}
		if rank == 1 {
			first++
		}
	}
	if len(expectations) != 26 || first < wantFirst {
		t.Errorf("%d of %d queries have their item first, want %d of 26", first, len(expectations), wantFirst)
	}
}
