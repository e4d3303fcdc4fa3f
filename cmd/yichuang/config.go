package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/store"

	"github.com/spf13/viper"
)

// config is the configuration of one seat; config.example.yaml explains it.
type config struct {
	Hall     hallConfig     `mapstructure:"hall"`
	Terminal terminalConfig `mapstructure:"terminal"`
	Data     string         `mapstructure:"data"`
	Catalog  string         `mapstructure:"catalog"`
	Paper    paperConfig    `mapstructure:"paper"`
	Scan     scanConfig     `mapstructure:"scan"`
	Lock     lockConfig     `mapstructure:"lock"`

	// File is where the configuration was read, empty when there is none.
	File  string `mapstructure:"-"`
	named bool   // with --config
	demo  bool
	// enrolled is set when the data say that this seat belongs to a centre: hall and
	// terminal are then what the centre says.
	enrolled bool
}

type hallConfig struct {
	Name            string `mapstructure:"name"`
	Region          string `mapstructure:"region"`
	Phone           string `mapstructure:"phone"`
	Site            string `mapstructure:"site"`
	Reconsideration string `mapstructure:"reconsideration"`
	Court           string `mapstructure:"court"`
}

type terminalConfig struct {
	Window int    `mapstructure:"window"`
	Epoch  string `mapstructure:"epoch"`
}

type paperConfig struct {
	Folder string `mapstructure:"folder"`
	Roll   int    `mapstructure:"roll"`
	Font   string `mapstructure:"font"`
}

type scanConfig struct {
	Folder string `mapstructure:"folder"`
	Viewer string `mapstructure:"viewer"`
}

type lockConfig struct {
	Minutes int `mapstructure:"minutes"`
}

// defaults are the values of every key, so that each may come from the
// environment alone.
var defaults = map[string]any{
	"hall.name": "", "hall.region": "", "hall.phone": "", "hall.site": "",
	"hall.reconsideration": "", "hall.court": "",
	"terminal.window": 1, "terminal.epoch": "0",
	"data": "", "catalog": "",
	"paper.folder": "", "paper.roll": 80, "paper.font": "",
	"scan.folder": "", "scan.viewer": "",
	"lock.minutes": 5,
}

// mostConfig bounds a configuration; a full one has two kilobytes.
const mostConfig = 1 << 20

// mostText is how many characters a name of the hall may have.
const mostText = 100

// readConfig reads the file named, or the first that exists in the usual places,
// and lays the environment over it. No file at all is no error: File is empty.
// Invalid names every key and value that does not fit.
func readConfig(file string) (*config, error) {
	c := &config{named: file != ""}
	var raw []byte
	var err error
	if c.File, raw, err = findConfig(file); err != nil {
		return nil, err
	}
	written := viper.New()
	written.SetConfigType("yaml")
	if err := written.ReadConfig(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))); err != nil {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "cannot read the configuration " + c.File, Hint: "it must be YAML; see config.example.yaml", Err: err}
	}
	if bad := unknown(written); bad != nil {
		return nil, c.unfit(bad)
	}
	v := viper.New()
	for key, value := range defaults {
		v.SetDefault(key, value)
	}
	v.SetEnvPrefix("YICHUANG")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	err = v.MergeConfigMap(written.AllSettings()) // without the groups that are left empty: they would hide the defaults
	if err == nil {
		err = v.UnmarshalExact(c, viper.DecodeHook(strict))
	}
	if err != nil {
		return nil, c.unfit([]string{strings.Join(strings.Fields(err.Error()), " ")})
	}
	for _, text := range []*string{&c.Hall.Name, &c.Hall.Phone, &c.Hall.Site, &c.Hall.Reconsideration, &c.Hall.Court} {
		*text = yichuang.CleanLine(*text)
	}
	if bad := c.check(); bad != nil {
		return nil, c.unfit(bad)
	}
	if c.Data == "" {
		c.Data = dataFolder()
	}
	return c, nil
}

// unknown names the keys of a file that have no meaning.
func unknown(v *viper.Viper) []string {
	var bad []string
	for _, key := range slices.Sorted(slices.Values(v.AllKeys())) {
		_, known := defaults[key]
		group := false
		for k := range defaults {
			group = group || strings.HasPrefix(k, key+".")
		}
		switch {
		case known || group && v.Get(key) == nil:
		case group:
			bad = append(bad, key+" is a group of keys, not a value")
		default:
			bad = append(bad, "there is no key "+yichuang.Clip(key, 60))
		}
	}
	return bad
}

// strict keeps the decoder from making a number of 3.7 or of true. Text is
// turned into numbers, because the environment has nothing else.
func strict(from, to reflect.Type, value any) (any, error) {
	odd := from.Kind() == reflect.Float64 || from.Kind() == reflect.Bool
	switch {
	case odd && to.Kind() == reflect.Int:
		return nil, fmt.Errorf("%v must be a whole number", value)
	case odd && to.Kind() == reflect.String:
		return nil, fmt.Errorf("%v must be text, in quotes", value)
	}
	return value, nil
}

func (c *config) unfit(bad []string) error {
	where := c.File
	if where == "" {
		where = "the environment (YICHUANG_…)"
	}
	return &yichuang.Error{Code: yichuang.Invalid, Message: "configuration in " + where + ": " + strings.Join(bad, "; "), Hint: "config.example.yaml explains every key"}
}

func findConfig(file string) (string, []byte, error) {
	if file != "" {
		raw, err := readAll(file, mostConfig)
		if err != nil {
			return "", nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read the configuration " + file, Hint: "check the path given with --config", Err: err}
		}
		return file, raw, nil
	}
	for _, f := range configPlaces() {
		raw, err := readAll(f, mostConfig)
		if err == nil {
			return f, raw, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, &yichuang.Error{Code: yichuang.Denied, Message: "cannot read the configuration " + f, Hint: "check who may read the file", Err: err}
		}
	}
	return "", nil, nil
}

func configPlaces() []string {
	var out []string
	if dir, err := os.UserConfigDir(); err == nil {
		out = append(out, filepath.Join(dir, "yichuang", "config.yaml"))
	}
	return append(out, "/etc/yichuang/config.yaml")
}

// readAll reads a file of at most limit bytes. Devices and pipes that never end
// are files too.
func readAll(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = fmt.Errorf("%s is larger than %d KiB", name, limit>>10)
	}
	return raw, err
}

// dataFolder is where the data are when nothing says otherwise, "" when there is
// no home. It is never a place that depends on where the program was started: a
// second, empty database would issue the same case numbers again.
func dataFolder() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "yichuang")
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "yichuang")
	}
	return ""
}

// check names every key that does not fit. A hall that has not been set up at
// all passes: the first screen asks.
func (c *config) check() []string {
	var bad []string
	if c.Hall.Region != "" && (len(c.Hall.Region) != 6 || strings.Trim(c.Hall.Region, "0123456789") != "") {
		bad = append(bad, fmt.Sprintf("hall.region %q must be six digits in quotes", yichuang.Clip(c.Hall.Region, 20)))
	}
	if (c.Hall.Region == "") != (c.Hall.Name == "") {
		bad = append(bad, "hall.name and hall.region belong together")
	}
	if c.Terminal.Window < 1 || c.Terminal.Window > 999 {
		bad = append(bad, fmt.Sprintf("terminal.window %d must be 1 to 999", c.Terminal.Window))
	}
	if e := c.Terminal.Epoch; len(e) != 1 || strings.Trim(strings.ToUpper(e), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		bad = append(bad, fmt.Sprintf("terminal.epoch %q must be one character, 0-9 or A-Z", yichuang.Clip(e, 20)))
	}
	if c.Paper.Roll != 58 && c.Paper.Roll != 80 {
		bad = append(bad, fmt.Sprintf("paper.roll %d must be 58 or 80", c.Paper.Roll))
	}
	if c.Lock.Minutes < 0 || c.Lock.Minutes > 24*60 {
		bad = append(bad, fmt.Sprintf("lock.minutes %d must be 0 to 1440", c.Lock.Minutes))
	}
	for _, text := range []struct{ key, value string }{{"hall.name", c.Hall.Name}, {"hall.phone", c.Hall.Phone}, {"hall.site", c.Hall.Site},
		{"hall.reconsideration", c.Hall.Reconsideration}, {"hall.court", c.Hall.Court}} {
		if n := utf8.RuneCountInString(text.value); n > mostText {
			bad = append(bad, fmt.Sprintf("%s has %d characters; papers have room for %d", text.key, n, mostText))
		}
	}
	for _, path := range []struct{ key, value string }{{"data", c.Data}, {"catalog", c.Catalog}, {"paper.folder", c.Paper.Folder}, {"paper.font", c.Paper.Font}, {"scan.folder", c.Scan.Folder}} {
		if path.value != "" && !filepath.IsAbs(path.value) {
			bad = append(bad, fmt.Sprintf("%s %q must be a full path, from the root", path.key, yichuang.Clip(path.value, 60)))
		}
	}
	return bad
}

// peek reads from the data whether this seat belongs to a centre, and takes hall and
// terminal from there. What the data cannot be read for is told when they are opened.
func (c *config) peek(ctx context.Context) {
	if c.Data == "" || c.demo {
		return
	}
	p, err := store.Peek(ctx, c.database())
	if err != nil || !p.Enrolled {
		return
	}
	c.enrolled = true
	c.Terminal = terminalConfig{Window: p.Terminal.Window, Epoch: string(rune(p.Terminal.Epoch))}
	c.adopt(p.Hall)
}

// adopt takes over what the centre says of the hall.
func (c *config) adopt(h yichuang.Hall) {
	c.Hall = hallConfig{Name: h.Name, Region: h.Region, Phone: h.Phone, Site: h.Site, Reconsideration: h.Review, Court: h.Court}
}

// ready reports whether a hall has been set up.
func (c *config) ready() bool { return c.Hall.Name != "" }

func (c *config) hall() yichuang.Hall {
	h := c.Hall
	return yichuang.Hall{Name: h.Name, Region: h.Region, Phone: h.Phone, Site: h.Site, Review: h.Reconsideration, Court: h.Court, Demo: c.demo}
}

func (c *config) terminal() yichuang.Terminal {
	epoch := strings.ToUpper(c.Terminal.Epoch)[0]
	return yichuang.Terminal{ID: yichuang.NewTerminalID(fmt.Sprintf("W%02d", c.Terminal.Window), epoch), Window: c.Terminal.Window, Epoch: epoch}
}

func (c *config) database() string { return filepath.Join(c.Data, "seat.db") }

func (c *config) papers() string {
	if c.Paper.Folder != "" {
		return c.Paper.Folder
	}
	return filepath.Join(c.Data, "papers")
}

// demonstration is the hall that the first screen offers: real region code, no
// invented people, its own data folder, and 演示 on everything.
func demonstration(c *config) *config {
	d := *c
	d.demo, d.Catalog = true, ""
	if c.Data != "" {
		d.Data = filepath.Join(c.Data, "demo")
	}
	d.Hall = hallConfig{Name: "政务服务大厅（演示）", Region: "150627", Phone: "12345", Reconsideration: "旗人民政府"}
	return &d
}
