package load

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"yichuang"
	"yichuang/internal/wire"
)

// ours is the protocol of a centre.
var ours = &speech{
	push: wire.PathPush, pull: wire.PathPull, feed: wire.PathFeed,
	body: func(st *yichuang.Stretch) []byte { return wire.AppendStretch(nil, st) },
	page: func(raw []byte) (events, cases int, cursor int64, more bool, err error) {
		page, err := wire.ParsePage(raw)
		if err != nil {
			return 0, 0, 0, false, err
		}
		for i := range page.Runs {
			events += page.Runs[i].N
		}
		return events, len(page.Runs), page.End.Position, page.End.More, nil
	},
	heard: func(line string) (string, bool) {
		if !strings.HasPrefix(line, `data: {"run":`) {
			return "", false
		}
		_, rest, ok := strings.Cut(line, `,"case":"`)
		n, _, _ := strings.Cut(rest, `"`)
		return n, ok
	},
}

// bare is the protocol of the bare server: a line for each case, which is its
// number, how many events it has, and those, between tabs. Lines that come from
// there begin with a position.
var bare = &speech{
	push: "/bare/push", pull: "/bare/pull", feed: "/bare/feed",
	body: bareBody,
	page: func(raw []byte) (events, cases int, cursor int64, more bool, err error) {
		for line := range bytes.Lines(raw) {
			pos, rest, _ := strings.Cut(string(line[:min(len(line), 64)]), "\t")
			_, rest, _ = strings.Cut(rest, "\t")
			n, _, ok := strings.Cut(rest, "\t")
			if !ok { // the last line says where the page ends
				cursor, err = strconv.ParseInt(strings.TrimSpace(pos), 10, 64)
				return events, cases, cursor, cases == barePage, err
			}
			of, err := strconv.Atoi(n)
			if err != nil {
				return 0, 0, 0, false, err
			}
			events, cases = events+of, cases+1
		}
		return 0, 0, 0, false, fmt.Errorf("a page of %d bytes has no end", len(raw))
	},
	heard: func(line string) (string, bool) {
		_, rest, _ := strings.Cut(line, "\t")
		n, _, ok := strings.Cut(rest, "\t")
		return n, ok
	},
}

func bareBody(st *yichuang.Stretch) []byte {
	var out, events []byte
	var number string
	n := 0
	flush := func() {
		if n > 0 {
			out = append(fmt.Appendf(out, "%s\t%d", number, n), events...)
			out = append(out, '\n')
		}
		events, n = events[:0], 0
	}
	for _, line := range st.Lines {
		if of := caseOf(line); of != number {
			flush()
			number = of
		}
		events = append(append(events, '\t'), bytes.TrimSpace(line)...)
		n++
	}
	flush()
	return out
}

// caseOf finds the number in a line, which is made here and never read from
// anywhere.
func caseOf(line []byte) string {
	_, rest, _ := bytes.Cut(line, []byte(`"case":"`))
	n, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(n)
}
