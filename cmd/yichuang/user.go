package main

import (
	"fmt"
	"text/tabwriter"

	"yichuang"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newUser(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: "the people who sign in at this terminal",
		Long: `Looks after the people who sign in here. A PIN is asked for at the terminal, twice
and without showing it, or read as one line from standard input; it is never an
argument, where others could read it.`,
	}
	cmd.AddCommand(newUserAdd(o), newUserPIN(o), newUserRemove(o), newUserList(o))
	return cmd
}

// local opens the seat to change its people, which a seat of a centre leaves to that.
func (o *options) local(cmd *cobra.Command, work func(*seat) error) error {
	return o.withSeat(cmd, func(s *seat) error {
		if s.settings().enrolled {
			return cli.Wrong(&yichuang.Error{Code: yichuang.Conflict, Message: "本机属于一个中心，人员由中心统一管理", Hint: "请在中心运行：yichuangd user …；连上后自动下发到各窗口"})
		}
		return work(s)
	})
}

func newUserAdd(o *options) *cobra.Command {
	var role string
	cmd := &cobra.Command{
		Use:     "add NUMBER NAME",
		Short:   "add a person",
		Example: "  yichuang user add 1001 姓名\n  yichuang user add 9001 姓名 --role supervisor < pin.txt",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.local(cmd, func(s *seat) error {
				u := yichuang.User{ID: yichuang.UserID(list[0]), Name: list[1], Role: yichuang.Role(role)}
				pin, err := cli.ReadPIN(cmd)
				if err != nil {
					return err
				}
				db, err := s.data()
				if err == nil {
					err = cli.BadInput(db.AddUser(cmd.Context(), u, pin))
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&role, "role", string(yichuang.RoleWindow), "window, officer, handover or supervisor")
	return cmd
}

func newUserPIN(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "pin NUMBER",
		Short:   "give a person a new PIN, which also ends a lock-out",
		Example: "  yichuang user pin 1001",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.local(cmd, func(s *seat) error {
				pin, err := cli.ReadPIN(cmd)
				if err != nil {
					return err
				}
				db, err := s.data()
				if err == nil {
					err = cli.BadInput(db.SetPIN(cmd.Context(), yichuang.UserID(list[0]), pin))
				}
				return err
			})
		},
	}
}

func newUserRemove(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NUMBER",
		Short:   "remove a person; what they did stays on record",
		Example: "  yichuang user remove 1001",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.local(cmd, func(s *seat) error {
				db, err := s.data()
				if err == nil {
					err = cli.BadInput(db.RemoveUser(cmd.Context(), yichuang.UserID(list[0])))
				}
				return err
			})
		},
	}
}

func newUserList(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "list the people who sign in here",
		Example: "  yichuang user list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.withSeat(cmd, func(s *seat) error {
				db, err := s.data()
				if err != nil {
					return err
				}
				people, err := db.Users(cmd.Context())
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
				for _, u := range people {
					fmt.Fprintf(w, "%s\t%s\t%s\n", u.ID, u.Role, u.Name)
				}
				return w.Flush()
			})
		},
	}
}

// withSeat runs work with the data of the hall open.
func (o *options) withSeat(cmd *cobra.Command, work func(*seat) error) error {
	s, err := o.seat(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer s.close()
	return work(s)
}
