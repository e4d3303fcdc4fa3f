package paper

import (
	"crypto/ed25519"
	"time"

	"yichuang"
)

// samples returns one paper of each kind. Names are placeholders.
func samples() map[string]*yichuang.Document {
	return map[string]*yichuang.Document{
		"receipt":    receiptSample(),
		"acceptance": acceptanceSample(),
		"correction": correctionSample(),
		"owing":      owingSample(),
		"decline":    declineSample(),
		"materials":  materialsSample(),
		"progress":   progressSample(),
	}
}

// sample returns what all samples share.
func sample(kind yichuang.DocumentKind, title, seal string) *yichuang.Document {
	return &yichuang.Document{
		Kind: kind, Title: title, Number: "150627261122007100019-SL1", Case: "150627261122007100019",
		Issuer: "示例旗行政审批机关", Hall: "示例旗政务服务中心 综合窗口03号", Clerk: "经办人甲",
		Seal:   yichuang.Seal{Name: seal, Agency: "示例旗行政审批机关", Required: seal != ""},
		Date:   yichuang.Date{Year: 2026, Month: time.November, Day: 22},
		Ticket: yichuang.SignTicket(sampleKey, yichuang.Ticket{Case: "150627261122007100019", Kind: kind, Print: 1}),
		Print:  yichuang.Print{Count: 1, At: time.Date(2026, 11, 22, 1, 35, 0, 0, time.UTC)},
	}
}

// sampleKey signs the tickets of the samples; it signs nothing else.
var sampleKey = ed25519.NewKeyFromSeed([]byte("a seed for samples, nothing else"))

func receiptSample() *yichuang.Document {
	d := sample(yichuang.Receipt, "收件凭证", "收件专用章")
	d.Demo = true
	d.Body = []yichuang.Block{
		{Fields: []yichuang.Field{
			{Label: "事项名称", Value: "食品经营许可证核发（新办·含“现制现售”）"},
			{Label: "申请人", Value: "申请人甲（个体工商户）"},
			{Label: "证件号码", Value: "92150627********0K"},
			{Label: "联系电话", Value: "138****5678"},
			{Label: "收件时间", Value: "2026年11月22日 09:35"},
			{Label: "答复期限", Value: "2026年11月27日前告知是否受理"},
		}},
		{Heading: "收到的材料", Table: &yichuang.Table{
			Columns: []yichuang.Column{{Title: "序号", Width: 1}, {Title: "材料名称", Width: 6}, {Title: "份数", Width: 1}, {Title: "形式", Width: 2}},
			Rows: [][]string{
				{"1", "食品经营许可证申请书", "1", "原件"},
				{"2", "主体资格证明（营业执照）", "1", "复印件"},
				{"3", "与食品经营相适应的主要设备设施布局、操作流程等文件", "1", "原件"},
				{"4", "保证食品安全的规章制度目录清单", "1", "电子"},
			},
		}},
		{Notice: "本凭证只证明收到上列材料，不代表受理。"},
		{Signatures: []yichuang.Signature{{Who: "申请人（代理人）签收", Date: true}}},
	}
	return d
}

// progressSample is a receipt that tells where its progress is shown.
func progressSample() *yichuang.Document {
	d := receiptSample()
	d.Demo = false
	d.Query = yichuang.Query{Page: "https://jd.ejinhoro.example.gov.cn", Code: "01234567890123456789"}
	return d
}

func acceptanceSample() *yichuang.Document {
	d := sample(yichuang.AcceptNotice, "受理通知书", "受理专用章")
	d.Body = []yichuang.Block{
		{Text: []string{"申请人甲：\n你（单位）提出的食品经营许可证核发申请，经审查，申请材料齐全、符合法定形式。根据《中华人民共和国行政许可法》第三十二条第一款第五项的规定，决定予以受理。"}},
		{Fields: []yichuang.Field{
			{Label: "事项名称", Value: "食品经营许可证核发"}, {Label: "实施编码", Value: "11150627MB1234567X4000131012000"},
			{Label: "受理日期", Value: "2026年11月22日"}, {Label: "法定时限", Value: "20个工作日"},
			{Label: "承诺时限", Value: "5个工作日"}, {Label: "应当办结", Value: "2026年11月29日"},
			{Label: "收费", Value: "不收费"}, {Label: "生僻字", Value: "㛃䶮𬱖龘镕喆堃叕䲜翀赟"},
			{Label: "特别程序", Value: "需要现场核查的，核查时间不计入上述时限；是否核查由审批部门另行书面告知。"},
		}},
		{Notice: "办理结果可以到窗口领取，也可以选择邮寄送达（运费到付）。"},
		{Signatures: []yichuang.Signature{{Who: "申请人签收", Date: true}}},
	}
	d.Print = yichuang.Print{Count: 3, At: d.Print.At}
	return d
}

func correctionSample() *yichuang.Document {
	d := sample(yichuang.CorrectNotice, "一次性补正告知书", "业务专用章")
	d.Body = []yichuang.Block{
		{Text: []string{"申请人甲：经审查，你（单位）的申请材料不齐全或者不符合法定形式。现依照《中华人民共和国行政许可法》第三十二条第一款第四项，一次性告知需要补正的全部内容如下："}},
		{Heading: "需要补正的内容", Table: &yichuang.Table{
			Columns: []yichuang.Column{{Title: "序号", Width: 1}, {Title: "材料", Width: 3}, {Title: "问题", Width: 4}, {Title: "如何补正", Width: 4}, {Title: "依据", Width: 3}},
			Rows: [][]string{
				{"1", "申请书", "第2页未签名；经营场所面积与布局图不一致（申请书 86.5㎡，图 68.5㎡）。", "由经营者本人签名；核对后按实际面积改正，两处一致。", "《食品经营许可和备案管理办法》第十三条"},
				{"2", "营业执照复印件", "复印件缺少副本编号一栏，看不清。", "重新复印，四角完整、字迹清晰。", "办事指南 材料2"},
			},
		}},
		{Heading: "怎样提交", List: []string{"到原窗口提交，或者通过政务服务网“我的办件”上传；", "补正后的材料一次提交，无需重新取号；", "逾期不补正的，视为放弃申请——可以重新申请。"}},
		{Signatures: []yichuang.Signature{{Who: "申请人签收", Date: true}}},
	}
	return d
}

func owingSample() *yichuang.Document {
	d := sample(yichuang.OwingAgreement, "容缺受理告知承诺书", "受理专用章")
	d.Body = []yichuang.Block{
		{Heading: "一、告知", Text: []string{"你（单位）申请办理的事项主要材料齐全且符合要求，欠缺下列次要材料。经申请，予以容缺受理。"}},
		{Table: &yichuang.Table{
			Columns: []yichuang.Column{{Title: "欠缺材料", Width: 4}, {Title: "份数", Width: 1}, {Title: "形式", Width: 1}, {Title: "补交期限", Width: 2}},
			Rows:    [][]string{{"健康证明", "1", "复印件", "2026-11-26"}, {"场所使用证明（租赁合同）", "1", "复印件", "2026-11-26"}},
		}},
		{Heading: "二、承诺", List: []string{"以上申请是本人（本单位）的真实意思表示；", "已经知晓并理解告知的全部内容；", "所提交的材料真实、合法、有效；", "在约定的期限内补交所欠材料；", "逾期未补交或者补交的材料不符合要求的，愿意承担相应的法律责任。"}},
		{Notice: "逾期未补交的，终止办理并退回申请材料。"},
		{Signatures: []yichuang.Signature{{Who: "承诺人（签字或盖章）", Date: true}, {Who: "窗口工作人员", Date: true}}},
	}
	return d
}

func declineSample() *yichuang.Document {
	d := sample(yichuang.DeclineNotice, "不予受理通知书", "受理专用章")
	d.Body = []yichuang.Block{
		{Fields: []yichuang.Field{{Label: "申请人", Value: "申请人甲"}, {Label: "事项名称", Value: "取水许可"}, {Label: "不予受理的类型", Value: "不属于本机关职权范围"}}},
		{Heading: "理由和依据", Text: []string{"申请事项的取水口不在本旗行政区域内，依法不属于本机关职权范围。", "根据《中华人民共和国行政许可法》第三十二条第一款第二项的规定，决定不予受理。请向取水口所在地的水行政主管部门申请。"}},
		{Heading: "救济途径", Text: []string{"如不服本决定，可以自收到本通知书之日起60日内申请行政复议，或者自收到之日起6个月内依法提起行政诉讼。"}},
	}
	return d
}

func materialsSample() *yichuang.Document {
	d := sample(yichuang.MaterialList, "申请材料清单", "")
	d.Number, d.Case, d.Ticket, d.Clerk = "", "", "", ""
	d.Body = []yichuang.Block{
		{Fields: []yichuang.Field{{Label: "事项", Value: "食品经营许可证核发"}, {Label: "情形", Value: "新办；有现制现售；经营场所为租赁"}}},
		{Heading: "需要准备", Table: &yichuang.Table{
			Columns: []yichuang.Column{{Title: "序号", Width: 1}, {Title: "材料名称", Width: 5}, {Title: "要求", Width: 4}, {Title: "☑", Width: 1}},
			Rows: [][]string{
				{"1", "食品经营许可证申请书", "原件1份，经营者签名", "☑"},
				{"2", "经营者身份证明", "免提交（数据共享）", "☒"},
				{"3", "经营场所使用证明", "复印件1份；附 https://zwfw.example.gov.cn/forms/food-business-licence/lease 的样表", "□"},
			},
		}},
		{Notice: "材料齐全后请到综合窗口取号；咨询电话 12345。"},
	}
	return d
}
