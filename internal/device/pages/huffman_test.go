package pages

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"yichuang/internal/readback"
)

// pictures are grey and coloured, full of detail and empty, of sizes that fill
// their blocks and that do not.
func pictures() map[string]image.Image {
	grey, colour := image.NewGray(image.Rect(0, 0, 203, 117)), image.NewRGBA(image.Rect(0, 0, 161, 97))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range grey.Pix {
		if grey.Pix[i] = 250; i/7%11 < 4 {
			grey.Pix[i] = byte(r.Uint32())
		}
	}
	for i := range 161 * 97 {
		colour.SetRGBA(i%161, i/161, color.RGBA{byte(i), byte(i / 161 * 2), byte(i * i / 99), 255})
	}
	black := image.NewGray(image.Rect(0, 0, 1, 1))
	return map[string]image.Image{"grey": grey, "colour": colour, "one dot": black, "empty": image.NewGray(image.Rect(0, 0, 640, 480))}
}

func written(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTighten: the file is smaller, or as good as, and another decoder sees the
// same dots; its codes are as short as those of libjpeg.
func TestTighten(t *testing.T) {
	jpegtran := readback.Needs(t, "jpegtran", "libjpeg-turbo-progs")
	for name, img := range pictures() {
		for _, quality := range []int{1, 35, 85, 100} {
			file := written(t, img, quality)
			got, err := tighten(file)
			if err != nil {
				t.Fatalf("%s at %d: %v", name, quality, err)
			}
			want, err := jpeg.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			back, err := jpeg.Decode(bytes.NewReader(got))
			if err != nil || !sameDots(want, back) {
				t.Errorf("%s at %d: other dots: %v", name, quality, err)
			}
			in := filepath.Join(t.TempDir(), "a.jpg")
			if err := os.WriteFile(in, file, 0o600); err != nil {
				t.Fatal(err)
			}
			best, err := exec.Command(jpegtran, "-optimize", "-copy", "none", in).Output()
			if err != nil {
				t.Fatal(err)
			}
			// The standard library writes a table of steps that grey does not use; at
			// the edge libjpeg makes cheaper blocks of what lies outside.
			if len(got) > len(best)+len(best)/25+60 || len(got) > len(file)+20 {
				t.Errorf("%s at %d: %d bytes, %d before, %d by libjpeg", name, quality, len(got), len(file), len(best))
			}
		}
	}
}

func sameDots(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for i := range a.Bounds().Dx() * a.Bounds().Dy() {
		if x, y := i%a.Bounds().Dx(), i/a.Bounds().Dx(); a.At(x, y) != b.At(x, y) {
			return false
		}
	}
	return true
}

// TestLimited: counts that would make codes of more than 16 bits.
func TestLimited(t *testing.T) {
	var counts [256]int
	a, b := 1, 1
	for i := range 40 {
		counts[i*5] = a
		a, b = b, a+b
	}
	made := fitted(counts)
	if len(made.values) != 40 {
		t.Fatalf("%d values", len(made.values))
	}
	room := 0
	for length, n := range made.lengths {
		room += n << (16 - length)
	}
	if room >= 1<<16 {
		t.Errorf("the codes take %d of %d, and one must stay free", room, 1<<16)
	}
	seen := map[code]bool{}
	for v, c := range made.codes() {
		if counts[v] > 0 && (c.length == 0 || seen[c]) {
			t.Errorf("value %d has the code %b of %d bits", v, c.bits, c.length)
		}
		seen[c] = true
	}
}

// FuzzTighten: a file that is no JPEG, or another kind of one, is refused and
// never read beyond its end; one that passes shows the same dots.
func FuzzTighten(f *testing.F) {
	for _, img := range pictures() {
		f.Add(written(f, img, 50))
	}
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02\xff\xd9"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if config, err := jpeg.DecodeConfig(bytes.NewReader(file)); err != nil || config.Width*config.Height > 1<<19 {
			t.Skip()
		}
		got, err := tighten(file)
		if err != nil {
			return
		}
		want, err := jpeg.Decode(bytes.NewReader(file))
		if err != nil {
			return // the tables are those of a picture that breaks other rules
		}
		back, err := jpeg.Decode(bytes.NewReader(got))
		if err != nil || !sameDots(want, back) {
			t.Errorf("other dots: %v", err)
		}
	})
}
