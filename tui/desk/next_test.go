package desk_test

import (
	"testing"

	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

// The next person's intake begins where the last one's papers were done.
func TestTheNextPerson(t *testing.T) {
	h := &hall{t: t, now: tuitest.Begin}
	d := start(t, h)
	open(d, h).Press("f3").Sees("打开了find").Send(kit.Close{Result: kit.NextPerson{}}).Sees("打开了item")
	d.Press("esc").Sees("上午好").Type("你").Sees("输入法在中文状态")
}
