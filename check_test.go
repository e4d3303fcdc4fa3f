package yichuang

import "testing"

func TestMachineCheck(t *testing.T) {
	whole := func(n int) *int { return &n }
	figure := func(f float64) *float64 { return &f }
	day := Date{2026, 11, 22}
	shop := &Applicant{Kind: Organization, Name: "城东区欧阳记牛肉面馆", Credit: "91330100799655058B", Address: "人民路1号",
		Legal: Representative{"欧阳某", Identity{ResidentID, "11010519491231002X"}},
		Agent: &Agent{Name: "王某", ID: Identity{ResidentID, "440524188001010014"}}}
	person := &Applicant{Kind: Person, Name: "欧阳某", ID: Identity{Passport, "E12345678"}}
	cases := []struct {
		name    string
		check   Check
		who     *Applicant
		value   string
		ability CheckAbility
		verdict Verdict
	}{
		{"the representative's number", Check{Kind: CheckIDNumber, Of: "applicant"}, shop, "", ByItself, Pass},
		{"somebody else's number is asked for", Check{Kind: CheckIDNumber}, shop, "", ByValue, ""},
		{"a wrong number read off the paper", Check{Kind: CheckIDNumber}, shop, "110105194912310021", ByValue, Fail},
		{"a passport has no such checksum", Check{Kind: CheckIDNumber, Of: "applicant"}, person, "", ByValue, ""},
		{"credit code", Check{Kind: CheckCreditCode}, shop, "", ByItself, Pass},
		{"a failed credit code is for a person to judge", Check{Kind: CheckCreditCode}, shop, "91330100799655058C", ByEye, ""},
		{"expiry today still holds", Check{Kind: CheckNotExpired}, shop, "2026-11-22", ByValue, Pass},
		{"expired yesterday", Check{Kind: CheckNotExpired}, shop, "20261121", ByValue, Fail},
		{"long-term", Check{Kind: CheckNotExpired}, shop, "长期", ByValue, Pass},
		{"no date", Check{Kind: CheckNotExpired}, shop, "下月", ByValue, ""},
		{"within the lease", Check{Kind: CheckInRange}, shop, "2026-01-01 2026-12-31", ByValue, Pass},
		{"a lease not begun", Check{Kind: CheckInRange}, shop, "2026-12-01至2027-12-31", ByValue, Fail},
		{"report of last month, within six", Check{Kind: CheckWindow, From: whole(-183), To: whole(0)}, shop, "2026-10-22", ByValue, Pass},
		{"report of last year", Check{Kind: CheckWindow, From: whole(-183), To: whole(0)}, shop, "2025-10-22", ByValue, Fail},
		{"a window without figures", Check{Kind: CheckWindow}, shop, "", ByEye, ""},
		{"two years at the most", Check{Kind: CheckSpan}, shop, "2026-01-01 2028-01-01", ByValue, Pass},
		{"and a day", Check{Kind: CheckSpan}, shop, "2026-01-01 2028-01-02", ByValue, Fail},
		{"sixty today", Check{Kind: CheckAge}, shop, "1966-11-22", ByValue, Pass},
		{"sixty and a day", Check{Kind: CheckAge}, shop, "1966-11-21", ByValue, Fail},
		{"the same name in other blanks", Check{Kind: CheckName, Of: "applicant"}, shop, "欧阳 某", ByValue, Pass},
		{"another name", Check{Kind: CheckName, Of: "applicant"}, shop, "欧阳", ByValue, Fail},
		{"the organization's name", Check{Kind: CheckName}, shop, "城东区欧阳记牛肉面馆", ByValue, Pass},
		{"the agent's name", Check{Kind: CheckName, Of: "agent"}, shop, "王某", ByValue, Pass},
		{"no agent", Check{Kind: CheckName, Of: "agent"}, person, "", ByEye, ""},
		{"address", Check{Kind: CheckAddress}, shop, "人民路１号", ByValue, Pass},
		{"an address in other words is for a person", Check{Kind: CheckAddress}, shop, "某镇人民路1号", ByValue, ""},
		{"an address may be a part of the standard", Check{Kind: CheckAddress, Partial: true}, shop, "人民路1号", ByValue, ""},
		{"a part that fails, fails", Check{Kind: CheckName, Of: "agent", Partial: true}, shop, "李某", ByValue, Fail},
		{"a part passes nothing by itself", Check{Kind: CheckIDNumber, Of: "applicant", Partial: true}, shop, "", ByEye, ""},
		{"a residence permit carries a checksum too", Check{Kind: CheckIDNumber}, shop, "810000199408230021", ByValue, Pass},
		{"and may fail it", Check{Kind: CheckIDNumber}, shop, "810000199408230022", ByValue, Fail},
		{"a passport read off the paper is for a person", Check{Kind: CheckIDNumber}, shop, "E12345678", ByValue, ""},
		{"a permit to the mainland too", Check{Kind: CheckIDNumber}, shop, "H12345678", ByValue, ""},
		{"too short for anything", Check{Kind: CheckIDNumber}, shop, "1101051949123100", ByValue, Fail},
		{"two months to the day", Check{Kind: CheckWindow, From: whole(2), To: whole(6), Unit: "月"}, shop, "2027-01-22", ByValue, Pass},
		{"a day short of two months", Check{Kind: CheckWindow, From: whole(2), To: whole(6), Unit: "月"}, shop, "2027-01-21", ByValue, Fail},
		{"six months back to the day", Check{Kind: CheckWindow, From: whole(-6), To: whole(0), Unit: "月"}, shop, "2026-05-22", ByValue, Pass},
		{"a day more than six months", Check{Kind: CheckWindow, From: whole(-6), To: whole(0), Unit: "月"}, shop, "2026-05-21", ByValue, Fail},
		{"capital", Check{Kind: CheckAmount, Min: figure(200), Unit: "万元"}, shop, "200万元", ByValue, Pass},
		{"too little capital", Check{Kind: CheckAmount, Min: figure(200), Unit: "万元"}, shop, "1,99", ByValue, Fail},
		{"no figure", Check{Kind: CheckAmount, Min: figure(200)}, shop, "很多", ByValue, ""},
		{"project code", Check{Kind: CheckProject}, shop, "2026-150627-01-01-000001", ByValue, Pass},
		{"scope", Check{Kind: CheckScope, Words: []string{"食品销售", "餐饮服务"}}, shop, "餐饮服务；小食杂", ByValue, Pass},
		{"scope that takes the word out again", Check{Kind: CheckScope, Words: []string{"劳务派遣", "职业中介活动"}}, shop, "人力资源服务（不含职业中介活动、劳务派遣服务）", ByValue, ""},
		{"scope worded otherwise is for a person", Check{Kind: CheckScope, Words: []string{"食品销售"}}, shop, "饭店", ByValue, ""},
		{"a signature must be seen", Check{Kind: CheckSignature}, shop, "", ByEye, ""},
	}
	for _, tc := range cases {
		got := MachineCheck(&ReviewPoint{Check: tc.check}, tc.who, tc.value, day)
		if got.Ability != tc.ability || got.Verdict != tc.verdict {
			t.Errorf("%s: %+v, want ability %d verdict %q", tc.name, got, tc.ability, tc.verdict)
		}
		if got.Ability == ByValue && tc.value == "" && got.Ask == "" {
			t.Errorf("%s: nothing is asked for", tc.name)
		}
	}
}
