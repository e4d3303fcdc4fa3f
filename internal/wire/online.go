package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"yichuang"
)

// The paths of the online channel. They need no certificate: an enrolled portal
// signs what it asks for.
const (
	PathApplications = "/v1/online/applications"
	PathApplication  = "/v1/online/applications/{number}"
	PathCorrections  = "/v1/online/applications/{number}/corrections"
	PathWithdrawal   = "/v1/online/applications/{number}/withdrawal"
	PathOnlineFile   = "/v1/online/files/{hash}"
	PathOnlineItem   = "/v1/online/items/{id}"
)

// The headers of a portal's request.
const (
	HeaderPortal      = "Yichuang-Portal"      // its name
	HeaderTimestamp   = "Yichuang-Timestamp"   // seconds since 1970
	HeaderNonce       = "Yichuang-Nonce"       // 16 to 64 letters and digits, never the same again
	HeaderSignature   = "Yichuang-Signature"   // v1= and the signature, hexadecimal
	HeaderIdempotency = "Yichuang-Idempotency" // of requests that change something: the same again does nothing
)

// ReplayWindow is how far a portal's clock may be off, and how long a nonce is
// remembered at least.
const ReplayWindow = 5 * time.Minute

// Codes of problems of the online channel.
const (
	CodeSignature   yichuang.Code = "signature"    // it is not the portal's, or of a portal unknown here
	CodeReplay      yichuang.Code = "replay"       // too old, or seen before
	CodeEdition     yichuang.Code = "edition"      // the item is another by now
	CodeMissingFile yichuang.Code = "missing-file" // files that were named and not sent
	CodeNotAsked    yichuang.Code = "not-asked"    // a material that this application does not need
	CodeNotNeeded   yichuang.Code = "not-needed"   // what is applied for needs no application, or not here
	CodeSpent       yichuang.Code = "spent"        // the idempotency key stood for another request
)

// PortalRequest is what a portal signs.
type PortalRequest struct {
	Method      string
	Path        string // with the query
	Timestamp   string
	Nonce       string
	Idempotency string
	Body        []byte
}

// Sign returns the value of HeaderSignature: HMAC-SHA-256 with the portal's secret
// over these lines, the last without an end:
//
//	yichuang-portal-v1
//	METHOD
//	PATH?QUERY
//	TIMESTAMP
//	NONCE
//	IDEMPOTENCY KEY, or nothing
//	SHA-256 of the body, hexadecimal
func (r PortalRequest) Sign(secret []byte) string {
	sum := sha256.Sum256(r.Body)
	m := hmac.New(sha256.New, secret)
	fmt.Fprintf(m, "yichuang-portal-v1\n%s\n%s\n%s\n%s\n%s\n%x", r.Method, r.Path, r.Timestamp, r.Nonce, r.Idempotency, sum)
	return "v1=" + hex.EncodeToString(m.Sum(nil))
}

// Application is an application that a portal sends in.
type Application struct {
	Reference string              `json:"reference"`         // what the portal calls it, unique there
	Item      yichuang.ItemID     `json:"item"`              // what is applied for
	Edition   yichuang.Edition    `json:"edition,omitempty"` // the edition that the applicant was shown; refused when it is another by now
	Applicant yichuang.Applicant  `json:"applicant"`
	Answers   yichuang.Answers    `json:"answers"` // to the item's questions
	Materials []SubmittedMaterial `json:"materials"`
}

// SubmittedMaterial is one material of an online application.
type SubmittedMaterial struct {
	Material yichuang.MaterialID `json:"material"`
	Exempt   bool                `json:"exempt,omitempty"` // shared data or an electronic licence stands in for it
	Files    []SubmittedFile     `json:"files,omitempty"`
}

// SubmittedFile names a file that was sent before.
type SubmittedFile struct {
	Hash yichuang.ScanHash `json:"hash"` // sha-256, hexadecimal
	Name string            `json:"name"`
}

// Corrections are what an applicant hands in after a correction notice.
type Corrections struct {
	Note      string              `json:"note,omitempty"`
	Materials []SubmittedMaterial `json:"materials"`
}

// Withdrawal ends an application at the applicant's wish.
type Withdrawal struct {
	Reason string `json:"reason"`
}

// KeptFile answers a file that was sent.
type KeptFile struct {
	Hash  yichuang.ScanHash `json:"hash"`
	Size  int64             `json:"size"`            // bytes
	Type  string            `json:"type"`            // by its content
	Pages int               `json:"pages,omitempty"` // of a PDF
}

// ApplicationState is where an application stands, for the portal that sent it.
type ApplicationState struct {
	Number    yichuang.CaseNumber `json:"number"`
	Reference string              `json:"reference"`
	Stage     yichuang.Stage      `json:"stage"`
	StageName string              `json:"stage_name"`
	Received  time.Time           `json:"received"`
	Visit     int                 `json:"visit"` // 1, and one more after every correction
	Accepted  yichuang.Date       `json:"accepted,omitzero"`
	Promised  yichuang.Date       `json:"promised,omitzero"` // by when it will be decided
	// Corrections is everything to correct, told once (一次性告知), while that is
	// waited for.
	Corrections []Correction    `json:"corrections,omitempty"`
	Declined    string          `json:"declined,omitempty"` // why, with where to turn instead
	Owed        []yichuang.Owed `json:"owed,omitempty"`     // still to be handed in
	Results     []OnlineResult  `json:"results,omitempty"`
	Ended       string          `json:"ended,omitempty"` // why it ended without a decision
	// Members are the cases that a bundle (一件事) became.
	Members []yichuang.Member `json:"members,omitempty"`
}

// Correction is one thing to correct.
type Correction struct {
	Material yichuang.MaterialID `json:"material"`
	Name     string              `json:"name"`
	Defect   string              `json:"defect"`
	Todo     string              `json:"todo"`
	Basis    string              `json:"basis,omitempty"`
}

// OnlineResult is what a department decided.
type OnlineResult struct {
	Department string              `json:"department"`
	Ruling     yichuang.RulingKind `json:"ruling"`
	Reasons    string              `json:"reasons,omitempty"`
	Name       string              `json:"name,omitempty"`   // of the document
	Number     string              `json:"number,omitempty"` // the same
	State      string              `json:"state,omitempty"`  // where it is, in Chinese
}

// OnlineItem is what a portal needs to ask an applicant.
type OnlineItem struct {
	ID        yichuang.ItemID     `json:"id"`
	Edition   yichuang.Edition    `json:"edition"`
	Name      string              `json:"name"`
	Questions []yichuang.Question `json:"questions"`
	Scenarios []yichuang.Scenario `json:"scenarios"`
	Materials []yichuang.Material `json:"materials"`
}
