package kit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"yichuang"
	"yichuang/tui/kit"
)

// shelf is a store of drafts that many writers reach at once.
type shelf struct {
	mu   sync.Mutex
	kept map[string]string
}

func (s *shelf) SaveDraft(_ context.Context, _ yichuang.UserID, key string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = string(value)
	return nil
}

func (s *shelf) Draft(context.Context, yichuang.UserID, string) ([]byte, error) { return nil, nil }

func (s *shelf) DropDraft(_ context.Context, _ yichuang.UserID, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, key)
	return nil
}

// Commands run beside each other and end in any order; the newest text must be
// the one that is kept.
func TestFlushesThatOvertakeEachOtherKeepTheNewestText(t *testing.T) {
	s := &shelf{kept: map[string]string{}}
	d := kit.NewDraft(s, "1001", "k")
	write := func(text string, wait *sync.WaitGroup) {
		d.Set(text)
		wait.Go(func() {
			if msg, err := d.Flush(context.Background()); msg != nil || err != nil {
				t.Error(msg, err)
			}
		})
	}
	var wait sync.WaitGroup
	for i := range 200 {
		write(fmt.Sprintf("第%d个字", i+1), &wait)
	}
	wait.Wait()
	if got := s.kept["k"]; got != "第200个字" {
		t.Fatalf("kept %q", got)
	}
	write("没有写完", &wait)
	write("", &wait) // on record now
	wait.Wait()
	if len(s.kept) != 0 {
		t.Fatalf("a draft that is on record came back: %v", s.kept)
	}
}
