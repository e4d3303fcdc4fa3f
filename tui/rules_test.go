package tui_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// forbidden is what no screen may use, with the reason and where it may stand.
var forbidden = []struct {
	pattern *regexp.Regexp
	except  string
	why     string
}{
	{regexp.MustCompile(`\btea\.(Tick|Every)\(`), "kit/env.go", "a test cannot fire it: use Env.After"},
	{regexp.MustCompile(`\btea\.Sequence\(`), "", "it hides work from tests: answer the Reply with the next Env.Do"},
	{regexp.MustCompile(`\blipgloss\.JoinHorizontal\(`), "", "it is slow: use kit.Beside"},
	{regexp.MustCompile(`bubbles/v2/(textinput|textarea|table|list)"`), "", "its caret or its columns are wrong for Chinese: use kit"},
	{regexp.MustCompile(`"charm.land/huh`), "", "it has no caret at all"},
}

// TestRules reads the source of all screens.
func TestRules(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, f := range forbidden {
			if found := f.pattern.Find(text); found != nil && filepath.ToSlash(path) != f.except {
				t.Errorf("%s uses %s: %s", path, found, f.why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
