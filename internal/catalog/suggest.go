package catalog

import (
	"fmt"
	"slices"
	"strings"

	"yichuang"
)

// unknownKey says that b has no such key and which one may be meant.
func unknownKey(name string, b *block) (message, fix, near string) {
	message = fmt.Sprintf("%s中没有“%s”这一项", b.name, yichuang.Clip(name, 20))
	names := make([]string, len(b.keys))
	for i, k := range b.keys {
		names[i] = k.name
	}
	for _, k := range b.keys {
		for _, other := range k.also {
			if other == name {
				near = k.name
			}
		}
	}
	if before, _, ok := strings.Cut(name, "："); ok && b.key(strings.TrimSpace(before)) != nil {
		return message, "冒号要用英文冒号加一个空格：" + strings.TrimSpace(before) + ": …", strings.TrimSpace(before)
	}
	if near == "" {
		near = nearest(name, names)
	}
	if near != "" {
		return message + fmt.Sprintf("，是不是“%s”？", near), "改成“" + near + "”，或者删去这一行", near
	}
	return message, "可以写的有：" + strings.Join(names, "、"), ""
}

// knownKey reports whether any block has a key of that name.
func knownKey(name string) bool {
	return slices.ContainsFunc(fileBlocks, func(b *block) bool { return hasKey(b, name) })
}

func hasKey(b *block, name string) bool {
	for i := range b.keys {
		k := &b.keys[i]
		if k.name == name || k.block != nil && hasKey(k.block, name) {
			return true
		}
	}
	return false
}

// nearest returns the candidate closest to s, or "" when none is close: at most
// half of the characters may differ.
func nearest(s string, candidates []string) string {
	best, at := "", 0
	for _, c := range candidates {
		d := distance([]rune(s), []rune(c))
		if 2*d <= max(len([]rune(s)), len([]rune(c))) && (best == "" || d < at) {
			best, at = c, d
		}
	}
	return best
}

// distance is the number of characters to insert, delete or replace.
func distance(a, b []rune) int {
	if len(a) > 40 {
		a = a[:40]
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// example writes the keys that a block must have, as a file would.
func example(b *block) string {
	var lines []string
	for _, k := range b.keys {
		if k.need {
			lines = append(lines, "  "+k.name+": …")
		}
	}
	if len(lines) == 0 {
		lines = append(lines, "  "+b.keys[0].name+": …")
	}
	return strings.Join(lines, "\n")
}
