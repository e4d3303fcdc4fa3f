package finder

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestPlay(t *testing.T) {
	b, _ := os.ReadFile("testdata/names.txt")
	var es []Entry
	for l := range dataLines(string(b)) {
		es = append(es, Entry{Name: l})
	}
	ix := New(es)
	for _, q := range strings.Split(os.Getenv("Q"), ",") {
		fmt.Println("==", q)
		for i, h := range ix.Search(q, 6, nil) {
			n := []rune(es[h.Entry].Name)
			s := ""
			for _, p := range h.Spans {
				s += "[" + string(n[p.Start:p.End]) + "]"
			}
			fmt.Println(i+1, h.Score, string(n), s, h.Via)
		}
	}
}
