package finder

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// The readings of Chinese characters without tones, ü as v, the usual reading
// first. A line is the readings, a space, and all characters that have them.
// The rare file holds what lies outside the range below.
var (
	//go:embed readings.txt
	readingsText string
	//go:embed readings_rare.txt
	rareReadingsText string
)

// The range that covers all but the rarest characters: the unified ideographs
// and their extension A.
const (
	firstIdeograph = 0x3400
	lastIdeograph  = 0x9FFF
)

// readingTable maps the common range to lines of readings.txt. A plain array
// costs 55 KB and a third of a millisecond, once; a map would cost ten times
// both, and every program would pay for it at its start.
type readingTable struct {
	keys []string // the readings of a line, comma separated; keys[0] is ""
	line [lastIdeograph - firstIdeograph + 1]uint16
}

var commonReadings = sync.OnceValue(parseReadings)

func parseReadings() *readingTable {
	t := &readingTable{keys: []string{""}}
	for line := range dataLines(readingsText) {
		key, chars, _ := strings.Cut(line, " ")
		for _, r := range chars {
			if r >= firstIdeograph && r <= lastIdeograph {
				t.line[r-firstIdeograph] = uint16(len(t.keys))
			}
		}
		t.keys = append(t.keys, key)
	}
	return t
}

// readingsOf returns the readings of a Chinese character, the usual one first,
// and nil for anything else.
func readingsOf(r rune) []string {
	key := ""
	if r >= firstIdeograph && r <= lastIdeograph {
		t := commonReadings()
		key = t.keys[t.line[r-firstIdeograph]]
	} else if r > utf8.RuneSelf {
		key = rareReadings(r)
	}
	if key == "" {
		return nil
	}
	return strings.Split(key, ",")
}

// rareReadings looks a rare character up in the text itself: such characters
// occur in few names, and a table of all of them would cost more than it saves.
func rareReadings(r rune) string {
	i := strings.IndexRune(rareReadingsText, r)
	if i < 0 {
		return ""
	}
	line := rareReadingsText[strings.LastIndexByte(rareReadingsText[:i], '\n')+1:]
	if line[0] == '#' {
		return ""
	}
	key, _, _ := strings.Cut(line, " ")
	return key
}

// dataLines yields the lines of a data file, trimmed, without comments and
// empty lines.
func dataLines(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}
