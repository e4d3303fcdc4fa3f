package devicetest

import (
	"context"
	"testing"

	"yichuang"
	"yichuang/internal/device"
)

// ReaderRig is a card reader and the hand that lays a card on it.
type ReaderRig struct {
	Reader device.Reader
	// Lay lays a card on the reader and returns what the reader says to that. It
	// waits for somebody who reads, but not for long.
	Lay func(device.Card) error
}

// SampleCard is the card of a person who does not exist.
func SampleCard() device.Card {
	id := yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"} // the example of GB 11643
	return device.Card{
		ID: id, Name: "甲子丑", Sex: "女", Nation: "汉", Birth: yichuang.Date{Year: 1949, Month: 12, Day: 31},
		Address: "测试省测试市测试路1号", Issuer: "测试机关",
		ValidFrom: yichuang.Date{Year: 2015, Month: 1, Day: 1}, Forever: true,
	}
}

// Reader runs the suite.
func Reader(t *testing.T, rig func(t *testing.T) *ReaderRig) {
	t.Run("reads", func(t *testing.T) {
		r := rig(t)
		laid := make(chan error, 1)
		go func() { laid <- r.Lay(SampleCard()) }()
		got, err := r.Reader.Read(t.Context())
		if err != nil || got != SampleCard() {
			t.Errorf("read %+v, want %+v: %v", got, SampleCard(), err)
		}
		if err := <-laid; err != nil {
			t.Errorf("the reader did not take the card: %v", err)
		}
	})
	t.Run("only for who waits", func(t *testing.T) {
		r := rig(t)
		if err := r.Lay(SampleCard()); err == nil {
			t.Error("a card was taken that nobody waited for")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.Reader.Read(ctx)
		Plain(t, err, yichuang.Busy)
	})
	t.Run("one card, one reading", func(t *testing.T) {
		r := rig(t)
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := r.Reader.Read(ctx)
				results <- err
			}()
		}
		if err := r.Lay(SampleCard()); err != nil {
			t.Error(err)
		}
		first := <-results
		cancel()
		if second := <-results; first != nil || second == nil {
			t.Errorf("one card brought %v and %v", first, second)
		}
	})
}
