package main

import (
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// configured writes a configuration and returns its name.
func configured(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "centre.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The example names every key there is and no other, with the values that hold
// anyway.
func TestTheExampleNamesEveryKey(t *testing.T) {
	alone(t)
	const example = "../../centre.example.yaml"
	raw, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string]any
	if err := yaml.UnmarshalWithOptions(raw, &groups, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	written := map[string]any{}
	var flat func(before string, group map[string]any)
	flat = func(before string, group map[string]any) {
		for key, value := range group {
			if inner, ok := value.(map[string]any); ok {
				flat(before+key+".", inner)
				continue
			}
			written[before+key] = value
		}
	}
	flat("", groups)
	if got, want := slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(defaults)); !slices.Equal(got, want) {
		t.Errorf("the example has the keys %v, the program knows %v", got, want)
	}
	for key, value := range written {
		if fmt.Sprint(value) != fmt.Sprint(defaults[key]) {
			t.Errorf("%s is %v in the example and %v by default", key, value, defaults[key])
		}
	}
	if _, err := readConfig(example); err != nil {
		t.Error(err)
	}
}

// What is wrong with a configuration is named, with exit code 2.
func TestConfigurations(t *testing.T) {
	const store = "scans: {s3: {endpoint: 'https://s3.example.test', bucket: b, key: k, secret: s}}\n"
	for _, tt := range []struct{ text, want string }{
		{"listen: 8443", "listen \"8443\" must be an address with a port"},
		{"listen: ''", "listen"},
		{"admin: localhost", "admin"},
		{"names: ['https://centre:8443']", "names"},
		{"names: [centre.example.test:8443]", "without a port"},
		{"connections: 5", "connections 5"},
		{"connections: 1.5", "whole number"},
		{"database: mysql://a/b", "database URL cannot be read"},
		{"database: 'postgres://a:b@[c/d'", "database URL cannot be read"},
		{"data: here", "must be a full path"},
		{"tls: {cert: /etc/cert.pem}", "tls.cert and tls.key belong together"},
		{"public: {listen: '8480'}", "public.listen \"8480\" must be an address with a port"},
		{"public: {key: /etc/key.pem}", "public.cert and public.key belong together"},
		{"public: {cert: cert.pem, key: /etc/key.pem}", "public.cert \"cert.pem\" must be a full path"},
		{"public: {header: 'X-Real-IP: 1'}", "public.header"},
		{"log: {level: loud}", "log.level"},
		{"log: {level: info+2}", "log.level"},
		{"log: {format: xml}", "log.format"},
		{"nosuch: 1", "there is no key nosuch"},
		{"scans: {s3: {endpoint: s3.example.test, bucket: b, key: k, secret: s}}", "scans.s3.endpoint"},
		{"scans: {s3: {endpoint: 'https://s3.example.test/path', bucket: b, key: k, secret: s}}", "scans.s3.endpoint"},
		{"scans: {s3: {bucket: b}}", "scans.s3.endpoint"},
		{"scans: {s3: {endpoint: 'https://s3.example.test'}}", "scans.s3.secret is missing"},
		{strings.Replace(store, "scans: {", "scans: {folder: /srv/scans, ", 1), "exclude each other"},
		{"[1, 2]", "must be YAML"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			dir := alone(t)
			_, problems, code := call(t, "", "hall", "list", "--data", dir, "--config", configured(t, tt.text))
			if code != 2 || !strings.Contains(problems, tt.want) {
				t.Errorf("exit code %d, want %q in:\n%s", code, tt.want, problems)
			}
		})
	}
	for _, text := range []string{"", "log:\n", "names: [centre.example.test, 10.0.0.5, '::1']", "admin: ''", "public: {listen: ':8480', header: X-Forwarded-For}", store, "database: postgresql:///y"} {
		alone(t)
		if _, err := readConfig(configured(t, text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The environment lies over the file, lists and secrets included.
func TestWhereValuesComeFrom(t *testing.T) {
	dir := alone(t)
	for key, value := range map[string]string{"YICHUANG_NAMES": "centre.example.test, 10.0.0.5", "YICHUANG_SCANS_S3_ENDPOINT": "http://127.0.0.1:9000",
		"YICHUANG_SCANS_S3_BUCKET": "scans", "YICHUANG_SCANS_S3_KEY": "k", "YICHUANG_SCANS_S3_SECRET": "s", "YICHUANG_CONNECTIONS": "500"} {
		t.Setenv(key, value)
	}
	c, err := readConfig(configured(t, "names: [other]\nconnections: 7000\nlisten: 127.0.0.1:9443\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.names()[0] != "centre.example.test" || c.url(c.Listen) != "https://centre.example.test:9443" || c.Connections != 500 || c.Scans.S3.Secret != "s" || c.scansPlace() != "http://127.0.0.1:9000/scans" {
		t.Errorf("%+v", c)
	}
	if os.Geteuid() != 0 && c.Data != filepath.Join(dir, "data", "yichuangd") || os.Geteuid() == 0 && c.Data != "/var/lib/yichuangd" {
		t.Errorf("data in %s", c.Data)
	}
	c.Database = "postgres://yichuang:geheim@db/yichuang"
	if strings.Contains(c.databasePlace(), "geheim") {
		t.Errorf("the password is shown: %s", c.databasePlace())
	}
}

// Without names, the certificate has every address of this machine.
func TestOwnNames(t *testing.T) {
	c := &config{Listen: ":8443"}
	names := c.names()
	for _, want := range []string{"localhost", "127.0.0.1", "::1"} {
		if !slices.Contains(names, want) {
			t.Errorf("%v without %s", names, want)
		}
	}
	if host, err := os.Hostname(); err == nil && !slices.Contains(names, host) {
		t.Errorf("%v without %s", names, host)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && !slices.Contains(names, n.IP.String()) {
			t.Errorf("%v without %s", names, n.IP)
		}
	}
	c.Listen = "127.0.0.1:8443"
	if c.url(c.Listen) != "https://127.0.0.1:8443" {
		t.Errorf("%s", c.url(c.Listen))
	}
}
