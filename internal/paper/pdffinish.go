package paper

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"yichuang"
)

// The parts of gopdf's output that finish reads.
var (
	unicodeMap = regexp.MustCompile(`(\d+) 0 obj\n<<\n/Length \d+\n>>\nstream\n(/CIDInit [^\x00]*?)endstream\nendobj`)
	mapEntry   = regexp.MustCompile(`<([0-9A-F]+)><[0-9A-F]+><([0-9A-F]+)>`)
	tableStart = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\s*$`)
	tableSize  = regexp.MustCompile(`/Size (\d+)\n`)
)

var errShape = errors.New("the PDF library's output has another shape than expected")

// finish appends an update section (ISO 32000-1, 7.5.6) to a PDF made by gopdf.
// It replaces the maps from glyphs to characters, because gopdf writes
// characters beyond U+FFFF in a form that readers do not understand, so that a
// rare name could be seen but not searched or copied; and it adds the title, the
// issuer and an identifier.
func finish(pdf []byte, doc yichuang.Document) ([]byte, error) {
	start := tableStart.FindSubmatch(pdf)
	sizes := tableSize.FindAllSubmatch(pdf, -1)
	maps := unicodeMap.FindAllSubmatch(pdf, -1)
	if start == nil || len(sizes) == 0 || len(maps) == 0 {
		return nil, errShape
	}
	size, err := strconv.Atoi(string(sizes[len(sizes)-1][1]))
	if err != nil {
		return nil, errShape
	}
	out := bytes.NewBuffer(bytes.TrimRight(pdf, "\n"))
	out.WriteString("\n")
	var table strings.Builder
	object := func(id string, body string) {
		fmt.Fprintf(&table, "%s 1\n%010d 00000 n \n", id, out.Len())
		fmt.Fprintf(out, "%s 0 obj\n%s\nendobj\n", id, body)
	}
	for _, m := range maps {
		cmap := characterMap(m[2])
		object(string(m[1]), fmt.Sprintf("<</Length %d>>\nstream\n%sendstream", len(cmap), cmap))
	}
	object(strconv.Itoa(size), information(doc))
	place := out.Len()
	id := md5.Sum(pdf) // an identifier, not a protection
	fmt.Fprintf(out, "xref\n%strailer\n<</Size %d/Root 1 0 R/Info %d 0 R/Prev %s/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		table.String(), size+1, size, start[1], id, id, place)
	return out.Bytes(), nil
}

// characterMap rewrites a ToUnicode map: characters in UTF-16, at most 100
// entries in a section (Adobe Technical Note 5014).
func characterMap(old []byte) string {
	entries := mapEntry.FindAllSubmatch(old, -1)
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for len(entries) > 0 {
		n := min(len(entries), 100)
		fmt.Fprintf(&b, "%d beginbfchar\n", n)
		for _, e := range entries[:n] {
			r, err := strconv.ParseUint(string(e[2]), 16, 32)
			if err != nil {
				r = 0xFFFD
			}
			fmt.Fprintf(&b, "<%s><%s>\n", e[1], hex16(string(rune(r))))
		}
		b.WriteString("endbfchar\n")
		entries = entries[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}

// information returns the dictionary that file managers and archives read.
func information(doc yichuang.Document) string {
	var b strings.Builder
	b.WriteString("<<")
	entry := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "/%s<FEFF%s>\n", key, hex16(value))
		}
	}
	entry("Title", doc.Title)
	entry("Author", doc.Issuer)
	subject := string(doc.Case)
	if doc.Demo {
		subject = strings.TrimSpace(demoMark + " " + subject)
	}
	entry("Subject", subject)
	entry("Creator", "yichuang")
	if at := doc.Print.At; !at.IsZero() {
		fmt.Fprintf(&b, "/CreationDate(D:%s+08'00')", at.In(yichuang.Shanghai).Format("20060102150405"))
	}
	b.WriteString(">>")
	return b.String()
}

// hex16 writes s in UTF-16, as PDF has it in angle brackets.
func hex16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
