package card_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/card"
	"yichuang/internal/device/devicetest"
)

var today = yichuang.Date{Year: 2026, Month: 11, Day: 26}

func open(t *testing.T, grace time.Duration) (*card.Bridge, card.Simulator) {
	t.Helper()
	token := card.NewToken()
	b, err := card.Listen(card.Options{Address: "127.0.0.1:0", Token: token, Today: func() yichuang.Date { return today }, Grace: grace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b, card.Simulator{Address: b.Address(), Token: token}
}

// TestBridge runs the suite, with the simulator as the hand that lays cards.
func TestBridge(t *testing.T) {
	devicetest.Reader(t, func(t *testing.T) *devicetest.ReaderRig {
		grace := time.Minute
		if strings.Contains(t.Name(), "only_for_who_waits") {
			grace = time.Millisecond
		}
		b, hand := open(t, grace)
		return &devicetest.ReaderRig{Reader: b, Lay: func(c device.Card) error { return hand.Lay(context.Background(), c) }}
	})
}

// lay hands a message in while somebody waits and returns what both sides hear.
func lay(t *testing.T, b *card.Bridge, hand card.Simulator, body string) (got device.Card, reader, tool error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- hand.Send(t.Context(), []byte(body)) }()
	got, reader = b.Read(t.Context())
	return got, reader, <-done
}

// TestMisreadCards: whoever waits for the card hears that it was not read well,
// and so does the tool.
func TestMisreadCards(t *testing.T) {
	b, hand := open(t, time.Minute)
	for name, body := range map[string]string{
		"check digit":     `{"version":1,"name":"甲子丑","number":"110105194912310021"}`,
		"birth":           `{"version":1,"name":"甲子丑","number":"11010519491231002X","birth":"1950-01-01"}`,
		"sex":             `{"version":1,"name":"甲子丑","number":"11010519491231002X","sex":"男"}`,
		"no name":         `{"version":1,"name":" ","number":"11010519491231002X"}`,
		"no number":       `{"version":1,"name":"甲子丑"}`,
		"unknown kind":    `{"version":1,"kind":"会员卡","name":"甲子丑","number":"1"}`,
		"no such day":     `{"version":1,"name":"甲子丑","number":"11010519491231002X","until":"2026-02-30"}`,
		"later version":   `{"version":2,"name":"甲子丑","number":"11010519491231002X"}`,
		"no JSON":         `hello`,
		"nothing":         ``,
		"a list":          `[]`,
		"two":             `{"version":1}{"version":1}`,
		"wrong type":      `{"version":1,"name":3}`,
		"name of a novel": `{"version":1,"number":"11010519491231002X","name":"` + strings.Repeat("长", 60) + `"}`,
	} {
		_, reader, tool := lay(t, b, hand, body)
		if reader == nil || tool == nil {
			t.Errorf("%s: read with %v, handed in with %v", name, reader, tool)
			continue
		}
		devicetest.Plain(t, reader, yichuang.Damaged, yichuang.Newer)
	}
}

// TestCardsThatNeedALook: read well, with a warning that both sides hear.
func TestCardsThatNeedALook(t *testing.T) {
	b, hand := open(t, time.Minute)
	for body, want := range map[string]string{
		`{"version":1,"name":"甲子丑","number":"11010519491231002X","until":"2026.11.25"}`:    "到期",
		`{"version":1,"name":"甲子丑","number":"11010519491231002X","from":"20261127"}`:       "起才有效",
		`{"version":1,"name":"甲子丑","number":"11010519491231002X","until":"2026-11-26"}`:    "",
		`{"version":1,"name":"甲子丑","number":"11010519491231002x","sex":"2","nation":"汉族"}`: "",
		`{"name":"甲 子丑","number":" １１０１０５１９４９１２３１００２Ｘ ","photo":"AAAA","until":"长期"}`:      "",
	} {
		got, reader, tool := lay(t, b, hand, body)
		if reader != nil || tool != nil || !strings.Contains(got.Warning, want) || (want == "") != (got.Warning == "") {
			t.Errorf("%s: warning %q, want %q; %v, %v", body, got.Warning, want, reader, tool)
		}
		if got.ID.Number != "11010519491231002X" || got.ID.Kind != yichuang.ResidentID {
			t.Errorf("%s: %+v", body, got.ID)
		}
	}
}

// TestStrangersAtTheDoor: nobody without the token, no page in a browser, and no
// name that leads here from outside.
func TestStrangersAtTheDoor(t *testing.T) {
	b, hand := open(t, time.Millisecond)
	good := `{"version":1,"name":"甲子丑","number":"11010519491231002X"}`
	for name, tt := range map[string]struct {
		method, path, body string
		change             func(*http.Request)
		want               int
	}{
		"nobody waits":     {"POST", "/card", good, func(*http.Request) {}, 409},
		"asks":             {"GET", "/card", "", func(*http.Request) {}, 200},
		"no token":         {"POST", "/card", good, func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		"wrong token":      {"POST", "/card", good, func(r *http.Request) { r.Header.Set("Authorization", "Bearer guess") }, 401},
		"a page":           {"POST", "/card", good, func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, 403},
		"rebound name":     {"POST", "/card", good, func(r *http.Request) { r.Host = "evil.example:18734" }, 403},
		"a form":           {"POST", "/card", good, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415},
		"another way":      {"PUT", "/card", good, func(*http.Request) {}, 405},
		"another path":     {"POST", "/cards", good, func(*http.Request) {}, 404},
		"by another name":  {"GET", "/card", "", func(r *http.Request) { r.Host = "localhost" }, 200},
		"more than a book": {"POST", "/card", strings.Repeat(" ", 2<<20), func(*http.Request) {}, 413},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, "http://"+b.Address()+tt.path, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+hand.Token)
		tt.change(r)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var said struct {
			OK      bool
			Waiting bool
			Version int
		}
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || said.Version != 1 || said.Waiting || said.OK != (tt.want == 200) {
			t.Errorf("%s: %+v: %v", name, said, err)
		}
		answer.Body.Close()
		if answer.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d", name, answer.StatusCode, tt.want)
		}
	}
}

func TestListen(t *testing.T) {
	b, _ := open(t, time.Minute)
	for name, o := range map[string]card.Options{
		"everybody": {Address: "0.0.0.0:0", Token: card.NewToken()}, "a name": {Address: "localhost:0", Token: card.NewToken()},
		"no port": {Address: "127.0.0.1", Token: card.NewToken()}, "no token": {Address: "127.0.0.1:0"}, "short": {Address: "127.0.0.1:0", Token: "secret"},
		"taken": {Address: b.Address(), Token: card.NewToken()},
	} {
		_, err := card.Listen(o)
		if err == nil {
			t.Errorf("%s: listens", name)
			continue
		}
		devicetest.Plain(t, err, yichuang.Invalid, yichuang.Busy)
	}
	waits := make(chan error, 1)
	go func() {
		_, err := b.Read(context.Background())
		waits <- err
	}()
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	devicetest.Plain(t, <-waits, yichuang.Internal)
}

// FuzzParse: whatever a tool hands in is a card that passes the rules, or is told.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":1,"kind":"居民身份证","name":"甲","number":"11010519491231002X","sex":"女","birth":"19491231","until":"长期"}`))
	f.Add([]byte(`{"version":1,"kind":"护照","name":"甲","number":"E12345678"}`))
	f.Add([]byte(`{"name":"\u0000\u202e","number":"*"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := card.Parse(body, today)
		if err != nil {
			devicetest.Plain(t, err, yichuang.Damaged, yichuang.Newer)
			return
		}
		if _, err := c.ID.Check(today); err != nil || c.Name == "" || c.Name != yichuang.CleanLine(c.Name) || c.Address != yichuang.CleanLine(c.Address) {
			t.Errorf("%+v: %v", c, err)
		}
	})
}

// keys are strokes with the same time between them.
func keys(text string, gap time.Duration) []card.Stroke {
	var out []card.Stroke
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, yichuang.Shanghai)
	for _, r := range text {
		out = append(out, card.Stroke{Text: string(r), At: at})
		at = at.Add(gap)
	}
	return out
}

// TestWedge: a machine by its speed or by its prefix, and a hand.
func TestWedge(t *testing.T) {
	const fast, slow = 5 * time.Millisecond, 120 * time.Millisecond
	prefixed := card.WedgeRule{Prefix: "~#"}
	for name, tt := range map[string]struct {
		rule    card.WedgeRule
		strokes []card.Stroke
		text    string
		state   card.WedgeState
	}{
		"a number":              {card.WedgeRule{}, keys("11010519491231002X\r", fast), "11010519491231002X", card.Complete},
		"without Enter":         {card.WedgeRule{}, keys("11010519491231002X", fast), "", card.Coming},
		"the first key":         {card.WedgeRule{}, keys("1", fast), "", card.Coming},
		"nothing":               {card.WedgeRule{}, nil, "", card.Coming},
		"a hand":                {card.WedgeRule{}, keys("11010519491231002X\r", slow), "", card.ByHand},
		"a quick hand":          {card.WedgeRule{}, keys("12345\n", fast), "", card.ByHand},
		"one pause":             {card.WedgeRule{}, append(keys("110105", fast), keys("1949\n", slow)...), "", card.ByHand},
		"a key without a sign":  {card.WedgeRule{}, append(keys("1101051", fast), card.Stroke{At: keys("12345678", fast)[7].At}), "", card.ByHand},
		"all at once":           {card.WedgeRule{}, []card.Stroke{{Text: "https://example.cn/?c=1\r\n"}}, "https://example.cn/?c=1", card.Complete},
		"endless":               {card.WedgeRule{}, []card.Stroke{{Text: strings.Repeat("1", 5000)}}, "", card.ByHand},
		"slower, by its rule":   {card.WedgeRule{Pause: 200 * time.Millisecond}, keys("123456\n", slow), "123456", card.Complete},
		"prefix":                {prefixed, keys("~#12\r", slow), "12", card.Complete},
		"prefix, not yet":       {prefixed, keys("~", slow), "", card.Coming},
		"prefix, begun":         {prefixed, keys("~#1", slow), "", card.Coming},
		"another prefix":        {prefixed, keys("~1", slow), "", card.ByHand},
		"prefix and no more":    {prefixed, keys("~#\r", slow), "", card.ByHand},
		"half a prefix, Enter":  {prefixed, keys("~\r", slow), "", card.ByHand},
		"prefix and a long gap": {prefixed, keys("~#12\r", time.Second), "", card.ByHand},
		"no prefix, but fast":   {prefixed, keys("11010519491231002X\r", fast), "", card.ByHand},
	} {
		if text, state := tt.rule.Recognize(tt.strokes); text != tt.text || state != tt.state {
			t.Errorf("%s: %q, %d; want %q, %d", name, text, state, tt.text, tt.state)
		}
	}
}

// FuzzWedge: what is recognised is what was typed, and nothing is recognised
// before Enter.
func FuzzWedge(f *testing.F) {
	f.Add("11010519491231002X\r", "", 5)
	f.Add("~#12\n", "~#", 50)
	f.Fuzz(func(t *testing.T, typed, prefix string, gap int) {
		strokes := keys(typed, time.Duration(gap%1000)*time.Millisecond)
		text, state := card.WedgeRule{Prefix: prefix}.Recognize(strokes)
		if state == card.Complete && (text == "" || !strings.ContainsAny(typed, "\r\n") || text != yichuang.CleanLine(text)) {
			t.Errorf("%q typed, %q recognised", typed, text)
		}
		if state != card.Complete && text != "" {
			t.Errorf("%q and not complete", text)
		}
	})
}

func TestMeaning(t *testing.T) {
	for text, want := range map[string]struct {
		meaning card.Meaning
		value   string
	}{
		"11010519491231002x": {card.Identity, "11010519491231002X"},
		"１１０１０５１９４９１２３１００２Ｘ": {card.Identity, "11010519491231002X"},
		"110105194912310021":   {card.Unknown, ""},
		"91350100m000100y43":   {card.Credit, "91350100M000100Y43"},
		"91350100-M000100Y43 ": {card.Credit, "91350100M000100Y43"},
		"https://zzjg.example.gov.cn/biz.php?uniscid=91350100M000100Y43&sub=1": {card.Credit, "91350100M000100Y43"},
		"统一社会信用代码:91350100M000100Y43;企业名称:测试企业":                                {card.Credit, "91350100M000100Y43"},
		"91350100M000100Y43 和 91350100M000100Y43":                              {card.Credit, "91350100M000100Y43"},
		"91350100M000100Y44": {card.Unknown, ""},
		"":                   {card.Unknown, ""},
		"6901234567892":      {card.Unknown, ""},
	} {
		if meaning, value := card.MeaningOf(text, today); meaning != want.meaning || value != want.value {
			t.Errorf("%q: %q %q, want %q %q", text, meaning, value, want.meaning, want.value)
		}
	}
	number := yichuang.CaseNumber("150627261122007100019")
	if meaning, _ := card.MeaningOf(fmt.Sprint("*", number), today); meaning != card.Ticket {
		t.Errorf("a case number is %q", meaning)
	}
}

// TestDocumentedExample: the message in docs/devices.md is a card.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../../../docs/devices.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "<!-- card-example -->\n```json\n")
	example, _, found := strings.Cut(rest, "\n```")
	if !found {
		t.Fatal("no example")
	}
	b, hand := open(t, time.Minute)
	got, reader, tool := lay(t, b, hand, example)
	if reader != nil || tool != nil || got != devicetest.SampleCard() {
		t.Errorf("%+v; %v, %v", got, reader, tool)
	}
}
