package sniff

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// The bounds of what is read of a PDF to count its pages.
const (
	mostSections = 64       // tables of a file that was changed again and again
	mostTable    = 1000     // subsections of one table
	tailBytes    = 2 << 10  // where the last table is named
	dictBytes    = 16 << 10 // a dictionary that says more is not one of ours
)

// pdfPages counts by the table of objects, as readers do: the last table names the
// catalogue, that names the tree of pages, and that says how many there are. Files
// that keep their objects packed would have to be unpacked for it, and count as
// not counted: 0.
func pdfPages(r io.ReaderAt, size int64) int {
	p := &pdf{r, size, nil}
	root := p.tables()
	catalogue := p.object(root)
	tree := p.object(reference(catalogue["/Pages"]))
	count, err := strconv.Atoi(tree["/Count"])
	if err != nil || tree["/Type"] != "/Pages" || catalogue["/Type"] != "/Catalog" || count < 1 || int64(count) > size/20 {
		return 0
	}
	return count
}

// pdf is a file whose tables of objects were read.
type pdf struct {
	r        io.ReaderAt
	size     int64
	sections []section // the newest first
}

// section is a run of objects in a table: where its first entry stands.
type section struct{ first, count, at int64 }

// entryBytes is the length of an entry: "0000000017 00000 n" and an end of line.
const entryBytes = 20

// tables reads where objects are, and returns the number of the catalogue, 0 when
// there is none to be sure of.
func (p *pdf) tables() (root int64) {
	tail := p.bytes(max(p.size-tailBytes, 0), tailBytes)
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return 0
	}
	next, ok := integer(fields(tail[at+len("startxref"):], 1))
	for range mostSections {
		if !ok {
			return 0
		}
		trailer := p.table(next)
		if trailer == nil || trailer["/XRefStm"] != "" {
			return 0
		}
		if root == 0 {
			root = reference(trailer["/Root"])
		}
		if trailer["/Prev"] == "" {
			return root
		}
		next, ok = integer([]string{trailer["/Prev"]})
	}
	return 0
}

// table reads one table and returns its trailer, nil for what is none.
func (p *pdf) table(at int64) map[string]string {
	b := p.bytes(at, 64)
	if !bytes.HasPrefix(b, []byte("xref")) {
		return nil
	}
	at += int64(len("xref"))
	for range mostTable {
		b = p.bytes(at, dictBytes)
		trimmed := bytes.TrimLeft(b, "\r\n \t")
		at += int64(len(b) - len(trimmed))
		if rest, ok := bytes.CutPrefix(trimmed, []byte("trailer")); ok {
			return dictionary(rest)
		}
		line := trimmed[:min(len(trimmed), 40)]
		end := bytes.IndexAny(line, "\r\n")
		if end < 0 {
			return nil
		}
		words := fields(line[:end], 3)
		first, ok1 := integer(words[:min(1, len(words))])
		count, ok2 := integer(words[min(1, len(words)):])
		if !ok1 || !ok2 || count > p.size/entryBytes {
			return nil
		}
		line = line[end:]
		at += int64(end + len(line) - len(bytes.TrimLeft(line, "\r\n ")))
		p.sections = append(p.sections, section{first, count, at})
		at += count * entryBytes
	}
	return nil
}

// object returns the dictionary that is object number n.
func (p *pdf) object(n int64) map[string]string {
	if n <= 0 {
		return nil
	}
	for _, s := range p.sections {
		if n < s.first || n >= s.first+s.count {
			continue
		}
		entry := fields(p.bytes(s.at+(n-s.first)*entryBytes, entryBytes), 4)
		if len(entry) != 3 || entry[2] != "n" || len(entry[0]) != 10 {
			return nil
		}
		at, ok := integer(entry[:1])
		head := fields(p.bytes(at, 40), 3)
		if !ok || len(head) < 2 || head[0] != strconv.FormatInt(n, 10) {
			return nil
		}
		b := p.bytes(at, dictBytes)
		if i := bytes.Index(b[:min(40, len(b))], []byte("obj")); i > 0 {
			return dictionary(b[i+len("obj"):])
		}
		return nil
	}
	return nil
}

// bytes returns at most n bytes from at.
func (p *pdf) bytes(at, n int64) []byte {
	if at < 0 || at >= p.size {
		return nil
	}
	b := make([]byte, min(n, p.size-at))
	got, _ := p.r.ReadAt(b, at) // what cannot be read is not understood either
	return b[:got]
}

// fields returns the words of b, at most n of them.
func fields(b []byte, n int) []string {
	words := strings.Fields(string(b))
	return words[:min(n, len(words))]
}

// integer reads a single word as a number that is not negative.
func integer(words []string) (int64, bool) {
	if len(words) != 1 {
		return 0, false
	}
	n, err := strconv.ParseInt(words[0], 10, 64)
	return n, err == nil && n >= 0 && n < 1<<40
}

// reference returns the number in "12 0 R", 0 for anything else.
func reference(value string) int64 {
	words := strings.Fields(value)
	if len(words) != 3 || words[2] != "R" {
		return 0
	}
	n, _ := integer(words[:1])
	return n
}

// deep stands for a value that is a dictionary or an array of its own.
const deep = "..."

// dictionary reads a dictionary. It returns nil for what is none, or does not end.
func dictionary(b []byte) map[string]string {
	word, b := token(b)
	if word != "<<" {
		return nil
	}
	d := map[string]string{}
	for {
		if word, b = token(b); word == ">>" {
			return d
		}
		if !strings.HasPrefix(word, "/") {
			return nil
		}
		d[word], b = value(b)
	}
}

// value reads one value: a word, a reference, or deep for what lies deeper.
func value(b []byte) (string, []byte) {
	word, b := token(b)
	if word == "<<" || word == "[" {
		for depth := 1; depth > 0 && word != ""; {
			switch word, b = token(b); word {
			case "<<", "[":
				depth++
			case ">>", "]":
				depth--
			}
		}
		return deep, b
	}
	generation, rest := token(b)
	if r, rest := token(rest); r == "R" {
		return word + " " + generation + " R", rest
	}
	return word, b
}

// token returns the next word and what is behind it, "" at the end. Of strings it
// only says that there is one.
func token(b []byte) (word string, rest []byte) {
	const ends = "\x00\t\n\f\r ()<>[]{}/%"
	for b = bytes.TrimLeft(b, ends[:6]); len(b) > 0 && b[0] == '%'; b = bytes.TrimLeft(b, ends[:6]) {
		b = b[until(b, "\r\n"):]
	}
	n := 0
	switch {
	case len(b) == 0:
		return "", nil
	case bytes.HasPrefix(b, []byte("<<")) || bytes.HasPrefix(b, []byte(">>")):
		n = 2
	case b[0] == '(':
		return "()", b[text(b):]
	case b[0] == '<':
		return "()", b[until(b, ">"):]
	case b[0] != '/' && strings.IndexByte(ends, b[0]) >= 0:
		n = 1
	default:
		if n = bytes.IndexAny(b[1:], ends) + 1; n == 0 {
			n = len(b)
		}
	}
	return string(b[:n]), b[n:]
}

// text returns the length of a string in parentheses, which may hold others.
func text(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

// until returns the length up to the first of these characters, that one included.
func until(b []byte, chars string) int {
	if i := bytes.IndexAny(b, chars); i >= 0 {
		return i + 1
	}
	return len(b)
}
