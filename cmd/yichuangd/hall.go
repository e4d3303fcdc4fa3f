package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newHall(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "hall", Short: "the halls of this centre"}
	cmd.AddCommand(newHallAdd(o), newHallSet(o), newHallList(o))
	return cmd
}

// hallFlags binds what papers say of a hall.
func hallFlags(cmd *cobra.Command, h *yichuang.Hall) {
	f := cmd.Flags()
	f.StringVar(&h.Name, "name", "", "what papers call the hall")
	f.StringVar(&h.Region, "region", "", "administrative division, GB/T 2260, six `DIGITS`; stands in every case number")
	f.StringVar(&h.Phone, "phone", "", "number to ask and to complain at")
	f.StringVar(&h.Site, "site", "", "where progress can be asked for")
	f.StringVar(&h.Progress, "progress", "", "public `URL` of the progress page, like https://jd.example.gov.cn; papers carry it as a code for telephones")
	f.StringVar(&h.Review, "reconsideration", "", "who hears an administrative reconsideration (行政复议)")
	f.StringVar(&h.Court, "court", "", "the court for administrative litigation")
}

func newHallAdd(o *options) *cobra.Command {
	var h yichuang.Hall
	cmd := &cobra.Command{
		Use:   "add ID",
		Short: "add a hall",
		Long: `Adds a hall. ID is a name for it here, letters, digits and dashes; it is never
shown on paper. The region cannot be changed later: it stands in every case number.`,
		Example: "  yichuangd hall add ejinhoro --name 伊金霍洛旗政务服务大厅 --region 150627 --reconsideration 伊金霍洛旗人民政府",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				if err := c.AddHall(cmd.Context(), yichuang.HallID(list[0]), h); err != nil {
					return cli.BadInput(err)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "added %s\nnext: yichuangd terminal add W01 --hall %s\n", list[0], list[0])
				return nil
			})
		},
	}
	hallFlags(cmd, &h)
	return cmd
}

func newHallSet(o *options) *cobra.Command {
	var h yichuang.Hall
	cmd := &cobra.Command{
		Use:     "set ID",
		Short:   "change what papers say of a hall; what is not named stays",
		Example: "  yichuangd hall set ejinhoro --phone 12345",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				is, err := findHall(cmd, c, yichuang.HallID(list[0]))
				if err != nil {
					return err
				}
				for _, f := range []struct {
					flag     string
					is, want *string
				}{{"name", &is.Name, &h.Name}, {"region", &is.Region, &h.Region}, {"phone", &is.Phone, &h.Phone}, {"site", &is.Site, &h.Site},
					{"progress", &is.Progress, &h.Progress}, {"reconsideration", &is.Review, &h.Review}, {"court", &is.Court, &h.Court}} {
					if cmd.Flags().Changed(f.flag) {
						*f.is = *f.want
					}
				}
				return cli.BadInput(c.SetHall(cmd.Context(), yichuang.HallID(list[0]), *is))
			})
		},
	}
	hallFlags(cmd, &h)
	return cmd
}

// hallOf is the hall that was named, or the only one that there is.
func hallOf(cmd *cobra.Command, c *central.Centre, named string) (yichuang.HallID, error) {
	if named != "" {
		return yichuang.HallID(named), nil
	}
	halls, err := c.Halls(cmd.Context())
	switch {
	case err != nil:
		return "", err
	case len(halls) == 0:
		return "", cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "there is no hall yet", Hint: "add one: yichuangd hall add ID --name NAME --region 150627"})
	case len(halls) > 1:
		return "", cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "there are several halls", Hint: "name one with --hall; see: yichuangd hall list"})
	}
	return halls[0].ID, nil
}

func findHall(cmd *cobra.Command, c *central.Centre, id yichuang.HallID) (*yichuang.Hall, error) {
	halls, err := c.Halls(cmd.Context())
	if err != nil {
		return nil, err
	}
	for i := range halls {
		if halls[i].ID == id {
			return &halls[i].Hall, nil
		}
	}
	return nil, cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "there is no hall " + string(id), Hint: "see: yichuangd hall list"})
}

func newHallList(o *options) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the halls, with their figures",
		Example: "  yichuangd hall list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withCentre(cmd, func(c *central.Centre) error {
				halls, err := c.Halls(cmd.Context())
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, halls, "HALL\tREGION\tOPEN\tCASES\tEVENTS\tNAME", func(h central.HallState) string {
					return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%s", h.ID, h.Hall.Region, h.Open, h.Cases, h.Position, h.Hall.Name)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// printList prints things as a table, a line each, or as JSON.
func printList[T any](w io.Writer, asJSON bool, things []T, head string, line func(T) string) error {
	if asJSON {
		if things == nil {
			things = []T{}
		}
		return cli.PrintJSON(w, things)
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, head)
	for _, one := range things {
		fmt.Fprintln(t, line(one))
	}
	return t.Flush()
}
