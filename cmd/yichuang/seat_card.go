package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/device/card"
	"yichuang/tui/cases"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
)

// cardLease is how long the form waits for a card before it is asked whether it is
// still there.
const cardLease = 5 * time.Second

// openBridge opens the door for programs of card readers, where one is configured.
func (s *seat) openBridge() error {
	c := s.settings()
	if c.Card.Address == "" || s.bridge() != nil {
		return nil
	}
	token, err := c.cardToken(true)
	if err != nil {
		return err
	}
	b, err := card.Listen(card.Options{Address: c.Card.Address, Token: token, Today: func() yichuang.Date { return yichuang.DateOf(s.now()) }})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cards = b
	return nil
}

func (s *seat) closeBridge() {
	if b := s.bridge(); b != nil {
		_ = b.Close() // the program ends
	}
}

func (s *seat) bridge() *card.Bridge {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cards
}

// ReadCard waits for a card on the reader, for a while.
func (s *seat) ReadCard(ctx context.Context) (intake.Card, bool, error) {
	b := s.bridge()
	if b == nil {
		return intake.Card{}, false, &yichuang.Error{Code: yichuang.Internal, Message: "读卡接口没有打开", Hint: "请手工录入"}
	}
	ctx, cancel := context.WithTimeout(ctx, cardLease)
	defer cancel()
	c, err := b.Read(ctx)
	if ctx.Err() != nil && err != nil {
		return intake.Card{}, false, nil
	}
	return intake.Card{ID: c.ID, Name: c.Name, Address: c.Address, Warning: c.Warning}, err == nil, err
}

// cardToken is what a program of a card reader has to know: the configuration's, or the
// one that is kept beside the data. It is made when there is none yet and make is set;
// NotFound is returned otherwise.
func (c *config) cardToken(make bool) (string, error) {
	if c.Card.Token != "" {
		return c.Card.Token, nil
	}
	raw, err := os.ReadFile(c.tokenFile())
	switch token := strings.TrimSpace(string(raw)); {
	case err == nil && len(token) >= leastToken:
		return token, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", &yichuang.Error{Code: yichuang.Denied, Message: "读不到读卡接口的口令 " + c.tokenFile(), Hint: "请检查文件权限", Err: err}
	case !make:
		return "", &yichuang.Error{Code: yichuang.NotFound, Message: "还没有读卡接口的口令", Hint: "在配置里写明 card.address，再启动一次终端"}
	}
	token := card.NewToken()
	if err = os.MkdirAll(c.Data, 0o700); err == nil {
		err = writeWhole(c.tokenFile(), []byte(token+"\n")) // readable by this user alone
	}
	if err != nil {
		return "", &yichuang.Error{Code: yichuang.Full, Message: "读卡接口的口令写不到 " + c.tokenFile(), Hint: "请检查磁盘空间和目录权限", Err: err}
	}
	return token, nil
}

// machine tells readers and scanners that play keyboard from hands, as configured.
func (c *cardConfig) machine() kit.Machine {
	rule := card.WedgeRule{Prefix: c.Prefix, Pause: time.Duration(c.Pause) * time.Millisecond, Least: c.Least}
	states := map[card.WedgeState]kit.Typing{card.ByHand: kit.ByHand, card.Coming: kit.Coming, card.Complete: kit.Complete}
	return kit.Machine{Prefixed: c.Prefix != "", Recognize: func(strokes []kit.Stroke) (string, kit.Typing) {
		own := make([]card.Stroke, len(strokes))
		for i, k := range strokes {
			own[i] = card.Stroke(k)
		}
		text, state := rule.Recognize(own)
		return text, states[state]
	}}
}

// read opens what a text stands for that a machine typed where nobody writes: the cases
// of a person or of an organization.
func (s *seat) read(env *kit.Env, text string) kit.Screen {
	switch meaning, value := card.MeaningOf(text, yichuang.DateOf(s.now())); meaning {
	case card.Ticket:
		return cases.New(env, s, s.user(), kit.Scanned{Ticket: value})
	case card.Identity, card.Credit:
		return cases.NewFindOf(env, s, value)
	}
	return &closed{&yichuang.Error{Code: yichuang.Invalid, Message: "扫到的“" + yichuang.Clip(text, 40) + "”不是凭证、证件或者执照上的号码", Hint: "请对照原件输入"}}
}
