package hooks_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yichuang/internal/hooks"
)

var document = sync.OnceValues(func() (*openapi3.T, error) {
	raw, err := hooks.OpenAPI()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err == nil {
		err = doc.Validate(context.Background())
	}
	return doc, err
})

func described(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Every step is described, and no other.
func TestEveryStepIsDescribed(t *testing.T) {
	doc := described(t)
	var have, types []string
	for name, item := range doc.Webhooks {
		have = append(have, name)
		if item.Post == nil || item.Post.Summary == "" || item.Post.RequestBody == nil {
			t.Errorf("%s says nothing", name)
		}
	}
	for _, one := range doc.Components.Schemas["Message"].Value.Properties["type"].Value.Enum {
		types = append(types, one.(string))
	}
	var want, full []string
	for _, step := range hooks.Types {
		want, full = append(want, string(step)), append(full, step.CloudEvent())
		if step.Name() == "" {
			t.Errorf("%s has no name", step)
		}
	}
	want = append(want, "test")
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) || !slices.Equal(types, full) {
		t.Errorf("described are %v and %v, there are %v", have, types, want)
	}
}

// Every field of a message is described with what it is, and nothing else is.
func TestEveryFieldIsDescribed(t *testing.T) {
	for name, what := range map[string]any{"Message": hooks.Message{}, "Data": hooks.Data{}, "Correction": hooks.Correction{}, "Owed": hooks.Owed{}, "Member": hooks.Member{}, "TrialData": hooks.TrialData{}} {
		schema := described(t).Components.Schemas[name].Value
		var have, want, always []string
		for field, of := range schema.Properties {
			have = append(have, field)
			if of.Ref == "" && of.Value.Description == "" {
				t.Errorf("%s of %s says nothing", field, name)
			}
		}
		walk(reflect.TypeOf(what), true, func(field string, there bool) {
			want = append(want, field)
			if there {
				always = append(always, field)
			}
		})
		required := slices.Clone(schema.Required)
		for _, list := range [][]string{have, want, required} {
			slices.Sort(list)
		}
		if !slices.Equal(have, want) {
			t.Errorf("%s is described with\n%v and has\n%v", name, have, want)
		}
		if name == "Message" { // a try has neither
			always = append(always, "subject", "sequence")
		}
		slices.Sort(always)
		if !slices.Equal(required, always) {
			t.Errorf("%s: required are\n%v, always there are\n%v", name, required, always)
		}
	}
}

// walk hands over the names of a type's fields in JSON, those that it embeds among
// them, and whether they are never left out.
func walk(of reflect.Type, there bool, f func(name string, always bool)) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && field.Type.Kind() == reflect.Pointer:
			walk(field.Type.Elem(), false, f)
		case field.Anonymous:
			walk(field.Type, there, f)
		default:
			f(name, there && option == "")
		}
	}
}
