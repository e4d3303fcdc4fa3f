package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device/devicetest"
)

// equipped makes a home whose seat has these printers, and a case with papers to print.
func equipped(t testing.TB, printers string) (home string, n yichuang.CaseNumber) {
	t.Helper()
	home = t.TempDir()
	folder := filepath.Join(home, "config", "yichuang")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte("printers:\n"+printers), 0o600); err != nil {
		t.Fatal(err)
	}
	s := seated(t, home)
	defer s.close()
	if err := s.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := takeOne(t, s)
	if err != nil {
		t.Fatal(err)
	}
	return home, got.Number
}

// atPapers starts the program and opens the papers of a case.
func atPapers(t testing.TB, home string, n yichuang.CaseNumber) *console {
	t.Helper()
	d := enter(t, home)
	d.press("f3").sees("查找").types(string(n)).sees(n.Pretty()[14:]).press("enter").sees("下一步").types("p").sees("[文书]").sees("待打印")
	d.quiet(settled)
	return d
}

// A clerk prints on a roll and on pages. The roll printer is off: the frame says so,
// the case goes on, the page printer takes the receipt over, and what the program was
// killed over is asked about at the next start.
func TestPrintingAtTheWindow(t *testing.T) {
	pages, address := devicetest.StartIPPPrinter(t, ""), closedAddress(t)
	home, n := equipped(t, fmt.Sprintf("  - {name: 小票机, kind: escpos, address: %q}\n  - {name: A4打印机, kind: ipp, address: %q}\n", address, pages.URI))
	d := atPapers(t, home, n)
	d.sees("小票机：").types("p").sees("2份已送打印").sees("等打印机").sees("已打出")
	d.types("a").sees("没有打出来").sees("已交 1/2 份") // the notice is out, the receipt is not
	d.press("f6").sees("> 打印任务").sees("等打印机").types("m").sees("改在哪台打印机上打").types("1").sees("已改送A4打印机").gone("等打印").gone("正在送打印").sees("已打出")
	d.press("esc").sees("[文书]").types("a").sees("已交 2/2 份")
	if came := pages.Pages(t); len(came) != 2 {
		t.Errorf("%d pages came out", len(came))
	}

	pages.Hold(t) // without paper, in the middle of a reprint, the power goes
	d.types("1").types("r").sees("补打第1次").types("1").sees("已交申请人 补打1")
	d.press("f6").sees("> 打印任务").sees("> ").types("m").sees("改在哪台打印机上打").types("1").sees("已改送A4打印机").sees("没纸了")
	d.kill()
	pages.Release()
	d = enter(t, home)
	d.sees("有打印任务待处理").types("p").sees("送打印时中断").sees("请先看打印机")
	d.types("y").sees("已记为出纸").gone("有打印任务待处理")
	d.press("f10").sees("退出").press("enter").ends()
}

// BenchmarkReceipt: from the key that confirms a printing until its last byte is at
// the printer, p50 and p95, on a receipt printer that answers; how long the screen
// takes to answer the next key meanwhile; and the same bytes written plainly to the
// same listener.
func BenchmarkReceipt(b *testing.B) {
	type arrival struct {
		at   time.Time
		data []byte
	}
	arrived := make(chan arrival, 1)
	address := devicetest.Listen(b, "", func(c *net.TCPConn) {
		roll := devicetest.NewRoll(devicetest.RollReady)
		over := make(chan struct{})
		go func() { _ = roll.Serve(c, 0); close(over) }()
		select {
		case <-roll.Begun: // not only a question how it is
			paper := roll.Papers(1)[0]
			arrived <- arrival{time.Now(), paper}
			<-over
		case <-over:
		}
	})
	home, n := equipped(b, fmt.Sprintf("  - {name: 小票机, kind: escpos, address: %q}\n", address))
	d := atPapers(b, home, n)
	d.press("enter")
	slip := (<-arrived).data
	d.types("1").quiet(settled)
	var confirmed, next, plain []time.Duration
	b.ResetTimer()
	for i := range b.N {
		d.types("r").sees(fmt.Sprintf("补打第%d次", i+1))
		d.quiet(settled)
		began := time.Now()
		d.types("1")
		next = append(next, d.answer("\x1b[B"))
		confirmed = append(confirmed, (<-arrived).at.Sub(began))
		d.press("up").quiet(settled)

		began = time.Now()
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Write(slip); err != nil {
			b.Fatal(err)
		}
		plain = append(plain, (<-arrived).at.Sub(began))
		c.Close()
	}
	b.ReportMetric(ms(median(confirmed)), "ms-p50")
	b.ReportMetric(ms(percentile(confirmed, 95)), "ms-p95")
	b.ReportMetric(ms(percentile(next, 95)), "ms-next-key-p95")
	b.ReportMetric(ms(median(plain)), "ms-plain-p50")
	b.ReportMetric(float64(len(slip)), "bytes")
	b.ReportMetric(0, "ns/op")
	if !strings.Contains(d.text(), "[文书]") {
		b.Errorf("the screen is elsewhere:\n%s", d.text())
	}
}
