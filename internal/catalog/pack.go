package catalog

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"reflect"
	"slices"
	"strings"

	"yichuang"
)

// The packed form of items is what a program starts from: reading forty YAML
// files takes a hundred milliseconds, unpacking them two. It is a table of the
// distinct texts, then every item field by field, the texts as numbers. It is
// no format for keeping: the head names the layout of the types, and a program
// with other types does not read it.
//
//	magic "YCPK" | layout (8) | crc32 of the rest (4) | texts | items

const packMagic = "YCPK"

var errPack = errors.New("catalog: packed items are damaged or of another layout")

// Pack writes items in the packed form.
func Pack(items []*yichuang.Item) []byte {
	w := packer{index: map[string]uint64{}}
	w.value(reflect.ValueOf(items))
	var body []byte
	body = binary.AppendUvarint(body, uint64(len(w.texts)))
	for _, s := range w.texts {
		body = binary.AppendUvarint(body, uint64(len(s)))
	}
	body = append(body, strings.Join(w.texts, "")...)
	body = append(body, w.out...)

	out := append([]byte(packMagic), layout()...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	return append(out, body...)
}

// Unpack reads what Pack wrote with the same types; anything else is an error.
// The items share the memory of packed.
func Unpack(packed string) ([]*yichuang.Item, error) {
	head := len(packMagic) + 8 + 4
	if len(packed) < head || packed[:len(packMagic)] != packMagic || packed[len(packMagic):head-4] != string(layout()) {
		return nil, errPack
	}
	body := packed[head:]
	if binary.BigEndian.Uint32([]byte(packed[head-4:head])) != crc32.ChecksumIEEE([]byte(body)) {
		return nil, errPack
	}
	r := unpacker{rest: body}
	lengths := make([]int, r.count())
	for i := range lengths {
		lengths[i] = r.count()
	}
	r.texts = make([]string, len(lengths))
	for i, n := range lengths {
		r.texts[i] = r.take(n)
	}
	var items []*yichuang.Item
	r.value(reflect.ValueOf(&items).Elem())
	if r.bad || r.rest != "" {
		return nil, errPack
	}
	return items, nil
}

// layout is a digest of the names and types of every field of an item.
func layout() []byte {
	var b strings.Builder
	describe(&b, reflect.TypeFor[yichuang.Item](), map[reflect.Type]bool{})
	sum := sha256.Sum256([]byte(b.String()))
	return sum[:8]
}

func describe(b *strings.Builder, t reflect.Type, seen map[reflect.Type]bool) {
	b.WriteString(t.String() + ":" + t.Kind().String() + ";")
	switch t.Kind() {
	case reflect.Struct:
		if seen[t] {
			return
		}
		seen[t] = true
		for f := range t.Fields() {
			b.WriteString(f.Name + " ")
			describe(b, f.Type, seen)
		}
	case reflect.Map:
		describe(b, t.Key(), seen)
		describe(b, t.Elem(), seen)
	case reflect.Slice, reflect.Pointer:
		describe(b, t.Elem(), seen)
	}
}

type packer struct {
	out   []byte
	texts []string
	index map[string]uint64
}

func (w *packer) number(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

// size writes a length, with 0 for nil.
func (w *packer) size(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	w.number(uint64(v.Len()) + 1)
}

func (w *packer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		i, ok := w.index[s]
		if !ok {
			i = uint64(len(w.texts))
			w.index[s] = i
			w.texts = append(w.texts, s)
		}
		w.number(i)
	case reflect.Int:
		w.out = binary.AppendVarint(w.out, v.Int())
	case reflect.Float64:
		w.out = binary.BigEndian.AppendUint64(w.out, math.Float64bits(v.Float()))
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		w.number(n)
	case reflect.Pointer:
		if v.IsNil() {
			w.number(0)
			return
		}
		w.number(1)
		w.value(v.Elem())
	case reflect.Slice:
		w.size(v)
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Map:
		w.size(v)
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			w.value(k)
			w.value(v.MapIndex(k))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			w.value(v.Field(i))
		}
	}
}

// unpacker reads from rest. After the first mistake it is bad and yields zeros.
type unpacker struct {
	rest  string
	texts []string
	bad   bool
}

func (r *unpacker) take(n int) string {
	if r.bad || n < 0 || n > len(r.rest) {
		r.bad, r.rest = true, ""
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *unpacker) number() uint64 {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(r.rest[i]&0x7f) << (7 * i)
		if r.rest[i] < 0x80 {
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.bad, r.rest = true, ""
	return 0
}

// count reads a number of things, each of which takes at least one byte.
func (r *unpacker) count() int {
	n := r.number()
	if n > uint64(len(r.rest))+1 {
		r.bad, r.rest = true, ""
		return 0
	}
	return int(n)
}

func (r *unpacker) value(v reflect.Value) {
	if r.bad {
		return
	}
	switch v.Kind() {
	case reflect.String:
		i := r.number()
		if i >= uint64(len(r.texts)) {
			r.bad = true
			return
		}
		v.SetString(r.texts[i])
	case reflect.Int:
		n := r.number() // zigzag, as binary.AppendVarint writes it
		v.SetInt(int64(n>>1) ^ -int64(n&1))
	case reflect.Float64:
		if b := r.take(8); !r.bad {
			v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64([]byte(b))))
		}
	case reflect.Bool:
		v.SetBool(r.number() == 1)
	case reflect.Pointer:
		if r.number() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(v.Elem())
		}
	case reflect.Slice:
		if n := r.count(); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range n - 1 {
				r.value(v.Index(i))
			}
		}
	case reflect.Map:
		r.dictionary(v)
	case reflect.Struct:
		for i := range v.NumField() {
			r.value(v.Field(i))
		}
	}
}

func (r *unpacker) dictionary(v reflect.Value) {
	n := r.count()
	if n == 0 {
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), n-1))
	for range n - 1 {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		r.value(key)
		r.value(value)
		if !r.bad {
			v.SetMapIndex(key, value)
		}
	}
}
