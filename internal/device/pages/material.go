package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/signintech/gopdf"

	"yichuang"
)

// MostSheets is how many sheets one material may have.
const MostSheets = 500

// Material is the sheets of one material, in order. Places count from 0.
type Material struct{ sheets []Sheet }

// Sheets returns the sheets in order.
func (m *Material) Sheets() []Sheet { return slices.Clone(m.sheets) }

// Size returns the bytes of all sheets.
func (m *Material) Size() (n int) {
	for _, s := range m.sheets {
		n += len(s.JPEG)
	}
	return n
}

// Add puts sheets behind the last. It returns Full when there would be more than
// MostSheets, and adds none then.
func (m *Material) Add(sheets ...Sheet) error {
	if len(m.sheets)+len(sheets) > MostSheets {
		return &yichuang.Error{Code: yichuang.Full, Message: fmt.Sprintf("一份材料最多 %d 页", MostSheets), Hint: "请把材料分成几份"}
	}
	m.sheets = append(m.sheets, sheets...)
	return nil
}

// Replace puts another sheet in the place of one, such as a page scanned again.
func (m *Material) Replace(at int, s Sheet) error {
	if err := m.has(at); err != nil {
		return err
	}
	m.sheets[at] = s
	return nil
}

// Drop takes a sheet out.
func (m *Material) Drop(at int) error {
	if err := m.has(at); err != nil {
		return err
	}
	m.sheets = slices.Delete(m.sheets, at, at+1)
	return nil
}

// Move puts the sheet at one place to another; those between make room.
func (m *Material) Move(from, to int) error {
	if err := m.has(from); err != nil {
		return err
	}
	if err := m.has(to); err != nil {
		return err
	}
	s := m.sheets[from]
	m.sheets = slices.Insert(slices.Delete(m.sheets, from, from+1), to, s)
	return nil
}

func (m *Material) has(at int) error {
	if at < 0 || at >= len(m.sheets) {
		return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("没有第 %d 页，一共 %d 页", at+1, len(m.sheets)), Hint: "请重新选择"}
	}
	return nil
}

// File is a material as a file.
type File struct {
	PDF   []byte
	Sum   string // sha-256 of PDF, in lower-case hex
	Pages int
}

// PDF returns the material as one file, a page for each sheet, as large as the
// paper was. The same sheets make the same bytes. It returns Invalid when there
// is no sheet.
func (m *Material) PDF() (File, error) {
	if len(m.sheets) == 0 {
		return File{}, &yichuang.Error{Code: yichuang.Invalid, Message: "一页也没有，不能生成文件", Hint: "请先扫描材料"}
	}
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: *gopdf.PageSizeA4})
	for i, s := range m.sheets {
		size := &gopdf.Rect{W: float64(s.Width) / s.DPI * 72, H: float64(s.Height) / s.DPI * 72}
		pdf.AddPageWithOption(gopdf.PageOption{PageSize: size})
		picture, err := gopdf.ImageHolderByBytes(s.JPEG)
		if err == nil {
			err = pdf.ImageByHolder(picture, 0, 0, size)
		}
		if err != nil {
			return File{}, unmade(fmt.Sprintf("第 %d 页", i+1), err)
		}
	}
	data, err := pdf.GetBytesPdfReturnErr()
	if err != nil {
		return File{}, unmade("材料", err)
	}
	sum := sha256.Sum256(data)
	return File{PDF: data, Sum: hex.EncodeToString(sum[:]), Pages: len(m.sheets)}, nil
}

func unmade(what string, err error) error {
	return &yichuang.Error{Code: yichuang.Internal, Message: what + "写不进 PDF", Hint: "请把这一页重新扫描；仍不行请联系管理员", Err: err}
}
