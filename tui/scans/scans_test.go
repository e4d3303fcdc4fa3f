package scans_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

var full = &yichuang.Error{Code: yichuang.Full, Message: "磁盘已满，没有保存", Hint: "请清理磁盘后重试"}

// Everything was scanned in order, then it is added material by material: two keys
// for each.
func TestOneFileForEachMaterial(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		for i, name := range []string{"s003.pdf", "s002.pdf", "s001.pdf", "old.pdf"} {
			s.file(start+"/"+name, 10+i)
		}
		d, _ := open(t, s, "", size)
		d.NoCaret().Sees("还没有扫描件", "示例餐饮管理有限公司", ">  1 食品经营许可申请书", " 3 法定代表人（负责人）身份证", "没有扫描件", "Enter 添加文件")
		d.Press("enter").Sees("《食品经营许可申请书》", "> ", "s003.pdf", "1.2 MB", "11-23 08:50").CaretAfter("路径：" + start + "/")
		d.Press("down", "down", "enter").Sees("已添加“s001.pdf”到《食品经营许可申请书》", ">  2 营业执照", "本机，待上传", "1个扫描件，共1.2 MB，待上传1个", "3页")
		d.Press("enter").Sees("《营业执照》", "已添加").Press("enter").Sees("已添加“s002.pdf”", ">  3 法定")
		d.Press("enter", "enter").Sees("已添加“s003.pdf”到《法定代表人（负责人）身份证》", ">  4 经营场所")
		s.has("app", "s001.pdf")
		s.has("bl", "s002.pdf")
		s.has("id", "s003.pdf")
	})
}

// One is scanned, added, the next one scanned: the newest is what is meant.
func TestTheNewestFileIsMeant(t *testing.T) {
	s := newSeat(t).settled()
	s.file(start+"/a.pdf", 10)
	d, _ := open(t, s, "bl", sizes[0])
	d.Sees(">  2 营业执照").Press("enter", "enter")
	s.has("bl", "a.pdf")
	s.file(start+"/b.pdf", 5)
	d.Press("enter", "enter")
	s.has("id", "b.pdf")
	d.Press("enter").Sees("《经营场所租赁合同》")
	s.file(start+"/c.pdf", 1) // scanned while the list stands there
	d.Press("f5").Sees("c.pdf").Press("enter")
	s.has("lease", "c.pdf")
}

// Several files become scans of one material; what is refused is named, and the rest
// is added all the same.
func TestSeveralFiles(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		for i, name := range []string{"p3.jpg", "说明.docx", "p2.jpg", "p1.jpg"} {
			s.file(start+"/"+name, 10+i)
		}
		d, _ := open(t, s, "", size)
		d.Press("a", "down", "down", "down", "f4").Sees("[x]  p1.jpg", "选上了1个：p1.jpg", "Enter 添加选上的")
		d.Press("up", "f4", "up", "up", "f4", "up", "up", "f4").Sees("选上了4个：p1.jpg，p2.jpg，说明.docx，p3.jpg") // as they were scanned
		d.Press("f4").Sees("选上了3个：p1.jpg，p2.jpg，p3.jpg").Press("up", "f4", "enter")
		d.Sees("添加了3个，1个没有添加：“说明.docx”不是能添加的文件", "能添加：PDF", ">  1 食品经营许可申请书").Advance(time.Second).Sees("3个扫描件", "p2.jpg")
		s.has("app", "p1.jpg p2.jpg p3.jpg")
	})
}

// A file that cannot be added leaves the case as it was, and the mark where it is to
// be tried again.
func TestARefusedFile(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.file(start+"/a.docx", 1)
		s.file(start+"/b.pdf", 2)
		d, _ := open(t, s, "app", size)
		d.Press("enter", "enter").Sees("“a.docx”不是能添加的文件", ">  1 食品经营许可申请书", "还没有扫描件")
		d.Press("enter").Type("b.p").Press("enter")
		s.has("app", "b.pdf")
		s.err = full
		d.Press("enter").Type("b.p").Press("enter").Sees("磁盘已满", "请清理磁盘")
		s.err = nil
		d.Advance(time.Second).Sees(">  2 营业执照")
		s.has("bl", "")
	})
}

// Where the content is, is said in words, with what to do.
func TestWhereTheContentIs(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.scanned("app", "待传.pdf", yichuang.ScanUnsent)
		s.scanned("app", "已传.pdf", yichuang.ScanSent)
		s.scanned("bl", "远处.pdf", "")
		s.scanned("bl", "半截.pdf", yichuang.ScanPartial)
		s.scanned("id", "坏的.pdf", yichuang.ScanSpoilt)
		d, _ := open(t, s, "", size)
		d.Sees("5个扫描件，共6.0 MB，待上传1个", "2个", "本机，待上传", "已上传", "不在本机", "下载了一部分", "已损坏")
		d.Press("down").Sees("连上中心后自动上传", "Enter 查看").Press("down").Sees("中心也有")
		d.Press("f").Sees("内容已在本机，按 v 查看")
		d.Press("tab", "down").Sees("别的窗口添加的；按 f 从中心取来", "Enter 从中心取来").Press("v").Sees("内容不在本机，先按 f")
		d.Press("down").Sees("没有取完；按 f 接着取").Press("tab", "down").Sees("本机的内容已损坏").Press("v").Sees("已损坏，不能查看")
		d.Press("tab").Sees(">  4 经营").Press("tab").Sees(">  4 经营").Press("v").Sees("先用 ↑↓ 选中一个扫描件").Press("d").Sees("先用 ↑↓ 选中").Press("f").Sees("没有扫描件")
		d.Press("shift+tab", "shift+tab", "shift+tab").Press("f").Sees("这件材料的扫描件都在本机")
	})
}

func TestLooking(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.scanned("app", "申请书.pdf", yichuang.ScanSent)
		d, _ := open(t, s, "", size)
		d.Press("down", "enter").Sees("已打开“申请书.pdf”").Press("v")
		s.during = func(what string) {
			if what == "show" {
				d.Sees("正在打开“申请书.pdf”…")
			}
		}
		d.Press("v").NotSees("正在打开")
		s.shown = s.shown[1:]
		if !slices.Equal(s.shown, []string{"申请书.pdf", "申请书.pdf"}) {
			t.Errorf("shown: %v", s.shown)
		}
		s.err = &yichuang.Error{Code: yichuang.NotFound, Message: "没有查看程序", Hint: "请设置 scan.viewer"}
		d.Press("enter").Sees("没有查看程序", "scan.viewer").NotSees("正在打开")
	})
}

// Taking a scan away is asked about, and the case says so.
func TestTakingAway(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t).settled()
		s.scanned("app", "别人的.pdf", yichuang.ScanSent)
		s.scanned("app", "申请书.pdf", yichuang.ScanSent)
		d, _ := open(t, s, "", size)
		d.Press("down", "d").Sees("从《食品经营许可申请书》撤下“别人的.pdf”？", "内容不删除").Press("enter").Sees("2个扫描件")
		d.Press("d", "esc").Sees("2个扫描件").Press("delete", "1").Sees("已撤下“别人的.pdf”", "1个扫描件", ">      申请书.pdf")
		s.has("app", "申请书.pdf")
		last := s.events[len(s.events)-1]
		if text := last.Say(s.item); text != "撤下扫描件：《食品经营许可申请书》" || last.By != clerk.ID {
			t.Errorf("on record: %s by %s", text, last.By)
		}
		s.err = full
		d.Press("d", "1").Sees("磁盘已满")
		s.err = nil
		d.Advance(time.Second).Sees("1个扫描件")
	})
}

// Another window takes it away while it is asked about.
func TestTakenAwayMeanwhile(t *testing.T) {
	s := newSeat(t).settled()
	scan := s.scanned("app", "a.pdf", yichuang.ScanSent)
	d, _ := open(t, s, "", sizes[0])
	d.Press("down", "d")
	s.do(&yichuang.ScanRemoved{Material: "app", Hash: scan.Hash})
	d.Press("1").Sees("这份材料没有这个扫描件").Advance(time.Second).Sees("还没有扫描件")
	s.scanned("app", "b.pdf", yichuang.ScanSent)
	d.Send(kit.Changed{}).Sees("b.pdf").Press("down", "d")
	s.do(&yichuang.ScanRemoved{Material: "app", Hash: hash("b.pdf")})
	d.Send(kit.Changed{}).Press("1").Sees("还没有扫描件")
}

// Scans belong to a case from its scenario on, and are added after its end as well.
func TestAtEveryStage(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(t)
		d, b := open(t, s, "", size)
		d.Sees("还没有确定办理情形", "先选好情形").Press("a", "enter", "d", "f", "v", "tab", "down").Sees("还没有确定办理情形")
		s.settled()
		d.Send(kit.Changed{}).Sees(">  1 食品经营许可申请书")
		s.do(&yichuang.MaterialTaken{Material: "bl", Presence: yichuang.Missing}, &yichuang.MaterialTaken{Material: "id", Presence: yichuang.Exempt},
			&yichuang.Decided{Decision: yichuang.Accept, Accepted: yichuang.DateOf(d.Env.Now())})
		s.file(start+"/a.pdf", 1)
		d.Send(kit.Changed{}).Sees("材料未提交", "免提交").Press("enter", "enter").Sees("已添加“a.pdf”", ">  4 经营场所")
		s.has("app", "a.pdf")
		b.told = nil
		d.Press("f2").Sees("此处是办件")
		if !slices.Contains(b.told, tea.Msg(kit.NextPerson{})) {
			t.Errorf("below was told %v", b.told)
		}
	})
}

func TestACaseWithoutMaterials(t *testing.T) {
	s := newSeat(t)
	s.do(&yichuang.ScenarioAnswered{Scenario: "s4", Outcome: yichuang.DoNotCollect})
	d, _ := open(t, s, "", sizes[0])
	d.Sees("本情形没有要收的材料").Press("a", "enter", "tab", "d").Sees("本情形没有要收的材料").Press("f2").Sees("此处是办件")
}

// A case that cannot be read says why; one that could be read stays when that fails
// later.
func TestACaseThatCannotBeRead(t *testing.T) {
	s := newSeat(t).settled()
	s.err = full
	d, _ := open(t, s, "", sizes[0])
	d.Sees("磁盘已满", "按 Esc 返回").Press("enter", "a", "f2").Sees("磁盘已满")
	s.err = nil
	d.Send(kit.Changed{}).Sees("食品经营许可申请书")
	s.err = full
	d.Send(kit.Changed{}).Sees("磁盘已满", "食品经营许可申请书")
}

// Neither an input method nor a card reader adds or takes away.
func TestOnlyHandsPressKeys(t *testing.T) {
	s := newSeat(t).settled()
	s.scanned("app", "a.pdf", yichuang.ScanSent)
	d, _ := open(t, s, "", sizes[0])
	d.Type("的").Sees("输入法在中文状态").Press("down").Scan("150627199003074219").Sees("像是读卡器").NotSees("撤下“", "已打开")
	if len(s.shown) > 0 {
		t.Errorf("opened: %v", s.shown)
	}
}

func TestHostileNames(t *testing.T) {
	dirty := "\x1b[31m" + strings.Repeat("很长的字", 60) + "\xff\x00\u202e.pdf"
	s := newSeat(t).settled()
	s.item.Name, s.item.Materials[0].Name = dirty, dirty
	s.scanned("app", dirty, yichuang.ScanSpoilt)
	s.file(start+"/"+dirty, 1)
	s.file(start+"/"+dirty+"x/a.pdf", 1)
	d, _ := open(t, s, "", sizes[0])
	for _, size := range append(sizes, kit.Size{Width: 20, Height: 5}, sizes[0]) {
		d.Resize(size.Width, size.Height).Press("down", "d", "esc", "up", "enter", "f4", "tab", "esc", "esc")
	}
	d.Sees("1个扫描件")
	for i := range 40 {
		s.scanned("bl", fmt.Sprintf("第%d页.jpg", i), yichuang.ScanSent)
	}
	d.Send(kit.Changed{}).Press("end").Sees("经营场所租赁合同").Press("shift+tab", "shift+tab").Sees(">  2 营业执照", "40个")
}
