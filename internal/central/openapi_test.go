package central_test

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// document is the description as the centre serves it.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	raw, err := central.OpenAPI()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err == nil {
		err = doc.Validate(context.Background())
	}
	return doc, err
})

func described(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// schema returns a schema by its name.
func schema(t testing.TB, name string) *openapi3.Schema {
	t.Helper()
	ref := described(t).Components.Schemas[name]
	if ref == nil {
		t.Fatalf("there is no schema %s", name)
	}
	return ref.Value
}

// What is served and what is described are the same, both ways.
func TestEveryRouteIsDescribed(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	var have []string
	for path, item := range described(t).Paths.Map() {
		for method := range item.Operations() {
			have = append(have, method+" "+path)
		}
	}
	slices.Sort(have)
	want := c.Routes()
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("described:\n%s\nserved:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

// It is served to whoever asks, without a certificate.
func TestTheDescriptionIsServed(t *testing.T) {
	s := serve(t, open(t, central.Options{Data: t.TempDir()}))
	raw, p := s.stranger().ask(get(wire.PathOpenAPI))
	if p != nil || !bytes.Contains(raw, []byte(`"openapi"`)) {
		t.Fatalf("%v: %s", p, yichuang.Clip(string(raw), 100))
	}
	if _, err := openapi3.NewLoader().LoadFromData(raw); err != nil {
		t.Error(err)
	}
}

// Every parameter, header and field says what it means.
func TestEverythingHasADescription(t *testing.T) {
	doc := described(t)
	for name, ref := range doc.Components.Schemas {
		if ref.Value.Description == "" {
			t.Errorf("schema %s", name)
		}
		for field, of := range ref.Value.Properties {
			if of.Value.Description == "" && of.Ref == "" {
				t.Errorf("field %s of %s", field, name)
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			if o.Summary == "" || o.Responses.Default() == nil {
				t.Errorf("%s %s", method, path)
			}
			for _, p := range append(slices.Clone(o.Parameters), item.Parameters...) {
				if p.Value.Description == "" {
					t.Errorf("parameter %s of %s %s", p.Value.Name, method, path)
				}
			}
		}
	}
}

// goFiles parses the Go files of a package.
func goFiles(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, raw, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// Every field that the protocol writes is described, and nothing else is: no type of
// internal/wire can get a field that the description lacks.
func TestEveryFieldOfTheProtocolIsDescribed(t *testing.T) {
	// A head is one of several kinds of lines, and each kind has its schema.
	lines := map[string]string{"stretch": "StretchLine", "run": "RunLine", "voucher": "VoucherLine", "end": "EndLine"}
	found := 0
	for _, f := range goFiles(t, "../wire") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			fields := jsonFields(s)
			if len(fields) == 0 {
				return true
			}
			found++
			if spec.Name.Name == "head" {
				for _, field := range fields {
					if len(schema(t, lines[field]).Properties) != 1 || schema(t, lines[field]).Properties[field] == nil {
						t.Errorf("the line %s", field)
					}
				}
				return true
			}
			name := strings.ToUpper(spec.Name.Name[:1]) + spec.Name.Name[1:]
			sameFields(t, name, fields)
			return true
		})
	}
	if found < 15 {
		t.Errorf("only %d types were found", found)
	}
}

// jsonFields are the fields of a struct with a name in JSON.
func jsonFields(s *ast.StructType) []string {
	var all []string
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ","); err == nil && name != "" && name != "-" {
			all = append(all, name)
		}
	}
	return all
}

func sameFields(t *testing.T, name string, fields []string) {
	t.Helper()
	var have []string
	for field := range schema(t, name).Properties {
		have = append(have, field)
	}
	slices.Sort(have)
	slices.Sort(fields)
	if !slices.Equal(have, fields) {
		t.Errorf("%s is described with %v and has %v", name, have, fields)
	}
}

// The same for what the protocol carries of people, halls and terminals. Items and the
// bodies of events are described from their types.
func TestEveryFieldOfTheRestIsDescribed(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, what := range []any{yichuang.Hall{}, yichuang.Terminal{}, yichuang.PublishedUser{}, yichuang.PublishedTerminal{}, yichuang.PlacedVoucher{}, yichuang.Refusal{}} {
		walk(t, reflect.TypeOf(what), seen)
	}
}

func oneLine(s *openapi3.Schema) string { return strings.Join(strings.Fields(s.Description), " ") }

// walk compares a struct, and all that it holds, with the schemas of their names.
func walk(t *testing.T, of reflect.Type, seen map[reflect.Type]bool) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || seen[of] || of.PkgPath() != "yichuang" || of == reflect.TypeFor[yichuang.Date]() {
		return
	}
	seen[of] = true
	var fields []string
	for _, f := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() || f.Anonymous {
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields = append(fields, name)
		walk(t, f.Type, seen)
	}
	sameFields(t, of.Name(), fields)
}

// Every code of a problem is described, and no other.
func TestEveryCodeIsDescribed(t *testing.T) {
	var codes []string
	for _, folder := range []string{"../wire", "../.."} {
		for _, f := range goFiles(t, folder) {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
					codes = append(codes, codesIn(g)...)
				}
			}
		}
	}
	var have []string
	for _, one := range schema(t, "Problem").Properties["code"].Value.Enum {
		have = append(have, one.(string))
	}
	slices.Sort(have)
	slices.Sort(codes)
	if !slices.Equal(have, codes) {
		t.Errorf("described are %v, there are %v", have, codes)
	}
	for _, code := range codes {
		status := (&wire.Problem{Code: yichuang.Code(code)}).Status()
		if want := "`" + code + "` (" + strconv.Itoa(status) + ")"; !strings.Contains(oneLine(schema(t, "Problem").Properties["code"].Value), want) {
			t.Errorf("%s is not described", want)
		}
	}
}

// codesIn are the values of constants of the type Code.
func codesIn(g *ast.GenDecl) []string {
	var all []string
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		of := v.Type
		if s, ok := of.(*ast.SelectorExpr); ok {
			of = s.Sel
		}
		if id, ok := of.(*ast.Ident); !ok || id.Name != "Code" {
			continue
		}
		if text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value); err == nil {
			all = append(all, text)
		}
	}
	return all
}

// bodyOf returns what a schema is held against.
func bodyOf(raw []byte) (any, error) {
	var value any
	return value, json.Unmarshal(raw, &value)
}
