package intake

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/tui/kit"
)

// problem returns what the rules say of a field, once it is time to say it: when
// the caret has left it, when a number is complete, or when going on was tried.
func (s *Applicant) problem(name string) (tone kit.Tone, p *yichuang.Problem) {
	e, text := s.sheet.entries[name], s.sheet.text(name)
	complete := (holdsNumber(name) || name == fieldCredit) && utf8.RuneCountInString(text) >= residentLength
	typing := s.sheet.at == name && text != "" && !e.entered
	if !complete && (typing || !e.seen && !e.entered && !s.tried) {
		return kit.Plain, nil
	}
	if p = find(s.errs, name); p != nil {
		return kit.Bad, p
	}
	return kit.Warn, find(s.warnings, name)
}

// remark is what stands beside a field.
func (s *Applicant) remark(name string, room int) (kit.Tone, string) {
	if tone, p := s.problem(name); p != nil {
		return tone, "! " + brief(p.Message, s.sheet.text(name) == "")
	}
	if s.sheet.text(name) == "" {
		return kit.Plain, ""
	}
	if holdsNumber(name) {
		return s.told(name, room)
	}
	if n := utf8.RuneCountInString(s.sheet.text(name)); name == fieldCredit && n < residentLength {
		return kit.Dim, fmt.Sprintf("%d/%d位", n, residentLength)
	}
	return kit.Plain, ""
}

// brief leaves out of a message what stands before it on the line.
func brief(message string, empty bool) string {
	if empty && strings.HasPrefix(message, "未填写") {
		return "未填写"
	}
	names := []string{"统一社会信用代码", "申请人联系电话", "代理人联系电话"}
	for _, k := range yichuang.IDKinds {
		names = append(names, string(k)+"号码")
	}
	for _, n := range names {
		if rest, ok := strings.CutPrefix(message, n); ok {
			return rest
		}
	}
	return message
}

// told is what a number says of its holder, to compare with the person in front.
func (s *Applicant) told(name string, room int) (kit.Tone, string) {
	id := s.sheet.identity(name)
	birth, ok := id.Birth()
	if find(s.errs, name) != nil || !ok {
		if n := utf8.RuneCountInString(id.Number); id.Kind == yichuang.ResidentID && n < residentLength {
			return kit.Dim, fmt.Sprintf("%s %d/%d位", id.Kind, n, residentLength)
		}
		return kit.Dim, string(id.Kind)
	}
	var parts []string
	if male, ok := id.Male(); ok && male {
		parts = append(parts, "男")
	} else if ok {
		parts = append(parts, "女")
	}
	parts = append(parts, birth.String()+"出生")
	if years, ok := id.Age(s.today()); ok {
		parts = append(parts, fmt.Sprintf("%d周岁", years))
	}
	text := strings.Join(parts, " ")
	if long := string(id.Kind) + " " + text; kit.Width(long) <= room || id.Kind != yichuang.ResidentID {
		return kit.Good, long
	}
	return kit.Good, text
}
