package catalog

const (
	helpSure   = "把握程度：高（读过法律原文）、中（一处转引或者通行做法）、低（上线前须由部门确认）"
	helpSource = "出处：这一条是从哪里来的"
)

func sureKey() key {
	return key{name: "把握", kind: kindWord, words: sureWords, help: helpSure, also: []string{"置信度", "可信度"}}
}

func sourceKey() key {
	return key{name: "出处", kind: kindText, help: helpSource, also: []string{"来源"}}
}

// itemBlock is a whole item file.
var itemBlock = &block{name: "事项文件", keys: []key{
	{name: "编号", kind: kindID, need: true, help: "事项编号，全大厅唯一，定了就不改，例如 market-01", also: []string{"id", "ID", "事项编号"}},
	{name: "名称", kind: kindLine, need: true, help: "事项名称，用事项库中的标准名称", also: []string{"事项名称", "事项", "name"}},
	{name: "别名", kind: kindTexts, help: "群众平时的叫法，窗口按这些叫法也能找到，例如 [开饭店, 卫生许可证]", also: []string{"俗称", "简称"}},
	{name: "版次", kind: kindInt, need: true, help: "部门自己的版次，改一次加一，例如 3", also: []string{"版本", "版本号"}},
	{name: "修订日期", kind: kindDate, need: true, help: "最近一次修订的日期，例如 2026-11-22", also: []string{"更新日期", "日期"}},
	{name: "窗口", kind: kindLine, need: true, help: "在哪一组窗口收件，例如 市场准入"},
	{name: "类型", kind: kindWord, need: true, words: typeWords, help: "事项类型", also: []string{"事项类型"}},
	{name: "办件类型", kind: kindWord, need: true, words: handlingWords, help: "即办件或者承诺件", also: []string{"办理方式"}},
	{name: "实施编码", kind: kindLine, help: "31位实施编码，业务办理项为33位；没有核实的不写", also: []string{"编码", "事项编码"}},
	{name: "实施编码说明", kind: kindText, help: "没有实施编码的，写明原因"},
	{name: "部门", kind: kindBlock, need: true, block: officeBlock, help: "谁办这件事", also: []string{"承办部门", "主管部门"}},
	{name: "申请人", kind: kindTexts, need: true, help: "谁可以申请，例如 [企业, 个体工商户]", also: []string{"服务对象", "申请主体"}},
	{name: "默认", kind: kindBlock, block: defaultBlock, help: "本文件各处不写把握、出处时的默认值"},
	{name: "设定依据", kind: kindBlocks, block: basisBlock, help: "法律依据，逐条写明法规、条款、内容", also: []string{"依据", "法律依据"}},
	{name: "法定时限", kind: kindBlock, need: true, block: limitBlock, help: "法律规定的办理期限，例如 20个工作日", also: []string{"时限", "法定期限"}},
	{name: "承诺时限", kind: kindBlock, block: limitBlock, help: "承诺的办理期限，不得长于法定时限；不写为与法定时限相同", also: []string{"承诺期限"}},
	{name: "补正", kind: kindBlock, block: correctionBlock, help: "补正告知适用哪一种规则；不写为五日内告知", also: []string{"补正告知", "补正规则"}},
	{name: "初审确认", kind: kindBlock, block: initialBlock, help: "受理前是否需要部门初审确认；不写为不需要", also: []string{"初审"}},
	{name: "容缺天数", kind: kindInt, help: "容缺材料几个工作日内补齐；不写按承诺时限推算"},
	{name: "会同审批", kind: kindBlock, block: sharingBlock, help: "几个部门一起审批的，写明方式和会同的部门", also: []string{"并联审批", "联合审批", "联审"}},
	{name: "特别程序", kind: kindBlocks, block: specialBlock, help: "现场核查、专家评审、听证"},
	{name: "问题", kind: kindBlocks, block: questionBlock, help: "问申请人的问题，回答决定要交哪些材料", also: []string{"提问", "情形问题"}},
	{name: "情形", kind: kindBlocks, need: true, block: scenarioBlock, help: "每一种情形要交哪些材料", also: []string{"场景", "适用情形"}},
	{name: "材料", kind: kindBlocks, block: materialBlock, help: "全部材料和审查要点", also: []string{"申请材料", "材料清单"}},
	{name: "收费", kind: kindBlock, block: feeBlock, help: "收费的写标准和依据；不收费的不写", also: []string{"费用"}},
	{name: "结果", kind: kindBlock, need: true, block: resultBlock, help: "办完拿到什么", also: []string{"办理结果", "审批结果"}},
	{name: "不予受理", kind: kindBlocks, block: rejectionBlock, help: "哪些情况不收件，告知什么", also: []string{"不予受理理由", "不予受理情形", "不受理"}},
	{name: "常见问答", kind: kindBlocks, block: faqBlock, help: "常见问题和回答", also: []string{"常见问题", "问答"}},
	{name: "备注", kind: kindTexts, lint: scopeWarn, help: "提醒同事注意的事", also: []string{"说明", "注意事项"}},
	{name: "允许表述", kind: kindBlocks, block: allowBlock, help: "法律原文就这样写、检查时放过的表述", also: []string{"允许", "白名单"}},
}}

var officeBlock = &block{name: "部门", short: "承办", keys: []key{
	{name: "承办", kind: kindLine, need: true, help: "承办部门全称", also: []string{"名称", "承办部门"}},
	{name: "法定机关", kind: kindLine, help: "法律条文中的实施机关"},
	{name: "层级", kind: kindLine, help: "行使层级，例如 旗县级"},
	sureKey(), sourceKey(),
}}

var defaultBlock = &block{name: "默认", keys: []key{
	{name: "依据把握", kind: kindWord, words: sureWords, help: "设定依据的默认把握"},
	{name: "依据出处", kind: kindText, help: "设定依据的默认出处"},
	{name: "材料把握", kind: kindWord, words: sureWords, help: "材料的默认把握"},
	{name: "材料出处", kind: kindText, help: "材料的默认出处"},
	{name: "要点把握", kind: kindWord, words: sureWords, help: "审查要点的默认把握"},
}}

var basisBlock = &block{name: "设定依据", keys: []key{
	{name: "法规", kind: kindLine, need: true, help: "法律、法规、规章的名称", also: []string{"名称", "法律"}},
	{name: "条款", kind: kindLine, need: true, help: "第几条第几款第几项", also: []string{"条文"}},
	{name: "内容", kind: kindText, need: true, help: "这一条规定了什么", also: []string{"要点"}},
	sureKey(), sourceKey(),
}}

var limitBlock = &block{name: "时限", short: "期限", keys: []key{
	{name: "期限", kind: kindPeriod, need: true, help: "10个工作日、3个月、60日或者即时办结", also: []string{"时限", "天数"}},
	{name: "起算", kind: kindWord, words: startWords, help: "从哪一天起算；不写为受理之日，即时办结的为收到即办"},
	{name: "起算原文", kind: kindLine, help: "条文中的起算表述与上面不同的，照抄条文"},
	{name: "延长", kind: kindPeriod, help: "经批准可以延长多久，例如 10个工作日"},
	{name: "延长批准", kind: kindLine, help: "延长由谁批准", also: []string{"批准人"}},
	{name: "说明", kind: kindText, lint: scopeWarn, help: "需要解释的地方"},
	sureKey(), sourceKey(),
}}

var correctionBlock = &block{name: "补正", short: "规则", keys: []key{
	{name: "规则", kind: kindWord, need: true, words: correctionWords(), help: "补正告知的规则"},
	{name: "天数", kind: kindInt, help: "几个工作日内告知；不写按规则"},
	{name: "视为受理", kind: kindYesNo, help: "逾期不告知是否视为受理；不写按规则"},
	{name: "依据", kind: kindText, help: "规则的法律依据；不写按规则"},
	sureKey(),
}}

var initialBlock = &block{name: "初审确认", short: "需要", keys: []key{
	{name: "需要", kind: kindYesNo, help: "受理前是否需要部门初审确认；写了其他各项而不写这一项的为需要"},
	{name: "天数", kind: kindInt, help: "部门几个工作日内确认"},
	{name: "断网时", kind: kindWord, words: offlineWords, help: "连不上部门时怎么办：等待确认，或者先行受理"},
	sureKey(),
}}

var sharingBlock = &block{name: "会同审批", keys: []key{
	{name: "方式", kind: kindWord, need: true, words: sharingWords, help: "并联：各部门同时审批，各自作出决定；联合：承办部门牵头，会同部门出意见，作出一个决定"},
	{name: "部门", kind: kindBlocks, need: true, block: shareBlock, help: "会同审批的部门，不含承办部门；承办部门牵头", also: []string{"会同部门", "配合部门"}},
	{name: "依据", kind: kindText, help: "由几个部门一起审批的法律依据；合计超过45个工作日的必须写明", also: []string{"法律依据"}},
}}

var shareBlock = &block{name: "会同审批的部门", short: "名称", keys: []key{
	{name: "名称", kind: kindLine, need: true, help: "部门全称", also: []string{"承办", "部门"}},
	{name: "内容", kind: kindLine, help: "这个部门审什么，例如 卫生条件", also: []string{"审批内容", "事项"}},
	{name: "法定时限", kind: kindBlock, block: limitBlock, help: "这个部门的法定时限；不写为与事项相同"},
	{name: "承诺时限", kind: kindBlock, block: limitBlock, help: "这个部门的承诺时限；不写为与事项相同"},
}}

var specialBlock = &block{name: "特别程序", keys: []key{
	{name: "名称", kind: kindLine, need: true, lint: scopeWarn, help: "程序名称，例如 现场核查"},
	{name: "适用", kind: kindWord, words: applyWords, help: "必经或者视情形；不写为视情形"},
	{name: "条件", kind: kindText, lint: scopeWarn, help: "什么情况下需要"},
	{name: "期限", kind: kindPeriod, help: "最长多久，例如 5个工作日"},
	{name: "计时", kind: kindWord, words: countedWords, help: "所需时间是否计入办理期限；不写为不明确"},
	{name: "依据", kind: kindText, need: true, help: "法律依据"},
	sureKey(),
}}
