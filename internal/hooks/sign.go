package hooks

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Secret is what messages to a receiver are signed with.
type Secret []byte

const (
	secretBytes  = 32
	secretPrefix = "whsec_"
)

// NewSecret makes a secret.
func NewSecret() Secret {
	s := make(Secret, secretBytes)
	_, _ = rand.Read(s) // it cannot fail
	return s
}

// Written returns the secret as receivers keep it: whsec_ and base64.
func (s Secret) Written() string { return secretPrefix + base64.StdEncoding.EncodeToString(s) }

// Sign returns the value of the header webhook-signature: one signature for each
// secret, so that a receiver may still know the one before (Standard Webhooks 1.0).
func Sign(secrets []Secret, id string, at time.Time, body []byte) string {
	head := id + "." + strconv.FormatInt(at.Unix(), 10) + "."
	var all []string
	for _, s := range secrets {
		m := hmac.New(sha256.New, s)
		m.Write([]byte(head))
		m.Write(body)
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)))
	}
	return strings.Join(all, " ")
}
