package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// The test binary is also the other process. The variable names the part it
// plays and the file: "writer /path".
const roleVariable = "YICHUANG_STORE_CHILD"

func child(role string) int {
	part, path, _ := strings.Cut(role, " ")
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{Terminal: testkit.Terminal, Initials: initials})
	if err == nil {
		switch part {
		case "writer":
			err = writeOn(ctx, s)
		case "sharer":
			err = share(ctx, s)
		case "scanner":
			err = scanOn(ctx, s)
		case "adder":
			err = addShared(ctx, s)
		}
	}
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	if err := s.Close(); err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

// writeOn writes until it is killed and says, one line each, what was
// acknowledged: a case with its number of events, or a draft.
func writeOn(ctx context.Context, s *store.Store) error {
	if _, err := s.PutItems(ctx, testkit.Items(testkit.FillItems)); err != nil {
		return err
	}
	for i := 0; ; i++ {
		c, err := s.OpenCase(ctx, clerk, testkit.Region, testkit.Opened(i, testkit.FillItems), testkit.Scenario())
		if err != nil {
			return err
		}
		fmt.Println("case", c.Number, c.Events)
		for k, body := range append(testkit.Reviewed(false)[1:], testkit.Accepted(day("2026-11-27"), day("2026-12-04"))) {
			if err := s.SaveDraft(ctx, clerk, "typing", []byte(strconv.Itoa(i*10+k))); err != nil {
				return err
			}
			fmt.Println("draft", i*10+k)
			if c, err = s.Append(ctx, clerk, c.Number, c.Events, body); err != nil {
				return err
			}
			fmt.Println("case", c.Number, c.Events)
		}
	}
}

// start runs the test binary in a part.
func start(t *testing.T, part, path string) (cmd *exec.Cmd, in io.WriteCloser, out *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self)
	cmd.Env = append(os.Environ(), roleVariable+"="+part+" "+path)
	cmd.Stderr = os.Stderr
	if in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // over already, unless the test failed
	return cmd, in, bufio.NewScanner(pipe)
}

// TestKilled kills a writing process without warning, again and again, and finds
// everything that was acknowledged.
func TestKilled(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	path := newPath(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	acknowledged := map[yichuang.CaseNumber]int{}
	for round := range rounds {
		draft := killOne(t, path, 1+random.IntN(60), acknowledged)
		s := openAt(t, path, store.Options{})
		for number, events := range acknowledged {
			c, err := s.Case(t.Context(), number)
			if err != nil || c.Events < events {
				t.Fatalf("round %d: case %s had %d events: %v", round, number, events, err)
			}
		}
		if draft >= 0 {
			value, err := s.Draft(t.Context(), clerk, "typing")
			if kept, _ := strconv.Atoi(string(value)); err != nil || kept < draft {
				t.Fatalf("round %d: draft %d acknowledged, %q kept, %v", round, draft, value, err)
			}
		}
		sound(t, s)
		before := dump(t, path)
		if _, err := s.Rebuild(t.Context()); err != nil || dump(t, path) != before {
			t.Fatalf("round %d: the projections do not follow from the events: %v", round, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d cases survived", len(acknowledged))
}

// killOne lets a writer acknowledge so many lines, kills it in whatever it does
// next, and notes all it acknowledged. It returns the last draft, -1 for none.
func killOne(t *testing.T, path string, lines int, acknowledged map[yichuang.CaseNumber]int) (draft int) {
	t.Helper()
	cmd, _, out := start(t, "writer", path)
	draft = -1
	for n := 1; out.Scan(); n++ {
		fields := strings.Fields(out.Text())
		switch {
		case len(fields) == 3 && fields[0] == "case":
			events, err := strconv.Atoi(fields[2])
			if err != nil {
				t.Fatal(err)
			}
			acknowledged[yichuang.CaseNumber(fields[1])] = events
		case len(fields) == 2 && fields[0] == "draft":
			draft, _ = strconv.Atoi(fields[1])
		default:
			t.Fatalf("the writer says: %s", out.Text())
		}
		if n == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return draft
}

// sharedCases and sharedNotes are what each of two processes writes at once.
const (
	sharedCases = 40
	sharedNotes = 60
)

// share waits for a case number on its input, then writes: cases of its own, and
// notes on the case that the other process writes on too.
func share(ctx context.Context, s *store.Store) error {
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	if !in.Scan() {
		return io.ErrUnexpectedEOF
	}
	number := yichuang.CaseNumber(in.Text())
	for i := range max(sharedCases, sharedNotes) {
		if i < sharedCases {
			c, err := s.OpenCase(ctx, clerk, testkit.Region, testkit.Opened(i, testkit.FillItems), testkit.Reviewed(false)...)
			if err != nil {
				return err
			}
			fmt.Println("case", c.Number)
		}
		c, err := s.Case(ctx, number)
		if err == nil {
			_, err = s.Append(ctx, clerk, number, c.Events, &yichuang.Noted{Text: fmt.Sprintf("%d/%d", os.Getpid(), i)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestTwoProcesses lets two processes write to one file at once: no number and
// no sequence number is used twice, none is left out.
func TestTwoProcesses(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 0)
	var outs []*bufio.Scanner
	var cmds []*exec.Cmd
	var ins []io.WriteCloser
	for range 2 {
		cmd, in, out := start(t, "sharer", s.Path())
		if !out.Scan() || out.Text() != "ready" {
			t.Fatalf("not ready: %s", out.Text())
		}
		cmds, ins, outs = append(cmds, cmd), append(ins, in), append(outs, out)
	}
	for _, in := range ins {
		if _, err := fmt.Fprintln(in, c.Number); err != nil {
			t.Fatal(err)
		}
	}
	numbers := map[string]bool{string(c.Number): true}
	for i, out := range outs {
		for out.Scan() {
			fields := strings.Fields(out.Text())
			if len(fields) != 2 || fields[0] != "case" || numbers[fields[1]] {
				t.Fatalf("process %d says: %s", i, out.Text())
			}
			numbers[fields[1]] = true
		}
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	h := sound(t, s)
	perCase := len(testkit.Reviewed(false)) + 1
	if want := 1 + 2*(sharedCases*perCase+sharedNotes); h.Events != want || len(numbers) != 2*sharedCases+1 {
		t.Errorf("%d events, want %d; %d numbers", h.Events, want, len(numbers))
	}
	if c, err := s.Case(t.Context(), c.Number); err != nil || c.Events != 1+2*sharedNotes {
		t.Errorf("the shared case has %d events, %v", c.Events, err)
	}
	open(t, s, 1)
	sound(t, s)
}

// TestTwoProcessesBegin lets two stores make the same new file at once.
func TestTwoProcessesBegin(t *testing.T) {
	path := newPath(t)
	failed := make(chan error)
	const many = 6
	for range many {
		go func() {
			s, err := store.Open(t.Context(), path, store.Options{Terminal: testkit.Terminal})
			if err == nil {
				err = s.SaveDraft(t.Context(), clerk, "k", []byte("v"))
				err = errors.Join(err, s.Close())
			}
			failed <- err
		}()
	}
	for range many {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if left := folder(t, path); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	sound(t, openAt(t, path, store.Options{}))
}
