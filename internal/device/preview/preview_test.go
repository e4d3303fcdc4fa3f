package preview_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/preview"
	"yichuang/internal/readback"
)

// page is a page with a mark in each corner, in grey or in colour.
func page(colour bool) image.Image {
	grey, rgb := image.NewGray(image.Rect(0, 0, 420, 594)), image.NewRGBA(image.Rect(0, 0, 420, 594))
	for i := range 420 * 594 {
		x, y := i%420, i/420
		v := byte(240)
		if (x < 60 || x >= 360) && (y < 60 || y >= 534) || y/20%3 == 0 && x > 90 && x < 330 {
			v = 20
		}
		grey.SetGray(x, y, color.Gray{Y: v})
		rgb.SetRGBA(x, y, color.RGBA{v, v, byte(min(int(v)+15, 255)), 255})
		if x < 60 && y < 60 {
			rgb.SetRGBA(x, y, color.RGBA{200, 10, 10, 255}) // a seal
		}
	}
	if colour {
		return rgb
	}
	return grey
}

var room = preview.Room{Columns: 26, Rows: 18, CellWidth: 8, CellHeight: 16}

// decoders read what each protocol draws, as its description says.
var decoders = map[preview.Protocol]func(t *testing.T, data []byte) image.Image{
	preview.Kitty:  kittyPicture,
	preview.ITerm2: iterm2Picture,
	preview.Sixel:  sixelPicture,
}

// kittyPicture puts the chunks together: APC G keys ; base64 ST, m=1 in all but
// the last.
func kittyPicture(t *testing.T, data []byte) image.Image {
	t.Helper()
	var payload strings.Builder
	chunks := regexp.MustCompile("\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\\\").FindAllSubmatch(data, -1)
	length := 0
	for i, c := range chunks {
		length += len(c[0])
		keys := string(c[1])
		if i == 0 && !(strings.Contains(keys, "a=T") && strings.Contains(keys, "f=100") && strings.Contains(keys, "c=26") && strings.Contains(keys, "r=18") && strings.Contains(keys, "q=2")) {
			t.Errorf("the first chunk says %s", keys)
		}
		if more := strings.Contains(keys, "m=1"); more != (i < len(chunks)-1) || len(c[2]) > 4096 {
			t.Errorf("chunk %d of %d says %s and has %d characters", i+1, len(chunks), keys, len(c[2]))
		}
		payload.Write(c[2])
	}
	if length != len(data) {
		t.Errorf("%d of %d bytes belong to the picture", length, len(data))
	}
	return decodePNG(t, payload.String())
}

// iterm2Picture reads OSC 1337 ; File=keys : base64 BEL.
func iterm2Picture(t *testing.T, data []byte) image.Image {
	t.Helper()
	m := regexp.MustCompile("^\x1b\\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\x07$").FindSubmatch(data)
	if m == nil || !strings.Contains(string(m[1]), "inline=1") || !strings.Contains(string(m[1]), "width=26;height=18") {
		t.Fatalf("%.80q", data)
	}
	return decodePNG(t, string(m[2]))
}

func decodePNG(t *testing.T, text string) image.Image {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// sixelPicture has libsixel draw the sixels.
func sixelPicture(t *testing.T, data []byte) image.Image {
	t.Helper()
	cmd := exec.Command(readback.Needs(t, "sixel2png", "libsixel-bin"))
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestEncode: what each protocol draws is the page again, in the room it was
// given.
func TestEncode(t *testing.T) {
	for protocol, decode := range decoders {
		for _, colour := range []bool{false, true} {
			t.Run(fmt.Sprint(protocol, " in colour ", colour), func(t *testing.T) {
				data, rows, err := preview.Encode(page(colour), protocol, room)
				if err != nil || rows != 18 {
					t.Fatalf("%d rows: %v", rows, err)
				}
				img := decode(t, data)
				size := img.Bounds().Size()
				// Sixels come six dots high, so a picture may end a little lower.
				if size.X < 202 || size.X > 208 || size.Y < 286 || size.Y > 294 {
					t.Errorf("drawn %v, want some 203 by 288", size)
				}
				for _, tt := range []struct {
					x, y int
					dark bool
				}{{5, 5, true}, {198, 280, true}, {198, 5, true}, {100, 20, false}, {5, 150, false}, {100, 150, true}, {100, 165, false}, {100, 4, true}} {
					if got := color.GrayModel.Convert(img.At(tt.x, tt.y)).(color.Gray).Y; got < 128 != tt.dark {
						t.Errorf("%d at %d, %d", got, tt.x, tt.y)
					}
				}
				if r, g, _, _ := img.At(10, 10).RGBA(); colour && (r>>8 < 150 || g>>8 > 60) {
					t.Errorf("the seal is %d, %d", r>>8, g>>8)
				}
			})
		}
	}
}

func TestNoRoom(t *testing.T) {
	for name, tt := range map[string]struct {
		img      image.Image
		protocol preview.Protocol
		room     preview.Room
	}{
		"no protocol": {page(false), preview.None, room},
		"no rows":     {page(false), preview.Kitty, preview.Room{Columns: 10}},
		"no dots":     {image.NewGray(image.Rectangle{}), preview.Kitty, room},
	} {
		_, _, err := preview.Encode(tt.img, tt.protocol, tt.room)
		if err == nil {
			t.Errorf("%s: drawn", name)
			continue
		}
		devicetest.Plain(t, err, yichuang.Invalid)
	}
	// A strip as high as one dot, and a room of one cell.
	for protocol := range decoders {
		if _, rows, err := preview.Encode(image.NewGray(image.Rect(0, 0, 5000, 1)), protocol, preview.Room{Columns: 1, Rows: 1}); err != nil || rows != 1 {
			t.Errorf("%s: %d rows: %v", protocol, rows, err)
		}
	}
}

func TestGuess(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want preview.Protocol
	}{
		{map[string]string{"TERM": "xterm-kitty"}, preview.Kitty},
		{map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, preview.Kitty},
		{map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, preview.ITerm2},
		{map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, preview.ITerm2},
		{map[string]string{"TERM": "foot-extra"}, preview.Sixel},
		{map[string]string{"WT_SESSION": "1"}, preview.Sixel},
		{map[string]string{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"}, preview.None},
		{map[string]string{"TERM": "linux"}, preview.None},
		{nil, preview.None},
	} {
		if got := preview.Guess(func(key string) string { return tt.env[key] }); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.env, got, tt.want)
		}
	}
}
