package central

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
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
	// Existing is for commands beside a running centre: the data must be there, with
	// the schema of this program.
	Existing bool
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

// complete fills in what was left out. Invalid is returned when there is no place
// for the data.
func (o *Options) complete() error {
	if o.Data == "" && (o.Database == "" || o.Scans == nil) {
		return &yichuang.Error{Code: yichuang.Invalid, Message: "there is no folder for the data", Hint: "name one with --data"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Scans == nil {
		o.Scans = Files(filepath.Join(o.Data, "scans"))
	}
	return nil
}

// Centre is an open centre.
type Centre struct {
	Options
	self
	db       *db
	packer   *wire.Packer
	metrics  *metrics
	registry registry
	pace     pace
	refusals seldom
	room     room
	working  chan struct{} // pushes being worked on
	passing  passing

	lifetime

	mu    sync.Mutex
	halls map[yichuang.HallID]*hall
	cert  *tls.Certificate
}

// lifetime is how a centre ends.
type lifetime struct {
	life    context.Context // ends with the centre
	stop    context.CancelFunc
	leaving chan struct{} // closed when the centre is about to end
	leave   sync.Once
	running sync.WaitGroup
}

// self is what a centre is known by.
type self struct {
	authority   *authority
	parcelKey   *age.X25519Identity // parcels are encrypted to it
	incarnation name                // as it was seen last
	revision    atomic.Int64        // of what is published, as it was seen last
}

func (s *self) recipient() string { return s.parcelKey.Recipient().String() }

// name is a text that may change while others read it.
type name struct{ atomic.Value }

// Load returns the text, "" before there is one.
func (n *name) Load() string {
	text, _ := n.Value.Load().(string)
	return text
}

// Open opens a centre's data, and makes them when there are none.
func Open(ctx context.Context, o Options) (*Centre, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	packer, err := wire.NewPacker(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	database, err := openDB(ctx, &o)
	if err != nil {
		return nil, err
	}
	if err := database.ready(ctx, o.Existing); err != nil {
		return nil, errors.Join(err, database.close())
	}
	database.packer = packer
	c := &Centre{Options: o, db: database, packer: packer, halls: map[yichuang.HallID]*hall{},
		registry: registry{at: map[[2]string]known{}}, working: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	c.pace = usualPace
	c.room.left.Store(roomBytes)
	c.metrics = newMetrics(c)
	c.leaving = make(chan struct{})
	c.life, c.stop = context.WithCancel(context.Background())
	if err := c.begin(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.running.Go(func() { c.watch(c.life) })
	if c.db.pg() {
		c.running.Go(func() { c.listen(c.life) })
	}
	return c, nil
}

// begin reads what the centre is, and makes it the first time.
func (c *Centre) begin(ctx context.Context) error {
	err := c.db.update(ctx, func(t *tx) error {
		if err := t.alone(); err != nil {
			return err
		}
		a, err := t.readAuthority(c.Now())
		if err != nil {
			return err
		}
		if err := t.first(); err != nil {
			return err
		}
		incarnation, err := t.meta(metaIncarnation)
		if err != nil {
			return err
		}
		key, err := t.meta(metaRecipient)
		if err != nil {
			return err
		}
		c.authority = a
		c.incarnation.Store(string(incarnation))
		c.parcelKey, err = age.ParseX25519Identity(string(key))
		return err
	})
	if err == nil {
		err = c.look(ctx)
	}
	return err
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
	id := incarnationName()
	_, err = t.exec("INSERT INTO incarnations (n, id, hall, began) VALUES (1, $1, '', 0)", id)
	return errors.Join(err, t.setMeta(metaRecipient, []byte(key.String())), t.setMeta(metaRevision, []byte("0")), t.setMeta(metaIncarnation, []byte(id)))
}

// Leave says that the centre is about to end: feeds end, so that their listeners
// go elsewhere, and it is not ready any more. Everything else goes on.
func (c *Centre) Leave() { c.leave.Do(func() { close(c.leaving) }) }

// Close ends the centre: what was acknowledged is on the disk.
func (c *Centre) Close() error {
	c.Leave()
	c.passing.running.Wait()
	c.stop()
	c.running.Wait()
	return c.db.close()
}

// Ready says whether the centre can work: nil, or what is wrong.
func (c *Centre) Ready(ctx context.Context) error {
	var n int
	return c.db.fault(c.db.scan(ctx, "SELECT count(*) FROM incarnations", nil, &n))
}
