package escl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"slices"

	"yichuang/internal/device"
)

// capabilities is the part of ScannerCapabilities that matters here.
type capabilities struct {
	XMLName xml.Name   `xml:"ScannerCapabilities"`
	Model   string     `xml:"MakeAndModel"`
	Platen  *inputCaps `xml:"Platen>PlatenInputCaps"`
	Simplex *inputCaps `xml:"Adf>AdfSimplexInputCaps"`
	Duplex  *inputCaps `xml:"Adf>AdfDuplexInputCaps"`
}

// inputCaps is what can be asked for at one tray.
type inputCaps struct {
	MaxWidth  int       `xml:"MaxWidth"` // in 1/300 inch
	MaxHeight int       `xml:"MaxHeight"`
	Profiles  []profile `xml:"SettingProfiles>SettingProfile"`
}

type profile struct {
	Colors   []string     `xml:"ColorModes>ColorMode"`
	Discrete []resolution `xml:"SupportedResolutions>DiscreteResolutions>DiscreteResolution"`
	Range    *struct {
		Min int `xml:"XResolutionRange>Min"`
		Max int `xml:"XResolutionRange>Max"`
	} `xml:"SupportedResolutions>ResolutionRange"`
}

type resolution struct {
	X int `xml:"XResolution"`
}

func (c *inputCaps) dpi() []int {
	var out []int
	for _, p := range c.Profiles {
		for _, r := range p.Discrete {
			if r.X >= 50 && r.X <= 2400 {
				out = append(out, r.X)
			}
		}
		if p.Range != nil {
			out = append(out, device.Resolutions(float64(p.Range.Min), float64(p.Range.Max))...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// modes are the words of the protocol for colours.
var modes = map[device.Color]string{device.Gray: "Grayscale8", device.FullTone: "RGB24"}

func (c *inputCaps) colors() []device.Color {
	var out []device.Color
	for _, color := range []device.Color{device.Gray, device.FullTone} {
		if slices.ContainsFunc(c.Profiles, func(p profile) bool { return slices.Contains(p.Colors, modes[color]) }) {
			out = append(out, color)
		}
	}
	return out
}

// status is the part of ScannerStatus that matters here.
type status struct {
	XMLName xml.Name `xml:"ScannerStatus"`
	State   string   `xml:"State"`    // Idle, Processing, Testing, Stopped, Down
	Adf     string   `xml:"AdfState"` // ScannerAdfLoaded, ScannerAdfEmpty, ScannerAdfJam and so on
	Jobs    []struct {
		URI   string `xml:"JobUri"`
		State string `xml:"JobState"` // Pending, Processing, Completed, Aborted, Canceled
	} `xml:"Jobs>JobInfo"`
}

// adfProblems are what the state of the feeder means.
var adfProblems = map[string]device.Problem{
	"ScannerAdfEmpty": device.FeederEmpty, "ScannerAdfJam": device.PaperJam, "ScannerAdfMispick": device.PaperJam,
	"ScannerAdfMultipickDetected": device.PaperJam, "ScannerAdfHatchOpen": device.LidOpen, "ScannerAdfDuplexPageTooShort": device.ScannerFault,
	"ScannerAdfDuplexPageTooLong": device.ScannerFault, "ScannerAdfInputTrayFailed": device.ScannerFault, "ScannerAdfInputTrayOverloaded": device.ScannerFault,
}

// A4 in the units of the protocol, 1/300 inch.
const (
	a4Width  = 2480
	a4Height = 3508
)

// settingsXML asks for one scan.
func settingsXML(s device.Settings, c *inputCaps) string {
	source, duplex := "Platen", ""
	switch s.Source.Tray {
	case device.Feeder:
		source = "Feeder"
	case device.Duplex:
		source, duplex = "Feeder", "<scan:Duplex>true</scan:Duplex>"
	}
	width, height := a4Width, a4Height
	if c.MaxWidth > 0 && c.MaxHeight > 0 {
		width, height = min(width, c.MaxWidth), min(height, c.MaxHeight)
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.0</pwg:Version>
<scan:Intent>Document</scan:Intent>
<pwg:ScanRegions><pwg:ScanRegion><pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits><pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset><pwg:Width>%d</pwg:Width><pwg:Height>%d</pwg:Height></pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>%s</pwg:InputSource>
<scan:ColorMode>%s</scan:ColorMode>
<scan:XResolution>%[5]d</scan:XResolution><scan:YResolution>%[5]d</scan:YResolution>
<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>
%[6]s</scan:ScanSettings>
`, width, height, source, modes[s.Color], s.DPI, duplex)
}

// isDial reports whether a request failed before the scanner was reached.
func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
