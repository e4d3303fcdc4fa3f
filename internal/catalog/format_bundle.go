package catalog

import "slices"

// A bundle file (一件事) is told from an item file by its kind. What both say they say
// in the same keys.

const bundleKind = "一件事"

// blockOf is the block that a file is written in.
func blockOf(n *node) *block {
	if n.str("类型") == bundleKind {
		return bundleBlock
	}
	return itemBlock
}

// fileBlocks are the blocks of whole files.
var fileBlocks = []*block{itemBlock, bundleBlock}

// take returns keys of a block, in the order of names.
func (b *block) take(names ...string) []key {
	var out []key
	for _, name := range names {
		if k := b.key(name); k != nil {
			out = append(out, *k)
		}
	}
	return out
}

// bundleBlock is a whole bundle file.
var bundleBlock = &block{name: "一件事文件", keys: slices.Concat(
	itemBlock.take("编号", "名称", "别名", "版次", "修订日期", "窗口"),
	[]key{{name: "类型", kind: kindWord, need: true, words: same(bundleKind), help: "几个事项一起申请的写 一件事"}},
	itemBlock.take("部门", "申请人", "默认"),
	[]key{{name: "设定依据", kind: kindBlocks, block: basisBlock, help: "由谁规定几个事项一起办；各事项自己的依据不用重写"}},
	itemBlock.take("问题"),
	[]key{
		{name: "情形", kind: kindBlocks, need: true, block: bundleScenarioBlock, help: "每一种情形包含哪些事项"},
		{name: "共用材料", kind: kindBlocks, block: sharedBlock, help: "几个事项要的是同一种材料，只收一份、只审一次"},
		{name: "产生材料", kind: kindBlocks, block: producedBlock, help: "一个事项要的材料是另一个事项办出来的，不再收"},
	},
	itemBlock.take("常见问答", "备注", "允许表述"),
)}

var bundleScenarioBlock = &block{name: "一件事的情形", keys: slices.Concat(
	scenarioBlock.take("编号", "名称", "当"),
	[]key{{name: "事项", kind: kindBlocks, block: partBlock, help: "这一情形包含的事项，按办理的先后，例如 [{事项: market-07, 回答: {q1: new}}, market-01]", also: []string{"包含事项"}}},
	scenarioBlock.take("不收件", "机关", "依据", "说明"),
)}

var partBlock = &block{name: "情形的事项", short: "事项", keys: []key{
	{name: "事项", kind: kindID, need: true, help: "事项编号", also: []string{"编号"}},
	{name: "回答", kind: kindAnswers, help: "这个事项自己的问题怎么回答，例如 {q1: new}；申请本身就能回答的（代理）不写", also: []string{"当"}},
}}

var sharedBlock = &block{name: "共用材料", keys: []key{
	{name: "编号", kind: kindID, need: true, help: "在一件事里的编号，例如 id"},
	{name: "名称", kind: kindLine, lint: scopeError, help: "材料全名；不写用第一个事项的名称"},
	{name: "材料", kind: kindBlocks, need: true, block: materialOfBlock, help: "各事项的这种材料，例如 [{事项: market-07, 材料: id}, {事项: market-01, 材料: id}]"},
}}

var materialOfBlock = &block{name: "各事项的材料", keys: []key{
	{name: "事项", kind: kindID, need: true, help: "事项编号"},
	{name: "材料", kind: kindID, need: true, help: "这个事项的材料编号"},
}}

var producedBlock = &block{name: "产生材料", keys: slices.Concat(materialOfBlock.keys,
	[]key{{name: "由", kind: kindID, need: true, help: "办出这种材料的事项编号"}})}
