package main

import (
	"context"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/tui/login"

	"github.com/goccy/go-yaml"
)

// The users of the demonstration hall, and the PIN that they share; the sign-in
// screen of the demonstration shows them.
var demoUsers = []yichuang.User{
	{ID: "1001", Name: "演示窗口", Role: yichuang.RoleWindow},
	{ID: "9001", Name: "演示督导", Role: yichuang.RoleSupervisor},
}

const demoPIN = "000000"

// Demo turns the seat into one of the demonstration hall, with its own data
// folder, and opens it.
func (s *seat) Demo(ctx context.Context) error {
	s.mu.Lock()
	if !s.config.demo {
		s.config = demonstration(s.config)
	}
	s.mu.Unlock()
	if err := s.open(ctx, false); err != nil {
		return err
	}
	return s.furnish(ctx)
}

// furnish gives the demonstration hall its users when it has none.
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
		if err := db.AddUser(ctx, u, demoPIN); err != nil {
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
	c.Hall = hallConfig{Name: f.Name, Region: f.Region, Phone: f.Phone, Reconsideration: f.Review}
	c.Terminal.Window = f.Window
	if err := c.check(); err != nil {
		return err
	}
	s.mu.Lock()
	s.config = &c
	s.mu.Unlock()
	if err := s.open(ctx, false); err != nil {
		return err
	}
	if err := s.staff(ctx, f); err != nil {
		return err
	}
	return writeConfig(&c)
}

// staff creates the users named in the form; one who is there already gets the
// PIN entered now.
func (s *seat) staff(ctx context.Context, f login.HallForm) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	for _, p := range []struct {
		who  login.Person
		role yichuang.Role
	}{{f.Clerk, yichuang.RoleWindow}, {f.Supervisor, yichuang.RoleSupervisor}} {
		err := db.AddUser(ctx, yichuang.User{ID: p.who.ID, Name: p.who.Name, Role: p.role}, p.who.PIN)
		if yichuang.CodeOf(err) == yichuang.Conflict {
			err = db.SetPIN(ctx, p.who.ID, p.who.PIN)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeConfig writes the configuration where the next start finds it.
func writeConfig(c *config) error {
	name := configPlaces()[0]
	text, err := yaml.Marshal(map[string]any{
		"hall": map[string]any{"name": c.Hall.Name, "region": c.Hall.Region, "phone": c.Hall.Phone, "site": c.Hall.Site,
			"reconsideration": c.Hall.Reconsideration, "court": c.Hall.Court},
		"terminal": map[string]any{"window": c.Terminal.Window, "epoch": c.Terminal.Epoch},
		"data":     c.Data, "catalog": c.Catalog,
		"paper": map[string]any{"folder": c.Paper.Folder, "roll": c.Paper.Roll, "font": c.Paper.Font},
		"lock":  map[string]any{"minutes": c.Lock.Minutes},
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
