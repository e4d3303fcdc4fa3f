package catalog

import (
	"cmp"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed vague.yaml
var vagueFile []byte

// vagueRule is one kind of wording that leaves open what is asked for.
type vagueRule struct {
	ID        string   `yaml:"编号"`
	Class     string   `yaml:"类别"`
	Level     string   `yaml:"级别"`
	Pattern   string   `yaml:"模式"`
	Allow     []string `yaml:"例外"`
	Positives []string `yaml:"应报"`
	Negatives []string `yaml:"不报"`
	Fix       string   `yaml:"改法"`
	Keep      string   `yaml:"可以保留"`

	pattern *regexp.Regexp
	allow   []*regexp.Regexp
}

// vagueRules reads the rules when they are first needed: a window never lints
// and should not wait for forty regular expressions.
var vagueRules = sync.OnceValues(func() ([]*vagueRule, error) { return readVague(vagueFile) })

func readVague(data []byte) ([]*vagueRule, error) {
	var rules []*vagueRule
	if err := yaml.UnmarshalWithOptions(data, &rules, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("vague.yaml: %w", err)
	}
	for _, r := range rules {
		var err error
		if r.pattern, err = regexp.Compile(r.Pattern); err != nil {
			return nil, fmt.Errorf("vague.yaml: %s: %w", r.ID, err)
		}
		for _, a := range r.Allow {
			re, err := regexp.Compile(a)
			if err != nil {
				return nil, fmt.Errorf("vague.yaml: %s: %w", r.ID, err)
			}
			r.allow = append(r.allow, re)
		}
	}
	// of two rules that hit one place the stricter one speaks
	slices.SortStableFunc(rules, func(a, b *vagueRule) int {
		return cmp.Compare(rank(a.Level == levelError), rank(b.Level == levelError))
	})
	return rules, nil
}

const levelError = "错误"

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }
func (s span) within(o span) bool   { return o.from <= s.from && s.to <= o.to }

// hits returns the parts of text that break the rule.
func (r *vagueRule) hits(text string) []span {
	var allowed []span
	for _, a := range r.allow {
		allowed = append(allowed, spans(a, text)...)
	}
	var out []span
	for _, h := range spans(r.pattern, text) {
		if !overlapsAny(h, allowed) {
			out = append(out, h)
		}
	}
	return out
}

func spans(re *regexp.Regexp, text string) []span {
	var out []span
	for _, m := range re.FindAllStringIndex(text, -1) {
		out = append(out, span{m[0], m[1]})
	}
	return out
}

func overlapsAny(s span, others []span) bool {
	for _, o := range others {
		if s.overlaps(o) {
			return true
		}
	}
	return false
}

// occurrences returns where phrase stands in text.
func occurrences(text, phrase string) []span {
	var out []span
	for from := 0; phrase != ""; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			break
		}
		out = append(out, span{from + i, from + i + len(phrase)})
		from += i + len(phrase)
	}
	return out
}

var (
	titles = regexp.MustCompile(`《[^《》]*》`)
	quotes = regexp.MustCompile(`“[^“”]*”`)
)

// wording is a vague phrase in a text.
type wording struct {
	rule   *vagueRule
	at     span
	quoted bool // inside “ ”, where it may be what somebody else wrote
}

// wordings returns the vague phrases of text, at most one for each place. Titles
// in 《 》 are names and are left alone.
func wordings(text string) ([]wording, error) {
	rules, err := vagueRules()
	if err != nil {
		return nil, err
	}
	names, quoted := spans(titles, text), spans(quotes, text)
	var out []wording
	for _, r := range rules {
	hit:
		for _, h := range r.hits(text) {
			for _, n := range names {
				if h.within(n) {
					continue hit
				}
			}
			for _, w := range out {
				if h.overlaps(w.at) {
					continue hit
				}
			}
			w := wording{rule: r, at: h}
			for _, q := range quoted {
				w.quoted = w.quoted || h.within(q)
			}
			out = append(out, w)
		}
	}
	return out, nil
}
