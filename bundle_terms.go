package yichuang

import "slices"

// terms are the limits and rules under which a bundle is taken in. Each part has its
// own clocks once the bundle is parted; the bundle says when the last of them ends.
// The initial reviews are those of the parts.
func (k *compiler) terms() Terms {
	t := Terms{}
	for _, it := range k.items {
		t.Statutory, t.Promised = later(t.Statutory, it.Terms.Statutory), later(t.Promised, it.Terms.Promised)
		if it.owes() && (t.OwingDays == 0 || it.owingDays() < t.OwingDays) {
			t.OwingDays = it.owingDays()
		}
	}
	t.Statutory.Note = "各事项的期限分别计算，这里是最长的"
	t.Correction = k.correction()
	return t
}

// owingDays is about how many working days there are for owed materials; each part
// works out its own when the bundle is parted.
func (it *Item) owingDays() int {
	if it.Terms.OwingDays > 0 {
		return it.Terms.OwingDays
	}
	return min(max(workingDays(it.Terms.Promised)-owingAhead, 1), owingMost)
}

// later is the limit that ends later, as far as units can be compared.
func later(a, b Limit) Limit {
	if a.Unit == "" || workingDays(b) > workingDays(a) {
		return Limit{Value: b.Value, Unit: b.Unit, Start: b.Start, StartText: b.StartText, Provenance: b.Provenance}
	}
	return a
}

// workingDays is about how many working days a limit has.
func workingDays(l Limit) int {
	switch l.Unit {
	case CalendarDays:
		return l.Value * 5 / 7
	case Months:
		return l.Value * 21
	}
	return l.Value
}

// togetherTold are the rules under which one notice can tell everything, the one that
// asks most of the window first. The others want a notice of their own kind: a refusal
// in writing on the spot, guidance that is no notice, a list before a batch closes.
var togetherTold = []CorrectionKind{CorrectReturn, CorrectWithin5, CorrectFilingOnce, CorrectFiling5, CorrectOnce, CorrectNone}

// correction is the rule for one notice about all parts: materials go back where a
// part wants them back, and everything is deemed accepted when a part would be, for
// then nothing may be asked for any more. When the bundle is parted each part is
// accepted by its own rule, so that this favours nobody.
func (k *compiler) correction() CorrectionRule {
	out := k.items[0].Terms.Correction
	days, period := out.period()
	for _, it := range k.items[1:] {
		rule := it.Terms.Correction
		a, b := slices.Index(togetherTold, out.Kind), slices.Index(togetherTold, rule.Kind)
		switch {
		case rule.Kind != out.Kind && (a < 0 || b < 0):
			k.fault(BundleFault{Kind: FaultCorrection, Item: it.ID, Message: "“" + it.Name + "”的补正规则与“" + k.items[0].Name + "”不同，不能用一份告知书告知",
				Hint: "当场书面告知、只作指导、批次截止前补齐的，只能与同一规则的事项合在一起"})
			continue
		case b < a:
			out.Kind = rule.Kind
		}
		switch n, ok := rule.period(); {
		case rule.Deemed && !out.Deemed:
			days, period = n, ok
		case rule.Deemed == out.Deemed && ok && (!period || n < days):
			days, period = n, true
		}
		out.Deemed = out.Deemed || rule.Deemed
		if rule.Basis != out.Basis {
			out.Basis = join(out.Basis, rule.Basis)
		}
		out.Confidence = lessSure(out.Confidence, rule.Confidence)
	}
	out.Days = days
	return out
}

// kind is a licence where a part is, for then the licensing law applies, and takes
// time where a part does.
func (k *compiler) kind() (string, Handling) {
	kind, handling := k.items[0].Kind, Instant
	for _, it := range k.items {
		if it.licence() {
			kind = it.Kind
		}
		if it.Handling != Instant {
			handling = it.Handling
		}
	}
	return kind, handling
}

// basis is the bundle's own and that of the parts.
func (k *compiler) basis() []LegalBasis {
	all := slices.Clone(k.Basis)
	for _, it := range k.items {
		for _, b := range it.Basis {
			if !slices.ContainsFunc(all, func(x LegalBasis) bool { return x.cite() == b.cite() }) {
				all = append(all, b)
			}
		}
	}
	return all
}

// guide joins what the parts charge, result in and decline for.
func (k *compiler) guide() Guide {
	g := k.Guide
	g.Result.Validity = "各证照分别载明"
	g.Fee = Fee{Basis: k.items[0].Guide.Fee.Basis, Confidence: k.items[0].Guide.Fee.Confidence}
	joined := Fee{Charged: true}
	for _, it := range k.items {
		fee, result := it.Guide.Fee, it.Guide.Result
		if fee.Charged {
			joined.Amount = join(joined.Amount, it.Name+"："+fee.Amount)
			joined.Basis = join(joined.Basis, fee.Basis)
			joined.Confidence = lessSure(joined.Confidence, fee.Confidence)
			g.Fee = joined
		}
		g.Result.Name = join(g.Result.Name, result.Name)
		g.Result.Provenance.Confidence = lessSure(g.Result.Provenance.Confidence, result.Provenance.Confidence)
		for _, r := range it.Guide.Rejections {
			r.Reason = it.Name + "：" + r.Reason
			g.Rejections = append(g.Rejections, r)
		}
	}
	return g
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "；" + b
}
