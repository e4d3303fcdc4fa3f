package sane

import (
	"reflect"
	"strings"
	"testing"

	"yichuang/internal/device"
)

// officeScanner is what scanimage -A says of scanners as offices have them: words
// and lists differ from maker to maker.
const officeScanner = `
All options specific to device 'maker:libusb:001:004':
  Scan Mode:
    --source ADF Front|ADF Back|ADF Duplex [ADF Front]
        Selects the scan source (such as a document-feeder).
    --mode Lineart|Halftone|True Gray|Gray|24bit Color[Fast] [Lineart]
    --resolution 50..600dpi (in steps of 1) [600]
  Geometry:
    -l 0..215.872mm (in steps of 0.0211639) [0]
    -x 0..215.872mm (in steps of 0.0211639) [215.872]
    -y 0..355.6mm (in steps of 0.0211639) [279.364]
    --page-height 0..355.6mm [279.364]
`

func TestParseAbilities(t *testing.T) {
	for text, want := range map[string]abilities{
		officeScanner: {
			trays:  map[device.Tray]string{device.Feeder: "ADF Front", device.Duplex: "ADF Duplex"},
			colors: map[device.Color]string{device.Gray: "Gray", device.FullTone: "24bit Color[Fast]"},
			dpi:    []int{100, 150, 200, 300, 400, 600}, width: 215.872, height: 355.6,
		},
		"--source Flatbed|Automatic Document Feeder(left aligned)|Automatic Document Feeder(centrally aligned) [Flatbed]\n--resolution 75|100|150|300|300dpi [75]\n--mode Color [Color]\n": {
			trays:  map[device.Tray]string{device.Flatbed: "Flatbed", device.Feeder: "Automatic Document Feeder(left aligned)"},
			colors: map[device.Color]string{device.FullTone: "Color"}, dpi: []int{75, 100, 150, 300},
		},
		"--mode Gray [Gray]\n--source Flatbed|ADF [inactive]\n--resolution auto||150|1e9|200dpi [150]\n-x 0..10000000mm [1]\n": {
			trays: map[device.Tray]string{device.Flatbed: ""}, colors: map[device.Color]string{device.Gray: "Gray"}, dpi: []int{150, 200}, noTrays: true,
		},
		"": {trays: map[device.Tray]string{device.Flatbed: ""}, colors: map[device.Color]string{}, noTrays: true},
	} {
		if got := parseAbilities(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n%+v, want\n%+v", text, got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	a := parseAbilities(officeScanner)
	got := strings.Join(a.arguments(device.Settings{Source: device.Source{Device: "d", Tray: device.Duplex}, DPI: 300, Color: device.FullTone}), " ")
	want := "-d d --format=pnm --source=ADF Duplex --mode=24bit Color[Fast] --resolution=300 -l 0 -t 0 -x 210 -y 297"
	if got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	got = strings.Join(parseAbilities("").arguments(device.Settings{Source: device.Source{Device: "d", Tray: device.Flatbed}, DPI: 200, Color: device.Gray}), " ")
	if got != "-d d --format=pnm" {
		t.Errorf("a scanner without options is asked for %s", got)
	}
}

// FuzzAbilities: whatever a driver says of a scanner, what is made of it can be
// asked for.
func FuzzAbilities(f *testing.F) {
	f.Add(officeScanner)
	f.Add("--resolution ..dpi\n-x mm..\n--source |||\n--mode [Gray]")
	f.Fuzz(func(t *testing.T, text string) {
		a := parseAbilities(text)
		for _, s := range a.sources("d", "") {
			settings, err := device.Settings{Source: s}.Resolve()
			if err != nil {
				t.Fatal(err)
			}
			for _, arg := range a.arguments(settings) {
				if strings.Contains(arg, "\n") {
					t.Errorf("argument %q", arg)
				}
			}
		}
	})
}

// FuzzProgress: whatever scanimage says while it works, progress stays between
// nothing and nearly all.
func FuzzProgress(f *testing.F) {
	for _, s := range []string{"Progress: 12.3%", "Progress: NaN%", "Progress: -1e99%", "Scanning page 1", "/run/scan/1.pnm", "/run/scan/../x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		b := &batch{folder: "/run/scan"}
		if s := b.sign(line); s.file != "" && !strings.HasPrefix(s.file, "/run/scan/") {
			t.Errorf("a page in %q", s.file)
		} else if s.percent < -1 || s.percent > 99 {
			t.Errorf("%q is %d %%", line, s.percent)
		}
	})
}
