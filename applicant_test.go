package yichuang_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"yichuang"
)

func aPerson() yichuang.Applicant {
	return yichuang.Applicant{Kind: yichuang.Person, Name: "张三", Phone: "13800000000",
		ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: citizens[0]}}
}

func anOrganization() yichuang.Applicant {
	return yichuang.Applicant{Kind: yichuang.Organization, Name: "某某有限公司", Credit: credits[5], Phone: "0477-8961234",
		Legal: yichuang.Representative{Name: "张三", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: citizens[0]}}}
}

func fields(ps []yichuang.Problem) (fields []string) {
	for _, p := range ps {
		fields = append(fields, p.Field)
	}
	return fields
}

func TestApplicantCheck(t *testing.T) {
	person := func(change func(*yichuang.Applicant)) yichuang.Applicant { a := aPerson(); change(&a); return a }
	org := func(change func(*yichuang.Applicant)) yichuang.Applicant { a := anOrganization(); change(&a); return a }
	child := yichuang.Identity{Kind: yichuang.ResidentID, Number: withCheck("15062720150101001")}
	tests := []struct {
		name           string
		a              yichuang.Applicant
		warnings, errs []string
	}{
		{"a person", aPerson(), nil, nil},
		{"an organization", anOrganization(), nil, nil},
		{"nothing", yichuang.Applicant{}, []string{"phone"}, []string{"kind", "name"}},
		{"an empty person", yichuang.Applicant{Kind: yichuang.Person}, []string{"phone"}, []string{"name", "id.kind"}},
		{"a blank name", person(func(a *yichuang.Applicant) { a.Name = " 　" }), nil, []string{"name"}},
		{"a long name", person(func(a *yichuang.Applicant) { a.Name = strings.Repeat("长", 101) }), nil, []string{"name"}},
		{"a name with figures", person(func(a *yichuang.Applicant) { a.Name = "张3" }), []string{"name"}, nil},
		{"a wrong number", person(func(a *yichuang.Applicant) { a.ID.Number = citizens[0][:17] + "1" }), nil, []string{"id.number"}},
		{"a short telephone", person(func(a *yichuang.Applicant) { a.Phone = "1380000" }), []string{"phone"}, nil},
		{"a child alone", person(func(a *yichuang.Applicant) { a.ID = child }), []string{"agent"}, nil},
		{"a child with an agent", person(func(a *yichuang.Applicant) {
			a.ID, a.Agent = child, &yichuang.Agent{Name: "李四", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: citizens[0]}, Phone: "13900000000"}
		}), nil, nil},
		{"an agent without papers", person(func(a *yichuang.Applicant) { a.Agent = &yichuang.Agent{Name: "李四"} }), []string{"agent.phone"}, []string{"agent.id.kind"}},
		{"an agent whose number fails", person(func(a *yichuang.Applicant) {
			a.Agent = &yichuang.Agent{Name: "李四", Phone: "13900000000", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "1"}}
		}), nil, []string{"agent.id.number"}},
		{"an agent for himself", person(func(a *yichuang.Applicant) {
			a.Agent = &yichuang.Agent{Name: "张三", Phone: "13900000000", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: strings.ToLower(citizens[0])}}
		}), []string{"agent.id.number"}, nil},
		{"an agent left blank", person(func(a *yichuang.Applicant) { a.Agent = &yichuang.Agent{} }), nil, nil},
		{"an organization to be", org(func(a *yichuang.Applicant) { a.Credit = "" }), []string{"credit"}, nil},
		{"a code that fails", org(func(a *yichuang.Applicant) { a.Credit = credits[5][:17] + "4" }), []string{"credit"}, nil},
		{"nobody in charge", org(func(a *yichuang.Applicant) { a.Legal = yichuang.Representative{} }), []string{"legal.id.number"}, []string{"legal.name"}},
		{"a wrong number in charge", org(func(a *yichuang.Applicant) { a.Legal.ID.Number = "1" }), nil, []string{"legal.id.number"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := tt.a
			warnings, errs := tt.a.Check(on(t, "2026-11-22"))
			if !slices.Equal(fields(warnings), tt.warnings) || !slices.Equal(fields(errs), tt.errs) {
				t.Errorf("warnings %v, errors %v", warnings, errs)
			}
			for _, p := range append(warnings, errs...) {
				if p.Message == "" || p.Hint == "" {
					t.Errorf("%s is not explained: %+v", p.Field, p)
				}
			}
			if !reflect.DeepEqual(before, tt.a) {
				t.Error("Check changed the applicant")
			}
		})
	}
}

func TestApplicantClean(t *testing.T) {
	a := yichuang.Applicant{Kind: yichuang.Person, Name: " 张　三\x1b", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "１１０１０５ 19491231002x"},
		Credit: "91350100-m000100y43", Phone: "+86 138-0000-0000", Address: "阿勒腾席热镇\n 1号", Agent: &yichuang.Agent{Name: " "}}
	a.Clean()
	want := yichuang.Applicant{Kind: yichuang.Person, Name: "张三", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: citizens[0]},
		Credit: "91350100M000100Y43", Phone: "13800000000", Address: "阿勒腾席热镇 1号"}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("%+v", a)
	}
	a.Name = "阿拉坦．其其格"
	a.Clean()
	if a.Name != "阿拉坦·其其格" {
		t.Errorf("%s", a.Name)
	}
}

func TestNormalizePhone(t *testing.T) {
	for in, want := range map[string]string{
		"138 0000 0000": "13800000000", "１３８－００００－００００": "13800000000", "0086-13800000000": "13800000000",
		"(0477)8961234": "0477-8961234", "0477—8961234": "0477-8961234", "+86 477 8961234": "04778961234",
		"04778961234": "04778961234", "400-800-1234": "400-800-1234", "": "", "86": "86",
	} {
		got := yichuang.NormalizePhone(in)
		if got != want || yichuang.NormalizePhone(got) != got {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestKeyTellsApplicantsApart(t *testing.T) {
	key := func(change func(*yichuang.Applicant)) string { a := aPerson(); change(&a); return a.Key() }
	same := key(func(*yichuang.Applicant) {})
	for name, other := range map[string]string{
		"lower case":        key(func(a *yichuang.Applicant) { a.ID.Number = strings.ToLower(a.ID.Number) }),
		"another name":      key(func(a *yichuang.Applicant) { a.Name = "张叁" }),
		"another telephone": key(func(a *yichuang.Applicant) { a.Phone = "" }),
	} {
		if other != same {
			t.Errorf("%s makes another applicant: %s", name, other)
		}
	}
	org := anOrganization()
	nameless := yichuang.Applicant{Kind: yichuang.Person}
	keys := []string{same, org.Key(),
		key(func(a *yichuang.Applicant) { a.ID.Number = citizens[1] }),
		key(func(a *yichuang.Applicant) { a.ID.Kind = yichuang.Passport }),
		key(func(a *yichuang.Applicant) { a.ID.Number = "" }),
		key(func(a *yichuang.Applicant) { a.ID.Number, a.Phone = "", "" }), nameless.Key()}
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 7 {
		t.Errorf("keys collide: %v", keys)
	}
	if nameless.Key() != "" {
		t.Errorf("an applicant without a name has the key %q", nameless.Key())
	}
}
