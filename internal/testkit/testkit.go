// Package testkit makes fixtures: items, applications and whole stores of cases
// for tests and benchmarks. Nobody in it exists: persons and organizations are
// numbered, and documents carry the area code 99, which was never given out.
package testkit

import (
	"fmt"

	"yichuang"
)

// Terminal is the seat of all fixtures.
var Terminal = yichuang.Terminal{ID: "W07.1", Window: 7, Epoch: '1'}

// Region is the region of their case numbers.
const Region = "150627"

// Item returns the i-th item: one scenario, three materials of three review
// points each, ten working days by law and five by promise.
func Item(i int) *yichuang.Item {
	it := &yichuang.Item{
		ID: yichuang.ItemID(fmt.Sprintf("test-%02d", i)), Edition: "1-00000001", Revised: yichuang.Date{Year: 2026, Month: 1, Day: 5},
		Name: fmt.Sprintf("测试事项%02d", i), Kind: "行政许可", Handling: yichuang.Promised,
		Office: yichuang.Office{Window: "综合事务", Department: "测试部门", Level: "县级"},
		Terms: yichuang.Terms{
			Statutory:  yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Promised:   yichuang.Limit{Value: 5, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true, Basis: "行政许可法第三十二条"},
		},
		Basis:     []yichuang.LegalBasis{{Law: "行政许可法", Article: "第三十二条", Point: "申请的处理"}},
		Scenarios: []yichuang.Scenario{{ID: "s1", Name: "首次申请", Outcome: yichuang.Collect}},
	}
	for _, id := range MaterialIDs {
		m := yichuang.Material{ID: id, Name: "测试材料" + string(id), Primary: id == "m1", Originals: 1, Form: "纸质",
			Owing: yichuang.Owing{Allowed: id != "m1", Reason: "测试"}}
		for no := 1; no <= PointsEach; no++ {
			m.Points = append(m.Points, yichuang.ReviewPoint{No: no, Content: fmt.Sprintf("第%d条审查内容", no),
				Standard: "与原件一致", Method: "目视核对", OnFail: yichuang.RemedyCorrect})
		}
		it.Materials = append(it.Materials, m)
		it.Scenarios[0].Needs = append(it.Scenarios[0].Needs, yichuang.Need{Material: id})
	}
	return it
}

// MaterialIDs are the materials of every Item, PointsEach the review points of each.
var MaterialIDs = []yichuang.MaterialID{"m1", "m2", "m3"}

// PointsEach is how many review points a material has.
const PointsEach = 3

// Items returns the first n items.
func Items(n int) []*yichuang.Item {
	items := make([]*yichuang.Item, n)
	for i := range items {
		items[i] = Item(i)
	}
	return items
}

// The characters of numbered names. Each number gives another name, spread as
// names are: few family names, many given ones.
const (
	families = "甲乙丙丁戊己庚辛壬癸"
	givens   = "子丑寅卯辰巳午未申酉戌亥东南西北春夏秋冬金木水火土日月星云风雨雪山川江河湖海梅兰竹菊松柏桃李"
)

// PersonName returns the i-th person's name, three characters.
func PersonName(i int) string {
	f, g := []rune(families), []rune(givens)
	return string([]rune{f[i%len(f)], g[i/len(f)%len(g)], g[i/len(f)/len(g)%len(g)]})
}

// IDNumber returns the i-th person's number, with a valid check character.
func IDNumber(i int) string {
	body := fmt.Sprintf("99%04d19%02d%02d%02d%03d", i/1000000%10000, 50+i%50, 1+i/50%12, 1+i/600%28, i%1000)
	sum := 0
	for j := range len(body) {
		sum = (sum + int(body[j]-'0')) * 2 % 11
	}
	return body + string("10X98765432"[sum])
}

// Phone returns the i-th telephone number; numbers that begin with 10 are no mobiles.
func Phone(i int) string { return fmt.Sprintf("100%08d", i) }

// Applicant returns the i-th applicant: every third one is an organization with
// a legal representative and an agent.
func Applicant(i int) yichuang.Applicant {
	if i%3 != 2 {
		return yichuang.Applicant{Kind: yichuang.Person, Name: PersonName(i), Phone: Phone(i), Address: "测试路1号",
			ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: IDNumber(i)}}
	}
	return yichuang.Applicant{
		Kind: yichuang.Organization, Name: "测试旗" + PersonName(i) + "商贸有限公司", Credit: fmt.Sprintf("99150627MA%07dX", i),
		Legal: yichuang.Representative{Name: PersonName(i + 1), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: IDNumber(i + 1)}},
		Phone: Phone(i), Address: "测试路2号",
		Agent: &yichuang.Agent{Name: PersonName(i + 2), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: IDNumber(i + 2)}, Phone: Phone(i + 2)},
	}
}
