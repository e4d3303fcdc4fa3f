package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/finder"
	"yichuang/store"
)

// Seat is a machine at a window with a home of its own: yichuang is called on it, by
// command and with its screens.
type Seat struct {
	t     testing.TB
	Name  string
	Home  string
	Line  *Proxy   // to the centre
	Env   []string // what the configuration says, as YICHUANG_KEY=value
	clock *Clock
}

// Data is the folder of the seat's data.
func (s *Seat) Data() string { return filepath.Join(s.Home, "data", "yichuang") }

// Enrol makes the machine a seat of the hall that the code is of.
func (s *Seat) Enrol(code string) {
	s.t.Helper()
	s.Run("enroll", s.Line.Address(), code)
}

// Try calls a command and returns what came of it.
func (s *Seat) Try(arguments ...string) Result {
	s.t.Helper()
	return finish(s.t, s.command(arguments...), 0)
}

// Cut calls a command and kills it after a while, unless it has ended; 0 leaves it alone.
func (s *Seat) Cut(after time.Duration, arguments ...string) Result {
	s.t.Helper()
	return finish(s.t, s.command(arguments...), after)
}

// Run calls a command that has to succeed, and returns what it prints.
func (s *Seat) Run(arguments ...string) string {
	s.t.Helper()
	return mustly(s.t, s.Try(arguments...), arguments)
}

// Start starts a command that goes on, such as "sync run".
func (s *Seat) Start(arguments ...string) *Process {
	s.t.Helper()
	return begin(s.t, s.command(arguments...))
}

// Sit starts the screens, in a terminal of 100 columns and 30 rows.
func (s *Seat) Sit() *Screen {
	s.t.Helper()
	return Attach(s.t, s.command(), 100, 30)
}

// SignIn starts the screens and signs somebody in, whatever his post.
func (s *Seat) SignIn(person string) *Screen {
	s.t.Helper()
	return s.Sit().Sees("工号").Types(person).Press("enter").Types(PIN).Press("enter").Sees("工作台")
}

func (s *Seat) command(arguments ...string) *exec.Cmd {
	cmd := exec.Command(program(s.t, "yichuang", s.clock), arguments...)
	cmd.Env = environment(s.Home, append(s.clock.environment(), s.Env...)...)
	return cmd
}

// application is that of a restaurant, with everything that its item asks for. JSON is
// YAML, too.
const application = `{"item": "market-01", "answers": {"q1": "cater", "q3": "no"}, "decision": "accept",
 "applicant": {"kind": "organization", "name": %q, "credit": "91330100799655058B", "phone": "13800000000", "address": "测试路1号",
  "legal": {"name": "测试姓名", "id": {"number": "11010519491231002X"}}},
 "materials": [{"id": "app", "points": "pass"}, {"id": "bl", "points": "pass"}, {"id": "layout", "points": "pass"},
  {"id": "rules", "points": "pass"}, {"id": "id", "points": "pass"}]}`

// Application writes the application of a restaurant to a file and returns its path.
func (s *Seat) Application(name string) string {
	s.t.Helper()
	return s.File(name+".yaml", fmt.Appendf(nil, application, name))
}

// File writes a file that lies on the machine, outside of its data, and returns its
// path.
func (s *Seat) File(name string, content []byte) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Error(err)
	}
	return path
}

// TakeIn takes in the application of a restaurant and returns its case number.
func (s *Seat) TakeIn(by, name string) yichuang.CaseNumber {
	s.t.Helper()
	n, r := s.TryIntake(0, by, name)
	if n == "" {
		s.t.Fatalf("%s was not taken in: %+v", name, r)
	}
	return n
}

// TryIntake takes in an application and is killed after a while, unless that is 0 or it
// has ended. The number is "" when the command did not end well. It may be called from
// any goroutine.
func (s *Seat) TryIntake(kill time.Duration, by, name string) (yichuang.CaseNumber, Result) {
	s.t.Helper()
	r := s.Cut(kill, "intake", "--json", "--by", by, s.Application(name))
	var taken struct {
		Number yichuang.CaseNumber `json:"number"`
	}
	if r.Code == 0 {
		if err := json.Unmarshal([]byte(r.Out), &taken); err != nil {
			s.t.Errorf("%v: %s", err, r.Out)
		}
	}
	return taken.Number, r
}

// Scan adds content to a material of a case and returns its hash.
func (s *Seat) Scan(by string, n yichuang.CaseNumber, material string, content []byte) yichuang.ScanHash {
	s.t.Helper()
	hash, r := s.TryScan(0, by, n, material, content)
	if hash == "" {
		s.t.Fatalf("the scan was not added: %+v", r)
	}
	return hash
}

// TryScan adds content and is killed after a while, unless that is 0 or it has ended.
// The hash is "" when the command did not end well. It may be called from any goroutine.
func (s *Seat) TryScan(kill time.Duration, by string, n yichuang.CaseNumber, material string, content []byte) (yichuang.ScanHash, Result) {
	s.t.Helper()
	r := s.Cut(kill, "scan", "add", "--by", by, string(n), material, s.File("page.pdf", content))
	if r.Code != 0 {
		return "", r
	}
	return yichuang.ScanHash(strings.Fields(r.Out)[1]), r
}

// Page is a file that is taken for a PDF, of so many bytes or a few more, and different
// for each name.
func Page(name string, size int) []byte {
	page := fmt.Appendf(nil, "%%PDF-1.4\n%% %s\n", name)
	for i := 0; len(page) < size; i++ {
		page = fmt.Appendf(page, "%% %s %d\n", name, i)
	}
	return append(page, "%%EOF\n"...)
}

// Open opens the seat's data to read; close it.
func (s *Seat) Open() *store.Store {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), filepath.Join(s.Data(), "seat.db"), store.Options{ReadOnly: true, Initials: finder.Initials})
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// Waiting returns how many steps the centre has not acknowledged, and how many it
// refused and nobody has settled.
func (s *Seat) Waiting() (unsent, refused int) {
	s.t.Helper()
	db := s.Open()
	defer db.Close()
	w, err := db.Waiting(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return w.Unsent, w.Refused
}

// Cases returns the events of every case of the seat, in order.
func (s *Seat) Cases() map[yichuang.CaseNumber][]yichuang.Event {
	s.t.Helper()
	db := s.Open()
	defer db.Close()
	all := map[yichuang.CaseNumber][]yichuang.Event{}
	for q := (store.Query{Limit: 1000}); ; {
		rows, err := db.Cases(s.t.Context(), q)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, r := range rows {
			if all[r.Number], err = db.History(s.t.Context(), r.Number); err != nil {
				s.t.Fatal(err)
			}
			q.Before = r.Number
		}
		if len(rows) < q.Limit {
			return all
		}
	}
}

// Has reports whether a case is at the seat.
func (s *Seat) Has(n yichuang.CaseNumber) bool {
	s.t.Helper()
	db := s.Open()
	defer db.Close()
	_, err := db.Case(s.t.Context(), n)
	if err != nil && yichuang.CodeOf(err) != yichuang.NotFound {
		s.t.Fatal(err)
	}
	return err == nil
}
