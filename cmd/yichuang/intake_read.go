package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yichuang"

	"github.com/goccy/go-yaml"
)

// reader reads the values of an intake file and notes every problem with its
// path, so that all of them are told at once.
type reader struct {
	problems []problem
}

// problem is one thing wrong in a file.
type problem struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// mostProblems bounds what is told of a file that is no application at all.
const mostProblems = 200

func (r *reader) bad(path, format string, a ...any) {
	if len(r.problems) == mostProblems {
		return
	}
	r.problems = append(r.problems, problem{path, fmt.Sprintf(format, a...)})
}

// refused tells what a rule refused, if it did.
func (r *reader) refused(path string, err error) bool {
	if err == nil {
		return false
	}
	message, hint := yichuang.Explain(err)
	r.bad(path, "%s（%s）", message, hint)
	return true
}

// section is a mapping in the file, with its path.
type section struct {
	r    *reader
	path string
	m    map[string]any
	seen map[string]bool
}

func (r *reader) section(path string, v any) *section {
	s := &section{r: r, path: path, seen: map[string]bool{}}
	switch m := v.(type) {
	case nil:
	case map[string]any:
		s.m = m
	case map[any]any:
		s.m = make(map[string]any, len(m))
		for k, v := range m {
			s.m[fmt.Sprint(k)] = v
		}
	default:
		r.bad(path, "must be a mapping of keys to values, not %s", kindOf(v))
	}
	return s
}

func (s *section) at(key string) string {
	if s.path == "" {
		return key
	}
	return s.path + "." + key
}

func (s *section) get(key string) (any, bool) {
	s.seen[key] = true
	v, ok := s.m[key]
	return v, ok && v != nil
}

// text reads a scalar as text; numbers written without quotes are taken as they
// stand, except that YAML drops leading zeros, which cannot be seen here.
func (s *section) text(key string) string {
	v, ok := s.get(key)
	if !ok {
		return ""
	}
	switch v := v.(type) {
	case string:
		if n := utf8.RuneCountInString(v); n > yichuang.TextLimit {
			s.r.bad(s.at(key), "has %d characters, at most %d are taken", n, yichuang.TextLimit)
			return ""
		}
		return v
	case uint64, int64, int:
		return fmt.Sprint(v)
	case float64:
		s.r.bad(s.at(key), "is read as the number %v; put it in quotes", v)
		return ""
	case bool:
		// an option id such as yes or no, written without quotes
		if v {
			return "yes"
		}
		return "no"
	}
	s.r.bad(s.at(key), "must be text, not %s", kindOf(v))
	return ""
}

func (s *section) flag(key string) (value, set bool) {
	v, ok := s.get(key)
	if !ok {
		return false, false
	}
	b, ok := v.(bool)
	if !ok {
		s.r.bad(s.at(key), "must be true or false, not %s", kindOf(v))
	}
	return b, ok
}

func (s *section) number(key string, otherwise int) int {
	v, ok := s.get(key)
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(fmt.Sprint(v))
	if err != nil || n < 0 || n > 999 {
		s.r.bad(s.at(key), "must be a whole number from 0 to 999, not %v", v)
		return otherwise
	}
	return n
}

func (s *section) list(key string) []any {
	v, ok := s.get(key)
	if !ok {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		s.r.bad(s.at(key), "must be a list, not %s", kindOf(v))
	}
	return l
}

func (s *section) time(key string) time.Time {
	text := s.text(key)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, yichuang.Shanghai); err == nil {
			return t
		}
	}
	s.r.bad(s.at(key), "%q is no time; write 2026-11-22 09:30", yichuang.Clip(text, 30))
	return time.Time{}
}

// one reads one of the words allowed; empty when the key is absent.
func (s *section) one(key string, allowed ...string) string {
	v := s.text(key)
	if v != "" && !slices.Contains(allowed, v) {
		s.r.bad(s.at(key), "%q is not one of %s", yichuang.Clip(v, 30), strings.Join(allowed, ", "))
		return ""
	}
	return v
}

// done notes keys that nobody asked for.
func (s *section) done() {
	for _, k := range slices.Sorted(maps.Keys(s.m)) {
		if !s.seen[k] {
			known := slices.Sorted(maps.Keys(s.seen))
			s.r.bad(s.at(k), "unknown key; known here: %s", strings.Join(known, ", "))
		}
	}
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case string:
		return "text"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any, map[any]any:
		return "a mapping"
	}
	return "a number"
}

// readYAML reads the file into plain values; a broken file is one problem with
// line and column.
func (r *reader) readYAML(raw []byte) any {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	switch {
	case len(raw) > mostApplication:
		r.bad("", "the file is larger than %d KiB; an application is a few kilobytes", mostApplication>>10)
		return nil
	case !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0:
		r.bad("", "the file is not UTF-8 text; save it as UTF-8")
		return nil
	case tooDeep(raw):
		r.bad("", "brackets or dashes stand inside one another more than %d deep", deepest)
		return nil
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	var v, more any
	err := d.Decode(&v)
	if err != nil && !errors.Is(err, io.EOF) {
		r.bad("", "not valid YAML: %s", yichuang.Clip(strings.TrimSpace(yaml.FormatError(err, false, true)), 1000))
		return nil
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		r.bad("", "the file holds more than one application (---); write one file for each")
	}
	return v
}

// What an application may be. The YAML library works by recursion and in the
// square of some sizes: a line of brackets, or of dashes, would cost all memory.
const (
	mostApplication = 64 << 10
	deepest         = 30
)

// dashes are marks of lists one inside another, anywhere in a line.
var dashes = regexp.MustCompile(`(?:[-?:][ \t]+){200}`)

// tooDeep reports nesting that no application has.
func tooDeep(raw []byte) bool {
	depth := 0
	for _, c := range raw {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > deepest {
			return true
		}
	}
	return dashes.Match(raw)
}
