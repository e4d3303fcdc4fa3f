package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

// grade says how something stands.
type grade string

// The grades.
const (
	fine    grade = "ok"
	unused  grade = "unused"  // there is none, which is no fault
	wary    grade = "warning" // works, and somebody should see to it
	failing grade = "failing"
)

// finding is what the doctor says about one thing.
type finding struct {
	What  string `json:"what"` // for scripts: store, disk, printer …
	Name  string `json:"name"`
	Grade grade  `json:"grade"`
	Says  string `json:"says"`
	Do    string `json:"do,omitempty"`
}

func newDoctor(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "look at every device, the data and the centre, and say what to do",
		Long: `Looks at the data, the disk, the clock, the catalogue, the centre and its certificate,
every printer, scanner and card reader, the fonts and this terminal, and says in a
sentence how each stands and what to do. It changes nothing and prints nothing on
paper. The exit code is 1 when something does not work; a warning is no failure.`,
		Example: "  yichuang doctor\n  yichuang doctor --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			list := examine(cmd.Context(), c)
			if asJSON {
				err = cli.PrintJSON(cmd.OutOrStdout(), list)
			} else {
				err = printFindings(cmd.OutOrStdout(), list)
			}
			if err != nil {
				return err
			}
			for _, f := range list {
				if f.Grade == failing {
					return cli.Silent(1)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func printFindings(w io.Writer, list []finding) error {
	marks := map[grade]string{fine: "正常", unused: "没有", wary: "注意", failing: "故障"}
	for _, f := range list {
		if _, err := fmt.Fprintf(w, "[%s] %s：%s\n", marks[f.Grade], f.Name, f.Says); err != nil {
			return err
		}
		if f.Do != "" {
			if _, err := fmt.Fprintf(w, "       %s\n", f.Do); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookTime bounds the look at one device.
const lookTime = 15 * time.Second

// examine looks at everything.
func examine(ctx context.Context, c *config) []finding {
	list := []finding{checkConfig(c)}
	if c.ready() {
		s := newSeat(c)
		data := s.checkData(ctx)
		list = append(list, data...)
		defer s.close()
		if data[0].Grade != failing {
			list = append(list, s.checkClock(ctx), s.checkCatalogue())
			list = append(list, s.checkCentre(ctx)...)
			list = append(list, s.checkJobs(ctx))
		}
	}
	list = append(list, checkPrinters(ctx, c)...)
	list = append(list, checkScanners(ctx, c)...)
	return append(list, checkReader(ctx, c), checkFont(c), checkViewer(c), checkScreen())
}

// sick is the finding about a failure.
func sick(what, name string, err error) finding {
	says, do := yichuang.Explain(err)
	return finding{What: what, Name: name, Grade: failing, Says: says, Do: do}
}

func checkConfig(c *config) finding {
	f := finding{What: "config", Name: "配置", Grade: fine, Says: "没有配置文件，全部用默认值"}
	if c.File != "" {
		f.Says = "读自 " + c.File
	}
	if !c.ready() {
		f.Grade, f.Do = wary, "还没有设置大厅：启动一次终端，或者按 config.example.yaml 写配置"
	}
	return f
}

// The room on a disk, in bytes, from which on it is told, and from which on nothing
// works for long.
const (
	littleRoom = 2 << 30
	noRoom     = 200 << 20
)

// checkData opens the data, reads all of it, and measures the room beside it.
func (s *seat) checkData(ctx context.Context) []finding {
	const name = "数据"
	var list []finding
	if err := s.open(ctx, true); err != nil {
		return []finding{sick("store", name, err)}
	}
	db, err := s.data()
	if err != nil {
		return []finding{sick("store", name, err)}
	}
	switch h, err := db.Check(ctx); {
	case err != nil:
		list = append(list, sick("store", name, err))
	case len(h.Problems) > 0:
		list = append(list, finding{What: "store", Name: name, Grade: failing, Says: strings.Join(h.Problems, "；"), Do: "请先备份数据目录，再用 yichuang rebuild；仍不行的用备份恢复"})
	default:
		list = append(list, finding{What: "store", Name: name, Grade: fine, Says: fmt.Sprintf("%d个办件，%d步，%s，通读无误", h.Cases, h.Events, megabytes(h.Bytes))})
	}
	return append(list, checkDisk(s.settings().Data))
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", n>>10)
	}
	if n < 10<<30 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d GB", n>>30)
}

func checkDisk(folder string) finding {
	f := finding{What: "disk", Name: "磁盘", Grade: fine}
	free, err := freeRoom(folder)
	if err != nil {
		f.Grade, f.Says = wary, "看不到 "+folder+" 所在磁盘还有多少空间"
		return f
	}
	f.Says = "数据目录所在磁盘还有 " + megabytes(free)
	switch {
	case free < noRoom:
		f.Grade, f.Do = failing, "请立即腾出空间：磁盘满了就不能收件"
	case free < littleRoom:
		f.Grade, f.Do = wary, "请腾出空间"
	}
	return f
}

// mostSkew is how far a clock may be off without a word.
const mostSkew = 2 * time.Minute

func (s *seat) checkClock(ctx context.Context) finding {
	f := finding{What: "clock", Name: "时钟", Grade: fine, Says: "本机时间 " + s.now().Format("2006-01-02 15:04:05")}
	if err := s.clockBehind(ctx); err != nil {
		return sick("clock", f.Name, err)
	}
	db, err := s.data()
	if err != nil || !s.settings().enrolled {
		f.Says += "；单机使用，没有中心可以对时"
		return f
	}
	l, err := db.Link(ctx)
	if err != nil {
		return sick("clock", f.Name, err)
	}
	if l.Contact.IsZero() {
		f.Says += "；还没有和中心对过时"
		return f
	}
	f.Says += "；" + l.Contact.In(yichuang.Shanghai).Format("01-02 15:04") + "与中心对时，" + skewWords(l.Skew)
	if l.Skew.Abs() > mostSkew {
		f.Grade, f.Do = wary, "请管理员校正本机的日期和时间"
	}
	return f
}

// skewWords say how far this machine's clock is ahead of the centre's.
func skewWords(ahead time.Duration) string {
	switch {
	case ahead.Abs() < time.Second:
		return "相差不到1秒"
	case ahead < 0:
		return fmt.Sprintf("比中心慢%.0f秒", -ahead.Seconds())
	}
	return fmt.Sprintf("比中心快%.0f秒", ahead.Seconds())
}

func (s *seat) checkCatalogue() finding {
	f := finding{What: "catalogue", Name: "事项目录", Grade: fine}
	if err := s.load(); err != nil {
		return sick("catalogue", f.Name, err)
	}
	bad := s.Unusable()
	f.Says = fmt.Sprintf("%d个事项", len(s.catalogue().byID))
	if len(bad) > 0 {
		f.Grade, f.Do = wary, "请发布事项的人用 yichuang catalog lint 检查"
		f.Says += fmt.Sprintf("；%d个文件不能用：%s", len(bad), yichuang.Clip(strings.Join(bad, "；"), 200))
	}
	return f
}

// checkJobs looks for printings that wait for a person.
func (s *seat) checkJobs(ctx context.Context) finding {
	f := finding{What: "jobs", Name: "打印任务", Grade: fine, Says: "没有等着打印的文书"}
	list, err := s.Jobs(ctx, 0)
	if err != nil {
		return sick("jobs", f.Name, err)
	}
	stuck := 0
	for _, j := range list {
		if j.State.Stuck() {
			stuck++
		}
	}
	if len(list) > 0 {
		f.Says = fmt.Sprintf("%d份文书等着打印，其中%d份要人处理", len(list), stuck)
	}
	if stuck > 0 {
		f.Grade, f.Do = wary, "请在终端的“打印任务”画面处理（工作台按 p）"
	}
	return f
}
