package central

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"yichuang"
	"yichuang/internal/sniff"
	"yichuang/internal/wire"
)

// onlineRoutes are what portals may ask. The identity is in the signature.
func (c *Centre) onlineRoutes() []route {
	return []route{
		{pattern: "GET " + wire.PathOnlineItem, open: c.onlineItem},
		{pattern: "PUT " + wire.PathOnlineFile, open: c.putOnlineFile},
		{pattern: "POST " + wire.PathApplications, open: c.submit},
		{pattern: "GET " + wire.PathApplication, open: c.application},
		{pattern: "POST " + wire.PathCorrections, open: c.correct},
		{pattern: "POST " + wire.PathWithdrawal, open: c.withdraw},
	}
}

// onlineItem gives what a portal needs to ask an applicant: GET /v1/online/items/{id}.
func (c *Centre) onlineItem(w http.ResponseWriter, r *http.Request) error {
	s, err := c.signed(w, r, 0)
	if err != nil {
		return err
	}
	it, err := c.currentItem(r.Context(), s.Hall, yichuang.ItemID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return c.writeJSON(w, wire.OnlineItem{ID: it.ID, Edition: it.Edition, Name: it.Name, Questions: it.Questions, Scenarios: it.Scenarios, Materials: it.Materials})
}

// currentItem returns the edition that new cases use.
func (c *Centre) currentItem(ctx context.Context, hall yichuang.HallID, id yichuang.ItemID) (*yichuang.Item, error) {
	var packed []byte
	err := c.db.scan(ctx, "SELECT body FROM reference WHERE hall IN ($1, '') AND kind = $2 AND id = $3 ORDER BY hall DESC LIMIT 1", []any{string(hall), kindItem, string(id)}, &packed)
	none := &yichuang.Error{Code: yichuang.NotFound, Message: "no item " + yichuang.Clip(string(id), 40) + " is taken in here", Hint: "ask the hall for its catalogue"}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, none
	}
	if err != nil {
		return nil, c.db.fault(err)
	}
	e, err := readEntry(c.packer, packed)
	if err != nil {
		return nil, err
	}
	if e.Item == nil || e.Item.Item == nil || e.Item.Withdrawn {
		return nil, none
	}
	return e.Item.Item, nil
}

// putOnlineFile keeps a file of an application: PUT /v1/online/files/{hash}.
func (c *Centre) putOnlineFile(w http.ResponseWriter, r *http.Request) error {
	s, err := c.signed(w, r, mostFile)
	if err != nil {
		return err
	}
	hash := yichuang.ScanHash(r.PathValue("hash"))
	if err := hash.Check(); err != nil {
		return err
	}
	if !isContent(string(hash), s.body) {
		return &wire.Problem{Code: wire.CodeMismatch, Class: wire.Retry, Message: "the file is not what its hash says", Hint: "the path ends with the sha-256 of the body, hexadecimal"}
	}
	reader, size := bytes.NewReader(s.body), int64(len(s.body))
	kind := sniff.Sniff(reader, size)
	if kind == sniff.Unknown {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the file is of no kind that can be shown at a window", Hint: "send PDF, JPEG, PNG, TIFF or OFD"}
	}
	kept := wire.KeptFile{Hash: hash, Size: size, Type: string(kind), Pages: sniff.Pages(reader, size, kind)}
	if err := c.keepFile(r.Context(), kept, s.body); err != nil {
		return err
	}
	return c.writeJSON(w, kept)
}

// keepFile keeps content as a scan that terminals fetch like any other.
func (c *Centre) keepFile(ctx context.Context, f wire.KeptFile, data []byte) error {
	plan := wire.ScanPlan{Size: f.Size}
	for rest := data; len(rest) > 0; {
		chunk := rest[:min(len(rest), wire.ChunkBytes)]
		rest = rest[len(chunk):]
		sum := sha256.Sum256(chunk)
		name := hex.EncodeToString(sum[:])
		plan.Chunks = append(plan.Chunks, name)
		if err := c.Scans.Put(ctx, name, chunk); err != nil {
			return err
		}
	}
	if err := c.keepPlan(ctx, f.Hash, plan); err != nil {
		return err
	}
	return c.db.update(ctx, func(t *tx) error {
		_, err := t.exec("INSERT INTO files (hash, type, pages) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING", string(f.Hash), f.Type, f.Pages)
		return err
	})
}

// file returns a file that a portal sent, NotFound for one that is not here.
func (c *Centre) file(ctx context.Context, hash yichuang.ScanHash) (f wire.KeptFile, err error) {
	f.Hash = hash
	err = c.db.scan(ctx, "SELECT s.size, f.type, f.pages FROM files f JOIN scans s ON s.hash = f.hash WHERE f.hash = $1 AND s.complete = 1", []any{string(hash)}, &f.Size, &f.Type, &f.Pages)
	if errors.Is(err, sql.ErrNoRows) {
		return f, &yichuang.Error{Code: yichuang.NotFound, Message: "there is no such file"}
	}
	return f, c.db.fault(err)
}

// submit takes in an application: POST /v1/online/applications.
func (c *Centre) submit(w http.ResponseWriter, r *http.Request) error {
	return c.changing(w, r, func(s *signed) (*yichuang.Case, error) {
		var a wire.Application
		if err := json.Unmarshal(s.body, &a); err != nil {
			return nil, badJSON(err)
		}
		return c.submitted(r.Context(), s, a)
	})
}

// changing is the frame of requests that change an application: signed, once, and
// answered with where it stands.
func (c *Centre) changing(w http.ResponseWriter, r *http.Request, do func(*signed) (*yichuang.Case, error)) error {
	s, err := c.signed(w, r, mostJSON)
	if err != nil {
		return err
	}
	raw, err := c.answered(r.Context(), s)
	if err != nil {
		return err
	}
	if raw == nil {
		made, err := do(s)
		if err != nil {
			return err
		}
		if raw, err = json.Marshal(standing(made)); err != nil {
			return err
		}
	}
	c.answer(w, answer{kind: wire.TypeJSON, body: append(raw, '\n')})
	return nil
}

func badJSON(err error) error {
	return &yichuang.Error{Code: yichuang.Invalid, Message: "the body is not the JSON that belongs here: " + err.Error(), Hint: "see /v1/openapi.json"}
}

// application tells where an application stands: GET /v1/online/applications/{number}.
func (c *Centre) application(w http.ResponseWriter, r *http.Request) error {
	s, err := c.signed(w, r, 0)
	if err != nil {
		return err
	}
	made, _, err := c.ofPortal(r.Context(), s.Portal, r.PathValue("number"))
	if err != nil {
		return err
	}
	return c.writeJSON(w, standing(made))
}

// ofPortal finds an application that a portal sent in. Others are not there for it.
func (c *Centre) ofPortal(ctx context.Context, p Portal, number string) (*yichuang.Case, *hall, error) {
	none := &yichuang.Error{Code: yichuang.NotFound, Message: "there is no such application of portal " + p.ID, Hint: "check the number"}
	parts, err := yichuang.ParseNumber(number)
	if err != nil {
		return nil, nil, err
	}
	h, err := c.hall(ctx, p.Hall)
	if err != nil {
		return nil, nil, err
	}
	runs, err := c.caseRuns(ctx, c.db, p.Hall, parts.Number())
	if err != nil {
		return nil, nil, c.db.fault(err)
	}
	made, err := fold(runs)
	if err != nil {
		return nil, nil, err
	}
	if made.Online == nil || made.Online.Portal != p.ID {
		return nil, nil, none
	}
	return made, h, nil
}

// correct takes in what an applicant hands in after a correction notice: POST
// /v1/online/applications/{number}/corrections.
func (c *Centre) correct(w http.ResponseWriter, r *http.Request) error {
	return c.changing(w, r, func(s *signed) (*yichuang.Case, error) {
		var x wire.Corrections
		if err := json.Unmarshal(s.body, &x); err != nil {
			return nil, badJSON(err)
		}
		return c.corrected(r.Context(), s, r.PathValue("number"), x)
	})
}

// withdraw ends an application at the applicant's wish: POST
// /v1/online/applications/{number}/withdrawal.
func (c *Centre) withdraw(w http.ResponseWriter, r *http.Request) error {
	return c.changing(w, r, func(s *signed) (*yichuang.Case, error) {
		var x wire.Withdrawal
		if err := json.Unmarshal(s.body, &x); err != nil {
			return nil, badJSON(err)
		}
		made, h, err := c.ofPortal(r.Context(), s.Portal, r.PathValue("number"))
		if err != nil {
			return nil, err
		}
		return h.state(r.Context(), s, made.Number, func(*yichuang.Case) ([]yichuang.Body, error) {
			return []yichuang.Body{&yichuang.Withdrawn{Reason: yichuang.Clean(x.Reason), Who: yichuang.Collector{Name: made.Applicant.Name, Relation: yichuang.CollectsSelf}}}, nil
		})
	})
}

// standing is where an application stands, for its portal.
func standing(k *yichuang.Case) *wire.ApplicationState {
	s := &wire.ApplicationState{Number: k.Number, Reference: k.Online.Reference, Stage: k.Stage, StageName: k.Stage.Name(), Received: k.Intake.At, Visit: k.Visit}
	if k.Accepted() {
		s.Accepted, s.Promised = k.Decision.Facts.Accepted, yichuang.DatesOf(k).Promised
	}
	if n := len(k.Notices); n > 0 && k.Stage == yichuang.StageCorrecting {
		for _, f := range k.Notices[n-1].Findings {
			s.Corrections = append(s.Corrections, wire.Correction{Material: f.Material, Name: f.Name, Defect: f.Defect, Todo: f.Todo, Basis: f.Basis})
		}
	}
	if k.Stage == yichuang.StageDeclined && k.Decision.Facts.Ground != nil {
		g := k.Decision.Facts.Ground
		s.Declined = g.Reason
		if g.Agency != "" {
			s.Declined = fmt.Sprintf("%s；请向%s申请", g.Reason, g.Agency)
		}
	}
	if k.Stage == yichuang.StageParted {
		s.Members = k.Bundle.Members
	}
	for _, o := range k.Obligations {
		if o.Delivered.IsZero() {
			s.Owed = append(s.Owed, o.Owed)
		}
	}
	for i := range k.Approvals {
		a := &k.Approvals[i]
		if a.Ruling == nil {
			continue
		}
		x := wire.OnlineResult{Department: a.Department, Ruling: a.Ruling.Kind, Reasons: a.Ruling.Reasons}
		if r := a.Result; r != nil {
			x.Name, x.Number, x.State = r.Name, r.Number, r.State.Name()
		}
		s.Results = append(s.Results, x)
	}
	if k.Ending != nil {
		s.Ended = k.Ending.Reason
	}
	return s
}

// missingFiles is the problem with files that were named and are not here.
func missingFiles(hashes []string) error {
	return &wire.Problem{Code: wire.CodeMissingFile, Class: wire.Never, Message: fmt.Sprintf("%d files were named that are not here, the first: %s", len(hashes), hashes[0]),
		Hint: "send them first, with PUT /v1/online/files/{hash}"}
}
