package main

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certFile is a certificate in files, which others renew.
type certFile struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	have    *tls.Certificate
	written time.Time // when the files of have were
}

// get returns the certificate as the files have it now; while they cannot be read,
// as they had it before.
func (f *certFile) get() (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at, err := f.changed(); err == nil && !at.Equal(f.written) {
		if err := f.load(at); err != nil {
			f.log.Warn("the new certificate cannot be read, the one before is used", "file", f.cert, "err", err)
		}
	}
	return f.have, nil
}

func (f *certFile) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, err := f.changed()
	if err != nil {
		return err
	}
	return f.load(at)
}

// changed is when the younger of the two files was written.
func (f *certFile) changed() (time.Time, error) {
	cert, err := os.Stat(f.cert)
	key, errKey := os.Stat(f.key)
	if err := errors.Join(err, errKey); err != nil {
		return time.Time{}, err
	}
	if key.ModTime().After(cert.ModTime()) {
		return key.ModTime(), nil
	}
	return cert.ModTime(), nil
}

func (f *certFile) load(at time.Time) error {
	f.written = at // one that cannot be read is not tried again until it changes
	c, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err == nil {
		f.have = &c
	}
	return err
}
