package central_test

import (
	"crypto/ed25519"
	"fmt"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
	"yichuang/internal/wire"
)

// backlog is what a terminal has to send after an outage, as bodies of pushes.
func backlog(b *testing.B, c *central.Centre, number, cases, each int) [][]byte {
	b.Helper()
	code, err := c.AddSeat(b.Context(), window(fmt.Sprintf("W%03d", number), number))
	if err != nil {
		b.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := c.Enrol(b.Context(), wire.Enrol{Secret: code.Secret, CSR: request(b, key)})
	if err != nil {
		b.Fatal(err)
	}
	t := answer.Terminal
	seq, head := int64(0), yichuang.ChainStart(t.ID)
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, yichuang.Shanghai)
	var bodies [][]byte
	st := yichuang.Stretch{Terminal: t.ID, First: 1}
	for i := range cases {
		n, err := yichuang.IssueNumber(testkit.Region, testkit.FillEnd, number, t.Epoch, i+1)
		if err != nil {
			b.Fatal(err)
		}
		opened := testkit.Opened(number*cases+i, 50)
		for base, body := range append([]yichuang.Body{&opened}, testkit.Worked(i)...) {
			seq++
			at = at.Add(7*time.Second + time.Duration(seq*7919%1e9))
			e := yichuang.Event{Terminal: t.ID, Seq: seq, Case: n, Base: base, At: at, By: "1001", Body: body}
			line, err := e.Line()
			if err != nil {
				b.Fatal(err)
			}
			head = head.Next(line)
			st.Lines = append(st.Lines, line)
		}
		if (i+1)%each == 0 || i == cases-1 {
			st.Voucher = yichuang.SignVoucher(key, t.ID, seq, head)
			bodies = append(bodies, wire.AppendStretch(nil, &st))
			st = yichuang.Stretch{Terminal: t.ID, First: seq + 1}
		}
	}
	return bodies
}

// BenchmarkPush drains backlogs of many terminals at once, without a network, on
// both databases. all.again is the same a second time: every event is here already.
func BenchmarkPush(b *testing.B) {
	for _, on := range []string{"sqlite", "postgres"} {
		b.Run(on, func(b *testing.B) {
			o := central.Options{Data: b.TempDir()}
			if on == "postgres" {
				o.Database = testkit.Postgres(b)
			}
			const terminals, cases = 40, 50
			for b.Loop() {
				b.StopTimer()
				o.Data = b.TempDir()
				if on == "postgres" {
					o.Database = testkit.Postgres(b)
				}
				c := open(b, o)
				var all [][][]byte
				size := 0
				for number := range terminals {
					bodies := backlog(b, c, number+1, cases, 50)
					for _, body := range bodies {
						size += len(body)
					}
					all = append(all, bodies)
				}
				b.StartTimer()
				first := drain(b, c, all)
				b.StopTimer()
				again := drain(b, c, all)
				b.ReportMetric(float64(terminals*cases)/first.Seconds(), "cases/s")
				b.ReportMetric(float64(terminals*cases)*25/first.Seconds(), "events/s")
				b.ReportMetric(first.Seconds()/again.Seconds(), "again-ratio")
				b.ReportMetric(float64(size)/terminals/cases, "bytes/case")
				b.StartTimer()
			}
		})
	}
}

func drain(b *testing.B, c *central.Centre, all [][][]byte) time.Duration {
	b.Helper()
	begun := time.Now()
	var sending sync.WaitGroup
	for _, bodies := range all {
		sending.Go(func() {
			for _, body := range bodies {
				if _, err := c.Push(b.Context(), hall, body); err != nil {
					b.Error(err)
				}
			}
		})
	}
	sending.Wait()
	return time.Since(begun)
}
