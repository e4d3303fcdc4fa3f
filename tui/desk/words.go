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

// when says when a case came in: the time today, else the day; where there is
// room, both. A day of last year needs no year as long as no other can be meant.
func when(c *yichuang.Summary, today yichuang.Date, wide bool) string {
	t := c.Received.In(yichuang.Shanghai)
	day := yichuang.DateOf(t)
	switch {
	case day.Year != today.Year && wide:
		return t.Format("2006-01-02")
	case day.DaysUntil(today) > 330:
		return t.Format("06年")
	case wide:
		return t.Format("01-02 15:04")
	case day == today:
		return t.Format("15:04")
	}
	return t.Format("01-02")
}

// dueWords says by when something must happen to a case, in words where that is
// near, and how urgent it is.
func dueWords(c *yichuang.Summary, today yichuang.Date, wide bool) (kit.Tone, string) {
	d := c.Dates
	if c.Stage == yichuang.StageCorrecting {
		if n := yichuang.DateOf(c.Touched).DaysUntil(today); n > 0 {
			return kit.Plain, "已等" + strconv.Itoa(n) + "日"
		}
		return kit.Plain, "今天告知"
	}
	what, due := "承诺", d.Promised
	switch {
	case c.Stage.Open():
		what, due = "告知", d.Notice
	case !d.Owed.IsZero():
		what, due = "补交", d.Owed
	}
	if due.IsZero() {
		return kit.Plain, ""
	}
	day := due.String()[len("2006-"):]
	if due.Year != today.Year {
		day = due.String()[len("20"):]
	}
	days := today.DaysUntil(due)
	tone, words := late(days)
	switch {
	case words == "": // the day, not how many: those of the limits are working days
		words = day + "到期"
		if wide {
			words += "（还有" + strconv.Itoa(days) + "日）"
		}
	case wide:
		words += "（" + day + "）"
	}
	return tone, what + words
}

// late says how far a last day is away, "" when it is not near.
func late(days int) (kit.Tone, string) {
	switch {
	case days < 0:
		return kit.Bad, "已超期" + strconv.Itoa(-days) + "日"
	case days == 0:
		return kit.Bad, "今天到期"
	case days == 1:
		return kit.Warn, "明天到期"
	case days == 2:
		return kit.Plain, "后天到期"
	}
	return kit.Plain, ""
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
