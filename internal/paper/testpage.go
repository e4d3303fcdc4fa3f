package paper

import (
	"strings"
	"time"

	"yichuang"
)

// TestPage returns a page that shows what a printer can do: rare characters, the
// signs of money, punctuation, a ruler and a QR code. printer names it, at is the
// time of printing. columns are those of a thermal printer's profile, 0 for an
// A4 printer, which gets no ruler. What each line must look like is said on it
// and in docs/devices.md.
func TestPage(printer string, columns int, at time.Time) *yichuang.Document {
	doc := &yichuang.Document{
		Title: "打印测试页",
		Body: []yichuang.Block{
			{Fields: []yichuang.Field{{Label: "打印机", Value: printer}, {Label: "时间", Value: clock(at)}}},
			{Heading: "文字", Fields: []yichuang.Field{
				{Label: "常用字", Value: "政务服务一窗受理收件凭证"},
				{Label: "生僻字", Value: "㛃䶮𬱖㭎龘镕喆堃叕䲜翀赟"},
				{Label: "人民币", Value: "￥100.00 和 ¥100.00"},
				{Label: "半角符号", Value: `$ \ ~ # @ ^ | { }`},
				{Label: "标点", Value: "“引号”——《书名》……①②③℃㎡×÷□☑"},
			}},
		},
		Ticket: "YICHUANG TEST " + at.In(yichuang.Shanghai).Format("20060102 1504"),
	}
	if columns > 0 {
		doc.Body = append(doc.Body, yichuang.Block{Heading: "标尺", Fields: []yichuang.Field{{Value: tape(columns)}}})
	}
	doc.Body = append(doc.Body, yichuang.Block{Notice: "字不缺、不乱、不折行，标尺两端到纸边，二维码扫得出，就可以用。"})
	return doc
}

// tape is a ruler as wide as the roll: a mark every five columns, the last
// column a bar.
func tape(columns int) string {
	return strings.Repeat("....+....|", columns/10+1)[:columns-1] + "|"
}
