package main

import (
	"crypto/tls"
	"net"

	"yichuang"
)

// startPublic serves the progress page, on a listener of its own: what terminals ask
// is not for the world. Without a certificate of its own it speaks HTTP to the proxy
// in front of it.
func (s *server) startPublic() error {
	if s.Public.Listen == "" {
		return nil
	}
	handler, err := s.centre.PublicHandler(s.Public.Header)
	if err != nil {
		return err
	}
	s.public = s.server(handler)
	s.public.ReadTimeout, s.public.WriteTimeout = headerTime, stopTime
	if s.Public.Cert != "" {
		get, err := s.certificate(s.Public.Cert, s.Public.Key)
		if err != nil {
			return err
		}
		s.public.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return get() }}
	}
	l, err := net.Listen("tcp", s.Public.Listen)
	if err != nil {
		return &yichuang.Error{Code: yichuang.Conflict, Message: "cannot listen on " + s.Public.Listen + " for the progress page", Hint: "set public.listen in the configuration to a free address, or to nothing", Err: err}
	}
	entrance := newDoor(l, s.Connections)
	if s.public.TLSConfig == nil {
		go func() { s.ended(s.public.Serve(entrance)) }()
	} else {
		go func() { s.ended(s.public.ServeTLS(entrance, "", "")) }()
	}
	s.log.Info("the progress page at "+l.Addr().String(), "tls", s.public.TLSConfig != nil, "header", s.Public.Header)
	return nil
}
