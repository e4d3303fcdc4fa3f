package main

import (
	"errors"
	"runtime"
	"slices"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/escl"
	"yichuang/internal/device/escpos"
	"yichuang/internal/device/ipp"
	"yichuang/internal/device/sane"
	"yichuang/internal/device/spool"
	"yichuang/internal/device/watched"
	"yichuang/internal/paper"
)

// letters are the sets of characters of receipt printers.
var letters = map[string]paper.Letters{"gbk": paper.GBK, "gb2312": paper.GB2312, "ascii": paper.ASCII}

// driver makes the driver of a printer. folder is where a printing command finds its
// files, "" for the system's.
func (p *printerConfig) driver(folder string) (device.Printer, error) {
	switch p.Kind {
	case kindESCPOS:
		address, err := escpos.ParseAddress(p.Address)
		if err != nil {
			return nil, err
		}
		return escpos.New(address, escpos.Options{Name: p.Name, NeverAsk: slices.Contains(p.Quirks, quirkNeverAsk)}), nil
	case kindIPP:
		return ipp.New(p.Address, ipp.Options{Name: p.Name})
	case kindLP:
		return spool.NewLP(p.Address, spool.LPOptions{Name: p.Name})
	case kindCommand:
		s := spool.CommandSettings{Printer: p.Address, Run: p.Command, Format: p.format()}
		if len(p.Command) == 0 && runtime.GOOS == "windows" && p.Address != "" && !p.thermal() {
			s = spool.WindowsPDF(p.Address)
		}
		s.Name, s.Folder = p.Name, folder
		return spool.NewCommand(s)
	}
	return nil, errors.New("an unknown kind of printer")
}

// format is what the printer takes.
func (p *printerConfig) format() device.Format {
	if p.thermal() {
		return device.Thermal
	}
	return device.PDF
}

// profile is how the printer's roll is.
func (p *printerConfig) profile() paper.Profile {
	profile := paper.Roll80
	if p.Roll == 58 {
		profile = paper.Roll58
	}
	profile.Letters = letters[p.Letters]
	profile.Cutter = !slices.Contains(p.Quirks, quirkNoCutter)
	profile.QRAsDots = slices.Contains(p.Quirks, quirkQRDots)
	profile.National = slices.Contains(p.Quirks, quirkNational)
	return profile
}

// draw makes the bytes of a paper for the printer.
func (p *printerConfig) draw(d *yichuang.Document, o paper.Options) ([]byte, paper.Report, error) {
	if p.thermal() {
		return paper.ESCPOS(d, p.profile(), o)
	}
	return paper.PDF(d, o)
}

// takes reports whether the printer prints a kind of paper. One that does not say
// prints slips when it has a roll and pages when it has none, and everything where
// there is no printer for the rest.
func (p *printerConfig) takes(k yichuang.DocumentKind, all []printerConfig) bool {
	prints := p.Prints
	if len(prints) == 0 {
		prints = []string{printsAll}
		if slices.ContainsFunc(all, func(other printerConfig) bool { return other.thermal() != p.thermal() }) {
			prints = []string{map[bool]string{true: printsSlips, false: printsPages}[p.thermal()]}
		}
	}
	return slices.ContainsFunc(prints, func(word string) bool {
		switch word {
		case printsAll:
			return true
		case printsSlips:
			return slices.Contains(slips, k)
		case printsPages:
			return !slices.Contains(slips, k)
		}
		return word == string(k)
	})
}

// printerNamed returns a printer by its name; NotFound is the code when there is none.
func (c *config) printerNamed(name string) (*printerConfig, error) {
	for i := range c.Printers {
		if c.Printers[i].Name == name {
			return &c.Printers[i], nil
		}
	}
	return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "没有名叫“" + yichuang.Clip(name, 20) + "”的打印机", Hint: "打印机在配置的 printers 里写明"}
}

// saneWay is what SANE is called, which knows many scanners.
const saneWay = "SANE"

// way is a way to scan, with what its driver is called.
type way struct {
	name string
	device.Scanner
}

// ways are the ways to scan that are configured.
func (c *config) ways() ([]way, error) {
	var list []way
	if c.Scan.SANE {
		list = append(list, way{saneWay, sane.New(sane.Options{})})
	}
	for _, address := range c.Scan.ESCL {
		s, err := escl.New(address, escl.Options{})
		if err != nil {
			return nil, err
		}
		list = append(list, way{address, s})
	}
	if c.Scan.Camera != "" {
		f, err := watched.New(c.Scan.Camera, watched.Options{})
		if err != nil {
			return nil, err
		}
		list = append(list, way{c.Scan.Camera, f})
	}
	return list, nil
}
