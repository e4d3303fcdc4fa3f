package catalog

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// problem is something wrong at a line of a file, in words for its author.
type problem struct {
	line    int
	rule    string
	message string
	fix     string
	text    string // what stands there, when that helps
}

// shape is what kind of node a node is.
type shape int

const (
	shapeEmpty shape = iota // nothing was written
	shapeText
	shapeList
	shapeFields
)

func (s shape) String() string {
	return [...]string{"空", "一个值", "一个列表", "一组“项: 值”"}[s]
}

// node is a value of a file with the line on which it stands.
type node struct {
	line   int
	shape  shape
	text   string
	items  []*node
	fields []field
	broken []string // keys whose part of the file could not be read at all
}

// field is a key with its value.
type field struct {
	name  string
	line  int
	value *node
}

// get returns the value under a key, or nil when it is absent or empty.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if f.name == name && f.value.shape != shapeEmpty {
			return f.value
		}
	}
	return nil
}

// lineOf returns the line of a key, or that of the node when it is absent.
func (n *node) lineOf(name string) int {
	for _, f := range n.fields {
		if f.name == name {
			return f.line
		}
	}
	return n.line
}

// lower moves the node and all below it down by so many lines.
func (n *node) lower(lines int) {
	if lines == 0 {
		return
	}
	n.line += lines
	for i := range n.fields {
		n.fields[i].line += lines
		n.fields[i].value.lower(lines)
	}
	for _, item := range n.items {
		item.lower(lines)
	}
}

// deepest is how deep a file may nest; ours needs six.
const deepest = 16

// convert turns the library's tree into ours. What the format has no use for
// (anchors, tags, complex keys) is a problem: two ways of writing one thing are
// one too many for people who copy from each other's files.
func convert(n ast.Node, depth int) (*node, []problem) {
	line := lineOf(n)
	if depth > deepest {
		return nil, []problem{{line: line, rule: ruleFormat, message: "缩进层次太深", fix: "请对照样例检查缩进"}}
	}
	switch n := n.(type) {
	case nil:
		return &node{}, nil
	case *ast.NullNode:
		return &node{line: line}, nil
	case *ast.MappingNode:
		return convertFields(n.Values, line, depth)
	case *ast.MappingValueNode:
		return convertFields([]*ast.MappingValueNode{n}, line, depth)
	case *ast.SequenceNode:
		return convertList(n, line, depth)
	case *ast.StringNode:
		return scalar(line, n.Value), nil
	case *ast.LiteralNode:
		return scalar(line, n.Value.Value), nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return scalar(line, n.GetToken().Value), nil
	}
	return nil, []problem{{line: line, rule: ruleFormat, message: "这里用了本格式不支持的YAML写法",
		fix: "不使用 &、*、!、?、<< 这些写法，请直接写出内容；以这些符号开头的文字要加引号"}}
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

func scalar(line int, text string) *node {
	text = strings.TrimSpace(text)
	if text == "" {
		return &node{line: line}
	}
	return &node{line: line, shape: shapeText, text: text}
}

func convertFields(values []*ast.MappingValueNode, line, depth int) (*node, []problem) {
	out := &node{line: line, shape: shapeFields}
	if len(values) > 0 {
		out.line = lineOf(values[0].Key)
	}
	var problems []problem
	for _, v := range values {
		line := lineOf(v.Key)
		name, ok := keyText(v.Key)
		if !ok {
			problems = append(problems, problem{line: line, rule: ruleFormat, message: "这里的项目名写法不支持", fix: "项目名直接写文字，例如 名称: …"})
			continue
		}
		value, p := convert(v.Value, depth+1)
		problems = append(problems, p...)
		if value == nil {
			out.broken = append(out.broken, name)
			continue
		}
		out.fields = append(out.fields, field{name, line, value})
	}
	return out, problems
}

func keyText(k ast.MapKeyNode) (string, bool) {
	switch k := k.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(k.Value), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return strings.TrimSpace(k.GetToken().Value), true
	}
	return "", false
}

func convertList(n *ast.SequenceNode, line, depth int) (*node, []problem) {
	out := &node{line: line, shape: shapeList}
	var problems []problem
	for _, v := range n.Values {
		item, p := convert(v, depth+1)
		problems = append(problems, p...)
		if item != nil {
			out.items = append(out.items, item)
		}
	}
	return out, problems
}

// merge joins the parts of a file that were read one by one.
func merge(parts []*node) (*node, []problem) {
	out := &node{line: 1, shape: shapeFields}
	var problems []problem
	first := map[string]int{}
	for _, p := range parts {
		out.broken = append(out.broken, p.broken...)
		for _, f := range p.fields {
			if line, ok := first[f.name]; ok {
				problems = append(problems, problem{line: f.line, rule: ruleFormat, message: fmt.Sprintf("“%s”写了两次，第%d行已有", f.name, line), fix: "合并成一处"})
				continue
			}
			first[f.name] = f.line
			out.fields = append(out.fields, f)
		}
	}
	return out, problems
}
