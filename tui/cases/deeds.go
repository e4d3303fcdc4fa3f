package cases

import (
	"context"
	"strconv"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The names of inputs.
const (
	inText      = "text"
	inMaterial  = "material"
	inOriginals = "originals"
	inCopies    = "copies"
	inWho       = "who"
	inNumber    = "number"
	inName      = "name"
	inAuthority = "authority"
	inPlace     = "place"
	inDays      = "days"
	inKind      = "kind"
)

// sheet opens a form about the case; make states what was filled in, on the case as
// it is then.
func (s *Screen) sheet(e kit.Entry, said string, make func(r *record, value func(string) string) (yichuang.Body, error)) tea.Cmd {
	e.About = append(aboutCase(s.c), e.About...)
	e.Save = func(ctx context.Context, value func(string) string) (tea.Msg, error) {
		c, it, err := s.work.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		body, err := make(&record{me: s.me, c: c, it: it, now: s.work.Circumstances()}, value)
		if err == nil {
			err = yichuang.MayState(s.me, c, body)
		}
		if err != nil {
			return nil, err
		}
		if c, err = s.work.Append(ctx, s.me.ID, c, body); err != nil {
			return nil, err
		}
		done := appended{said: said}
		if c.Stage.Ended() && len(yichuang.PapersDue(c)) > 0 {
			done.then = routePapers
			_, done.err = s.work.Prepare(ctx, s.me.ID, c.Number)
		}
		return done, nil
	}
	return kit.Show(kit.NewSheet(s.env, e))
}

// takeOnline takes an application that came in online.
func (s *Screen) takeOnline() tea.Cmd {
	s.busy = true
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		body := &yichuang.OnlineTaken{Window: s.work.Window()}
		if err := yichuang.MayState(s.me, c, body); err != nil {
			return nil, err
		}
		_, err = s.work.Append(ctx, s.me.ID, c, body)
		return appended{said: "已领取", then: routeReview}, err
	})
}

func (s *Screen) answer() tea.Cmd {
	a := *s.asking()
	return s.sheet(kit.Entry{Title: "答复部门", Does: "答复", About: []string{a.Department + "：" + yichuang.CleanLine(a.Inquiry.Text)},
		Inputs: []kit.Input{{Name: inText, Label: "答复", Required: true, Lines: 4, Hint: "（补了什么，在哪份材料里）"}}},
		"已答复部门", func(_ *record, value func(string) string) (yichuang.Body, error) {
			return &yichuang.WindowAnswered{Department: a.Department, Text: yichuang.Clean(value(inText))}, nil
		})
}

func (s *Screen) answerUrge() tea.Cmd {
	u := *s.unanswered()
	return s.sheet(kit.Entry{Title: "答复" + u.Kind.Name(), Does: "答复", About: []string{u.Kind.Name() + "：" + yichuang.CleanLine(u.Text)},
		Inputs: []kit.Input{{Name: inText, Label: "答复", Required: true, Lines: 4, Hint: "（办到哪一步、什么时候办完）"}}},
		"已答复", func(_ *record, value func(string) string) (yichuang.Body, error) {
			return &yichuang.UrgeAnswered{Terminal: u.ID.Terminal, Seq: u.ID.Seq, Text: yichuang.Clean(value(inText))}, nil
		})
}

func notNumber(value string) string {
	if n, err := strconv.Atoi(value); err != nil || n < 0 {
		return "请填写数字"
	}
	return ""
}

// owed takes in a material that was owed. Its review points stand in the sheet: the
// clerk confirms that all of them are satisfied, or does not take it.
func (s *Screen) owed() tea.Cmd {
	var options []kit.Option
	for _, o := range s.c.Obligations {
		if o.Delivered.IsZero() {
			options = append(options, kit.Option{Value: string(o.Material), Label: o.Name})
		}
	}
	set := map[string]string{inMaterial: options[0].Value}
	if m := s.it.Material(yichuang.MaterialID(options[0].Value)); m != nil {
		set[inOriginals], set[inCopies] = strconv.Itoa(m.Originals), strconv.Itoa(m.Copies)
	}
	return s.sheet(kit.Entry{Title: "补交容缺材料", Does: "登记补齐", Set: set,
		Inputs: []kit.Input{
			{Name: inMaterial, Label: "材料", Required: true, Options: options},
			{Name: inOriginals, Label: "原件", Required: true, Max: 3, Check: notNumber},
			{Name: inCopies, Label: "复印件", Required: true, Max: 3, Check: notNumber},
			{Name: inKind, Label: "审查要点", Required: true, Options: []kit.Option{{Value: "pass", Label: "全部符合"}, {Value: "fail", Label: "有不符合的"}}}},
		Effect: func(value func(string) string) string {
			text := "请按审查要点核对：" + s.points(yichuang.MaterialID(value(inMaterial)))
			if value(inKind) == "fail" {
				text = "不符合的不能登记为补齐：请告知申请人更正后在期限内再交，并按 n 记备注。"
			}
			return text
		}},
		"已登记补齐", func(r *record, value func(string) string) (yichuang.Body, error) {
			if value(inKind) == "fail" {
				return nil, &yichuang.Error{Code: yichuang.Conflict, Message: "有要点不符，不能登记为补齐", Hint: "请告知申请人更正后在期限内再交"}
			}
			originals, _ := strconv.Atoi(value(inOriginals)) // checked by the form
			copies, _ := strconv.Atoi(value(inCopies))
			b := &yichuang.OwedDelivered{Material: yichuang.MaterialID(value(inMaterial)), Originals: originals, Copies: copies}
			if m := r.it.Material(b.Material); m != nil {
				for _, p := range m.Points {
					b.Points = append(b.Points, yichuang.Judgement{No: p.No, Verdict: yichuang.Pass})
				}
			}
			return b, nil
		})
}

// points are the review points of a material in one line.
func (s *Screen) points(id yichuang.MaterialID) string {
	text := ""
	if m := s.it.Material(id); m != nil {
		for i, p := range m.Points {
			text += strconv.Itoa(i+1) + "．" + p.Content + "：" + p.Standard + "；"
		}
	}
	return or(text, "本材料没有审查要点，核对份数。")
}

// withdraw records the applicant's withdrawal; his document is compared as when a
// result is collected.
func (s *Screen) withdraw() tea.Cmd {
	a := &s.c.Applicant
	return s.sheet(kit.Entry{Title: "撤回申请", Does: "登记撤回",
		Inputs: []kit.Input{
			{Name: inNumber, Label: "撤回人证件", Required: true, Max: 30, Hint: "（刷证件，或者核对原件后输入号码）"},
			{Name: inName, Label: "撤回人姓名", Required: true, Max: 50},
			{Name: inAuthority, Label: "委托书", Required: true, Max: 80},
			{Name: inText, Label: "理由", Required: true, Max: 200}},
		Adapt: func(f *kit.Form) {
			_, known := a.Identify(f.Value(inNumber))
			f.Show(inName, f.Value(inNumber) != "" && !known)
			f.Show(inAuthority, f.Value(inNumber) != "" && !known)
		},
		Effect: func(value func(string) string) string {
			text := "撤回后不再办理，退还收存的原件，打印撤回申请书请申请人签字，并出具终止办理通知书。"
			if k, known := a.Identify(value(inNumber)); known {
				text = "证件号码与" + string(k.Relation) + "一致：" + k.Name + "。" + text
			}
			return text
		}},
		"已登记撤回", func(r *record, value func(string) string) (yichuang.Body, error) {
			k, known := r.c.Applicant.Identify(value(inNumber))
			if !known {
				k = yichuang.Collector{Name: yichuang.CleanLine(value(inName)), ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: yichuang.NormalizeID(yichuang.ResidentID, value(inNumber))},
					Relation: yichuang.CollectsEntrusted, Authority: yichuang.CleanLine(value(inAuthority))}
			}
			b := &yichuang.Withdrawn{Reason: yichuang.Clean(value(inText)), Who: k}
			for i := range r.c.Materials {
				if m := &r.c.Materials[i]; r.c.Originals(m) > 0 {
					b.Returned = append(b.Returned, m.Material)
				}
			}
			return b, nil
		})
}

// move records where originals go.
func (s *Screen) move() tea.Cmd {
	var materials []kit.Option
	for i := range s.c.Materials {
		m := &s.c.Materials[i]
		if s.c.Originals(m) == 0 {
			continue
		}
		name := string(m.Material)
		if it := s.it.Material(m.Material); it != nil {
			name = it.Name
		}
		materials = append(materials, kit.Option{Value: string(m.Material), Label: name + "（在" + s.c.PlaceOf(m.Material).Words() + "）"})
	}
	if len(materials) > 1 {
		materials = append([]kit.Option{{Value: "*", Label: "在同一处的全部原件"}}, materials...)
	}
	var places []kit.Option
	for _, k := range yichuang.PlaceKinds {
		places = append(places, kit.Option{Value: string(k), Label: k.Name()})
	}
	set := map[string]string{inMaterial: materials[0].Value, inPlace: string(yichuang.AtDepartment), inName: s.c.Intake.Department}
	return s.sheet(kit.Entry{Title: "原件交接", Does: "登记交接", Set: set,
		Inputs: []kit.Input{
			{Name: inMaterial, Label: "材料", Required: true, Options: materials},
			{Name: inPlace, Label: "去处", Required: true, Options: places},
			{Name: inName, Label: "单位、人员", Max: 60}, {Name: inNumber, Label: "交接单号", Max: 40}}},
		"已登记交接", func(r *record, value func(string) string) (yichuang.Body, error) {
			b := &yichuang.PapersMoved{To: yichuang.Place{Kind: yichuang.PlaceKind(value(inPlace)), Name: yichuang.CleanLine(value(inName))}, Slip: yichuang.CleanLine(value(inNumber))}
			for i := range r.c.Materials {
				m := &r.c.Materials[i]
				at := r.c.PlaceOf(m.Material)
				if r.c.Originals(m) == 0 || value(inMaterial) != "*" && value(inMaterial) != string(m.Material) || len(b.Materials) > 0 && at != b.From {
					continue
				}
				b.Materials, b.From = append(b.Materials, m.Material), at
			}
			return b, nil
		})
}
