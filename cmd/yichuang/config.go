package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yichuang"

	"github.com/spf13/viper"
)

// config is the configuration of one seat; config.example.yaml explains it.
type config struct {
	Hall     hallConfig     `mapstructure:"hall"`
	Terminal terminalConfig `mapstructure:"terminal"`
	Data     string         `mapstructure:"data"`
	Catalog  string         `mapstructure:"catalog"`
	Paper    paperConfig    `mapstructure:"paper"`
	Lock     lockConfig     `mapstructure:"lock"`

	// File is where the configuration was read, empty when there is none.
	File string `mapstructure:"-"`
	demo bool
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
	"lock.minutes": 5,
}

// readConfig reads the file named, or the first that exists in the usual places,
// and lays the environment over it. No file at all is no error: File is empty.
func readConfig(file string) (*config, error) {
	v := viper.New()
	for key, value := range defaults {
		v.SetDefault(key, value)
	}
	v.SetEnvPrefix("YICHUANG")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	v.SetConfigType("yaml")
	file, raw, err := findConfig(file)
	if err != nil {
		return nil, err
	}
	if file != "" {
		if err := v.ReadConfig(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))); err != nil {
			return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "cannot read the configuration " + file, Hint: "it must be YAML; see config.example.yaml", Err: err}
		}
	}
	c := &config{File: file}
	if err := v.UnmarshalExact(c); err != nil {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the configuration " + file + " has keys or values that do not fit", Hint: "see config.example.yaml for every key", Err: err}
	}
	if c.Data == "" {
		c.Data = dataFolder()
	}
	return c, c.check()
}

func findConfig(file string) (string, []byte, error) {
	if file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read the configuration " + file, Hint: "check the path given with --config", Err: err}
		}
		return file, raw, nil
	}
	for _, f := range configPlaces() {
		raw, err := os.ReadFile(f)
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

func dataFolder() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "yichuang")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "yichuang")
	}
	return "yichuang-data"
}

// check returns Invalid, naming every key that does not fit. A hall that has
// not been set up at all passes: the first screen asks.
func (c *config) check() error {
	var bad []string
	if c.Hall.Region != "" && (len(c.Hall.Region) != 6 || strings.Trim(c.Hall.Region, "0123456789") != "") {
		bad = append(bad, fmt.Sprintf("hall.region %q must be six digits in quotes", c.Hall.Region))
	}
	if (c.Hall.Region == "") != (c.Hall.Name == "") {
		bad = append(bad, "hall.name and hall.region belong together")
	}
	if c.Terminal.Window < 0 || c.Terminal.Window > 999 {
		bad = append(bad, fmt.Sprintf("terminal.window %d must be 0 to 999", c.Terminal.Window))
	}
	if e := c.Terminal.Epoch; len(e) != 1 || strings.Trim(strings.ToUpper(e), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		bad = append(bad, fmt.Sprintf("terminal.epoch %q must be one character, 0-9 or A-Z", e))
	}
	if c.Paper.Roll != 58 && c.Paper.Roll != 80 {
		bad = append(bad, fmt.Sprintf("paper.roll %d must be 58 or 80", c.Paper.Roll))
	}
	if c.Lock.Minutes < 0 || c.Lock.Minutes > 24*60 {
		bad = append(bad, fmt.Sprintf("lock.minutes %d must be 0 to 1440", c.Lock.Minutes))
	}
	if len(bad) == 0 {
		return nil
	}
	where := c.File
	if where == "" {
		where = "the environment"
	}
	return &yichuang.Error{Code: yichuang.Invalid, Message: "configuration in " + where + ": " + strings.Join(bad, "; "), Hint: "see config.example.yaml"}
}

// ready reports whether a hall has been set up.
func (c *config) ready() bool { return c.Hall.Name != "" }

func (c *config) hall() yichuang.Hall {
	h := c.Hall
	return yichuang.Hall{Name: h.Name, Region: h.Region, Phone: h.Phone, Site: h.Site, Review: h.Reconsideration, Court: h.Court, Demo: c.demo}
}

func (c *config) terminal() yichuang.Terminal {
	return yichuang.Terminal{ID: yichuang.TerminalID(fmt.Sprintf("W%02d", c.Terminal.Window)), Window: c.Terminal.Window,
		Epoch: strings.ToUpper(c.Terminal.Epoch)[0]}
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
	d.demo = true
	d.Data = filepath.Join(c.Data, "demo")
	d.Hall = hallConfig{Name: "政务服务大厅（演示）", Region: "150627", Phone: "12345", Reconsideration: "旗人民政府"}
	return &d
}
