package central

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"yichuang"
)

// A dump is a whole centre in one file, the same for SQLite and PostgreSQL: a tar
// file, compressed with zstd.
//
//	manifest.json            dumpManifest: what is in it
//	tables/NAME/000001.jsonl rows, a JSON array each: numbers, text, null, and
//	                         bytes as an array of one text in base64
//	chunks/HASH              content of scans, where it was asked for
//	end.json                 dumpEnd: counts and checksum; without it the file was cut off
const (
	dumpFormat   = "yichuang-centre"
	dumpVersion  = 1
	dumpManifest = "manifest.json"
	dumpEnd      = "end.json"
	dumpTables   = "tables/"
	dumpChunks   = "chunks/"
	dumpPart     = 4 << 20 // bytes of rows in one piece
	mostPart     = 64 << 20
)

// manifest says what is in a dump.
type manifest struct {
	Format  string      `json:"format"`
	Version int         `json:"version"`
	Schema  int64       `json:"schema"` // the version of the tables
	Made    time.Time   `json:"made"`
	Tables  []dumpTable `json:"tables"` // in the order in which they come
}

type dumpTable struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// ending is what the end of a dump says of the rest.
type ending struct {
	Rows   map[string]int64 `json:"rows"`
	Chunks int64            `json:"chunks"`
	SHA256 string           `json:"sha256"` // over names and contents of all pieces before
}

// dumpWriter writes a dump. Close must be called, or it cannot be read.
type dumpWriter struct {
	tar  *tar.Writer
	zip  *zstd.Encoder
	sum  hash.Hash
	made time.Time
	end  ending

	table string
	part  int
	rows  bytes.Buffer
}

func newDump(to io.Writer, m manifest) (*dumpWriter, error) {
	zip, err := zstd.NewWriter(to)
	if err != nil {
		return nil, err
	}
	w := &dumpWriter{tar: tar.NewWriter(zip), zip: zip, sum: sha256.New(), made: m.Made, end: ending{Rows: map[string]int64{}}}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return w, w.piece(dumpManifest, raw)
}

func (w *dumpWriter) piece(name string, content []byte) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: w.made}); err != nil {
		return err
	}
	sumPiece(w.sum, name, content)
	_, err := w.tar.Write(content)
	return err
}

func sumPiece(sum hash.Hash, name string, content []byte) {
	fmt.Fprintf(sum, "%s %d\n", name, len(content))
	sum.Write(content)
}

// row adds a row of a table; all rows of a table come one after the other.
func (w *dumpWriter) row(table string, values []any) error {
	if table != w.table {
		if err := w.flush(); err != nil {
			return err
		}
		w.table, w.part = table, 0
	}
	line, err := writeRow(values)
	if err != nil {
		return fmt.Errorf("table %s: %w", table, err)
	}
	w.rows.Write(line)
	w.rows.WriteByte('\n')
	w.end.Rows[table]++
	if w.rows.Len() < dumpPart {
		return nil
	}
	return w.flush()
}

func (w *dumpWriter) flush() error {
	if w.rows.Len() == 0 {
		return nil
	}
	w.part++
	err := w.piece(fmt.Sprintf("%s%s/%06d.jsonl", dumpTables, w.table, w.part), w.rows.Bytes())
	w.rows.Reset()
	return err
}

// chunk adds the content of a chunk.
func (w *dumpWriter) chunk(hash string, data []byte) error {
	if err := w.flush(); err != nil {
		return err
	}
	w.end.Chunks++
	return w.piece(dumpChunks+hash, data)
}

// Close ends the dump.
func (w *dumpWriter) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	w.end.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	raw, err := json.Marshal(w.end)
	if err != nil {
		return err
	}
	return errors.Join(w.piece(dumpEnd, raw), w.tar.Close(), w.zip.Close())
}

// writeRow writes the values of a row as a database gives them.
func writeRow(values []any) ([]byte, error) {
	cells := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil, int64:
			cells[i] = v
		case string:
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) { // it would come back as another one, or not at all
				return nil, fmt.Errorf("a text that is none: %q", yichuang.Clip(v, 40))
			}
			cells[i] = v
		case []byte:
			cells[i] = [1]string{base64.StdEncoding.EncodeToString(v)}
		default:
			return nil, fmt.Errorf("a value of type %T", v)
		}
	}
	return json.Marshal(cells)
}

// readRow reads what writeRow wrote.
func readRow(line []byte) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var values []any
	if err := d.Decode(&values); err != nil {
		return nil, err
	}
	for i, v := range values {
		switch v := v.(type) {
		case nil, string:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, err
			}
			values[i] = n
		case []any:
			text, ok := "", len(v) == 1
			if ok {
				text, ok = v[0].(string)
			}
			raw, err := base64.StdEncoding.DecodeString(text)
			if !ok || err != nil {
				return nil, fmt.Errorf("bytes that are none")
			}
			values[i] = raw
		default:
			return nil, fmt.Errorf("a value of type %T", v)
		}
	}
	return values, nil
}
