package testkit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"testing"

	"yichuang"
)

// BlobStore keeps chunks of scans: files, or an object store.
type BlobStore interface {
	Has(ctx context.Context, hash string) (bool, error)
	Put(ctx context.Context, hash string, data []byte) error
	Get(ctx context.Context, hash string) ([]byte, error)
}

// Blobs holds a store against what is asked of every one.
func Blobs(t *testing.T, s BlobStore) {
	t.Run("absent", func(t *testing.T) {
		hash := nameOf([]byte("never kept"))
		if has, err := s.Has(t.Context(), hash); has || err != nil {
			t.Errorf("Has: %v, %v", has, err)
		}
		if _, err := s.Get(t.Context(), hash); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("Get: %v", err)
		}
	})
	t.Run("kept", func(t *testing.T) {
		for _, size := range []int{1, 511, yichuang.ScanChunkBytes} {
			data := bytes.Repeat([]byte{byte(size), 0, 0xff}, size/3+1)[:size]
			keep(t, s, data)
			keep(t, s, data) // the same again does no harm
		}
	})
	t.Run("mended", func(t *testing.T) {
		data := []byte("what it should be")
		if err := s.Put(t.Context(), nameOf(data), []byte("what it was when the disk was bad")); err != nil {
			t.Fatal(err)
		}
		keep(t, s, data)
	})
	t.Run("at-once", func(t *testing.T) {
		data := bytes.Repeat([]byte("at once "), 10_000)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { keep(t, s, data) })
		}
		all.Wait()
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		data := []byte("nobody waits for it")
		if err := s.Put(ctx, nameOf(data), data); err != nil && yichuang.CodeOf(err) == yichuang.NotFound {
			t.Errorf("Put: %v", err)
		}
		if has, err := s.Has(t.Context(), nameOf(data)); err != nil {
			t.Errorf("after it: %v, %v", has, err)
		}
	})
}

func nameOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func keep(t *testing.T, s BlobStore, data []byte) {
	if err := s.Put(t.Context(), nameOf(data), data); err != nil {
		t.Errorf("Put %d bytes: %v", len(data), err)
		return
	}
	if has, err := s.Has(t.Context(), nameOf(data)); !has || err != nil {
		t.Errorf("Has %d bytes: %v, %v", len(data), has, err)
	}
	if got, err := s.Get(t.Context(), nameOf(data)); err != nil || !bytes.Equal(got, data) {
		t.Errorf("Get %d bytes: %d bytes, %v", len(data), len(got), err)
	}
}
