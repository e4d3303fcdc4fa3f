// Package bucket keeps the content of scans in an object store that speaks S3, where
// several centres share one. It is a package of its own for its weight: minio-go and
// what comes with it, some 2 MB of the program.
package bucket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"yichuang"
)

// Options say where the store is, and who we are there.
type Options struct {
	Endpoint string // https://host or http://host, with a port where it needs one
	Bucket   string
	Region   string // may be empty
	Key      string
	Secret   string
}

// Bucket is a bucket of an object store. It keeps chunks by the sha-256 of their
// content, in hexadecimal; what is kept under a name is never changed.
type Bucket struct {
	client *minio.Client
	name   string
	place  string // for messages
}

// The bounds of one operation. A terminal waits for it, and asks again anyhow.
const (
	patience = 20 * time.Second
	tries    = 3
	most     = 64 << 20 // bytes of an object that is read
	folder   = "scans/" // before every name
)

// New returns a bucket; nothing is asked yet. Invalid is returned for an address that
// cannot be.
func New(o Options) (*Bucket, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the address of the object store cannot be read", Hint: "it looks like https://s3.example.test:9000", Err: err}
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: u.Scheme == "https", Region: o.Region, MaxRetries: tries})
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "the object store cannot be used like this", Hint: "check endpoint, key and secret", Err: err}
	}
	return &Bucket{client: client, name: o.Bucket, place: o.Endpoint + "/" + o.Bucket}, nil
}

// Check asks whether the bucket can be used: nil, Denied for keys that the store does
// not take, NotFound for a bucket that is not there, Busy for a store that does not
// answer.
func (b *Bucket) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := b.client.BucketExists(ctx, b.name)
	switch kind := kindOf(err); {
	case err == nil && found:
		return nil
	case err == nil || kind == isMissing:
		return &yichuang.Error{Code: yichuang.NotFound, Message: "there is no bucket " + b.place, Hint: "make it, or check scans.s3.bucket", Err: err}
	case kind == isDenied:
		return &yichuang.Error{Code: yichuang.Denied, Message: "the object store does not take the key for " + b.place, Hint: "check scans.s3.key, scans.s3.secret and what the key may do", Err: err}
	case kind == isSilent:
		return &yichuang.Error{Code: yichuang.Busy, Message: "the object store does not answer at " + b.place, Hint: "check scans.s3.endpoint and the network; scans wait at the terminals meanwhile", Err: err}
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "the object store fails at " + b.place, Hint: "see its own log", Err: err}
}

// Has reports whether a chunk is here.
func (b *Bucket) Has(ctx context.Context, hash string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := b.client.StatObject(ctx, b.name, object(hash), minio.StatObjectOptions{})
	if kindOf(err) == isAbsent {
		return false, nil
	}
	return err == nil, fault(err)
}

// Put keeps a chunk, whole or not at all.
func (b *Bucket) Put(ctx context.Context, hash string, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := b.client.PutObject(ctx, b.name, object(hash), bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true})
	return fault(err)
}

// Get returns a chunk, NotFound when it is not here.
func (b *Bucket) Get(ctx context.Context, hash string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o, err := b.client.GetObject(ctx, b.name, object(hash), minio.GetObjectOptions{})
	if err != nil {
		return nil, fault(err)
	}
	defer o.Close()
	data, err := io.ReadAll(io.LimitReader(o, most))
	return data, fault(err)
}

// object is the name of a chunk in the bucket, spread over folders as in files.
func object(hash string) string { return folder + hash[:2] + "/" + hash }

// kind is what went wrong.
type kind int

const (
	isFailed  kind = iota // in the store
	isAbsent              // an object is not there
	isMissing             // the bucket is not there
	isDenied
	isSilent // nobody answered
)

func kindOf(err error) kind {
	answer := minio.ToErrorResponse(err)
	switch answer.Code {
	case minio.NoSuchKey:
		return isAbsent
	case minio.NoSuchBucket:
		return isMissing
	case minio.AccessDenied, "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed":
		return isDenied
	}
	var transport *url.Error
	switch {
	case answer.StatusCode == http.StatusForbidden || answer.StatusCode == http.StatusUnauthorized:
		return isDenied
	case errors.As(err, &transport), errors.Is(err, context.DeadlineExceeded), answer.StatusCode >= 500:
		return isSilent
	}
	return isFailed
}

// fault gives a failure its sentence for the terminal that waits; the cause is for
// the log. Nothing of it is the terminal's fault, so all of it is tried again.
func fault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	const kept = "请通知管理员；本机的扫描件都在，恢复后自动补传"
	switch kindOf(err) {
	case isAbsent:
		return &yichuang.Error{Code: yichuang.NotFound, Message: "中心没有扫描件的这一段", Hint: "程序会请原来的窗口再上传"}
	case isMissing:
		return &yichuang.Error{Code: yichuang.Internal, Message: "中心存放扫描件的位置不存在", Hint: kept, Err: err}
	case isDenied:
		return &yichuang.Error{Code: yichuang.Internal, Message: "中心没有权限存取扫描件", Hint: kept, Err: err}
	case isSilent:
		return &yichuang.Error{Code: yichuang.Busy, Message: "中心存放扫描件的服务没有回答", Hint: "程序会自动再试；本机的扫描件都在", Err: err}
	}
	return &yichuang.Error{Code: yichuang.Internal, Message: "中心暂时存取不了扫描件", Hint: kept, Err: err}
}
