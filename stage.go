package yichuang

import "slices"

// Stage is where a case stands. The empty Stage is a case that does not exist.
type Stage string

// The stages: intake at the window, then what departments and the hand-over desk
// make of it, and the ways in which a case ends.
const (
	StageSubmitted  Stage = "submitted"  // 网上待收: came in online, nobody has taken it
	StageReview     Stage = "review"     // 收件审查中
	StageConfirm    Stage = "confirm"    // 待部门初审
	StageCorrecting Stage = "correcting" // 待补正
	StageAccepted   Stage = "accepted"   // 已受理, with the departments
	StageRuled      Stage = "ruled"      // 已决定: decided, the results are on their way to the desk
	StageReady      Stage = "ready"      // 待领取: the results lie at the hand-over desk
	StageClosed     Stage = "closed"     // 已办结
	StageDeclined   Stage = "declined"   // 不予受理
	StageWithdrawn  Stage = "withdrawn"  // 已撤回
	StageTerminated Stage = "terminated" // 已终止
	StageParted     Stage = "parted"     // 已分办: a bundle whose cases go on by themselves
)

// Stages lists the stages in the order of a case's life.
var Stages = []Stage{StageSubmitted, StageReview, StageConfirm, StageCorrecting, StageAccepted, StageRuled, StageReady,
	StageClosed, StageDeclined, StageWithdrawn, StageTerminated, StageParted}

var stageNames = map[Stage]string{
	StageSubmitted: "网上待收", StageReview: "收件审查中", StageConfirm: "待部门初审", StageCorrecting: "待补正",
	StageAccepted: "已受理", StageRuled: "已决定", StageReady: "待领取", StageClosed: "已办结",
	StageDeclined: "不予受理", StageWithdrawn: "已撤回", StageTerminated: "已终止", StageParted: "已分办",
}

// Name returns the stage in Chinese.
func (s Stage) Name() string {
	if n, ok := stageNames[s]; ok {
		return n
	}
	return string(s)
}

// Open reports whether the window still has work on a case in this stage.
func (s Stage) Open() bool {
	return s == StageReview || s == StageConfirm || s == StageCorrecting
}

// Ended reports whether a case in this stage is through: nobody has work on it any
// more, and a new terminal need not load it.
func (s Stage) Ended() bool { return slices.Contains(endings, s) }

var endings = []Stage{StageClosed, StageDeclined, StageWithdrawn, StageTerminated, StageParted}
