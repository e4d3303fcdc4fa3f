package catalog

import (
	"fmt"
	"strings"

	"yichuang"
)

// intake compares what decides whether and how an application is taken in.
func (d *differ) intake() {
	was, is := d.was.Terms, d.is.Terms
	d.text(WeightIntake, "补正规则", correctionText(was.Correction), correctionText(is.Correction))
	d.text(WeightGuide, "补正规则的依据", was.Correction.Basis, is.Correction.Basis)
	d.text(WeightIntake, "初审确认", initialText(was.Initial), initialText(is.Initial))
	d.text(WeightIntake, "收费", feeText(d.was.Guide.Fee), feeText(d.is.Guide.Fee))
	d.text(WeightGuide, "收费依据", d.was.Guide.Fee.Basis, d.is.Guide.Fee.Basis)
	d.texts(WeightIntake, "申请人范围", d.was.Office.Applicants, d.is.Office.Applicants)
	d.sharing()
	lists[yichuang.Rejection]{
		was: d.was.Guide.Rejections, is: d.is.Guide.Rejections,
		name:   func(r yichuang.Rejection) string { return r.Reason },
		weight: WeightIntake, what: "不予受理理由",
		each: func(a, b yichuang.Rejection) {
			what := "不予受理理由“" + clip(b.Reason) + "”"
			d.text(WeightIntake, what+"的类型", declineName(a.Type), declineName(b.Type))
			d.text(WeightIntake, what+"应当去的机关", a.Agency, b.Agency)
			d.text(WeightIntake, what+"须由部门核实", yesWord(a.Refer), yesWord(b.Refer))
			d.text(WeightGuide, what+"的依据", a.Basis, b.Basis)
		},
	}.compare(d)
}

// sharing compares which departments decide together, on what and until when.
func (d *differ) sharing() {
	was, is := d.was.Office, d.is.Office
	d.plain(WeightLimit, "审批方式", sharingText(was), sharingText(is))
	d.text(WeightGuide, "会同审批的依据", was.SharingBasis, is.SharingBasis)
	lists[yichuang.Share]{
		was: was.Shares, is: is.Shares,
		name:   func(s yichuang.Share) string { return s.Department },
		weight: WeightLimit, what: "会同审批的部门",
		each: func(a, b yichuang.Share) {
			what := "会同部门“" + b.Department + "”"
			d.text(WeightLimit, what+"的审批内容", a.Part, b.Part)
			d.ownLimit(what+"的法定时限", a.Statutory, b.Statutory, func(t yichuang.Terms) yichuang.Limit { return t.Statutory })
			d.ownLimit(what+"的承诺时限", a.Promised, b.Promised, func(t yichuang.Terms) yichuang.Limit { return t.Promised })
		},
	}.compare(d)
}

func sharingText(o yichuang.Office) string {
	if o.Sharing == yichuang.ApproveAlone {
		return o.Sharing.Name()
	}
	return wordFor(string(o.Sharing), sharingWords) + "审批"
}

// ownLimit compares a department's limit, which is the item's where it has none of
// its own. A change of the item's is not told again.
func (d *differ) ownLimit(what string, was, is *yichuang.Limit, item func(yichuang.Terms) yichuang.Limit) {
	if was == nil && is == nil {
		return
	}
	a, b := item(d.was.Terms), item(d.is.Terms)
	if was != nil {
		a = *was
	}
	if is != nil {
		b = *is
	}
	d.limit(what, a, b)
}

func correctionText(c yichuang.CorrectionRule) string {
	out := wordFor(string(c.Kind), correctionWords())
	if c.Days > 0 {
		out += fmt.Sprintf("，%d个工作日", c.Days)
	}
	if c.Deemed {
		return out + "，逾期视为受理"
	}
	return out
}

func initialText(r yichuang.InitialReview) string {
	if !r.Needed {
		return "不需要"
	}
	return fmt.Sprintf("%d个工作日内确认，断网时%s", r.Days, r.Offline)
}

func feeText(f yichuang.Fee) string {
	if !f.Charged {
		return strings.TrimSpace("不收费 " + f.Amount)
	}
	return "收费 " + f.Amount
}

// guide compares names, basis, result and what the guide explains.
func (d *differ) guide() {
	w := WeightGuide
	d.text(w, "事项名称", d.was.Name, d.is.Name)
	d.text(w, "事项类型", d.was.Kind, d.is.Kind)
	d.text(w, "收件窗口", d.was.Office.Window, d.is.Office.Window)
	d.text(w, "承办部门", d.was.Office.Department, d.is.Office.Department)
	d.text(w, "法定机关", d.was.Office.StatutoryBody, d.is.Office.StatutoryBody)
	d.text(w, "行使层级", d.was.Office.Level, d.is.Office.Level)
	d.text(w, "实施编码", d.was.Code.Value, d.is.Code.Value)
	d.text(w, "实施编码说明", d.was.Code.Note, d.is.Code.Note)
	lists[yichuang.LegalBasis]{
		was: d.was.Basis, is: d.is.Basis,
		name:   func(b yichuang.LegalBasis) string { return b.Law + b.Article },
		weight: w, what: "设定依据",
		each: func(a, b yichuang.LegalBasis) {
			d.text(w, "设定依据“"+b.Law+b.Article+"”的内容", a.Point, b.Point)
		},
	}.compare(d)
	was, is := d.was.Guide.Result, d.is.Guide.Result
	d.text(w, "办理结果", was.Name, is.Name)
	d.text(w, "有效期", was.Validity, is.Validity)
	d.text(w, "延续办法", was.Renewal, is.Renewal)
	lists[yichuang.FAQ]{
		was: d.was.Guide.FAQs, is: d.is.Guide.FAQs,
		name:   func(f yichuang.FAQ) string { return f.Question },
		weight: w, what: "常见问答",
		each: func(a, b yichuang.FAQ) {
			d.text(w, "常见问答“"+clip(b.Question)+"”的回答", a.Answer, b.Answer)
		},
	}.compare(d)
	d.texts(w, "备注", d.was.Guide.Notes, d.is.Guide.Notes)
	d.texts(w, "别名", d.was.Aliases, d.is.Aliases)
}
