package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// An item file is no larger than this. The longest sample has 14 KB and 430
// lines; the time that the library takes grows with the square of some sizes.
const (
	sizeLimit = 128 << 10
	lineLimit = 5000
	partLimit = 100 // top-level keys of a file that is read part by part
)

// read turns a file into a tree. When the file breaks the rules of YAML, its
// top-level parts are read one by one, so that one slip does not hide the other
// problems.
func read(data []byte) (*node, []problem) {
	text, bad := decode(data)
	if bad == nil {
		bad = tooDeep(text)
	}
	if bad != nil {
		return nil, []problem{*bad}
	}
	root, problems := readPart(text, 0)
	if root != nil {
		if root.shape == shapeEmpty {
			return nil, []problem{{line: 1, rule: ruleFormat, message: "文件是空的", fix: "请照样例填写"}}
		}
		return root, problems
	}
	cut := sections(text)
	if len(cut) > partLimit {
		return nil, problems
	}
	var parts []*node
	problems = nil
	for _, s := range cut {
		part, p := readPart(s.text, s.above)
		if part != nil && (part.shape == shapeText || part.shape == shapeList) {
			part, p = nil, keyless(s, part.line)
		}
		problems = append(problems, p...)
		if part == nil {
			part = &node{broken: []string{s.key()}}
		}
		parts = append(parts, part)
	}
	if len(problems) == 0 { // each part is right by itself: the parts do not fit together
		root, problems = merge(parts)
		if len(problems) == 0 {
			problems = []problem{{line: 1, rule: ruleFormat, message: "文件不符合YAML书写规则", fix: "请检查缩进和标点"}}
		}
		return root, problems
	}
	root, p := merge(parts)
	return root, append(problems, p...)
}

// decode checks that data is text and returns it with Unix line ends.
func decode(data []byte) (string, *problem) {
	bad := func(line int, message, fix string) (string, *problem) {
		return "", &problem{line: line, rule: ruleFormat, message: message, fix: fix}
	}
	if len(data) > sizeLimit {
		return bad(1, fmt.Sprintf("文件有%dKB，超过上限%dKB", len(data)>>10, sizeLimit>>10), "一个文件只写一个事项")
	}
	const save = "请用记事本打开后另存为，编码选UTF-8"
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return bad(1, "文件是UTF-16编码，不是UTF-8", save)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // Notepad writes it
	line := 1
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return bad(line, "这一行不是UTF-8编码的文字", save)
		case r == '\n':
			if line++; line > lineLimit {
				return bad(line, fmt.Sprintf("文件超过%d行", lineLimit), "一个文件只写一个事项")
			}
		case r < ' ' && r != '\t' && r != '\r' || r == 0x7f:
			return bad(line, "这一行有不可见的控制字符，文件可能不是文本文件", "请核对文件，或者删去这一行后重新录入")
		}
		i += n
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), nil
}

// marksAnywhere are marks of lists one inside another behind something else, as
// in "a: [- - - -".
var marksAnywhere = regexp.MustCompile(`(?:[-?:][ \t]+){200}`)

// tooDeep refuses nesting that the library, which reads by recursion, should
// never see: a line of a hundred thousand brackets costs it all memory.
func tooDeep(text string) *problem {
	depth := 0
	for i, line := range strings.Split(text, "\n") {
		rest, marks := strings.TrimLeft(line, " \t"), 0
		for len(rest) > 0 && strings.ContainsRune("-?:", rune(rest[0])) && (len(rest) == 1 || rest[1] == ' ' || rest[1] == '\t') {
			rest, marks = strings.TrimLeft(rest[1:], " \t"), marks+1
		}
		previous := byte(':')
		for j := 0; j < len(line); j++ {
			switch c := line[j]; {
			case (c == '[' || c == '{') && strings.IndexByte("[{,:-?", previous) >= 0:
				depth++
			case (c == ']' || c == '}') && depth > 0:
				depth--
			}
			if line[j] != ' ' && line[j] != '\t' {
				previous = line[j]
			}
		}
		if depth > deepest || marks > deepest || marksAnywhere.MatchString(line) && line[0] != '#' {
			return &problem{line: i + 1, rule: ruleFormat, message: "层次太深：括号或者短横线一个套一个", fix: "请检查这一行之前的括号是否都闭合"}
		}
	}
	return nil
}

// readPart reads one piece of YAML that stands below so many lines. It returns
// nil when the piece breaks the rules of YAML.
func readPart(text string, above int) (*node, []problem) {
	file, err := parseYAML(text)
	if err != nil {
		return nil, explainSyntax(text, above, err)
	}
	root := &node{line: 1}
	var problems []problem
	for _, d := range file.Docs {
		switch {
		case d.Body == nil:
		case root.shape != shapeEmpty:
			problems = append(problems, problem{line: lineOf(d.Body), rule: ruleFormat, message: "一个文件里写了不止一个事项（出现了“---”）", fix: "每个事项单独一个文件"})
		default:
			if root, problems = convert(d.Body, 0); root == nil {
				root = &node{line: 1, shape: shapeFields}
			}
		}
	}
	root.lower(above)
	return root, lower(problems, above)
}

// lower moves problems down by so many lines.
func lower(problems []problem, lines int) []problem {
	for i := range problems {
		problems[i].line += lines
	}
	return problems
}

// keyless explains a part that is right by itself but says no “项: 值”.
func keyless(s section, line int) []problem {
	if found := slips(s.text); len(found) > 0 {
		return lower(found, s.above)
	}
	return []problem{{line: line, rule: ruleFormat, message: "这一行少了“: ”", fix: "写成 项目名: 内容"}}
}

// parseYAML guards the library: it reads whatever a person saved, and a slip of
// its own must not take the window's program down.
func parseYAML(text string) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return parser.ParseBytes([]byte(text), 0)
}

// section is a part of a file that begins at a top-level key.
type section struct {
	text  string
	above int // lines before it
}

func sections(text string) []section {
	var out []section
	from := 0
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 && line != "" && !strings.ContainsRune(" \t#-]}", rune(line[0])) {
			out = append(out, section{strings.Join(lines[from:i], "\n") + "\n", from})
			from = i
		}
	}
	return append(out, section{strings.Join(lines[from:], "\n"), from})
}

// key is what stands before the first colon.
func (s section) key() string {
	name := strings.TrimSpace(s.text)
	if i := strings.IndexAny(name, ":：\n"); i >= 0 {
		name = name[:i]
	}
	return strings.TrimSpace(name)
}

var (
	twice     = regexp.MustCompile(`mapping key "(.*)" already defined at \[(\d+):`)
	slipColon = regexp.MustCompile(`^\s*(?:- )?([\p{Han}]{1,8})(：|:[^\s:])`)
)

// slips finds the mistakes that people who write Chinese make at a keyboard.
func slips(text string) []problem {
	var out []problem
	for i, line := range strings.Split(text, "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if strings.Contains(indent, "\t") {
			out = append(out, problem{line: i + 1, rule: ruleFormat, message: "缩进用了制表符（Tab键）", fix: "请改成空格，每层两个"})
			continue
		}
		m := slipColon.FindStringSubmatch(line)
		if m == nil || !knownKey(m[1]) {
			continue
		}
		p := problem{line: i + 1, rule: ruleFormat, message: fmt.Sprintf("“%s”后面的冒号旁边没有空格", m[1]), fix: "冒号后面加一个空格：" + m[1] + ": …"}
		if m[2] == "：" {
			p.message = fmt.Sprintf("“%s”后面用了中文冒号", m[1])
			p.fix = "改成英文冒号加一个空格：" + m[1] + ": …"
		}
		out = append(out, p)
	}
	return out
}

// sentences say in Chinese what the library says in English.
var sentences = []struct{ has, message, fix string }{
	{"double-quoted", "双引号没有成对", "补上另一个双引号，或者把文字里的英文双引号换成中文引号“”"},
	{"single-quoted", "单引号没有成对", "补上另一个单引号"},
	{"token ']'", "方括号没有闭合", "在列表最后补上 ]，各项之间用英文逗号隔开"},
	{"token '}'", "花括号没有闭合", "在最后补上 }，各项之间用英文逗号隔开"},
	{"corresponding to", "括号不成对", "检查这一行的括号"},
	{"or ']'", "方括号没有闭合，或者各项之间少了英文逗号", "检查上一行的 [ 和 ]"},
	{"or '}'", "花括号没有闭合，或者各项之间少了英文逗号", "检查上一行的 { 和 }"},
	{"mapping value is not allowed", "这里多了一个“: ”，或者下一行的缩进不对", "含有“: ”的文字整句加引号；下级内容另起一行并多缩进两格"},
	{"unexpected key name", "这一行少了“: ”", "写成 项目名: 内容"},
	{"non-map value", "这一行少了“: ”，或者缩进不对", "写成 项目名: 内容，并与同级各行对齐"},
	{"implicit line break", "这一行少了“: ”", "写成 项目名: 内容"},
	{"value is not allowed", "这一行与上面的内容不能并列", "检查缩进，与同级各行对齐"},
	{"cannot start any token", "这一行开头的符号不能直接写", "整句加上引号"},
}

// explainSyntax says what err means for a text that stands below so many lines.
func explainSyntax(text string, above int, err error) []problem {
	if found := slips(text); len(found) > 0 {
		return lower(found, above)
	}
	p := problem{line: above + 1, rule: ruleFormat, message: "这里不符合YAML书写规则", fix: "请对照样例检查缩进和标点"}
	var syntax *yaml.SyntaxError
	if !errors.As(err, &syntax) {
		return []problem{p}
	}
	if syntax.Token != nil && syntax.Token.Position != nil {
		p.line = above + syntax.Token.Position.Line
	}
	if m := twice.FindStringSubmatch(syntax.Message); m != nil {
		first, _ := strconv.Atoi(m[2]) // the expression lets only digits pass
		p.message, p.fix = fmt.Sprintf("“%s”写了两次，第%d行已有", m[1], above+first), "合并成一处"
		return []problem{p}
	}
	for _, s := range sentences {
		if strings.Contains(syntax.Message, s.has) {
			p.message, p.fix = s.message, s.fix
			break
		}
	}
	return []problem{p}
}
