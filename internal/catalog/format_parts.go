package catalog

var questionBlock = &block{name: "问题", keys: []key{
	{name: "编号", kind: kindID, need: true, help: "问题编号，例如 q1"},
	{name: "问", kind: kindLine, need: true, lint: scopeWarn, help: "用平常话问，例如 是否委托他人办理？", also: []string{"问题", "文字", "内容"}},
	{name: "选项", kind: kindOptions, need: true, lint: scopeWarn, help: "选项编号: 文字，至少两个"},
	{name: "代理", kind: kindBlock, block: agentBlock, help: "有没有代理人就能回答的问题，写明对应哪个选项，窗口不再问"},
}}

var agentBlock = &block{name: "代理", keys: []key{
	{name: "有", kind: kindID, need: true, help: "有代理人时是哪个选项"},
	{name: "无", kind: kindID, need: true, help: "没有代理人时是哪个选项"},
}}

var scenarioBlock = &block{name: "情形", keys: []key{
	{name: "编号", kind: kindID, need: true, help: "情形编号，例如 s1"},
	{name: "名称", kind: kindLine, need: true, lint: scopeWarn, help: "情形名称"},
	{name: "当", kind: kindWhen, help: "什么回答属于这一情形，例如 {q1: cater, q3: [a, b]}；没写的问题怎么回答都可以", also: []string{"条件", "适用"}},
	{name: "材料", kind: kindBlocks, block: needBlock, help: "要交的材料编号，例如 [app, bl, {材料: poa, 代理: 是}]"},
	{name: "不收件", kind: kindWord, words: declineWords, help: "不收件、只告知的情形，写明属于哪一类"},
	{name: "机关", kind: kindLine, lint: scopeWarn, help: "不收件时告知申请人去哪里办"},
	{name: "依据", kind: kindText, help: "不收件的法律依据"},
	{name: "说明", kind: kindText, lint: scopeWarn, help: "给窗口人员的说明", also: []string{"备注"}},
}}

var needBlock = &block{name: "情形的材料", short: "材料", keys: []key{
	{name: "材料", kind: kindID, need: true, help: "材料编号"},
	{name: "当", kind: kindWhen, help: "什么回答才要交", also: []string{"条件"}},
	{name: "代理", kind: kindYesNo, help: "有代理人才要交的写 是"},
	{name: "如果", kind: kindText, lint: scopeError, help: "用文字写的条件，由窗口人员与申请人确认"},
}}

var materialBlock = &block{name: "材料", keys: []key{
	{name: "编号", kind: kindID, need: true, help: "材料编号，本文件内唯一，例如 app"},
	{name: "名称", kind: kindLine, need: true, lint: scopeError, help: "材料全名"},
	{name: "类别", kind: kindWord, words: primaryWords, help: "主要材料或者次要材料；不写为主要材料", also: []string{"种类"}},
	{name: "原件", kind: kindInt, help: "原件几份；原件、复印件都不写为原件1份", also: []string{"原件份数", "份数"}},
	{name: "复印件", kind: kindInt, help: "复印件几份", also: []string{"复印件份数"}},
	{name: "形式", kind: kindWord, words: formWords, help: "纸质、电子；不写为纸质或电子"},
	{name: "来源渠道", kind: kindWord, words: originWords, help: "材料从哪里来；不写为申请人自备", also: []string{"来源", "渠道"}},
	{name: "可容缺", kind: kindText, lint: scopeWarn, help: "可以后补的，写明理由；主要材料不得容缺", also: []string{"容缺"}},
	{name: "不容缺", kind: kindText, lint: scopeWarn, help: "不能后补的，写明理由；主要材料不写也不得容缺"},
	{name: "免提交", kind: kindText, lint: scopeWarn, help: "什么情况下不用交"},
	{name: "审查要点", kind: kindBlocks, block: pointBlock, help: "逐条写明审查内容和标准，一条只写一件事", also: []string{"要点"}},
	{name: "常见错误", kind: kindTexts, lint: scopeWarn, help: "申请人常犯的错误"},
	sureKey(), sourceKey(),
}}

var pointBlock = &block{name: "审查要点", keys: []key{
	{name: "内容", kind: kindLine, need: true, lint: scopeError, help: "看什么，例如 有效期", also: []string{"审查内容"}},
	{name: "标准", kind: kindText, need: true, lint: scopeError, help: "怎样算符合，写出可以核对的数值、字段或者平台", also: []string{"审查标准"}},
	{name: "方法", kind: kindWord, words: methodWords, help: "怎样核对；不写为目视核对", also: []string{"审查方法"}},
	{name: "不符", kind: kindWord, words: remedyWords, help: "不符合时怎么办；不写为补正", also: []string{"不符合", "不符合时", "不符合时处理", "处理"}},
	{name: "不予受理", kind: kindBlock, block: barBlock, help: "“不符”写不予受理的，写明属于哪一类、应当去哪个机关、依据哪一条；不写类型的为法律规定不得受理的情形"},
	{name: "核验", kind: kindBlock, block: checkBlock, help: "机器能帮着核对什么", also: []string{"核对", "自动核验"}},
	sureKey(),
}}

var barBlock = &block{name: "审查要点的不予受理", short: "依据", keys: []key{
	{name: "类型", kind: kindWord, words: declineWords, help: "属于哪一类；不写为法律规定不得受理的情形"},
	{name: "机关", kind: kindLine, lint: scopeWarn, help: "应当向哪个机关、哪个窗口申请"},
	{name: "依据", kind: kindText, help: "法规和条款"},
}}

var checkBlock = &block{name: "核验", short: "种类", keys: []key{
	{name: "种类", kind: kindWord, need: true, words: checkWords, help: "核对的种类"},
	{name: "对象", kind: kindWord, words: ofWords, help: "核对谁的号码、姓名；本人：自然人申请人，单位申请的为法定代表人（负责人）。不写的，名称一致比对申请人名称，身份证号码由窗口录入"},
	{name: "最早", kind: kindDays, help: "日期区间：最早是收件当日之后几天，之前写负数"},
	{name: "最晚", kind: kindDays, help: "日期区间：最晚是收件当日之后几天，之前写负数"},
	{name: "下限", kind: kindDecimal, help: "数值不小于"},
	{name: "上限", kind: kindDecimal, help: "数值不大于；期限上限以年计，年龄上限以周岁计"},
	{name: "单位", kind: kindLine, help: "数值的单位，例如 万元；日期区间写 月 的，最早、最晚按月算"},
	{name: "字词", kind: kindTexts, help: "包含字词：出现其中一个即可"},
	{name: "部分", kind: kindYesNo, help: "标准不止这一点的写 是：机器可以判不符，不能判符合"},
}}

var feeBlock = &block{name: "收费", short: "收取", keys: []key{
	{name: "收取", kind: kindYesNo, help: "是否收费；写了标准而不写这一项的为收费"},
	{name: "标准", kind: kindText, lint: scopeWarn, help: "收多少，例如 住宅类80元/件", also: []string{"金额"}},
	{name: "依据", kind: kindText, help: "收费的依据；不收费的可以不写"},
	sureKey(),
}}

var resultBlock = &block{name: "结果", short: "名称", keys: []key{
	{name: "名称", kind: kindLine, need: true, help: "证照、批文的名称"},
	{name: "有效期", kind: kindLine, lint: scopeWarn, help: "例如 5年、长期；不写为以证载为准"},
	{name: "延续", kind: kindText, lint: scopeWarn, help: "什么时候申请延续、换证"},
	sureKey(), sourceKey(),
}}

var rejectionBlock = &block{name: "不予受理", keys: []key{
	{name: "理由", kind: kindText, need: true, lint: scopeWarn, help: "什么情况不予受理"},
	{name: "类型", kind: kindWord, need: true, words: declineWords, help: "属于哪一类"},
	{name: "机关", kind: kindLine, lint: scopeWarn, help: "应当向哪个机关、哪个窗口申请"},
	{name: "依据", kind: kindText, help: "法规和条款"},
	{name: "须核实", kind: kindYesNo, help: "窗口不能自己认定、须由部门核实的写 是"},
}}

var faqBlock = &block{name: "常见问答", keys: []key{
	{name: "问", kind: kindText, need: true, help: "问题"},
	{name: "答", kind: kindText, need: true, help: "回答"},
	sureKey(),
}}

var allowBlock = &block{name: "允许表述", keys: []key{
	{name: "表述", kind: kindLine, need: true, help: "照抄被放过的文字"},
	{name: "理由", kind: kindText, help: "为什么可以这样写，例如法规第几条原文"},
	{name: "字段", kind: kindLine, help: "只在这一项中放过，例如 名称；不写为全文件"},
}}
