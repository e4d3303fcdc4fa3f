package catalog

import (
	"embed"
	"io/fs"
	"sync"
)

// The samples are embedded twice: as the files an officer would write, and
// packed, because the first screen waits for them.
//
//go:generate go test . -run TestGenerated -update

//go:embed items/*.yaml
var sampleFiles embed.FS

//go:embed items.pack
var samplePacked string

//go:embed item.schema.json
var schemaFile []byte

var sample = sync.OnceValue(func() *Catalog { return sampleFrom(samplePacked) })

// sampleFrom unpacks the samples. What was packed with other types than this
// program has is left aside and the files are read instead.
func sampleFrom(packed string) *Catalog {
	items, err := Unpack(packed)
	if err != nil {
		return Load(SampleFS())
	}
	return &Catalog{Items: items}
}

// Sample returns the catalogue of samples: forty items and two bundles of them. Every call
// returns the same catalogue; nobody may change it.
func Sample() *Catalog { return sample() }

// SampleFS returns the files of the sample items.
func SampleFS() fs.FS {
	sub, err := fs.Sub(sampleFiles, "items")
	if err != nil { // only for a name that is not valid
		return sampleFiles
	}
	return sub
}

// Schema returns the JSON Schema (draft 2020-12) of an item file, for editors.
func Schema() []byte { return append([]byte(nil), schemaFile...) }
