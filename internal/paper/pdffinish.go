package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
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
	trailer    = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\s*$`)
	entries    = regexp.MustCompile(`(?m)^(\d{10}) 00000 n `)
	rawStream  = regexp.MustCompile(`(?s)^(\d+ 0 obj\n)<<\n/Length \d+\n>>\nstream\n(.*)endstream\nendobj\n*$`)
	mapEntry   = regexp.MustCompile(`<([0-9A-F]+)><[0-9A-F]+><([0-9A-F]+)>`)
	boldText   = regexp.MustCompile(`(/F\d+ ([\d.]+) Tf [-\d.]+ Tc\n)([\d.]+ [\d.]+ [\d.]+) rg\n(\[<[^]]*\] TJ\n)`)
	mapsGlyphs = []byte("/CIDInit ")
)

var errShape = errors.New("the PDF library's output has another shape than expected")

// finish writes the PDF that gopdf made anew, object by object, and mends what
// gopdf cannot do:
//
//   - bold text is drawn filled and stroked. gopdf cannot ask for that; drawing it
//     twice would put every bold word twice into what a reader copies or searches;
//   - maps from glyphs to characters are in UTF-16, so that rare names beyond
//     U+FFFF can be searched and copied too;
//   - title, issuer and an identifier are added.
//
// The pages must come uncompressed. It returns errShape when pdf is not what this
// version of gopdf writes.
func finish(pdf []byte, doc yichuang.Document) ([]byte, error) {
	objects, err := objectsOf(pdf)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBufferString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var table strings.Builder
	add := func(object []byte) {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		out.Write(object)
	}
	for _, object := range objects {
		m := rawStream.FindSubmatch(object)
		switch {
		case m == nil:
			add(object)
		case bytes.HasPrefix(m[2], mapsGlyphs):
			add(stream(m[1], []byte(characterMap(m[2]))))
		default:
			add(stream(m[1], embolden(m[2])))
		}
	}
	n := len(objects) + 1
	add(fmt.Appendf(nil, "%d 0 obj\n%s\nendobj\n", n, information(doc)))
	start := out.Len()
	id := sha256.Sum256(out.Bytes())
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info %d 0 R/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		n+1, table.String(), n+1, n, id[:16], id[:16], start)
	return out.Bytes(), nil
}

// objectsOf returns the objects of a PDF by gopdf, in the order of their numbers.
func objectsOf(pdf []byte) ([][]byte, error) {
	m := trailer.FindSubmatch(pdf)
	if m == nil {
		return nil, errShape
	}
	end, err := strconv.Atoi(string(m[1]))
	if err != nil || end > len(pdf) {
		return nil, errShape
	}
	var objects [][]byte
	last := -1
	for _, e := range append(entries.FindAllSubmatch(pdf[end:], -1), m) {
		at, err := strconv.Atoi(string(e[1]))
		if err != nil || at <= last || at > end {
			return nil, errShape
		}
		if last >= 0 {
			objects = append(objects, pdf[last:at])
		}
		last = at
	}
	if len(objects) == 0 || !bytes.HasPrefix(objects[0], []byte("1 0 obj\n")) {
		return nil, errShape
	}
	return objects, nil
}

// stream returns a stream object, compressed.
func stream(head, data []byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return fmt.Appendf(nil, "%s<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n", head, packed.Len(), packed.Bytes())
}

// embolden turns text in the ink of bold text into text that is filled and
// stroked (mode 2) with a pen of one fortieth of its size.
func embolden(content []byte) []byte {
	return boldText.ReplaceAllFunc(content, func(op []byte) []byte {
		m := boldText.FindSubmatch(op)
		plain, ok := boldInks()[string(m[3])]
		size, err := strconv.ParseFloat(string(m[2]), 64)
		if !ok || err != nil {
			return op
		}
		return fmt.Appendf(nil, "%s%s rg\n%s RG\n%.3f w\n2 Tr\n%s0 Tr\n", m[1], plain, plain, size/40, m[4])
	})
}

// boldInks returns, for the way gopdf writes the ink of bold text, the plain one.
func boldInks() map[string]string {
	out := map[string]string{}
	for _, i := range []ink{black, red} {
		out[operands(i.bold())] = operands(i)
	}
	return out
}

func operands(i ink) string {
	r, g, b := i.rgb()
	return fmt.Sprintf("%.3f %.3f %.3f", float64(r)/255, float64(g)/255, float64(b)/255)
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
