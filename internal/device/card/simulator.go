package card

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Simulator hands cards in at a bridge, as a reader maker's tool does: for tests
// and for trying a terminal without a reader.
type Simulator struct {
	Address string // of the bridge
	Token   string
}

// Lay hands in a card. The error says what the bridge said, in its words.
func (s Simulator) Lay(ctx context.Context, c device.Card) error {
	m := message{
		Version: version, Kind: string(c.ID.Kind), Number: c.ID.Number, Name: c.Name, Sex: c.Sex, Nation: c.Nation,
		Birth: c.Birth.String(), Address: c.Address, Issuer: c.Issuer, From: c.ValidFrom.String(), Until: c.ValidUntil.String(),
	}
	if c.Forever {
		m.Until = forever
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.Send(ctx, body)
}

// Send hands in a message as it is.
func (s Simulator) Send(ctx context.Context, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.Address+"/card", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.Token)
	patience := device.Patience{Connect: 3 * time.Second, Stall: time.Minute}
	got, err := patience.Client().Do(r)
	if err != nil {
		return device.Unreached("读卡接口 "+s.Address, err)
	}
	defer got.Body.Close()
	var a answer
	if err := json.NewDecoder(io.LimitReader(got.Body, mostBody)).Decode(&a); err != nil {
		return unreadable(err)
	}
	if !a.OK {
		return &yichuang.Error{Code: yichuang.Conflict, Message: "读卡接口没有收下：" + a.Message, Hint: a.Hint, Err: fmt.Errorf("HTTP %s", got.Status)}
	}
	return nil
}
