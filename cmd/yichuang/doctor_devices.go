package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"

	"yichuang"
	"yichuang/internal/device"
	"yichuang/internal/device/preview"
	"yichuang/internal/paper"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// checkPrinters asks every printer how it is, all at once.
func checkPrinters(ctx context.Context, c *config) []finding {
	if len(c.Printers) == 0 {
		return []finding{{What: "printer", Name: "打印机", Grade: unused, Says: "没有设置打印机，文书写成文件放在 " + c.papers(), Do: "要打印的，请在配置的 printers 里写明"}}
	}
	list := make([]finding, len(c.Printers))
	var all sync.WaitGroup
	for i := range c.Printers {
		all.Go(func() { list[i] = checkPrinter(ctx, &c.Printers[i]) })
	}
	all.Wait()
	return list
}

func checkPrinter(ctx context.Context, p *printerConfig) finding {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	name := "打印机“" + p.Name + "”"
	driver, err := p.driver("")
	if err != nil {
		return sick("printer", name, err)
	}
	state, err := driver.State(ctx)
	if err != nil {
		return sick("printer", name, err)
	}
	f := finding{What: "printer", Name: name, Grade: fine, Says: state.Chinese()}
	switch state {
	case device.PaperLow:
		f.Grade, f.Do = wary, "请准备好纸"
	case device.Unknown:
		f.Says, f.Do = "能用，但是它不说自己的状态", "可以用 yichuang paper test 打一张测试页"
	}
	return f
}

// checkScanners lists what can be scanned with.
func checkScanners(ctx context.Context, c *config) []finding {
	ways, err := c.ways()
	if err != nil {
		return []finding{sick("scanner", "扫描仪", err)}
	}
	list := make([]finding, len(ways))
	var all sync.WaitGroup
	for i := range ways {
		all.Go(func() { list[i] = checkWay(ctx, ways[i]) })
	}
	all.Wait()
	if len(list) == 0 {
		list = []finding{{What: "scanner", Name: "扫描仪", Grade: unused, Says: "没有设置扫描仪，扫描件从文件添加"}}
	}
	return list
}

func checkWay(ctx context.Context, w way) finding {
	ctx, cancel := context.WithTimeout(ctx, 2*lookTime) // looking for scanners on the network takes its time
	defer cancel()
	name := "扫描（" + yichuang.Clip(w.name, 60) + "）"
	found, err := w.Sources(ctx)
	switch {
	case err != nil && w.name == saneWay && yichuang.CodeOf(err) == yichuang.NotFound:
		says, do := yichuang.Explain(err) // SANE is asked by itself; that it has nothing is no fault
		return finding{What: "scanner", Name: name, Grade: unused, Says: says, Do: do}
	case err != nil:
		return sick("scanner", name, err)
	}
	var names []string
	for _, s := range found {
		names = append(names, s.Name+" "+s.Tray.Chinese())
	}
	return finding{What: "scanner", Name: name, Grade: fine, Says: strings.Join(names, "，")}
}

// checkReader looks whether cards can be handed in. A terminal that runs has the door
// open; else it must be free to open.
func checkReader(ctx context.Context, c *config) finding {
	f := finding{What: "reader", Name: "读卡接口", Grade: fine}
	if c.Card.Address == "" {
		f.Grade, f.Says = unused, "没有打开；刷卡输入键盘的读卡器、扫码枪不需要它"
		return f
	}
	dialer := net.Dialer{Timeout: lookTime}
	if conn, err := dialer.DialContext(ctx, "tcp", c.Card.Address); err == nil {
		_ = conn.Close() // nothing was said on it
		f.Says = c.Card.Address + " 已经打开，终端正在运行"
		return f
	}
	l, err := net.Listen("tcp", c.Card.Address)
	if err != nil {
		return sick("reader", f.Name, &yichuang.Error{Code: yichuang.Busy, Message: c.Card.Address + " 打不开", Hint: "请管理员换一个端口", Err: err})
	}
	_ = l.Close() // as above
	f.Says = c.Card.Address + " 可以打开，终端运行时读卡程序就能送卡"
	return f
}

// rare is a character that only an extra font has.
const rare = "𠮷"

// checkFont draws a page with the built-in font, and with the extra one where that is
// configured.
func checkFont(c *config) finding {
	f := finding{What: "font", Name: "字库", Grade: fine, Says: "内置字库完好"}
	page := paper.TestPage(rare, 0, hallTime())
	_, report, err := paper.PDF(page, paper.Options{ExtraFont: c.Paper.Font})
	switch {
	case err != nil:
		return sick("font", f.Name, err)
	case report.ExtraFont != nil:
		says, do := yichuang.Explain(report.ExtraFont)
		return finding{What: "font", Name: f.Name, Grade: wary, Says: "补充字体 " + c.Paper.Font + " 用不了：" + says, Do: do}
	case c.Paper.Font == "":
		f.Says += "；没有补充字体，很生僻的字（如" + rare + "）打成方框"
	default:
		f.Says += "；补充字体 " + c.Paper.Font + " 可用"
	}
	return f
}

// checkViewer looks for the program that shows scans.
func checkViewer(c *config) finding {
	f := finding{What: "viewer", Name: "查看程序", Grade: fine}
	viewer, err := viewerOf(c.Scan.Viewer)
	var known *yichuang.Error
	switch {
	case errors.As(err, &known):
		f = sick("viewer", f.Name, err)
		f.Grade = wary
	default:
		path, _ := exec.LookPath(viewer[0]) // viewerOf has found it
		f.Says = path
	}
	return f
}

// checkScreen says what this terminal can show.
func checkScreen() finding {
	f := finding{What: "terminal", Name: "终端", Grade: fine}
	if !term.IsTerminal(os.Stdout.Fd()) {
		f.Grade, f.Says = unused, "现在不是在终端里运行，没有检查"
		return f
	}
	width, height, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		width, height = 0, 0
	}
	pictures := map[preview.Protocol]string{preview.None: "不能显示图片，扫描件用查看程序打开", preview.Kitty: "能显示图片（Kitty）",
		preview.ITerm2: "能显示图片（iTerm2）", preview.Sixel: "能显示图片（Sixel）"}[pictures()]
	f.Says = fmt.Sprintf("%s，%d×%d，%s，%s", os.Getenv("TERM"), width, height, colours(), pictures)
	switch t := os.Getenv("TERM"); {
	case t == "linux" || t == "dumb" || t == "":
		f.Grade, f.Do = failing, "这个终端显示不了汉字画面，请在图形终端里启动"
	case width < 80 || height < 24:
		f.Grade, f.Do = wary, "窗口至少要 80×24，请放大窗口或者缩小字体"
	}
	return f
}

func colours() string {
	switch colorprofile.Detect(os.Stdout, os.Environ()) {
	case colorprofile.TrueColor:
		return "全彩"
	case colorprofile.ANSI256:
		return "256色"
	case colorprofile.ANSI:
		return "16色"
	}
	return "单色"
}
