package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"yichuang"
	"yichuang/internal/central"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"
)

// The bounds of connections. How long a request and its answer may take says the
// centre itself, for each kind.
const (
	headerTime = 10 * time.Second // for the handshake, and for the head of a request
	idleTime   = 2 * time.Minute  // terminals close theirs after 90 s
	mostHead   = 16 << 10         // bytes
	stopTime   = 30 * time.Second // for what is being worked on when the centre is told to stop
)

func newServe(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "serve terminals (what yichuangd does without a command)",
		Long: `Serves terminals until it is told to stop (SIGTERM, SIGINT): feeds end, what is
being worked on is finished, and everything that was acknowledged is on the disk. A
second signal ends it at once, and loses nothing that was acknowledged either.

centre.example.yaml explains every setting; without any it listens on :8443.`,
		Example: "  yichuangd\n  yichuangd serve --data /srv/yichuang\n  YICHUANG_DATABASE=postgres://yichuang@db/yichuang yichuangd",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			ctx, ended := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer ended()
			return c.serve(ctx, ended, c.logger(cmd.ErrOrStderr()))
		},
	}
}

// serve runs the centre until ctx ends. again is called then: another signal is
// not waited for any more.
func (c *config) serve(ctx context.Context, again func(), log *slog.Logger) error {
	centre, err := c.open(ctx, log, false)
	if err != nil {
		return err
	}
	s := &server{config: c, centre: centre, log: log, failed: make(chan error, 3)}
	if err = c.checkScans(ctx, centre, log); err == nil {
		err = s.start()
	}
	if err == nil {
		centre.PassOn()
		s.introduce(ctx)
		select {
		case <-ctx.Done():
		case err = <-s.failed:
		}
	}
	again()
	s.stop()
	return errors.Join(err, centre.Close())
}

// server is a centre with its listeners.
type server struct {
	*config
	centre *central.Centre
	log    *slog.Logger
	main   *http.Server
	admin  *http.Server // nil where figures are not served
	public *http.Server // nil where there is no progress page
	at     net.Addr
	failed chan error
}

func (s *server) start() error {
	other, err := s.browsers()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return &yichuang.Error{Code: yichuang.Conflict, Message: "cannot listen on " + s.Listen, Hint: "another program, or another yichuangd, has it; set listen in the configuration", Err: err}
	}
	s.at = l.Addr()
	entrance := newDoor(l, s.Connections)
	info := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yichuang_info", Help: "1; the version of the program.", ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 })
	if err := s.centre.Register(append(entrance.metrics(), info)...); err != nil {
		return errors.Join(err, l.Close())
	}
	s.main = s.server(welcome(s.centre.Handler()))
	s.main.TLSConfig, s.main.ConnContext = s.centre.TLS(other), know
	go func() { s.ended(s.main.ServeTLS(entrance, "", "")) }()
	if err := s.startPublic(); err != nil {
		return err
	}
	return s.startAdmin()
}

func (s *server) server(h http.Handler) *http.Server {
	var one http.Protocols // a stream for the feed and requests beside it are what terminals need
	one.SetHTTP1(true)
	return &http.Server{Handler: h, Protocols: &one, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: mostHead,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
}

// startAdmin serves figures. The usual place may be taken by Prometheus itself,
// which is no reason not to start.
func (s *server) startAdmin() error {
	if s.Admin == "" {
		return nil
	}
	l, err := net.Listen("tcp", s.Admin)
	if err != nil && s.Admin == usualAdmin {
		s.log.Warn("figures are not served: something else listens on "+s.Admin+"; set admin in the configuration", "err", err)
		return nil
	}
	if err != nil {
		return &yichuang.Error{Code: yichuang.Conflict, Message: "cannot listen on " + s.Admin + " for figures", Hint: "set admin in the configuration to a free address, or to nothing", Err: err}
	}
	s.admin = s.server(s.centre.AdminHandler())
	s.admin.WriteTimeout = stopTime
	go func() { s.ended(s.admin.Serve(l)) }()
	s.log.Info("figures for Prometheus at http://" + l.Addr().String() + "/metrics")
	return nil
}

func (s *server) ended(err error) {
	if !errors.Is(err, http.ErrServerClosed) {
		s.failed <- err
	}
}

// introduce says where everything is, and what to do next.
func (s *server) introduce(ctx context.Context) {
	s.log.Info("listening on "+s.at.String(), "version", version)
	s.log.Info("terminals reach it at "+s.url(s.at.String()), "names", s.names())
	s.log.Info("data in "+s.databasePlace(), "scans", s.scansPlace(), "configuration", s.File)
	next, err := next(ctx, s.centre)
	if err != nil {
		s.log.Warn("what to do next is not known", "err", err)
		return
	}
	s.log.Info(next)
}

// next says what an administrator has to do before a terminal can work here.
func next(ctx context.Context, c *central.Centre) (string, error) {
	halls, err := c.Halls(ctx)
	if err != nil {
		return "", err
	}
	if len(halls) == 0 {
		return "next, in another window: yichuangd hall add ID --name NAME --region 150627", nil
	}
	terminals, err := c.Terminals(ctx, "")
	if err != nil {
		return "", err
	}
	if len(terminals) == 0 {
		return fmt.Sprintf("next, in another window: yichuangd terminal add W01 --hall %s", halls[0].ID), nil
	}
	return fmt.Sprintf("ready: %d halls, %d terminals", len(halls), len(terminals)), nil
}

// stop lets what is being worked on come to its end.
func (s *server) stop() {
	s.log.Info("stopping")
	s.centre.Leave()
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	for _, h := range []*http.Server{s.main, s.public, s.admin} {
		if h == nil { // it did not come to that
			continue
		}
		if err := h.Shutdown(ctx); err != nil {
			s.log.Warn("requests were broken off; terminals send them again", "err", err)
			_ = h.Close() // what is left of it
		}
	}
	s.log.Info("stopped")
}

// browsers returns the certificate for those who are no terminals, nil for the
// centre's own. A file that was renewed is read again.
func (s *server) browsers() (func() (*tls.Certificate, error), error) {
	if s.TLS.Cert == "" {
		return nil, nil
	}
	return s.certificate(s.TLS.Cert, s.TLS.Key)
}

// certificate gives the certificate of two files, which others renew.
func (s *server) certificate(cert, key string) (func() (*tls.Certificate, error), error) {
	f := &certFile{cert: cert, key: key, log: s.log}
	if err := f.read(); err != nil {
		return nil, &yichuang.Error{Code: yichuang.Invalid, Message: "cannot read the certificate " + f.cert, Hint: "check the keys cert and key that name it", Err: err}
	}
	return f.get, nil
}
