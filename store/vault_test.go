package store_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// aesVault is a vault as encryption at rest may have it: AES-GCM with the
// context bound in, HMAC for terms.
type aesVault struct {
	aead cipher.AEAD
	key  []byte
}

func newVault(t testing.TB) store.Vault {
	t.Helper()
	key := bytes.Repeat([]byte{7}, 32)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return aesVault{aead, key}
}

func (v aesVault) Seal(plain []byte, context string) ([]byte, error) {
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return append([]byte{1}, v.aead.Seal(nonce, nonce, plain, []byte(context))...), nil
}

func (v aesVault) Open(sealed []byte, context string) ([]byte, error) {
	n := v.aead.NonceSize() + 1
	if len(sealed) < n {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "密文不完整"}
	}
	plain, err := v.aead.Open(nil, sealed[1:n], sealed[n:], []byte(context))
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "密文打不开", Err: err}
	}
	return plain, nil
}

func (v aesVault) Blind(term string) string {
	mac := hmac.New(sha256.New, v.key)
	mac.Write([]byte(term))
	return hex.EncodeToString(mac.Sum(nil))
}

// secrets are what must not stand in the file, wherever it came in.
var secrets = []string{"甲子丑", "丙寅卯", "丁辰", "东南商贸", "10000000011", "0477-8500012", "TEST12345", "99150627MA0000015X",
	"测试路2号", "测试备注", "扫描件的内容", "扫描件的名称", "取来一半的内容", "草稿内容", "测试人员甲", "argon2id m=", "模糊", "清单上的人", testkit.IDNumber(11), testkit.IDNumber(12), testkit.IDNumber(13), testkit.IDNumber(14)}

// TestOneSeam does everything through a vault that encrypts: all of it works,
// and nothing personal is in the files. With PlainVault the same search of the
// files does find it, or it would prove nothing.
func TestOneSeam(t *testing.T) {
	for _, tt := range []struct {
		name  string
		vault store.Vault
		found bool
	}{{"sealed", newVault(t), false}, {"plain", store.PlainVault{}, true}} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStore(t, store.Options{Vault: tt.vault, Now: newClock().now})
			key, numbers := allFeatures(t, s)
			again := openAt(t, s.Path(), store.Options{Vault: tt.vault})
			checkSearches(t, again, numbers)
			if read, err := again.Key(t.Context()); err != nil || !bytes.Equal(read, key) {
				t.Errorf("the key: %v", err)
			}
			files := everything(t, filepath.Dir(s.Path()))
			for _, secret := range append(secrets, string(key[:32])) {
				if bytes.Contains(files, []byte(secret)) != tt.found {
					t.Errorf("%q in the files: %v, want %v", strings.ToValidUTF8(secret, "…"), !tt.found, tt.found)
				}
			}
		})
	}
}

// allFeatures leaves personal data everywhere it may go.
func allFeatures(t *testing.T, s *store.Store) (key []byte, numbers map[string]yichuang.CaseNumber) {
	t.Helper()
	ctx := t.Context()
	numbers = people(t, s)
	c, err := s.Case(ctx, numbers[dn])
	if err != nil {
		t.Fatal(err)
	}
	changed := c.Applicant
	changed.Address = "测试路2号"
	appendTo(t, s, c, append(append([]yichuang.Body{&yichuang.ApplicantChanged{Applicant: changed}, &yichuang.Noted{Text: "测试备注"}},
		testkit.Reviewed(true)...), testkit.Corrected())...)
	if err := s.SaveDraft(ctx, clerk, "intake", []byte("草稿内容")); err != nil {
		t.Fatal(err)
	}
	if value, err := s.Draft(ctx, clerk, "intake"); err != nil || string(value) != "草稿内容" {
		t.Errorf("%s, %v", value, err)
	}
	scansEverywhere(t, s, numbers[dn])
	list := &yichuang.Document{Kind: yichuang.MaterialList, Title: "材料清单", Body: []yichuang.Block{{Notice: "清单上的人"}}}
	job := queue(t, s, yichuang.Job{Kind: yichuang.MaterialList, Printer: "小票机"}, list)
	if doc, err := s.JobDocument(ctx, job.ID); err != nil || doc.Body[0].Notice != "清单上的人" {
		t.Errorf("%+v, %v", doc, err)
	}
	if err := s.AddUser(ctx, wang, pin); err != nil {
		t.Fatal(err)
	}
	if u, err := s.SignIn(ctx, wang.ID, pin); err != nil || u != wang {
		t.Errorf("%+v, %v", u, err)
	}
	if key, err = s.Key(ctx); err != nil {
		t.Fatal(err)
	}
	opened := testkit.Opened(0, testkit.FillItems)
	c, err = s.Case(ctx, numbers[jzc])
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := s.SameOpen(ctx, c.Applicant.Key(), opened.Item.ID); err != nil || len(rows) != 1 || rows[0].Applicant != jzc {
		t.Errorf("%+v, %v", rows, err)
	}
	if desk, err := s.Desk(ctx, yichuang.User{ID: clerk, Role: yichuang.RoleWindow}, day("2026-11-20")); err != nil || len(desk.Groups) != 2 || desk.Groups[0].Total != 5 {
		t.Errorf("%+v, %v", desk, err)
	}
	if _, err := s.Rebuild(ctx); err != nil {
		t.Error(err)
	}
	sound(t, s)
	return key, numbers
}

// TestSealedDataStaysInItsPlace swaps two sealed bodies: neither opens.
func TestSealedDataStaysInItsPlace(t *testing.T) {
	s := newStore(t, store.Options{Vault: newVault(t)})
	c := open(t, s, 1)
	appendTo(t, s, c, &yichuang.Noted{Text: "一"}, &yichuang.Noted{Text: "二"})
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, path, "UPDATE events SET body = (SELECT body FROM events WHERE n = 3) WHERE n = 2")
	s = openAt(t, path, store.Options{Vault: newVault(t)})
	_, err := s.History(t.Context(), c.Number)
	wantCode(t, err, yichuang.Damaged)
}

// TestWithoutTheVault opens sealed data as if it were plain.
func TestWithoutTheVault(t *testing.T) {
	s := newStore(t, store.Options{Vault: newVault(t)})
	c := open(t, s, 1)
	plain := openAt(t, s.Path(), store.Options{})
	_, err := plain.Case(t.Context(), c.Number)
	wantCode(t, err, yichuang.Denied)
	_, err = plain.Cases(t.Context(), store.Query{})
	wantCode(t, err, yichuang.Denied)
}

// scansEverywhere leaves content of scans in every place it may lie: whole, over the
// edge of a chunk, and fetched by half.
func scansEverywhere(t *testing.T, s *store.Store, n yichuang.CaseNumber) {
	t.Helper()
	c, err := s.Case(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	long := append(content(1, mib), "扫描件的内容"...)
	err = s.AddScan(t.Context(), bytes.NewReader(long), func(b *store.Batch, scan yichuang.Scan) error {
		scan.Name = "扫描件的名称.pdf"
		_, err := b.Append(clerk, n, c.Seen(), &yichuang.ScanAttached{Material: "m1", Scan: scan})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readsBack(t, s, elsewhere(long), long)
	half := append([]byte("取来一半的内容"), content(2, mib)...)
	begin(t, s, elsewhere(half))
	take(t, s, elsewhere(half), half, 0)
	begin(t, s, elsewhere(half), 0)
}

// everything returns what is in all files below a folder.
func everything(t *testing.T, folder string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all = append(all, read(t, path)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
