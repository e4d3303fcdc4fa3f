package intake_test

import (
	"yichuang"
)

// food is 食品经营许可（新办） as the department wrote it: four questions, four
// scenarios, seven materials.
func food() *yichuang.Item {
	agentOnly := yichuang.Condition{"q4": {"agent"}}
	needs := func(ids ...yichuang.MaterialID) []yichuang.Need {
		var out []yichuang.Need
		for _, id := range ids {
			out = append(out, yichuang.Need{Material: id})
		}
		return append(out, yichuang.Need{Material: "poa", When: agentOnly})
	}
	return &yichuang.Item{
		ID: "market-01", Edition: "1-0a1b2c3d", Revised: yichuang.Date{Year: 2026, Month: 11, Day: 1},
		Name: "食品经营许可（新办）", Aliases: []string{"开饭店", "卫生许可证"},
		Code: yichuang.ItemCode{Note: "国家基本编码与本旗实施编码未能核实"}, Kind: "行政许可", Handling: yichuang.Promised,
		Office: yichuang.Office{Window: "市场准入", Department: "旗市场监督管理局", StatutoryBody: "县级以上地方市场监督管理部门",
			Level: "旗县级", Applicants: []string{"企业", "个体工商户", "单位食堂举办者"}},
		Terms: yichuang.Terms{
			Statutory: yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance,
				Extension: &yichuang.Extension{Value: 5, Unit: yichuang.WorkingDays, Approver: "市场监督管理部门负责人"}},
			Promised:   yichuang.Limit{Value: 7, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance, Provenance: yichuang.Provenance{Confidence: yichuang.Low}},
			Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true, Basis: "行政许可法第32条第1款第4项"},
			Initial:    yichuang.InitialReview{Needed: true, Days: 1, Offline: yichuang.OfflineAccept, Confidence: yichuang.Low},
			Special: []yichuang.SpecialProcedure{{Name: "现场核查", Required: "视情形", When: "首次申请", MaxDays: 5,
				Unit: yichuang.WorkingDays, Excluded: "计入", Basis: "食品安全法第35条第2款"}},
		},
		Basis: []yichuang.LegalBasis{{Law: "食品安全法", Article: "第35条", Point: "食品销售、餐饮服务实行许可；仅销售预包装食品的备案",
			Provenance: yichuang.Provenance{Confidence: yichuang.High}}},
		Questions: []yichuang.Question{
			{ID: "q1", Text: "经营业态是哪一类？", Options: []yichuang.Option{{ID: "sale", Text: "食品销售"}, {ID: "cater", Text: "餐饮服务"}, {ID: "canteen", Text: "单位食堂"}}},
			{ID: "q2", Text: "是否只销售预包装食品？", Options: []yichuang.Option{{ID: "yes", Text: "只销售预包装食品"}, {ID: "no", Text: "还销售散装食品或者现场制售"}}},
			{ID: "q3", Text: "是否利用自动设备经营（自动售货机、自动制售机）？", Options: []yichuang.Option{{ID: "yes", Text: "是"}, {ID: "no", Text: "否"}}},
			{ID: "q4", Text: "是否委托他人办理？", Options: []yichuang.Option{{ID: "self", Text: "本人（法定代表人）办理"}, {ID: "agent", Text: "委托代理人办理"}},
				Agent: &yichuang.AgentAnswer{With: "agent", Without: "self"}},
		},
		Scenarios: []yichuang.Scenario{
			{ID: "s1", Name: "餐饮服务经营者新办", Outcome: yichuang.Collect,
				When: yichuang.Condition{"q1": {"cater"}, "q3": {"no"}}, Needs: needs("app", "bl", "layout", "rules", "id")},
			{ID: "s2", Name: "食品销售经营者新办（含散装食品）", Outcome: yichuang.Collect,
				When: yichuang.Condition{"q1": {"sale"}, "q2": {"no"}, "q3": {"no"}}, Needs: needs("app", "bl", "layout", "rules", "id")},
			{ID: "s3", Name: "利用自动设备经营新办", Outcome: yichuang.Collect,
				When: yichuang.Condition{"q3": {"yes"}}, Needs: needs("app", "bl", "layout", "rules", "auto", "id")},
			{ID: "s4", Name: "只销售预包装食品", Outcome: yichuang.DoNotCollect, Decline: yichuang.DeclineNotNeeded,
				When: yichuang.Condition{"q1": {"sale"}, "q2": {"yes"}},
				Note: "依法不需要许可：按行政许可法第32条第1款第1项即时告知不受理，引导办理“仅销售预包装食品备案”"},
		},
		Materials: foodMaterials(),
		Guide: yichuang.Guide{
			Fee:    yichuang.Fee{Basis: "行政许可法第58条"},
			Result: yichuang.Result{Name: "食品经营许可证", Validity: "5年", Renewal: "有效期届满前90个工作日至15个工作日期间提出延续申请"},
			Rejections: []yichuang.Rejection{
				{Reason: "仅销售预包装食品，依法不需要许可", Type: yichuang.DeclineNotNeeded},
				{Reason: "经营场所不在本旗行政区域", Type: yichuang.DeclineElsewhere, Agency: "场所所在地的市场监督管理部门"},
				{Reason: "申请人被吊销食品许可证未满五年", Type: yichuang.DeclineBarred, Refer: true}},
			FAQs: []yichuang.FAQ{
				{Question: "开一家只卖包装好零食的小店，要办食品经营许可证吗？", Answer: "不用许可。仅销售预包装食品的只需备案，窗口会改按备案登记。", Confidence: yichuang.High},
				{Question: "员工健康证要不要交到窗口？", Answer: "不是许可申请材料，窗口不收。", Confidence: yichuang.High},
				{Question: "从受理到拿证最长多久？", Answer: "法定10个工作日作决定，经批准可延长5个工作日；现场核查时间算在里面。", Confidence: yichuang.Low}},
			Notes: []string{"餐饮场所中的饭馆、咖啡馆、酒吧、茶座不再单独办理公共场所卫生许可",
				"小餐饮店、小食杂店、食品小作坊按条例登记或者备案，不适用本事项"},
		},
	}
}

func foodMaterials() []yichuang.Material {
	look := []yichuang.ReviewPoint{{No: 1, Content: "必填栏目", Standard: "所有必填栏目已填写，无空项", Method: "目视核对", OnFail: yichuang.RemedyOnSpot}}
	mine, issued := "申请人自备", "政府部门核发"
	owed := yichuang.Owing{Allowed: true, Reason: "可通过数据共享核验，纸质复印件可后补"}
	return []yichuang.Material{
		{ID: "app", Name: "食品经营许可申请书", Primary: true, Originals: 1, Form: "纸质或电子", Origin: mine, Points: look},
		{ID: "bl", Name: "营业执照", Copies: 1, Form: "纸质或电子", Origin: issued, Owing: owed, Exempt: "能够网上核验的，免提交", Points: look},
		{ID: "layout", Name: "主要设备设施、经营布局和操作流程文件", Primary: true, Originals: 1, Form: "纸质或电子", Origin: mine, Points: look},
		{ID: "rules", Name: "保证食品安全的规章制度目录清单", Primary: true, Originals: 1, Form: "纸质或电子", Origin: mine, Points: look},
		{ID: "auto", Name: "自动设备放置地点和风险管控材料", Primary: true, Originals: 1, Form: "纸质或电子", Origin: mine, Points: look},
		{ID: "id", Name: "法定代表人（负责人）身份证", Originals: 1, Copies: 1, Form: "纸质或电子", Origin: issued, Owing: owed,
			Exempt: "可调取电子身份证照的，免提交复印件", Points: look},
		{ID: "poa", Name: "授权委托书及代理人身份证", Primary: true, Originals: 1, Copies: 1, Form: "纸质或电子", Origin: mine, Points: look},
	}
}

// teacher is 教师资格认定, cut down: who applies is a person, a material has its
// condition in words, and some answers match no scenario.
func teacher() *yichuang.Item {
	return &yichuang.Item{
		ID: "edu-02", Edition: "2-11223344", Revised: yichuang.Date{Year: 2026, Month: 10, Day: 8},
		Name: "教师资格认定（幼儿园、小学、初级中学）", Aliases: []string{"教师证"}, Kind: "行政许可", Handling: yichuang.Promised,
		Office: yichuang.Office{Window: "科教文旅", Department: "旗教育体育局", Level: "旗县级", Applicants: []string{"自然人"}},
		Terms: yichuang.Terms{Statutory: yichuang.Limit{Value: 30, Unit: yichuang.WorkingDays, Start: yichuang.FromWindowClose},
			Promised: yichuang.Limit{Value: 30, Unit: yichuang.WorkingDays, Start: yichuang.FromWindowClose}},
		Questions: []yichuang.Question{
			{ID: "q1", Text: "申请地依据？", Options: []yichuang.Option{{ID: "hukou", Text: "户籍所在地"}, {ID: "live", Text: "居住证所在地"}, {ID: "study", Text: "就读学校所在地"}}},
			{ID: "q2", Text: "收件日期是否在公告的受理期限内？", Options: []yichuang.Option{{ID: "yes", Text: "在期限内"}, {ID: "no", Text: "不在期限内"}}},
		},
		Scenarios: []yichuang.Scenario{
			{ID: "s1", Name: "户籍地认定", Outcome: yichuang.Collect, When: yichuang.Condition{"q1": {"hukou"}, "q2": {"yes"}}, Note: "旗级认定",
				Needs: []yichuang.Need{{Material: "app"}, {Material: "degree", If: "学历在学信网不能核验的"}}},
			{ID: "s2", Name: "居住地认定", Outcome: yichuang.Collect, When: yichuang.Condition{"q1": {"live"}, "q2": {"yes"}},
				Needs: []yichuang.Need{{Material: "app"}, {Material: "poa", Agent: true}}},
			{ID: "s4", Name: "不在受理期限", Outcome: yichuang.DoNotCollect, Decline: yichuang.DeclineBarred,
				When: yichuang.Condition{"q2": {"no"}}, Note: "即时告知下一批次受理时间", Basis: "教师资格条例第14条"},
		},
		Materials: []yichuang.Material{
			{ID: "app", Name: "教师资格认定申请表", Primary: true, Originals: 1},
			{ID: "degree", Name: "境外学历认证书或者早期学历证明", Primary: true, Copies: 1},
			{ID: "poa", Name: "授权委托书", Primary: true, Originals: 1},
		},
		Guide: yichuang.Guide{Result: yichuang.Result{Name: "教师资格证书", Validity: "长期"}},
	}
}

// plain is an item with nothing to ask.
func plain() *yichuang.Item {
	it := teacher()
	it.ID, it.Name, it.Aliases, it.Questions = "general-09", "老年人优待证办理", nil, nil
	it.Scenarios = []yichuang.Scenario{{ID: "s1", Name: "通用", Outcome: yichuang.Collect, Needs: []yichuang.Need{{Material: "app"}}}}
	return it
}
