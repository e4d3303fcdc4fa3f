package load

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/wire"
)

// Terminals sit in halls, as many as have a window number and still pull what the
// others do.
const (
	perHall   = 900
	mostHalls = 20
	inADay    = 400 // in a hall of a steady load
)

// field is a server with its players.
type field struct {
	*served
	players []*player
	count   *traffic
}

// startOurs starts a centre and enrols the terminals with it.
func (p *Plan) startOurs(ctx context.Context, data string) (*field, error) {
	s, err := startServer(ctx, data, []string{"YICHUANG_DATABASE=" + p.Database}, "serve")
	if err != nil {
		return nil, err
	}
	f := &field{served: s, count: new(traffic)}
	if err := p.enrolAll(ctx, f); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return f, nil
}

// enrolAll does what an administrator does beside the running server.
func (p *Plan) enrolAll(ctx context.Context, f *field) error {
	c, err := central.Open(ctx, central.Options{Database: p.Database, Data: f.data})
	if err != nil {
		return err
	}
	defer c.Close()
	size := perHall
	if p.Steady > 0 {
		size = inADay
	}
	for i := range p.Terminals {
		hall := yichuang.HallID(fmt.Sprintf("bench%02d", i/size+1))
		region := fmt.Sprintf("1506%02d", i/size+1)
		if i%size == 0 {
			if err := c.AddHall(ctx, hall, yichuang.Hall{Name: "压测大厅", Region: region}); err != nil {
				return err
			}
		}
		pl, err := f.enrol(ctx, c, hall, i%size+1)
		if err != nil {
			return err
		}
		pl.region = region
		f.players = append(f.players, pl)
	}
	return nil
}

func (f *field) enrol(ctx context.Context, c *central.Centre, hall yichuang.HallID, window int) (*player, error) {
	code, err := c.AddSeat(ctx, central.Seat{Hall: hall, Name: fmt.Sprintf("W%03d", window), Window: window})
	if err != nil {
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, err
	}
	answer, err := c.Enrol(ctx, wire.Enrol{Secret: code.Secret, CSR: csr})
	if err != nil {
		return nil, err
	}
	pl, err := newPlayer(f.address, ours, answer.Certificate, key, f.count)
	if err != nil {
		return nil, err
	}
	pl.worker = newWorker(answer.Terminal, key)
	return pl, nil
}

// startBare starts the bare server, which knows no terminals.
func (p *Plan) startBare(ctx context.Context, data string) (*field, error) {
	s, err := startServer(ctx, data, nil, "bench", "bare")
	if err != nil {
		return nil, err
	}
	f := &field{served: s, count: new(traffic)}
	for i := range p.Terminals {
		pl, err := newPlayer(s.address, bare, nil, nil, f.count)
		if err != nil {
			return nil, errors.Join(err, s.stop())
		}
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, errors.Join(err, s.stop())
		}
		pl.worker = newWorker(yichuang.Terminal{ID: yichuang.NewTerminalID(fmt.Sprintf("W%03d", i+1), '0'), Window: i + 1, Epoch: '0'}, key)
		pl.region = "150601"
		f.players = append(f.players, pl)
	}
	return f, nil
}

// all has every player do something at once.
func (f *field) all(do func(*player) error) error {
	var working sync.WaitGroup
	errs := make([]error, len(f.players))
	for i, pl := range f.players {
		working.Go(func() { errs[i] = do(pl) })
	}
	working.Wait()
	return errors.Join(errs...)
}
