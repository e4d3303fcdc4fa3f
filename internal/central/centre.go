package central

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"database/sql"
	"encoding/hex"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"filippo.io/age"

	"yichuang"
	"yichuang/internal/wire"
)

// Options are what a centre needs.
type Options struct {
	// Database is a URL of PostgreSQL, or empty for SQLite in the data folder.
	Database string
	// Data is the folder for SQLite, and for scans where they are kept in files.
	Data string
	// Names are host names and addresses by which terminals reach the centre; they
	// go into its certificate.
	Names []string
	// Now is the clock; nil is the machine's.
	Now func() time.Time
	// Log is for administrators; nil says nothing.
	Log *slog.Logger
	// Scans keeps the content of scans; nil keeps it in files below Data.
	Scans Blobs
}

// Centre is an open centre.
type Centre struct {
	Options
	self
	db       *db
	packer   *wire.Packer
	metrics  *metrics
	registry registry
	working  chan struct{} // pushes being worked on

	life    context.Context // ends with the centre
	stop    context.CancelFunc
	running sync.WaitGroup

	mu    sync.Mutex
	halls map[yichuang.HallID]*hall
	cert  *tls.Certificate
}

// self is what a centre is known by.
type self struct {
	authority   *authority
	incarnation string
	parcelKey   *age.X25519Identity // parcels are encrypted to it
}

func (s *self) recipient() string { return s.parcelKey.Recipient().String() }

// Open opens a centre's data, and makes them when there are none.
func Open(ctx context.Context, o Options) (*Centre, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	packer, err := wire.NewPacker(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	database, err := openDB(ctx, o.Database, o.Data)
	if err != nil {
		return nil, err
	}
	database.packer = packer
	if o.Scans == nil {
		o.Scans = Files(o.Data)
	}
	c := &Centre{Options: o, db: database, packer: packer, halls: map[yichuang.HallID]*hall{},
		registry: registry{at: map[[2]string]known{}}, working: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	c.metrics = newMetrics(c)
	c.life, c.stop = context.WithCancel(context.Background())
	if err := c.begin(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// begin reads what the centre is, and makes it the first time.
func (c *Centre) begin(ctx context.Context) (err error) {
	if c.authority, err = c.db.readAuthority(ctx, c.Now()); err != nil {
		return err
	}
	err = c.db.update(ctx, func(t *tx) error {
		if err := t.first(); err != nil {
			return err
		}
		raw, err := t.meta(metaIncarnation)
		if err != nil {
			return err
		}
		c.incarnation = string(raw)
		key, err := t.meta(metaRecipient)
		if err != nil {
			return err
		}
		c.parcelKey, err = age.ParseX25519Identity(string(key))
		return err
	})
	if err != nil {
		return err
	}
	if c.db.pg() {
		c.running.Go(func() { c.listen(c.life) })
	}
	return nil
}

// first writes what a new centre begins with.
func (t *tx) first() error {
	if _, err := t.meta(metaIncarnation); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	id := newIncarnation()
	_, err = t.exec("INSERT INTO incarnations (n, id, hall, began) VALUES (1, $1, '', 0)", id)
	return errors.Join(err, t.setMeta(metaRecipient, []byte(key.String())), t.setMeta(metaRevision, []byte("0")), t.setMeta(metaIncarnation, []byte(id)))
}

func newIncarnation() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}

// began returns the lowest position at which an incarnation began in a hall: up to
// there it has the same as any that this centre had before. A hall without a row in
// one began with its first event, and so did everything in the first incarnation.
func (t *tx) began(hall yichuang.HallID) (began int64, err error) {
	err = t.scan(`SELECT coalesce(min(coalesce(h.began, 0)), 0) FROM incarnations i LEFT JOIN incarnations h ON h.n = i.n AND h.hall = $1
		WHERE i.hall = '' AND i.n > 1`, []any{string(hall)}, &began)
	return began, err
}

// Close ends the centre: what was acknowledged is on the disk.
func (c *Centre) Close() error {
	c.stop()
	c.running.Wait()
	return c.db.close()
}

// Ready says whether the centre can work: nil, or what is wrong.
func (c *Centre) Ready(ctx context.Context) error {
	var n int
	return c.db.fault(c.db.scan(ctx, "SELECT count(*) FROM incarnations", nil, &n))
}
