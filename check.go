package yichuang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// CheckAbility says how far a machine can judge a review point.
type CheckAbility int

// The abilities.
const (
	ByEye    CheckAbility = iota // a person must see it
	ByValue                      // the machine judges a value that the clerk reads off the paper
	ByItself                     // the application already holds what is needed
)

// CheckResult is what a machine check found.
type CheckResult struct {
	Ability CheckAbility
	Verdict Verdict // empty while undecided
	Say     string  // what was compared, in one short sentence
	Ask     string  // for ByValue: what to read off the paper
}

// MachineCheck judges a review point by machine as far as that is possible.
// value is what the clerk read off the paper, empty at first; day is the day of
// intake, to which the standards refer ("不早于收件当日").
// A check that compares only a part of the standard never passes the point.
func MachineCheck(p *ReviewPoint, a *Applicant, value string, day Date) CheckResult {
	r := machineCheck(p, a, CleanLine(value), day)
	if p.Check.Partial && r.Verdict == Pass {
		r.Verdict = ""
		r.Say += "；标准不止这一点，请看清后人工判定"
		if r.Ability == ByItself {
			r.Ability = ByEye
		}
	}
	return r
}

func machineCheck(p *ReviewPoint, a *Applicant, value string, day Date) CheckResult {
	switch p.Check.Kind {
	case CheckIDNumber:
		return checkIDNumber(p.Check, a, value, day)
	case CheckCreditCode:
		return checkCreditPoint(a, value)
	case CheckNotExpired, CheckWindow, CheckInRange, CheckSpan:
		return checkDate(p.Check, value, day)
	case CheckAge:
		return checkAge(p.Check, value, day)
	case CheckName:
		return checkName(p.Check, a, value)
	case CheckAddress:
		return checkAddress(a.Address, value)
	case CheckAmount, CheckThreshold:
		return checkNumber(p.Check, value)
	case CheckProject:
		return checkProject(value)
	case CheckScope:
		return checkWords(p.Check, value)
	}
	return CheckResult{Ability: ByEye}
}

func decided(ability CheckAbility, ok bool, say string) CheckResult {
	v := Pass
	if !ok {
		v = Fail
	}
	return CheckResult{Ability: ability, Verdict: v, Say: say}
}

func checkIDNumber(k Check, a *Applicant, value string, day Date) CheckResult {
	if value == "" {
		id := a.Principal().ID
		if k.Of == "agent" {
			if a.Agent == nil {
				return CheckResult{Ability: ByEye}
			}
			id = a.Agent.ID
		}
		if k.Of == "" || id.Number == "" || !id.Kind.checked() {
			return CheckResult{Ability: ByValue, Ask: "证件号码"}
		}
		return numberResult(ByItself, id, day)
	}
	kind := GuessIDKind(value)
	if kind == "" || kind == Passport && allDigits(value[:1]) {
		kind = ResidentID // what looks like nothing else is a number with a mistake in it
	}
	if !kind.checked() {
		return CheckResult{Ability: ByValue, Ask: "证件号码", Say: "像是" + string(kind) + "的号码，没有校验码，请核对后人工判定"}
	}
	return numberResult(ByValue, Identity{Kind: kind, Number: NormalizeID(kind, value)}, day)
}

// checked reports whether numbers of the kind carry a check character.
func (k IDKind) checked() bool { return k == ResidentID || k == ResidencePermit || k == ForeignerCard }

// numberResult judges a number by its check character. What is only unusual is
// for a person to judge.
func numberResult(ability CheckAbility, id Identity, day Date) CheckResult {
	warning, err := id.Check(day)
	switch {
	case err != nil:
		message, _ := Explain(err)
		return decided(ability, false, message)
	case warning != "":
		return CheckResult{Ability: ByEye, Say: warning}
	}
	return decided(ability, true, "号码"+id.Masked()+"校验码正确")
}

func checkCreditPoint(a *Applicant, value string) CheckResult {
	if value == "" {
		if a.Credit == "" {
			return CheckResult{Ability: ByValue, Ask: "统一社会信用代码"}
		}
		w := CheckCredit(a.Credit)
		if w != "" { // never failed by machine: early codes exist, a person decides
			return CheckResult{Ability: ByEye, Say: w}
		}
		return decided(ByItself, true, "代码"+a.Credit+"校验码正确")
	}
	if w := CheckCredit(NormalizeCredit(value)); w != "" {
		return CheckResult{Ability: ByEye, Say: w}
	}
	return decided(ByValue, true, "校验码正确")
}

// checkDate compares a date, or a pair of dates with a blank between, that
// stands on the paper with the day of intake.
func checkDate(k Check, value string, day Date) CheckResult {
	ask := map[CheckKind]string{CheckNotExpired: "有效期截止日（长期填“长期”）", CheckInRange: "起止日期（空格隔开）",
		CheckSpan: "起止日期（空格隔开）", CheckWindow: "证件上的日期"}[k.Kind]
	if k.Kind == CheckWindow && k.From == nil && k.To == nil {
		return CheckResult{Ability: ByEye} // the standard names no figure that a machine could use
	}
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: ask}
	}
	if k.Kind != CheckWindow && strings.Contains(value, "长期") {
		return decided(ByValue, true, "长期有效")
	}
	dates, err := parseDates(value)
	if err != nil {
		message, _ := Explain(err)
		return CheckResult{Ability: ByValue, Ask: ask, Say: message}
	}
	first, last := dates[0], dates[len(dates)-1]
	switch k.Kind {
	case CheckNotExpired:
		return decided(ByValue, !last.Before(day), "截止"+last.String()+"，收件"+day.String())
	case CheckInRange:
		if len(dates) < 2 {
			return decided(ByValue, !last.Before(day), "截止"+last.String()+"，收件"+day.String())
		}
		return decided(ByValue, !first.After(day) && !last.Before(day), first.String()+"至"+last.String()+"，收件"+day.String())
	case CheckSpan:
		if len(dates) < 2 {
			return CheckResult{Ability: ByValue, Ask: ask, Say: "请填写开始和结束两个日期"}
		}
		years := 2
		if k.Max != nil {
			years = int(*k.Max)
		}
		return decided(ByValue, !last.After(first.AddMonths(12*years)), fmt.Sprintf("%s至%s，不超过%d年", first, last, years))
	}
	bound := day.AddDays
	if k.Unit == string(Months) {
		bound = day.AddMonths
	}
	ok := (k.From == nil || !last.Before(bound(*k.From))) && (k.To == nil || !last.After(bound(*k.To)))
	return decided(ByValue, ok, last.String()+"，收件"+day.String())
}

func parseDates(value string) ([]Date, error) {
	var out []Date
	for _, f := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" 至~～—，,", r) }) {
		d, err := ParseDate(f)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, invalid("没有读到日期", "请按 2026-11-22 或 20261122 填写")
	}
	return out, nil
}

func checkAge(k Check, value string, day Date) CheckResult {
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: "出生日期或者身份证号"}
	}
	born, err := ParseDate(value)
	if err != nil {
		var ok bool
		id := Identity{Kind: ResidentID, Number: NormalizeID(ResidentID, value)}
		if born, ok = id.Birth(); !ok {
			return CheckResult{Ability: ByValue, Ask: "出生日期或者身份证号", Say: "“" + Clip(value, 20) + "”不是日期，也不是身份证号"}
		}
	}
	limit := 60
	if k.Max != nil {
		limit = int(*k.Max)
	}
	// 不超过60周岁: the 60th birthday itself still passes, the day after does not
	last := born.AddMonths(12 * limit)
	return decided(ByValue, !day.After(last), fmt.Sprintf("%s出生，收件当日%d周岁", born, fullYears(born, day)))
}

func fullYears(born, day Date) int {
	n := day.Year - born.Year
	if day.Before(born.AddMonths(12 * n)) {
		n--
	}
	return n
}

func checkName(k Check, a *Applicant, value string) CheckResult {
	switch {
	case k.Of == "agent":
		if a.Agent == nil {
			return CheckResult{Ability: ByEye}
		}
		return checkSame("代理人姓名", a.Agent.Name, value)
	case k.Of == "organization" || k.Of == "" && a.Kind == Organization:
		return checkSame("申请人名称", a.Name, value)
	}
	return checkSame("姓名", a.Principal().Name, value)
}

// checkAddress passes an address that is written alike and leaves any other to a
// person: one place is written in many ways.
func checkAddress(want, value string) CheckResult {
	r := checkSame("住所（经营场所）", want, value)
	if r.Verdict == Fail {
		r.Verdict, r.Say = "", r.Say+"；写法不同，请核对是不是同一处后人工判定"
	}
	return r
}

// checkSame compares character by character, blanks and width of letters aside.
func checkSame(what, want, value string) CheckResult {
	if want == "" {
		return CheckResult{Ability: ByEye}
	}
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: "材料上的" + what}
	}
	fold := func(s string) string { return strings.Join(strings.Fields(narrow(s)), "") }
	if fold(want) == fold(value) {
		return decided(ByValue, true, what+"一致")
	}
	return decided(ByValue, false, "材料上是“"+value+"”，申请填的是“"+want+"”")
}

func checkNumber(k Check, value string) CheckResult {
	if k.Min == nil && k.Max == nil {
		return CheckResult{Ability: ByEye}
	}
	ask := "数额"
	if k.Unit != "" {
		ask += "（" + k.Unit + "）"
	}
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: ask}
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.ReplaceAll(narrow(value), ",", ""), k.Unit), 64)
	if err != nil || n != n {
		return CheckResult{Ability: ByValue, Ask: ask, Say: "“" + Clip(value, 20) + "”不是数字"}
	}
	ok := (k.Min == nil || n >= *k.Min) && (k.Max == nil || n <= *k.Max)
	return decided(ByValue, ok, strconv.FormatFloat(n, 'f', -1, 64)+k.Unit)
}

// checkProject looks at the form of a 投资项目代码: year-region-trade-kind-serial.
func checkProject(value string) CheckResult {
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: "投资项目代码"}
	}
	parts := strings.Split(narrow(value), "-")
	ok := slices.Equal(lengths(parts), []int{4, 6, 2, 2, 6})
	for _, p := range parts {
		ok = ok && strings.Trim(p, "0123456789") == ""
	}
	if !ok { // the form is usual, not law: a person decides
		return CheckResult{Ability: ByValue, Ask: "投资项目代码", Say: "通常写作 2026-150627-01-01-000001，请核对后人工判定"}
	}
	return decided(ByValue, true, "代码格式正确")
}

func lengths(parts []string) []int {
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i] = len(p)
	}
	return out
}

func checkWords(k Check, value string) CheckResult {
	if len(k.Words) == 0 {
		return CheckResult{Ability: ByEye}
	}
	if value == "" {
		return CheckResult{Ability: ByValue, Ask: "执照上的对应经营项目"}
	}
	for _, limit := range []string{"不含", "除外", "除", "仅", "不得", "代理"} {
		if strings.Contains(value, limit) {
			return CheckResult{Ability: ByValue, Ask: "执照上的对应经营项目", Say: "有“" + limit + "”的限定，请看清后人工判定"}
		}
	}
	for _, w := range k.Words {
		if strings.Contains(value, w) {
			return decided(ByValue, true, "包含“"+w+"”")
		}
	}
	// a catalogue entry may be worded otherwise: a person decides
	return CheckResult{Ability: ByValue, Ask: "执照上的对应经营项目", Say: "没有出现“" + strings.Join(k.Words, "”“") + "”，请核对后人工判定"}
}
