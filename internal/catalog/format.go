package catalog

import "yichuang"

// The item file format is one table of keys. The parser, the schema for editors
// and the scope of the wording rules are all derived from it, so that they
// cannot disagree.

// kind is the shape of a value.
type kind int

const (
	kindLine    kind = iota // a text of one line
	kindText                // a text, several lines if need be
	kindTexts               // a list of texts; a bare text is a list of one
	kindID                  // an identifier
	kindInt                 // a whole number, not negative
	kindDays                // days from the day of intake, negative for before
	kindDecimal             // a number
	kindDate                // a day
	kindYesNo               // 是 or 否
	kindWord                // one of a few words
	kindPeriod              // 10个工作日, 3个月, 60日, 即时办结
	kindBlock               // a block of keys
	kindBlocks              // a list of blocks
	kindOptions             // option id: text
	kindWhen                // question id: option id, or a list of them
	kindAnswers             // question id: option id
)

// scope says how strictly the wording of a text is judged.
type scope int

const (
	scopeOff   scope = iota // law text, names fixed by law, questions and answers
	scopeWarn               // prose of the guide
	scopeError              // what an applicant is asked for and judged by
)

// key is one key of a block.
type key struct {
	name  string
	kind  kind
	need  bool   // must be there
	words []word // kindWord
	block *block // kindBlock, kindBlocks
	lint  scope
	help  string   // what it says, with an example; shown by editors and in messages
	also  []string // other names people write; only used to suggest the right one
}

// block is a set of keys under a name for messages. short is the key that a bare
// value stands for: “补正: 退还材料” is “补正: {规则: 退还材料}”.
type block struct {
	name  string
	short string
	keys  []key
}

// word is a word of the file and the value it stands for.
type word struct{ text, value string }

func (b *block) key(name string) *key {
	for i := range b.keys {
		if b.keys[i].name == name {
			return &b.keys[i]
		}
	}
	return nil
}

// same makes words that stand for themselves.
func same[T ~string](values ...T) []word {
	out := make([]word, len(values))
	for i, v := range values {
		out[i] = word{string(v), string(v)}
	}
	return out
}

var (
	sureWords = []word{
		{"高", string(yichuang.High)}, {"中", string(yichuang.Medium)}, {"低", string(yichuang.Low)},
	}
	handlingWords = same(yichuang.Instant, yichuang.Promised)
	typeWords     = same("行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决", "行政征收", "其他行政权力", "公共服务", "备案")
	startWords    = same(yichuang.FromAcceptance, yichuang.FromReceipt, yichuang.FromAllPapers, yichuang.FromWindowClose, yichuang.OnReceipt)
	formWords     = same("纸质或电子", "纸质", "电子")
	originWords   = same("申请人自备", "政府部门核发", "第三方机构出具")
	methodWords   = same("目视核对", "核对原件", "与申请表比对", "计算核对", "平台查询", "读卡或扫码核验")
	offlineWords  = same(yichuang.OfflineWait, yichuang.OfflineAccept)
	primaryWords  = []word{{"主要材料", "primary"}, {"次要材料", "secondary"}}
	applyWords    = same("必经", "视情形")
	countedWords  = same("计入", "不计入", "不明确")
	sharingWords  = []word{{"并联", string(yichuang.ApproveParallel)}, {"联合", string(yichuang.ApproveJoint)}}
	remedyWords   = []word{
		{"补正", string(yichuang.RemedyCorrect)}, {"当场更正", string(yichuang.RemedyOnSpot)},
		{"不予受理", string(yichuang.RemedyDecline)}, {"转部门核实", string(yichuang.RemedyRefer)},
	}
	declineWords = []word{
		{yichuang.DeclineNotNeeded.Name(), string(yichuang.DeclineNotNeeded)},
		{yichuang.DeclineElsewhere.Name(), string(yichuang.DeclineElsewhere)},
		{yichuang.DeclineScope.Name(), string(yichuang.DeclineScope)},
		{yichuang.DeclineBarred.Name(), string(yichuang.DeclineBarred)},
	}
	ofWords    = []word{{"本人", "applicant"}, {"单位", "organization"}, {"代理人", "agent"}}
	checkWords = []word{
		{"身份证号码", string(yichuang.CheckIDNumber)}, {"信用代码", string(yichuang.CheckCreditCode)},
		{"登记状态", string(yichuang.CheckStatus)}, {"未过期", string(yichuang.CheckNotExpired)},
		{"期间含当日", string(yichuang.CheckInRange)}, {"日期区间", string(yichuang.CheckWindow)},
		{"期限上限", string(yichuang.CheckSpan)}, {"年龄上限", string(yichuang.CheckAge)},
		{"名称一致", string(yichuang.CheckName)}, {"地址一致", string(yichuang.CheckAddress)},
		{"包含字词", string(yichuang.CheckScope)}, {"金额下限", string(yichuang.CheckAmount)},
		{"数值范围", string(yichuang.CheckThreshold)}, {"数量", string(yichuang.CheckCount)},
		{"合计一致", string(yichuang.CheckSum)}, {"项目代码", string(yichuang.CheckProject)},
		{"签名", string(yichuang.CheckSignature)}, {"盖章", string(yichuang.CheckSeal)},
		{"无空项", string(yichuang.CheckNoBlank)},
	}
)

// correction is a rule for correction notices with what it says by itself.
type correction struct {
	word   string
	kind   yichuang.CorrectionKind
	days   int
	deemed bool
	basis  string
}

var corrections = []correction{
	{"五日内告知", yichuang.CorrectWithin5, 5, true, "行政许可法第32条第1款第4项"},
	{"当场书面告知", yichuang.CorrectOnSpot, 0, true, "不动产登记暂行条例第17条"},
	{"退还材料", yichuang.CorrectReturn, 0, false, "市场主体登记管理条例第19条"},
	{"只作指导", yichuang.CorrectGuide, 0, false, "企业投资项目核准和备案管理条例第13条"},
	{"批次截止前补齐", yichuang.CorrectBatchEnd, 0, false, "教师资格条例第15条第2款"},
	{"备案五日内告知", yichuang.CorrectFiling5, 5, false, ""},
	{"备案当场告知", yichuang.CorrectFilingOnce, 0, false, ""},
	{"一次告知", yichuang.CorrectOnce, 0, false, ""},
	{"无需补正", yichuang.CorrectNone, 0, false, ""},
}

func correctionWords() []word {
	out := make([]word, len(corrections))
	for i, c := range corrections {
		out[i] = word{c.word, string(c.kind)}
	}
	return out
}

// What an entry says when the file does not.
const (
	defaultForm    = "纸质或电子"
	defaultOrigin  = "申请人自备"
	defaultMethod  = "目视核对"
	primaryReason  = "属于主要材料，直接决定是否符合许可条件"
	freeBasis      = "行政许可法第58条（不得收取费用，法律、行政法规另有规定的除外）"
	defaultApplies = "视情形"
	defaultCounted = "不明确"
)
