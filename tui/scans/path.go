package scans

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// What a person types, copies or drags into the terminal as the name of a file comes
// in many forms: in quotes, with a backslash before every space, as file://, several
// behind each other or one on each line.

// paths returns the full paths that a pasted text is made of, nil when it is
// something else: a piece of a name, say.
func paths(text string) []string {
	var all []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == 0 }) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		words := split(line)
		if len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return !full(w) }) {
			words = []string{plain(line)} // spaces that nobody marked: the line is one name
		}
		all = append(all, words...)
	}
	for _, path := range all {
		if !full(path) {
			return nil
		}
	}
	return all
}

// full reports whether a path begins at a root or at the person's home.
func full(path string) bool {
	return filepath.IsAbs(path) || strings.HasPrefix(path, "~"+string(filepath.Separator)) || strings.HasPrefix(path, "/")
}

// plain is a single path as the system knows it.
func plain(text string) string {
	text = strings.TrimSpace(text)
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := strings.CutPrefix(text, quote); ok {
			return located(strings.TrimSuffix(inner, quote))
		}
	}
	return located(text)
}

// escapes reports whether a backslash stands before characters that mean something
// else, as everywhere but where it parts folders.
const escapes = filepath.Separator != '\\'

// split parts a line at its spaces, but for those in quotes or behind a backslash. It
// returns nothing when a quote has no end: then it is one, such as an apostrophe, and
// no quote.
func split(line string) []string {
	var words []string
	var b strings.Builder
	var quote rune
	open, behind := false, false // a word has begun; a backslash came
	for _, r := range line {
		switch {
		case behind:
			b.WriteRune(r)
			behind = false
		case escapes && r == '\\' && quote != '\'':
			open, behind = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			open, quote = true, r
		case quote == 0 && r == ' ':
			if open {
				words = append(words, located(b.String()))
			}
			b.Reset()
			open = false
		default:
			open = true
			b.WriteRune(r)
		}
	}
	switch {
	case quote != 0:
		return nil
	case open:
		words = append(words, located(b.String()))
	}
	return words
}

// located turns file:///home/a%20b into /home/a b; anything else stays as it is.
func located(text string) string {
	rest, ok := strings.CutPrefix(text, "file://")
	if !ok {
		return text
	}
	rest = strings.TrimPrefix(rest, "localhost")
	if !escapes && len(rest) > 2 && rest[0] == '/' && rest[2] == ':' { // file:///C:/…
		rest = rest[1:]
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		if rest[i] == '%' && i+2 < len(rest) {
			if c, err := strconv.ParseUint(rest[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(rest[i])
	}
	return filepath.FromSlash(b.String())
}
