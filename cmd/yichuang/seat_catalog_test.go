package main

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"yichuang/internal/catalog"
)

// The kept form says what the files say, and holds for exactly these files.
func TestTheCatalogueCacheFollowsTheFiles(t *testing.T) {
	dir := t.TempDir()
	c := &config{Data: filepath.Join(dir, "data"), Catalog: filepath.Join(dir, "items")}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(c.Catalog, catalog.SampleFS()); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(c.Catalog, "broken.yaml")
	if err := os.WriteFile(broken, []byte("编号: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c.cached() {
		t.Fatal("a cache before anything was read")
	}
	first, err := readFolder(c)
	if err != nil || len(first.Items) != 42 || len(first.Unusable) == 0 {
		t.Fatalf("%d items, %d unusable, %v", len(first.Items), len(first.Unusable), err)
	}
	mark, _ := fingerprint(c.Catalog)
	kept := readCache(c.catalogCache(), mark)
	if kept == nil || !reflect.DeepEqual(kept, first) || !c.cached() {
		t.Fatal("the cache is not what was read")
	}
	if err := os.Remove(broken); err != nil {
		t.Fatal(err)
	}
	if c.cached() {
		t.Error("the cache holds although a file is gone")
	}
	second, err := readFolder(c)
	if err != nil || len(second.Unusable) != 0 {
		t.Errorf("%d unusable, %v", len(second.Unusable), err)
	}
	touched := filepath.Join(c.Catalog, "market-01.yaml")
	if err := os.Chtimes(touched, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if c.cached() {
		t.Error("the cache holds although a file was written")
	}
}

// A damaged cache is read past: the files are the truth.
func TestADamagedCatalogueCacheIsReadPast(t *testing.T) {
	dir := t.TempDir()
	c := &config{Data: dir, Catalog: filepath.Join(dir, "items")}
	if err := os.CopyFS(c.Catalog, catalog.SampleFS()); err != nil {
		t.Fatal(err)
	}
	mark, err := fingerprint(c.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{"", mark, mark + "\n", mark + "\n[]\n", mark + "\n{\nYCPK", mark + "\nnull\nYCPKxxxxxxxxxxxxxxxx"} {
		if err := os.WriteFile(c.catalogCache(), []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readFolder(c); err != nil || len(got.Items) != 42 {
			t.Errorf("%q: %v", damage, err)
		}
	}
}
