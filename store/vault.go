package store

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"yichuang"
)

// Vault is the one seam that personal data passes on its way to the disk and
// back: bodies of events, summaries, drafts, names and PINs of users, the
// terminal's key. Whoever encrypts at rest writes a Vault; no caller changes.
type Vault interface {
	// Seal returns what may lie on the disk. The context names the place; a
	// vault that authenticates binds it in, so that sealed data moved elsewhere
	// does not open.
	Seal(plain []byte, context string) ([]byte, error)
	// Open returns what Seal was given. Damaged is the code for anything else.
	Open(sealed []byte, context string) ([]byte, error)
	// Blind returns the same text for the same term, which does not tell the
	// term to somebody without the vault's key.
	Blind(term string) string
}

// plainMark begins everything that PlainVault wrote, so that a later vault can
// tell it from its own and still open it.
const plainMark = 0

// PlainVault seals nothing: data lies on the disk as it is.
type PlainVault struct{}

// Seal puts the mark before the data.
func (PlainVault) Seal(plain []byte, _ string) ([]byte, error) {
	sealed := make([]byte, 1+len(plain)) // the mark is 0
	copy(sealed[1:], plain)
	return sealed, nil
}

// Open takes the mark away. Denied is returned for data that another vault sealed.
func (PlainVault) Open(sealed []byte, _ string) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != plainMark {
		return nil, &yichuang.Error{Code: yichuang.Denied, Message: "这份数据是加密保存的，本次没有提供密钥",
			Hint: "请用加密时的设置打开；不要删除数据文件"}
	}
	return sealed[1:], nil
}

// Blind returns the term itself.
func (PlainVault) Blind(term string) string { return term }

// The contexts under which data is sealed.
func eventContext(terminal yichuang.TerminalID, seq int64) string {
	return "event/" + string(terminal) + "/" + strconv.FormatInt(seq, 10)
}

func summaryContext(number yichuang.CaseNumber) string { return "summary/" + string(number) }

func draftContext(owner yichuang.UserID, key string) string {
	return "draft/" + string(owner) + "/" + key
}

func userContext(id yichuang.UserID, what string) string { return "user/" + string(id) + "/" + what }

const keyContext = "terminal/key"

// blind turns a term into what the search table holds: 8 bytes of a hash over
// the vault's answer. Two terms that meet in it only cost a comparison.
func (s *Store) blind(term string) int64 {
	sum := sha256.Sum256([]byte(s.vault.Blind(term)))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
