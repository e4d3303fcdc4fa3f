package yichuang

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"strings"
	"testing"
	"time"
)

func noted(seq int64) Event {
	return Event{Terminal: "W07.1", Seq: seq, Case: "150627261126007100013", Base: 3, At: time.Date(2026, 11, 26, 9, 0, 0, 123456789, Shanghai),
		Skew: -1200 * time.Millisecond, By: "1001", Body: &Noted{Text: "引号\"，换行\n，<尖括号>"}}
}

func TestALineHasOneForm(t *testing.T) {
	e := noted(12)
	line, err := e.Line()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"seq":12,"case":"150627261126007100013","base":3,"at":1795654800123456789,"skew":-1200000000,"by":"1001","kind":"noted","body":{"text":"引号\"，换行\n，` +
		"\\u003c尖括号\\u003e" + `"}}`
	if string(line) != want {
		t.Errorf("written as\n%s, want\n%s", line, want)
	}
	back, err := ReadLine("W07.1", line)
	if err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("%+v, %v", back, err)
	}
	if body, _ := EncodeBody(e.Body); !bytes.Equal(LineBody(line), body) {
		t.Errorf("the body is %s", LineBody(line))
	}
	clear(line)
	if back.Body.(*Noted).Text != e.Body.(*Noted).Text {
		t.Error("the event keeps the line's bytes")
	}
}

// Every other way to write the same JSON is refused, or the signature over the
// line would not be that of the event.
func TestOtherFormsOfALineAreRefused(t *testing.T) {
	line, err := new(noted(12)).Line()
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`{"seq":12`, `{ "seq":12`}, {`"seq":12`, `"seq":012`}, {`"seq":12`, `"seq":0`}, {`"seq":12`, `"seq":-1`}, {`"seq":12`, `"seq":12.0`},
		{`"seq":12`, `"seq":99999999999999999999`}, {`"seq":12,`, `"seq":12,"x":1,`}, {`"base":3`, `"base":-3`}, {`"base":3`, `"base":3e0`},
		{`"base":3`, `"base":9999999999`}, {`"skew":-1200000000,`, ``}, {`"skew":-1200000000`, `"skew":-0`}, {`"by":"1001"`, `"by":"10\u00301"`},
		{`"by":"1001"`, `"by":""`}, {`"by":"1001"`, `"by":"王"`}, {`"kind":"noted"`, `"kind":"No ted"`}, {`"case":"1506`, `"case":"15/6`},
		{`"body":{`, `"body":[`}, {`}}`, `}} `}, {`"text"`, "\n\"text\""}, {`"kind":"noted","body":{"text"`, `"kind":"later","body":{"text`},
		{`"by"`, `"By"`},
	} {
		text := strings.Replace(string(line), edit[0], edit[1], 1)
		if text == string(line) {
			t.Fatalf("%s is not in the line", edit[0])
		}
		if _, err := ReadLine("W07.1", []byte(text)); CodeOf(err) != Invalid {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, edit := range [][2]string{{`{"text":"`, `{"text":7,"x":"`}, {`}}`, `}`}} {
		if _, err := ReadLine("W07.1", []byte(strings.Replace(string(line), edit[0], edit[1], 1))); CodeOf(err) != Damaged {
			t.Errorf("a body with %s: %v", edit[1], err)
		}
	}
	for _, e := range []Event{{Seq: 0, Case: "1", By: "1"}, {Seq: 1, Case: "", By: "1"}, {Seq: 1, Case: "1", By: "张"}, {Seq: 1, Base: -1, Case: "1", By: "1"}} {
		e.Body = &Noted{}
		if _, err := e.Line(); CodeOf(err) != Invalid {
			t.Errorf("%+v is written: %v", e, err)
		}
	}
	if _, err := new(noted(1)).LineWith([]byte("{\n}")); CodeOf(err) != Invalid {
		t.Errorf("two lines: %v", err)
	}
	if _, err := ReadLine("W07.1", bytes.Repeat([]byte{'x'}, mostLine+1)); CodeOf(err) != Invalid {
		t.Errorf("a line without end: %v", err)
	}
}

// An event of a newer version goes through unchanged, to the byte.
func TestUnknownLinesStayAsTheyAre(t *testing.T) {
	line := []byte(`{"seq":1,"case":"150627261126007100013","base":0,"at":1,"skew":0,"by":"1001","kind":"from-the-future","body":{"b": 1, "a":[ 2 ]}}`)
	e, err := ReadLine("W07.1", line)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := e.Line(); err != nil || !bytes.Equal(again, line) {
		t.Errorf("%s, %v", again, err)
	}
}

func FuzzReadLine(f *testing.F) {
	line, _ := new(noted(12)).Line()
	f.Add(line)
	f.Add([]byte(`{"seq":1,"case":"1","base":0,"at":1,"skew":0,"by":"1","kind":"x","body":{}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ReadLine("W07.1", line)
		if err != nil {
			return
		}
		again, err := e.LineWith(LineBody(line))
		if err != nil || !bytes.Equal(again, line) {
			t.Errorf("%s\nis written as\n%s, %v", line, again, err)
		}
	})
}

func TestChain(t *testing.T) {
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, start := Stretch{Terminal: "W07.1", First: 1}, ChainStart("W07.1")
	for seq := range int64(3) {
		line, err := new(noted(seq + 1)).Line()
		if err != nil {
			t.Fatal(err)
		}
		s.Lines = append(s.Lines, line)
	}
	head := s.Head(start)
	v := SignVoucher(key, s.Terminal, s.Last(), head)
	if !v.Verify(pub, head) {
		t.Fatal("its own voucher does not hold")
	}
	for name, changed := range map[string]func(*Stretch){
		"a line changed":  func(s *Stretch) { s.Lines[1] = bytes.Replace(s.Lines[1], []byte("1001"), []byte("1002"), 1) },
		"a line left out": func(s *Stretch) { s.Lines = append(s.Lines[:1:1], s.Lines[2:]...) },
		"lines exchanged": func(s *Stretch) { s.Lines[0], s.Lines[1] = s.Lines[1], s.Lines[0] },
	} {
		other := s
		other.Lines = append([][]byte(nil), s.Lines...)
		if changed(&other); v.Verify(pub, other.Head(start)) {
			t.Errorf("%s: the voucher still holds", name)
		}
	}
	if v.Verify(pub, s.Head(ChainStart("W07.2"))) {
		t.Error("another beginning: the voucher still holds")
	}
	for name, other := range map[string]Voucher{
		"another terminal": {Terminal: "W08.1", Seq: v.Seq, Signature: v.Signature}, "another place": {v.Terminal, v.Seq + 1, v.Signature},
		"no signature": {Terminal: v.Terminal, Seq: v.Seq},
	} {
		if other.Verify(pub, head) {
			t.Errorf("%s: the voucher holds", name)
		}
	}
	text, _ := head.MarshalText()
	var back ChainHash
	if err := back.UnmarshalText(text); err != nil || back != head || back.String() != string(text) {
		t.Errorf("%s, %v", back, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("g", 64), string(text) + "00"} {
		if err := back.UnmarshalText([]byte(bad)); CodeOf(err) != Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if id := NewTerminalID("W07", '1'); id != "W07.1" || id.Seat() != "W07" || TerminalID("W07").Seat() != "W07" {
		t.Error(id)
	}
}
