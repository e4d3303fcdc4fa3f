package sync

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yichuang/internal/wire"
)

// silence is how long the feed may say nothing: it gives a sign of life more often.
const silence = 40 * time.Second

// Listen keeps the feed open and hands over what it says.
func (h *HTTP) Listen(ctx context.Context, after int64, say func(Said)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answer, err := h.send(ctx, request{method: http.MethodGet, path: wire.PathFeed, query: url.Values{"after": {strconv.FormatInt(after, 10)}}})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		raw, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
		if err != nil {
			return unreachable(ctx, err)
		}
		return problem(answer, raw)
	}
	quiet := time.AfterFunc(silence, cancel)
	defer quiet.Stop()
	lines := bufio.NewReaderSize(answer.Body, 64<<10)
	var kind string
	var data []byte
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return unreachable(ctx, err)
		}
		quiet.Reset(silence)
		switch text := bytes.TrimSuffix(line, []byte("\n")); {
		case len(text) == 0:
			if kind != "" {
				say(read(kind, data))
			}
			kind, data = "", nil
		case bytes.HasPrefix(text, []byte("event: ")):
			kind = string(text[len("event: "):])
		case bytes.HasPrefix(text, []byte("data: ")) && len(data) < wire.MostBody:
			data = append(append(data, text[len("data: "):]...), '\n')
		}
	}
}

// read reads an event of the feed. One that cannot be read still is news.
func read(kind string, data []byte) (s Said) {
	switch kind {
	case wire.FeedPublished:
		s.Published = true
	case wire.FeedPage:
		if p, err := wire.ParsePage(data); err == nil {
			s.Page = p
		}
	}
	return s
}
