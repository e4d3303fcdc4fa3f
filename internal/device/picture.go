package device

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// mostPixels is the largest picture of a page: A3 at 600 dpi has 70 million.
const mostPixels = 80 << 20

// pictureFormat is a kind of picture file that a page may be.
type pictureFormat struct {
	magic  []string // how its files begin
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var pictureFormats = []pictureFormat{
	{[]string{"\xff\xd8\xff"}, jpeg.DecodeConfig, jpeg.Decode},
	{[]string{"\x89PNG\r\n\x1a\n"}, png.DecodeConfig, png.Decode},
	{[]string{"P4", "P5", "P6"}, pnmConfig, decodePNM},
	{[]string{"BM"}, bmp.DecodeConfig, bmp.Decode},
	{[]string{"II*\x00", "MM\x00*"}, tiff.DecodeConfig, tiff.Decode},
}

// formatOf returns the format of a picture file, nil for anything else.
func formatOf(data []byte) *pictureFormat {
	for i, f := range pictureFormats {
		for _, magic := range f.magic {
			if bytes.HasPrefix(data, []byte(magic)) {
				return &pictureFormats[i]
			}
		}
	}
	return nil
}

// Begins reports whether data, which may be the first bytes of a file only, may
// become a picture that Picture reads: JPEG, PNG, PNM, BMP or TIFF.
func Begins(data []byte) bool {
	for _, f := range pictureFormats {
		for _, magic := range f.magic {
			if n := min(len(data), len(magic)); string(data[:n]) == magic[:n] {
				return true
			}
		}
	}
	return false
}

// Picture decodes the page. It returns Damaged for one that is no picture or was
// cut short, and Full for one that is larger than any page.
func (p Page) Picture() (img image.Image, err error) {
	name := p.Name
	if name == "" {
		name = "这一页"
	}
	format := formatOf(p.Data)
	if format == nil {
		return nil, PageNoImage.Of(name, errors.New("unknown kind of file"))
	}
	if len(p.Data) > MostPage {
		return nil, PageTooLarge.Of(name, fmt.Errorf("%d bytes", len(p.Data)))
	}
	defer func() {
		// What comes from a device must not take the terminal down, whatever a
		// decoder thinks of it.
		if r := recover(); r != nil {
			img, err = nil, PageNoImage.Of(name, fmt.Errorf("decoder: %v", r))
		}
	}()
	size, err := format.config(bytes.NewReader(p.Data))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, PageTorn.Of(name, err)
	case err != nil:
		return nil, PageNoImage.Of(name, err)
	case size.Width <= 0 || size.Height <= 0:
		return nil, PageTorn.Of(name, errors.New("no pixels"))
	case size.Width > mostPixels/size.Height:
		return nil, PageTooLarge.Of(name, fmt.Errorf("%d by %d pixels", size.Width, size.Height))
	}
	img, err = format.decode(bytes.NewReader(p.Data))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, PageTorn.Of(name, err)
	case err != nil:
		return nil, PageNoImage.Of(name, err)
	}
	return img, nil
}
