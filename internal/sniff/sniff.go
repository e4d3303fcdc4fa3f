// Package sniff tells what a file is by its content: the ending of a name says
// nothing certain, and what cannot be shown later is better refused at once.
package sniff

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
)

// Type is a media type.
type Type string

// The types that scans may have. Unknown is every other content.
const (
	Unknown Type = ""
	PDF     Type = "application/pdf"
	JPEG    Type = "image/jpeg"
	PNG     Type = "image/png"
	TIFF    Type = "image/tiff"
	OFD     Type = "application/ofd" // GB/T 33190, what tax offices and licence registers issue
)

// Names are the types as people call them.
const Names = "PDF、JPG、PNG、TIFF、OFD"

// Ending is what the name of a file of the type ends with, with its dot.
func (t Type) Ending() string {
	switch t {
	case PDF:
		return ".pdf"
	case JPEG:
		return ".jpg"
	case PNG:
		return ".png"
	case TIFF:
		return ".tif"
	case OFD:
		return ".ofd"
	}
	return ""
}

// headBytes is how much of the beginning is looked at. A PDF may have something
// before its header, up to there.
const headBytes = 1024

// Sniff tells what content of so many bytes is. Content that cannot be read is
// Unknown.
func Sniff(r io.ReaderAt, size int64) Type {
	head := make([]byte, min(headBytes, size))
	if n, err := r.ReadAt(head, 0); n < len(head) && err != nil {
		return Unknown
	}
	starts := func(with string) bool { return bytes.HasPrefix(head, []byte(with)) }
	switch {
	case starts("\xff\xd8\xff"):
		return JPEG
	case starts("\x89PNG\r\n\x1a\n"):
		return PNG
	case starts("II*\x00"), starts("MM\x00*"), starts("II+\x00"), starts("MM\x00+"): // the last two are BigTIFF
		return TIFF
	case starts("PK\x03\x04"):
		if isOFD(r, size) {
			return OFD
		}
	case bytes.Contains(head, []byte("%PDF-")):
		return PDF
	}
	return Unknown
}

// Pages returns how many pages content of a type has, 0 where that is not cheap to
// know for certain.
func Pages(r io.ReaderAt, size int64, t Type) int {
	switch t {
	case JPEG, PNG:
		return 1
	case PDF:
		return pdfPages(r, size)
	}
	return 0
}

// mostDirectory bounds the list of files in an OFD that is read: that of a hundred
// pages has some ten kilobytes.
const mostDirectory = 4 << 20

// isOFD reports whether a ZIP is an OFD: it has OFD.xml at its root.
func isOFD(r io.ReaderAt, size int64) bool {
	tail := make([]byte, min(size, 64<<10+22)) // a comment has 64 KiB at most
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < 22 || binary.LittleEndian.Uint32(tail[at+12:]) > mostDirectory {
		return false
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return false
	}
	for _, f := range z.File {
		if strings.EqualFold(f.Name, "OFD.xml") {
			return true
		}
	}
	return false
}
