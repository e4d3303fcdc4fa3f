package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"

	"yichuang"
)

// Membership is what a terminal has of the centre that it was enrolled with.
type Membership struct {
	URL         string          `json:"url"`
	Hall        yichuang.HallID `json:"hall"`
	Certificate []byte          `json:"certificate"` // this terminal's, DER
	Authority   []byte          `json:"authority"`   // the centre's, DER
	Recipient   string          `json:"recipient"`   // to whom parcels are encrypted
}

const membershipKey = "membership"

// Membership returns it; NotFound is the code when the terminal works alone.
func (s *Store) Membership(ctx context.Context) (m Membership, err error) {
	var sealed []byte
	err = s.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", membershipKey).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return m, &yichuang.Error{Code: yichuang.NotFound, Message: "这个终端没有登记到中心，是单机使用", Hint: "需要联网的，请管理员发登记码，再运行 yichuang enroll"}
	}
	if err == nil {
		var raw []byte
		if raw, err = s.vault.Open(sealed, "terminal/"+membershipKey); err == nil {
			err = json.Unmarshal(raw, &m)
		}
	}
	return m, s.fault(err)
}

// SetMembership keeps what the centre gave at enrolment, or at a renewal.
func (s *Store) SetMembership(ctx context.Context, m Membership) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return s.fault(err)
	}
	sealed, err := s.vault.Seal(raw, "terminal/"+membershipKey)
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", membershipKey, sealed)
		return err
	})
}

// SetKey gives a new file the key with which its terminal was enrolled. Conflict is
// returned when it has one already: papers and events are signed with that.
func (s *Store) SetKey(ctx context.Context, key ed25519.PrivateKey) error {
	sealed, err := s.vault.Seal(key.Seed(), keyContext)
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		n, err := t.exec("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", keyKey, sealed)
		if err == nil && n == 0 {
			err = &yichuang.Error{Code: yichuang.Conflict, Message: "这个数据文件已经有自己的签名密钥", Hint: "请用它自己的密钥登记"}
		}
		return err
	})
}
