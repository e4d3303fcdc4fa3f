package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"yichuang"
	"yichuang/internal/wire"
)

// Fetched keeps content that is being fetched; *store.Store is one.
type Fetched interface {
	FetchedChunks(ctx context.Context, scan yichuang.Scan) (here map[int]bool, err error)
	TakeChunk(ctx context.Context, scan yichuang.Scan, i int, data []byte) error
	TakeScan(ctx context.Context, scan yichuang.Scan) error
}

// FetchScan fetches the content of a scan that another terminal added, a chunk
// after the other; what came before a connection broke is not fetched again. told
// hears how many chunks are here. NotFound is returned while the centre does not
// have it.
func FetchScan(ctx context.Context, from Contents, into Fetched, scan yichuang.Scan, told func(here, all int)) error {
	plan, err := from.Scan(ctx, scan.Hash)
	if err != nil {
		return err
	}
	if plan.Size != scan.Size || len(plan.Chunks) != scan.Chunks() {
		return &yichuang.Error{Code: yichuang.Damaged, Message: "中心的扫描件与办件里登记的大小不同", Hint: "请原来的窗口重新添加"}
	}
	here, err := into.FetchedChunks(ctx, scan)
	if err != nil {
		return err
	}
	for i, name := range plan.Chunks {
		if here[i] {
			continue
		}
		data, err := from.Chunk(ctx, name)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != name {
			return &Unreachable{&wire.Problem{Code: wire.CodeMismatch, Class: wire.Retry, Message: "a chunk that came is not the one that was asked for"}}
		}
		if err := into.TakeChunk(ctx, scan, i, data); err != nil {
			return err
		}
		if told != nil {
			told(i+1, len(plan.Chunks))
		}
	}
	return into.TakeScan(ctx, scan)
}
