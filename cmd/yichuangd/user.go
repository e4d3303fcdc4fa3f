package main

import (
	"fmt"
	"strings"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newUser(o *options) *cobra.Command {
	var hall string
	cmd := &cobra.Command{
		Use:   "user",
		Short: "the people who sign in at the terminals of a hall",
		Long: `Looks after the people who sign in at every terminal of a hall, without a network
too. A PIN is asked for at the terminal, twice and without showing it, or read as one
line from standard input with --pin -; it is never an argument, where others could
read it.`,
	}
	cmd.PersistentFlags().StringVar(&hall, "hall", "", "`ID` of the hall; may be left out where there is one")
	cmd.AddCommand(newUserAdd(o, &hall), newUserPIN(o, &hall), newUserRemove(o, &hall), newUserList(o, &hall))
	return cmd
}

// pinFlag adds --pin, which only takes "-".
func pinFlag(cmd *cobra.Command, from *string) {
	cmd.Flags().StringVar(from, "pin", "", "- reads the PIN from standard input")
}

// readPIN reads a new PIN from where the caller said.
func readPIN(cmd *cobra.Command, from string) (string, error) {
	if from != "" && from != "-" {
		return "", cli.Wrong(&yichuang.Error{Code: yichuang.Invalid, Message: "a PIN is never an argument, where others could read it", Hint: "leave --pin out, or give --pin - and write the PIN to standard input"})
	}
	return cli.ReadPIN(cmd)
}

func newUserAdd(o *options, hall *string) *cobra.Command {
	var role, department, from string
	var also []string
	cmd := &cobra.Command{
		Use:   "add NUMBER NAME",
		Short: "add a person",
		Example: `  yichuangd user add 1001 姓名 --hall ejinhoro
  yichuangd user add 2001 姓名 --hall ejinhoro --role officer --department 市场监督管理局
  yichuangd user add 9001 姓名 --hall ejinhoro --role supervisor --pin - < pin.txt`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, list []string) error {
			u := yichuang.User{ID: yichuang.UserID(list[0]), Name: list[1], Role: yichuang.Role(role), Department: department, Also: yichuang.Roles(strings.Join(also, " "))}
			return o.withPIN(cmd, *hall, from, func(in place, typed string) error {
				if err := in.AddUser(cmd.Context(), in.hall, u, typed); err != nil {
					return err
				}
				if department == "" {
					return nil
				}
				return knownDepartments(cmd, in.Centre, []string{department})
			})
		},
	}
	cmd.Flags().StringVar(&role, "role", string(yichuang.RoleWindow), "window, officer, handover or supervisor")
	cmd.Flags().StringArrayVar(&also, "also", nil, "a further `ROLE` of the same person; may be given again")
	cmd.Flags().StringVar(&department, "department", "", "where an officer decides, as items name it")
	pinFlag(cmd, &from)
	return cmd
}

func newUserPIN(o *options, hall *string) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:     "pin NUMBER",
		Short:   "give a person a new PIN, which also ends a lock-out",
		Example: "  yichuangd user pin 1001 --hall ejinhoro",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.withPIN(cmd, *hall, from, func(in place, typed string) error {
				return in.SetPIN(cmd.Context(), in.hall, yichuang.UserID(list[0]), typed)
			})
		},
	}
	pinFlag(cmd, &from)
	return cmd
}

// withPIN runs work with a PIN that was asked for.
func (o *options) withPIN(cmd *cobra.Command, hall, from string, work func(in place, typed string) error) error {
	return o.inHall(cmd, hall, func(in place) error {
		typed, err := readPIN(cmd, from)
		if err == nil {
			err = work(in, typed)
		}
		return err
	})
}

// place is a hall at its centre.
type place struct {
	*central.Centre
	hall yichuang.HallID
}

// inHall runs work in the hall that was named, or in the only one.
func (o *options) inHall(cmd *cobra.Command, named string, work func(in place) error) error {
	return o.withCentre(cmd, func(c *central.Centre) error {
		hall, err := hallOf(cmd, c, named)
		if err == nil {
			err = cli.BadInput(work(place{c, hall}))
		}
		return err
	})
}

func newUserRemove(o *options, hall *string) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NUMBER",
		Short:   "remove a person; what they did stays on record",
		Example: "  yichuangd user remove 1001 --hall ejinhoro",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			return o.inHall(cmd, *hall, func(in place) error { return in.RemoveUser(cmd.Context(), in.hall, yichuang.UserID(list[0])) })
		},
	}
}

func newUserList(o *options, hall *string) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the people of a hall",
		Example: "  yichuangd user list --hall ejinhoro",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.inHall(cmd, *hall, func(in place) error {
				people, err := in.Users(cmd.Context(), in.hall)
				if err != nil {
					return err
				}
				return printList(cmd.OutOrStdout(), asJSON, people, "NUMBER\tROLE\tALSO\tDEPARTMENT\tNAME", func(u yichuang.User) string {
					return fmt.Sprintf("%s\t%s\t%s\t%s\t%s", u.ID, u.Role, u.Also, u.Department, u.Name)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}
