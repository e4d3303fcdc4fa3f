package central_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// keepScan puts a scan of a few chunks into the centre.
func keepScan(t testing.TB, c *central.Centre) yichuang.ScanHash {
	t.Helper()
	content := bytes.Repeat([]byte("扫描件"), wire.ChunkBytes/4)
	hash := scanOf(content)
	plan := wire.ScanPlan{Size: int64(len(content))}
	for chunk := range slices.Chunk(content, wire.ChunkBytes) {
		name := string(scanOf(chunk))
		if err := c.Scans.Put(t.Context(), name, chunk); err != nil {
			t.Fatal(err)
		}
		plan.Chunks = append(plan.Chunks, name)
	}
	answer, err := c.PutScan(t.Context(), hash, plan)
	if err != nil || !answer.Complete {
		t.Fatalf("%+v, %v", answer, err)
	}
	return hash
}

func scanOf(content []byte) yichuang.ScanHash {
	sum := sha256.Sum256(content)
	return yichuang.ScanHash(hex.EncodeToString(sum[:]))
}

// filled is a centre with some of everything in every table.
func filled(t testing.TB, o central.Options) (*central.Centre, *seat, *seat) {
	t.Helper()
	c := open(t, o)
	a, b := worked(t, c)
	a.take(8, append(testkit.Reviewed(false), testkit.Shared(testkit.FillEnd, testkit.FillEnd, "测试甲局", "测试乙局"))...)
	a.sync()
	b.sync()
	keepScan(t, c)
	p, err := c.Propose(t.Context(), sampleFiles(2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(t.Context(), p, "首次发布"); err != nil {
		t.Fatal(err)
	}
	if err := c.AddUser(t.Context(), hall, clerk, "480261"); err != nil {
		t.Fatal(err)
	}
	serve(t, c).site("mengsu").submits("MS-1")
	a.sync()
	b.sync()
	id, _, err := c.AddHook(t.Context(), central.Hook{Hall: hall, FromStart: true, HookAbout: central.HookAbout{Target: hooks.Target{URL: "https://platform.example.invalid/in"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.LookThrough(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return c, a, b
}

// A centre goes from every kind of database into every kind, whole: verified there,
// with its scans, and its terminals go on.
func TestBackupAndRestore(t *testing.T) {
	kinds(t, func(t *testing.T, from central.Options) {
		c, a, b := filled(t, from)
		file := filepath.Join(t.TempDir(), "centre.ycb")
		made, err := c.Backup(t.Context(), file, true)
		if err != nil {
			t.Fatal(err)
		}
		if made.Chunks != 7 || made.Rows["runs"] == 0 || len(made.Missing) != 0 || made.Halls[0] != headless(verified(t, c)) {
			t.Errorf("%+v", made)
		}
		before, err := c.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kinds(t, func(t *testing.T, into central.Options) {
			restored, err := central.Restore(t.Context(), into, file)
			if err != nil {
				t.Fatal(err)
			}
			again := open(t, into)
			if again.Incarnation() == c.Incarnation() || again.Incarnation() != restored.Incarnation || restored.Lost != 0 {
				t.Errorf("it is the same incarnation: %+v", restored)
			}
			if again.Print() != c.Print() {
				t.Error("it has another authority: terminals would not know it")
			}
			if got := verified(t, again); got != verified(t, c) {
				t.Errorf("%+v", got)
			}
			after, err := again.Dump(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sameButIncarnation(t, before, after)
			goesOn(t, again, a, b)
		})
	})
}

// headless leaves out what a backup does not fold.
func headless(v central.Verified) central.Verified {
	v.Cases = 0
	return v
}

// sameButIncarnation compares two dumps: rows may only have come to incarnations,
// and the name of the present one in meta.
func sameButIncarnation(t *testing.T, before, after string) {
	t.Helper()
	for _, line := range missing(before, after) {
		if !bytes.Contains([]byte(line), []byte(`["incarnation",`)) {
			t.Errorf("lost: %s", yichuang.Clip(line, 200))
		}
	}
	if extra := missing(after, before); len(extra) != 3 { // the incarnation, its place in the hall, its name
		t.Errorf("added: %q", extra)
	}
}

func missing(from, in string) []string {
	have := map[string]bool{}
	for line := range bytes.Lines([]byte(in)) {
		have[string(line)] = true
	}
	var gone []string
	for line := range bytes.Lines([]byte(from)) {
		if !have[string(line)] {
			gone = append(gone, string(line))
		}
	}
	return gone
}

// goesOn has a new seat work at a restored centre, and copies of two old ones see
// it: the store of a seat is one file, so each restored centre gets its own seats.
func goesOn(t *testing.T, c *central.Centre, old ...*seat) {
	t.Helper()
	fresh := enrol(t, c, window("W09", 9))
	n := fresh.take(50, testkit.Reviewed(false)...).Number
	fresh.push()
	for _, s := range old {
		who, err := c.Known(t.Context(), hall, s.who.Terminal())
		if err != nil {
			t.Fatal(err)
		}
		body, err := c.Case(t.Context(), who, n)
		if err != nil || len(parse(t, body).Runs) == 0 {
			t.Errorf("%s does not see it: %v", s.who.Terminal(), err)
		}
	}
	verified(t, c)
}

// What came after a backup is offered again by those who have it.
func TestRestoreOfYesterday(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c, a, b := filled(t, o)
		file := filepath.Join(t.TempDir(), "centre.ycb")
		if _, err := c.Backup(t.Context(), file, false); err != nil {
			t.Fatal(err)
		}
		n := a.take(60, testkit.Reviewed(false)...).Number
		a.sync()
		b.sync()
		b.do(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
		b.sync()
		a.sync()
		into := central.Options{Data: t.TempDir()}
		if _, err := central.Restore(t.Context(), into, file); err != nil {
			t.Fatal(err)
		}
		again := open(t, into)
		for _, s := range []*seat{a, b} {
			s.meets(again)
		}
		for _, s := range []*seat{a, b, a} {
			s.offerAgain()
			s.sync()
		}
		same(t, n, a, b)
		verified(t, again)
		if halls, err := again.Halls(t.Context()); err != nil || halls[0].Cases != 11 {
			t.Errorf("%+v, %v", halls, err)
		}
	})
}

// meets has a seat go on with a centre that was restored.
func (s *seat) meets(c *central.Centre) {
	s.t.Helper()
	l, err := s.store.Link(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	began, _, err := c.BeganSince(s.t.Context(), s.who.Hall(), l.Incarnation)
	if err != nil {
		s.t.Fatal(err)
	}
	heads, err := c.Heads(s.t.Context(), s.who.Hall())
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.Rewind(s.t.Context(), c.Incarnation(), began, heads.Heads); err != nil {
		s.t.Fatal(err)
	}
	s.c = c
}

// offerAgain brings what the centre may lack; what it cannot take now comes later,
// or from somebody else.
func (s *seat) offerAgain() {
	s.t.Helper()
	for {
		l, err := s.store.Link(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if !l.Offering {
			return
		}
		heads, err := s.c.Heads(s.t.Context(), s.who.Hall())
		if err != nil {
			s.t.Fatal(err)
		}
		st, pos, err := s.store.Offer(s.t.Context(), l.Offered, heads.Heads)
		if err != nil {
			s.t.Fatal(err)
		}
		if st != nil {
			var p *wire.Problem
			if _, err := s.offer(st); err != nil && !errors.As(err, &p) {
				s.t.Fatal(err)
			}
		}
		if err := s.store.Offered(s.t.Context(), max(pos, l.Offered), pos == 0); err != nil {
			s.t.Fatal(err)
		}
	}
}

// What somebody else keeps in the same database is neither copied nor touched.
func TestTablesOfOthers(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	file := filepath.Join(t.TempDir(), "centre.ycb")
	if _, err := c.Backup(t.Context(), file, false); err != nil {
		t.Fatal(err)
	}
	o := central.Options{Database: testkit.Postgres(t), Data: t.TempDir()}
	conn, err := pgx.Connect(t.Context(), o.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "CREATE TABLE somebodys (what TEXT); INSERT INTO somebodys VALUES ('theirs')"); err != nil {
		t.Fatal(err)
	}
	if _, err := central.Restore(t.Context(), o, file); err != nil {
		t.Fatal(err)
	}
	made, err := open(t, o).Backup(t.Context(), filepath.Join(t.TempDir(), "again.ycb"), false)
	if _, copied := made.Rows["somebodys"]; err != nil || copied {
		t.Errorf("%+v, %v", made, err)
	}
	var what string
	if err := conn.QueryRow(t.Context(), "SELECT what FROM somebodys").Scan(&what); err != nil || what != "theirs" {
		t.Errorf("%q, %v", what, err)
	}
}

// Every table of the migrations is in a backup, so that none is forgotten.
func TestEveryTableIsCopied(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c, _, _ := filled(t, o)
		made, err := c.Backup(t.Context(), filepath.Join(t.TempDir(), "centre.ycb"), false)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"meta", "incarnations", "halls", "terminals", "codes", "runs", "cases", "items", "reference", "releases", "scans", "posts", "shares",
			"portals", "nonces", "repeats", "files", "online", "online_serials", "online_authors", "hooks", "deliveries"} {
			if made.Rows[table] == 0 {
				t.Errorf("no row of %s", table)
			}
		}
		if len(made.Rows) != len(central.OwnTables()) {
			t.Errorf("%v, but there are %v", made.Rows, central.OwnTables())
		}
	})
}

// A restore goes into an empty database alone, and changes nothing otherwise.
func TestRestoreIntoACentre(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		c, _, _ := filled(t, o)
		file := filepath.Join(t.TempDir(), "centre.ycb")
		if _, err := c.Backup(t.Context(), file, false); err != nil {
			t.Fatal(err)
		}
		before, err := c.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := central.Restore(t.Context(), o, file); yichuang.CodeOf(err) != yichuang.Conflict {
			t.Errorf("into itself: %v", err)
		}
		if after, err := c.Dump(t.Context()); err != nil || after != before {
			t.Errorf("it was changed: %v", err)
		}
	})
}

// A backup that is cut off or changed anywhere is refused before anything is
// touched.
func TestDamagedBackups(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	file := filepath.Join(t.TempDir(), "centre.ycb")
	if _, err := c.Backup(t.Context(), file, true); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.ycb")
	refused := func(what string, raw []byte) {
		t.Helper()
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		into := central.Options{Data: filepath.Join(t.TempDir(), "new")}
		if _, err := central.Restore(t.Context(), into, bad); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := os.Stat(into.Data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a database was begun", what)
		}
	}
	for _, n := range []int{0, 1, 100, len(whole) / 2, len(whole) - 100, len(whole) - 1} {
		refused("cut off", whole[:n])
	}
	for i := 7; i < len(whole); i += len(whole) / 23 {
		changed := bytes.Clone(whole)
		changed[i] ^= 0x10
		refused("changed", changed)
	}
	refused("something else", []byte("SQLite format 3\x00"))
	if _, err := central.CheckBackup(t.Context(), filepath.Join(t.TempDir(), "none")); yichuang.CodeOf(err) != yichuang.NotFound {
		t.Errorf("no file: %v", err)
	}
}

// A disk that is full in the middle is told as that, and leaves nothing.
func TestBackupOnAFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := c.WriteBackup(t.Context(), f); yichuang.CodeOf(err) != yichuang.Full {
		t.Errorf("%v", err)
	}
}

// A centre whose events were changed gives no backup that looks sound.
func TestBackupOfADamagedCentre(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	if err := c.Exec(t.Context(), "UPDATE runs SET voucher = (SELECT voucher FROM runs WHERE pos = (SELECT max(pos) FROM runs)) WHERE pos = 1"); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := c.Backup(t.Context(), filepath.Join(folder, "centre.ycb"), false); yichuang.CodeOf(err) != yichuang.Damaged {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A restore that is broken off leaves what no centre serves, and goes on when it is
// called again.
func TestBrokenRestore(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	file := filepath.Join(t.TempDir(), "centre.ycb")
	if _, err := c.Backup(t.Context(), file, true); err != nil {
		t.Fatal(err)
	}
	kinds(t, func(t *testing.T, into central.Options) {
		for at := range 3 {
			breaks := into
			breaks.Scans = &failing{Blobs: central.Files(filepath.Join(into.Data, "scans")), after: at}
			if _, err := central.Restore(t.Context(), breaks, file); !errors.Is(err, errBroken) {
				t.Fatalf("it did not break: %v", err)
			}
			if _, err := central.Open(t.Context(), into); yichuang.CodeOf(err) != yichuang.Damaged {
				t.Errorf("a half restored database is served: %v", err)
			}
		}
		if _, err := central.Restore(t.Context(), into, file); err != nil {
			t.Fatal(err)
		}
		if got := verified(t, open(t, into)); got != verified(t, c) {
			t.Errorf("%+v", got)
		}
	})
}

var errBroken = errors.New("pulled the plug")

// failing breaks after so many chunks.
type failing struct {
	central.Blobs
	after int
}

func (f *failing) Put(ctx context.Context, hash string, data []byte) error {
	if f.after--; f.after < 0 {
		return errBroken
	}
	return f.Blobs.Put(ctx, hash, data)
}

// Scans whose content did not come along are not shown as present.
func TestRestoreWithoutScans(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	file := filepath.Join(t.TempDir(), "centre.ycb")
	if _, err := c.Backup(t.Context(), file, false); err != nil {
		t.Fatal(err)
	}
	into := central.Options{Data: t.TempDir()}
	made, err := central.Restore(t.Context(), into, file)
	if err != nil || made.Lost != 5 {
		t.Fatalf("%+v, %v", made, err)
	}
	hash := keepScan(t, open(t, into)) // it is sent again
	if err := hash.Check(); err != nil {
		t.Error(err)
	}
	if err := os.RemoveAll(filepath.Join(into.Data, "scans")); err != nil {
		t.Fatal(err)
	}
	broken := open(t, into)
	if b, err := broken.Backup(t.Context(), filepath.Join(t.TempDir(), "b.ycb"), true); err != nil || len(b.Missing) != 3 {
		t.Errorf("%+v, %v", b, err)
	}
}

// Somebody who changes a row in a backup and packs it again does not get it past the
// checksum.
func TestARewrittenBackup(t *testing.T) {
	c, _, _ := filled(t, central.Options{Data: t.TempDir()})
	file := filepath.Join(t.TempDir(), "centre.ycb")
	if _, err := c.Backup(t.Context(), file, false); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	plain, err := p.DecodeAll(raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(plain, []byte(`"accepted"`), []byte(`"declined"`), 1)
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, e.EncodeAll(changed, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := central.CheckBackup(t.Context(), file); bytes.Equal(changed, plain) || yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("%v", err)
	}
}

// A chunk that is spoilt where it is kept is not passed on: it is missing, until
// somebody sends it again.
func TestASpoiltChunk(t *testing.T) {
	o := central.Options{Data: t.TempDir()}
	s := serve(t, open(t, o))
	a := s.enrolled(window("W01", 1))
	content := []byte("一页扫描件")
	hash := string(scanOf(content))
	send := call{method: http.MethodPut, path: "/v1/chunks/" + hash, header: map[string]string{"Content-Type": wire.TypeBytes}}
	plan := wire.ScanPlan{Size: int64(len(content)), Chunks: []string{hash}}
	send.body = bytes.NewReader(content)
	if _, p := a.ask(send); p != nil {
		t.Fatal(p)
	}
	if err := os.WriteFile(filepath.Join(o.Data, "scans", hash[:2], hash), []byte("一页扫描什"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.refuses(t, []bad{{"the spoilt chunk", get("/v1/chunks/" + hash), yichuang.NotFound, wire.Never}})
	var answer wire.ScanAnswer
	if p := a.json(http.MethodPut, "/v1/scans/"+hash, plan, &answer); p != nil || answer.Complete || !slices.Equal(answer.Missing, plan.Chunks) {
		t.Errorf("%+v, %v", answer, p)
	}
	send.body = bytes.NewReader(content)
	if _, p := a.ask(send); p != nil {
		t.Fatal(p)
	}
	if p := a.json(http.MethodPut, "/v1/scans/"+hash, plan, &answer); p != nil || !answer.Complete {
		t.Errorf("sent again: %+v, %v", answer, p)
	}
}
