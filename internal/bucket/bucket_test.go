package bucket_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"yichuang"
	"yichuang/internal/bucket"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

const (
	key    = "centre"
	secret = "not-a-secret"
)

// store is a server that speaks S3, with one bucket, and takes one key.
func store(t *testing.T) *httptest.Server {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("scans"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(signed(key, secret, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()))
	t.Cleanup(s.Close)
	return s
}

func options(s *httptest.Server) bucket.Options {
	return bucket.Options{Endpoint: s.URL, Bucket: "scans", Region: "us-east-1", Key: key, Secret: secret}
}

func open(t *testing.T, o bucket.Options) *bucket.Bucket {
	t.Helper()
	b, err := bucket.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// One suite for both places where scans are kept.
func TestBlobs(t *testing.T) {
	t.Run("files", func(t *testing.T) { testkit.Blobs(t, central.Files(t.TempDir())) })
	t.Run("bucket", func(t *testing.T) {
		b := open(t, options(store(t)))
		if err := b.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		testkit.Blobs(t, b)
	})
}

// What is wrong is told in words: to the administrator at the start, to a terminal
// as something that is tried again.
func TestFaults(t *testing.T) {
	s := store(t)
	hash := strings.Repeat("ab", 32)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer busy.Close()
	for _, tt := range []struct {
		what   string
		change func(*bucket.Options)
		check  yichuang.Code
		put    yichuang.Code
		says   string
	}{
		{"another key", func(o *bucket.Options) { o.Key = "somebody" }, yichuang.Denied, yichuang.Internal, "does not take the key"},
		{"another secret", func(o *bucket.Options) { o.Secret = "guessed" }, yichuang.Denied, yichuang.Internal, "does not take the key"},
		{"no such bucket", func(o *bucket.Options) { o.Bucket = "elsewhere" }, yichuang.NotFound, yichuang.Internal, "there is no bucket"},
		{"nobody there", func(o *bucket.Options) { o.Endpoint = gone.URL }, yichuang.Busy, yichuang.Busy, "does not answer"},
		{"out of order", func(o *bucket.Options) { o.Endpoint = busy.URL }, yichuang.Busy, yichuang.Busy, "does not answer"},
	} {
		t.Run(strings.ReplaceAll(tt.what, " ", "-"), func(t *testing.T) {
			o := options(s)
			tt.change(&o)
			b := open(t, o)
			err := b.Check(t.Context())
			if yichuang.CodeOf(err) != tt.check || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Check: %v", err)
			}
			if err := b.Put(t.Context(), hash, []byte("x")); yichuang.CodeOf(err) != tt.put {
				t.Errorf("Put: %v", err)
			}
			if _, err := b.Get(t.Context(), hash); yichuang.CodeOf(err) != tt.put {
				t.Errorf("Get: %v", err)
			}
		})
	}
	if _, err := bucket.New(bucket.Options{Endpoint: "s3.example.test"}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("no URL: %v", err)
	}
}

// A store that goes away in the middle of a chunk leaves nothing of it.
func TestStoreGoesAway(t *testing.T) {
	s := store(t)
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			s.Config.Handler.ServeHTTP(w, r)
			return
		}
		buf := make([]byte, 1000)
		_, _ = r.Body.Read(buf)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}
	}))
	defer cut.Close()
	o := options(s)
	o.Endpoint = cut.URL
	b := open(t, o)
	hash := strings.Repeat("cd", 32)
	if err := b.Put(t.Context(), hash, make([]byte, 100_000)); yichuang.CodeOf(err) != yichuang.Busy {
		t.Errorf("Put: %v", err)
	}
	if has, err := open(t, options(s)).Has(t.Context(), hash); has || err != nil {
		t.Errorf("Has: %v, %v", has, err)
	}
}
