package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/device/devicetest"
	"yichuang/internal/readback"

	tea "charm.land/bubbletea/v2"
)

// printingSeat is a seat of the demonstration that prints on these printers, with a
// case whose papers are prepared.
type printingSeat struct {
	*seat
	t    *testing.T
	news chan struct{}
	n    yichuang.CaseNumber
}

func newPrintingSeat(t *testing.T, printers ...printerConfig) *printingSeat {
	t.Helper()
	alone(t)
	c, err := (&options{demo: true}).load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range printers {
		printers[i].complete(80)
	}
	c.Printers = printers
	if bad := c.check(); bad != nil {
		t.Fatal(bad)
	}
	p := &printingSeat{seat: newSeat(c), t: t, news: make(chan struct{}, 1)}
	t.Cleanup(func() { p.endPresses(); _ = p.close() })
	if err := p.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	got, err := takeOne(t, p.seat)
	if err != nil {
		t.Fatal(err)
	}
	p.n = got.Number
	return p
}

// begin begins to print.
func (p *printingSeat) begin() {
	p.t.Helper()
	err := p.startPresses(context.Background(), func(tea.Msg) {
		select {
		case p.news <- struct{}{}:
		default:
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// paper is the number of the case's paper of a kind.
func (p *printingSeat) paper(mark string) string { return string(p.n) + "-" + mark + "1" }

func (p *printingSeat) print(mark string) yichuang.Printout {
	p.t.Helper()
	out, _, err := p.Print(p.t.Context(), "1001", p.n, p.paper(mark))
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// until waits until the only job of a paper stands so.
func (p *printingSeat) until(mark string, states ...yichuang.JobState) yichuang.Job {
	p.t.Helper()
	late := time.After(30 * time.Second)
	for {
		list, err := p.JobsOf(p.t.Context(), p.n)
		if err != nil {
			p.t.Fatal(err)
		}
		var last yichuang.Job
		for _, j := range list {
			if j.Paper == p.paper(mark) {
				last = j
			}
		}
		for _, want := range states {
			if last.State == want {
				return last
			}
		}
		select {
		case <-p.news:
		case <-late:
			p.t.Fatalf("%s: %+v, want %v", mark, last, states)
		}
	}
}

func (p *printingSeat) order(j yichuang.Job, o yichuang.JobOrder) {
	p.t.Helper()
	if err := p.OrderJob(p.t.Context(), "1001", j, o); err != nil {
		p.t.Fatal(err)
	}
}

// listens prints what comes over the network to a printer of the tests.
func listens(t testing.TB, roll *devicetest.Roll, address string) string {
	return devicetest.Listen(t, address, func(c *net.TCPConn) { _ = roll.Serve(c, 0) })
}

// readRoll reads a receipt as a person and a scanner do.
func readRoll(t *testing.T, raw []byte) *readback.Roll {
	t.Helper()
	return readback.Feed(t, raw, readback.Paper{Columns: 48})
}

// pageText is what stands on a page, without the room between.
func pageText(t *testing.T, file string) string {
	t.Helper()
	return strings.Join(strings.Fields(readback.PDFText(t, file)), "")
}

// closedAddress is an address at which nobody listens.
func closedAddress(t testing.TB) string { return fmt.Sprintf("127.0.0.1:%d", devicetest.FreePort(t)) }

// Receipts go to the roll and notices to pages; what comes out is the paper, and its
// code is known by the terminal.
func TestPapersComeOutOfTheirPrinters(t *testing.T) {
	roll, pages := devicetest.NewRoll(devicetest.RollReady), devicetest.StartIPPPrinter(t, "")
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: listens(t, roll, "")},
		printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.begin()
	if out := p.print("SJ"); out.Printer != "小票机" || out.Warning != "" {
		t.Errorf("the receipt went to %+v", out)
	}
	if out := p.print("SL"); out.Printer != "A4打印机" {
		t.Errorf("the notice went to %+v", out)
	}
	slip := readRoll(t, roll.Papers(1)[0])
	if text := slip.Text(); !strings.Contains(text, p.n.Pretty()) || !strings.Contains(text, "收件凭证") || slip.Cuts != 1 {
		t.Errorf("the receipt says:\n%s", text)
	}
	if len(slip.Codes) != 1 {
		t.Fatalf("codes on the receipt: %v", slip.Codes)
	}
	if n, err := p.TicketCase(slip.Codes[0]); n != p.n || err != nil {
		t.Errorf("the code on the receipt is %s, %v", n, err)
	}
	if j := p.until("SL", yichuang.JobPrinted); j.Trouble != "" || j.Attempts != 1 {
		t.Errorf("%+v", j)
	}
	files := pages.Pages(t)
	if len(files) != 1 {
		t.Fatalf("%d pages came out", len(files))
	}
	if text := pageText(t, files[0]); !strings.Contains(text, "受理通知书") || !strings.Contains(text, p.n.Pretty()) {
		t.Errorf("the notice says:\n%s", text)
	}
	readback.Needs(t, "zbarimg", "zbar-tools")
	if n, err := p.TicketCase(readback.Code(readback.PDFPicture(t, files[0]))); n != p.n || err != nil {
		t.Errorf("the code on the notice is %s, %v", n, err)
	}
	p.until("SJ", yichuang.JobTaken)
	c, _, err := p.Load(t.Context(), p.n)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Append(t.Context(), "1001", c, &yichuang.PaperSeen{Number: p.paper("SJ")}); err != nil {
		t.Fatal(err)
	}
	p.until("SJ", yichuang.JobPrinted) // the clerk saw it
	if left, _ := filepath.Glob(filepath.Join(p.settings().papers(), "*")); len(left) > 0 {
		t.Errorf("files besides: %v", left)
	}
}

// A list of materials belongs to no case and is printed all the same.
func TestAListOfMaterialsIsPrinted(t *testing.T) {
	roll := devicetest.NewRoll(nil)
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: listens(t, roll, "")})
	p.begin()
	item, err := p.Item("market-01")
	if err != nil {
		t.Fatal(err)
	}
	answers, _ := answersFor(item, "s1", false)
	doc := yichuang.NewMaterialList(yichuang.Guidance{Item: item, Scenario: item.Scenario("s1"), Answers: answers, Hall: p.hall(), Day: yichuang.DateOf(p.now())})
	if out, err := p.PrintList(t.Context(), doc); err != nil || out.Printer != "小票机" {
		t.Fatalf("%+v, %v", out, err)
	}
	if text := readRoll(t, roll.Papers(1)[0]).Text(); !strings.Contains(text, "材料清单") {
		t.Errorf("the list says:\n%s", text)
	}
}

// A printer that is switched off holds up neither the case nor the other printer, is
// named in the frame, and prints by itself when it is there.
func TestAPrinterThatIsSwitchedOff(t *testing.T) {
	pages, address := devicetest.StartIPPPrinter(t, ""), closedAddress(t)
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: address}, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.begin()
	p.print("SJ")
	p.print("SL")
	p.until("SL", yichuang.JobPrinted)
	for p.trouble("小票机") == "" {
		<-p.news
	}
	if words := p.header().Print; !strings.HasPrefix(words, "小票机：") {
		t.Errorf("the frame says %q", words)
	}
	if j := p.until("SJ", yichuang.JobWaiting); j.Begun {
		t.Errorf("%+v", j)
	}
	roll := devicetest.NewRoll(devicetest.RollReady)
	listens(t, roll, address)
	p.presses.room.Wake() // as the clerk's next printing does
	if text := readRoll(t, roll.Papers(1)[0]).Text(); !strings.Contains(text, p.n.Pretty()) {
		t.Errorf("the receipt says:\n%s", text)
	}
	p.until("SJ", yichuang.JobTaken)
	if words := p.header().Print; words != "" {
		t.Errorf("the frame still says %q", words)
	}
}

// Of several printers for a paper the one that is well gets it.
func TestAnotherPrinterIsChosenByItself(t *testing.T) {
	roll := devicetest.NewRoll(devicetest.RollReady)
	p := newPrintingSeat(t, printerConfig{Name: "甲", Kind: kindESCPOS, Address: closedAddress(t)}, printerConfig{Name: "乙", Kind: kindESCPOS, Address: listens(t, roll, "")})
	p.begin()
	for p.trouble("甲") == "" {
		<-p.news
	}
	if out := p.print("SJ"); out.Printer != "乙" {
		t.Errorf("the receipt went to %+v", out)
	}
	p.until("SJ", yichuang.JobTaken)
}

// A connection that breaks in the middle of a receipt asks; another printer takes the
// job over, and the fact that it was printed stands once.
func TestACutInTheMiddleOfAJob(t *testing.T) {
	pages := devicetest.StartIPPPrinter(t, "")
	roll := devicetest.NewRoll(devicetest.RollReady)
	address := devicetest.Listen(t, "", func(c *net.TCPConn) {
		_ = roll.Serve(struct { // the state is answered, and a line is printed
			io.Reader
			io.Writer
		}{io.LimitReader(c, 200), c}, 0)
		_ = c.SetLinger(0)
	})
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: address}, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.begin()
	p.print("SJ")
	j := p.until("SJ", yichuang.JobAsked)
	if !j.Begun || !strings.Contains(j.Problem, "纸上") {
		t.Errorf("%+v", j)
	}
	for p.header().Print == "" {
		<-p.news
	}
	p.order(j, yichuang.JobOrder{Do: yichuang.JobMove, Printer: "A4打印机"})
	p.until("SJ", yichuang.JobPrinted)
	if text := pageText(t, pages.Pages(t)[0]); !strings.Contains(text, "收件凭证") || strings.Contains(text, "补打") {
		t.Errorf("the receipt on a page says:\n%s", text)
	}
	c, _, err := p.Load(t.Context(), p.n)
	if err != nil || c.Paper(p.paper("SJ")).Count != 1 {
		t.Errorf("printed %d times, %v", c.Paper(p.paper("SJ")).Count, err)
	}
}

// A page printer that dies with a job in its hands asks; the clerk saw the page, and
// says so.
func TestAPagePrinterDiesWithAJob(t *testing.T) {
	pages := devicetest.StartIPPPrinter(t, "")
	pages.Hold(t)
	p := newPrintingSeat(t, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.begin()
	p.print("SL")
	pages.Begun()
	pages.Kill()
	j := p.until("SL", yichuang.JobAsked)
	if !j.Begun {
		t.Errorf("%+v", j)
	}
	p.order(j, yichuang.JobOrder{Do: yichuang.JobSeen})
	p.until("SL", yichuang.JobPrinted)
	c, _, err := p.Load(t.Context(), p.n)
	if err != nil || c.Paper(p.paper("SL")).State != yichuang.PaperIsSeen {
		t.Errorf("%+v, %v", c.Paper(p.paper("SL")), err)
	}
}

// A printer without room says so; the job is not lost and can be dropped.
func TestAFullSpool(t *testing.T) {
	disk := devicetest.SmallDisk(t)
	pages := devicetest.StartIPPPrinter(t, disk)
	for i, size := 0, 1<<20; size >= 512; size /= 2 { // to the last block
		if err := os.WriteFile(filepath.Join(disk, fmt.Sprint("fill", i)), make([]byte, size), 0o600); err == nil {
			size *= 2
		}
		i++
	}
	p := newPrintingSeat(t, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.begin()
	p.print("SL")
	for p.trouble("A4打印机") == "" {
		<-p.news
	}
	j := p.until("SL", yichuang.JobWaiting, yichuang.JobAsked)
	if j.Trouble == "" && p.trouble("A4打印机") == "" {
		t.Errorf("nobody is told: %+v", j)
	}
	p.order(j, yichuang.JobOrder{Do: yichuang.JobCancel})
	p.until("SL", yichuang.JobCancelled)
	if len(pages.Pages(t)) > 0 {
		t.Error("a page came out of a full printer")
	}
}

// What listens and is no printer is told; nothing is taken for printed.
func TestGarbageFromAPrinter(t *testing.T) {
	address := devicetest.Listen(t, "", func(c *net.TCPConn) {
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
		buf := make([]byte, 4096)
		for {
			if _, err := c.Read(buf); err != nil {
				return
			}
		}
	})
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: address}, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: "ipp://" + address + "/ipp/print"})
	p.begin()
	p.print("SJ")
	p.print("SL")
	for p.trouble("小票机") == "" || p.trouble("A4打印机") == "" {
		<-p.news
	}
	for _, mark := range []string{"SJ", "SL"} {
		if j := p.until(mark, yichuang.JobWaiting, yichuang.JobFailed, yichuang.JobAsked); !j.State.Open() {
			t.Errorf("%+v", j)
		}
	}
}

// A terminal that was stopped in the middle of a job asks after the next start, and a
// job that nobody began prints then.
func TestJobsOutliveTheProgram(t *testing.T) {
	pages := devicetest.StartIPPPrinter(t, "")
	roll := devicetest.NewRoll(devicetest.RollReady)
	p := newPrintingSeat(t, printerConfig{Name: "小票机", Kind: kindESCPOS, Address: listens(t, roll, "")}, printerConfig{Name: "A4打印机", Kind: kindIPP, Address: pages.URI})
	p.print("SJ") // with nobody who prints
	p.print("SL")
	db, err := p.data()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := db.TakeJob(t.Context(), "A4打印机"); !ok || err != nil { // and then the power goes
		t.Fatal("no job: ", err)
	}
	p.begin()
	roll.Papers(1)
	p.until("SJ", yichuang.JobTaken)
	j := p.until("SL", yichuang.JobAsked)
	if !strings.Contains(j.Problem, "程序停了") {
		t.Errorf("%+v", j)
	}
	p.order(j, yichuang.JobOrder{Do: yichuang.JobAgain})
	p.until("SL", yichuang.JobPrinted)
}
