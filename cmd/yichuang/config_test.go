package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang"

	"github.com/goccy/go-yaml"
)

// configured writes a configuration and returns its name.
func configured(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The example is read without a complaint, names every key there is and no
// other, and outside of the hall's own facts shows the values that hold anyway.
func TestTheExampleNamesEveryKey(t *testing.T) {
	alone(t)
	const example = "../../config.example.yaml"
	raw, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string]any
	if err := yaml.UnmarshalWithOptions(raw, &groups, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	written := map[string]any{}
	var flatten func(before string, group map[string]any)
	flatten = func(before string, group map[string]any) {
		for key, value := range group {
			if inner, ok := value.(map[string]any); ok {
				flatten(before+key+".", inner)
				continue
			}
			written[before+key] = value
		}
	}
	flatten("", groups)
	if got, want := slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(defaults)); !slices.Equal(got, want) {
		t.Errorf("the example has the keys %v, the program knows %v", got, want)
	}
	for key, value := range written {
		if !strings.HasPrefix(key, "hall.") && fmt.Sprint(value) != fmt.Sprint(defaults[key]) {
			t.Errorf("%s is %v in the example and %v by default", key, value, defaults[key])
		}
	}
	c, err := readConfig(example)
	if err != nil {
		t.Fatal(err)
	}
	if !c.ready() || c.hall().Region != "150627" || c.terminal() != (yichuang.Terminal{ID: "W01.0", Window: 1, Epoch: '0'}) {
		t.Errorf("the example is read as %+v", c)
	}
}

// What is wrong with a configuration is named, with exit code 2; what only looks
// odd is taken.
func TestConfigurations(t *testing.T) {
	const hall = "hall: {name: 某大厅, region: \"150627\"}\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a byte order mark", "\ufeff" + hall, ""},
		{"upper case", "HALL: {NAME: 某大厅, REGION: \"150627\"}", ""},
		{"a region without quotes", "hall: {name: 某大厅, region: 150627}", ""},
		{"an empty group", hall + "lock:\n", ""},
		{"nothing", "", ""},
		{"an epoch without quotes", hall + "terminal: {epoch: 3}", ""},
		{"a tab", "hall:\n\tname: 甲\n", "cannot read the configuration"},
		{"a list", "[]", "cannot read the configuration"},
		{"prose", "just text", "cannot read the configuration"},
		{"binary", "\x00\x01\xff", "cannot read the configuration"},
		{"a key twice", hall + hall, "already defined"},
		{"an alias bomb", "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n", "cannot read the configuration"},
		{"too large", "# " + strings.Repeat("x", 1<<20), "larger than"},
		{"unknown keys", "hall: {nam: 甲}\nfoo: 1", "there is no key foo; there is no key hall.nam"},
		{"a value for a group", "hall: 3", "hall is a group of keys"},
		{"a list for a group", "paper: [58]", "paper is a group of keys"},
		{"a list for a text", "hall: {name: [a], region: \"150627\"}", "hall.name"},
		{"words for a number", "terminal: {window: abc}", "terminal.window"},
		{"a fraction", "terminal: {window: 3.7}", "3.7 must be a whole number"},
		{"a truth", "terminal: {window: true}", "true must be a whole number"},
		{"window 0", "terminal: {window: 0}", "terminal.window 0 must be 1 to 999"},
		{"window 1000", "terminal: {window: 1000}", "terminal.window 1000 must be 1 to 999"},
		{"an octal region", "hall: {name: 甲, region: 011000}", "hall.region"},
		{"a name without a region", "hall: {name: 甲}", "belong together"},
		{"two epochs", "terminal: {epoch: \"12\"}", "terminal.epoch"},
		{"an epoch of another script", "terminal: {epoch: 界}", "terminal.epoch"},
		{"a roll of 57", "paper: {roll: 57}", "paper.roll 57"},
		{"minutes below zero", "lock: {minutes: -1}", "lock.minutes -1"},
		{"minutes without end", "lock: {minutes: 99999999999999999999}", "lock.minutes"},
		{"a path from here", "data: here", `data "here" must be a full path`},
		{"a scan folder from here", "scan: {folder: here}", `scan.folder "here" must be a full path`},
		{"a path from home", "catalog: ~/items", "must be a full path"},
		{"a progress page without a scheme", "hall: {progress: jd.example.test}", `hall.progress "jd.example.test" must be an address`},
		{"a progress page with a question", "hall: {progress: \"https://jd.example.test/?a\"}", "hall.progress"},
		{"a long name", "hall: {region: \"150627\", name: " + strings.Repeat("长", 101) + "}", "hall.name has 101 characters"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			alone(t)
			_, problems, code := call(t, "", "--config", configured(t, tt.text), "calendar", "show")
			if tt.want == "" {
				if code != 0 {
					t.Errorf("exit code %d: %s", code, problems)
				}
				return
			}
			if code != 2 || !strings.Contains(problems, tt.want) {
				t.Errorf("exit code %d, want %q in:\n%s", code, tt.want, problems)
			}
		})
	}
}

// The environment lies over the file, an empty group does not hide a default,
// and what a name must not carry is dropped.
func TestWhereValuesComeFrom(t *testing.T) {
	alone(t)
	t.Setenv("YICHUANG_TERMINAL_WINDOW", "42")
	t.Setenv("YICHUANG_LOCK_MINUTES", "")
	c, err := readConfig(configured(t, "hall: {name: \"某\\e[31m大厅\\a\", region: \"150627\"}\nterminal: {window: 7}\nlock:\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Terminal.Window != 42 || c.Lock.Minutes != 5 || c.Hall.Name != "某[31m大厅" {
		t.Errorf("read %+v", c)
	}
	t.Setenv("YICHUANG_TERMINAL_WINDOW", "forty")
	if _, problems, code := call(t, "", "calendar", "show"); code != 2 || !strings.Contains(problems, "the environment") {
		t.Errorf("exit code %d: %s", code, problems)
	}
}

// Without a home nothing is written into whatever folder the program was started in.
func TestWithoutAHome(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, "")
	}
	for _, arguments := range [][]string{{"--demo", "case", "list"}, {"--demo", "intake", "-"}, {"calendar", "import", "-"}} {
		if _, problems, code := call(t, calendar2027, arguments...); code != 1 || !strings.Contains(problems, "--data") {
			t.Errorf("%v: exit code %d: %s", arguments, code, problems)
		}
	}
	if out, problems, code := call(t, "", "deadline", "2026-11-20", "1", "workdays"); code != 0 || strings.TrimSpace(out) != "2026-11-23" {
		t.Errorf("a deadline needs a home: exit code %d: %s%s", code, out, problems)
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Data that cannot be read are no reason to think that this seat has never been used.
func TestASeatWhoseDataCannotBeReadIsNoNewOne(t *testing.T) {
	dir := alone(t)
	put(t, filepath.Join(dir, "data", "yichuang"), "seat.db", []byte("no database"))
	for _, line := range []string{"case list", "sync status", "rebuild"} {
		if _, problems, code := call(t, "", strings.Fields(line)...); code != 1 || !strings.Contains(problems, "seat.db") || strings.Contains(problems, "no hall is set up") {
			t.Errorf("%s: exit code %d: %s", line, code, problems)
		}
	}
}
