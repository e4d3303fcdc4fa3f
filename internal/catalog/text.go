package catalog

import (
	"fmt"
	"io"

	"yichuang"
)

// WriteText writes a report for the officer who wrote the files: each issue with
// its place and the fix, and a line of figures.
func (r Report) WriteText(w io.Writer) {
	for _, i := range r.Issues {
		grade := "错误"
		if i.Severity == Warning {
			grade = "提醒"
		}
		fmt.Fprintf(w, "%s:%d: %s %s：%s\n", i.File, i.Line, grade, i.Rule, i.Message)
		if i.Fix != "" {
			fmt.Fprintf(w, "    改法：%s\n", i.Fix)
		}
	}
	fmt.Fprintf(w, "%d个事项文件，%d个错误，%d个提醒\n", r.Files, r.Errors, r.Warnings)
}

// WriteChanges writes changes for a clerk, item by item.
func WriteChanges(w io.Writer, changes []Change) {
	if len(changes) == 0 {
		fmt.Fprintln(w, "没有变化")
	}
	var last yichuang.ItemID
	for _, c := range changes {
		if c.Item != last {
			fmt.Fprintf(w, "%s（%s）\n", c.Name, c.Item)
			last = c.Item
		}
		fmt.Fprintf(w, "  %s\n", c.Text)
	}
}
