package desk_test

import (
	"testing"
	"time"
)

// On a narrow screen a day of last year is not taken for one of this year.
func TestDaysOfLastYear(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	h.take("去年", 400, opened)
	h.take("上旬", 326, opened)
	open(d, h).Resize(80, 24)
	d.Sees(h.now.AddDate(0, 0, -400).Format("06年")+" ", h.now.AddDate(0, 0, -326).Format("01-02")+" ")
}

// Far days are days, near ones words; the day of another year says which.
func TestLastDays(t *testing.T) {
	h := new(hall)
	d := start(t, h)
	h.now = h.now.AddDate(0, 0, 35) // 28 December
	h.take("岁末", 0, accepted)
	d.Advance(35 * 24 * time.Hour)
	open(d, h).Resize(80, 24).Sees("岁末", "承诺27-01-").Resize(120, 40).Sees("承诺27-01-", "到期（还有")
}
