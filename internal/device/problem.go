package device

import (
	"fmt"

	"yichuang"
)

// Problem is what can go wrong with a scanner or a page.
type Problem string

// The problems that scanners have in common.
const (
	FeederEmpty  Problem = "feeder empty"
	PaperJam     Problem = "paper jam"
	LidOpen      Problem = "lid open"
	InUse        Problem = "in use"
	Silent       Problem = "silent"
	Lost         Problem = "lost"
	NotAllowed   Problem = "not allowed"
	PageTorn     Problem = "page torn"
	PageNoImage  Problem = "no picture"
	PageTooLarge Problem = "page too large"
	ScannerFault Problem = "fault"
)

// problems are what a clerk is told: about what, and what to do. The scanner or
// the page is named where %s stands.
var problems = map[Problem]struct {
	code          yichuang.Code
	message, hint string
}{
	FeederEmpty:  {yichuang.NotFound, "%s的进纸器里没有纸", "请把材料放进进纸器再扫描；已经扫好的页都在"},
	PaperJam:     {yichuang.Busy, "%s卡纸了", "请打开盖子轻轻取出卡住的纸，检查这一页有没有损坏，再从这一页接着扫；已经扫好的页都在"},
	LidOpen:      {yichuang.Busy, "%s的盖子没有关好", "请把盖子合上再扫描；已经扫好的页都在"},
	InUse:        {yichuang.Busy, "%s正在被别的程序或者别人使用", "请稍等再试，或者关掉其他扫描程序"},
	Silent:       {yichuang.Busy, "%s没有反应", "请看扫描仪是否开着、数据线是否插好，再扫一次；已经扫好的页都在"},
	Lost:         {yichuang.NotFound, "找不到%s", "请看扫描仪是否开着、数据线是否插好，再重新查找扫描仪"},
	NotAllowed:   {yichuang.Denied, "没有权限使用%s", "请管理员允许本机用户使用它（Linux 上是加入 scanner 组；文件夹是改权限）"},
	PageTorn:     {yichuang.Damaged, "%s不完整，没有收下", "请把这一页再扫（拍）一次"},
	PageNoImage:  {yichuang.Damaged, "%s不是能用的图片，没有收下", "请改存为 JPG 或者 PNG，再扫（拍）一次"},
	PageTooLarge: {yichuang.Full, "%s太大，没有收下", "请降低分辨率，或者改用灰度，再扫（拍）一次"},
	ScannerFault: {yichuang.Busy, "%s出了故障", "请把扫描仪关掉再打开，再扫一次；仍不行请联系管理员"},
}

// Of returns the failure that tells a clerk of a problem. what is the scanner, or
// the page, as a person calls it; cause is for the log and may be nil.
func (p Problem) Of(what string, cause error) error {
	told, ok := problems[p]
	if !ok {
		told = problems[ScannerFault]
	}
	return &yichuang.Error{Code: told.code, Message: fmt.Sprintf(told.message, what), Hint: told.hint, Err: cause}
}
