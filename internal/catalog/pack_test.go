package catalog

import (
	"reflect"
	"testing"

	"yichuang"
)

func TestPackRoundTrip(t *testing.T) {
	zero, half := 0, 0.5
	odd := &yichuang.Item{ID: "x", Scenarios: []yichuang.Scenario{{When: yichuang.Condition{}}, {When: nil, Needs: []yichuang.Need{}}},
		Materials: []yichuang.Material{{Points: []yichuang.ReviewPoint{{No: -3, Check: yichuang.Check{To: &zero, Min: &half}}}}}}
	for _, items := range [][]*yichuang.Item{nil, {}, {odd}, Sample().Items} {
		got, err := Unpack(string(Pack(items)))
		if err != nil || !reflect.DeepEqual(got, items) {
			t.Errorf("%d items: %v", len(items), err)
		}
	}
}

// TestUnpackDamaged cuts and flips: damage is an error, never a wrong item.
func TestUnpackDamaged(t *testing.T) {
	packed := string(Pack(Sample().Items[:1]))
	for _, bad := range []string{"", "YCPK", packed[:len(packed)/2], packed + "x", "XXXX" + packed[4:], packed[:4] + "00000000" + packed[12:]} {
		if _, err := Unpack(bad); err == nil {
			t.Errorf("no error for %d bytes", len(bad))
		}
	}
	for i := range packed {
		data := []byte(packed)
		data[i] ^= 0x55
		if _, err := Unpack(string(data)); err == nil {
			t.Fatalf("byte %d is flipped and nobody notices", i)
		}
	}
}

// TestSampleWithoutPack: samples packed by a program with other types are read
// from their files.
func TestSampleWithoutPack(t *testing.T) {
	if c := sampleFrom(""); len(c.Unusable) > 0 || !reflect.DeepEqual(c.Items, Sample().Items) {
		t.Errorf("%d items, unusable %v", len(c.Items), c.Unusable)
	}
}

// FuzzUnpacker feeds the reader behind the checksum.
func FuzzUnpacker(f *testing.F) {
	packed := string(Pack(Sample().Items[:1]))
	f.Add(packed[16:])
	f.Add("")
	f.Fuzz(func(t *testing.T, body string) {
		r := unpacker{rest: body, texts: []string{"a", "b"}}
		var items []*yichuang.Item
		r.value(reflect.ValueOf(&items).Elem())
	})
}

func BenchmarkSample(b *testing.B) {
	for b.Loop() {
		if _, err := Unpack(samplePacked); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if c := Load(SampleFS()); len(c.Unusable) > 0 {
			b.Fatal(c.Unusable)
		}
	}
}
