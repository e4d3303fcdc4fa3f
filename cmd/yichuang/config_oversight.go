package main

import (
	"fmt"

	"yichuang"
)

// oversightConfig are the hall's figures for oversight, in working days but for shares.
type oversightConfig struct {
	thresholds `mapstructure:",squash"`
	Instant    thresholds `mapstructure:"instant"` // over them, for items done on the spot
	Take       int        `mapstructure:"take"`
	Answer     int        `mapstructure:"answer"`
	Collect    int        `mapstructure:"collect"`
}

type thresholds struct {
	Share    int `mapstructure:"share"`
	Least    int `mapstructure:"least"`
	Short    int `mapstructure:"short"`
	RedFirst int `mapstructure:"red_first"`
}

// mostDays is more working days than any limit has.
const mostDays = 250

func (o *oversightConfig) check() []string {
	var bad []string
	for _, x := range []struct {
		key               string
		value, least, top int
	}{
		{"share", o.Share, 0, 100}, {"least", o.Least, 0, mostDays}, {"short", o.Short, 0, mostDays}, {"red_first", o.RedFirst, 0, mostDays},
		{"instant.share", o.Instant.Share, 0, 100}, {"instant.least", o.Instant.Least, 0, mostDays}, {"instant.short", o.Instant.Short, 0, mostDays}, {"instant.red_first", o.Instant.RedFirst, 0, mostDays},
		{"take", o.Take, 0, mostDays}, {"answer", o.Answer, 0, mostDays}, {"collect", o.Collect, 0, mostDays},
	} {
		if x.value < x.least || x.value > x.top {
			bad = append(bad, fmt.Sprintf("oversight.%s %d must be %d to %d", x.key, x.value, x.least, x.top))
		}
	}
	return bad
}

// rules are the figures as the rules of the house take them.
func (o *oversightConfig) rules() *yichuang.WatchRules {
	return &yichuang.WatchRules{Thresholds: yichuang.Thresholds(o.thresholds), Take: o.Take, Answer: o.Answer, Collect: o.Collect,
		Handling: map[yichuang.Handling]yichuang.Thresholds{yichuang.Instant: yichuang.Thresholds(o.Instant)}}
}
