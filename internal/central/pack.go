package central

import (
	"bytes"
	_ "embed"
	"fmt"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zstd"

	"yichuang/internal/wire"
)

// The first byte of a stored body says how it is packed. Bodies lie in databases for
// good, so whatever was ever written here stays readable.
const (
	packedZstd       = 1 // zstd over the lines
	packedDictionary = 2 // the same with a dictionary; the frame names which
)

// A run of one to three events, as a terminal pushes them while a clerk works, has
// little in it that repeats, but much that every run has: the dictionary holds that,
// and halves them. Another dictionary gets another file and number, and this
// one stays. TestMakeDictionary makes one.
//
//go:embed dictionary/1.dict
var dictionary1 []byte

// smallLines is up to how many bytes the dictionary is used: a whole case, as it comes
// after an outage, gains a fifth by it, and costs a third more to pack.
const smallLines = 4 << 10

// bodyPacker packs and unpacks stored bodies.
type bodyPacker struct {
	small, large *zstd.Encoder
	dec          *zstd.Decoder
}

var packing = sync.OnceValues(func() (*bodyPacker, error) {
	at := runtime.GOMAXPROCS(0)
	usual := []zstd.EOption{zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(at), zstd.WithWindowSize(1 << 20)}
	large, err := zstd.NewWriter(nil, usual...)
	if err != nil {
		return nil, err
	}
	small, err := zstd.NewWriter(nil, append(usual, zstd.WithEncoderDict(dictionary1))...)
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(at), zstd.WithDecoderMaxMemory(wire.MostBody), zstd.WithDecoderLowmem(true), zstd.WithDecoderDicts(dictionary1))
	return &bodyPacker{small, large, dec}, err
})

// packLines packs lines to be stored.
func packLines(all [][]byte) ([]byte, error) {
	p, err := packing()
	if err != nil {
		return nil, err
	}
	body := bytes.Join(all, []byte{'\n'})
	way, enc := byte(packedZstd), p.large
	if len(body) <= smallLines {
		way, enc = packedDictionary, p.small
	}
	return enc.EncodeAll(body, append(make([]byte, 0, len(body)/3+64), way)), nil
}

// unpackLines returns the lines that packLines was given, of which there must be n.
func unpackLines(packed []byte, n int) ([][]byte, error) {
	if len(packed) == 0 || packed[0] != packedZstd && packed[0] != packedDictionary {
		return nil, fmt.Errorf("packed in an unknown way")
	}
	p, err := packing()
	if err != nil {
		return nil, err
	}
	body, err := p.dec.DecodeAll(packed[1:], make([]byte, 0, len(packed)*4))
	if err != nil {
		return nil, err
	}
	all := bytes.Split(body, []byte{'\n'})
	if len(all) != n {
		return nil, fmt.Errorf("%d lines where %d belong", len(all), n)
	}
	return all, nil
}
