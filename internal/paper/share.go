package paper

import "yichuang"

// divide gives the columns of a table their widths: total by their shares, then
// what one column does not need to those that need more, worst off first. Need is
// the width of the widest text of each. What nobody needs stays out.
func divide(columns []yichuang.Column, need []int, total, least int) []int {
	widths := shares(columns, total, least)
	spare := 0
	for i := range widths {
		if widths[i] > need[i] {
			spare += widths[i] - need[i]
			widths[i] = need[i]
		}
	}
	step := max(total/200, 1)
	for spare > 0 {
		short := -1
		for i := range widths {
			if widths[i] < need[i] && (short < 0 || widths[i]*need[short] < widths[short]*need[i]) {
				short = i
			}
		}
		if short < 0 {
			break
		}
		n := min(step, spare, need[short]-widths[short])
		widths[short] += n
		spare -= n
	}
	return widths
}

// spread gives what widths leave of total to the columns in proportion to their
// widths, so that a table fills the page; columns that are fixed stay as they are
// unless all are.
func spread(widths []int, fixed []bool, total int) {
	sum, all := 0, 0
	for i, w := range widths {
		all += w
		if !fixed[i] {
			sum += w
		}
	}
	rest := total - all
	if rest <= 0 {
		return
	}
	if sum == 0 {
		fixed, sum = make([]bool, len(widths)), all
	}
	last := 0
	given := 0
	for i, w := range widths {
		if !fixed[i] {
			widths[i] += rest * w / sum
			given += rest * w / sum
			last = i
		}
	}
	widths[last] += rest - given
}

// shares divides total among the columns by their widths, giving each at least
// least where total allows it.
func shares(columns []yichuang.Column, total, least int) []int {
	const most = 1000 // a share beyond this is a mistake
	out := make([]int, len(columns))
	sum := 0
	for _, c := range columns {
		sum += min(max(c.Width, 1), most)
	}
	rest := total - least*len(columns)
	if rest < 0 {
		least, rest = 0, total
	}
	used := 0
	for i, c := range columns {
		out[i] = least + rest*min(max(c.Width, 1), most)/sum
		used += out[i]
	}
	for i := 0; used < total && len(out) > 0; i = (i + 1) % len(out) {
		out[i]++
		used++
	}
	return out
}
