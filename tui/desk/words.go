package desk

import (
	"strconv"
	"time"

	"yichuang"
	"yichuang/tui/kit"
)

// tail is the end of a case number by which people at one window call a case:
// serial and check digit.
func tail(n yichuang.CaseNumber) string {
	if len(n) < 5 {
		return string(n)
	}
	return string(n[len(n)-5:len(n)-1]) + "-" + string(n[len(n)-1:])
}

// when says when a case came in: the time today, else the day.
func when(c *yichuang.Summary, today yichuang.Date) string {
	t := c.Received.In(yichuang.Shanghai)
	switch day := yichuang.DateOf(t); {
	case day == today:
		return t.Format("15:04")
	case day.Year == today.Year:
		return t.Format("01-02")
	default:
		return t.Format("06-01")
	}
}

// dueWords says by when something must happen to a case, in words that need no
// calendar, and how urgent that is.
func dueWords(c *yichuang.Summary, today yichuang.Date) (kit.Tone, string) {
	d := c.Dates
	switch {
	case c.Stage.Open() && !d.Notice.IsZero():
		return late("告知", d.Notice, today)
	case c.Stage == yichuang.StageCorrecting:
		if n := yichuang.DateOf(c.Touched).DaysUntil(today); n > 0 {
			return kit.Plain, "已等" + strconv.Itoa(n) + "日"
		}
		return kit.Plain, "今天告知"
	case !d.Owed.IsZero():
		return late("补交", d.Owed, today)
	case !d.Promised.IsZero():
		return late("承诺", d.Promised, today)
	}
	return kit.Plain, ""
}

// late says how far a last day is away.
func late(what string, due, today yichuang.Date) (kit.Tone, string) {
	switch n := today.DaysUntil(due); {
	case n < 0:
		return kit.Bad, what + "已超期" + strconv.Itoa(-n) + "日"
	case n == 0:
		return kit.Bad, what + "今天到期"
	case n == 1:
		return kit.Warn, what + "明天到期"
	case n == 2:
		return kit.Plain, what + "后天到期"
	default:
		return kit.Plain, what + "还有" + strconv.Itoa(n) + "日"
	}
}

// greeting is what one says at that time of day.
func greeting(now time.Time) string {
	switch h := now.In(yichuang.Shanghai).Hour(); {
	case h < 5 || h >= 18:
		return "晚上好"
	case h < 9:
		return "早上好"
	case h < 12:
		return "上午好"
	case h < 14:
		return "中午好"
	}
	return "下午好"
}
