package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yichuang"
	"yichuang/internal/bucket"
	"yichuang/internal/central"
	"yichuang/internal/cli"
	"yichuang/internal/wire"
)

// config is the configuration of a centre; centre.example.yaml explains it.
type config struct {
	Listen      string       `mapstructure:"listen"`
	Names       []string     `mapstructure:"names"`
	Admin       string       `mapstructure:"admin"`
	Data        string       `mapstructure:"data"`
	Database    string       `mapstructure:"database"`
	Connections int          `mapstructure:"connections"`
	Scans       scansConfig  `mapstructure:"scans"`
	TLS         tlsConfig    `mapstructure:"tls"`
	Public      publicConfig `mapstructure:"public"`
	Log         logConfig    `mapstructure:"log"`

	// File is where the configuration was read, empty when there is none.
	File string `mapstructure:"-"`
}

type scansConfig struct {
	Folder string       `mapstructure:"folder"`
	S3     bucketConfig `mapstructure:"s3"`
}

type bucketConfig struct {
	Endpoint string `mapstructure:"endpoint"`
	Bucket   string `mapstructure:"bucket"`
	Region   string `mapstructure:"region"`
	Key      string `mapstructure:"key"`
	Secret   string `mapstructure:"secret"`
}

type tlsConfig struct {
	Cert string `mapstructure:"cert"`
	Key  string `mapstructure:"key"`
}

// publicConfig is the listener for the world: the progress page.
type publicConfig struct {
	Listen string `mapstructure:"listen"`
	Cert   string `mapstructure:"cert"`
	Key    string `mapstructure:"key"`
	Header string `mapstructure:"header"`
}

type logConfig struct {
	Level  string `mapstructure:"level"`
	Format string `mapstructure:"format"`
}

// usualAdmin is where figures are served unless something else is configured.
const usualAdmin = "127.0.0.1:9090"

// defaults are the values of every key, so that each may come from the
// environment alone.
var defaults = map[string]any{
	"listen": ":" + wire.DefaultPort, "names": []string{}, "admin": usualAdmin, "data": "", "database": "", "connections": 20000,
	"scans.folder": "", "scans.s3.endpoint": "", "scans.s3.bucket": "", "scans.s3.region": "", "scans.s3.key": "", "scans.s3.secret": "",
	"tls.cert": "", "tls.key": "", "public.listen": "", "public.cert": "", "public.key": "", "public.header": "", "log.level": "info", "log.format": "text",
}

// readConfig reads the file named, or the first that exists in the usual places,
// with the environment over it. Invalid names every key and value that does not
// fit.
func readConfig(file string) (*config, error) {
	from := cli.Settings{Named: file, Places: cli.Places("centre.yaml"), Defaults: defaults, Example: "centre.example.yaml"}
	c := new(config)
	var err error
	if c.File, err = from.Read(c); err != nil {
		return nil, err
	}
	if bad := c.check(); bad != nil {
		return nil, from.Unfit(c.File, bad)
	}
	if c.Data == "" {
		c.Data = dataFolder()
	}
	return c, nil
}

// dataFolder is where the data are when nothing says otherwise: a server that root
// starts keeps them where servers do.
func dataFolder() string {
	if os.Geteuid() == 0 {
		return "/var/lib/yichuangd"
	}
	return cli.DataFolder("yichuangd")
}

// check names every key that does not fit.
func (c *config) check() []string {
	var bad []string
	for _, a := range []struct{ key, value string }{{"listen", c.Listen}, {"admin", c.Admin}, {"public.listen", c.Public.Listen}} {
		if _, port, err := net.SplitHostPort(a.value); (err != nil || port == "") && (a.value != "" || a.key == "listen") {
			bad = append(bad, fmt.Sprintf("%s %q must be an address with a port, like :8443 or 10.0.0.5:8443", a.key, yichuang.Clip(a.value, 60)))
		}
	}
	for _, n := range c.Names {
		if net.ParseIP(n) == nil && (strings.Trim(n, hostCharacters) != "" || n == "") {
			bad = append(bad, fmt.Sprintf("names: %q must be a host name or an address, without a port", yichuang.Clip(n, 60)))
		}
	}
	if c.Connections < 100 || c.Connections > 1_000_000 {
		bad = append(bad, fmt.Sprintf("connections %d must be 100 to 1000000", c.Connections))
	}
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		bad = append(bad, "tls.cert and tls.key belong together")
	}
	if (c.Public.Cert == "") != (c.Public.Key == "") {
		bad = append(bad, "public.cert and public.key belong together")
	}
	if strings.Trim(c.Public.Header, headerCharacters) != "" {
		bad = append(bad, fmt.Sprintf("public.header %q must be the name of a header, like X-Forwarded-For", yichuang.Clip(c.Public.Header, 40)))
	}
	if !slices.Contains([]string{"text", "json"}, c.Log.Format) {
		bad = append(bad, fmt.Sprintf("log.format %q must be text or json", yichuang.Clip(c.Log.Format, 20)))
	}
	if _, err := c.level(); err != nil {
		bad = append(bad, fmt.Sprintf("log.level %q must be debug, info, warn or error", yichuang.Clip(c.Log.Level, 20)))
	}
	for _, path := range []struct{ key, value string }{{"data", c.Data}, {"scans.folder", c.Scans.Folder}, {"tls.cert", c.TLS.Cert}, {"tls.key", c.TLS.Key},
		{"public.cert", c.Public.Cert}, {"public.key", c.Public.Key}} {
		if path.value != "" && !filepath.IsAbs(path.value) {
			bad = append(bad, fmt.Sprintf("%s %q must be a full path, from the root", path.key, yichuang.Clip(path.value, 60)))
		}
	}
	return append(bad, c.Scans.check()...)
}

const (
	headerCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
	hostCharacters   = headerCharacters + "."
)

func (s *scansConfig) check() []string {
	if s.S3 == (bucketConfig{}) {
		return nil
	}
	var bad []string
	if u, err := url.Parse(s.S3.Endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		bad = append(bad, fmt.Sprintf("scans.s3.endpoint %q must be like https://s3.example.test:9000", yichuang.Clip(s.S3.Endpoint, 60)))
	}
	for _, v := range []struct{ key, value string }{{"bucket", s.S3.Bucket}, {"key", s.S3.Key}, {"secret", s.S3.Secret}} {
		if v.value == "" {
			bad = append(bad, "scans.s3."+v.key+" is missing")
		}
	}
	if s.Folder != "" {
		bad = append(bad, "scans.folder and scans.s3 exclude each other")
	}
	return bad
}

func (c *config) level() (level slog.Level, err error) {
	if strings.ContainsAny(c.Log.Level, "+-") {
		return level, fmt.Errorf("not one of the four levels")
	}
	return level, level.UnmarshalText([]byte(c.Log.Level))
}

// logger writes the log as it is configured.
func (c *config) logger(w io.Writer) *slog.Logger {
	level, err := c.level()
	if err != nil { // check has seen it
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// scans is where the content of scans is kept.
func (c *config) scans() (central.Blobs, error) {
	if s := c.Scans.S3; s.Endpoint != "" {
		return bucket.New(bucket.Options{Endpoint: s.Endpoint, Bucket: s.Bucket, Region: s.Region, Key: s.Key, Secret: s.Secret})
	}
	return central.Files(c.scansPlace()), nil
}

// scansPlace names it for people.
func (c *config) scansPlace() string {
	switch {
	case c.Scans.S3.Endpoint != "":
		return c.Scans.S3.Endpoint + "/" + c.Scans.S3.Bucket
	case c.Scans.Folder != "":
		return c.Scans.Folder
	}
	return filepath.Join(c.Data, "scans")
}

// checkScans asks an object store at the start whether it can be used. One that
// does not answer is no reason not to serve: scans wait at the terminals.
func (c *config) checkScans(ctx context.Context, centre *central.Centre, log *slog.Logger) error {
	b, ok := centre.Scans.(*bucket.Bucket)
	if !ok {
		return nil
	}
	err := b.Check(ctx)
	if yichuang.CodeOf(err) == yichuang.Busy {
		log.Warn("scans are not taken in for now", "err", err)
		return nil
	}
	return err
}

// databasePlace names the database for people, without its password.
func (c *config) databasePlace() string {
	if c.Database == "" {
		return filepath.Join(c.Data, "centre.db")
	}
	if u, err := url.Parse(c.Database); err == nil {
		return u.Redacted()
	}
	return "PostgreSQL"
}
