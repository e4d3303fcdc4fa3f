package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/tui/login"

	"github.com/goccy/go-yaml"
)

// The users of the demonstration hall, and the PIN that they share; the sign-in
// screen of the demonstration shows them.
var demoUsers = []yichuang.User{
	{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow},
	{ID: "2001", Name: "演示审批", Role: yichuang.RoleOfficer, Department: "旗市场监督管理局"},
	{ID: "3001", Name: "演示出件", Role: yichuang.RoleHandOver},
	{ID: "9001", Name: "演示督导", Role: yichuang.RoleSupervisor},
}

const demoPIN = "000000"

// Demo turns the seat into one of the demonstration hall, with its own data
// folder, and opens it.
func (s *seat) Demo(ctx context.Context) error {
	return s.found(ctx, demonstration(s.settings()), s.furnish)
}

// found opens the hall of c and gives it what it begins with. When that fails
// the seat is as it was before, so that the first screen may be tried again,
// with other values.
func (s *seat) found(ctx context.Context, c *config, begin func(context.Context) error) error {
	before := s.settings()
	s.adopt(c)
	err := s.open(ctx, false)
	if err == nil {
		s.endLooking()
		err = begin(ctx)
	}
	if err != nil {
		err = errors.Join(err, s.close())
		s.adopt(before)
	}
	return err
}

func (s *seat) adopt(c *config) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = c
}

// furnish gives the demonstration hall its users when it has none. Another program may
// be doing the same at this moment.
func (s *seat) furnish(ctx context.Context) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	have, err := db.Users(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	for _, u := range demoUsers {
		if err := db.AddUser(ctx, u, demoPIN); err != nil && yichuang.CodeOf(err) != yichuang.Conflict {
			return err
		}
	}
	return s.warm(ctx)
}

// Setup writes the configuration of a real hall and creates its first users. The
// configuration comes last: until it stands, the first screen comes again and
// nothing is half set up.
func (s *seat) Setup(ctx context.Context, f login.HallForm) error {
	c := *s.settings()
	c.Hall = hallConfig{Name: f.Name, Region: f.Region, Phone: f.Phone, Site: c.Hall.Site, Progress: c.Hall.Progress, Reconsideration: f.Review, Court: c.Hall.Court}
	c.Terminal.Window = f.Window
	if bad := c.check(); bad != nil {
		return configFrom(c.File).Unfit(c.File, bad)
	}
	return s.found(ctx, &c, func(ctx context.Context) error {
		if err := s.staff(ctx, f); err != nil {
			return err
		}
		return writeConfig(&c)
	})
}

// staff creates the users named in the form. One who is there already, from a
// set-up that did not come to its end, is entered anew.
func (s *seat) staff(ctx context.Context, f login.HallForm) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	for _, p := range []struct {
		who  login.Person
		role yichuang.Role
	}{{f.Clerk, yichuang.RoleWindow}, {f.Supervisor, yichuang.RoleSupervisor}} {
		u := yichuang.User{ID: p.who.ID, Name: p.who.Name, Role: p.role}
		err := db.AddUser(ctx, u, p.who.PIN)
		if yichuang.CodeOf(err) == yichuang.Conflict {
			if err = db.RemoveUser(ctx, u.ID); err == nil {
				err = db.AddUser(ctx, u, p.who.PIN)
			}
		}
		if err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.vacant = false
	s.mu.Unlock()
	return nil
}

// writeConfig writes the configuration where the next start finds it: to the
// file that was named, or to the first of the usual places.
func writeConfig(c *config) error {
	name := cli.Places("config.yaml")[0]
	if c.named {
		name = c.File
	}
	text, err := yaml.Marshal(map[string]any{
		"hall": map[string]any{"name": c.Hall.Name, "region": c.Hall.Region, "phone": c.Hall.Phone, "site": c.Hall.Site,
			"progress": c.Hall.Progress, "reconsideration": c.Hall.Reconsideration, "court": c.Hall.Court},
		"terminal": map[string]any{"window": c.Terminal.Window, "epoch": c.Terminal.Epoch},
		"data":     c.Data, "catalog": c.Catalog,
		"paper":    map[string]any{"folder": c.Paper.Folder, "roll": c.Paper.Roll, "font": c.Paper.Font, "stale": c.Paper.Stale},
		"printers": c.Printers,
		"scan": map[string]any{"folder": c.Scan.Folder, "viewer": c.Scan.Viewer, "sane": c.Scan.SANE, "escl": c.Scan.ESCL,
			"camera": c.Scan.Camera, "budget": c.Scan.Budget},
		"card": map[string]any{"address": c.Card.Address, "token": c.Card.Token, "prefix": c.Card.Prefix, "pause": c.Card.Pause, "least": c.Card.Least},
		"lock": map[string]any{"minutes": c.Lock.Minutes},
	})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(name), 0o755)
	}
	if err == nil {
		err = writeWhole(name, text)
	}
	if err != nil {
		return &yichuang.Error{Code: yichuang.Denied, Message: "配置写不到 " + name, Hint: "请检查目录权限和磁盘空间", Err: err}
	}
	return nil
}
