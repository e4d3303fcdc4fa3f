package kit_test

import (
	"testing"
	"time"

	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

func TestBurst(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name string
		gaps []time.Duration // before each key
		want string          // h hand, f fast, m machine
	}{
		{"a hand", []time.Duration{0, 200 * ms, 90 * ms, 31 * ms}, "hhhh"},
		{"two keys at once", []time.Duration{0, 5 * ms, 200 * ms}, "hfh"},
		{"a card reader", []time.Duration{0, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms}, "hffffmmm"},
		{"its end comes late", []time.Duration{0, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 240 * ms}, "hffffmm"},
		{"a hand after it", []time.Duration{0, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 300 * ms, 200 * ms}, "hffffmhh"},
		{"the clock stands still", []time.Duration{0, 0, 0, 0, 0, 0, 0, 0}, "hhhhhhhh"},
	} {
		var b kit.Burst
		now, got := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), ""
		for _, gap := range tt.gaps {
			now = now.Add(gap)
			switch fast, machine := b.Press(now); {
			case machine:
				got += "m"
			case fast:
				got += "f"
			default:
				got += "h"
			}
			if b.Still(now) || !b.Still(now.Add(kit.BurstPause)) {
				t.Errorf("%s: still at the wrong time", tt.name)
			}
		}
		if got != tt.want {
			t.Errorf("%s is %s, want %s", tt.name, got, tt.want)
		}
	}
	var b kit.Burst
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	b.Press(now)
	b.Break()
	if fast, _ := b.Press(now.Add(5 * ms)); fast {
		t.Error("what comes after a break belongs to what was before")
	}
}

func TestComposed(t *testing.T) {
	for text, want := range map[string]bool{"a": false, "1": false, " ": false, "啊": true, "ａ": true, "，": true, "": false} {
		if got := kit.Composed(tea.KeyPressMsg{Text: text}); got != want {
			t.Errorf("Composed(%q) = %v", text, got)
		}
	}
	if kit.Composed(tea.PasteMsg{Content: "啊"}) {
		t.Error("a paste is no key")
	}
}
