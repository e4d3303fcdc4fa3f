package hooks

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// Type names a step of a case that is passed on; never renamed.
type Type string

// The steps.
const (
	Received    Type = "received"    // 收件登记, or an online application came in
	Claimed     Type = "claimed"     // 网上收件: a window took an online application
	Prereviewed Type = "prereviewed" // 预审通过: the department's initial review is awaited
	Returned    Type = "returned"    // 初审退回: the department sent the review back
	Corrections Type = "corrections" // 一次性告知补正
	Resubmitted Type = "resubmitted" // 补正后再次提交
	Declined    Type = "declined"    // 不予受理
	Accepted    Type = "accepted"    // 受理, 容缺受理
	Assigned    Type = "assigned"    // 转办: to one department, with its limits
	Taken       Type = "taken"       // 领办: an officer of it took the work
	Supplied    Type = "supplied"    // 容缺补齐: an owed material was handed in
	Paused      Type = "paused"      // 特别程序 or 中止
	Resumed     Type = "resumed"     // the end of it
	Prolonged   Type = "prolonged"   // 延长期限
	Decided     Type = "decided"     // 决定 of one department
	Issued      Type = "issued"      // 结果登记: the document of a decision
	Ready       Type = "ready"       // 结果到窗: all results can be collected
	Delivered   Type = "delivered"   // 出件
	Withdrawn   Type = "withdrawn"   // 撤回申请
	Ended       Type = "ended"       // 终止办理
	Parted      Type = "parted"      // 一件事分办
)

// Types lists the steps in the order of a case's life.
var Types = []Type{Received, Claimed, Prereviewed, Returned, Corrections, Resubmitted, Declined, Accepted, Assigned, Taken,
	Supplied, Paused, Resumed, Prolonged, Decided, Issued, Ready, Delivered, Withdrawn, Ended, Parted}

var names = map[Type]string{
	Received: "收件登记", Claimed: "网上收件", Prereviewed: "预审通过", Returned: "初审退回", Corrections: "一次性告知补正", Resubmitted: "再次提交",
	Declined: "不予受理", Accepted: "受理", Assigned: "转办", Taken: "领办", Supplied: "容缺补齐", Paused: "特别程序", Resumed: "恢复办理",
	Prolonged: "延长期限", Decided: "审批决定", Issued: "结果登记", Ready: "结果到窗", Delivered: "出件", Withdrawn: "撤回申请", Ended: "终止办理", Parted: "分办",
}

// Name returns the step in Chinese.
func (t Type) Name() string { return names[t] }

// CloudEvent returns the type as it stands in a message.
func (t Type) CloudEvent() string { return "yichuang.case." + string(t) }

// TestType is the type of the message that only tries whether a receiver answers.
const TestType = "yichuang.hook.test"

// ParseTypes reads a list of steps; none are all of them. Invalid is returned for
// one that there is not.
func ParseTypes(list []string) ([]Type, error) {
	var all []Type
	for _, text := range list {
		t := Type(strings.TrimPrefix(strings.TrimSpace(text), "yichuang.case."))
		if !slices.Contains(Types, t) {
			return nil, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("there is no event %q", yichuang.Clip(text, 40)), Hint: "there are: " + join(Types)}
		}
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all, nil
}

// Grant names a kind of personal data.
type Grant string

// The grants. Without one a natural person's name is masked, and nothing else of
// the person is sent.
const (
	GrantName    Grant = "name"    // names of natural persons
	GrantID      Grant = "id"      // numbers of their documents
	GrantContact Grant = "contact" // telephone numbers and addresses
)

// Grants lists the grants.
var Grants = []Grant{GrantName, GrantID, GrantContact}

// ParseGrants reads a list of grants. Invalid is returned for one that there is not.
func ParseGrants(list []string) ([]Grant, error) {
	var all []Grant
	for _, text := range list {
		g := Grant(strings.TrimSpace(text))
		if !slices.Contains(Grants, g) {
			return nil, &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("there is no kind of personal data %q", yichuang.Clip(text, 40)), Hint: "there are: " + join(Grants)}
		}
		if !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	return all, nil
}

func join[T ~string](list []T) string {
	var words []string
	for _, one := range list {
		words = append(words, string(one))
	}
	return strings.Join(words, ", ")
}
