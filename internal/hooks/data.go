package hooks

// Data is what a message says of a case. Its names are those of GB/T 39046-2020
// (tables 5 to 8: 办事申请, 事项受理, 事项办理, 事项办结) where the standard has one;
// what it has no name for is called as the windows call it. docs/hooks.md marks which
// is which. What does not apply, or was not granted, is left out.
type Data struct {
	Case
	Applicant
	Step
	*Acceptance
	*Special
	*Finish
	Lists
}

// Case is what a case is about, in every message.
type Case struct {
	Number       string `json:"办件编号"`
	ItemCode     string `json:"实施编码,omitempty"` // once it has been verified
	ItemName     string `json:"事项名称"`
	Handling     string `json:"办件类型,omitempty"`
	HandlingCode string `json:"办件类型代码,omitempty"` // A.6: 1 即办件, 2 承诺件
	Region       string `json:"行政区划"`
	Applied      string `json:"申请时间"`
	Channel      string `json:"申报来源"`
	Scenario     string `json:"情形名称,omitempty"`
	Stage        string `json:"办件状态"`
	StageCode    string `json:"办件状态代码"`
	Portal       string `json:"网上申请渠道,omitempty"`
	Reference    string `json:"网上申请编号,omitempty"` // what the portal calls the application
	Lead         string `json:"所属一件事,omitempty"`  // of a member of a bundle: the case on which it was reviewed
}

// Applicant is who applies, as far as it was granted.
type Applicant struct {
	Kind    string `json:"申请者类型"` // 自然人, 法人或者其他组织
	Name    string `json:"申请者名称"` // of a person masked, unless names were granted
	IDKind  string `json:"申请者证件类型,omitempty"`
	ID      string `json:"申请者证件号码,omitempty"` // the credit code of an organization
	Agent   string `json:"联系人/代理人姓名,omitempty"`
	AgentID string `json:"联系人/代理人证件号码,omitempty"`
	Phone   string `json:"联系人手机号码,omitempty"`
	Address string `json:"通讯地址,omitempty"`
	Legal   string `json:"法定代表人,omitempty"`
}

// Step is the step itself, in every message.
type Step struct {
	Name    string `json:"环节名称"`
	Action  string `json:"业务动作"` // 通过, 退回, 其他
	By      string `json:"环节处理人"`
	Opinion string `json:"环节处理意见,omitempty"`
	At      string `json:"环节结束时间"`
	Unit    string `json:"处理单位名称"`
	State   string `json:"环节办理状态代码"` // 1 待办, 2 已办
}

// Acceptance is what a case was accepted with.
type Acceptance struct {
	Unit      string `json:"受理单位名称,omitempty"`
	By        string `json:"受理人员,omitempty"`
	At        string `json:"受理时间,omitempty"`
	Promised  string `json:"承诺办结时间,omitempty"` // left out while the clock stands
	Statutory string `json:"法定办结时间,omitempty"`
	Decision  string `json:"受理决定,omitempty"` // 受理, 容缺受理
	Deemed    bool   `json:"视为受理,omitempty"` // by law, for want of a notice in time
	Mode      string `json:"审批方式,omitempty"`
	Part      string `json:"承办内容,omitempty"` // where several departments share
}

// Special is a special procedure, a suspension or an extension.
type Special struct {
	Name     string `json:"特别程序种类名称"`
	Code     string `json:"特别程序种类代码"` // A.7: 1 延长审批, 2 其他
	From     string `json:"特别程序开始时间"`
	Why      string `json:"特别程序启动理由或依据"`
	To       string `json:"特别程序结束时间,omitempty"`
	Result   string `json:"特别程序结果,omitempty"`
	Expected string `json:"预计结束日期,omitempty"`
	Stops    bool   `json:"不计入办理期限"`
	Extended string `json:"延长期限,omitempty"`
}

// Finish is what came of a case.
type Finish struct {
	At         string `json:"办结时间,omitempty"` // with the last decision, or with what ended the case
	Result     string `json:"办件结果描述,omitempty"`
	Document   string `json:"结果证照名称,omitempty"`
	DocumentNo string `json:"结果证照编号,omitempty"`
	Valid      string `json:"证照有效期限,omitempty"`
	Unit       string `json:"发证/盖章单位,omitempty"`
	Posted     string `json:"是否快递寄送结果,omitempty"` // 1 是, 0 否
	Method     string `json:"送达方式,omitempty"`
	Basis      string `json:"法律依据,omitempty"`
	Elsewhere  string `json:"有权机关,omitempty"` // where to turn instead
}

// Lists are what a step names several of.
type Lists struct {
	Corrections []Correction `json:"补正内容,omitempty"`
	Owed        []Owed       `json:"容缺材料,omitempty"`
	Members     []Member     `json:"分办办件,omitempty"`
}

// Correction is one thing to correct.
type Correction struct {
	Material string `json:"材料名称"`
	Defect   string `json:"存在问题"`
	Todo     string `json:"补正要求"`
	Basis    string `json:"法律依据,omitempty"`
}

// Owed is a material that may be handed in after the acceptance.
type Owed struct {
	Material string `json:"材料名称"`
	What     string `json:"存在问题"`
	Due      string `json:"补齐期限"`
	Supplied string `json:"补齐时间,omitempty"`
}

// Member is a case of a bundle.
type Member struct {
	Number string `json:"办件编号"`
	Item   string `json:"事项名称"`
	Unit   string `json:"处理单位名称"`
}
