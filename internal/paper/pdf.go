package paper

import (
	"fmt"
	"io"

	"github.com/signintech/gopdf"

	"yichuang"
)

// PDF returns doc as A4 pages with the font embedded. It returns Invalid for a
// document that Check refuses, and Damaged when the program's own font cannot be
// read.
func PDF(doc *yichuang.Document, options Options) ([]byte, Report, error) {
	if err := Check(doc); err != nil {
		return nil, Report{}, err
	}
	f, err := newFaces(options)
	if err != nil {
		return nil, Report{}, err
	}
	plain := scrub(*doc, f.cover)
	s, err := setPages(plain, f)
	if err != nil {
		return nil, Report{}, err
	}
	data, err := drawPages(s, plain)
	if err == nil {
		data, err = finish(data, plain)
	}
	if err != nil {
		return nil, Report{}, &yichuang.Error{Code: yichuang.Internal, Message: "生成 PDF 失败", Hint: "请重试；仍不行请联系管理员", Err: err}
	}
	return data, f.report, nil
}

// WritePDF writes what PDF returns.
func WritePDF(w io.Writer, doc *yichuang.Document, options Options) (Report, error) {
	data, report, err := PDF(doc, options)
	if err != nil {
		return report, err
	}
	_, err = w.Write(data)
	return report, err
}

func pageMark(n, of int) string { return fmt.Sprintf("第 %d 页 共 %d 页", n, of) }

// drawPages turns the marks of all pages into a PDF.
func drawPages(s *setter, doc yichuang.Document) ([]byte, error) {
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	pdf.SetNoCompression() // finish reads the pages, and compresses them
	p := &pen{pdf: pdf, faces: s.faces}
	for _, from := range []*face{s.faces.base, s.faces.extra} {
		if from == nil {
			continue
		}
		if err := pdf.AddTTFFontFromFontContainer(from.name, from.pdf); err != nil {
			return nil, err
		}
	}
	for i, marks := range s.pages {
		pdf.AddPage()
		if doc.Demo {
			marks = append([]mark{veilMark{}}, marks...)
		}
		for _, m := range append(marks, s.foot(doc, i+1)...) {
			if err := m.draw(p); err != nil {
				return nil, err
			}
		}
	}
	return pdf.GetBytesPdfReturnErr()
}

// foot returns the foot of a page: which printing, which page, which case.
func (s *setter) foot(doc yichuang.Document, n int) []mark {
	small := style{size: 8.5, ink: grey}
	y := pageHeight - 34.0
	marks := []mark{lineMark{marginX, y - 13, pageWidth - marginX, y - 13, 0.4, grey}}
	put := func(text string, share float64) {
		for n := 40; s.width(text, small) > contentWidth*0.36; n -= 2 {
			text = yichuang.Clip(text, n) // in full at the head of the paper
		}
		x := marginX + (contentWidth-s.width(text, small))*share
		marks = append(marks, textMark{x: x, y: y, text: text, style: small})
	}
	put(printing(doc.Print), 0)
	put(pageMark(n, len(s.pages)), 0.5)
	put(string(doc.Case), 1)
	return marks
}
