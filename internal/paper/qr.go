package paper

import (
	"fmt"

	"github.com/boombuler/barcode/qr"

	"yichuang"
)

// scan is a code on a paper: what it says, and what stands below it.
type scan struct{ text, hint string }

// What stands below the codes of a paper that carries two: one is for the hall, the
// other for the applicant's telephone.
const (
	deskHint  = "窗口扫码核验"
	phoneHint = "手机扫码查进度"
)

// scans returns the codes of a paper: its ticket, and the address of its progress
// page.
func scans(doc *yichuang.Document) []scan {
	var all []scan
	address := doc.Query.Address(doc.Case)
	if doc.Ticket != "" {
		all = append(all, scan{doc.Ticket, scanHint})
		if address != "" {
			all[0].hint = deskHint
		}
	}
	if address != "" {
		all = append(all, scan{address, phoneHint})
	}
	return all
}

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
