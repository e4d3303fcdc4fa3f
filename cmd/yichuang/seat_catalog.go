package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/catalog"
)

// A hall's item files are read as YAML once and kept packed in the data folder:
// five thousand of them take seconds to parse and a tenth of one to unpack. The
// cache holds for exactly these files, by name, size and time.
//
//	fingerprint of the files \n unusable files as JSON \n packed items

func (c *config) catalogCache() string { return filepath.Join(c.Data, "catalog.cache") }

// readFolder reads the item files of a folder, from the cache when it fits.
func readFolder(c *config) (*catalog.Catalog, error) {
	mark, err := fingerprint(c.Catalog)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "读不到事项目录 " + c.Catalog, Hint: "请核对配置中的 catalog", Err: err}
	}
	if kept := readCache(c.catalogCache(), mark); kept != nil {
		return kept, nil
	}
	read := catalog.Load(os.DirFS(c.Catalog))
	// Without the cache the next start is slow and nothing else, so a folder that
	// cannot be written (another user's command) is no failure.
	_ = writeCache(c.catalogCache(), mark, read)
	return read, nil
}

// fingerprint names the state of the item files in a folder.
func fingerprint(folder string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

// readCache returns what the cache holds for the fingerprint, nil for any other
// state and for a cache that is damaged or of another version of the program.
func readCache(file, mark string) *catalog.Catalog {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	head, rest, _ := bytes.Cut(raw, []byte("\n"))
	unusable, packed, ok := bytes.Cut(rest, []byte("\n"))
	if !ok || string(head) != mark {
		return nil
	}
	c := new(catalog.Catalog)
	if json.Unmarshal(unusable, &c.Unusable) != nil {
		return nil
	}
	if c.Items, err = catalog.Unpack(string(packed)); err != nil {
		return nil
	}
	return c
}

func writeCache(file, mark string, c *catalog.Catalog) error {
	unusable, err := json.Marshal(c.Unusable)
	if err != nil {
		return err
	}
	out := append([]byte(mark+"\n"), unusable...)
	return writeWhole(file, append(append(out, '\n'), catalog.Pack(c.Items)...))
}

// cached reports whether the catalogue can be read at once.
func (c *config) cached() bool {
	if c.Catalog == "" {
		return true
	}
	mark, err := fingerprint(c.Catalog)
	if err != nil {
		return true // the failure is told where the catalogue is needed
	}
	f, err := os.Open(c.catalogCache())
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(mark))
	_, err = f.Read(head)
	return err == nil && string(head) == mark
}
