package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// scanOn is the part of a process that adds scans to one case until it is killed,
// and says which it has written half of, and which it has added.
func scanOn(ctx context.Context, s *store.Store) error {
	if _, err := s.PutItems(ctx, testkit.Items(testkit.FillItems)); err != nil {
		return err
	}
	c, err := s.OpenCase(ctx, clerk, testkit.Region, testkit.Opened(0, testkit.FillItems), testkit.Scenario())
	if err != nil {
		return err
	}
	fmt.Println("case", c.Number)
	for {
		data := content(rand.Uint64(), rand.IntN(8*mib)+1)
		half := hook(func() { fmt.Println("half", hashOf(data)) })
		read := &odd{first: bytes.NewReader(data), second: io.MultiReader(bytes.NewReader(data[:len(data)/2]), half, bytes.NewReader(data[len(data)/2:]))}
		if err := attach(ctx, s, c, testkit.MaterialIDs[rand.IntN(3)], read); err != nil {
			return err
		}
		fmt.Println("scan", hashOf(data))
	}
}

// TestKilledWhileAdding kills a process that adds scans, again and again. Every scan
// that was acknowledged is there whole and its case names it; none that a case names
// is missing; and what was half added is gone after the next start.
func TestKilledWhileAdding(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	path := newPath(t)
	acknowledged := map[yichuang.ScanHash]yichuang.CaseNumber{}
	swept := 0
	for round := range rounds {
		numbers := killAdding(t, path, 1+rand.IntN(9), acknowledged)
		leftovers, err := filepath.Glob(filepath.Join(filepath.Dir(path), "scans", "new-*"))
		if err != nil {
			t.Fatal(err)
		}
		swept += len(leftovers)
		s := openAt(t, path, store.Options{})
		named := map[yichuang.ScanHash]bool{}
		for number := range numbers {
			c, err := s.Case(t.Context(), number)
			if err != nil {
				t.Fatal(err)
			}
			for _, scan := range c.Scans() {
				named[scan.Hash] = true
				if err := s.ReadScan(t.Context(), scan, io.Discard); err != nil {
					t.Fatalf("round %d: a scan that the case names: %v", round, err)
				}
			}
		}
		for hash, number := range acknowledged {
			if numbers[number] && !named[hash] {
				t.Fatalf("round %d: %s was acknowledged and no case names it", round, hash)
			}
		}
		for _, name := range kept(t, s) {
			if strings.HasPrefix(name, "new-") {
				t.Fatalf("round %d: half added: %s", round, name)
			}
		}
		sound(t, s)
		must(t, s.Close())
	}
	t.Logf("%d scans survived, %d half added were swept away", len(acknowledged), swept)
	if len(acknowledged) == 0 || swept == 0 {
		t.Error("the kills hit nothing")
	}
}

// killAdding lets a process say so many lines and kills it in whatever it does next.
func killAdding(t *testing.T, path string, lines int, acknowledged map[yichuang.ScanHash]yichuang.CaseNumber) map[yichuang.CaseNumber]bool {
	t.Helper()
	cmd, _, out := start(t, "scanner", path)
	numbers := map[yichuang.CaseNumber]bool{}
	var number yichuang.CaseNumber
	for n := 0; out.Scan(); n++ {
		switch what, name, _ := strings.Cut(out.Text(), " "); what {
		case "case":
			number = yichuang.CaseNumber(name)
			numbers[number] = true
		case "scan":
			acknowledged[yichuang.ScanHash(name)] = number
		case "half":
		default:
			t.Fatalf("the process says: %s", out.Text())
		}
		if n == lines {
			must(t, cmd.Process.Kill())
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return numbers
}

// sharedScans are the pieces of content that two processes add at once.
const sharedScans = 12

// addShared waits for a case number on its input and adds the shared content to it.
func addShared(ctx context.Context, s *store.Store) error {
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	if !in.Scan() {
		return io.ErrUnexpectedEOF
	}
	c, err := s.Case(ctx, yichuang.CaseNumber(in.Text()))
	if err != nil {
		return err
	}
	for i := range sharedScans {
		if err := attach(ctx, s, c, "m1", bytes.NewReader(content(uint64(i), mib+1+i))); err != nil {
			return err
		}
	}
	return nil
}

// TestTwoProcessesAdd lets two processes add the same content to the same case at the
// same time: both succeed, and everything is there once.
func TestTwoProcessesAdd(t *testing.T) {
	s := newStore(t, store.Options{})
	c := open(t, s, 0, testkit.Scenario())
	var cmds []*exec.Cmd
	var ins []io.WriteCloser
	for range 2 {
		cmd, in, out := start(t, "adder", s.Path())
		if !out.Scan() || out.Text() != "ready" {
			t.Fatalf("not ready: %s", out.Text())
		}
		cmds, ins = append(cmds, cmd), append(ins, in)
	}
	for _, in := range ins {
		if _, err := fmt.Fprintln(in, c.Number); err != nil {
			t.Fatal(err)
		}
	}
	for _, cmd := range cmds {
		must(t, cmd.Wait())
	}
	c, err := s.Case(t.Context(), c.Number)
	if err != nil || len(c.Scans()) != sharedScans || c.Events != 2+2*sharedScans {
		t.Fatalf("%d scans by %d events, %v", len(c.Scans()), c.Events, err)
	}
	for i, scan := range c.Scans() {
		readsBack(t, s, scan, content(uint64(i), mib+1+i))
	}
	if all := kept(t, s); len(all) != 3*sharedScans {
		t.Errorf("left behind: %v", all)
	}
	sound(t, s)
}
