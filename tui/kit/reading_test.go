package kit_test

import (
	"testing"

	"yichuang/tui/kit"
)

// One reading at a time; what was asked for meanwhile follows, once.
func TestReading(t *testing.T) {
	var r kit.Reading
	if r.Known || !r.Begin() || r.Begin() || r.Begin() {
		t.Fatal("two readings at once")
	}
	if !r.Done() || !r.Known {
		t.Error("what changed meanwhile is not read")
	}
	if !r.Begin() || r.Done() {
		t.Error("it is read once more than it must be")
	}
	if r.Begin(); r.Begin() {
		t.Error("two readings at once")
	}
	if r.Stop(); !r.Begin() || r.Done() {
		t.Error("a reading that failed is in the way")
	}
}
