package central

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// parcel takes in what was carried by hand: POST /v1/parcels. The carrier can
// neither read nor change it; each stretch in it is its author's by its voucher.
func (c *Centre) parcel(w http.ResponseWriter, r *http.Request, who *identity) error {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Hour)) // a memory stick of scans over a slow line
	answer, err := c.Parcel(r.Context(), who.hall, http.MaxBytesReader(w, r.Body, wire.MostParcel))
	if err != nil {
		return err
	}
	return c.writeJSON(w, answer)
}

// Parcel takes a parcel into a hall. What comes before a failure in it stays: it is
// whole by itself, and the same parcel again adds the rest.
func (c *Centre) Parcel(ctx context.Context, hall yichuang.HallID, from io.Reader) (*wire.ParcelAnswer, error) {
	answer := &wire.ParcelAnswer{Authors: map[yichuang.TerminalID]int64{}}
	reader := wire.ParcelReader{
		Events: func(body []byte) error {
			stretches, err := wire.ParseStretches(body)
			if err != nil {
				return err
			}
			for i := range stretches {
				pushed, err := c.Push(ctx, hall, wire.AppendStretch(nil, &stretches[i]))
				if err != nil {
					return err
				}
				answer.Authors[stretches[i].Terminal] = pushed.Acked
				answer.Events += len(stretches[i].Lines)
			}
			return nil
		},
		Item: func(ref yichuang.ItemRef, raw []byte) error {
			var it yichuang.Item
			if err := json.Unmarshal(raw, &it); err != nil || it.Ref() != ref {
				return &yichuang.Error{Code: yichuang.Invalid, Message: "an item in the parcel is not what it is called", Hint: "export it again", Err: err}
			}
			return c.db.update(ctx, func(t *tx) error { return t.keepItem(&it) })
		},
		Scan: func(hash yichuang.ScanHash, size int64, content io.Reader) error {
			answer.Scans++
			return c.carriedScan(ctx, hash, size, content)
		},
	}
	return answer, reader.Read(from, c.parcelKey)
}

// carriedScan cuts the content of a scan into its chunks and keeps them.
func (c *Centre) carriedScan(ctx context.Context, hash yichuang.ScanHash, size int64, content io.Reader) error {
	plan := wire.ScanPlan{Size: size}
	if size < 1 || size > yichuang.MostScan {
		return checkPlan(hash, plan)
	}
	chunk := make([]byte, wire.ChunkBytes)
	for {
		n, err := io.ReadFull(content, chunk)
		if n > 0 {
			sum := sha256.Sum256(chunk[:n])
			name := hex.EncodeToString(sum[:])
			if err := c.Scans.Put(ctx, name, bytes.Clone(chunk[:n])); err != nil {
				return err
			}
			plan.Chunks = append(plan.Chunks, name)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	_, err := c.PutScan(ctx, hash, plan)
	return err
}
