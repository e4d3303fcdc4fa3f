package bucket_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
)

// signed lets requests through that bear the signature (AWS Signature Version 4) of
// a key, as stores do; the server behind it does not look at signatures.
func signed(key, secret string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fields := map[string]string{}
		text := strings.TrimPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
		for _, part := range strings.Split(text, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			fields[name] = value
		}
		scope := strings.Split(fields["Credential"], "/")
		switch {
		case len(scope) != 5 || scope[0] != key:
			refuse(w, "InvalidAccessKeyId")
		case fields["Signature"] != signature(r, secret, scope[1:], strings.Split(fields["SignedHeaders"], ";")):
			refuse(w, "SignatureDoesNotMatch")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_ = xml.NewEncoder(w).Encode(struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
	}{Code: code})
}

// signature is what the owner of the secret would have written under the request.
func signature(r *http.Request, secret string, scope, headers []string) string {
	var canonical strings.Builder
	canonical.WriteString(r.Method + "\n" + r.URL.EscapedPath() + "\n" + r.URL.Query().Encode() + "\n")
	slices.Sort(headers)
	for _, h := range headers {
		value := r.Header.Get(h)
		if h == "host" {
			value = r.Host
		}
		canonical.WriteString(h + ":" + strings.TrimSpace(value) + "\n")
	}
	canonical.WriteString("\n" + strings.Join(headers, ";") + "\n" + r.Header.Get("X-Amz-Content-Sha256"))
	sum := sha256.Sum256([]byte(canonical.String()))
	mac := []byte("AWS4" + secret)
	for _, part := range append(scope, "AWS4-HMAC-SHA256\n"+r.Header.Get("X-Amz-Date")+"\n"+strings.Join(scope, "/")+"\n"+hex.EncodeToString(sum[:])) {
		h := hmac.New(sha256.New, mac)
		h.Write([]byte(part))
		mac = h.Sum(nil)
	}
	return hex.EncodeToString(mac)
}
