package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/store"
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
	// Oversight are the figures by which cases are watched.
	Oversight oversightConfig `mapstructure:"oversight"`

	// File is where the configuration was read, empty when there is none.
	File  string `mapstructure:"-"`
	named bool   // with --config
	demo  bool
	// enrolled is set when the data say that this seat belongs to a centre: hall and
	// terminal are then what the centre says.
	enrolled bool
	unread   error // why the data do not say whether it does
}

type hallConfig struct {
	Name            string `mapstructure:"name"`
	Region          string `mapstructure:"region"`
	Phone           string `mapstructure:"phone"`
	Site            string `mapstructure:"site"`
	Progress        string `mapstructure:"progress"`
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
	"hall.name": "", "hall.region": "", "hall.phone": "", "hall.site": "", "hall.progress": "",
	"hall.reconsideration": "", "hall.court": "",
	"terminal.window": 1, "terminal.epoch": "0",
	"data": "", "catalog": "",
	"paper.folder": "", "paper.roll": 80, "paper.font": "",
	"scan.folder": "", "scan.viewer": "",
	"lock.minutes":    5,
	"oversight.share": 20, "oversight.least": 1, "oversight.short": 3, "oversight.red_first": 3,
	"oversight.instant.share": 20, "oversight.instant.least": 1, "oversight.instant.short": 3, "oversight.instant.red_first": 3,
	"oversight.take": 1, "oversight.answer": 1, "oversight.collect": 10,
}

// mostText is how many characters a name of the hall may have.
const mostText = 100

// configFrom says where the configuration of a seat comes from.
func configFrom(file string) cli.Settings {
	return cli.Settings{Named: file, Places: cli.Places("config.yaml"), Defaults: defaults, Example: "config.example.yaml"}
}

// readConfig reads the file named, or the first that exists in the usual places,
// and lays the environment over it. No file at all is no error: File is empty.
// Invalid names every key and value that does not fit.
func readConfig(file string) (*config, error) {
	c := &config{named: file != ""}
	from := configFrom(file)
	var err error
	if c.File, err = from.Read(c); err != nil {
		return nil, err
	}
	for _, text := range []*string{&c.Hall.Name, &c.Hall.Phone, &c.Hall.Site, &c.Hall.Progress, &c.Hall.Reconsideration, &c.Hall.Court} {
		*text = yichuang.CleanLine(*text)
	}
	if bad := c.check(); bad != nil {
		return nil, from.Unfit(c.File, bad)
	}
	if c.Data == "" {
		c.Data = cli.DataFolder("yichuang")
	}
	return c, nil
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
	if err := (yichuang.Hall{Progress: c.Hall.Progress}).CheckProgress(); err != nil {
		bad = append(bad, fmt.Sprintf("hall.progress %q must be an address like https://jd.example.gov.cn, at most 100 characters", yichuang.Clip(c.Hall.Progress, 60)))
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
	bad = append(bad, c.Oversight.check()...)
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
// terminal from there. Data that are there and do not say it, as on a full disk, do not
// make it a new seat.
func (c *config) peek(ctx context.Context) {
	if c.Data == "" || c.demo {
		return
	}
	p, err := store.Peek(ctx, c.database())
	if err != nil {
		if _, none := os.Lstat(c.database()); none == nil {
			c.unread = err
		}
		return
	}
	if !p.Enrolled {
		return
	}
	c.enrolled = true
	c.Terminal = terminalConfig{Window: p.Terminal.Window, Epoch: string(rune(p.Terminal.Epoch))}
	c.adopt(p.Hall)
}

// adopt takes over what the centre says of the hall. A centre that knows no progress
// page leaves the one that this seat is configured with.
func (c *config) adopt(h yichuang.Hall) {
	c.Hall = hallConfig{Name: h.Name, Region: h.Region, Phone: h.Phone, Site: h.Site, Progress: cmp.Or(h.Progress, c.Hall.Progress),
		Reconsideration: h.Review, Court: h.Court}
}

// ready reports whether a hall has been set up.
func (c *config) ready() bool { return c.Hall.Name != "" }

func (c *config) hall() yichuang.Hall {
	h := c.Hall
	return yichuang.Hall{Name: h.Name, Region: h.Region, Phone: h.Phone, Site: h.Site, Progress: h.Progress, Review: h.Reconsideration, Court: h.Court, Demo: c.demo}
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
