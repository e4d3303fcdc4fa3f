package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/device"
	"yichuang/internal/paper"

	"github.com/spf13/cobra"
)

func newPaperTest(o *options) *cobra.Command {
	var names []string
	var folder string
	cmd := &cobra.Command{
		Use:   "test",
		Short: "print a test page on every printer",
		Long: `Prints a page with rare characters, the signs of money, punctuation, a ruler and a
QR code on every printer of the configuration, or on those named, one after the
other and past the line of print jobs, and says how far each came. With --output the
pages are written into a folder instead, as each printer would get them.
docs/devices.md says what the page must look like. The exit code is 1 when a printer
did not take its page.`,
		Example: "  yichuang paper test\n  yichuang paper test --printer 小票机\n  yichuang paper test --output /tmp",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			printers, err := c.chosen(names)
			if err != nil {
				return err
			}
			failed := false
			for _, p := range printers {
				said, err := p.test(cmd.Context(), c, folder)
				if err != nil {
					failed = true
					said, _ = yichuang.Explain(err)
					if _, hint := yichuang.Explain(err); hint != "" {
						said += "。" + hint
					}
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s：%s\n", p.Name, said)
			}
			if failed {
				return cli.Silent(1)
			}
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&names, "printer", nil, "`NAME` of a printer of the configuration, as often as there are printers (default: all)")
	cmd.Flags().StringVarP(&folder, "output", "o", "", "write the pages into this `FOLDER`")
	return cmd
}

// chosen are the printers of these names, all of them where none is named.
func (c *config) chosen(names []string) ([]*printerConfig, error) {
	if len(c.Printers) == 0 {
		return nil, cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "no printer is configured", Hint: "name them under printers; config.example.yaml shows how"})
	}
	var list []*printerConfig
	for _, name := range names {
		p, err := c.printerNamed(name)
		if err != nil {
			return nil, cli.Wrong(err)
		}
		list = append(list, p)
	}
	for i := range c.Printers {
		if len(names) == 0 {
			list = append(list, &c.Printers[i])
		}
	}
	return list, nil
}

// test prints the test page, or writes it into a folder, and says what came of it.
func (p *printerConfig) test(ctx context.Context, c *config, folder string) (said string, err error) {
	columns := 0
	if p.thermal() {
		columns = p.profile().Columns
	}
	raw, report, err := p.draw(paper.TestPage(p.Name, columns, hallTime()), paper.Options{ExtraFont: c.Paper.Font})
	if err != nil {
		return "", err
	}
	if folder != "" {
		name := filepath.Join(folder, plainFile(p.Name)+map[device.Format]string{device.Thermal: ".escpos", device.PDF: ".pdf"}[p.format()])
		if err := writeWhole(name, raw); err != nil {
			return "", &yichuang.Error{Code: yichuang.Denied, Message: "写不到 " + name, Hint: "请检查目录权限和磁盘空间", Err: err}
		}
		return "已写到 " + name + unprintable(report), nil
	}
	driver, err := p.driver("")
	if err != nil {
		return "", err
	}
	far, err := driver.Print(ctx, device.Job{Name: "打印测试页", Format: p.format(), Data: raw}, nil)
	if err != nil {
		return "", err
	}
	words := map[device.Delivery]string{device.Sent: "测试页已送出，打印机没有回话，请到打印机前看", device.Taken: "打印机已收下测试页", device.Printed: "测试页已打出"}
	return words[far] + unprintable(report), nil
}

// plainFile is a name of a file from a name that people chose.
func plainFile(name string) string {
	return string(slices.DeleteFunc([]rune(name), func(r rune) bool { return r == '/' || r == '\\' || r == 0 }))
}
