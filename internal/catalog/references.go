package catalog

import (
	"fmt"

	"yichuang"
)

// references checks that what a file names is there and that no identifier is
// used twice. It copes with a tree that is wrong elsewhere.
func references(n *node) []problem {
	var r refs
	if n.shape != shapeFields || len(n.broken) > 0 {
		return nil // what is missing may stand in a part that could not be read
	}
	materials := r.declare(n.list("材料"), "材料")
	options := map[string][]string{}
	questions := r.declare(n.list("问题"), "问题")
	for _, q := range n.list("问题") {
		r.question(q, options)
	}
	r.declare(n.list("情形"), "情形")
	r.declare(n.list("共用材料"), "共用材料")
	listed := "材料"
	if blockOf(n) == bundleBlock {
		listed = "事项"
	}
	for _, s := range n.list("情形") {
		r.when(s.get("当"), questions, options)
		r.scenario(s, listed)
		for _, m := range s.list("材料") {
			if v := m.get("材料"); v != nil {
				r.find(v, v.text, materials, "材料")
			}
			r.when(m.get("当"), questions, options)
		}
	}
	r.sharing(n)
	return r.problems
}

// sharing checks the departments that share in the approval: each stands there
// once, and the one that leads is not among them. A case goes to a department by
// its name, so two of one name could not be told apart.
func (r *refs) sharing(n *node) {
	first := map[string]int{}
	if o := n.get("部门"); o != nil {
		first[o.str("承办")] = o.lineOf("承办")
	}
	for _, d := range n.get("会同审批").list("部门") {
		name := d.get("名称")
		if name == nil {
			continue
		}
		if line, ok := first[name.text]; ok {
			r.add(name.line, ruleDuplicate, fmt.Sprintf("部门“%s”重复，第%d行已有", name.text, line), "承办部门牵头，不再列入会同部门；每个部门只写一次", name.text)
			continue
		}
		first[name.text] = name.line
	}
}

// refs collects what references finds.
type refs struct{ problems []problem }

func (r *refs) add(line int, rule, message, fix, text string) {
	r.problems = append(r.problems, problem{line: line, rule: rule, message: message, fix: fix, text: yichuang.Clip(text, 40)})
}

func (r *refs) declare(items []*node, what string) []string {
	var ids []string
	seen := map[string]int{}
	for _, item := range items {
		id := item.get("编号")
		if id == nil {
			continue
		}
		if line, ok := seen[id.text]; ok {
			r.add(id.line, ruleDuplicate, fmt.Sprintf("%s编号“%s”重复，第%d行已有", what, id.text, line), "换一个编号", id.text)
			continue
		}
		seen[id.text] = id.line
		ids = append(ids, id.text)
	}
	return ids
}

func (r *refs) question(q *node, options map[string][]string) {
	var ids []string
	o := q.get("选项")
	if o == nil {
		return
	}
	for _, f := range o.fields {
		ids = append(ids, f.name)
	}
	options[q.str("编号")] = ids
	a := q.get("代理")
	for _, name := range []string{"有", "无"} {
		if v := a.get(name); v != nil {
			r.find(v, v.text, ids, "选项")
		}
	}
}

func (r *refs) when(n *node, questions []string, options map[string][]string) {
	if n == nil {
		return
	}
	for _, f := range n.fields {
		if !r.find(&node{line: f.line}, f.name, questions, "问题") {
			continue
		}
		for _, o := range optionsOf(f.value) {
			r.find(o, o.text, options[f.name], "问题"+f.name+"的选项")
		}
	}
}

// scenario checks that a scenario lists something, materials or items, or says that
// nothing is collected.
func (r *refs) scenario(s *node, listed string) {
	name := s.strOr("名称", s.str("编号"))
	switch declined, list := s.get("不收件"), s.list(listed); {
	case declined != nil && len(list) > 0:
		r.add(declined.line, ruleFormat, fmt.Sprintf("情形“%s”写了不收件，又列了%s", name, listed), "不收件的情形不列"+listed, "")
	case declined == nil && s.get(listed) == nil:
		r.add(s.line, ruleFormat, fmt.Sprintf("情形“%s”没有列%s，也没有写不收件", name, listed), "列出"+listed+"；不收件的写明“不收件”属于哪一类", "")
	}
	seen := map[string]bool{}
	for _, m := range s.list(listed) {
		if v := m.get(listed); v != nil {
			if seen[v.text] {
				r.add(v.line, ruleDuplicate, fmt.Sprintf("情形“%s”把%s“%s”列了两次", name, listed, v.text), "合并成一次", v.text)
			}
			seen[v.text] = true
		}
	}
}

func (r *refs) find(n *node, id string, known []string, what string) bool {
	for _, k := range known {
		if k == id {
			return true
		}
	}
	if !idForm.MatchString(id) {
		return false // the validator has said so
	}
	message := fmt.Sprintf("没有编号为“%s”的%s", yichuang.Clip(id, 20), what)
	fix := "核对编号"
	if near := nearest(id, known); near != "" {
		message += fmt.Sprintf("，是不是“%s”？", near)
		fix = "改成“" + near + "”"
	}
	r.add(n.line, ruleReference, message, fix, id)
	return false
}
