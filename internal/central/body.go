package central

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// The bounds of requests.
const (
	mostJSON  = 1 << 20
	mostEnrol = 64 << 10 // of a stranger's body
)

// pace is how long the other side may take, and how often it hears of us.
type pace struct {
	poll time.Duration // between looks into the database for news that nobody told

	ask    time.Duration // for a request to come
	answer time.Duration // for an answer to go
	hear   time.Duration // for news to go over a feed
	beat   time.Duration // between signs of life on a feed

	send  time.Duration // for a receiver of messages to answer
	retry time.Duration // before a message that it did not take is sent again
	rest  time.Duration // for a receiver that does not answer
	lease time.Duration // for the centre that sends to show itself
}

var usualPace = pace{poll: pollEvery, ask: time.Minute, answer: time.Minute, hear: 10 * time.Second, beat: 15 * time.Second,
	send: 15 * time.Second, retry: 10 * time.Second, rest: time.Second, lease: leaseTime}

// room bounds the memory of bodies that are on their way in, or wait to be worked
// on: many slow senders together must not use up the machine.
type room struct{ left atomic.Int64 }

const (
	roomBytes = 128 << 20
	roomFree  = mostEnrol // of each body; what is smaller asks for no room
)

var errNoRoom = &wire.Problem{Code: yichuang.Busy, Class: wire.Retry, Message: "中心正在接收大量内容", Hint: "程序会自动再试"}

// roomed is a body that takes room as it comes.
type roomed struct {
	io.Reader
	room      *room
	got, held int64
}

func (b *roomed) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.got += int64(n)
	if more := b.got - roomFree - b.held; more > 0 {
		if b.room.left.Add(-more) < 0 {
			b.room.left.Add(more)
			return 0, errNoRoom
		}
		b.held += more
	}
	return n, err
}

// readBody reads a body of at most so many bytes. Its room is given back when the
// request ends.
func (c *Centre) readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0), roomFree)) + bytes.MinRead)
	body := &roomed{Reader: http.MaxBytesReader(w, r.Body, most), room: &c.room}
	_, err := buf.ReadFrom(body)
	if body.held > 0 {
		context.AfterFunc(r.Context(), func() { c.room.left.Add(body.held) })
	}
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return buf.Bytes(), nil
	case errors.As(err, &large):
		return nil, &wire.Problem{Code: wire.CodeTooLarge, Class: wire.Never, Message: fmt.Sprintf("the body is larger than %d KiB", most>>10), Hint: "send less at a time"}
	case errors.Is(err, errNoRoom):
		return nil, errNoRoom
	}
	return nil, &wire.Problem{Code: yichuang.Invalid, Class: wire.Retry, Message: "the body was cut off", Hint: "send it again"}
}

func (c *Centre) readJSON(w http.ResponseWriter, r *http.Request, most int64, into any) error {
	raw, err := c.readBody(w, r, most)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "the body is not the JSON that belongs here: " + err.Error(), Hint: "see /v1/openapi.json"}
	}
	return nil
}

// answer is what goes back.
type answer struct {
	kind   string // media type
	status int    // 0 is 200
	body   []byte
	packed bool // with zstd
}

// answer writes an answer. A connection that broke is no failure of ours.
func (c *Centre) answer(w http.ResponseWriter, a answer) {
	// A connection serves one request after the other: the bound of the one before
	// does not hold for this one.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(c.pace.answer)) // where it is not supported, the server's own bounds hold
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.packed {
		w.Header().Set("Content-Encoding", "zstd")
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(a.body)
}

func (c *Centre) writeJSON(w http.ResponseWriter, what any) error {
	raw, err := json.Marshal(what)
	if err == nil {
		c.answer(w, answer{kind: wire.TypeJSON, body: append(raw, '\n')})
	}
	return err
}

// smallBody is what is not worth packing.
const smallBody = 512

func (c *Centre) writeLines(w http.ResponseWriter, body []byte) error {
	a := answer{kind: wire.TypeLines, body: body}
	if len(body) > smallBody {
		a.body, a.packed = c.packer.Pack(body), true
	}
	c.answer(w, a)
	return nil
}
