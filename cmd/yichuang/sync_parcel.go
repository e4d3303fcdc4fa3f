package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/wire"

	"github.com/spf13/cobra"
)

func newSyncExport(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "write what waits to a file, to be carried to another terminal",
		Long: `Writes everything that the centre has not acknowledged, with its scans, to FILE,
encrypted for the centre alone. Carry it to any terminal of the hall that reaches
the centre and run "yichuang sync import FILE" there. Here everything still counts
as not sent; doing it twice, or the network coming back, does no harm.`,
		Example: "  yichuang sync export /media/usb/w07.parcel",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withSeat(cmd, func(s *seat) error {
				n, scans, err := s.export(cmd.Context(), list[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "已导出 %d步、%d个扫描件到 %s\n请带到能连上中心的窗口，运行：yichuang sync import %s\n", n, scans, list[0], filepath.Base(list[0]))
				return nil
			})
		},
	}
}

// export writes the parcel: there whole, or not at all.
func (s *seat) export(ctx context.Context, name string) (events, scans int, err error) {
	db, err := s.data()
	if err != nil {
		return 0, 0, err
	}
	m, err := db.Membership(ctx)
	if err != nil {
		return 0, 0, err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return 0, 0, exportFault(name, err)
	}
	defer os.Remove(f.Name()) // gone already when all went well
	defer f.Close()
	p, err := wire.NewParcel(f, m.Recipient, s.now())
	if err != nil {
		return 0, 0, err
	}
	if events, scans, err = s.fill(ctx, p); err != nil {
		return 0, 0, err
	}
	if events == 0 && scans == 0 {
		return 0, 0, &yichuang.Error{Code: yichuang.NotFound, Message: "没有需要导出的内容，都已经送到中心", Hint: ""}
	}
	if err := errors.Join(p.Close(), f.Sync(), f.Close()); err != nil {
		return 0, 0, exportFault(name, err)
	}
	return events, scans, exportFault(name, os.Rename(f.Name(), name))
}

func exportFault(name string, err error) error {
	if err == nil {
		return nil
	}
	return &yichuang.Error{Code: yichuang.Full, Message: "导出文件写不到 " + name, Hint: "请检查U盘的空间和权限；本机的内容没有变化", Err: err}
}

func (s *seat) fill(ctx context.Context, p *wire.ParcelWriter) (events, scans int, err error) {
	db, err := s.data()
	if err != nil {
		return 0, 0, err
	}
	refs, err := db.LocalItems(ctx, 10_000)
	if err != nil {
		return 0, 0, err
	}
	for _, ref := range refs {
		it, err := db.Item(ctx, ref)
		if err != nil {
			return 0, 0, err
		}
		raw, err := json.Marshal(it)
		if err == nil {
			err = p.Item(ref, raw)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	err = db.Pending(ctx, func(st *yichuang.Stretch) error {
		events += len(st.Lines)
		return p.Events(wire.AppendStretch(nil, st))
	})
	if err != nil {
		return 0, 0, err
	}
	unsent, err := db.UnsentScans(ctx, 10_000)
	if err != nil {
		return 0, 0, err
	}
	for _, scan := range unsent {
		content, writer := io.Pipe()
		go func() { writer.CloseWithError(db.ReadScan(ctx, scan, writer)) }()
		if err := p.Scan(scan.Hash, scan.Size, content); err != nil {
			return 0, 0, err
		}
	}
	return events, len(unsent), nil
}

func newSyncImport(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "import FILE",
		Short:   "bring the centre what another terminal exported",
		Example: "  yichuang sync import /media/usb/w07.parcel",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			f, err := os.Open(list[0])
			if err != nil {
				return cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "读不到文件 " + list[0], Hint: "请核对路径", Err: err})
			}
			defer f.Close()
			return o.linked(cmd, nil, func(ctx context.Context, s *seat, l *link) error {
				answer, err := l.centre.Parcel(ctx, f)
				if err != nil {
					return unreached(l.centre.Address(), err)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "中心已收下：%d步、%d个扫描件\n", answer.Events, answer.Scans)
				return nil
			})
		},
	}
}
