package device_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
)

// pattern is a picture in which every corner differs.
func pattern(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for i := range w * h {
		if x, y := i%w, i/w; (x/7+y/5)%2 == 0 {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 90, 255})
		}
	}
	return img
}

// files are the pattern in every format.
func files(t testing.TB, img image.Image) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, encode := range map[string]func(*bytes.Buffer) error{
		"jpeg": func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) },
		"png":  func(b *bytes.Buffer) error { return png.Encode(b, img) },
		"bmp":  func(b *bytes.Buffer) error { return bmp.Encode(b, img) },
		"tiff": func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	size := img.Bounds().Size()
	colour := []byte(fmt.Sprintf("P6\n# SANE data follows\n%d %d\n255\n", size.X, size.Y))
	deep := []byte(fmt.Sprintf("P6 %d\t%d 65535\n", size.X, size.Y))
	grey := []byte(fmt.Sprintf("P5\n%d %d\n255\n", size.X, size.Y))
	for i := range size.X * size.Y {
		r, g, b, _ := img.At(i%size.X, i/size.X).RGBA()
		colour = append(colour, byte(r>>8), byte(g>>8), byte(b>>8))
		deep = append(deep, byte(r>>8), 1, byte(g>>8), 2, byte(b>>8), 3)
		grey = append(grey, color.GrayModel.Convert(img.At(i%size.X, i/size.X)).(color.Gray).Y)
	}
	out["colour pnm"], out["deep pnm"], out["grey pnm"] = colour, deep, grey
	return out
}

// TestPicture: every format is read, and every one that is cut short is told.
func TestPicture(t *testing.T) {
	img := pattern(61, 47)
	for name, data := range files(t, img) {
		got, err := device.Page{Data: data, Name: name}.Picture()
		if err != nil || got.Bounds() != img.Bounds() {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "png" || name == "colour pnm" || name == "deep pnm" {
			for _, at := range []image.Point{{0, 0}, {60, 0}, {0, 46}, {60, 46}, {14, 14}} {
				if !same(got.At(at.X, at.Y), img.At(at.X, at.Y)) {
					t.Errorf("%s: %v at %v, want %v", name, got.At(at.X, at.Y), at, img.At(at.X, at.Y))
				}
			}
		}
		for n := range len(data) {
			if !device.Begins(data[:n]) {
				t.Errorf("%s: %d bytes do not begin a picture", name, n)
			}
			if name == "jpeg" && n >= len(data)-2 || name == "png" && n >= len(data)-12 || name == "tiff" && n >= len(data)-40 {
				continue // what stands at the very end of these is no part of the picture
			}
			_, err := device.Page{Data: data[:n], Name: name}.Picture()
			if err == nil {
				t.Errorf("%s of %d bytes passes with %d", name, len(data), n)
				continue
			}
			devicetest.Plain(t, err, yichuang.Damaged)
		}
	}
}

func same(a, b color.Color) bool {
	r, g, bl, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	return r>>8 == r2>>8 && g>>8 == g2>>8 && bl>>8 == b2>>8
}

func TestNoPicture(t *testing.T) {
	for name, tt := range map[string]struct {
		data string
		want yichuang.Code
	}{
		"nothing":       {"", yichuang.Damaged},
		"PDF":           {"%PDF-1.7\n", yichuang.Damaged},
		"text":          {"你好", yichuang.Damaged},
		"no numbers":    {"P5\nwide high\n255\n", yichuang.Damaged},
		"no pixels":     {"P5\n0 0\n255\n", yichuang.Damaged},
		"odd values":    {"P5\n1 1\n1000\nxx", yichuang.Damaged},
		"endless":       {"P5\n" + string(bytes.Repeat([]byte("#"), 2<<20)), yichuang.Damaged},
		"bomb":          {"P6\n1000000 1000000\n255\n", yichuang.Full},
		"large number":  {"P5\n99999999999999999999 1\n255\n", yichuang.Damaged},
		"only the head": {"P5\n# SANE data follows\n1654 2339\n255\n", yichuang.Damaged},
	} {
		_, err := device.Page{Data: []byte(tt.data)}.Picture()
		if err == nil {
			t.Errorf("%s passes", name)
			continue
		}
		devicetest.Plain(t, err, tt.want)
	}
	black := device.Page{Data: []byte("P4 9 1\n\x80\x00")}
	img, err := black.Picture()
	if err != nil || !same(img.At(0, 0), color.Black) || !same(img.At(8, 0), color.White) {
		t.Errorf("%v", err)
	}
}

// FuzzPicture: whatever a device calls a page either is a picture or is told.
func FuzzPicture(f *testing.F) {
	for _, data := range files(f, pattern(9, 7)) {
		f.Add(data)
	}
	f.Add([]byte("P4 9 1\n\x80\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := device.Page{Data: data}.Picture()
		if err != nil {
			devicetest.Plain(t, err, yichuang.Damaged, yichuang.Full)
			return
		}
		if img.Bounds().Empty() {
			t.Error("a picture without pixels")
		}
		if !device.Begins(data) {
			t.Error("a picture that does not begin as one")
		}
	})
}
