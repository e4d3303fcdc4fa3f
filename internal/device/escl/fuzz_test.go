package escl

import (
	"encoding/xml"
	"strings"
	"testing"

	"yichuang/internal/device"
)

// FuzzCapabilities: whatever a scanner says it can, what is made of it can be
// asked for, and the request is XML again.
func FuzzCapabilities(f *testing.F) {
	f.Add(`<ScannerCapabilities><MakeAndModel>m</MakeAndModel><Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><MaxHeight>3508</MaxHeight><SettingProfiles><SettingProfile>` +
		`<ColorModes><ColorMode>RGB24</ColorMode></ColorModes><SupportedResolutions><DiscreteResolutions><DiscreteResolution><XResolution>200</XResolution></DiscreteResolution>` +
		`</DiscreteResolutions><ResolutionRange><XResolutionRange><Min>75</Min><Max>600</Max></XResolutionRange></ResolutionRange></SupportedResolutions></SettingProfile></SettingProfiles></PlatenInputCaps></Platen></ScannerCapabilities>`)
	f.Add(`<a:ScannerCapabilities xmlns:a="x"><a:Adf><a:AdfDuplexInputCaps/></a:Adf></a:ScannerCapabilities>`)
	f.Fuzz(func(t *testing.T, text string) {
		var c capabilities
		if xml.Unmarshal([]byte(text), &c) != nil {
			return
		}
		for _, tray := range c.trays() {
			settings, err := device.Settings{Source: device.Source{Tray: tray.tray, DPI: tray.input.dpi(), Colors: tray.input.colors()}}.Resolve()
			if err != nil {
				t.Fatal(err)
			}
			var any struct{ XMLName xml.Name }
			if err := xml.Unmarshal([]byte(settingsXML(settings, tray.input)), &any); err != nil || any.XMLName.Local != "ScanSettings" {
				t.Errorf("%v", err)
			}
		}
	})
}

// FuzzStatus: whatever a scanner says of itself is read, or refused.
func FuzzStatus(f *testing.F) {
	f.Add(`<ScannerStatus><State>Idle</State><AdfState>ScannerAdfJam</AdfState><Jobs><JobInfo><JobUri>/eSCL/ScanJobs/1</JobUri><JobState>Aborted</JobState></JobInfo></Jobs></ScannerStatus>`)
	f.Fuzz(func(t *testing.T, text string) {
		var now status
		if xml.Unmarshal([]byte(text), &now) != nil {
			return
		}
		if p, ok := adfProblems[now.Adf]; ok && p.Of("s", nil) == nil {
			t.Error("a problem without words")
		}
	})
}

// FuzzLocation: wherever a scanner says that a job is, it is asked for at the
// scanner and nowhere else.
func FuzzLocation(f *testing.F) {
	for _, s := range []string{"/eSCL/ScanJobs/1", "http://other/eSCL/ScanJobs/1", "//other/ScanJobs/1", "/ScanJobs/../../x", "ScanJobs/1", ""} {
		f.Add(s)
	}
	s, err := New("http://scanner.hall:8080/eSCL", Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location string) {
		where, err := s.located(location)
		if err != nil {
			return
		}
		if where.Scheme != "http" || where.Host != "scanner.hall:8080" || !strings.Contains(where.JoinPath("NextDocument").Path, "/ScanJobs/") {
			t.Errorf("%q leads to %s", location, where)
		}
	})
}
