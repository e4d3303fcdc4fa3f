package catalog

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the generated files anew")

// TestGenerated proves that the embedded schema and the packed samples are what
// the table of keys and the YAML files give now.
func TestGenerated(t *testing.T) {
	want, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	check(t, "item.schema.json", want)

	c := Load(SampleFS())
	for _, u := range c.Unusable {
		t.Errorf("%s:%d %s", u.File, u.Line, u.Message)
	}
	check(t, "items.pack", Pack(c.Items))
}

func check(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is out of date: run go generate ./internal/catalog", file)
	}
}
