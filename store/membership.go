package store

import (
	"bytes"
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

// Enrolment is what a centre answered to an enrolment.
type Enrolment struct {
	Terminal   yichuang.Terminal
	Membership Membership
	Hall       yichuang.Hall
	// Incarnation and Began are those of the centre as it is. A file that knows the
	// centre already keeps what it knows, so that it notices when that is not true
	// any more.
	Incarnation string
	Began       int64
}

// Enrol makes the file one of a terminal of a centre, in one step. An identity that
// it has already is kept. The store must be opened again to work under a new one.
// Conflict is returned for a file that belongs to another centre, or to another
// hall of it.
func (s *Store) Enrol(ctx context.Context, e Enrolment) error {
	before, err := s.Membership(ctx)
	switch {
	case yichuang.CodeOf(err) == yichuang.NotFound:
	case err != nil:
		return err
	case before.Hall != e.Membership.Hall || !bytes.Equal(before.Authority, e.Membership.Authority):
		return &yichuang.Error{Code: yichuang.Conflict, Message: "这个数据文件属于另一个中心的大厅“" + string(before.Hall) + "”，没有登记",
			Hint: "请用空的数据目录登记（--data），原来的数据留给原来的大厅"}
	}
	sealed, err := s.sealMembership(e.Membership)
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error {
		if e.Terminal != t.terminal {
			if err := t.become(e.Terminal); err != nil {
				return err
			}
		}
		if err := t.setMembership(sealed); err != nil {
			return err
		}
		if err := t.takeHall(&yichuang.Published{Hall: &e.Hall}); err != nil {
			return err
		}
		_, err := t.exec("UPDATE link SET incarnation = ?, began = ? WHERE incarnation = ''", e.Incarnation, e.Began)
		return err
	})
}

// SetMembership keeps what changed of it: the centre's address, a renewed
// certificate.
func (s *Store) SetMembership(ctx context.Context, m Membership) error {
	sealed, err := s.sealMembership(m)
	if err != nil {
		return s.fault(err)
	}
	return s.update(ctx, func(t *tx) error { return t.setMembership(sealed) })
}

func (s *Store) sealMembership(m Membership) ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return s.vault.Seal(raw, "terminal/"+membershipKey)
}

func (t *tx) setMembership(sealed []byte) error {
	_, err := t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", membershipKey, sealed)
	return err
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
