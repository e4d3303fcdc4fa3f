package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/device"
)

// Command prints by running a program on a file, once for each copy. Make it with
// NewCommand.
type Command struct {
	settings CommandSettings
	turn     device.Turn
}

// CommandSettings say which program prints and how it is called.
type CommandSettings struct {
	Name    string // what people call it; "": Printer
	Printer string // the name of the printer, for the program
	// Run is the program and its arguments. {file}, {printer} and {name} in an
	// argument stand for the file, the printer and the name of the job; the program
	// also finds them in YICHUANG_FILE, YICHUANG_PRINTER and YICHUANG_NAME. No shell
	// reads them.
	Run    []string
	Format device.Format
	Folder string // where the files are kept meanwhile; "": the system's for temporary files
	// Linger is how long a file is kept after the program has ended: on Windows the
	// program often only wakes another, which reads the file later. Zero: not at all.
	Linger   time.Duration
	Patience time.Duration // for one run; zero: 30 s
}

// WindowsPDF prints A4 pages with the program that Windows has for PDF files, by
// its verb PrintTo. Windows brings none that knows this verb: it comes with the
// reader that is installed.
func WindowsPDF(printer string) CommandSettings {
	return CommandSettings{
		Printer: printer, Format: device.PDF, Linger: 2 * time.Minute, Patience: time.Minute,
		Run: []string{"powershell", "-NoProfile", "-NonInteractive", "-Command",
			`Start-Process -FilePath $env:YICHUANG_FILE -Verb PrintTo -ArgumentList ('"' + $env:YICHUANG_PRINTER + '"') -WindowStyle Hidden`},
	}
}

// NewCommand returns a printer that is a program. It returns Invalid for
// settings without a program or a format.
func NewCommand(settings CommandSettings) (*Command, error) {
	if len(settings.Run) == 0 || settings.Run[0] == "" || settings.Format != device.PDF && settings.Format != device.Thermal {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "打印命令没有设置好", Hint: "请管理员检查设置里的打印命令和文书的格式"}
	}
	if settings.Printer == "" {
		settings.Printer = filepath.Base(settings.Run[0])
	}
	if settings.Name == "" {
		settings.Name = settings.Printer
	}
	if settings.Patience <= 0 {
		settings.Patience = usualPatience
	}
	if settings.Folder == "" {
		settings.Folder = os.TempDir()
	}
	return &Command{settings: settings, turn: device.NewTurn()}, nil
}

// String returns what people call it.
func (c *Command) String() string { return c.settings.Name }

// Print writes the job to a file of its own, which nobody else may read, and runs
// the program. See device.Printer for the errors.
func (c *Command) Print(ctx context.Context, job device.Job, report func(device.Progress)) (device.Delivery, error) {
	if err := job.Check(c.String(), c.settings.Format); err != nil {
		return device.Nothing, err
	}
	if err := c.turn.Take(ctx); err != nil {
		return device.Nothing, err
	}
	defer c.turn.Done()
	if _, err := c.State(ctx); err != nil {
		return device.Nothing, err
	}
	c.sweep()
	file, err := c.keep(job)
	if err != nil {
		return device.Nothing, err
	}
	defer c.forget(file)
	total := len(job.Data) * job.Times()
	for n := range job.Times() {
		far := device.Nothing
		if n > 0 {
			far = device.Partly
		}
		if err := c.run(ctx, file, job, far); err != nil {
			return device.Partly, err
		}
		device.Report(report, device.Progress{Sent: (n + 1) * len(job.Data), Total: total, State: device.Unknown})
	}
	return device.Taken, nil
}

// run runs the program once. far is how far the job was before.
func (c *Command) run(ctx context.Context, file string, job device.Job, far device.Delivery) error {
	name := yichuang.CleanLine(job.Name)
	fill := strings.NewReplacer("{file}", file, "{printer}", c.settings.Printer, "{name}", name)
	argv := slices.Clone(c.settings.Run)
	for i := range argv[1:] {
		argv[i+1] = fill.Replace(argv[i+1])
	}
	env := []string{"YICHUANG_FILE=" + file, "YICHUANG_PRINTER=" + c.settings.Printer, "YICHUANG_NAME=" + name}
	_, err := run(ctx, c.settings.Patience, env, nil, argv...)
	if err == nil {
		return nil
	}
	if told := ended(ctx, c.String(), device.Partly, err); told != nil {
		return told
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &yichuang.Error{Code: yichuang.Busy, Message: fmt.Sprintf("打印命令没有成功，打印机 %s 没有收下文书", c),
			Hint: "请看打印机是否开着，再试一次；不行就换一台打印机，并告诉管理员", Err: err}
	}
	return device.Broken(c.String(), far, err)
}

// prefix begins the names of the files of this package.
const prefix = "yichuang-print-"

// keep writes the job to a file.
func (c *Command) keep(job device.Job) (string, error) {
	ending := map[device.Format]string{device.PDF: ".pdf", device.Thermal: ".bin"}[job.Format]
	f, err := os.CreateTemp(c.settings.Folder, prefix+"*"+ending)
	if err != nil {
		return "", device.NoRoom(c.String(), device.Nothing, err)
	}
	_, err = f.Write(job.Data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(f.Name())
		return "", device.NoRoom(c.String(), device.Nothing, err)
	}
	return f.Name(), nil
}

// forget removes a file when its time is over.
func (c *Command) forget(file string) {
	if c.settings.Linger > 0 {
		time.AfterFunc(c.settings.Linger, func() { os.Remove(file) })
		return
	}
	os.Remove(file)
}

// sweep removes files that a terminal which was switched off has left behind.
// They hold personal data.
func (c *Command) sweep() {
	names, err := filepath.Glob(filepath.Join(c.settings.Folder, prefix+"*"))
	if err != nil {
		return // a folder with the letters of a pattern in its name; nothing is lost
	}
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > c.settings.Linger+time.Hour {
			os.Remove(name)
		}
	}
}

// State is Unknown: a command does not say how the printer is. It returns
// NotFound when the program is not there.
func (c *Command) State(context.Context) (device.State, error) {
	if _, err := exec.LookPath(c.settings.Run[0]); err != nil {
		return device.Offline, ended(context.Background(), c.String(), device.Nothing, errors.Join(exec.ErrNotFound, err))
	}
	return device.Unknown, nil
}
