package hooks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"yichuang"
)

// Message is a CloudEvent 1.0 in structured mode.
type Message struct {
	SpecVersion string `json:"specversion"`
	ID          string `json:"id"`     // the same however often it is sent
	Source      string `json:"source"` // /halls/ and the hall
	Type        string `json:"type"`
	Subject     string `json:"subject,omitempty"` // the case number
	Time        string `json:"time"`              // of the step, RFC 3339
	ContentType string `json:"datacontenttype"`
	Sequence    string `json:"sequence,omitempty"` // ascends within a case
	Data        any    `json:"data"`
}

// specVersion is that of CloudEvents.
const specVersion = "1.0"

// Message makes the message of a step. part counts the steps of the event, from 1.
// The identity follows from the event's own, not from where the centre put it: after
// a restore the same event may get another place.
func (s *Source) Message(n Notice, part int, c *yichuang.Case, e *yichuang.Event) *Message {
	id := fmt.Sprintf("%s_%s_%d_%s", s.HallID, strings.ReplaceAll(string(e.Terminal), ".", "-"), e.Seq, n.Type)
	if n.Type == Assigned {
		id += fmt.Sprintf("-%d", part-1)
	}
	return &Message{SpecVersion: specVersion, ID: id, Source: "/halls/" + string(s.HallID), Type: n.Type.CloudEvent(), Subject: string(c.Number),
		Time: e.Time().In(yichuang.Shanghai).Format(time.RFC3339Nano), ContentType: "application/json", Sequence: fmt.Sprintf("%09d%03d", c.Events, part), Data: s.data(n, c, e)}
}

// Trial is the message that tries whether a receiver answers.
func Trial(hall yichuang.HallID, hook string, now time.Time) *Message {
	return &Message{SpecVersion: specVersion, ID: fmt.Sprintf("%s_%s_test_%d", hall, hook, now.UnixNano()), Source: "/halls/" + string(hall), Type: TestType,
		Time: now.In(yichuang.Shanghai).Format(time.RFC3339Nano), ContentType: "application/json", Data: TrialData{Hook: hook}}
}

// TrialData is what a trial says.
type TrialData struct {
	Hook string `json:"hook"` // the subscription
}

// Write writes the message as it is sent and signed.
func (m *Message) Write() ([]byte, error) {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	if err := w.Encode(m); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
