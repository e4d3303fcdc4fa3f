package yichuang

import (
	"encoding/hex"
	"fmt"
	"slices"
)

// ScanHash names the content of a scan: its sha-256 in 64 hexadecimal digits.
type ScanHash string

// Check returns Invalid for what is no such name.
func (h ScanHash) Check() error {
	if raw, err := hex.DecodeString(string(h)); err != nil || len(raw) != 32 || hex.EncodeToString(raw) != string(h) {
		return invalid("扫描件的校验值应为64位小写十六进制数字", "请重新添加扫描件")
	}
	return nil
}

// Scan is a scanned or photographed material, or a file handed in electronically.
// The case holds what it is; the content travels by its hash.
type Scan struct {
	Hash  ScanHash `json:"hash"`
	Size  int64    `json:"size"`            // bytes
	Name  string   `json:"name"`            // as people call it
	Type  string   `json:"type"`            // media type, "application/pdf"
	Pages int      `json:"pages,omitempty"` // 0: not counted
}

// ScanChunkBytes is how the content of a scan is cut to be kept and sent; the last
// piece is shorter.
const ScanChunkBytes = 1 << 20

// Chunks returns in how many pieces the content is kept and sent.
func (s *Scan) Chunks() int { return int((s.Size + ScanChunkBytes - 1) / ScanChunkBytes) }

// ScanState says where the content of a scan is, as a terminal knows it.
type ScanState string

// The states. The empty state is of content that is not here: the centre has it, or
// the window that added it has yet to send it.
const (
	ScanUnsent  ScanState = "unsent"  // here, and still to be sent
	ScanAlone   ScanState = "alone"   // here, and there is no centre to send it to
	ScanSent    ScanState = "sent"    // here and at the centre
	ScanPartial ScanState = "partial" // being fetched; a part is here
	ScanSpoilt  ScanState = "spoilt"  // what is here is not what it was
)

// Here reports whether the whole content is here.
func (s ScanState) Here() bool { return s == ScanUnsent || s == ScanAlone || s == ScanSent }

// Name returns the state in Chinese.
func (s ScanState) Name() string {
	switch s {
	case ScanUnsent:
		return "本机，待上传"
	case ScanAlone:
		return "本机"
	case ScanSent:
		return "已上传"
	case ScanPartial:
		return "正在下载"
	case ScanSpoilt:
		return "已损坏，请重新扫描"
	}
	return "不在本机"
}

// MostScan is how large a scan may be, in bytes.
const MostScan = 200 << 20

// ScanAttached adds a scan to a material. The same content twice on one material
// is one scan.
type ScanAttached struct {
	Material MaterialID `json:"material"`
	Scan     Scan       `json:"scan"`
}

// Kind names the event.
func (*ScanAttached) Kind() EventKind { return "scan-attached" }

func (b *ScanAttached) apply(c *Case, _ *Event) error {
	m := c.MaterialState(b.Material)
	if m == nil {
		return errNotListed(b.Material)
	}
	if err := b.Scan.check(); err != nil {
		return err
	}
	if m.scan(b.Scan.Hash) < 0 {
		m.Scans = append(slices.Clip(m.Scans), b.Scan)
	}
	return nil
}

func (s *Scan) check() error {
	if err := s.Hash.Check(); err != nil {
		return err
	}
	if s.Size <= 0 || s.Size > MostScan {
		return invalid(fmt.Sprintf("扫描件“%s”的大小是%d字节，应大于0且不超过%dMB", Clip(s.Name, 40), s.Size, MostScan>>20), "请分成几个文件，或者降低分辨率")
	}
	return nil
}

func (*ScanAttached) about() scope { return aboutNothing }

func (b *ScanAttached) say(name naming) string {
	return "添加扫描件：" + name(b.Material) + "，" + b.Scan.Name
}

// ScanRemoved takes a scan from a material: the wrong page, or another person's.
// The content stays where it is; the case does not name it any more.
type ScanRemoved struct {
	Material MaterialID `json:"material"`
	Hash     ScanHash   `json:"hash"`
}

// Kind names the event.
func (*ScanRemoved) Kind() EventKind { return "scan-removed" }

func (b *ScanRemoved) apply(c *Case, _ *Event) error {
	m := c.MaterialState(b.Material)
	if m == nil {
		return errNotListed(b.Material)
	}
	i := m.scan(b.Hash)
	if i < 0 {
		return &Error{Code: NotFound, Message: "这份材料没有这个扫描件", Hint: "可能已经撤下"}
	}
	m.Scans = slices.Delete(slices.Clone(m.Scans), i, i+1)
	return nil
}

func (*ScanRemoved) about() scope { return aboutNothing }

func (b *ScanRemoved) say(name naming) string { return "撤下扫描件：" + name(b.Material) }

// scan returns where a scan stands among those of the material, -1 when nowhere.
func (m *MaterialState) scan(h ScanHash) int {
	return slices.IndexFunc(m.Scans, func(s Scan) bool { return s.Hash == h })
}

// Scans returns every scan that the case names, in the order of its materials.
func (c *Case) Scans() []Scan {
	var all []Scan
	for i := range c.Materials {
		all = append(all, c.Materials[i].Scans...)
	}
	return all
}
