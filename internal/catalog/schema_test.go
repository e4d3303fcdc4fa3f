package catalog

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// against checks a value against the part of JSON Schema that the schema uses,
// and returns the first thing that does not fit.
func against(v any, s map[string]any, at string) error {
	if options, ok := s["anyOf"].([]any); ok {
		var last error
		for _, option := range options {
			if last = against(v, option.(map[string]any), at); last == nil {
				return nil
			}
		}
		return last
	}
	if condition, ok := s["if"].(map[string]any); ok {
		kind := condition["properties"].(map[string]any)["类型"].(map[string]any)["const"]
		branch := "else"
		if m, ok := v.(map[string]any); ok && m["类型"] == kind {
			branch = "then"
		}
		return against(v, s[branch].(map[string]any), at)
	}
	if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Errorf("%s: %v is none of %v", at, v, enum)
	}
	if !ofType(v, s["type"]) {
		return fmt.Errorf("%s: %T is no %v", at, v, s["type"])
	}
	if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v.(string)) {
		return fmt.Errorf("%s: %v does not match %s", at, v, p)
	}
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			if err := against(item, s["items"].(map[string]any), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		return members(v, s, at)
	}
	return nil
}

func members(v, s map[string]any, at string) error {
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Errorf("%s: no %v", at, name)
		}
	}
	properties, _ := s["properties"].(map[string]any)
	for name, value := range v {
		sub, ok := properties[name].(map[string]any)
		if !ok {
			if sub, ok = s["additionalProperties"].(map[string]any); !ok {
				return fmt.Errorf("%s: there is no %s", at, name)
			}
		}
		if err := against(value, sub, at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func ofType(v, want any) bool {
	if want == nil {
		return true
	}
	names, ok := want.([]any)
	if !ok {
		names = []any{want}
	}
	got := map[bool]string{}
	switch v.(type) {
	case string:
		got[true] = "string"
	case bool:
		got[true] = "boolean"
	case float64:
		got[true] = "number"
	case uint64, int64, int:
		return slices.Contains(names, any("integer")) || slices.Contains(names, any("number"))
	case []any:
		got[true] = "array"
	case map[string]any:
		got[true] = "object"
	}
	return slices.Contains(names, any(got[true]))
}

func readSchema(t *testing.T) map[string]any {
	t.Helper()
	var s map[string]any
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func generic(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSamplesFitTheSchema(t *testing.T) {
	s := readSchema(t)
	files, err := fs.Glob(SampleFS(), "*.yaml")
	if err != nil || len(files) != 42 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		data, err := fs.ReadFile(SampleFS(), f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(data), "# yaml-language-server: $schema=../item.schema.json\n") {
			t.Errorf("%s does not name its schema", f)
		}
		if err := against(generic(t, data), s, f); err != nil {
			t.Error(err)
		}
	}
}

// TestSchemaRefuses checks that the schema finds what the parser finds.
func TestSchemaRefuses(t *testing.T) {
	s := readSchema(t)
	if err := against(generic(t, []byte(demo(t))), s, "clean"); err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{"窗口: 综合事务", "窗囗: 综合事务"}, {"窗口: 综合事务\n", ""}, {"版次: 1", "版次: 一"}, {"类型: 行政许可", "类型: 许可"},
		{"20个工作日", "二十日"}, {"核验: 期间含当日", "核验: 期间"}, {"核验: 期间含当日", "核验: {种类: 日期区间, 最先: 1}"},
		{"    材料: [app]", "    材料: app"}, {"复印件: 1", "复印件: 一份"}, {"2026-11-01", "十一月"},
	} {
		data := []byte(demo(t, edit[0], edit[1]))
		if err := against(generic(t, data), s, "x"); err == nil {
			t.Errorf("the schema accepts %q", edit[1])
		}
		if it, _ := Parse("x.yaml", data); it != nil {
			t.Errorf("the parser accepts %q", edit[1])
		}
	}
}

// TestKeysAreExplained checks the table itself and that the page for officers
// names every key of it.
func TestKeysAreExplained(t *testing.T) {
	doc, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[*block]bool{}
	var walk func(b *block)
	walk = func(b *block) {
		if seen[b] {
			return
		}
		seen[b] = true
		if b.short != "" && b.key(b.short) == nil {
			t.Errorf("%s has no key %s", b.name, b.short)
		}
		for _, k := range b.keys {
			if k.help == "" || (k.kind == kindWord) != (k.words != nil) || (k.kind == kindBlock || k.kind == kindBlocks) != (k.block != nil) {
				t.Errorf("%s.%s is half described", b.name, k.name)
			}
			if !strings.Contains(string(doc), k.name) {
				t.Errorf("docs/catalog.md does not name %s.%s", b.name, k.name)
			}
			for _, other := range k.also {
				if b.key(other) != nil {
					t.Errorf("%s.%s is also called %s, which is another key", b.name, k.name, other)
				}
			}
			if k.block != nil {
				walk(k.block)
			}
		}
	}
	for _, b := range fileBlocks {
		walk(b)
	}
}

// TestDocumentedExample checks that the example of the page is right.
func TestDocumentedExample(t *testing.T) {
	doc, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no example")
	}
	for _, i := range LintFile("demo-01.yaml", []byte(example), today) {
		t.Errorf("line %d: %s %s", i.Line, i.Rule, i.Message)
	}
	if err := against(generic(t, []byte(example)), readSchema(t), "example"); err != nil {
		t.Error(err)
	}
}
