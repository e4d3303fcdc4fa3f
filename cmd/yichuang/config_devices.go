package main

import (
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/internal/device/card"
	"yichuang/internal/device/escl"
)

// printerConfig is one printer; docs/devices.md explains every key.
type printerConfig struct {
	Name    string   `mapstructure:"name" yaml:"name"`
	Kind    string   `mapstructure:"kind" yaml:"kind"`
	Address string   `mapstructure:"address" yaml:"address,omitempty"`
	Command []string `mapstructure:"command" yaml:"command,omitempty,flow"`
	Roll    int      `mapstructure:"roll" yaml:"roll,omitempty"` // 0: pages of A4
	Letters string   `mapstructure:"letters" yaml:"letters,omitempty"`
	Quirks  []string `mapstructure:"quirks" yaml:"quirks,omitempty,flow"`
	Prints  []string `mapstructure:"prints" yaml:"prints,omitempty,flow"`
}

// The kinds of printers.
const (
	kindESCPOS  = "escpos"
	kindIPP     = "ipp"
	kindLP      = "lp"
	kindCommand = "command"
)

// The quirks of receipt printers.
const (
	quirkNoCutter = "no-cutter"
	quirkQRDots   = "qr-as-dots"
	quirkNational = "national"
	quirkNeverAsk = "never-ask"
)

// The words that stand for several kinds of paper in prints.
const (
	printsSlips = "slips"
	printsPages = "pages"
	printsAll   = "all"
)

// slips are the kinds of paper that fit a receipt roll best.
var slips = []yichuang.DocumentKind{yichuang.Receipt, yichuang.MaterialList}

type cardConfig struct {
	Address string `mapstructure:"address"`
	Token   string `mapstructure:"token"`
	Prefix  string `mapstructure:"prefix"`
	Pause   int    `mapstructure:"pause"`
	Least   int    `mapstructure:"least"`
}

// mostPrinterName is how many characters the name of a printer may have: it stands in
// the title line.
const mostPrinterName = 12

// thermal reports whether the printer has a roll and takes commands for it.
func (p *printerConfig) thermal() bool { return p.Roll != 0 }

// complete fills in what a kind of printer has of itself.
func (p *printerConfig) complete(roll int) {
	p.Name = yichuang.CleanLine(p.Name)
	if p.Kind == kindESCPOS && p.Roll == 0 {
		p.Roll = roll
	}
	if p.Letters == "" {
		p.Letters = "gbk"
	}
}

// checkDevices names every key about printers, scanners and readers that does not fit.
func (c *config) checkDevices() []string {
	var bad []string
	names := map[string]bool{}
	for i := range c.Printers {
		p := &c.Printers[i]
		about := fmt.Sprintf("printers[%d]", i)
		switch n := utf8.RuneCountInString(p.Name); {
		case n == 0:
			bad = append(bad, about+" has no name")
		case n > mostPrinterName:
			bad = append(bad, fmt.Sprintf("%s: the name has %d characters; the title line has room for %d", about, n, mostPrinterName))
		case names[p.Name]:
			bad = append(bad, fmt.Sprintf("%s: there are two printers of the name %s", about, p.Name))
		}
		names[p.Name] = true
		for _, text := range p.check() {
			bad = append(bad, about+": "+text)
		}
	}
	if c.Paper.Stale < 1 || c.Paper.Stale > 24*60 {
		bad = append(bad, fmt.Sprintf("paper.stale %d must be 1 to 1440 minutes", c.Paper.Stale))
	}
	for _, address := range c.Scan.ESCL {
		if _, err := escl.New(address, escl.Options{}); err != nil {
			bad = append(bad, fmt.Sprintf("scan.escl %q is no address such as http://192.168.1.9/eSCL", yichuang.Clip(address, 60)))
		}
	}
	if c.Scan.Budget < 20 || c.Scan.Budget > 2000 {
		bad = append(bad, fmt.Sprintf("scan.budget %d must be 20 to 2000 KB a page", c.Scan.Budget))
	}
	return append(bad, c.Card.check()...)
}

// check names what does not fit of a printer.
func (p *printerConfig) check() []string {
	var bad []string
	if !slices.Contains([]string{kindESCPOS, kindIPP, kindLP, kindCommand}, p.Kind) {
		return append(bad, fmt.Sprintf("kind %q is not one of escpos, ipp, lp, command", yichuang.Clip(p.Kind, 20)))
	}
	if p.Roll != 0 && p.Roll != 58 && p.Roll != 80 {
		bad = append(bad, fmt.Sprintf("roll %d must be 58 or 80", p.Roll))
	}
	if p.Roll != 0 && p.Kind == kindIPP {
		bad = append(bad, "a printer of kind ipp prints pages and has no roll")
	}
	if _, ok := letters[p.Letters]; !ok {
		bad = append(bad, fmt.Sprintf("letters %q is not one of gbk, gb2312, ascii", yichuang.Clip(p.Letters, 20)))
	}
	for _, q := range p.Quirks {
		if !slices.Contains([]string{quirkNoCutter, quirkQRDots, quirkNational, quirkNeverAsk}, q) {
			bad = append(bad, fmt.Sprintf("quirk %q is not one of no-cutter, qr-as-dots, national, never-ask", yichuang.Clip(q, 20)))
		}
	}
	for _, k := range p.Prints {
		if !slices.Contains([]string{printsSlips, printsPages, printsAll}, k) && !slices.Contains(yichuang.DocumentKinds, yichuang.DocumentKind(k)) {
			bad = append(bad, fmt.Sprintf("prints %q is not one of slips, pages, all, %s", yichuang.Clip(k, 20), documentKinds()))
		}
	}
	if len(p.Command) > 0 && p.Kind != kindCommand {
		bad = append(bad, "a command belongs to a printer of kind command")
	}
	if len(bad) == 0 {
		if _, err := p.driver(""); err != nil {
			bad = append(bad, p.unfit())
		}
	}
	return bad
}

// unfit says what the address of a printer must look like.
func (p *printerConfig) unfit() string {
	switch p.Kind {
	case kindESCPOS:
		return fmt.Sprintf("address %q is none of 192.168.1.5:9100, /dev/usb/lp0, /dev/ttyS0?baud=9600, COM3, \\\\machine\\printer", yichuang.Clip(p.Address, 60))
	case kindIPP:
		return fmt.Sprintf("address %q is none such as ipp://192.168.1.9/ipp/print", yichuang.Clip(p.Address, 60))
	case kindLP:
		return fmt.Sprintf("address %q is no name of a queue; lpstat -e lists them", yichuang.Clip(p.Address, 60))
	}
	return "command is missing: a program and its arguments, with {file} in one of them"
}

func documentKinds() string {
	names := make([]string, len(yichuang.DocumentKinds))
	for i, k := range yichuang.DocumentKinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// leastToken is how long the token of the bridge has to be.
const leastToken = 16

// check names what does not fit of the card reader.
func (c *cardConfig) check() []string {
	var bad []string
	if c.Address != "" {
		host, _, err := net.SplitHostPort(c.Address)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			bad = append(bad, fmt.Sprintf("card.address %q must be one of this machine, such as %s", yichuang.Clip(c.Address, 60), card.UsualAddress))
		}
	}
	if c.Token != "" && len(c.Token) < leastToken {
		bad = append(bad, fmt.Sprintf("card.token must have %d characters or more, or be empty", leastToken))
	}
	if strings.HasPrefix(c.Prefix, "*") || c.Prefix != yichuang.CleanLine(c.Prefix) || len(c.Prefix) > 20 {
		bad = append(bad, fmt.Sprintf("card.prefix %q must be up to 20 characters that do not begin with *", yichuang.Clip(c.Prefix, 30)))
	}
	if c.Pause < 1 || c.Pause > 500 {
		bad = append(bad, fmt.Sprintf("card.pause %d must be 1 to 500 milliseconds", c.Pause))
	}
	if c.Least < 4 || c.Least > 100 {
		bad = append(bad, fmt.Sprintf("card.least %d must be 4 to 100 characters", c.Least))
	}
	return bad
}

// tokenFile is where the token of the bridge is kept when the configuration has none.
func (c *config) tokenFile() string { return filepath.Join(c.Data, "card.token") }
