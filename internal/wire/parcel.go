package wire

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"yichuang"
)

// A parcel is pending work that is carried by hand: a tar file, compressed with
// zstd and encrypted (age) for the centre alone. Whoever carries it can neither
// read nor change it, and bringing it twice does no harm.
//
//	events              stretches, as in the body of a push
//	items/ID/EDITION    editions of items that the centre may lack, JSON
//	scans/HASH          the content of scans
const (
	parcelEvents = "events"
	parcelItems  = "items/"
	parcelScans  = "scans/"
)

// MostParcel is how large a parcel may be as it is carried, in bytes.
const MostParcel = 4 << 30

// ParcelWriter writes a parcel. Close must be called, or it cannot be read.
type ParcelWriter struct {
	tar *tar.Writer
	zip *zstd.Encoder
	age io.WriteCloser
	at  time.Time
}

// NewParcel begins a parcel for a centre whose recipient that is.
func NewParcel(to io.Writer, recipient string, at time.Time) (*ParcelWriter, error) {
	r, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "本机没有中心的加密公钥", Hint: "请先连上一次中心，再导出", Err: err}
	}
	sealed, err := age.Encrypt(to, r)
	if err != nil {
		return nil, err
	}
	zip, err := zstd.NewWriter(sealed)
	if err != nil {
		return nil, err
	}
	return &ParcelWriter{tar: tar.NewWriter(zip), zip: zip, age: sealed, at: at}, nil
}

func (p *ParcelWriter) add(name string, size int64, content io.Reader) error {
	if err := p.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: p.at}); err != nil {
		return err
	}
	n, err := io.Copy(p.tar, content)
	if err == nil && n != size {
		err = fmt.Errorf("%s has %d bytes, not %d", name, n, size)
	}
	return err
}

// Events adds stretches; it may be called several times.
func (p *ParcelWriter) Events(body []byte) error {
	return p.add(parcelEvents, int64(len(body)), strings.NewReader(string(body)))
}

// Item adds an edition of an item.
func (p *ParcelWriter) Item(ref yichuang.ItemRef, raw []byte) error {
	return p.add(parcelItems+string(ref.ID)+"/"+string(ref.Edition), int64(len(raw)), strings.NewReader(string(raw)))
}

// Scan adds the content of a scan.
func (p *ParcelWriter) Scan(hash yichuang.ScanHash, size int64, content io.Reader) error {
	return p.add(parcelScans+string(hash), size, content)
}

// Close ends the parcel.
func (p *ParcelWriter) Close() error {
	return errors.Join(p.tar.Close(), p.zip.Close(), p.age.Close())
}

// ParcelReader takes out what is in a parcel, a piece at a time. One of the
// functions is called for each; those that are nil are passed over.
type ParcelReader struct {
	Events func(body []byte) error
	Item   func(ref yichuang.ItemRef, raw []byte) error
	Scan   func(hash yichuang.ScanHash, size int64, content io.Reader) error
}

// Read reads a parcel with the key of its centre. Denied is returned for one that
// was meant for another centre, Invalid for one that is damaged or none.
func (p ParcelReader) Read(from io.Reader, key age.Identity) error {
	opened, err := age.Decrypt(from, key)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return &yichuang.Error{Code: yichuang.Denied, Message: "这个文件是为另一个中心导出的", Hint: "请带到它自己的中心去导入", Err: err}
	}
	if err != nil {
		return badParcel(err)
	}
	zip, err := zstd.NewReader(opened, zstd.WithDecoderMaxMemory(MostBody), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return badParcel(err)
	}
	defer zip.Close()
	files := tar.NewReader(zip)
	for {
		h, err := files.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return badParcel(err)
		}
		if err := p.piece(h, files); err != nil {
			return err
		}
	}
}

func (p ParcelReader) piece(h *tar.Header, content io.Reader) error {
	small := func() ([]byte, error) {
		if h.Size > MostBody {
			return nil, &Problem{Code: CodeTooLarge, Class: Never, Message: fmt.Sprintf("%s in the parcel is larger than %d MiB", h.Name, MostBody>>20), Hint: "export it with this program"}
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			return nil, badParcel(err)
		}
		return raw, nil
	}
	item, isItem := strings.CutPrefix(h.Name, parcelItems)
	scan, isScan := strings.CutPrefix(h.Name, parcelScans)
	switch {
	case h.Name == parcelEvents && p.Events != nil:
		raw, err := small()
		if err != nil {
			return err
		}
		return p.Events(raw)
	case isItem && p.Item != nil:
		raw, err := small()
		if err != nil {
			return err
		}
		id, edition, _ := strings.Cut(item, "/")
		return p.Item(yichuang.ItemRef{ID: yichuang.ItemID(id), Edition: yichuang.Edition(edition)}, raw)
	case isScan && p.Scan != nil:
		return p.Scan(yichuang.ScanHash(scan), h.Size, content)
	}
	return nil // of a newer program
}

func badParcel(err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "导出文件不完整，或者不是一窗的导出文件", Hint: "请在原来的终端重新导出", Err: err}
}
