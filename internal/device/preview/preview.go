// Package preview turns a scanned page into bytes that draw it in a terminal,
// for the three ways in which terminals show pictures.
package preview

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/iterm2"
	"github.com/charmbracelet/x/ansi/kitty"
	"github.com/charmbracelet/x/ansi/sixel"
	"golang.org/x/image/draw"

	"yichuang"
)

// Protocol is a way in which a terminal shows pictures.
type Protocol string

// The protocols. None is a terminal that shows no pictures: there the page is
// opened in the system's viewer.
const (
	None   Protocol = ""
	Kitty  Protocol = "kitty"
	ITerm2 Protocol = "iterm2"
	Sixel  Protocol = "sixel"
)

// Guess names the protocol of a terminal by the environment that it gives its
// programs. Inside tmux or screen, which eat pictures, it is None. getenv is
// os.Getenv.
func Guess(getenv func(string) string) Protocol {
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case getenv("TMUX") != "" || getenv("STY") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen"):
		return None
	case term == "xterm-kitty", term == "xterm-ghostty", program == "ghostty", getenv("KITTY_WINDOW_ID") != "":
		return Kitty
	case program == "iTerm.app", program == "WezTerm":
		return ITerm2
	case strings.HasPrefix(term, "foot"), strings.HasPrefix(term, "mlterm"), getenv("WT_SESSION") != "":
		return Sixel // foot, mlterm, and Windows Terminal from 1.22
	}
	return None
}

// Room is the place of a picture on the screen.
type Room struct {
	Columns, Rows         int
	CellWidth, CellHeight int // in pixels; zero: 8 by 16
}

// picture is a preview ready to be written.
type picture struct {
	img           image.Image
	columns, rows int
}

// Encode returns the bytes that draw the picture at the cursor, as large as the
// room allows with its proportions kept, and the rows it takes. It returns
// Invalid for a room without a cell, a picture without a dot, or no protocol.
func Encode(img image.Image, protocol Protocol, room Room) (data []byte, rows int, err error) {
	if room.CellWidth <= 0 || room.CellHeight <= 0 {
		room.CellWidth, room.CellHeight = 8, 16
	}
	if room.Columns < 1 || room.Rows < 1 || img.Bounds().Empty() {
		return nil, 0, &yichuang.Error{Code: yichuang.Invalid, Message: "没有地方显示这一页", Hint: "请把窗口放大一些，或者用系统的看图程序打开"}
	}
	p := fit(img, room)
	var out bytes.Buffer
	switch protocol {
	case Kitty:
		err = kitty.EncodeGraphics(&out, p.img, &kitty.Options{
			Action: kitty.TransmitAndPut, Transmission: kitty.Direct, Format: kitty.PNG,
			Columns: p.columns, Rows: p.rows, Quiet: 2, Chunk: true, DoNotMoveCursor: true,
		})
	case ITerm2:
		err = p.iterm2(&out)
	case Sixel:
		var payload bytes.Buffer
		err = (&sixel.Encoder{}).Encode(&payload, p.img)
		out.WriteString(ansi.SixelGraphics(0, 1, 0, payload.Bytes()))
	default:
		return nil, 0, &yichuang.Error{Code: yichuang.Invalid, Message: "这个终端不能显示图片", Hint: "请用系统的看图程序打开"}
	}
	if err != nil {
		return nil, 0, &yichuang.Error{Code: yichuang.Internal, Message: "这一页画不出来", Hint: "请用系统的看图程序打开", Err: err}
	}
	return out.Bytes(), p.rows, nil
}

// fit brings a picture down to the pixels of the room. It is never blown up: a
// page has more dots than a screen.
func fit(img image.Image, room Room) picture {
	size := img.Bounds().Size()
	by := min(float64(room.Columns*room.CellWidth)/float64(size.X), float64(room.Rows*room.CellHeight)/float64(size.Y), 1)
	to := image.Rect(0, 0, max(int(float64(size.X)*by), 1), max(int(float64(size.Y)*by), 1))
	var out draw.Image = image.NewRGBA(to)
	if _, grey := img.(*image.Gray); grey {
		out = image.NewGray(to)
	}
	draw.BiLinear.Scale(out, to, img, img.Bounds(), draw.Src, nil)
	return picture{out, (to.Dx() + room.CellWidth - 1) / room.CellWidth, (to.Dy() + room.CellHeight - 1) / room.CellHeight}
}

func (p picture) iterm2(out *bytes.Buffer) error {
	var file bytes.Buffer
	if err := png.Encode(&file, p.img); err != nil {
		return err
	}
	out.WriteString(ansi.ITerm2(iterm2.File{
		Size: int64(file.Len()), Width: iterm2.Cells(p.columns), Height: iterm2.Cells(p.rows), Inline: true, DoNotMoveCursor: true,
		Content: []byte(base64.StdEncoding.EncodeToString(file.Bytes())),
	}))
	return nil
}
