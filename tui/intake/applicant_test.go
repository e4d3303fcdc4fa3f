package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"yichuang"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

const (
	teacherID = yichuang.ItemID("edu-02")
	foodID    = yichuang.ItemID("market-01")
	goodID    = "11010519491231002X" // the example of GB 11643-1999
	goodCode  = "91330100799655058B"
)

// The screens must go on being what the shell asks them for.
var (
	_ kit.Escaper = (*intake.Picker)(nil)
	_ kit.Escaper = (*intake.Applicant)(nil)
	_ kit.Escaper = (*intake.Scenario)(nil)
	_ kit.Leaver  = (*intake.Applicant)(nil)
	_ kit.Failing = (*intake.Applicant)(nil)
	_ kit.Failing = (*intake.Scenario)(nil)
)

func TestAPersonIsTakenDownFromTheCard(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		d := start(t, s, route("applicant", teacherID), size)
		d.Sees("[申请人]", "谁可申请：自然人", "申请人类型：自然人", "还缺 姓名、证件号码")
		d.Type("张三").CaretAfter("张三").Type("\n某旗某街1号\n")
		d.Type("110105194").Sees("居民身份证 9/18位", "110105194")
		d.Type("91231002x").Sees(goodID, "女 1949-12-31出生 76周岁", "F8 登记收件").CaretAfter(goodID)
		d.Type("\n").Sees("110105********002X").NotSees(goodID)
		d.Type("13812345678\n").Sees("[情形]", "第1问")
		want := yichuang.Applicant{Kind: yichuang.Person, Name: "张三", Address: "某旗某街1号", Phone: "13812345678",
			ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: goodID}}
		if got := s.fold(t, 0).Applicant; got != want {
			t.Fatalf("applicant is\n%+v, want\n%+v", got, want)
		}
		if len(s.drafts) != 0 {
			t.Fatalf("the draft stayed: %v", s.drafts)
		}
	})
}

func TestAnOrganizationWithAnAgent(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := start(t, s, route("applicant", foodID), size)
		d.Sees("申请人类型：企业").Type(strings.ToLower(goodCode) + "\n某餐饮店\n王五\n某街1号\n\n04771234567")
		d.Press("f7").Sees("有，不得容缺受理").Press("f6").Sees("代理人：有", "代理人姓名").CaretAfter("代理人姓名：")
		d.Type("李四\n"+goodID+"\n13812345678\n").Sees("[情形]", "委托代理人办理（自动）")
		a := s.fold(t, 0).Applicant
		if a.Kind != yichuang.Organization || a.Credit != goodCode || a.Legal.Name != "王五" || a.Legal.ID.Number != "" ||
			a.Agent == nil || a.Agent.ID.Number != goodID || !a.BadCredit || a.Phone != "0477-1234567" && a.Phone != "04771234567" {
			t.Fatalf("applicant is %+v, agent %+v", a, a.Agent)
		}
	})
}

func TestAFailedIDNumberStops(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		d := start(t, s, route("applicant", teacherID), size)
		d.Type("张三\n\n11010519491231002").NotSees("校验码不符")
		d.Type("1").Sees("! 校验码不符", "居民身份证号码校验码不符，请逐位核对", "有误 证件号码")
		d.Press("enter").CaretAfter("110105194912310021").Sees("校验码不符")
		d.Press("f8").Sees("[申请人]", "校验码不符")
		d.Press("tab").Type("13812345678\n").Sees("[申请人]").CaretAfter("110105194912310021")
		if len(s.numbers) != 0 {
			t.Fatal("a case was opened with a failed ID number")
		}
		d.Press("backspace").Type("x").Sees("F8 登记收件").Press("f8").Sees("[情形]")
	})
}

func TestAFailedCreditCodeAsks(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(food())
		d := start(t, s, route("applicant", foodID), size)
		d.Type("91330100799655058").Sees("17/18位").Type("C").Sees("统一社会信用代码校验码不符")
		d.Type("\n某餐饮店\n王五\n\n\n13812345678\n").Sees("请核对", "校验码不符", "1 核对无误，继续收件", "> 2 返回修改")
		d.NotSees("法定代表人（负责人）证件号码") // left empty in full view of its warning
		d.Press("enter").Sees("[申请人]")
		if len(s.numbers) != 0 {
			t.Fatal("a case was opened without the answer")
		}
		d.Press("f8").Sees("请核对").Press("1").Sees("[情形]")
		if got := s.fold(t, 0).Applicant.Credit; got != "91330100799655058C" {
			t.Fatalf("credit code is %s", got)
		}
	})
}

func TestAConfirmedWarningIsNotAskedAgain(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三\n\n"+goodID+"\n1381234\n").Sees("请核对", "不像手机号码")
	s.broken = errDisk
	d.Press("1").Sees("磁盘写不进去了", "[申请人]")
	s.broken = nil
	d.Press("f8").Sees("[情形]")
}

// The reader types 18 characters and Enter wherever the caret is.
func TestACardReaderLandsInTheNumber(t *testing.T) {
	other := number(t, "15062719900307121")
	tests := []struct {
		name  string
		item  yichuang.ItemID
		do    func(d *tuitest.Driver)
		field func(a yichuang.Applicant) string
		then  string // the caret stands behind this label
	}{
		{"in the number", teacherID, func(d *tuitest.Driver) { d.Type("张三\n某街\n").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "联系电话："},
		{"in the empty name", teacherID, func(d *tuitest.Driver) { d.Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "*姓名："},
		{"behind the name", teacherID, func(d *tuitest.Driver) { d.Type("张三").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "住址："},
		{"in the address", teacherID, func(d *tuitest.Driver) { d.Type("张三\n").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "住址："},
		{"in the telephone", teacherID, func(d *tuitest.Driver) { d.Type("张三\n\n").Press("tab").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "联系电话："},
		{"twice", teacherID, func(d *tuitest.Driver) { d.Type("张三\n\n").Scan(goodID).Press("up").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "联系电话："},
		{"over a wrong one", teacherID, func(d *tuitest.Driver) { d.Type("张三\n\n110105194912310021").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.ID.Number }, "联系电话："},
		{"full width", teacherID, func(d *tuitest.Driver) {
			d.Type("张三\n\n").Scan("１１０１０５１９４９１２３１００２ｘ")
		},
			func(a yichuang.Applicant) string { return a.ID.Number }, "联系电话："},
		{"in the credit code", foodID, func(d *tuitest.Driver) { d.Scan(goodID) },
			func(a yichuang.Applicant) string { return a.Legal.ID.Number }, "信用代码："},
		{"in the agent's name", foodID, func(d *tuitest.Driver) { d.Press("f6").Scan(goodID) },
			func(a yichuang.Applicant) string { return a.Agent.ID.Number }, "代理人姓名："},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSeat(teacher(), food())
			d := start(t, s, route("applicant", test.item), small)
			test.do(d)
			d.CaretAfter(test.then).Sees("女 1949-12-31")
			draft := s.drafts["1001/applicant"]
			if strings.Count(draft, goodID) != 1 {
				t.Fatalf("the number stands %d times in %s", strings.Count(draft, goodID), draft)
			}
		})
	}
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Scan(goodID).Type("张三\n某街\n").CaretAfter("联系电话：") // the number is passed over
	d.Press("up").Scan(other).Press("enter").Sees("请核对", "未填写申请人联系电话").Press("1").Sees("[情形]")
	if got := s.fold(t, 0).Applicant.ID.Number; got != other {
		t.Fatalf("number is %s, want the last one read, %s", got, other)
	}
}

func TestTheDraftComesBackAfterAnyKey(t *testing.T) {
	s := newSeat(food(), teacher())
	d := start(t, s, route("applicant", foodID), small)
	keys := strings.Split(goodCode[:5]+"|某|餐|enter|王|五", "|")
	var typed []string
	for _, c := range goodCode {
		typed = append(typed, string(c))
	}
	typed = append(append(typed, "enter"), keys[1:]...)
	typed = append(typed, "f6", "李", "enter", "1", "1", "0", "f7")
	for i, k := range typed {
		if len([]rune(k)) == 1 {
			d.Type(k)
		} else {
			d.Press(k)
		}
		killed := start(t, s, route("applicant", foodID), small) // kill -9, and a new start
		killed.Sees("已恢复未完成的填写")
		if got, want := body(killed), body(d); got != want {
			t.Fatalf("after key %d (%s) the sheet came back as\n%s\nwant\n%s", i, k, got, want)
		}
	}
}

// body returns the sheet without its notes.
func body(d *tuitest.Driver) string {
	var lines []string
	for _, l := range strings.Split(d.Text(), "\n") {
		if i := strings.Index(l, "："); i >= 0 && !strings.Contains(l, "还缺") {
			l, _, _ = strings.Cut(l, " ! ")
			lines = append(lines, strings.TrimRight(l, " "))
		}
	}
	return strings.Join(lines, "\n")
}

func TestLeavingAsksAndKeepsTheDraft(t *testing.T) {
	s := newSeat(food(), teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三丰\n").Press("esc").Sees("还没有登记", "自动恢复").Press("enter").Sees("[申请人]")
	d.Press("esc", "1").Sees("到了 工作台")
	d.Send(route("applicant", teacherID)).Sees("张三丰", "已恢复未完成的填写，F9 清空重填")
	d.Press("f9").Sees("不能恢复").Press("1").Sees("还缺 姓名").NotSees("张三丰")
	d.Press("esc").Sees("到了 工作台").Send(route("applicant", teacherID)).NotSees("张三丰", "已恢复")
}

func TestADraftOfAnotherItemIsTakenByKey(t *testing.T) {
	s := newSeat(food(), teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三丰\n某街").Press("esc", "1")
	d.Send(route("applicant", foodID)).Sees("另一事项还有一份没有登记的填写（张*丰）", "Ctrl+R").NotSees("张三丰")
	d.Press("f5", "f7", "f5") // an empty sheet does not take the place of the draft
	if !strings.Contains(s.drafts["1001/applicant"], "张三丰") {
		t.Fatalf("the draft is %s", s.drafts["1001/applicant"])
	}
	d.Press("ctrl+r").Sees("张三丰", "某街", "申请人类型：自然人").NotSees("Ctrl+R")
}

func TestTheSameApplicantAndItem(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		fill := func(d *tuitest.Driver) { d.Type("张三\n\n" + goodID + "\n13812345678\n") }
		d := start(t, s, route("applicant", teacherID), size)
		fill(d)
		d.Sees("[情形]")
		first := string(s.numbers[0])

		d = start(t, s, route("applicant", teacherID), size)
		fill(d)
		d.Sees("已有办件", "还有1个没有办完", "1 打开 150627-261123-007-1-0001", "收件审查中", "2 仍要新收一件", "3 返回")
		d.Press("3").Sees("[申请人]", "张三").Press("f8").Press("esc").Sees("[申请人]")
		d.Press("f8", "1").Sees("到了 办件 " + first)
		if len(s.numbers) != 1 || len(s.drafts) != 0 {
			t.Fatalf("%d cases, drafts %v; want one case and no draft", len(s.numbers), s.drafts)
		}

		d = start(t, s, route("applicant", teacherID), size)
		fill(d)
		d.Press("2").Sees("[情形]", "0002")
		if len(s.numbers) != 2 {
			t.Fatalf("%d cases, want a second one", len(s.numbers))
		}
	})
}

func TestTwoEntersOpenOneCase(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	d.Type("张三\n\n" + goodID + "\n13812345678")
	screen := d.Top().(*intake.Applicant)
	// Both Enters are there before any work has been done, as when one bounces.
	first := screen.Update(pressed("enter"))
	second := screen.Update(pressed("enter"))
	third := screen.Update(pressed("f8"))
	if first == nil || second != nil || third != nil {
		t.Fatalf("work of the keys: %t %t %t, want the first only", first != nil, second != nil, third != nil)
	}
	if !screen.Escape() {
		t.Fatal("Esc leaves while the case is being opened")
	}
	work(d, first)
	d.Sees("[情形]")
	if len(s.numbers) != 1 {
		t.Fatalf("%d cases were opened", len(s.numbers))
	}
}

func TestAFailureKeepsEverything(t *testing.T) {
	s := newSeat(teacher())
	d := start(t, s, route("applicant", teacherID), small)
	s.broken = errDisk
	d.Type("张").Sees("磁盘写不进去了")
	d.Type("三\n\n"+goodID+"\n13812345678\n").Sees("磁盘写不进去了", "[申请人]", "张三")
	s.broken = nil
	d.Press("f8").Sees("[情形]")
	if len(s.numbers) != 1 {
		t.Fatalf("%d cases", len(s.numbers))
	}
}

func TestTheKindOfDocumentIsGuessedAndCanBeChanged(t *testing.T) {
	tests := []struct{ number, sees string }{
		{"H12345678", "港澳居民来往内地通行证"}, {"12345678", "台湾居民来往大陆通行证"}, {"E12345678", "护照"},
		{"ABC123456789012", "外国人永久居留身份证"}, {"150627900307121", "15位居民身份证号码已经停用"},
	}
	for _, test := range tests {
		d := start(t, newSeat(teacher()), route("applicant", teacherID), kit.Size{Width: 120, Height: 40})
		d.Type("张三\n\n" + test.number + "\n").Sees(test.sees)
	}
	d := start(t, newSeat(teacher()), route("applicant", teacherID), kit.Size{Width: 120, Height: 40})
	d.Press("f4").Sees("先把光标移到证件号码")
	d.Type("张三\n\nE1234567").Press("f4").Sees("居民身份证 8/18位").Press("up", "f8").Sees("居民身份证号码应为18位，现在是8位")
}

func TestGarbageTypedAndPasted(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		d := start(t, s, route("applicant", teacherID), size)
		d.Paste("张三\n"+goodID+"\n").Press("enter").Sees("张三", "110105********002X").CaretAfter("住址：")
		d.Paste("\x1b[31m某街\x00\u202e"+strings.Repeat("长", 10000)).Paste("👨‍👩‍👧\xff").Press("home", "end", "enter").CaretAfter("联系电话：")
		d.Paste("+86 138-1234\n-5678").Type("\x07\x1b").Press("ctrl+z", "alt+x", "f11", "f8").Sees("[情形]")
		if got := s.fold(t, 0).Applicant; got.Name != "张三" || got.Phone != "13812345678" {
			t.Fatalf("applicant is %q, telephone %q", got.Name, got.Phone)
		}
	})
}

func TestChangingTheKindKeepsWhatWasTyped(t *testing.T) {
	d := start(t, newSeat(teacher()), route("applicant", teacherID), small)
	d.Type("张三\n某街\n").Press("f5").Sees("企业、个体工商户", "张三", "某街", "信用代码").CaretAfter("信用代码：")
	d.Press("f5").Sees("申请人类型：自然人", "张三").Press("f6").CaretAfter("代理人姓名：").Type("李四").Press("f6").NotSees("李四")
	d.Press("f6").Sees("李四")
}

func TestKeysBeforeTheDraftIsReadAreNotLost(t *testing.T) {
	s := newSeat(teacher())
	d := tuitest.New(t)
	s.now = d.Env.Now
	screen := intake.NewApplicant(d.Env, s.deps(), clerk, teacherID)
	read := screen.Init()
	for _, r := range goodID {
		screen.Update(pressed(string(r)))
	}
	d.Screen(screen) // reads the draft in its turn
	_ = read
	d.Sees("110105")
	if !strings.Contains(s.drafts["1001/applicant"], goodID) {
		t.Fatalf("the draft is %s", s.drafts["1001/applicant"])
	}
}

func TestSavesNeverOvertake(t *testing.T) {
	s := newSeat(teacher())
	d := tuitest.New(t)
	screen := intake.NewApplicant(d.Env, s.deps(), clerk, teacherID)
	d.Screen(screen)
	first := screen.Update(pressed("a"))
	for _, k := range []string{"b", "c", "d"} {
		if screen.Update(pressed(k)) != nil {
			t.Fatal("a second save began before the first one was through")
		}
	}
	work(d, first)
	if got := s.drafts["1001/applicant"]; !strings.Contains(got, `"name":"abcd"`) || s.saves != 2 {
		t.Fatalf("after %d saves the draft is %s", s.saves, got)
	}
}

func BenchmarkApplicantKey(b *testing.B) {
	s := newSeat(food())
	d := tuitest.New(b)
	screen := intake.NewApplicant(d.Env, s.deps(), clerk, foodID)
	d.Screen(screen)
	screen.Update(kit.Size{Width: 120, Height: 36})
	for i := 0; b.Loop(); i++ {
		screen.Update(pressed(fmt.Sprint(i % 10)))
		screen.Update(pressed("backspace"))
		screen.View()
	}
}
