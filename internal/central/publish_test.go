package central_test

import (
	"io/fs"
	"testing/fstest"

	"yichuang"
	"yichuang/internal/catalog"
)

var clerk = yichuang.User{ID: "1001", Name: "甲某", Role: yichuang.RoleWindow}

// sampleFiles are the first item files of the samples.
func sampleFiles(n int) fstest.MapFS {
	files := fstest.MapFS{}
	all := catalog.SampleFS()
	names, _ := fs.Glob(all, "*.yaml")
	for _, name := range names[:n] {
		raw, _ := fs.ReadFile(all, name)
		files[name] = &fstest.MapFile{Data: raw}
	}
	return files
}
