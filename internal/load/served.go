package load

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// served is a server under measurement: a process of its own.
type served struct {
	cmd     *exec.Cmd
	address string
	data    string
	log     *os.File
}

// startServer starts this program again as a server, and waits until it answers.
func startServer(ctx context.Context, data string, environment []string, arguments ...string) (*served, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &served{address: l.Addr().String(), data: data}
	if err := l.Close(); err != nil {
		return nil, err
	}
	if s.log, err = os.Create(filepath.Join(data, "server.log")); err != nil {
		return nil, err
	}
	s.cmd = exec.Command(self, arguments...)
	s.cmd.Env = append(os.Environ(), append(environment, "YICHUANG_LISTEN="+s.address, "YICHUANG_DATA="+data, "YICHUANG_NAMES=127.0.0.1", "YICHUANG_ADMIN=")...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	return s, s.answers(ctx)
}

func (s *served) answers(ctx context.Context) error {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}} // it is asked whether it lives, nothing else
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		answer, err := client.Get("https://" + s.address + "/healthz")
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	text, _ := os.ReadFile(s.log.Name()) // whatever it says
	return fmt.Errorf("the server did not start:\n%s", text)
}

// stop ends the server in order.
func (s *served) stop() error {
	if s == nil || s.cmd.Process == nil {
		return nil
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	err := s.cmd.Wait()
	return errors.Join(err, s.log.Close())
}

// cpu returns the processor time that the server has used.
func (s *served) cpu() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0 // not on this system
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	const user, system, ticks = 11, 12, 100
	u, _ := strconv.Atoi(fields[user]) // the kernel writes figures
	k, _ := strconv.Atoi(fields[system])
	return time.Duration(u+k) * time.Second / ticks
}

// peak returns the most memory that the server had resident since calm, in MB.
func (s *served) peak() float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if kib, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kib), "kB"))) // the kernel writes figures
			return float64(n) / 1024
		}
	}
	return 0
}

// calm has the peak begin anew.
func (s *served) calm() {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte("5"), 0) // where it cannot be, the peak is that of the whole run
}

// disk returns how much the server's data take, in MB.
func (s *served) disk() float64 {
	var size int64
	_ = filepath.WalkDir(s.data, func(path string, d os.DirEntry, err error) error { // files come and go
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return float64(size) / (1 << 20)
}
