package main

import (
	"testing"
	"time"

	"yichuang"
	"yichuang/sync"
)

// The title line counts what waits: steps, scans, and what needs a person.
func TestTheTitleCountsWhatWaits(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 30, 0, 0, yichuang.Shanghai)
	for _, tt := range []struct {
		online  bool
		waiting yichuang.Waiting
		want    string
	}{
		{true, yichuang.Waiting{}, "在线"},
		{true, yichuang.Waiting{Unsent: 3}, "在线 待发3"},
		{true, yichuang.Waiting{Scans: 2}, "在线 待传扫描件2"},
		{false, yichuang.Waiting{Unsent: 3, Scans: 2, Refused: 1}, "离线 09:10起 待发3 待传扫描件2 待处理1"},
	} {
		st := sync.Status{Online: tt.online, Since: now.Add(-20 * time.Minute), Waiting: tt.waiting}
		if got := linkWords(st, now); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.waiting, got, tt.want)
		}
	}
}
