package yichuang

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// PlaceKind is where an original may be.
type PlaceKind string

// The places.
const (
	AtWindow     PlaceKind = "window"     // 收件窗口
	WithCourier  PlaceKind = "courier"    // 流转途中
	AtDepartment PlaceKind = "department" // 审批部门
	AtArchive    PlaceKind = "archive"    // 归档
	GivenBack    PlaceKind = "returned"   // 已退申请人
	WithCase     PlaceKind = "case"       // 同一件事的另一个办件 has it: one original for several cases
)

// PlaceKinds lists the places to which an original may go, in the order of its way.
var PlaceKinds = []PlaceKind{AtWindow, WithCourier, AtDepartment, AtArchive, GivenBack}

// Name returns the place in Chinese.
func (k PlaceKind) Name() string {
	switch k {
	case AtWindow:
		return "收件窗口"
	case WithCourier:
		return "流转途中"
	case AtDepartment:
		return "审批部门"
	case AtArchive:
		return "归档"
	case GivenBack:
		return "已退申请人"
	case WithCase:
		return "同一件事的办件"
	}
	return string(k)
}

// Place is where an original is: whom to ask for it.
type Place struct {
	Kind PlaceKind `json:"kind"`
	Name string    `json:"name,omitempty"` // the department, the courier, the shelf
}

// Words writes "审批部门（旗市场监督管理局）".
func (p Place) Words() string {
	if p.Name == "" {
		return p.Kind.Name()
	}
	return p.Kind.Name() + "（" + p.Name + "）"
}

// Custody is where the originals of one material are.
type Custody struct {
	Material MaterialID `json:"material"`
	Place    Place      `json:"place"`
	Slip     string     `json:"slip,omitempty"` // the 转办交接单 they moved with
	By       UserID     `json:"by"`
	At       time.Time  `json:"at"`
}

// Originals returns how many originals of a material the case holds, whatever place
// they are in, and 0 for those given back, by themselves or with a notice, and for those
// that another case holds.
func (c *Case) Originals(m *MaterialState) int {
	back := c.Stage == StageCorrecting && c.Decision.Facts.Rule.Returns()
	at := c.PlaceOf(m.Material).Kind
	if m.Presence != Held || m.Digital || back || at == GivenBack || at == WithCase {
		return 0
	}
	return m.Originals
}

// Original is the originals of one material that a case holds.
type Original struct {
	Material MaterialID `json:"material"`
	Pieces   int        `json:"pieces"`
	Place    Place      `json:"place"`
	Slip     string     `json:"slip,omitempty"` // the 转办交接单 they came there with
	Since    time.Time  `json:"since,omitzero"` // when they came there
}

// OriginalsHeld lists the originals that the case holds, in the order of its materials.
func (c *Case) OriginalsHeld() []Original {
	var all []Original
	for i := range c.Materials {
		m := &c.Materials[i]
		n := c.Originals(m)
		if n == 0 {
			continue
		}
		o := Original{Material: m.Material, Pieces: n, Place: c.PlaceOf(m.Material), Since: m.At}
		for _, k := range c.Custody {
			if k.Material == m.Material {
				o.Slip, o.Since = k.Slip, k.At
			}
		}
		all = append(all, o)
	}
	return all
}

// PlaceOf returns where the originals of a material are: at the window where they
// came in until they are moved.
func (c *Case) PlaceOf(id MaterialID) Place {
	for _, k := range c.Custody {
		if k.Material == id {
			return k.Place
		}
	}
	if c.Online != nil { // originals came to the window that reviews it
		return Place{Kind: AtWindow, Name: c.Seat.Seat()}
	}
	return Place{Kind: AtWindow, Name: c.Intake.Terminal.Seat()}
}

// PapersMoved is 转办交接: originals go from one place to another. From is what the
// author took them from: two people cannot both move what lies in one place.
type PapersMoved struct {
	Materials []MaterialID `json:"materials"`
	From      Place        `json:"from"`
	To        Place        `json:"to"`
	Slip      string       `json:"slip,omitempty"`
	Note      string       `json:"note,omitempty"`
}

// Kind names the event.
func (*PapersMoved) Kind() EventKind { return "papers-moved" }

func (b *PapersMoved) apply(c *Case, e *Event) error {
	if len(b.Materials) == 0 {
		return invalid("没有选择要交接的材料", "")
	}
	if !slices.Contains(PlaceKinds, b.To.Kind) {
		return invalid("不认识的去处“"+Clip(string(b.To.Kind), 20)+"”", "")
	}
	next := slices.Clone(c.Custody)
	for _, id := range b.Materials {
		m := c.MaterialState(id)
		if m == nil {
			return errNotListed(id)
		}
		if m.Presence != Held || m.Originals == 0 || c.PlaceOf(id).Kind == WithCase {
			return conflict("材料“"+string(id)+"”没有原件，不能交接", "")
		}
		if at := c.PlaceOf(id); at != b.From {
			return conflict("材料“"+string(id)+"”的原件现在在"+at.Words()+"，不在"+b.From.Words(), "请打开办件核对原件去向")
		}
		next = slices.DeleteFunc(next, func(k Custody) bool { return k.Material == id })
		next = append(next, Custody{Material: id, Place: b.To, Slip: b.Slip, By: e.By, At: e.Time()})
	}
	c.Custody = next
	return nil
}

func (*PapersMoved) about() scope { return aboutNothing }

func (b *PapersMoved) say(name naming) string {
	var names []string
	for _, id := range b.Materials {
		names = append(names, name(id))
	}
	s := fmt.Sprintf("原件交接：%s，%s→%s", strings.Join(names, "、"), b.From.Words(), b.To.Words())
	if b.Slip != "" {
		s += "，交接单" + b.Slip
	}
	return s
}
