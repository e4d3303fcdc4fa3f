package load

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"yichuang/internal/wire"

	_ "modernc.org/sqlite" // the bare server's one table
)

// The bounds of the bare server.
const (
	barePage  = 500  // cases in an answer to a pull
	bareGroup = 2000 // cases in a transaction
)

// bareServer stores what it is sent, a row for each case, and tells it to who
// listens: what net/http, zstd and SQLite allow when nothing else is in the way. It
// knows no terminal, checks nothing and keeps no history.
type bareServer struct {
	write, read *sql.DB
	packer      *wire.Packer
	in          chan *barePush

	mu     sync.Mutex
	last   int64
	listen map[chan []byte]bool
}

type barePush struct {
	lines [][]byte
	done  chan error
}

// ServeBare runs the bare server until it is told to stop. Where it listens and what
// folder it keeps its table in stand in the environment, as for a centre.
func ServeBare(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	b := &bareServer{in: make(chan *barePush, 1000), listen: map[chan []byte]bool{}}
	if err := b.open(filepath.Join(os.Getenv("YICHUANG_DATA"), "bare.db")); err != nil {
		return err
	}
	cert, err := selfSigned()
	if err != nil {
		return err
	}
	if b.packer, err = wire.NewPacker(runtime.GOMAXPROCS(0)); err != nil {
		return err
	}
	go b.run()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST "+bare.push, b.pushed)
	mux.HandleFunc("GET "+bare.pull, b.pulled)
	mux.HandleFunc("GET "+bare.feed, b.fed)
	s := &http.Server{Addr: os.Getenv("YICHUANG_LISTEN"), Handler: mux, ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}}}
	context.AfterFunc(ctx, func() { _ = s.Close() }) // nothing is lost that was acknowledged
	if err := s.ListenAndServeTLS("", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return errors.Join(b.write.Close(), b.read.Close())
}

func (b *bareServer) open(path string) error {
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)"
	var err error
	if b.write, err = sql.Open("sqlite", dsn+"&_txlock=immediate"); err != nil {
		return err
	}
	b.write.SetMaxOpenConns(1)
	if b.read, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	b.read.SetMaxOpenConns(4)
	b.read.SetMaxIdleConns(4)
	_, err = b.write.Exec("CREATE TABLE cases (pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL)")
	return err
}

// run commits whatever pushes wait, together.
func (b *bareServer) run() {
	for p := range b.in {
		group, n := []*barePush{p}, len(p.lines)
		for more := true; more && n < bareGroup; {
			select {
			case q := <-b.in:
				group, n = append(group, q), n+len(q.lines)
			default:
				more = false
			}
		}
		fresh, err := b.save(group)
		for _, g := range group {
			g.done <- err
		}
		b.tell(fresh)
	}
}

func (b *bareServer) save(group []*barePush) (fresh [][]byte, err error) {
	tx, err := b.write.Begin()
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	insert, err := tx.Prepare("INSERT INTO cases (pos, id, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
	if err != nil {
		return nil, err
	}
	last := b.last
	for _, g := range group {
		for _, line := range g.lines {
			id, _, _ := bytes.Cut(line, []byte("\t"))
			done, err := insert.Exec(last+1, string(id), line)
			if err != nil {
				return nil, err
			}
			if n, err := done.RowsAffected(); err != nil {
				return nil, err
			} else if n == 1 {
				last++
				fresh = append(fresh, fmt.Appendf(nil, "%d\t%s\n", last, line))
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	b.last = last
	return fresh, nil
}

func (b *bareServer) tell(fresh [][]byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listen {
		for _, line := range fresh {
			select {
			case c <- line:
			default: // too slow
			}
		}
	}
}

func (b *bareServer) pushed(w http.ResponseWriter, r *http.Request) {
	p, err := b.lines(http.MaxBytesReader(w, r.Body, wire.MostBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	b.in <- p
	if err := <-p.done; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = fmt.Fprintf(w, `{"acked":%d}`, len(p.lines)) // who is gone asks again
}

func (b *bareServer) lines(body io.Reader) (*barePush, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if raw, err = b.packer.Unpack(raw); err != nil {
		return nil, err
	}
	p := &barePush{done: make(chan error, 1)}
	for line := range bytes.Lines(raw) {
		p.lines = append(p.lines, bytes.TrimRight(line, "\n"))
	}
	return p, nil
}

func (b *bareServer) pulled(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseInt(r.FormValue("after"), 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	page, err := b.page(r.Context(), after)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Encoding", "zstd")
	_, _ = w.Write(b.packer.Pack(page)) // who is gone asks again
}

func (b *bareServer) page(ctx context.Context, after int64) ([]byte, error) {
	rows, err := b.read.QueryContext(ctx, "SELECT pos, body FROM cases WHERE pos > ? ORDER BY pos LIMIT ?", after, barePage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []byte
	for rows.Next() {
		var body sql.RawBytes
		if err := rows.Scan(&after, &body); err != nil {
			return nil, err
		}
		page = fmt.Appendf(page, "%d\t%s\n", after, body)
	}
	return fmt.Appendf(page, "%d\n", after), rows.Err()
}

func (b *bareServer) fed(w http.ResponseWriter, r *http.Request) {
	c := make(chan []byte, 4096)
	b.mu.Lock()
	b.listen[c] = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.listen, c)
		b.mu.Unlock()
	}()
	out := http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	err := out.Flush()
	for err == nil {
		select {
		case line := <-c:
			if _, err = w.Write(line); err == nil {
				err = out.Flush()
			}
		case <-r.Context().Done():
			return
		}
	}
}

// selfSigned makes a certificate that nobody checks.
func selfSigned() (tls.Certificate, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, public, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
