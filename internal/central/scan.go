package central

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"yichuang"
	"yichuang/internal/wire"
)

// Blobs keeps chunks of scans by the sha-256 of their content, in hexadecimal.
// What is kept under a name is never changed.
type Blobs interface {
	// Has reports whether a chunk is here.
	Has(ctx context.Context, hash string) (bool, error)
	// Put keeps a chunk, whole or not at all.
	Put(ctx context.Context, hash string, data []byte) error
	// Get returns a chunk, NotFound when it is not here.
	Get(ctx context.Context, hash string) ([]byte, error)
}

// putScan takes in what a scan is made of, and answers which chunks are missing:
// PUT /v1/scans/{hash}. Asked again when all chunks are here, the whole content is
// held against the hash, and only then is the scan said to be complete.
func (c *Centre) putScan(w http.ResponseWriter, r *http.Request, _ *identity) error {
	hash := yichuang.ScanHash(r.PathValue("hash"))
	var plan wire.ScanPlan
	if err := c.readJSON(w, r, mostJSON, &plan); err != nil {
		return err
	}
	answer, err := c.PutScan(r.Context(), hash, plan)
	if err != nil {
		return err
	}
	return c.writeJSON(w, answer)
}

// PutScan is the work of it. CodeMismatch is the problem with content that is not
// what the hash says: the plan is then forgotten, and nothing shows the scan.
func (c *Centre) PutScan(ctx context.Context, hash yichuang.ScanHash, plan wire.ScanPlan) (*wire.ScanAnswer, error) {
	if err := checkPlan(hash, plan); err != nil {
		return nil, err
	}
	_, done, err := c.plan(ctx, hash)
	if err != nil || done {
		return &wire.ScanAnswer{Complete: done}, err
	}
	answer := new(wire.ScanAnswer)
	for _, chunk := range plan.Chunks {
		has, err := c.Scans.Has(ctx, chunk)
		if err != nil {
			return nil, err
		}
		if !has {
			answer.Missing = append(answer.Missing, chunk)
		}
	}
	if len(answer.Missing) > 0 {
		return answer, nil
	}
	if answer.Missing, err = c.holds(ctx, hash, plan); err != nil || len(answer.Missing) > 0 {
		return answer, err
	}
	answer.Complete = true
	return answer, c.keepPlan(ctx, hash, plan)
}

func checkPlan(hash yichuang.ScanHash, plan wire.ScanPlan) error {
	if err := hash.Check(); err != nil {
		return err
	}
	need := (plan.Size + wire.ChunkBytes - 1) / wire.ChunkBytes
	if plan.Size < 1 || plan.Size > yichuang.MostScan || int64(len(plan.Chunks)) != need {
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("a scan of %d bytes in %d chunks cannot be", plan.Size, len(plan.Chunks)),
			Hint: fmt.Sprintf("chunks have %d bytes, the last one fewer; a scan has at most %d MiB", wire.ChunkBytes, yichuang.MostScan>>20)}
	}
	for _, chunk := range plan.Chunks {
		if err := yichuang.ScanHash(chunk).Check(); err != nil {
			return err
		}
	}
	return nil
}

// holds reads the whole content and holds it against the hash. A chunk that is
// spoilt here is one that is missing.
func (c *Centre) holds(ctx context.Context, hash yichuang.ScanHash, plan wire.ScanPlan) (missing []string, err error) {
	sum := sha256.New()
	var size int64
	for _, chunk := range plan.Chunks {
		data, err := c.kept(ctx, chunk)
		if yichuang.CodeOf(err) == yichuang.NotFound {
			missing = append(missing, chunk)
			continue
		}
		if err != nil {
			return nil, err
		}
		sum.Write(data)
		size += int64(len(data))
	}
	if len(missing) == 0 && (size != plan.Size || hex.EncodeToString(sum.Sum(nil)) != string(hash)) {
		return nil, &wire.Problem{Code: wire.CodeMismatch, Class: wire.Never, Message: "扫描件的内容与它的校验值不符", Hint: "本机的文件可能已损坏，请重新扫描"}
	}
	return missing, nil
}

// kept returns a chunk that is what its name says; NotFound is returned for one that
// is not here, or was spoilt here.
func (c *Centre) kept(ctx context.Context, hash string) ([]byte, error) {
	data, err := c.Scans.Get(ctx, hash)
	if err != nil {
		return nil, err
	}
	if !isContent(hash, data) {
		c.Log.Error("a chunk of a scan is spoilt where it is kept", "chunk", hash)
		return nil, noChunk()
	}
	return data, nil
}

func isContent(hash string, data []byte) bool {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]) == hash
}

func (c *Centre) keepPlan(ctx context.Context, hash yichuang.ScanHash, plan wire.ScanPlan) error {
	raw, err := json.Marshal(plan.Chunks)
	if err != nil {
		return err
	}
	return c.db.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT INTO scans (hash, size, chunks, complete, added) VALUES ($1, $2, $3, 1, $4) ON CONFLICT (hash) DO NOTHING",
			string(hash), plan.Size, string(raw), c.Now().UnixNano())
		return err
	})
}

// plan returns what a complete scan is made of.
func (c *Centre) plan(ctx context.Context, hash yichuang.ScanHash) (plan wire.ScanPlan, complete bool, err error) {
	var raw []byte
	err = c.db.scan(ctx, "SELECT size, chunks FROM scans WHERE hash = $1 AND complete = 1", []any{string(hash)}, &plan.Size, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return plan, false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &plan.Chunks)
	}
	return plan, err == nil, c.db.fault(err)
}

// scanPlan tells what a scan is made of: GET /v1/scans/{hash}.
func (c *Centre) scanPlan(w http.ResponseWriter, r *http.Request, _ *identity) error {
	plan, complete, err := c.plan(r.Context(), yichuang.ScanHash(r.PathValue("hash")))
	if err != nil {
		return err
	}
	if !complete {
		return &yichuang.Error{Code: yichuang.NotFound, Message: "中心还没有这个扫描件", Hint: "等添加它的窗口连上中心、上传以后再看"}
	}
	return c.writeJSON(w, plan)
}

// putChunk takes in a chunk: PUT /v1/chunks/{hash}. The same again does no harm.
func (c *Centre) putChunk(w http.ResponseWriter, r *http.Request, _ *identity) error {
	hash := r.PathValue("hash")
	if err := yichuang.ScanHash(hash).Check(); err != nil {
		return err
	}
	data, err := c.readBody(w, r, wire.ChunkBytes)
	if err != nil {
		return err
	}
	if !isContent(hash, data) {
		return &wire.Problem{Code: wire.CodeMismatch, Class: wire.Retry, Message: "the chunk is not what its hash says", Hint: "send it again"}
	}
	if err := c.Scans.Put(r.Context(), hash, data); err != nil {
		return err
	}
	return c.writeJSON(w, struct{}{})
}

// chunk gives a chunk: GET /v1/chunks/{hash}.
func (c *Centre) chunk(w http.ResponseWriter, r *http.Request, _ *identity) error {
	hash := r.PathValue("hash")
	if err := yichuang.ScanHash(hash).Check(); err != nil {
		return err
	}
	data, err := c.kept(r.Context(), hash)
	if err != nil {
		return err
	}
	c.answer(w, answer{kind: wire.TypeBytes, body: data})
	return nil
}
