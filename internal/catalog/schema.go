package catalog

import (
	"bytes"
	"encoding/json"
)

// object is a JSON object that keeps the order of its members, so that an editor
// offers keys in the order in which an officer fills them in.
type object []member

type member struct {
	name  string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := encode(m.name)
		if err != nil {
			return nil, err
		}
		value, err := encode(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode is json.Marshal that leaves <, > and & as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// schema derives the JSON Schema from the table of keys.
func schema() ([]byte, error) {
	root := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "一窗 事项文件"},
		{"description", "写法见 docs/catalog.md"},
		{"if", object{{"properties", object{{"类型", object{{"const", bundleKind}}}}}, {"required", []string{"类型"}}}},
		{"then", blockSchema(bundleBlock)},
		{"else", blockSchema(itemBlock)},
	}
	data, err := encode(root)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return nil, err
	}
	return append(b.Bytes(), '\n'), nil
}

func blockSchema(b *block) object {
	properties, required := object{}, []string{}
	for i := range b.keys {
		k := &b.keys[i]
		s := keySchema(k)
		s = append(s, member{"description", k.help})
		properties = append(properties, member{k.name, s})
		if k.need {
			required = append(required, k.name)
		}
	}
	return object{{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}}
}

// shortSchema is blockSchema, or the bare value that stands for its short key.
func shortSchema(b *block) object {
	if b.short == "" {
		return blockSchema(b)
	}
	return object{{"anyOf", []object{keySchema(b.key(b.short)), blockSchema(b)}}}
}

func keySchema(k *key) object {
	text := object{{"type", []string{"string", "number"}}} // YAML reads a bare 35 as a number
	ids := object{{"type", []string{"string", "number", "boolean"}}}
	switch k.kind {
	case kindTexts:
		return object{{"anyOf", []object{text, {{"type", "array"}, {"items", text}, {"minItems", 1}}}}}
	case kindID:
		return ids
	case kindInt:
		return object{{"type", "integer"}, {"minimum", 0}, {"maximum", 9999}}
	case kindDays:
		return object{{"type", "integer"}, {"minimum", -9999}, {"maximum", 9999}}
	case kindDecimal:
		return object{{"type", "number"}}
	case kindDate:
		return object{{"type", "string"}, {"pattern", `^\d{4}-\d{1,2}-\d{1,2}$`}}
	case kindYesNo:
		return object{{"enum", []any{"是", "否", true, false}}}
	case kindWord:
		words := make([]string, len(k.words))
		for i, w := range k.words {
			words[i] = w.text
		}
		return object{{"type", "string"}, {"enum", words}}
	case kindPeriod:
		return object{{"type", "string"}, {"pattern", periodForm.String()}}
	case kindBlock:
		return shortSchema(k.block)
	case kindBlocks:
		return object{{"type", "array"}, {"items", shortSchema(k.block)}, {"minItems", 1}}
	case kindOptions:
		return object{{"type", "object"}, {"additionalProperties", text}, {"minProperties", 1}}
	case kindAnswers:
		return object{{"type", "object"}, {"minProperties", 1}, {"additionalProperties", ids}}
	case kindWhen:
		return object{{"type", "object"}, {"minProperties", 1}, {"additionalProperties",
			object{{"anyOf", []object{ids, {{"type", "array"}, {"items", ids}, {"minItems", 1}}}}}}}
	}
	return text
}
