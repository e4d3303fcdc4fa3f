package yichuang

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A line is an event as it travels and as it is signed: one line of JSON that has
// exactly one form, so that whoever holds an event can write the very bytes that
// its author put into the chain. The terminal stands once for many lines and is
// not in them; neither is what the centre says of the event.
//
//	{"seq":12,"case":"150627261126007100013","base":3,"at":1795683600000000000,"skew":0,"by":"1001","kind":"noted","body":{"text":"…"}}
//
// seq counts from 1, base as History.Seen, at is in nanoseconds since 1970 by the
// author's clock, skew in nanoseconds, body as EncodeBody writes it.
var lineKeys = [...]string{`{"seq":`, `,"case":"`, `","base":`, `,"at":`, `,"skew":`, `,"by":"`, `","kind":"`, `","body":`}

// mostLine is how long a line may be, in bytes.
const mostLine = 1 << 20

// The characters of the texts in a line; all others would need to be escaped.
const (
	wordCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	kindCharacters = wordCharacters + "-"
)

// Line writes the event. Invalid is returned for a number, a name or a kind that
// has no place in a line, and for a body that is none.
func (e *Event) Line() ([]byte, error) {
	raw, err := EncodeBody(e.Body)
	if err != nil {
		return nil, err
	}
	return e.LineWith(raw)
}

// LineWith is Line for a body that has been written already.
func (e *Event) LineWith(raw []byte) ([]byte, error) {
	kind := string(e.Body.Kind())
	switch {
	case !madeOf(string(e.Case), wordCharacters) || !madeOf(string(e.By), wordCharacters) || !madeOf(kind, kindCharacters):
		return nil, badLine("a case number, person or kind is empty or has characters that do not belong")
	case e.Seq < 1 || e.Base < 0:
		return nil, badLine("seq or base is out of range")
	case bytes.IndexByte(raw, '\n') >= 0 || len(raw) == 0 || raw[0] != '{':
		return nil, badLine("the body is no object on one line")
	}
	b := make([]byte, 0, 160+len(raw))
	b = strconv.AppendInt(append(b, lineKeys[0]...), e.Seq, 10)
	b = append(append(b, lineKeys[1]...), e.Case...)
	b = strconv.AppendInt(append(b, lineKeys[2]...), int64(e.Base), 10)
	b = strconv.AppendInt(append(b, lineKeys[3]...), e.At.UnixNano(), 10)
	b = strconv.AppendInt(append(b, lineKeys[4]...), int64(e.Skew), 10)
	b = append(append(b, lineKeys[5]...), e.By...)
	b = append(append(b, lineKeys[6]...), kind...)
	b = append(append(b, lineKeys[7]...), raw...)
	return append(b, '}'), nil
}

// ReadLine reads what Line wrote, and nothing else: a line in any other form would
// not be the one that was signed. The event keeps nothing of line. Invalid is
// returned for a line that is not in form, Damaged for a body that its kind
// cannot have.
func ReadLine(terminal TerminalID, line []byte) (Event, error) {
	e := Event{Terminal: terminal}
	if len(line) > mostLine {
		return e, badLine(fmt.Sprintf("it has %d bytes, more than %d", len(line), mostLine))
	}
	r := lineReader{rest: line}
	e.Seq = r.number(lineKeys[0], 1, math.MaxInt64)
	e.Case = CaseNumber(r.word(lineKeys[1], wordCharacters))
	e.Base = int(r.number(lineKeys[2], 0, math.MaxInt32))
	e.At = time.Unix(0, r.number(lineKeys[3], math.MinInt64, math.MaxInt64)).In(Shanghai)
	e.Skew = time.Duration(r.number(lineKeys[4], math.MinInt64, math.MaxInt64))
	e.By = UserID(r.word(lineKeys[5], wordCharacters))
	kind := EventKind(r.word(lineKeys[6], kindCharacters))
	r.expect(lineKeys[7])
	body, ok := bytes.CutSuffix(r.rest, []byte("}"))
	if r.at != "" {
		return e, badLine("it is not in form at " + r.at)
	}
	if !ok || len(body) == 0 || body[0] != '{' || bytes.IndexByte(body, '\n') >= 0 {
		return e, badLine("its body is no object on one line")
	}
	var err error
	e.Body, err = DecodeBody(kind, bytes.Clone(body))
	if u, unknown := e.Body.(*Unknown); err == nil && unknown && !json.Valid(u.Raw) {
		err = badLine("its body is no JSON")
	}
	return e, err
}

// LineBody returns the body in a line that ReadLine took, as its author wrote it.
func LineBody(line []byte) []byte {
	i := bytes.Index(line, []byte(lineKeys[7]))
	if i < 0 || len(line) == 0 {
		return nil
	}
	return line[i+len(lineKeys[7]) : len(line)-1]
}

func badLine(why string) error {
	return &Error{Code: Invalid, Message: "事件行的格式不对：" + why, Hint: "请升级程序；仍不行请联系管理员"}
}

// madeOf reports whether a text is not empty and has no other characters.
func madeOf(text, characters string) bool {
	return text != "" && len(text) <= 64 && strings.Trim(text, characters) == "" && strings.IndexFunc(text, func(r rune) bool {
		return !strings.ContainsRune(characters, r)
	}) < 0
}

// lineReader takes a line apart from its beginning.
type lineReader struct {
	rest []byte
	at   string // the key at which it went wrong, "" so far
}

func (r *lineReader) expect(key string) {
	rest, ok := bytes.CutPrefix(r.rest, []byte(key))
	if !ok && r.at == "" {
		r.at = key
	}
	r.rest = rest
}

// number reads a whole number as strconv writes it.
func (r *lineReader) number(key string, least, most int64) int64 {
	r.expect(key)
	end := 0
	for end < len(r.rest) && (r.rest[end] >= '0' && r.rest[end] <= '9' || end == 0 && r.rest[end] == '-') {
		end++
	}
	digits := string(r.rest[:end])
	n, err := strconv.ParseInt(digits, 10, 64)
	if (err != nil || n < least || n > most || strconv.FormatInt(n, 10) != digits) && r.at == "" {
		r.at = key
	}
	r.rest = r.rest[end:]
	return n
}

func (r *lineReader) word(key, characters string) string {
	r.expect(key)
	end := max(bytes.IndexByte(r.rest, '"'), 0)
	word := string(r.rest[:end])
	if !madeOf(word, characters) && r.at == "" {
		r.at = key
	}
	r.rest = r.rest[end:]
	return word
}
