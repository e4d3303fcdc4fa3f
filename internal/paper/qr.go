package paper

import (
	"fmt"

	"github.com/boombuler/barcode/qr"

	"yichuang"
)

// modules is a QR code: true is dark, the quiet zone is not part of it.
type modules [][]bool

// qrCode returns the QR code of text, at error correction level M. It returns
// Invalid when the text is longer than a QR code can hold.
func qrCode(text string) (modules, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, &yichuang.Error{
			Code:    yichuang.Invalid,
			Message: fmt.Sprintf("二维码内容有 %d 个字节，超出二维码的容量", len(text)),
			Hint:    "请联系管理员检查文书的核验内容", Err: err,
		}
	}
	n := code.Bounds().Dx()
	out := make(modules, n)
	for y := range out {
		out[y] = make([]bool, n)
		for x := range out[y] {
			r, _, _, _ := code.At(x, y).RGBA()
			out[y][x] = r == 0
		}
	}
	return out, nil
}
