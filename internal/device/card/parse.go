package card

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/internal/device"
)

// version is the version of the protocol.
const version = 1

// message is a card as it comes over the bridge; docs/devices.md describes every
// field. Fields that nobody here needs, such as the photo, are left unread.
type message struct {
	Version int    `json:"version"`
	Kind    string `json:"kind,omitempty"`
	Number  string `json:"number"`
	Name    string `json:"name"`
	Sex     string `json:"sex,omitempty"`
	Nation  string `json:"nation,omitempty"`
	Birth   string `json:"birth,omitempty"`
	Address string `json:"address,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	From    string `json:"from,omitempty"`
	Until   string `json:"until,omitempty"`
}

// forever is what cards say that are valid for good.
const forever = "长期"

// Longest texts, in characters, of what is read from a card.
const (
	mostName    = 50
	mostAddress = 200
)

// Parse reads a card as it comes over the bridge and checks it by the rules of its
// kind on the day today. It returns Damaged for what is no card or was misread,
// and Newer for a later version of the protocol. A card that is read well and
// needs a look, such as one that has run out, has a Warning.
func Parse(data []byte, today yichuang.Date) (device.Card, error) {
	var m message
	in := json.NewDecoder(bytes.NewReader(data))
	if err := in.Decode(&m); err != nil {
		return device.Card{}, unreadable(err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return device.Card{}, unreadable(errors.New("more than one object"))
	}
	if m.Version > version {
		return device.Card{}, &yichuang.Error{Code: yichuang.Newer, Message: "读卡程序是更新的版本，本程序看不懂", Hint: "请升级本程序，或者手工录入"}
	}
	c, err := m.card()
	if err != nil {
		return device.Card{}, err
	}
	warning, err := c.ID.Check(today)
	if err == nil {
		err = consistent(c)
	}
	if err != nil {
		return device.Card{}, misread(err)
	}
	c.Warning = warning
	if run := expired(c, today); run != "" {
		c.Warning = run
	}
	return c, nil
}

// card brings the message into the forms used here.
func (m *message) card() (device.Card, error) {
	c := device.Card{
		Name: yichuang.CleanLine(m.Name), Sex: sex(m.Sex), Nation: nation(m.Nation),
		Address: yichuang.Clip(yichuang.CleanLine(m.Address), mostAddress), Issuer: yichuang.Clip(yichuang.CleanLine(m.Issuer), mostAddress),
	}
	kind := yichuang.IDKind(yichuang.CleanLine(m.Kind))
	if kind == "" {
		kind = yichuang.GuessIDKind(m.Number)
	}
	if kind == "" {
		kind = yichuang.ResidentID
	}
	c.ID = yichuang.Identity{Kind: kind, Number: yichuang.NormalizeID(kind, m.Number)}
	if n := utf8.RuneCountInString(c.Name); n == 0 || n > mostName {
		return c, misread(errors.New("no name, or too long a one"))
	}
	if !slices.Contains(yichuang.IDKinds, kind) {
		return c, misread(errors.New("unknown kind of document"))
	}
	for _, d := range []struct {
		text string
		into *yichuang.Date
	}{{m.Birth, &c.Birth}, {m.From, &c.ValidFrom}, {m.Until, &c.ValidUntil}} {
		text := yichuang.CleanLine(d.text)
		if text == "" || d.into == &c.ValidUntil && text == forever {
			continue
		}
		var err error
		if *d.into, err = yichuang.ParseDate(text); err != nil {
			return c, misread(err)
		}
	}
	c.Forever = yichuang.CleanLine(m.Until) == forever
	return c, nil
}

// sex knows the words and codes of readers (GB/T 2261.1), "" for anything else.
func sex(s string) string {
	switch strings.ToUpper(yichuang.CleanLine(s)) {
	case "男", "1", "M":
		return "男"
	case "女", "2", "F":
		return "女"
	}
	return ""
}

func nation(s string) string {
	s = yichuang.Clip(yichuang.CleanLine(s), 20)
	if short := strings.TrimSuffix(s, "族"); short != "" {
		return short
	}
	return s
}

// consistent compares what the card says with what its number says.
func consistent(c device.Card) error {
	if birth, ok := c.ID.Birth(); ok && !c.Birth.IsZero() && birth != c.Birth {
		return errors.New("the date of birth is not that of the number")
	}
	if male, ok := c.ID.Male(); ok && c.Sex != "" && male != (c.Sex == "男") {
		return errors.New("the sex is not that of the number")
	}
	return nil
}

// expired says when the card is not valid today.
func expired(c device.Card, today yichuang.Date) string {
	switch {
	case today.IsZero():
		return ""
	case !c.Forever && !c.ValidUntil.IsZero() && c.ValidUntil.Before(today):
		return "证件已于" + c.ValidUntil.Chinese() + "到期，请核对申请人有没有新的证件"
	case c.ValidFrom.After(today):
		return "证件从" + c.ValidFrom.Chinese() + "起才有效，请核对证件和本机日期"
	}
	return ""
}

func unreadable(err error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "读卡程序送来的内容看不懂", Hint: "请手工录入，并告诉管理员检查读卡程序", Err: err}
}

func misread(err error) error {
	return &yichuang.Error{Code: yichuang.Damaged, Message: "证件没有读好", Hint: "请擦干净证件再放一次；还不行请对照证件手工录入", Err: err}
}
