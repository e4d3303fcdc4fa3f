// Package sane scans with the scanners that SANE knows, by its program scanimage.
//
// Terms: a batch is one run of scanimage; it writes each page to a file and names
// it when it is whole. A status is how a batch ends: the exit code of scanimage
// is the SANE_Status of the scanner, 6 for a jam and so on.
package sane

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Options are what a hall may set; the zero Options fit most.
type Options struct {
	Program  string        // "": scanimage
	Extra    []string      // options for every scan, such as --swdeskew=yes
	Folder   string        // where pages lie until they are read; "": in memory where the system has such a folder
	Patience time.Duration // without a sign of life; zero: 60 s
}

// Scanner is all scanners that SANE knows on this machine. Make it with New.
type Scanner struct {
	options Options
	turn    device.Turn

	mu    sync.Mutex
	known map[string]abilities // by device
}

// New returns the scanners of this machine. It looks for none yet.
func New(options Options) *Scanner {
	if options.Program == "" {
		options.Program = "scanimage"
	}
	if options.Patience <= 0 {
		options.Patience = time.Minute
	}
	if options.Folder == "" {
		options.Folder = os.Getenv("XDG_RUNTIME_DIR") // the user's own, in memory
	}
	return &Scanner{options: options, turn: device.NewTurn(), known: map[string]abilities{}}
}

// Sources looks for scanners, which takes seconds where some are on the network.
func (s *Scanner) Sources(ctx context.Context) ([]device.Source, error) {
	if err := s.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer s.turn.Done()
	list, err := s.say(ctx, "-f", "%d\t%v\t%m%n")
	if err != nil {
		return nil, err
	}
	var out []device.Source
	for line := range strings.Lines(list) {
		name, about, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || name == "" {
			continue
		}
		text, err := s.say(ctx, "-d", name, "-A")
		if ctx.Err() != nil {
			return nil, err
		}
		// One that cannot be asked, because somebody uses it, is there all the same.
		a := parseAbilities(text)
		if err == nil {
			s.mu.Lock()
			s.known[name] = a
			s.mu.Unlock()
		}
		out = append(out, a.sources(name, yichuang.CleanLine(strings.ReplaceAll(about, "_", " ")))...)
	}
	if len(out) == 0 {
		return nil, device.Lost.Of("扫描仪", nil)
	}
	return out, nil
}

// trays are the trays in the order in which they are offered.
var trays = []device.Tray{device.Feeder, device.Duplex, device.Flatbed}

func (a abilities) sources(name, about string) []device.Source {
	if about == "" {
		about = name
	}
	var colors []device.Color
	for _, c := range []device.Color{device.Gray, device.FullTone} {
		if _, ok := a.colors[c]; ok {
			colors = append(colors, c)
		}
	}
	var out []device.Source
	for _, tray := range trays {
		if _, ok := a.trays[tray]; ok {
			out = append(out, device.Source{Device: name, Name: about, Tray: tray, DPI: slices.Clone(a.dpi), Colors: colors})
		}
	}
	return out
}

// abilitiesOf returns what is known of a scanner, asking it when it is not.
func (s *Scanner) abilitiesOf(ctx context.Context, source device.Source) (abilities, error) {
	s.mu.Lock()
	a, ok := s.known[source.Device]
	s.mu.Unlock()
	if !ok {
		text, err := s.say(ctx, "-d", source.Device, "-A")
		if err != nil {
			return abilities{}, s.explain(ctx, source, err)
		}
		a = parseAbilities(text)
		s.mu.Lock()
		s.known[source.Device] = a
		s.mu.Unlock()
	}
	if _, ok := a.trays[source.Tray]; !ok {
		return abilities{}, device.Lost.Of(source.Name+"的"+source.Tray.Chinese(), nil)
	}
	return a, nil
}

// say runs scanimage for what it says.
func (s *Scanner) say(ctx context.Context, args ...string) (string, error) {
	within, done := context.WithTimeoutCause(ctx, s.options.Patience, errSilent)
	defer done()
	cmd := s.command(within, args...)
	var out, said device.Words
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	switch {
	case err == nil:
		return out.String(), nil
	case ctx.Err() != nil:
		return "", device.Stopped(device.Nothing, ctx.Err())
	case within.Err() != nil:
		return "", device.Silent.Of("扫描仪", errSilent)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return "", &yichuang.Error{Code: yichuang.NotFound, Message: "本机没有扫描用的程序 scanimage", Hint: "请管理员安装 sane-utils", Err: err}
	}
	return "", &failure{said: said.Line(), err: err}
}

var errSilent = errors.New("no sign of life")

// command prepares scanimage. It is stopped the way a person stops it, so that
// the scanner takes its carriage home, and killed when it does not obey.
func (s *Scanner) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.options.Program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// failure is a run of scanimage that ended badly.
type failure struct {
	said string
	err  error
}

func (f *failure) Error() string { return f.err.Error() + ": " + f.said }
func (f *failure) Unwrap() error { return f.err }

// status returns the SANE_Status of a failure, -1 for one that has none.
func (f *failure) status() int {
	var exit *exec.ExitError
	if errors.As(f.err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// problems are the statuses of a scan (sane.h).
var problems = map[int]device.Problem{
	3: device.InUse, 6: device.PaperJam, 7: device.FeederEmpty, 8: device.LidOpen,
	9: device.Silent, 11: device.NotAllowed,
}

// opening are the words for a scanner that cannot be opened, for which scanimage
// has one exit code. They are those of sane_strstatus in the C locale.
var opening = map[string]device.Problem{
	"failed: Device busy":                        device.InUse,
	"failed: Access to resource has been denied": device.NotAllowed,
	"failed: Invalid argument":                   device.Lost,
	"no SANE devices found":                      device.Lost,
}

// explain puts a failure into words; one that has its words already passes.
func (s *Scanner) explain(ctx context.Context, source device.Source, err error) error {
	var f *failure
	switch {
	case ctx.Err() != nil:
		return device.Stopped(device.Nothing, ctx.Err())
	case errors.Is(err, errSilent):
		return device.Silent.Of(source.Name, err)
	case !errors.As(err, &f):
		return err
	}
	if p, ok := problems[f.status()]; ok {
		return p.Of(source.Name, err)
	}
	for words, p := range opening {
		if strings.Contains(f.said, words) {
			return p.Of(source.Name, err)
		}
	}
	return device.ScannerFault.Of(source.Name, err)
}
