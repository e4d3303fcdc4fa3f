package handover

import (
	"context"
	"fmt"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// The names of inputs.
const (
	inNumber    = "number"
	inName      = "name"
	inKind      = "kind"
	inAuthority = "authority"
	inReturn    = "return"
	inTracking  = "tracking"
	inPlace     = "place"
	inSlip      = "slip"
	inVia       = "via"
	inNote      = "note"
)

// sheet opens a form about the case; make states what was filled in, on the case as
// it is then.
func (s *Screen) sheet(e kit.Entry, said string, make func(c *yichuang.Case, value func(string) string) yichuang.Body) tea.Cmd {
	e.About = append([]string{s.c.Number.Pretty() + "  " + s.c.ItemName, "申请人 " + s.c.Applicant.Name}, e.About...)
	e.Save = func(ctx context.Context, value func(string) string) (tea.Msg, error) {
		c, _, err := s.work.Load(ctx, s.number)
		if err != nil {
			return nil, err
		}
		body := make(c, value)
		if err := yichuang.MayState(s.me, c, body); err != nil {
			return nil, err
		}
		if c, err = s.work.Append(ctx, s.me.ID, c, body); err != nil {
			return nil, err
		}
		d := done{said: said}
		if c.Stage == yichuang.StageClosed && len(yichuang.PapersDue(c)) > 0 {
			d.then = routePapers
			_, d.err = s.work.PrepareOf(ctx, s.me.ID, c.Number, "")
		}
		return d, nil
	}
	return kit.Show(kit.NewSheet(s.env, e))
}

func (s *Screen) arrive() tea.Cmd {
	departments := s.coming()
	return s.sheet(kit.Entry{Title: "登记到件", Does: "登记",
		Inputs: []kit.Input{{Name: inPlace, Label: "存放位置", Max: 40, Hint: "（例如：3号柜第2格）"}, {Name: inSlip, Label: "交接单号", Max: 40}},
		Effect: func(func(string) string) string { return "登记后可以通知申请人领取。" }},
		"已登记到件", func(_ *yichuang.Case, value func(string) string) yichuang.Body {
			return &yichuang.ResultArrived{Departments: departments, Place: yichuang.CleanLine(value(inPlace)), Slip: yichuang.CleanLine(value(inSlip))}
		})
}

// hand compares who stands there with the application: whoever is in it is known by
// the number of the document alone, everybody else brings a written authority.
func (s *Screen) hand() tea.Cmd {
	a := &s.c.Applicant
	kinds := make([]kit.Option, len(yichuang.IDKinds))
	for i, k := range yichuang.IDKinds {
		kinds[i] = kit.Option{Value: string(k), Label: string(k)}
	}
	e := kit.Entry{Title: "出件", Does: "交给领取人", Set: map[string]string{inReturn: "yes", inKind: string(yichuang.ResidentID)},
		Inputs: []kit.Input{
			{Name: inNumber, Label: "领取人证件", Required: true, Max: 30, Hint: "（刷证件，或者核对原件后输入号码）"},
			{Name: inName, Label: "领取人姓名", Required: true, Max: 50},
			{Name: inKind, Label: "证件类型", Required: true, Options: kinds},
			{Name: inAuthority, Label: "委托书", Required: true, Max: 80, Hint: "（份数、委托人签名、附件）"},
			{Name: inReturn, Label: "材料原件", Required: true, Options: []kit.Option{{Value: "yes", Label: "一并退还"}, {Value: "no", Label: "不退，归档"}}}},
		Adapt: func(f *kit.Form) {
			_, known := a.Identify(f.Value(inNumber))
			for _, name := range []string{inName, inKind, inAuthority} {
				f.Show(name, f.Value(inNumber) != "" && !known)
			}
			f.Show(inReturn, len(s.originals()) > 0)
		},
		Effect: func(value func(string) string) string {
			if k, known := a.Identify(value(inNumber)); known {
				return "证件号码与办件登记的" + string(k.Relation) + "一致：" + k.Name + "。请核对照片。"
			}
			if value(inNumber) == "" {
				return "登记的申请人、法定代表人、代理人凭证件领取；其他人须持委托书。"
			}
			return "证件号码不是申请人、法定代表人或者代理人的：请核对委托书。"
		}}
	return s.sheet(e, "已出件，请打印送达回证请领取人签收", func(c *yichuang.Case, value func(string) string) yichuang.Body {
		k, known := c.Applicant.Identify(value(inNumber))
		if !known {
			kind := yichuang.IDKind(value(inKind))
			k = yichuang.Collector{Name: yichuang.CleanLine(value(inName)), Relation: yichuang.CollectsEntrusted, Authority: yichuang.CleanLine(value(inAuthority)),
				ID: yichuang.Identity{Kind: kind, Number: yichuang.NormalizeID(kind, value(inNumber))}}
		}
		b := &yichuang.HandedOver{Method: yichuang.DeliverAtDesk, Collector: k}
		if value(inReturn) == "yes" {
			b.Returned = originalsOf(c)
		}
		return b
	})
}

func (s *Screen) originals() []yichuang.MaterialID { return originalsOf(s.c) }

// originalsOf are the materials whose originals lie at the window.
func originalsOf(c *yichuang.Case) []yichuang.MaterialID {
	var list []yichuang.MaterialID
	for i := range c.Materials {
		if m := &c.Materials[i]; c.Originals(m) > 0 && c.PlaceOf(m.Material).Kind == yichuang.AtWindow {
			list = append(list, m.Material)
		}
	}
	return list
}

func (s *Screen) post() tea.Cmd {
	return s.sheet(kit.Entry{Title: "邮寄", Does: "登记寄出",
		Inputs: []kit.Input{{Name: inTracking, Label: "运单号", Required: true, Max: 40, Hint: "（扫描运单条码）"}},
		Effect: func(func(string) string) string {
			return fmt.Sprintf("寄往：%s。登记后办件办结。", or(s.c.Applicant.Address, "地址没有登记"))
		}},
		"已登记寄出", func(_ *yichuang.Case, value func(string) string) yichuang.Body {
			return &yichuang.HandedOver{Method: yichuang.DeliverByPost, Tracking: yichuang.CleanLine(value(inTracking))}
		})
}

func (s *Screen) email() tea.Cmd {
	return s.sheet(kit.Entry{Title: "电子送达", Does: "登记送达",
		Inputs: []kit.Input{{Name: inNote, Label: "送到哪里", Required: true, Max: 60, Hint: "（政务服务网账户、电子邮箱）"}},
		Effect: func(func(string) string) string { return "全部结果都是电子的，登记后办件办结。" }},
		"已登记电子送达", func(_ *yichuang.Case, value func(string) string) yichuang.Body {
			return &yichuang.HandedOver{Method: yichuang.DeliverDigital, Tracking: yichuang.CleanLine(value(inNote))}
		})
}

func (s *Screen) remind() tea.Cmd {
	return s.sheet(kit.Entry{Title: "提醒领取", Does: "登记提醒", Set: map[string]string{inVia: "电话"},
		About: []string{"电话 " + or(s.phone(), "没有登记")},
		Inputs: []kit.Input{
			{Name: inVia, Label: "方式", Required: true, Options: []kit.Option{{Value: "电话", Label: "电话"}, {Value: "短信", Label: "短信"}}},
			{Name: inNote, Label: "情况", Max: 80, Hint: "（例如：明日上午来取）"}}},
		"已登记提醒", func(_ *yichuang.Case, value func(string) string) yichuang.Body {
			return &yichuang.Reminded{Of: yichuang.RemindCollect, Via: value(inVia), Note: yichuang.CleanLine(value(inNote))}
		})
}

func (s *Screen) phone() string {
	if g := s.c.Applicant.Agent; g != nil && g.Phone != "" {
		return g.Phone
	}
	return s.c.Applicant.Phone
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
