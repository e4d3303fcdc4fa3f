package escl_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/device/escl"
	"yichuang/internal/readback"
)

// scanner is an eSCL scanner. That it is one is proven by sane-airscan, which
// scans from it (TestTheScannerOfTheTestIsOne).
type scanner struct {
	mu      sync.Mutex
	sheets  int    // in the feeder
	adf     string // state, "" for what the sheets say
	state   string
	body    []byte // in the place of a page
	answer  int    // to NextDocument, 0 for what the sheets say
	delays  int    // how often a page is not ready first
	job     int
	flatbed bool // the job is on the flatbed
	scanned int
	asked   string // the last settings
	ended   int    // jobs that were dropped
}

const schema = `xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"`

const profiles = `<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats><scan:SupportedResolutions><scan:DiscreteResolutions>
<scan:DiscreteResolution><scan:XResolution>200</scan:XResolution><scan:YResolution>200</scan:YResolution></scan:DiscreteResolution>
<scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>`

const capabilitiesXML = `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities ` + schema + `><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>测试扫描仪</pwg:MakeAndModel>
<scan:Platen><scan:PlatenInputCaps>` + profiles + `</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>` + profiles + `</scan:AdfSimplexInputCaps><scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf></scan:ScannerCapabilities>`

func (s *scanner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/eSCL/")
	switch {
	case r.Method == http.MethodGet && path == "ScannerCapabilities":
		fmt.Fprint(w, capabilitiesXML)
	case r.Method == http.MethodGet && path == "ScannerStatus":
		s.status(w)
	case r.Method == http.MethodPost && path == "ScanJobs":
		body, _ := io.ReadAll(r.Body)
		s.asked, s.scanned, s.flatbed = string(body), 0, strings.Contains(string(body), ">Platen<")
		s.job++
		host := r.Host
		if strings.HasPrefix(r.UserAgent(), "Go") {
			host = "scanner.local:8080" // a name that only the scanner knows
		}
		w.Header().Set("Location", fmt.Sprintf("http://%s/eSCL/ScanJobs/%d", host, s.job))
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodGet && path == fmt.Sprintf("ScanJobs/%d/NextDocument", s.job):
		s.next(w)
	case r.Method == http.MethodDelete && strings.HasPrefix(path, "ScanJobs/"):
		s.ended++
	default:
		http.NotFound(w, r)
	}
}

func (s *scanner) status(w io.Writer) {
	state, adf := s.state, s.adf
	if state == "" {
		state = "Idle"
	}
	if adf == "" {
		adf = "ScannerAdfLoaded"
		if s.sheets == 0 {
			adf = "ScannerAdfEmpty"
		}
	}
	fmt.Fprintf(w, `<?xml version="1.0"?><scan:ScannerStatus %s><pwg:Version>2.63</pwg:Version><pwg:State>%s</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>`, schema, state, adf)
}

func (s *scanner) next(w http.ResponseWriter) {
	switch {
	case s.delays > 0:
		s.delays--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case s.answer != 0:
		w.WriteHeader(s.answer)
		return
	case s.flatbed && s.scanned > 0, !s.flatbed && s.sheets == 0:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.scanned++
	if !s.flatbed {
		s.sheets--
	}
	w.Header().Set("Content-Type", "image/jpeg")
	if s.body != nil {
		_, _ = w.Write(s.body)
		return
	}
	_, _ = w.Write(sheet())
}

// sheet is a page of A4 at 100 dpi.
var sheet = sync.OnceValue(func() []byte {
	img := image.NewGray(image.Rect(0, 0, 827, 1169))
	for i := range img.Pix {
		img.Pix[i] = 0xff
		if x, y := i%img.Stride, i/img.Stride; y%40 < 12 && x > 80 && x < 700 && (x/9+y/40)%3 > 0 {
			img.Pix[i] = 0x20
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, img, nil) // never fails
	return out.Bytes()
})

var patient = escl.Options{Patience: device.Patience{Connect: time.Minute, Stall: time.Minute}, Poll: time.Millisecond}

func serve(t *testing.T, handler http.Handler, options escl.Options) *escl.Scanner {
	t.Helper()
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	s, err := escl.New(web.URL, options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScanner(t *testing.T) {
	devicetest.Scanner(t, func(t *testing.T, fault devicetest.Fault) *devicetest.ScannerRig {
		s := &scanner{sheets: 20, delays: 2}
		options := patient
		var handler http.Handler = s
		switch fault {
		case devicetest.None:
		case devicetest.Gone:
			web := httptest.NewServer(s)
			gone, err := escl.New(web.URL, patient)
			web.Close()
			if err != nil {
				t.Fatal(err)
			}
			return &devicetest.ScannerRig{Scanner: gone}
		case devicetest.NoPaper:
			s.sheets = 0
		case devicetest.Jam:
			s.answer, s.adf = http.StatusConflict, ""
			handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				s.ServeHTTP(w, r)
				if strings.HasSuffix(r.URL.Path, "NextDocument") {
					s.mu.Lock()
					s.adf = "ScannerAdfJam"
					s.mu.Unlock()
				}
			})
		case devicetest.Open:
			s.adf = "ScannerAdfHatchOpen"
		case devicetest.InUse:
			s.state = "Processing"
		case devicetest.Torn:
			s.body = sheet()[:len(sheet())/2]
		case devicetest.Garbage:
			s.body = []byte("<html>not a page</html>")
		case devicetest.TooLarge:
			handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "NextDocument") {
					s.ServeHTTP(w, r)
					return
				}
				for range device.MostPage>>20 + 1 {
					if _, err := w.Write(make([]byte, 1<<20)); err != nil {
						return
					}
				}
			})
		case devicetest.Dies:
			handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "NextDocument") {
					s.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Length", fmt.Sprint(len(sheet())))
				_, _ = w.Write(sheet()[:5000])
				panic(http.ErrAbortHandler) // hangs up
			})
		case devicetest.Deaf:
			s.delays = 1 << 30
			options.Patience.Stall = 50 * time.Millisecond
		case devicetest.Forbid:
			handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
		default:
			return nil
		}
		return &devicetest.ScannerRig{Scanner: serve(t, handler, options)}
	})
}

// TestWhatIsAskedFor: the settings reach the scanner, the job is found although
// the scanner calls itself by a name of its own, and it is ended there.
func TestWhatIsAskedFor(t *testing.T) {
	far := &scanner{sheets: 2}
	s := serve(t, far, patient)
	found, err := s.Sources(t.Context())
	if err != nil || len(found) != 2 || found[0].Name != "测试扫描仪" || fmt.Sprint(found[0].DPI) != "[200 300]" {
		t.Fatalf("%+v: %v", found, err)
	}
	n := 0
	for page, err := range s.Scan(t.Context(), device.Settings{Source: found[0], DPI: 300, Color: device.FullTone}) {
		if err != nil || page.DPI != 300 {
			t.Errorf("%d dpi: %v", page.DPI, err)
		}
		n++
	}
	if n != 2 || far.ended != 1 {
		t.Errorf("%d pages of 2, %d jobs ended", n, far.ended)
	}
	for _, want := range []string{">Feeder<", ">RGB24<", "<scan:XResolution>300<", "<pwg:Width>2480<", "<pwg:Height>3508<"} {
		if !strings.Contains(far.asked, want) {
			t.Errorf("not asked for %s:\n%s", want, far.asked)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	far.sheets = 5
	for _, err := range s.Scan(ctx, device.Settings{Source: found[0]}) {
		if err != nil {
			devicetest.Plain(t, err, yichuang.Busy)
		}
		cancel()
	}
	if far.ended != 2 {
		t.Errorf("%d jobs ended; one that was canceled goes on at the scanner", far.ended)
	}
}

// TestTheScannerOfTheTestIsOne: another program scans from it, page by page.
func TestTheScannerOfTheTestIsOne(t *testing.T) {
	program := readback.Needs(t, "scanimage", "sane-utils")
	readback.Needs(t, "airscan-discover", "sane-airscan")
	far := &scanner{sheets: 20}
	web := httptest.NewServer(far)
	t.Cleanup(web.Close)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"dll.conf":     "airscan\n",
		"airscan.conf": "[devices]\nhall = " + web.URL + "/eSCL\n[options]\ndiscovery = disable\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-d", "airscan:e0:hall", "--source=ADF", "--mode=Gray", "--resolution=200", "--format=pnm", "--batch-count=2", "--batch="+folder+"/%d.pnm")
	cmd.Env = append(os.Environ(), "SANE_CONFIG_DIR="+folder, "LC_ALL=C")
	said, err := cmd.CombinedOutput()
	pages, _ := filepath.Glob(filepath.Join(folder, "*.pnm"))
	if err != nil || len(pages) != 2 {
		t.Fatalf("%d pages: %v: %s", len(pages), err, said)
	}
	data, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	img, err := device.Page{Data: data}.Picture()
	if err != nil || img.Bounds().Dx() < 800 || color.GrayModel.Convert(img.At(5, 5)).(color.Gray).Y < 200 {
		t.Errorf("%v", err)
	}
}

// TestStrangers: what a scanner must not get away with.
func TestStrangers(t *testing.T) {
	for name, location := range map[string]string{
		"elsewhere": "http://other.example/secret", "no path": "http://other.example", "none": "", "odd": "::", "up": "/eSCL/ScanJobs/../../admin",
	} {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				w.Header().Set("Location", location)
				w.WriteHeader(http.StatusCreated)
				return
			}
			(&scanner{sheets: 1}).ServeHTTP(w, r)
		}), patient)
		found, err := s.Sources(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range s.Scan(t.Context(), device.Settings{Source: found[0]}) {
			if err == nil {
				t.Errorf("%s: a page came", name)
			}
			devicetest.Plain(t, err, yichuang.Damaged)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"http://192.168.1.9", " https://scanner.hall:8443/eSCL/ ", "http://[::1]/eSCL"} {
		if _, err := escl.New(address, escl.Options{}); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range []string{"", "192.168.1.9", "ipp://h/x", "http://", "http://u:p@h/", "http://h/?x", "http://h:port/"} {
		_, err := escl.New(address, escl.Options{})
		if err == nil {
			t.Errorf("%q was taken for an address", address)
			continue
		}
		devicetest.Plain(t, err, yichuang.Invalid)
	}
}
