package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"time"

	"yichuang"
	"yichuang/store"
	"yichuang/sync"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// link is a seat's way to its centre. A nil link is that of a seat that works alone.
type link struct {
	engine *sync.Engine
	centre *sync.HTTP
	cert   *x509.Certificate
}

// dial makes the link of an enrolled seat; nothing is sent yet.
func (s *seat) dial(ctx context.Context, changed func(), told func(sync.Status)) (*link, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	m, err := db.Membership(ctx)
	if err != nil {
		return nil, err
	}
	key, err := db.Key(ctx)
	if err != nil {
		return nil, err
	}
	l := new(link)
	if l.cert, err = x509.ParseCertificate(m.Certificate); err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "本机保存的证书已损坏", Hint: "请管理员发新的登记码，重新运行 yichuang enroll", Err: err}
	}
	if l.centre, err = sync.Dial(m.URL, &sync.Trust{Authority: m.Authority, Certificate: m.Certificate, Key: key}, s.now); err != nil {
		return nil, err
	}
	l.engine = sync.New(sync.Options{Centre: sync.Over(l.centre), Store: engineStore(db), Now: s.now, Changed: changed, Told: told})
	return l, nil
}

func engineStore(db *store.Store) sync.Store {
	return sync.Store{Outbox: db, Inbox: db, Book: db, Offering: db, Library: db, Shelf: db, Scans: db}
}

// follow keeps an enrolled seat in step with its centre, beside the screens, until
// the context ends.
func (s *seat) follow(ctx context.Context, send func(tea.Msg)) error {
	if !s.settings().enrolled {
		return nil
	}
	changed := func() {
		fresh, err := s.published(ctx)
		if err == nil && fresh {
			err = s.warm(ctx) // so that no key waits for it
		}
		if err != nil {
			send(kit.Failed{Err: err})
		}
		send(kit.Changed{})
	}
	l, err := s.dial(ctx, changed, func(sync.Status) { send(kit.Linked{}) })
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.link = l
	s.mu.Unlock()
	send(kit.Linked{})
	go l.engine.Run(ctx)
	go s.renew(ctx, l, send)
	return nil
}

// published takes over what the centre has published since it was looked last: the
// hall, its holidays, who may sign in, its catalogue.
func (s *seat) published(ctx context.Context) (fresh bool, err error) {
	db, err := s.data()
	if err != nil {
		return false, err
	}
	l, err := db.Link(ctx)
	if err != nil || !s.notes(l.Reference) {
		return false, err
	}
	hall, known, err := db.Hall(ctx)
	if err != nil {
		return false, err
	}
	calendar, err := publishedCalendar(ctx, db)
	if err != nil {
		return false, err
	}
	people, err := db.Users(ctx)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	if known {
		c := *s.config
		c.adopt(hall)
		s.config = &c
	}
	if calendar != nil {
		s.holiday = calendar
	}
	s.vacant = len(people) == 0
	s.items = new(items)
	s.mu.Unlock()
	return true, nil
}

// notes reports whether a revision is another one than was taken over last.
func (s *seat) notes(revision int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.revision == revision {
		return false
	}
	s.revision = revision
	return true
}

// publishedCalendar returns the built-in calendar under the published one, nil when
// none was published.
func publishedCalendar(ctx context.Context, db *store.Store) (*yichuang.Calendar, error) {
	raw, err := db.Calendar(ctx)
	if err != nil || raw == nil {
		return nil, err
	}
	published, err := yichuang.ReadCalendar(raw)
	if err != nil {
		return nil, &yichuang.Error{Code: yichuang.Damaged, Message: "中心发布的工作日历读不出来，仍用原来的", Hint: "请管理员重新发布", Err: err}
	}
	return yichuang.BuiltinCalendar().Merge(published), nil
}

// online reports whether the centre answers.
func (l *link) online() bool { return l != nil && l.engine.Status().Online }

// words says for the title line how the centre is reached and what waits.
func (l *link) words(now time.Time) string {
	if l == nil {
		return "单机（已存本机）"
	}
	return linkWords(l.engine.Status(), now)
}

func linkWords(st sync.Status, now time.Time) string {
	text := "在线"
	switch {
	case st.Stopped != nil:
		text = "已停止同步"
	case !st.Online:
		text = "离线 " + sinceWords(st.Since, now) + "起"
	case st.Load.On:
		text = fmt.Sprintf("载入 %d/%d", st.Load.Done, st.Load.Of)
	case st.Offering:
		text = "补交中"
	case st.Counts.Apart:
		text = "件数不符"
	}
	if st.Unsent > 0 {
		text += fmt.Sprintf(" 待发%d", st.Unsent)
	}
	if st.Scans > 0 {
		text += fmt.Sprintf(" 待传扫描件%d", st.Scans)
	}
	if st.Refused > 0 {
		text += fmt.Sprintf(" 待处理%d", st.Refused)
	}
	return text
}

// sinceWords writes a moment of today as a time and any other as a day.
func sinceWords(t, now time.Time) string {
	t, now = t.In(yichuang.Shanghai), now.In(yichuang.Shanghai)
	if yichuang.DateOf(t) == yichuang.DateOf(now) {
		return t.Format("15:04")
	}
	return t.Format("01-02")
}

// poke tells the engine that there is something to send.
func (s *seat) poke() {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if l != nil {
		l.engine.Poke()
	}
}

// bringTime is how long a clerk waits for a case that only the centre has.
const bringTime = 4 * time.Second

// bring fetches a case that is not here from the centre, and reports whether it is
// here now. That it cannot be reached is no failure: the case is not here.
func (s *seat) bring(ctx context.Context, n yichuang.CaseNumber) bool {
	s.mu.Lock()
	l, db := s.link, s.store
	s.mu.Unlock()
	if !l.online() || db == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, bringTime)
	defer cancel()
	known, err := db.Link(ctx)
	if err != nil {
		return false
	}
	page, err := l.centre.Case(ctx, n)
	return err == nil && db.TakeCase(ctx, n, yichuang.News{Incarnation: known.Incarnation, Runs: page.Runs, Vouchers: page.Vouchers}) == nil
}

// renewal is how often it is looked whether the certificate is to be renewed.
const renewal = 6 * time.Hour

// renew renews the certificate when half of its life is over.
func (s *seat) renew(ctx context.Context, l *link, send func(tea.Msg)) {
	for ctx.Err() == nil {
		if l.online() && l.old(s.now()) {
			if err := s.renewed(ctx, l); err != nil {
				send(kit.Failed{Err: err})
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(renewal):
		}
	}
}

// old reports whether half of the certificate's life is over.
func (l *link) old(now time.Time) bool {
	return now.After(l.cert.NotBefore.Add(l.cert.NotAfter.Sub(l.cert.NotBefore) / 2))
}

func (s *seat) renewed(ctx context.Context, l *link) error {
	db, err := s.data()
	if err != nil {
		return err
	}
	key, err := db.Key(ctx)
	if err != nil {
		return err
	}
	m, err := db.Membership(ctx)
	if err != nil {
		return err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return err
	}
	fresh, err := l.centre.Renew(ctx, csr)
	if err != nil {
		return err
	}
	cert, err := x509.ParseCertificate(fresh.Certificate)
	if err != nil || !bytes.Equal(fresh.Authority, m.Authority) {
		return &yichuang.Error{Code: yichuang.Damaged, Message: "中心给的新证书不能用，仍用原来的", Hint: "请联系管理员", Err: err}
	}
	m.Certificate = fresh.Certificate
	if err := db.SetMembership(ctx, m); err != nil {
		return err
	}
	l.centre.Present(fresh.Certificate, key)
	l.cert = cert
	return nil
}
