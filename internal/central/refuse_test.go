package central_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// bad is a request that must be refused, and change nothing.
type bad struct {
	what  string
	call  call
	code  yichuang.Code
	class wire.Class
}

// refuses sends bad requests: each gets a problem with its code, its class and a
// hint, and nothing in the database is changed.
func (c *client) refuses(t *testing.T, all []bad) {
	t.Helper()
	before := dump(t, c.Centre)
	for _, b := range all {
		c.t = t
		_, p := c.ask(b.call)
		switch {
		case p == nil:
			t.Errorf("%s: taken", b.what)
		case p.Code != b.code || p.Class != b.class || p.Message == "" || p.Hint == "":
			t.Errorf("%s: %+v", b.what, *p)
		}
	}
	if after := dump(t, c.Centre); after != before {
		t.Errorf("something was changed:\n%v\n%v", missing(before, after), missing(after, before))
	}
}

func lines(text string) call {
	return call{method: http.MethodPost, path: wire.PathPush, body: strings.NewReader(text), header: map[string]string{"Content-Type": wire.TypeLines}}
}

func get(path string) call { return call{method: http.MethodGet, path: path} }

func putJSON(path, body string) call {
	return call{method: http.MethodPut, path: path, body: strings.NewReader(body), header: map[string]string{"Content-Type": wire.TypeJSON}}
}

func post(path, body string) call {
	return call{method: http.MethodPost, path: path, body: strings.NewReader(body), header: map[string]string{"Content-Type": wire.TypeJSON}}
}

func with(c call, name, value string) call {
	header := map[string]string{name: value}
	for n, v := range c.header {
		if n != name {
			header[n] = v
		}
	}
	c.header = header
	return c
}

func TestBadPushes(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a := s.enrolled(window("W01", 1))
		first := a.opens(testkit.Reviewed(false)...)
		if _, p := a.pushes(first); p != nil {
			t.Fatal(p)
		}
		next := a.writes(&yichuang.Noted{Text: "第九步"})
		gap := a.writes(&yichuang.Noted{Text: "第十步"})
		change := func(st *yichuang.Stretch, f func(*yichuang.Stretch)) call {
			is := *st
			is.Lines = append([][]byte(nil), st.Lines...)
			f(&is)
			return a.pushCall(wire.AppendStretch(nil, &is))
		}
		whole := string(wire.AppendStretch(nil, next))
		a.refuses(t, []bad{
			{"no JSON", lines("hello\n"), yichuang.Invalid, wire.Never},
			{"nothing", lines(""), yichuang.Invalid, wire.Never},
			{"cut off in a line", lines(whole[:len(whole)-5]), yichuang.Invalid, wire.Never},
			{"cut off behind a line", lines(whole[:strings.IndexByte(whole, '\n')+1]), yichuang.Invalid, wire.Never},
			{"the head of something else", lines(`{"run":{"pos":1}}` + "\n"), yichuang.Invalid, wire.Never},
			{"no terminal", lines(`{"stretch":{"first":1,"n":1}}` + "\nx\n"), yichuang.Invalid, wire.Never},
			{"more lines than there are", lines(strings.Replace(whole, `"n":1`, `"n":2`, 1)), yichuang.Invalid, wire.Never},
			{"too many events", lines(strings.Replace(whole, `"n":1`, `"n":20001`, 1)), wire.CodeTooLarge, wire.Never},
			{"says it is packed", with(lines(whole), "Content-Encoding", "zstd"), yichuang.Invalid, wire.Never},
			{"a bomb", a.pushCall(make([]byte, wire.MostBody+1)), wire.CodeTooLarge, wire.Never},
			{"too large as it travels", call{method: http.MethodPost, path: wire.PathPush, body: bytes.NewReader(make([]byte, wire.MostPacked+1))}, wire.CodeTooLarge, wire.Never},
			{"a gap", change(gap, func(*yichuang.Stretch) {}), wire.CodeGap, wire.Retry},
			{"a line in another form", change(next, func(st *yichuang.Stretch) {
				st.Lines[0] = bytes.Replace(st.Lines[0], []byte(`,"case"`), []byte(`, "case"`), 1)
			}), yichuang.Invalid, wire.Stop},
			{"a body that its kind cannot have", change(next, func(st *yichuang.Stretch) {
				st.Lines[0] = bytes.Replace(st.Lines[0], []byte(`"text":"`), []byte(`"text":7,"x":"`), 1)
			}), yichuang.Invalid, wire.Stop},
			{"another seq in the line", change(next, func(st *yichuang.Stretch) {
				st.Lines[0] = bytes.Replace(st.Lines[0], []byte(`"seq":9`), []byte(`"seq":8`), 1)
			}), yichuang.Invalid, wire.Stop},
			{"a line that was changed", change(next, func(st *yichuang.Stretch) {
				st.Lines[0] = bytes.Replace(st.Lines[0], []byte("第九步"), []byte("第八步"), 1)
			}), wire.CodeForged, wire.Stop},
			{"signed by somebody else", change(next, func(st *yichuang.Stretch) { st.Voucher = yichuang.SignVoucher(newKey(t), a.terminal.ID, a.seq, a.head) }), wire.CodeForged, wire.Stop},
			{"not signed", change(next, func(st *yichuang.Stretch) { st.Voucher.Signature = nil }), wire.CodeForged, wire.Stop},
			{"somebody who is not known", change(next, func(st *yichuang.Stretch) { st.Terminal = "W77.0" }), yichuang.NotFound, wire.Stop},
			{"another protocol", with(a.pushCall([]byte(whole)), wire.HeaderProtocol, "2"), wire.CodeProtocol, wire.Stop},
			{"an older protocol", with(a.pushCall([]byte(whole)), wire.HeaderProtocol, "0"), wire.CodeProtocol, wire.Stop},
			{"no protocol", with(a.pushCall([]byte(whole)), wire.HeaderProtocol, ""), wire.CodeProtocol, wire.Stop},
			{"another incarnation", with(a.pushCall([]byte(whole)), wire.HeaderIncarnation, "0123456789abcdef"), wire.CodeRestored, wire.Retry},
		})
		_, p := a.ask(change(gap, func(*yichuang.Stretch) {}))
		if p.Expected != 9 {
			t.Errorf("a gap says what is expected: %+v", p)
		}
		// A replay changes nothing, and is answered as before, whoever brings it.
		before := dump(t, s.Centre)
		b := s.enrolled(window("W02", 2))
		afterB := dump(t, s.Centre)
		for _, c := range []*client{a, b, a} {
			if answer, p := c.pushes(first); p != nil || answer.Acked != 8 || answer.Position != 8 {
				t.Errorf("a replay: %+v, %v", answer, p)
			}
		}
		if dump(t, s.Centre) != afterB || before == afterB {
			t.Error("a replay changed something")
		}
		verified(t, s.Centre)
	})
}

// A number that is another window's to issue is no reason to refuse the push: the
// event is kept, refused, and its case alone stands still.
func TestAForeignNumberIsRefusedAndKept(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a := s.enrolled(window("W01", 1))
		number, err := yichuang.IssueNumber(testkit.Region, testkit.FillEnd, 2, '0', 1)
		if err != nil {
			t.Fatal(err)
		}
		opened := testkit.Opened(0, 5)
		st := a.writes(&opened)
		a.seq, a.head = 0, yichuang.ChainStart(a.terminal.ID)
		e, err := yichuang.ReadLine(a.terminal.ID, st.Lines[0])
		if err != nil {
			t.Fatal(err)
		}
		e.Case = number
		line, err := e.Line()
		if err != nil {
			t.Fatal(err)
		}
		st.Lines[0], a.seq, a.head = line, 1, a.head.Next(line)
		st.Voucher = yichuang.SignVoucher(a.key, a.terminal.ID, 1, a.head)
		if answer, p := a.pushes(st); p != nil || answer.Acked != 1 {
			t.Fatalf("%+v, %v", answer, p)
		}
		if answer, p := a.pushes(a.opens(testkit.Scenario())); p != nil || answer.Acked != 3 {
			t.Fatalf("%+v, %v", answer, p)
		}
		refused, err := s.Refusals(t.Context(), hall)
		if err != nil || len(refused) != 1 || refused[0].Why.Code != yichuang.Denied || refused[0].Seq != 1 || refused[0].Case != number {
			t.Errorf("%+v, %v", refused, err)
		}
		verified(t, s.Centre)
	})
}

// What a newer terminal does is kept as it is and passed on.
func TestAnUnknownKindIsPassedOn(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a, b := s.enrolled(window("W01", 1)), s.enrolled(window("W02", 2))
		future := &yichuang.Unknown{Name: "from-the-future", Raw: json.RawMessage(`{"what":["nobody","knows",{"a":1.50}]}`)}
		st := a.opens(testkit.Scenario(), future, &yichuang.Noted{Text: "后面的步骤照常"})
		if answer, p := a.pushes(st); p != nil || answer.Acked != 4 {
			t.Fatalf("%+v, %v", answer, p)
		}
		page := b.pulls(0)
		if len(page.Runs) != 1 || page.Runs[0].N != 4 || page.Runs[0].Refused != nil || !bytes.Equal(page.Runs[0].Lines[2], st.Lines[2]) {
			t.Errorf("%+v", page.Runs)
		}
		verified(t, s.Centre)
	})
}

func TestBadQuestions(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		a := s.enrolled(window("W01", 1))
		if _, p := a.pushes(a.opens()); p != nil {
			t.Fatal(p)
		}
		content := []byte("一页扫描件")
		hash, zeros := string(scanOf(content)), strings.Repeat("0", 64)
		plan := func(size int64, chunks ...string) string {
			raw, _ := json.Marshal(wire.ScanPlan{Size: size, Chunks: chunks})
			return string(raw)
		}
		item, err := json.Marshal(testkit.Item(1))
		if err != nil {
			t.Fatal(err)
		}
		nowhere, err := yichuang.IssueNumber(testkit.Region, testkit.FillEnd, 999, '0', 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, p := a.ask(call{method: http.MethodPut, path: "/v1/chunks/" + hash, body: bytes.NewReader(content), header: map[string]string{"Content-Type": wire.TypeBytes}}); p != nil {
			t.Fatal(p)
		}
		a.refuses(t, []bad{
			{"no such path", get("/v1/nothing"), yichuang.NotFound, wire.Never},
			{"the wrong method", call{method: http.MethodDelete, path: wire.PathPush}, yichuang.NotFound, wire.Never},
			{"figures for the world", get("/metrics"), yichuang.NotFound, wire.Never},
			{"a cursor that is none", get("/v1/pull?after=x"), yichuang.Invalid, wire.Never},
			{"a cursor below nothing", get("/v1/pull?after=-1"), yichuang.Invalid, wire.Never},
			{"a cursor beyond numbers", get("/v1/feed?after=99999999999999999999"), yichuang.Invalid, wire.Never},
			{"a limit that is none", get("/v1/pull?limit=1e3"), yichuang.Invalid, wire.Never},
			{"a revision that is none", get("/v1/reference?after=%27;drop"), yichuang.Invalid, wire.Never},
			{"a case number that is none", get("/v1/cases/12345"), yichuang.Invalid, wire.Never},
			{"a case number with a wrong digit", get("/v1/cases/150627261120999000014"), yichuang.Invalid, wire.Never},
			{"a case that there is not", get("/v1/cases/" + string(nowhere)), yichuang.NotFound, wire.Never},
			{"an item that there is not", get("/v1/items/none/1-00000000"), yichuang.NotFound, wire.Never},
			{"an item under another name", putJSON("/v1/items/test-02/1-00000001", string(item)), yichuang.Invalid, wire.Never},
			{"an item that is none", putJSON("/v1/items/test-01/1-00000001", "[1,2"), yichuang.Invalid, wire.Never},
			{"a scan that there is not", get("/v1/scans/" + zeros), yichuang.NotFound, wire.Never},
			{"a scan by a name that is none", putJSON("/v1/scans/xyz", plan(1, hash)), yichuang.Invalid, wire.Never},
			{"a plan that is none", putJSON("/v1/scans/"+hash, "{"), yichuang.Invalid, wire.Never},
			{"a plan of nothing", putJSON("/v1/scans/"+hash, plan(0)), yichuang.Invalid, wire.Never},
			{"a plan with chunks too few", putJSON("/v1/scans/"+hash, plan(wire.ChunkBytes+1, hash)), yichuang.Invalid, wire.Never},
			{"a plan too large", putJSON("/v1/scans/"+hash, plan(yichuang.MostScan+1, hash)), yichuang.Invalid, wire.Never},
			{"a scan whose bytes are others", putJSON("/v1/scans/"+zeros, plan(int64(len(content)), hash)), wire.CodeMismatch, wire.Never},
			{"a scan of another size", putJSON("/v1/scans/"+hash, plan(int64(len(content))+1, hash)), wire.CodeMismatch, wire.Never},
			{"a chunk whose bytes are others", call{method: http.MethodPut, path: "/v1/chunks/" + zeros, body: bytes.NewReader(content)}, wire.CodeMismatch, wire.Retry},
			{"a chunk too large", call{method: http.MethodPut, path: "/v1/chunks/" + zeros, body: bytes.NewReader(make([]byte, wire.ChunkBytes+1))}, wire.CodeTooLarge, wire.Never},
			{"a chunk by a path", call{method: http.MethodPut, path: "/v1/chunks/..%2f..%2fetc", body: bytes.NewReader(content)}, yichuang.Invalid, wire.Never},
			{"a chunk that there is not", get("/v1/chunks/" + zeros), yichuang.NotFound, wire.Never},
			{"a parcel that is none", call{method: http.MethodPost, path: wire.PathParcel, body: strings.NewReader("hello")}, yichuang.Invalid, wire.Never},
			{"a renewal that is none", post(wire.PathRenew, `{"csr":"aGVsbG8="}`), yichuang.Invalid, wire.Never},
			{"a renewal for another key", post(wire.PathRenew, fmt.Sprintf(`{"csr":%s}`, csrOfAnother(t))), yichuang.Denied, wire.Never},
		})
		var answer wire.ScanAnswer
		if p := a.json(http.MethodPut, "/v1/scans/"+hash, wire.ScanPlan{Size: int64(len(content)), Chunks: []string{hash}}, &answer); p != nil || !answer.Complete {
			t.Errorf("the right plan: %+v, %v", answer, p)
		}
	})
}

func csrOfAnother(t *testing.T) string {
	t.Helper()
	raw, err := json.Marshal(request(t, newKey(t)))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
