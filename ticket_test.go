package yichuang_test

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"strings"
	"testing"

	"yichuang"
)

// key makes the key of a terminal from one byte.
func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func aTicket(t testing.TB) yichuang.Ticket {
	return yichuang.Ticket{Case: issue(t, 7, 'K', 12), Kind: yichuang.Receipt, Print: 1}
}

func TestTicketsAreReadAndVerified(t *testing.T) {
	mine, other := key(1), key(2)
	for _, kind := range []yichuang.DocumentKind{yichuang.Receipt, yichuang.AcceptNotice, yichuang.CorrectNotice,
		yichuang.OwingAgreement, yichuang.DeclineNotice, yichuang.MaterialList} {
		for print, read := range map[int]int{1: 1, 12: 12, 99: 99, 100: 99} {
			ticket := yichuang.Ticket{Case: issue(t, 7, 'Z', 12), Kind: kind, Print: print}
			s := yichuang.SignTicket(mine, ticket)
			if len(s) != 183 || s[0] != '*' || strings.Trim(s[1:], "0123456789") != "" {
				t.Fatalf("%s is nothing for a scanner", s)
			}
			got, err := yichuang.ParseTicket(s)
			if err != nil || got.Case != ticket.Case || got.Kind != kind || got.Print != read || !got.Signed() {
				t.Fatalf("%+v, %v", got, err)
			}
			if !got.Verify(public(mine)) || got.Verify(public(other)) || got.Verify(nil) {
				t.Errorf("%s of print %d: the wrong terminals are believed", kind, print)
			}
		}
	}
}

func TestScannersAndInputMethodsDoNoHarm(t *testing.T) {
	s := yichuang.SignTicket(key(1), aTicket(t))
	for _, scanned := range []string{s + "\r\n", " " + s, wide(s), s[1:], s[:50] + "\n" + s[50:]} {
		if got, err := yichuang.ParseTicket(scanned); err != nil || !got.Verify(public(key(1))) {
			t.Errorf("%q: %v", scanned, err)
		}
	}
}

func TestEveryChangedDigitOfATicketIsSeen(t *testing.T) {
	s := yichuang.SignTicket(key(1), aTicket(t))
	for i := 1; i < len(s); i++ {
		changed := s[:i] + string((s[i]-'0'+1)%10+'0') + s[i+1:]
		if got, err := yichuang.ParseTicket(changed); err == nil && got.Verify(public(key(1))) {
			t.Errorf("digit %d can be changed", i)
		}
	}
}

func TestASignatureStandsForOnePaperOnly(t *testing.T) {
	ticket, err := yichuang.ParseTicket(yichuang.SignTicket(key(1), aTicket(t)))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*yichuang.Ticket){
		"case":      func(k *yichuang.Ticket) { k.Case = issue(t, 7, 'K', 13) },
		"epoch":     func(k *yichuang.Ticket) { k.Case = k.Case[:15] + "A" + k.Case[16:] }, // weighs the same as K
		"kind":      func(k *yichuang.Ticket) { k.Kind = yichuang.AcceptNotice },
		"print":     func(k *yichuang.Ticket) { k.Print = 2 },
		"signature": func(k *yichuang.Ticket) { k.Signature = k.Signature[:63] },
		"nothing":   func(k *yichuang.Ticket) { k.Signature = nil },
	} {
		forged := ticket
		change(&forged)
		if forged.Verify(public(key(1))) {
			t.Errorf("a changed %s is believed", name)
		}
	}
}

func TestBareNumbersAreTickets(t *testing.T) {
	n := issue(t, 7, 'K', 12)
	for _, s := range []string{string(n), "*" + string(n), n.Pretty(), "*" + n.Pretty(), n.Barcode(), wide(n.Barcode()), strings.ToLower(string(n))} {
		got, err := yichuang.ParseTicket(s)
		if err != nil || !reflect.DeepEqual(got, yichuang.Ticket{Case: n}) || got.Signed() || got.Verify(public(key(1))) {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	if b := n.Barcode(); len(b) != 23 || b[0] != '*' || b[16:18] != "20" {
		t.Errorf("bar code %s", b)
	}
	if b := yichuang.CaseNumber("1").Barcode(); b != "" {
		t.Errorf("no number has the bar code %s", b)
	}
}

func TestParseTicketSaysWhatIsWrong(t *testing.T) {
	s := yichuang.SignTicket(key(1), aTicket(t))
	for _, tt := range []struct {
		scanned string
		code    yichuang.Code
		want    string
	}{
		{s[:100], yichuang.Invalid, "应为182位，收到99位"},
		{s + "1", yichuang.Invalid, "收到183位"},
		{"*2" + s[2:], yichuang.Newer, "更新版本"},
		{s[:24] + "77" + s[26:], yichuang.Newer, "文书种类"},
		{s[:24] + "00" + s[26:], yichuang.Invalid, "内容不对"},
		{s[:26] + "00" + s[28:], yichuang.Invalid, "内容不对"},
		{s[:28] + strings.Repeat("9", 155), yichuang.Invalid, "内容不对"},
		{s[:17] + "36" + s[19:], yichuang.Invalid, "登记批次"},
		{s[:2] + "9" + s[3:], yichuang.Invalid, "校验不符"},
		{"*", yichuang.Invalid, "没有填写"},
		{"*36" + strings.Repeat("0", 20), yichuang.Invalid, "不是日期"},
		{"取号单", yichuang.Invalid, "应为21位，现在是3位"},
	} {
		got, err := yichuang.ParseTicket(tt.scanned)
		if message, hint := yichuang.Explain(err); yichuang.CodeOf(err) != tt.code || !strings.Contains(message, tt.want) || hint == "" {
			t.Errorf("%s: %+v, %v, want %q", tt.scanned, got, err, tt.want)
		}
	}
}

func TestNothingIsSignedThatIsNoTicket(t *testing.T) {
	for name, change := range map[string]func(*yichuang.Ticket){
		"no number":       func(k *yichuang.Ticket) { k.Case = "" },
		"a wrong number":  func(k *yichuang.Ticket) { k.Case = k.Case[:20] + "x" },
		"a pretty number": func(k *yichuang.Ticket) { k.Case = yichuang.CaseNumber(k.Case.Pretty()) },
		"no kind":         func(k *yichuang.Ticket) { k.Kind = "" },
		"an unknown kind": func(k *yichuang.Ticket) { k.Kind = "letter" },
		"never printed":   func(k *yichuang.Ticket) { k.Print = 0 },
	} {
		ticket := aTicket(t)
		change(&ticket)
		if s := yichuang.SignTicket(key(1), ticket); s != "" {
			t.Errorf("%s is signed: %s", name, s)
		}
	}
	if s := yichuang.SignTicket(nil, aTicket(t)); s != "" {
		t.Errorf("signed without a key: %s", s)
	}
}

func FuzzParseTicket(f *testing.F) {
	s := yichuang.SignTicket(key(1), aTicket(f))
	for _, seed := range []string{s, s[1:], wide(s), s[:60], string(aTicket(f).Case), aTicket(f).Case.Barcode(), "*", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ticket, err := yichuang.ParseTicket(s)
		if err != nil {
			if code := yichuang.CodeOf(err); code != yichuang.Invalid && code != yichuang.Newer {
				t.Fatal(err)
			}
			if ticket.Signed() {
				t.Fatalf("%q fails and is signed", s)
			}
			return
		}
		if err := ticket.Case.Check(); err != nil {
			t.Fatalf("%q names %s: %v", s, ticket.Case, err)
		}
		if ticket.Verify(public(key(2))) {
			t.Fatalf("%q is believed to be of a terminal that signed nothing", s)
		}
	})
}
