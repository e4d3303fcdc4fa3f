package wire

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Packer compresses and unpacks bodies; it may be used by several goroutines.
type Packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// NewPacker returns a packer that works on so many bodies at a time.
func NewPacker(at int) (*Packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(at), zstd.WithWindowSize(1<<20))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(at), zstd.WithDecoderMaxMemory(MostBody), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &Packer{enc, dec}, nil
}

// Pack compresses a body.
func (p *Packer) Pack(body []byte) []byte { return p.enc.EncodeAll(body, make([]byte, 0, len(body)/4)) }

// Unpack returns what Pack was given. CodeTooLarge is the problem with a body over
// MostBody, Invalid with one that is no zstd.
func (p *Packer) Unpack(packed []byte) ([]byte, error) {
	body, err := p.dec.DecodeAll(packed, make([]byte, 0, min(len(packed)*8, MostBody)))
	switch {
	case err == nil:
		return body, nil
	case err == zstd.ErrDecoderSizeExceeded || err == zstd.ErrWindowSizeExceeded:
		return nil, &Problem{Code: CodeTooLarge, Class: Never, Message: fmt.Sprintf("the body is larger than %d MiB unpacked", MostBody>>20), Hint: "send less at a time"}
	}
	return nil, malformed(fmt.Sprintf("the body is no zstd: %v", err))
}
