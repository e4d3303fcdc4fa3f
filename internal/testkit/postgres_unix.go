//go:build unix

package testkit

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a PostgreSQL of the tests' own: started for one test binary, with its
// data in a folder that goes with it.
type Cluster struct {
	folder string
	server *exec.Cmd
	made   atomic.Int64
}

// The cluster of a test binary is started by the first test that needs it.
var cluster struct {
	once sync.Once
	*Cluster
	err error
}

// Postgres returns the URL of an empty database on the cluster of this test binary.
// The test is skipped where PostgreSQL is not installed. StopPostgres ends the
// cluster; call it from TestMain.
func Postgres(tb testing.TB) string {
	tb.Helper()
	programs := postgresPrograms()
	if programs == "" {
		tb.Skip("PostgreSQL is not installed (Debian: postgresql)")
	}
	cluster.once.Do(func() { cluster.Cluster, cluster.err = startCluster(programs) })
	if cluster.err != nil {
		tb.Fatal(cluster.err)
	}
	name := fmt.Sprintf("t%d", cluster.made.Add(1))
	conn, err := pgx.Connect(context.Background(), cluster.URL("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "CREATE DATABASE "+name+" STRATEGY file_copy"); err != nil {
		tb.Fatal(err)
	}
	return cluster.URL(name)
}

// StopPostgres ends the cluster of this test binary, if there is one.
func StopPostgres() {
	if cluster.Cluster != nil {
		cluster.Stop()
	}
}

// URL names a database of the cluster.
func (c *Cluster) URL(database string) string {
	return "postgres:///" + database + "?host=" + c.folder + "&user=postgres"
}

// postgresPrograms returns the folder of initdb, "" when there is none.
func postgresPrograms() string {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// startCluster makes a cluster that listens on a socket in its own folder alone.
func startCluster(programs string) (*Cluster, error) {
	folder, err := os.MkdirTemp("", "pg") // short: the path of a socket has 107 bytes at most
	if err != nil {
		return nil, err
	}
	c := &Cluster{folder: folder}
	who, err := unprivileged(folder)
	if err != nil {
		return nil, err
	}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(programs, name), args...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+folder)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setpgid: true}
		return cmd
	}
	out, err := run("initdb", "-D", folder+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	c.server = run("postgres", "-D", folder+"/data", "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=100")
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c.server.Stdout, c.server.Stderr = log, log
	if err := c.server.Start(); err != nil {
		return nil, err
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		conn, err := pgx.Connect(context.Background(), c.URL("postgres"))
		if err == nil {
			return c, conn.Close(context.Background())
		}
	}
	text, _ := os.ReadFile(log.Name()) // whatever it says
	c.Stop()
	return nil, fmt.Errorf("PostgreSQL did not start:\n%s", text)
}

// unprivileged returns whom the server runs as: it refuses to run as root.
func unprivileged(folder string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(u.Uid)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.Atoi(u.Gid)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, uid, gid)
	}
	return nil, fmt.Errorf("there is neither a user postgres nor nobody to run PostgreSQL as")
}

// Stop ends the server, and whoever is still connected to it.
func (c *Cluster) Stop() {
	if c.server != nil && c.server.Process != nil {
		_ = c.server.Process.Signal(syscall.SIGINT) // a fast shutdown; it may have ended by itself
		_ = c.server.Wait()
	}
	_ = os.RemoveAll(c.folder)
}
