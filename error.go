package yichuang

import "errors"

// Code says what kind of failure an Error is, for programs.
type Code string

// The codes. A caller may rely on them; sentences may change.
const (
	Invalid  Code = "invalid"  // what was entered or read breaks a rule
	Conflict Code = "conflict" // it may not follow what happened before
	NotFound Code = "notfound" // there is no such thing
	Denied   Code = "denied"   // this person or seat may not do it
	Damaged  Code = "damaged"  // stored data cannot be trusted
	Newer    Code = "newer"    // written by a newer version of the program
	Full     Code = "full"     // no room left (disk, serial numbers)
	Busy     Code = "busy"     // somebody else holds it; trying later may help
	Forked   Code = "forked"   // two machines worked under one identity
	Internal Code = "internal" // everything else
)

// Error is a failure with two readers: Message and Hint are for the person at
// the screen, in Chinese where that is a clerk; Code is for programs and Err,
// the cause, for the log.
type Error struct {
	Code    Code
	Message string // one sentence: what is wrong, and where
	Hint    string // what to do about it, may be empty
	Err     error  // the cause, may be nil
}

// Error returns the sentence, with the cause behind it when there is one.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, Internal for any
// other failure and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Explain returns the sentence and the hint of err for a person. A failure that
// was not foreseen is named as such, with its text, rather than hidden.
func Explain(err error) (message, hint string) {
	var e *Error
	if errors.As(err, &e) {
		return e.Message, e.Hint
	}
	return "程序内部错误：" + err.Error(), "已保存的内容不受影响；请重试，仍不行请联系管理员"
}

func invalid(message, hint string) error {
	return &Error{Code: Invalid, Message: message, Hint: hint}
}

func conflict(message, hint string) error {
	return &Error{Code: Conflict, Message: message, Hint: hint}
}
