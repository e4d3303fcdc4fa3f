package central_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// parcelOf packs events, an item and a scan for a centre.
func parcelOf(t testing.TB, recipient string, content []byte, all ...*yichuang.Stretch) []byte {
	t.Helper()
	var b bytes.Buffer
	p, err := wire.NewParcel(&b, recipient, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range all {
		if err := p.Events(wire.AppendStretch(nil, st)); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := json.Marshal(testkit.Item(3))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Item(testkit.Item(3).Ref(), raw); err != nil {
		t.Fatal(err)
	}
	if content != nil {
		if err := p.Scan(scanOf(content), int64(len(content)), bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func carries(parcel []byte) call {
	return call{method: http.MethodPost, path: wire.PathParcel, body: bytes.NewReader(parcel), header: map[string]string{"Content-Type": wire.TypeBytes}}
}

// What was carried here by hand comes in as if it had been sent, and twice does no
// harm.
func TestParcel(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a, b := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2))
		content := bytes.Repeat([]byte("扫描件"), wire.ChunkBytes/4)
		first, next := a.opens(testkit.Reviewed(false)...), a.writes(&yichuang.Noted{Text: "停网以后"})
		parcel := parcelOf(t, a.parcels, content, first, next)
		for range 2 {
			raw, p := b.ask(carries(parcel))
			var answer wire.ParcelAnswer
			if p != nil || json.Unmarshal(raw, &answer) != nil || answer.Events != 9 || answer.Scans != 1 || answer.Authors[a.terminal.ID] != 9 {
				t.Fatalf("%s, %v", raw, p)
			}
		}
		var plan wire.ScanPlan
		if p := b.json(http.MethodGet, "/v1/scans/"+string(scanOf(content)), nil, &plan); p != nil || plan.Size != int64(len(content)) {
			t.Errorf("the scan: %+v, %v", plan, p)
		}
		if _, p := b.ask(get("/v1/items/test-03/1-00000001")); p != nil {
			t.Errorf("the item: %v", p)
		}
		if answer, p := a.pushes(a.writes(&yichuang.Noted{Text: "网络恢复"})); p != nil || answer.Acked != 10 {
			t.Errorf("the terminal goes on: %+v, %v", answer, p)
		}
		if v := verified(t, s.Centre); v.Events != 10 {
			t.Errorf("%+v", v)
		}
	})
}

func TestBadParcels(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		s, elsewhere := serve(t, open(t, o)), serve(t, open(t, central.Options{Data: t.TempDir()}))
		a, far := s.enrolled(window("W01", 1)), elsewhere.enrolled(window("W01", 1))
		st := a.opens(testkit.Reviewed(false)...)
		parcel := parcelOf(t, a.parcels, nil, st)
		all := []bad{
			{"for another centre", carries(parcelOf(t, far.parcels, nil, st)), yichuang.Denied, wire.Never},
			{"of a terminal that is not known", carries(parcelOf(t, a.parcels, nil, far.opens(), &yichuang.Stretch{Terminal: "W55.0", First: 1, Lines: st.Lines, Voucher: st.Voucher})), wire.CodeForged, wire.Stop},
		}
		for i := 10; i < len(parcel); i += len(parcel)/11 + 1 {
			changed := bytes.Clone(parcel)
			changed[i] ^= 1
			all = append(all, bad{"damaged", carries(changed), yichuang.Invalid, wire.Never}, bad{"cut", carries(parcel[:i]), yichuang.Invalid, wire.Never})
		}
		a.refuses(t, all)
		if _, p := a.ask(carries(parcel)); p != nil {
			t.Errorf("the whole one: %v", p)
		}
		verified(t, s.Centre)
	})
}
