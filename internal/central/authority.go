package central

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"slices"
	"time"

	"yichuang"
	"yichuang/internal/wire"
)

// authority issues the certificates of terminals, and the centre's own where the
// hall has none. It lies in the database, so that several centres are one.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// The keys of meta.
const (
	metaAuthority   = "authority"     // certificate, DER
	metaSigner      = "authority-key" // PKCS #8, DER
	metaRecipient   = "recipient-key" // age identity, to whom parcels are encrypted
	metaIncarnation = "incarnation"
	metaRevision    = "revision"
	metaRestoring   = "restoring" // set while a backup is being restored
)

// How long certificates are good for. Terminals renew theirs halfway.
const (
	authorityYears = 20
	terminalDays   = 730
	serverDays     = 825 // what browsers accept of a certificate they are told to trust
	backdated      = 48 * time.Hour
)

// readAuthority reads the authority, and makes it when there is none.
func (t *tx) readAuthority(now time.Time) (*authority, error) {
	cert, err := t.meta(metaAuthority)
	if errors.Is(err, sql.ErrNoRows) {
		return t.makeAuthority(now)
	}
	if err != nil {
		return nil, err
	}
	key, err := t.meta(metaSigner)
	if err != nil {
		return nil, err
	}
	a := new(authority)
	if a.cert, err = x509.ParseCertificate(cert); err != nil {
		return nil, err
	}
	signer, err := x509.ParsePKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	a.key, _ = signer.(crypto.Signer)
	return a, nil
}

func (t *tx) makeAuthority(now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "yichuang"},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(authorityYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	signer, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return &authority{cert, key}, errors.Join(t.setMeta(metaAuthority, der), t.setMeta(metaSigner, signer))
}

// print is the sha-256 of the authority's certificate: what an enrolment code
// carries, so that a terminal knows the centre at the first contact.
func (a *authority) print() [sha256.Size]byte { return sha256.Sum256(a.cert.Raw) }

// terminalCert issues the certificate of a terminal for the key of a request, and
// returns that key. Invalid is returned for a request that is none.
func (a *authority) terminalCert(csr []byte, hall yichuang.HallID, terminal yichuang.TerminalID, now time.Time) ([]byte, ed25519.PublicKey, error) {
	request, err := x509.ParseCertificateRequest(csr)
	if err == nil {
		err = request.CheckSignature()
	}
	if err != nil {
		return nil, nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the certificate request cannot be read", Hint: "it is PKCS #10 in DER, signed by its own key", Err: err}
	}
	key, ok := request.PublicKey.(ed25519.PublicKey)
	if !ok {
		return nil, nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the certificate request must be for an Ed25519 key", Hint: "use the terminal's own key"}
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{string(hall)}, CommonName: string(terminal)},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(0, 0, terminalDays),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, a.cert, key, a.key)
	return der, key, err
}

// serverCert issues the centre's own certificate for the names and addresses by
// which terminals may reach it.
func (a *authority) serverCert(names []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "yichuangd"},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(0, 0, serverDays),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{serverName},
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if !slices.Contains(template.DNSNames, n) {
			template.DNSNames = append(template.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key, Leaf: leaf}, err
}

// serverName is the name in every certificate of a centre: terminals verify it
// against the authority they were enrolled with, whatever address they dial.
const serverName = wire.ServerName

// meta reads a value, sql.ErrNoRows when there is none.
func (t *tx) meta(key string) (value []byte, err error) {
	err = t.scan("SELECT value FROM meta WHERE key = $1", []any{key}, &value)
	return value, err
}

func (t *tx) setMeta(key string, value []byte) error {
	_, err := t.exec("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	return err
}

// AuthorityPEM is the certificate of the centre's authority.
func (c *Centre) AuthorityPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.authority.cert.Raw})
}
