package main

import (
	"fmt"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/cases"
	"yichuang/tui/centre"
	"yichuang/tui/dayend"
	"yichuang/tui/decide"
	"yichuang/tui/desk"
	"yichuang/tui/handover"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/ledger"
	"yichuang/tui/login"
	"yichuang/tui/office"
	"yichuang/tui/oversight"
	"yichuang/tui/papers"
	"yichuang/tui/review"
	"yichuang/tui/scans"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// routes is the table of screens: how each is made from the seat. The person at
// the seat is passed to each screen when it opens.
func routes(env *kit.Env, s *seat) tui.Routes {
	deps := func() intake.Deps {
		return intake.Deps{Catalogue: s, Drafts: s, Register: s, Cases: s, Lists: s, Hall: s.hall()}
	}
	return tui.Routes{
		"firstrun": tui.Plain(func() kit.Screen { return login.NewFirstRun(env, s) }),
		"signin": tui.Plain(func() kit.Screen {
			s.sit(yichuang.User{})
			return login.NewSignIn(env, s, s.welcome())
		}),
		"lock": tui.With(func(l kit.Lock) kit.Screen {
			return login.NewLock(env, s, s.user(), login.Locked{Welcome: s.welcome(), Idle: l.Idle})
		}),
		"desk": tui.With(func(u yichuang.User) kit.Screen {
			s.sit(u)
			return desk.New(env, s, desk.Seat{User: u, Window: s.settings().Terminal.Window})
		}),
		"item": tui.Plain(func() kit.Screen {
			if err := s.load(); err != nil { // an empty list would send applicants away
				return &closed{err}
			}
			return intake.NewItem(env, deps())
		}),
		"applicant": tui.With(func(id yichuang.ItemID) kit.Screen {
			if news := s.news(env.Context, id); news != nil {
				return intake.NewChanges(env, s, s.user(), *news)
			}
			return intake.NewApplicant(env, deps(), s.user(), id)
		}),
		"scenario":     tui.With(func(n yichuang.CaseNumber) kit.Screen { return intake.NewScenario(env, deps(), s.user(), n) }),
		"review":       tui.With(func(n yichuang.CaseNumber) kit.Screen { return review.New(env, s, s.user(), n) }),
		"decide":       tui.With(func(n yichuang.CaseNumber) kit.Screen { return decide.New(env, s, s.user(), n) }),
		"office":       tui.With(func(n yichuang.CaseNumber) kit.Screen { return office.New(env, s, s.user(), n) }),
		"handover":     tui.With(func(n yichuang.CaseNumber) kit.Screen { return handover.New(env, s, s.user(), n) }),
		"papers":       tui.With(func(n yichuang.CaseNumber) kit.Screen { return papers.New(env, s, s.user(), n) }),
		kit.RouteScans: tui.With(func(of kit.ScansOf) kit.Screen { return scans.New(env, s, s.user(), of) }),
		"oversight":    s.supervised(tui.Plain(func() kit.Screen { return oversight.NewWatch(env, s) })),
		"figures":      s.supervised(tui.Plain(func() kit.Screen { return oversight.NewFigures(env, s) })),
		"audit":        s.supervised(tui.With(func(n yichuang.CaseNumber) kit.Screen { return oversight.NewAudit(env, s, n) })),
		"urge":         tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewUrge(env, s, s.user(), c) }),
		"remind":       tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewRemind(env, s, s.user(), c) }),
		"askend":       s.supervised(tui.With(func(c *yichuang.Case) kit.Screen { return cases.NewAskEnd(env, s, s.user(), c) })),
		"ledger":       tui.Plain(func() kit.Screen { return ledger.NewOwed(env, s, s.user()) }),
		"originals":    tui.Plain(func() kit.Screen { return ledger.NewOriginals(env, s, s.user()) }),
		"slips":        tui.Plain(func() kit.Screen { return ledger.NewSlips(env, s) }),
		"dayend":       tui.Plain(func() kit.Screen { return dayend.New(env, s, s.user()) }),
		"sync":         tui.Plain(func() kit.Screen { return centre.New(env, s, s.user()) }),
		"find":         tui.Plain(func() kit.Screen { return cases.NewFind(env, s) }),
		"case":         func(arg any) kit.Screen { return cases.New(env, s, s.user(), arg) },
	}
}

// supervised keeps a route for supervisors.
func (s *seat) supervised(open func(arg any) kit.Screen) func(arg any) kit.Screen {
	return func(arg any) kit.Screen {
		if u := s.user(); !u.Is(yichuang.RoleSupervisor) {
			return &closed{&yichuang.Error{Code: yichuang.Denied, Message: u.Role.Name() + "岗位不能看这一页", Hint: "需要大厅督导岗位"}}
		}
		return open(arg)
	}
}

// closed stands for a screen that cannot open now: it says why and goes.
type closed struct{ err error }

func (c *closed) Init() tea.Cmd               { return tea.Batch(kit.Fail(c.err), kit.Back(nil)) }
func (c *closed) Update(tea.Msg) tea.Cmd      { return nil }
func (c *closed) View() (string, *tea.Cursor) { return "", nil }
func (c *closed) Keys() []key.Binding         { return nil }

// welcome is what stands before the work begins.
func (s *seat) welcome() login.Welcome {
	w := login.Welcome{Hall: s.hall(), Window: s.settings().Terminal.Window}
	if w.Hall.Demo {
		for _, u := range demoUsers {
			w.Hints = append(w.Hints, fmt.Sprintf("%s：工号 %s，密码 %s", u.Role.Name(), u.ID, demoPIN))
		}
		return w
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.vacant && s.config.enrolled:
		w.Hints = []string{"这台终端还没有人员：连上中心后自动下发；中心还没有添加的，请管理员在中心添加"}
	case s.vacant:
		w.Hints = []string{"这台终端还没有人员，请管理员先添加：yichuang user add 工号 姓名"}
	}
	return w
}

// sit notes who is at the seat; the zero User is nobody.
func (s *seat) sit(u yichuang.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.present = u
}

func (s *seat) user() yichuang.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.present
}

// header is the top line.
func (s *seat) header() tui.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := tui.Header{Hall: s.config.Hall.Name, Demo: s.config.demo}
	if !s.config.ready() {
		return tui.Header{Hall: "一窗"}
	}
	h.Seat = fmt.Sprintf("%d号窗口", s.config.Terminal.Window)
	h.Link = s.link.words(s.now())
	if s.present.ID != "" {
		h.Person = string(s.present.ID) + " " + s.present.Name
	}
	return h
}
