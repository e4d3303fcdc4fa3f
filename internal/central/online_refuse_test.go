package central_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// turned is a request of a portal that must be refused.
type turned struct {
	what string
	call call
	code yichuang.Code
}

// turns sends bad requests: each gets a problem with its code and a hint, and nothing
// is kept of it.
func (p *site) turns(t *testing.T, all []turned) {
	t.Helper()
	before := durable(t, p.Centre)
	for _, b := range all {
		p.t = t
		_, problem := p.ask(b.call)
		switch {
		case problem == nil:
			t.Errorf("%s: taken", b.what)
		case problem.Code != b.code || problem.Class == wire.Stop || problem.Message == "" || problem.Hint == "":
			t.Errorf("%s: %+v", b.what, *problem)
		}
	}
	if after := durable(t, p.Centre); after != before {
		t.Errorf("something was changed:\n%v\n%v", missing(before, after), missing(after, before))
	}
}

// Whoever does not sign as an enrolled portal, in time and once, is refused.
func TestBadSignatures(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		a, _ := p.applies("MS-1")
		body, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		good := func() call { return p.signs(http.MethodPost, wire.PathApplications, "the-first", body) }
		altered := good()
		altered.body = strings.NewReader(strings.Replace(string(body), "MS-1", "MS-9", 1))
		elsewhere := good()
		elsewhere.path += "?x=1"
		early := func(off time.Duration) call {
			q := wire.PortalRequest{Method: http.MethodPost, Path: wire.PathApplications, Timestamp: strconv.FormatInt(time.Now().Add(off).Unix(), 10), Nonce: "abcdefghijklmnop", Idempotency: "the-first", Body: body}
			return with(with(good(), wire.HeaderTimestamp, q.Timestamp), wire.HeaderSignature, q.Sign(unhex(t, p.secret)))
		}
		short := wire.PortalRequest{Method: http.MethodPost, Path: wire.PathApplications, Timestamp: strconv.FormatInt(time.Now().Unix(), 10), Nonce: "short", Idempotency: "the-first", Body: body}
		seen := p.signs(http.MethodGet, "/v1/online/items/"+string(a.Item), "", nil)
		if _, problem := p.ask(seen); problem != nil {
			t.Fatal(problem)
		}
		p.turns(t, []turned{
			{"nobody", post(wire.PathApplications, string(body)), wire.CodeSignature},
			{"no signature", with(good(), wire.HeaderSignature, ""), wire.CodeSignature},
			{"another signature", with(good(), wire.HeaderSignature, "v1="+strings.Repeat("0", 64)), wire.CodeSignature},
			{"an unknown portal", with(good(), wire.HeaderPortal, "nobody"), wire.CodeSignature},
			{"another body", altered, wire.CodeSignature},
			{"another path", elsewhere, wire.CodeSignature},
			{"another idempotency key", with(good(), wire.HeaderIdempotency, "the-other"), wire.CodeSignature},
			{"six minutes ago", fixNonce(early(-6*time.Minute), "abcdefghijklmnop"), wire.CodeReplay},
			{"in six minutes", fixNonce(early(6*time.Minute), "abcdefghijklmnop"), wire.CodeReplay},
			{"a short nonce", with(fixNonce(with(good(), wire.HeaderTimestamp, short.Timestamp), "short"), wire.HeaderSignature, short.Sign(unhex(t, p.secret))), yichuang.Invalid},
			{"seen before", seen, wire.CodeReplay},
			{"a short key", p.signs(http.MethodPost, wire.PathApplications, "short", body), yichuang.Invalid},
		})

		if err := s.RevokePortal(t.Context(), p.id); err != nil {
			t.Fatal(err)
		}
		p.turns(t, []turned{{"a revoked portal", good(), wire.CodeSignature}})
		old := *p
		if p.secret, err = s.RotatePortal(t.Context(), p.id); err != nil {
			t.Fatal(err)
		}
		p.turns(t, []turned{{"the secret before", old.signs(http.MethodPost, wire.PathApplications, "the-first", body), wire.CodeSignature}})
		if _, problem := p.ask(good()); problem != nil {
			t.Errorf("with the new secret: %v", problem)
		}
	})
}

func fixNonce(c call, nonce string) call { return with(c, wire.HeaderNonce, nonce) }

// What cannot be an application is refused, and nothing of it is kept.
func TestBadApplications(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		other, err := s.AddPortal(t.Context(), central.Portal{ID: "other", Hall: hall, Name: "另一个"})
		if err != nil {
			t.Fatal(err)
		}
		a, _ := p.applies("MS-1")
		but := func(change func(*wire.Application)) call {
			b := a
			b.Reference = "MS-2"
			b.Materials = append([]wire.SubmittedMaterial(nil), a.Materials...)
			change(&b)
			body, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			return p.signs(http.MethodPost, wire.PathApplications, "another-one", body)
		}
		var state wire.ApplicationState
		p.must(http.MethodPost, wire.PathApplications, "the-first", a, &state)
		number := state.Number
		file := aPDF("x")
		at := func(method, format, key string, body any) call {
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			if method == http.MethodGet {
				raw = nil
			}
			return p.signs(method, pathOf(format, number), key, raw)
		}
		nowhere := yichuang.ScanHash(strings.Repeat("ab", 32))
		p.turns(t, []turned{
			{"no JSON", p.signs(http.MethodPost, wire.PathApplications, "another-one", []byte("{")), yichuang.Invalid},
			{"no reference", but(func(b *wire.Application) { b.Reference = " " }), yichuang.Invalid},
			{"an unknown item", but(func(b *wire.Application) { b.Item = "nothing" }), yichuang.NotFound},
			{"another edition", but(func(b *wire.Application) { b.Edition = "9-00000000" }), wire.CodeEdition},
			{"nobody applies", but(func(b *wire.Application) { b.Applicant.Name = "" }), yichuang.Invalid},
			{"a wrong ID number", but(func(b *wire.Application) { b.Applicant.ID.Number = "110105194912310021" }), yichuang.Invalid},
			{"an unknown answer", but(func(b *wire.Application) { b.Answers = yichuang.Answers{"q": "nothing"} }), yichuang.Invalid},
			{"a file that was not sent", but(func(b *wire.Application) {
				b.Materials[0].Files = []wire.SubmittedFile{{Hash: nowhere, Name: "x"}}
			}), wire.CodeMissingFile},
			{"a material that is not asked for", but(func(b *wire.Application) {
				b.Materials = append(b.Materials, wire.SubmittedMaterial{Material: "nothing", Exempt: true})
			}), wire.CodeNotAsked},
			{"too many files", but(func(b *wire.Application) {
				b.Materials[0].Files = make([]wire.SubmittedFile, 201)
			}), yichuang.Invalid},
			{"oversized", p.signs(http.MethodPost, wire.PathApplications, "another-one", bytes.Repeat([]byte(" "), 1<<20+1)), wire.CodeTooLarge},
			{"an oversized file", p.signs(http.MethodPut, fileAt(file), "", make([]byte, 20<<20+1)), wire.CodeTooLarge},
			{"another file", p.signs(http.MethodPut, fileAt(file), "", aPDF("y")), wire.CodeMismatch},
			{"a file of no kind", p.signs(http.MethodPut, fileAt([]byte("hello")), "", []byte("hello")), yichuang.Invalid},
			{"no hash", p.signs(http.MethodPut, "/v1/online/files/nothing", "", file), yichuang.Invalid},
			{"corrections that nobody asked for", at(http.MethodPost, wire.PathCorrections, "another-one", wire.Corrections{Materials: a.Materials}), yichuang.Conflict},
			{"corrections of nothing", at(http.MethodPost, wire.PathCorrections, "another-one", wire.Corrections{}), yichuang.Invalid},
			{"corrections of what is not asked for", at(http.MethodPost, wire.PathCorrections, "another-one", wire.Corrections{Materials: []wire.SubmittedMaterial{{Material: "nothing"}}}), wire.CodeNotAsked},
			{"a number that is none", p.signs(http.MethodGet, "/v1/online/applications/123", "", nil), yichuang.Invalid},
		})

		stranger := &site{client: p.client, id: "other", secret: other}
		w := enrol(t, s.Centre, window("W01", 1))
		k := w.take(1, testkit.Reviewed(false)...)
		w.push()
		stranger.turns(t, []turned{
			{"the application of another portal", stranger.signs(http.MethodGet, pathOf(wire.PathApplication, number), "", nil), yichuang.NotFound},
			{"a case of a window", stranger.signs(http.MethodGet, pathOf(wire.PathApplication, k.Number), "", nil), yichuang.NotFound},
		})
	})
}

// An application that was withdrawn is not taken by any window.
func TestAWithdrawnApplication(t *testing.T) {
	served(t, func(t *testing.T, s *server) {
		p := s.site("mengsu")
		a, _ := p.applies("MS-1")
		var state wire.ApplicationState
		p.must(http.MethodPost, wire.PathApplications, "the-first", a, &state)
		w := enrol(t, s.Centre, window("W01", 1))
		w.pull()
		p.must(http.MethodPost, pathOf(wire.PathWithdrawal, state.Number), "the-second", wire.Withdrawal{Reason: "不办了"}, &state)
		if state.Stage != yichuang.StageWithdrawn || state.Ended != "不办了" {
			t.Errorf("%+v", state)
		}
		w.do(state.Number, &yichuang.OnlineTaken{Window: 1}) // it did not know
		w.sync()
		if k := w.sees(state.Number); k.Stage != yichuang.StageWithdrawn || k.Refusals != 1 {
			t.Errorf("%s, %d refusals", k.Stage, k.Refusals)
		}
	})
}

// Portals send in at two centres of one database at once: every application is there
// once, under a number of its own.
func TestPortalsAtTwoCentres(t *testing.T) {
	one, two, _ := pair(t)
	p := one.site("mengsu")
	q := &site{client: two.stranger(), id: p.id, secret: p.secret}
	a, _ := p.applies("MS-0")
	const each = 12
	numbers := make(chan yichuang.CaseNumber, 2*each)
	for i, at := range []*site{p, q} {
		go func() {
			for j := range each {
				b := a
				b.Reference = "MS-" + strconv.Itoa(i) + "-" + strconv.Itoa(j)
				var state wire.ApplicationState
				if problem := at.asks(http.MethodPost, wire.PathApplications, "key-of-"+b.Reference, b, &state); problem != nil {
					t.Error(problem)
				}
				numbers <- state.Number
			}
		}()
	}
	seen := map[yichuang.CaseNumber]bool{}
	for range 2 * each {
		seen[<-numbers] = true
	}
	w := enrol(t, two.Centre, window("W01", 1))
	w.pull()
	for n := range seen {
		w.sees(n)
	}
	if len(seen) != 2*each {
		t.Errorf("%d numbers for %d applications", len(seen), 2*each)
	}
}

// Portals are named and listed as they are, and no two are one.
func TestPortals(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		for _, p := range []central.Portal{{ID: "", Hall: hall, Name: "x"}, {ID: "Upper", Hall: hall, Name: "x"}, {ID: "x", Hall: hall}} {
			if _, err := c.AddPortal(t.Context(), p); yichuang.CodeOf(err) != yichuang.Invalid {
				t.Errorf("%+v: %v", p, err)
			}
		}
		if _, err := c.AddPortal(t.Context(), central.Portal{ID: "x", Hall: "nowhere", Name: "x"}); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Error(err)
		}
		first, err := c.AddPortal(t.Context(), central.Portal{ID: "x", Hall: hall, Name: "甲"})
		if err != nil || len(first) != 64 {
			t.Errorf("%q: %v", first, err)
		}
		if _, err := c.AddPortal(t.Context(), central.Portal{ID: "x", Hall: hall, Name: "乙"}); yichuang.CodeOf(err) != yichuang.Conflict {
			t.Error(err)
		}
		if err := c.RevokePortal(t.Context(), "y"); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Error(err)
		}
		if err := c.RevokePortal(t.Context(), "x"); err != nil {
			t.Error(err)
		}
		all, err := c.Portals(t.Context())
		if err != nil || len(all) != 1 || all[0].Name != "甲" || all[0].Revoked.IsZero() {
			t.Errorf("%+v: %v", all, err)
		}
	})
}

// A centre that was put back to yesterday takes applications in at once, under
// numbers that nobody had; what came after the backup comes back from the windows.
func TestApplicationsAtARestoredCentre(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c := open(t, o)
		p := serve(t, c).site("mengsu")
		w := enrol(t, c, window("W01", 1))
		numbers := map[yichuang.CaseNumber]bool{p.submits("MS-1").Number: true}
		file := filepath.Join(t.TempDir(), "centre.ycb")
		if _, err := c.Backup(t.Context(), file, true); err != nil {
			t.Fatal(err)
		}
		lost := p.submits("MS-2").Number
		numbers[lost] = true
		w.sync()

		into := central.Options{Data: t.TempDir()}
		if _, err := central.Restore(t.Context(), into, file); err != nil {
			t.Fatal(err)
		}
		again := serve(t, open(t, into))
		q := &site{client: again.stranger(), id: p.id, secret: p.secret}
		numbers[q.submits("MS-3").Number] = true
		w.meets(again.Centre)
		w.offerAgain()
		w.sync()
		for n := range numbers {
			if k := w.sees(n); k.Stage != yichuang.StageSubmitted {
				t.Errorf("%s: %s", n, k.Stage)
			}
		}
		var state wire.ApplicationState
		q.must(http.MethodGet, pathOf(wire.PathApplication, lost), "", nil, &state)
		if len(numbers) != 3 || state.Reference != "MS-2" {
			t.Errorf("%v, %+v", numbers, state)
		}
		verified(t, again.Centre)
	})
}
