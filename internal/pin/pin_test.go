package pin_test

import (
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/pin"
)

func TestCheck(t *testing.T) {
	for _, weak := range []string{"", "12345", "123456", "654321", "890123", "111111", "121212", "123123", "12345a", "１２３４５６", "481516481516", "100100", "20261001", strings.Repeat("7", 30)} {
		if err := pin.Check("20261001", weak); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%q: %v", weak, err)
		}
	}
	for _, good := range []string{"480261", "135790", "20261002", "112233"} {
		if err := pin.Check("20261001", good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestSame(t *testing.T) {
	hash, err := pin.Hash("480261")
	if err != nil {
		t.Fatal(err)
	}
	again, err := pin.Hash("480261")
	if err != nil || again == hash {
		t.Errorf("two hashes of one PIN are the same: %s, %v", again, err)
	}
	if !pin.Same(hash, "480261") || !pin.Same(again, "480261") {
		t.Error("a PIN does not fit its own hash")
	}
	for _, other := range []string{"480262", "", "4802611"} {
		if pin.Same(hash, other) {
			t.Errorf("%q fits as well", other)
		}
	}
	for _, broken := range []string{"", "480261", strings.TrimPrefix(hash, "argon2id "), strings.Replace(hash, "t=2", "t=0", 1), hash[:len(hash)-64]} {
		if pin.Same(broken, "480261") {
			t.Errorf("a PIN fits what is no hash: %q", broken)
		}
	}
	if pin.Same(pin.Nobodys, "") || pin.Same(pin.Nobodys, "480261") {
		t.Error("nobody has a PIN")
	}
}
