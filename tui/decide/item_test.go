package decide_test

import (
	"fmt"

	"yichuang"
)

// foodLicence is an item of the usual size: materials of both kinds, points of
// all remedies, checks of all abilities, a condition in words.
func foodLicence() *yichuang.Item {
	correct, spot, refer, bar := yichuang.RemedyCorrect, yichuang.RemedyOnSpot, yichuang.RemedyRefer, yichuang.RemedyDecline
	pt := func(no int, content, standard, method string, r yichuang.Remedy, k yichuang.Check) yichuang.ReviewPoint {
		return yichuang.ReviewPoint{No: no, Content: content, Standard: standard, Method: method, OnFail: r, Check: k}
	}
	none := yichuang.Check{}
	return &yichuang.Item{
		ID: "market-01", Edition: "1-0a1b2c3d", Name: "食品经营许可（新办）", Kind: "行政许可", Handling: yichuang.Promised,
		Office: yichuang.Office{Window: "市场准入", Department: "旗市场监督管理局"},
		Terms: yichuang.Terms{
			Statutory:  yichuang.Limit{Value: 10, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Promised:   yichuang.Limit{Value: 7, Unit: yichuang.WorkingDays, Start: yichuang.FromAcceptance},
			Correction: yichuang.CorrectionRule{Kind: yichuang.CorrectWithin5, Days: 5, Deemed: true},
		},
		Basis:     []yichuang.LegalBasis{{Law: "食品安全法", Article: "第35条"}},
		Questions: []yichuang.Question{{ID: "q1", Text: "经营业态是哪一类？", Options: []yichuang.Option{{ID: "cater", Text: "餐饮服务"}, {ID: "packed", Text: "只卖预包装食品"}}}},
		Scenarios: []yichuang.Scenario{
			{ID: "s1", Name: "餐饮服务经营者新办", When: yichuang.Condition{"q1": {"cater"}}, Outcome: yichuang.Collect, Needs: []yichuang.Need{
				{Material: "app"}, {Material: "bl"}, {Material: "layout"}, {Material: "id"}, {Material: "poa", Agent: true},
				{Material: "lease", If: "经营场所是租来的"}}},
			{ID: "s4", Name: "只销售预包装食品", When: yichuang.Condition{"q1": {"packed"}}, Outcome: yichuang.DoNotCollect,
				Note: "依法不需要许可，引导办理备案", Decline: yichuang.DeclineNotNeeded},
		},
		Materials: []yichuang.Material{
			{ID: "app", Name: "食品经营许可申请书", Primary: true, Originals: 1, Form: "纸质或电子", Owing: yichuang.Owing{Reason: "属于主要材料"},
				Errors: []string{"业态勾选两种以上", "经营项目勾选“冷食类”但布局图没有专间", "地址只写到街道"},
				Points: []yichuang.ReviewPoint{
					pt(1, "必填栏目", "所有必填栏目已填写，无空项", "目视核对", spot, yichuang.Check{Kind: yichuang.CheckNoBlank}),
					pt(2, "主体业态", "只勾选一种主体业态，与经营项目对应", "目视核对", spot, none),
					pt(3, "经营项目", "勾选项目与布局图中标注的加工区域对应；申请冷食类、生食类、糕点类的已标注专间或者专用操作区", "目视核对", correct, none),
					pt(4, "经营场所地址", "与营业执照住所一致，精确到门牌号", "与申请表比对", spot, yichuang.Check{Kind: yichuang.CheckAddress}),
					pt(5, "签名或者盖章", "自然人签名，法人加盖与名称一致的公章", "目视核对", spot, yichuang.Check{Kind: yichuang.CheckSignature}),
				}},
			{ID: "bl", Name: "营业执照", Copies: 1, Form: "纸质或电子", Owing: yichuang.Owing{Allowed: true, Reason: "可以共享核验"},
				Exempt: "能够网上核验的，免提交", Errors: []string{"经营范围未包含申请事项", "提交的是旧版副本，未反映最近一次变更"},
				Points: []yichuang.ReviewPoint{
					pt(1, "统一社会信用代码", "18位代码按GB 32100校验码核对无误", "计算核对", correct, yichuang.Check{Kind: yichuang.CheckCreditCode}),
					pt(2, "登记状态", "国家企业信用信息公示系统显示“存续”或者“在业”", "平台查询", refer, none),
					pt(3, "经营范围", "包含“食品销售或者餐饮服务”或者登记机关规范目录中的对应条目", "目视核对", correct,
						yichuang.Check{Kind: yichuang.CheckScope, Words: []string{"食品销售", "餐饮服务"}}),
				}},
			{ID: "layout", Name: "主要设备设施、经营布局和操作流程文件", Primary: true, Originals: 1, Form: "纸质", Owing: yichuang.Owing{Reason: "属于主要材料"},
				Errors: []string{"图纸没有标注面积", "用装修效果图代替平面布局图"},
				Points: []yichuang.ReviewPoint{
					pt(1, "功能分区", "图上标明原料处理、加工、清洗消毒、就餐（售卖）区域及名称", "目视核对", correct, none),
					pt(2, "场所性质", "不在居民住宅内", "目视核对", bar, none),
				}},
			{ID: "id", Name: "法定代表人（负责人）身份证", Originals: 1, Copies: 1, Form: "纸质或电子",
				Owing: yichuang.Owing{Allowed: true, Reason: "可以读卡核验"}, Errors: []string{"只提交人像面，缺少国徽面", "证件有效期已过"},
				Points: []yichuang.ReviewPoint{
					pt(1, "证件号码", "18位公民身份号码，按GB 11643校验码核对无误", "计算核对", correct, yichuang.Check{Kind: yichuang.CheckIDNumber, Of: "applicant"}),
					pt(2, "有效期", "截止日期不早于收件当日，或者标注“长期”", "目视核对", correct, yichuang.Check{Kind: yichuang.CheckNotExpired}),
					pt(3, "姓名一致", "证件姓名与申请表填写的法定代表人（负责人）姓名逐字一致", "与申请表比对", spot, yichuang.Check{Kind: yichuang.CheckName, Of: "applicant"}),
				}},
			{ID: "poa", Name: "授权委托书及代理人身份证", Primary: true, Originals: 1, Copies: 1, Form: "纸质或电子",
				Points: []yichuang.ReviewPoint{pt(1, "委托事项", "写明本次申请的事项全称和代理权限", "目视核对", correct, none)}},
			{ID: "lease", Name: "经营场所租赁合同", Copies: 1, Form: "纸质", Owing: yichuang.Owing{Allowed: true}},
		},
		Guide: yichuang.Guide{Rejections: []yichuang.Rejection{
			{Reason: "仅销售预包装食品或者仅销售食用农产品，依法不需要许可", Type: yichuang.DeclineNotNeeded},
			{Reason: "经营场所不在本旗行政区域", Type: yichuang.DeclineElsewhere, Agency: "经营场所所在地的市场监督管理部门"},
			{Reason: "申请人被吊销食品许可证未满五年", Type: yichuang.DeclineBarred, Basis: "《食品安全法》第135条", Refer: true},
		}},
	}
}

// heavy is an item as large as they come.
func heavy() *yichuang.Item {
	it := foodLicence()
	it.Scenarios[0].Needs = nil
	src := it.Materials[0]
	it.Materials = nil
	for i := range 13 {
		m := src
		m.ID = yichuang.MaterialID(fmt.Sprintf("m%02d", i+1))
		m.Name = fmt.Sprintf("第%d种材料：%s", i+1, "使用土地的有关证明文件（不动产权证书或者建设用地规划许可证）")
		it.Materials = append(it.Materials, m)
		it.Scenarios[0].Needs = append(it.Scenarios[0].Needs, yichuang.Need{Material: m.ID})
	}
	return it
}

func caterer() yichuang.Applicant {
	return yichuang.Applicant{Kind: yichuang.Organization, Name: "示例餐饮管理有限公司", Credit: "11150000MB1604391C", Phone: "13800000000",
		Address: "示例镇示例街1号", Legal: yichuang.Representative{Name: "示例人", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}}
}
