package pages

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// The encoder of the standard library writes JPEG with the code tables of the
// standard's example. On a page of text, which is mostly white, these spend six
// bits on every block of nothing, some 45 KB on A4. tighten gives a file the
// tables that fit it. No dot changes.

// errJPEG is a file that the standard library's encoder would not have written.
var errJPEG = errors.New("not a JPEG as it is written here")

// tighten writes a baseline JPEG of one scan anew, with tables made for it. It
// returns errJPEG for anything else.
func tighten(file []byte) ([]byte, error) {
	j, err := split(file)
	if err != nil {
		return nil, err
	}
	symbols, err := j.unpack()
	if err != nil {
		return nil, err
	}
	var counts [4][256]int
	for _, s := range symbols {
		counts[s.table][s.value]++
	}
	out := bytes.NewBuffer(make([]byte, 0, len(file)))
	out.Write(j.before)
	var made [4]table
	for i := range made {
		made[i] = fitted(counts[i])
		if len(made[i].values) > 0 {
			made[i].write(out, byte(i&1)<<4|byte(i>>1))
		}
	}
	out.Write(j.scan)
	pack(out, symbols, &made)
	out.Write([]byte{0xff, 0xd9})
	return out.Bytes(), nil
}

// symbol is one code of the data, and the bits that follow it as they are.
type symbol struct {
	table byte // twice the number of the table, and one more for AC
	value byte
	bits  uint16
}

// baseline is a file taken apart.
type baseline struct {
	before []byte // up to the tables
	scan   []byte // the head of the scan
	data   []byte
	tables [4]table // by twice their number, and one more for AC
	unit   []byte   // the number of the tables of each block of one unit
	units  int
}

// table says how many codes have each length, and what they mean, shortest first.
type table struct {
	lengths [17]int
	values  []byte
}

// The markers that matter here.
const (
	markSOF0 = 0xc0
	markDHT  = 0xc4
	markSOS  = 0xda
)

// scans are the heads of a scan that the standard library writes, in grey and in
// colour: all components, each with its tables, from the first step to the last.
var scans = []string{
	"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00",
	"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00",
}

// split takes a file apart.
func split(file []byte) (j baseline, err error) {
	if !bytes.HasPrefix(file, []byte{0xff, 0xd8}) || !bytes.HasSuffix(file, []byte{0xff, 0xd9}) {
		return j, errJPEG
	}
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		end := at + 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		if end < at+4 || end > len(file)-2 {
			return j, errJPEG
		}
		body, ok := file[at+4:end], true
		switch file[at+1] {
		case markSOF0:
			ok = j.readFrame(body)
		case markDHT:
			if j.before == nil {
				j.before = file[:at]
			}
			ok = j.readTables(body)
		case markSOS:
			j.scan, j.data = file[at:end], file[end:len(file)-2]
			if j.before == nil || !slices.Contains(scans, string(j.scan)) || len(j.scan) > 10 != (len(j.unit) > 1) {
				return j, errJPEG
			}
			return j, nil
		default:
			ok = j.before == nil
		}
		if !ok {
			return j, errJPEG
		}
		at = end
	}
	return j, errJPEG
}

// readFrame reads how the picture is cut into blocks.
func (j *baseline) readFrame(frame []byte) bool {
	if len(frame) < 6 || frame[5] != 1 && frame[5] != 3 || len(frame) != 6+3*int(frame[5]) || j.unit != nil {
		return false
	}
	height, width := int(binary.BigEndian.Uint16(frame[1:])), int(binary.BigEndian.Uint16(frame[3:]))
	wide, high := 1, 1
	for i := range int(frame[5]) {
		h, v := int(frame[7+3*i]>>4), int(frame[7+3*i]&15)
		if frame[5] == 1 {
			h, v = 1, 1 // a single component has one block a unit, whatever it says
		}
		if h < 1 || h > 2 || v < 1 || v > 2 {
			return false
		}
		wide, high = max(wide, h), max(high, v)
		j.unit = append(j.unit, bytes.Repeat([]byte{byte(min(i, 1))}, h*v)...)
	}
	j.units = ((width + 8*wide - 1) / (8 * wide)) * ((height + 8*high - 1) / (8 * high))
	return true
}

// readTables reads a segment of tables.
func (j *baseline) readTables(body []byte) bool {
	for len(body) > 0 {
		if len(body) < 17 || body[0]&0xee != 0 {
			return false
		}
		t := &j.tables[2*(body[0]&1)+body[0]>>4]
		n := 0
		for i := range 16 {
			t.lengths[i+1] = int(body[1+i])
			n += t.lengths[i+1]
		}
		if n > 256 || len(body) < 17+n {
			return false
		}
		t.values, body = body[17:17+n], body[17+n:]
	}
	return true
}

// unpack reads the data into symbols.
func (j *baseline) unpack() ([]symbol, error) {
	out := make([]symbol, 0, len(j.data))
	in := &bitReader{data: j.data}
	for range j.units {
		for _, number := range j.unit {
			for k := 0; k < 64; k++ {
				class := byte(min(k, 1))
				value, ok := in.symbol(&j.tables[2*number+class])
				size, run := int(value&15), int(value>>4)
				bits := in.take(size)
				if !ok || in.over || size > 11 || k+run > 63 || k == 0 && run > 0 || size == 0 && run%15 > 0 {
					return nil, errJPEG
				}
				out = append(out, symbol{2*number + class, value, bits})
				if k > 0 && value == 0 {
					break // the rest of the block is nothing
				}
				k += run
			}
		}
	}
	return out, nil
}

// bitReader reads bits, leaving out the zero that follows each ff.
type bitReader struct {
	data []byte
	hold uint32
	have int
	over bool // more was asked for than there is
}

func (r *bitReader) take(n int) uint16 {
	for r.have < n {
		if len(r.data) == 0 {
			r.over = true
			return 0
		}
		b := r.data[0]
		r.data = r.data[1:]
		if b == 0xff {
			if len(r.data) == 0 || r.data[0] != 0 {
				r.over = true // a marker: the scan has several parts
				return 0
			}
			r.data = r.data[1:]
		}
		r.hold, r.have = r.hold<<8|uint32(b), r.have+8
	}
	r.have -= n
	return uint16(r.hold >> r.have & (1<<n - 1))
}

// symbol reads one code of a table.
func (r *bitReader) symbol(t *table) (value byte, ok bool) {
	code, first, index := 0, 0, 0
	for length := 1; length <= 16 && !r.over; length++ {
		code = code<<1 | int(r.take(1))
		n := t.lengths[length]
		if code-first < n {
			return t.values[index+code-first], true
		}
		index, first = index+n, (first+n)<<1
	}
	return 0, false
}

// fitted makes the table in which the symbols counted take least room, no code
// longer than 16 bits and none all ones (ITU T.81, K.2).
func fitted(counts [256]int) table {
	type node struct {
		count  int
		values []int // what stands below, 256 for the code that is left free
	}
	var nodes []node
	for v, n := range counts {
		if n > 0 {
			nodes = append(nodes, node{n, []int{v}})
		}
	}
	if len(nodes) == 0 {
		return table{}
	}
	nodes = append(nodes, node{1, []int{256}})
	var depth [257]int
	for len(nodes) > 1 {
		slices.SortStableFunc(nodes, func(a, b node) int { return b.count - a.count })
		a, b := nodes[len(nodes)-1], nodes[len(nodes)-2]
		joined := node{a.count + b.count, append(a.values, b.values...)}
		for _, v := range joined.values {
			depth[v]++
		}
		nodes = append(nodes[:len(nodes)-2], joined)
	}
	return limited(depth[:])
}

// limited makes a table of the depths of symbols in a tree: lengths beyond 16
// become shorter at the cost of others, and the longest code is left free.
func limited(depth []int) table {
	var lengths [257]int
	var t table
	for v, d := range depth {
		lengths[d]++
		if d > 0 && v < 256 {
			t.values = append(t.values, byte(v))
		}
	}
	for i := len(lengths) - 1; i > 16; {
		if lengths[i] == 0 {
			i--
			continue
		}
		shorter := i - 2
		for lengths[shorter] == 0 {
			shorter--
		}
		// Two of the longest become one of a length less; the other takes half the
		// place of a shorter one.
		lengths[i] -= 2
		lengths[i-1]++
		lengths[shorter+1] += 2
		lengths[shorter]--
	}
	copy(t.lengths[1:], lengths[1:17])
	for i := 16; i > 0; i-- {
		if t.lengths[i] > 0 {
			t.lengths[i]--
			break
		}
	}
	slices.SortStableFunc(t.values, func(a, b byte) int { return depth[a] - depth[b] })
	return t
}

// write writes the table as a segment.
func (t *table) write(out *bytes.Buffer, id byte) {
	size := 19 + len(t.values)
	out.Write([]byte{0xff, markDHT, byte(size >> 8), byte(size), id})
	for _, n := range t.lengths[1:] {
		out.WriteByte(byte(n))
	}
	out.Write(t.values)
}

// code is a code and its length.
type code struct {
	bits   uint32
	length int
}

// codes returns the code of each value.
func (t *table) codes() (out [256]code) {
	next, index := uint32(0), 0
	for length := 1; length <= 16; length++ {
		for range t.lengths[length] {
			out[t.values[index]] = code{next, length}
			next, index = next+1, index+1
		}
		next <<= 1
	}
	return out
}

// pack writes the symbols in the codes of the tables, filling the last byte with
// ones.
func pack(out *bytes.Buffer, symbols []symbol, tables *[4]table) {
	var codes [4][256]code
	for i := range tables {
		codes[i] = tables[i].codes()
	}
	hold, have := uint64(0), 0
	put := func(bits uint32, n int) {
		hold, have = hold<<n|uint64(bits), have+n
		for have >= 8 {
			have -= 8
			b := byte(hold >> have)
			out.WriteByte(b)
			if b == 0xff {
				out.WriteByte(0)
			}
		}
	}
	for _, s := range symbols {
		c := codes[s.table][s.value]
		put(c.bits, c.length)
		put(uint32(s.bits), int(s.value&15))
	}
	if have > 0 {
		put(1<<(8-have)-1, 8-have)
	}
}
