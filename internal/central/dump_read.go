package central

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"strings"

	"github.com/klauspost/compress/zstd"

	"yichuang"
)

// dumpReader takes out what is in a dump; the functions that are nil are passed
// over.
type dumpReader struct {
	Begin func(*manifest) error
	Rows  func(t *dumpTable, rows [][]any) error // some rows of a table
	Chunk func(hash string, data []byte) error
}

// read reads a whole dump, and holds it against its own counts and checksum. Newer
// is returned for a dump of a newer program, Invalid for one that is damaged, cut
// off, or none.
func (d dumpReader) read(from io.Reader) (*manifest, *ending, error) {
	zip, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, nil, err
	}
	defer zip.Close()
	r := &dumpPieces{dumpReader: d, files: tar.NewReader(zip), sum: sha256.New(), have: ending{Rows: map[string]int64{}}}
	end, err := r.all()
	return &r.manifest, end, err
}

// dumpPieces is a dump on its way through a reader.
type dumpPieces struct {
	dumpReader
	files    *tar.Reader
	sum      hash.Hash
	manifest manifest
	have     ending
}

func (r *dumpPieces) all() (*ending, error) {
	name, content, err := r.next()
	if err == nil && name != dumpManifest {
		err = badDump("it does not begin with " + dumpManifest)
	}
	if err == nil {
		err = r.begin(content)
	}
	for err == nil {
		if name, content, err = r.next(); err != nil {
			break
		}
		if name == dumpEnd {
			return r.close(content)
		}
		err = r.piece(name, content)
	}
	return nil, err
}

// next reads the next piece. The end is not summed up: it holds the sum.
func (r *dumpPieces) next() (string, []byte, error) {
	h, err := r.files.Next()
	if err != nil {
		return "", nil, cutDump(err)
	}
	if h.Size > mostPart {
		return "", nil, badDump(h.Name + " is too large")
	}
	content, err := io.ReadAll(r.files)
	if err != nil {
		return "", nil, cutDump(err)
	}
	if h.Name != dumpEnd {
		sumPiece(r.sum, h.Name, content)
	}
	return h.Name, content, nil
}

func (r *dumpPieces) begin(content []byte) error {
	if err := json.Unmarshal(content, &r.manifest); err != nil {
		return badDump(err.Error())
	}
	switch {
	case r.manifest.Format != dumpFormat:
		return badDump("it is of another format")
	case r.manifest.Version > dumpVersion:
		return &yichuang.Error{Code: yichuang.Newer, Message: fmt.Sprintf("the backup is of a newer program (version %d)", r.manifest.Version), Hint: "install that program"}
	case r.Begin != nil:
		return r.Begin(&r.manifest)
	}
	return nil
}

func (r *dumpPieces) piece(name string, content []byte) error {
	rest, isTable := strings.CutPrefix(name, dumpTables)
	hash, isChunk := strings.CutPrefix(name, dumpChunks)
	switch {
	case isTable:
		table, _, _ := strings.Cut(rest, "/")
		return r.table(table, content)
	case isChunk:
		r.have.Chunks++
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
			return badDump(name + " is not what its name says")
		}
		if r.Chunk != nil {
			return r.Chunk(hash, content)
		}
	}
	return nil // of a newer program
}

func (r *dumpPieces) table(name string, content []byte) error {
	var t *dumpTable
	for i := range r.manifest.Tables {
		if r.manifest.Tables[i].Name == name {
			t = &r.manifest.Tables[i]
		}
	}
	if t == nil {
		return badDump("the table " + yichuang.Clip(name, 40) + " is not announced")
	}
	var rows [][]any
	for line := range bytes.Lines(content) {
		row, err := readRow(line)
		if err == nil && len(row) != len(t.Columns) {
			err = fmt.Errorf("%d values for %d columns", len(row), len(t.Columns))
		}
		if err != nil {
			return badDump("table " + name + ": " + err.Error())
		}
		rows = append(rows, row)
	}
	r.have.Rows[name] += int64(len(rows))
	if r.Rows != nil {
		return r.Rows(t, rows)
	}
	return nil
}

func (r *dumpPieces) close(content []byte) (*ending, error) {
	end := new(ending)
	if err := json.Unmarshal(content, end); err != nil {
		return nil, badDump(err.Error())
	}
	switch sum := hex.EncodeToString(r.sum.Sum(nil)); {
	case end.SHA256 != sum:
		return nil, badDump("its checksum does not fit")
	case end.Chunks != r.have.Chunks || !maps.Equal(end.Rows, r.have.Rows):
		return nil, badDump("it has other rows than it says")
	}
	if _, err := r.files.Next(); !errors.Is(err, io.EOF) {
		return nil, badDump("there is something behind its end")
	}
	return end, nil
}

func badDump(why string) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "the backup is damaged, or none of this program: " + why, Hint: "take another one; nothing was changed"}
}

func cutDump(err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "the backup is cut off or damaged, or none of this program", Hint: "take another one; nothing was changed", Err: err}
}
