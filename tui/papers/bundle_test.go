package papers_test

import (
	"context"
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

// Bundle returns the cases beside the one at hand.
func (s *seat) Bundle(_ context.Context, c *yichuang.Case) ([]*yichuang.Case, error) {
	if c.Bundle == nil {
		return nil, nil
	}
	return append([]*yichuang.Case{c}, s.beside...), nil
}

// TestThePapersOfABundle: when the receipt is with the applicant, the papers of its
// cases come next, and nobody is sent home before.
func TestThePapersOfABundle(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			d := tuitest.New(t)
			w := window{d, &seat{now: d.Env.Now}, t}
			logs := tuitest.Parted(t, d.Env.Now())
			w.item, _ = tuitest.Bundle(t)
			w.events = logs[number]
			second, err := yichuang.Fold(logs[tuitest.BundleSecond])
			if err != nil {
				t.Fatal(err)
			}
			w.beside = []*yichuang.Case{second}
			var opened []any
			all := routes(w.seat, d)
			first := all["papers"]
			all["papers"] = func(arg any) kit.Screen {
				opened = append(opened, arg)
				return first(arg)
			}
			d.Start(tui.Options{Routes: all, Start: kit.Route{Name: "desk"}}, size.Width, size.Height)
			w.Send(kit.Route{Name: "papers", Arg: number})
			w.states(prepared)
			w.Sees("收件凭证").Press("p", "a").Sees("这一件的文书办完了：Enter 接着办同一件事的“货运许可”")
			w.Press("f2").Sees("同一件事的“货运许可”还有文书没有交给申请人")
			w.Press("enter")
			if len(opened) != 2 || opened[1] != any(tuitest.BundleSecond) {
				t.Fatalf("opened %v", opened)
			}
			w.beside = nil
			w.Send(kit.Changed{}).Sees("办完了：Enter 回工作台")
		})
	}
}
