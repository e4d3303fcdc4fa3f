package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/tui/kit"
	"yichuang/tui/scans"

	"github.com/spf13/cobra"
)

func newScan(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scan",
		Short: "scans of a case's materials",
		Long:  "Adds files to the materials of a case, lists them and writes them out again. The same is done at the terminal with F7.",
	}
	cmd.AddCommand(newScanAdd(o), newScanList(o), newScanGet(o))
	return cmd
}

func newScanAdd(o *options) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use:   "add CASE MATERIAL FILE...",
		Short: "add files to a material",
		Long: `Adds files to a material of a case: PDF, JPEG, PNG, TIFF or OFD, told by their
content, of at most 200 MB each. MATERIAL is its identifier in the item file, as
"scan list" shows it. It stops at the first file that cannot be added; those before
it are added. A file that is there already is no failure.`,
		Example: "  yichuang scan add 150627-261122-001-0-0001-3 app form.pdf signature.jpg",
		Args: func(cmd *cobra.Command, list []string) error {
			if err := cobra.MinimumNArgs(3)(cmd, list); err != nil {
				return err
			}
			if _, err := yichuang.ParseNumber(list[0]); err != nil {
				message, _ := yichuang.Explain(err)
				return errors.New(message)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			return o.withSeat(cmd, func(s *seat) error {
				for _, file := range list[2:] {
					if err := s.attachFile(cmd, kit.ScansOf{Case: n, Material: yichuang.MaterialID(list[1])}, file, by); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", systemUser(), "who adds it: a clerk's number; at a seat without a centre also the name of a system")
	return cmd
}

// attachFile adds one file, named as the shell knows it.
func (s *seat) attachFile(cmd *cobra.Command, to kit.ScansOf, file, by string) error {
	path, err := filepath.Abs(file)
	if err != nil {
		return cli.Wrong(err)
	}
	c, item, err := s.Load(cmd.Context(), to.Case)
	if err != nil {
		return cli.BadInput(err)
	}
	if c.MaterialState(to.Material) == nil {
		return cli.Wrong(noSuchMaterial(c, item, to.Material))
	}
	if err := s.mayWrite(cmd.Context(), yichuang.UserID(by), c, &yichuang.ScanAttached{Material: to.Material}); err != nil {
		return err
	}
	scan, err := s.Attach(cmd.Context(), scans.Attaching{By: yichuang.UserID(by), To: to, Path: path})
	said := "已添加"
	if errors.Is(err, errAttached) {
		said, err = "已有", nil
	}
	if err != nil {
		return cli.BadInput(err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s  %s\n", said, scan.Hash, kit.Bytes(scan.Size), scan.Name)
	return nil
}

func noSuchMaterial(c *yichuang.Case, item *yichuang.Item, m yichuang.MaterialID) error {
	var have []string
	for i := range c.Materials {
		id := c.Materials[i].Material
		name := ""
		if it := item.Material(id); it != nil {
			name = " " + it.Name
		}
		have = append(have, string(id)+name)
	}
	hint := "its scenario is not settled yet"
	if len(have) > 0 {
		hint = "it has: " + strings.Join(have, ", ")
	}
	return &yichuang.Error{Code: yichuang.NotFound, Message: "case " + c.Number.Pretty() + " has no material " + yichuang.Clip(string(m), 40), Hint: hint}
}

// listedScan is a scan as "scan list" prints it.
type listedScan struct {
	Material yichuang.MaterialID `json:"material"`
	yichuang.Scan
	State yichuang.ScanState `json:"state"` // "" for content that is not here
}

func newScanList(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list CASE",
		Short:   "the scans of a case, and where their content is",
		Long:    "Lists the scans of a case by material. state is unsent (here, still to be sent), alone (here, and the seat has no centre), sent (here and at the centre), partial (being fetched), spoilt, or empty for content that is not here.",
		Example: "  yichuang scan list 150627-261122-001-0-0001-3\n  yichuang scan list --json 150627261122001000013",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			s, err := o.seat(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.close()
			c, item, err := s.Load(cmd.Context(), n)
			if err != nil {
				return err
			}
			states, err := s.ScanStates(cmd.Context(), c.Scans())
			if err != nil {
				return err
			}
			all := []listedScan{}
			for i := range c.Materials {
				for _, scan := range c.Materials[i].Scans {
					all = append(all, listedScan{c.Materials[i].Material, scan, states[scan.Hash]})
				}
			}
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				return e.Encode(all)
			}
			return printScans(cmd.OutOrStdout(), all, c, item)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// printScans prints every material, those without a scan as well: that is where their
// identifiers are read.
func printScans(out io.Writer, all []listedScan, c *yichuang.Case, item *yichuang.Item) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for i := range c.Materials {
		m := &c.Materials[i]
		name := string(m.Material)
		if it := item.Material(m.Material); it != nil {
			name = it.Name
		}
		if len(m.Scans) == 0 {
			fmt.Fprintf(w, "%s\t%s\t-\n", m.Material, name)
		}
		for _, l := range all {
			if l.Material == m.Material {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Material, name, l.Name, kit.Bytes(l.Size), l.State.Name(), l.Hash[:16])
			}
		}
	}
	return w.Flush()
}

func newScanGet(o *options) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "get CASE HASH",
		Short: "write the content of a scan to a file",
		Long: `Writes the content of a scan to a file, there whole or not at all. HASH may be
cut short as long as it names one scan of the case. Content that another window
added is fetched from the centre first.`,
		Example: "  yichuang scan get 150627-261122-001-0-0001-3 5c1f09ab -o form.pdf",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, list []string) error {
			n, err := caseNumber(list[0])
			if err != nil {
				return err
			}
			return o.withSeat(cmd, func(s *seat) error {
				c, _, err := s.Load(cmd.Context(), n)
				if err != nil {
					return err
				}
				scan, err := scanOf(c, list[1])
				if err != nil {
					return cli.Wrong(err)
				}
				if err := s.bringScan(cmd.Context(), scan); err != nil {
					return err
				}
				return s.writeScan(cmd, scan, out)
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write (default: standard output)")
	return cmd
}

// bringScan fetches content that is not here, where there is a centre to fetch it from.
func (s *seat) bringScan(ctx context.Context, scan yichuang.Scan) error {
	states, err := s.ScanStates(ctx, []yichuang.Scan{scan})
	if err != nil || states[scan.Hash].Here() || !s.settings().enrolled {
		return err
	}
	l, err := s.dial(ctx, nil, nil)
	if err != nil {
		return err
	}
	defer l.centre.CloseIdle()
	return s.fetchScan(ctx, l, scan, nil)
}

func (s *seat) writeScan(cmd *cobra.Command, scan yichuang.Scan, out string) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	if out == "" || out == "-" {
		return s.pour(cmd.Context(), db, scan, cmd.OutOrStdout())
	}
	err = s.readScan(cmd.Context(), scan, out, 0o600)
	var known *yichuang.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Denied, Message: "cannot write " + out, Hint: "check the folder and the disk", Err: err}
}
