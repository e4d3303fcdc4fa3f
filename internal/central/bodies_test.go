package central_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The description of items and of the bodies of events is made from the Go types and
// their comments. After a change of those it is written anew with
// YICHUANG_OPENAPI=write go test -run TestBodiesAreDescribed ./internal/central
func TestBodiesAreDescribed(t *testing.T) {
	const name = "openapi_bodies.yaml"
	made := describe(t)
	if os.Getenv("YICHUANG_OPENAPI") == "write" {
		if err := os.WriteFile(name, []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != made {
		t.Errorf("%s is not what the types say; write it anew: YICHUANG_OPENAPI=write go test -run TestBodiesAreDescribed ./internal/central", name)
	}
}

// usual says what fields are that have no comment of their own.
var usual = map[string]string{
	"advice": "what to do", "agency": "where to turn instead", "amount": "in words", "answer": "in words", "answers": "options by question", "applicant": "who applies",
	"article": "in the law", "asked": "materials that are asked for", "at": "when", "basis": "law and article", "by": "number of the person", "cause": "in words",
	"channel": "in words", "charged": "whether anything is charged", "code": "as it is written", "copies": "how many pieces", "count": "which one it is, from 1",
	"day": "the day", "days": "how many", "deemed": "by law", "defect": "what is wrong", "department": "as items name it", "digital": "it is here electronically",
	"duration": "in words", "excluded": "in words", "faqs": "common questions", "from": "see to", "guidance": "in words", "hash": "sha-256, hexadecimal", "how": "in words",
	"id": "unique where it stands", "item": "which item", "item_name": "as it was called then", "kind": "of what kind", "law": "its name", "legal": "in words", "level": "of government",
	"material": "its identifier in the item", "materials": "what may be asked for", "max": "see min", "max_days": "in units, 0 for none", "method": "in words", "name": "as on papers",
	"needed": "whether it is", "needs": "the materials that it asks for", "no": "which one it is, from 1", "note": "a remark", "notes": "remarks", "number": "as it is written",
	"off": "it is taken back", "officer": "who, name or number", "options": "the answers", "originals": "how many pieces", "outcome": "in words", "owed": "what may be handed in later",
	"person": "who", "phone": "telephone number", "point": "in brief", "points": "one each", "question": "in words", "questions": "asked of the applicant", "reason": "why, in words",
	"rejections": "grounds for declining", "renewal": "how it is renewed", "result": "in words", "scenario": "its identifier in the item", "scenarios": "the paths through the questions",
	"seq": "of the event", "site": "where", "source": "where it stands", "special": "procedures within handling", "statutory_body": "as the law names it", "sum": "sha-256, hexadecimal",
	"text": "in words", "to": "see from", "todo": "what is to be done", "unit": "in which unit", "until": "the last day", "value": "the figure, or the text", "via": "系统, 电话, 书面",
	"what": "in words", "when": "in words", "who": "name or number", "window": "number of the window, or its group", "with": "the option that holds then", "without": "the option that holds otherwise",
	"accepted": "the day of acceptance", "agrees": "whether it does", "date": "the last day", "departments": "as items name them", "due": "the last day", "found": "in words", "meeting": "which one, in words",
	"members": "one each", "pauses": "while the clock stands", "reasons": "in words", "returned": "materials that were given back", "shares": "who has a part in it", "slip": "number of the slip",
	"staff": "names or numbers", "start": "when it begins", "tracking": "number of the parcel", "valid": "how long, in words",
	"allowed": "whether it may be", "applies": "whether it is asked for", "approver": "who approves it",
}

// goTypes is what is known of the types of the root package.
type goTypes struct {
	t       *testing.T
	structs map[string]*ast.StructType
	named   map[string]ast.Expr
	docs    map[string]string
	values  map[string][]string // of constants, by their type
	kinds   map[string]string   // of events: the type of the body
}

func describe(t *testing.T) string {
	g := &goTypes{t: t, structs: map[string]*ast.StructType{}, named: map[string]ast.Expr{}, docs: map[string]string{}, values: map[string][]string{}, kinds: map[string]string{}}
	for _, f := range goFiles(t, "../..") {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				g.declared(d)
			case *ast.FuncDecl:
				g.kind(d)
			}
		}
	}
	var b strings.Builder
	b.WriteString("\n    # Items and the bodies of events, made from the Go types and their comments by\n    # TestBodiesAreDescribed: change those, not this.\n")
	b.WriteString("    Bodies:\n      type: object\n      description: \"What the body of an event is, by its kind.\"\n      properties:\n")
	todo := []string{"Item"}
	for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
		fmt.Fprintf(&b, "        %s: {$ref: '#/components/schemas/%s'}\n", kind, g.kinds[kind])
		todo = append(todo, g.kinds[kind])
	}
	for _, name := range g.reached(todo) {
		g.write(&b, name)
	}
	return b.String()
}

func comment(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if text := strings.Join(strings.Fields(g.Text()), " "); text != "" {
			return strings.TrimSuffix(text, ".")
		}
	}
	return ""
}

func (g *goTypes) declared(d *ast.GenDecl) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			name := s.Name.Name
			g.docs[name] = comment(s.Doc, s.Comment)
			if g.docs[name] == "" && len(d.Specs) == 1 {
				g.docs[name] = comment(d.Doc)
			}
			if st, ok := s.Type.(*ast.StructType); ok {
				g.structs[name] = st
			} else {
				g.named[name] = s.Type
			}
		case *ast.ValueSpec:
			of, ok := s.Type.(*ast.Ident)
			if !ok || d.Tok != token.CONST || len(s.Values) != 1 {
				continue
			}
			if literal, ok := s.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				if text == "" {
					continue
				}
				if c := comment(s.Comment); c != "" {
					text += " (" + c + ")"
				}
				g.values[of.Name] = append(g.values[of.Name], text)
			}
		}
	}
}

// kind notes the kind that a body says of itself.
func (g *goTypes) kind(d *ast.FuncDecl) {
	if d.Name.Name != "Kind" || d.Recv == nil || len(d.Body.List) != 1 {
		return
	}
	star, ok := d.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return
	}
	back, ok := d.Body.List[0].(*ast.ReturnStmt)
	if !ok {
		return
	}
	if literal, ok := back.Results[0].(*ast.BasicLit); ok {
		kind, _ := strconv.Unquote(literal.Value)
		g.kinds[kind] = star.X.(*ast.Ident).Name
	}
}

// reached are structs and all that they hold, in order.
func (g *goTypes) reached(todo []string) []string {
	done := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		if todo = todo[1:]; done[name] {
			continue
		}
		done[name] = true
		for _, f := range g.fields(g.structs[name]) {
			ast.Inspect(f.of, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && g.isStruct(id.Name) {
					todo = append(todo, id.Name)
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(done))
}

func (g *goTypes) isStruct(name string) bool { return g.structs[name] != nil && name != "Date" }

// goField is a field as JSON has it.
type goField struct {
	name, says string
	of         ast.Expr
	optional   bool
}

func (g *goTypes) fields(st *ast.StructType) []goField {
	var all []goField
	for _, f := range st.Fields.List {
		var tag string
		if f.Tag != nil {
			text, _ := strconv.Unquote(f.Tag.Value)
			tag = reflect.StructTag(text).Get("json")
		}
		name, option, _ := strings.Cut(tag, ",")
		if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && tag == "" {
			all = append(all, g.fields(g.structs[id.Name])...)
			continue
		}
		for _, n := range f.Names {
			if n.IsExported() && name != "-" {
				all = append(all, goField{name: orElse(name, n.Name), says: comment(f.Doc, f.Comment), of: f.Type, optional: option != ""})
			}
		}
	}
	return all
}

func orElse(first, otherwise string) string {
	if first != "" {
		return first
	}
	return otherwise
}

func (g *goTypes) write(b *strings.Builder, name string) {
	fmt.Fprintf(b, "    %s:\n      type: object\n      description: %q\n", name, orElse(g.docs[name], name)+".")
	fields := g.fields(g.structs[name])
	var required []string
	for _, f := range fields {
		if !f.optional {
			required = append(required, f.name)
		}
	}
	if len(required) > 0 {
		fmt.Fprintf(b, "      required: [%s]\n", strings.Join(required, ", "))
	}
	if len(fields) > 0 {
		b.WriteString("      properties:\n")
	}
	for _, f := range fields {
		fmt.Fprintf(b, "        %s: {%s}\n", f.name, g.schema(f))
	}
}

// schema writes what a field is.
func (g *goTypes) schema(f goField) string {
	of, null := f.of, ""
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
		if !f.optional {
			null = ", nullable: true"
		}
	}
	switch of := of.(type) {
	case *ast.ArrayType, *ast.MapType:
		if !f.optional {
			null = ", nullable: true"
		}
	case *ast.Ident:
		if g.isStruct(of.Name) {
			ref := "$ref: '#/components/schemas/" + of.Name + "'"
			if f.says == "" && null == "" {
				return ref
			}
			return "allOf: [{" + ref + "}], description: " + strconv.Quote(orElse(f.says, of.Name)) + null
		}
		if under, ok := g.named[of.Name].(*ast.MapType); ok && under != nil && !f.optional {
			null = ", nullable: true"
		}
	}
	says := f.says
	if says == "" {
		says = g.meaning(of, f.name)
	}
	if id, ok := of.(*ast.Ident); ok && id.Name == "Date" {
		says += "; like 2026-11-20, empty for none"
	}
	if id, ok := of.(*ast.Ident); ok && len(g.values[id.Name]) > 0 {
		says += "; now: " + strings.Join(g.values[id.Name], ", ")
	}
	return g.basic(of) + ", description: " + strconv.Quote(says) + null
}

// meaning is what a field without a comment is: what its type says, or its name.
func (g *goTypes) meaning(of ast.Expr, name string) string {
	if id, ok := of.(*ast.Ident); ok && g.docs[id.Name] != "" && id.Name != "Date" {
		return g.docs[id.Name]
	}
	if usual[name] == "" {
		g.t.Errorf("a field %s needs a comment in Go", name)
	}
	return usual[name]
}

// basic writes the type itself.
func (g *goTypes) basic(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.ArrayType:
		if id, ok := of.Elt.(*ast.Ident); ok && id.Name == "byte" {
			return "type: string, format: byte"
		}
		return "type: array, items: {" + g.basic(of.Elt) + "}"
	case *ast.MapType:
		return "type: object, additionalProperties: {" + g.basic(of.Value) + "}"
	case *ast.SelectorExpr:
		if of.Sel.Name == "Time" {
			return "type: string, format: date-time"
		}
		return "type: integer, format: int64"
	case *ast.Ident:
		switch of.Name {
		case "string", "Date":
			return "type: string"
		case "int", "byte":
			return "type: integer"
		case "int64":
			return "type: integer, format: int64"
		case "bool":
			return "type: boolean"
		case "float64":
			return "type: number"
		}
		if g.isStruct(of.Name) {
			return "$ref: '#/components/schemas/" + of.Name + "'"
		}
		if under := g.named[of.Name]; under != nil {
			return g.basic(under)
		}
	}
	g.t.Errorf("a type that cannot be described: %v", of)
	return ""
}
