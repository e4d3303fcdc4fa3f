package wire

import (
	"errors"
	"net/http"

	"yichuang"
)

// Class says what the sender of a request is to do about a problem.
type Class string

// The classes.
const (
	Retry Class = "retry" // the same again, later
	Never Class = "never" // the same again will fail again: a person has to look
	Stop  Class = "stop"  // nothing this terminal sends will be taken: it is revoked, or speaks another protocol
)

// Codes of problems beyond those of yichuang.Error.
const (
	CodeGap      yichuang.Code = "gap"           // events before the first one are missing; Expected says which
	CodeForked                 = yichuang.Forked // the chain is not the one that the centre has: two machines under one identity
	CodeForged   yichuang.Code = "forged"        // the voucher does not hold
	CodeRestored yichuang.Code = "restored"      // the centre is another incarnation; Began says since where
	CodeProtocol yichuang.Code = "protocol"      // it speaks another version
	CodeRevoked  yichuang.Code = "revoked"       // the terminal does not belong to the hall any more
	CodeTooLarge yichuang.Code = "too-large"     // a body over its bound
	CodeMismatch yichuang.Code = "mismatch"      // content that is not what its hash says
)

// Problem is the body of every answer with a status of 400 and more.
type Problem struct {
	Code    yichuang.Code `json:"code"`
	Class   Class         `json:"class"`
	Message string        `json:"message"`
	Hint    string        `json:"hint,omitempty"`

	Expected    int64  `json:"expected,omitempty"`    // CodeGap: the seq that the centre takes next
	Incarnation string `json:"incarnation,omitempty"` // CodeRestored: the centre's
	Began       int64  `json:"began,omitempty"`       // CodeRestored: the position up to which both have the same
	Forgotten   bool   `json:"forgotten,omitempty"`   // CodeRestored: it does not know the terminal's any more
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Message }

// Unwrap gives the problem the code that the rest of the program tells failures
// by.
func (p *Problem) Unwrap() error {
	return &yichuang.Error{Code: p.code(), Message: p.Message, Hint: p.Hint}
}

func (p *Problem) code() yichuang.Code {
	switch p.Code {
	case CodeGap, CodeRestored:
		return yichuang.Conflict
	case CodeForged, CodeRevoked:
		return yichuang.Denied
	case CodeProtocol:
		return yichuang.Newer
	case CodeTooLarge, CodeMismatch:
		return yichuang.Invalid
	}
	return p.Code
}

// Status is the HTTP status that goes with a problem.
func (p *Problem) Status() int {
	switch p.Code {
	case yichuang.Invalid, CodeMismatch:
		return http.StatusBadRequest
	case yichuang.NotFound:
		return http.StatusNotFound
	case yichuang.Denied, CodeRevoked, CodeForged:
		return http.StatusForbidden
	case yichuang.Conflict, CodeGap, CodeForked, CodeRestored, CodeEdition, CodeSpent:
		return http.StatusConflict
	case CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case CodeProtocol:
		return http.StatusUpgradeRequired
	case CodeSignature, CodeReplay:
		return http.StatusUnauthorized
	case CodeMissingFile, CodeNotAsked, CodeNotNeeded:
		return http.StatusUnprocessableEntity
	case yichuang.Busy:
		return http.StatusServiceUnavailable
	case yichuang.Full:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// ProblemOf makes the problem that an error is told as. What was not foreseen is
// told without its cause, which is for the centre's log alone.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *yichuang.Error
	if !errors.As(err, &e) {
		return &Problem{Code: yichuang.Internal, Class: Retry, Message: "中心内部错误", Hint: "程序会自动再试；一直如此请联系管理员"}
	}
	p = &Problem{Code: e.Code, Class: Never, Message: e.Message, Hint: e.Hint}
	switch e.Code {
	case yichuang.Busy, yichuang.Full, yichuang.Internal, yichuang.Damaged:
		p.Class = Retry
	}
	return p
}
