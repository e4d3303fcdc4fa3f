package yichuang

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// ChainHash ties every event of a terminal to all of its events before: the
// sha-256 over the hash before and the event's line. A line that is changed, left
// out or moved gives another hash from there on.
type ChainHash [sha256.Size]byte

// ChainStart is the hash before the first event of a terminal.
func ChainStart(t TerminalID) ChainHash { return sha256.Sum256([]byte("yichuang chain:" + string(t))) }

// Next returns the hash after one more line.
func (h ChainHash) Next(line []byte) ChainHash {
	b := make([]byte, 0, len(h)+len(line))
	return sha256.Sum256(append(append(b, h[:]...), line...))
}

// String returns 64 hexadecimal digits.
func (h ChainHash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes 64 hexadecimal digits.
func (h ChainHash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads what MarshalText writes, and returns Invalid for anything else.
func (h *ChainHash) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) {
		return invalid("校验链的值应为64位十六进制数字", "")
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return invalid("校验链的值应为64位十六进制数字", "")
	}
	return nil
}

// Voucher is a terminal's word for its chain up to and including one event: whoever
// has the lines and the terminal's public key can tell that they are its own, in
// whatever way they came.
type Voucher struct {
	Terminal  TerminalID `json:"terminal"`
	Seq       int64      `json:"seq"`
	Signature []byte     `json:"signature"` // Ed25519, base64
}

// voucherPurpose goes before what is signed, so that the signature of a chain can
// never stand for anything else that a terminal signs.
const voucherPurpose = "yichuang voucher:"

func vouched(t TerminalID, seq int64, h ChainHash) []byte {
	return append([]byte(voucherPurpose+string(t)+":"+strconv.FormatInt(seq, 10)+":"), h[:]...)
}

// SignVoucher signs a chain with the terminal's key.
func SignVoucher(key ed25519.PrivateKey, t TerminalID, seq int64, h ChainHash) Voucher {
	return Voucher{Terminal: t, Seq: seq, Signature: ed25519.Sign(key, vouched(t, seq, h))}
}

// Verify reports whether the terminal with this public key signed the chain that
// has the hash h after the voucher's event.
func (v Voucher) Verify(pub ed25519.PublicKey, h ChainHash) bool {
	return len(pub) == ed25519.PublicKeySize && len(v.Signature) == ed25519.SignatureSize &&
		ed25519.Verify(pub, vouched(v.Terminal, v.Seq, h), v.Signature)
}

// PlacedVoucher is a voucher with the position, at the centre, of the event that
// it stands behind.
type PlacedVoucher struct {
	Voucher
	Pos int64 `json:"pos"`
}
