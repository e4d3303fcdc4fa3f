package sane

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/device"
)

// abilities are what a scanner can be asked for, by the words of its driver.
type abilities struct {
	trays   map[device.Tray]string  // value of --source, "" for a scanner that knows no such option
	colors  map[device.Color]string // value of --mode
	dpi     []int
	width   float64 // largest -x and -y, in millimetres; 0: there is no such option
	height  float64
	noTrays bool // there is no --source
}

// parseAbilities reads the list of options that scanimage -A prints:
//
//	--mode Gray|Color [Gray]
//	--resolution 75|150|300dpi [75]   or   1..1200dpi (in steps of 1) [50]
//	--source Flatbed|Automatic Document Feeder [Flatbed]
//	-x 0..215.9mm (in steps of 0.1) [215.9]
//
// What it does not understand it leaves out.
func parseAbilities(text string) abilities {
	a := abilities{trays: map[device.Tray]string{}, colors: map[device.Color]string{}, noTrays: true}
	for line := range strings.Lines(text) {
		name, values, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasSuffix(strings.TrimSpace(values), "[inactive]") {
			continue
		}
		values = withoutDefault(values)
		switch name {
		case "--source":
			a.noTrays = false
			for v := range strings.SplitSeq(values, "|") {
				keep(a.trays, trayOf(v), v)
			}
		case "--mode":
			for v := range strings.SplitSeq(values, "|") {
				keep(a.colors, colorOf(v), v)
			}
		case "--resolution":
			a.dpi = resolutions(values)
		case "-x":
			a.width = largest(values)
		case "-y":
			a.height = largest(values)
		}
	}
	if len(a.trays) == 0 {
		a.trays[device.Flatbed] = ""
	}
	return a
}

// withoutDefault drops the value in use and the size of steps.
func withoutDefault(s string) string {
	s, _, _ = strings.Cut(s, " (in steps of")
	if i := strings.LastIndex(s, " ["); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// keep remembers the first value that stands for a key, and a shorter one: Gray
// rather than Gray[Error Diffusion].
func keep[K ~string](all map[K]string, key K, value string) {
	value = strings.TrimSpace(value)
	if old, ok := all[key]; key != "" && value != "" && (!ok || len(value) < len(old)) {
		all[key] = value
	}
}

// trayOf knows a tray by the words of drivers: Flatbed, ADF Front, Automatic
// Document Feeder, ADF Duplex, Normal.
func trayOf(value string) device.Tray {
	v := strings.ToLower(value)
	switch {
	case strings.Contains(v, "back"), strings.Contains(v, "rear"), strings.Contains(v, "transparency"), strings.Contains(v, "negative"):
		return ""
	case strings.Contains(v, "duplex"), strings.Contains(v, "both"):
		return device.Duplex
	case strings.Contains(v, "adf"), strings.Contains(v, "feeder"):
		return device.Feeder
	case strings.Contains(v, "flatbed"), strings.Contains(v, "platen"), strings.Contains(v, "normal"), v == "fb":
		return device.Flatbed
	}
	return ""
}

// colorOf knows a colour by the words of drivers: Gray, True Gray, Color, 24bit
// Color.
func colorOf(value string) device.Color {
	v := strings.ToLower(value)
	switch {
	case strings.Contains(v, "gray"), strings.Contains(v, "grey"):
		return device.Gray
	case strings.Contains(v, "color"), strings.Contains(v, "colour"):
		return device.FullTone
	}
	return ""
}

// resolutions reads 75|150|300dpi or 1..1200dpi.
func resolutions(values string) []int {
	values = strings.TrimSuffix(values, "dpi")
	if low, high, ok := strings.Cut(values, ".."); ok {
		from, err := strconv.ParseFloat(low, 64)
		to, err2 := strconv.ParseFloat(high, 64)
		if err != nil || err2 != nil {
			return nil
		}
		return device.Resolutions(from, to)
	}
	var out []int
	for v := range strings.SplitSeq(values, "|") {
		if d, err := strconv.ParseFloat(strings.TrimSuffix(v, "dpi"), 64); err == nil && d >= 50 && d <= 2400 && d == math.Trunc(d) {
			out = append(out, int(d))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// largest reads the upper end of 0..215.9mm.
func largest(values string) float64 {
	_, high, ok := strings.Cut(strings.TrimSuffix(values, "mm"), "..")
	n, err := strconv.ParseFloat(high, 64)
	if !ok || err != nil || n < 1 || n > 10_000 {
		return 0
	}
	return n
}

// A4, in millimetres.
const (
	a4Width  = 210
	a4Height = 297
)

// arguments are what scanimage is told for one scan.
func (a abilities) arguments(s device.Settings) []string {
	args := []string{"-d", s.Source.Device, "--format=pnm"}
	if !a.noTrays {
		args = append(args, "--source="+a.trays[s.Source.Tray])
	}
	if mode := a.colors[s.Color]; mode != "" {
		args = append(args, "--mode="+mode)
	}
	if len(a.dpi) > 0 {
		args = append(args, "--resolution="+strconv.Itoa(s.DPI))
	}
	if a.width > 0 && a.height > 0 {
		args = append(args, "-l", "0", "-t", "0", "-x", millimetres(min(a.width, a4Width)), "-y", millimetres(min(a.height, a4Height)))
	}
	return args
}

func millimetres(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
