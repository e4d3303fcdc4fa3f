package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yichuang"
)

// application is an application as an intake file describes it.
type application struct {
	item      *yichuang.Item
	received  time.Time
	applicant yichuang.Applicant
	answers   yichuang.Answers
	materials []filedMaterial
	decision  yichuang.DecisionKind // empty: what the review allows
	owing     bool                  // the applicant asks for acceptance with owed materials
	ground    *yichuang.Rejection
	reason    string
	parts     []*yichuang.Item      // of a bundle
	made      []yichuang.PartedCase // what it becomes when it is accepted
}

// filedMaterial is one material of an intake file.
type filedMaterial struct {
	path    string
	taken   yichuang.MaterialTaken
	applies *bool
	points  []yichuang.Judgement
}

// readApplication reads an intake file against the item that it names.
func readApplication(r *reader, raw []byte, find func(yichuang.ItemID) (*yichuang.Item, error)) *application {
	top := r.section("", r.readYAML(raw))
	if len(r.problems) > 0 {
		return nil
	}
	a := &application{answers: yichuang.Answers{}}
	id := top.text("item")
	item, err := find(yichuang.ItemID(id))
	if err != nil {
		r.bad("item", "there is no item %q in the catalogue", yichuang.Clip(id, 40))
	}
	a.item = item
	a.received = top.time("received")
	applicant, _ := top.get("applicant")
	a.readApplicant(r.section("applicant", applicant))
	answers, _ := top.get("answers")
	a.readAnswers(r.section("answers", answers))
	for i, m := range top.list("materials") {
		a.readMaterial(r.section(fmt.Sprintf("materials[%d]", i), m))
	}
	a.decision = yichuang.DecisionKind(top.one("decision", "accept", "accept_owing", "correct", "decline"))
	a.owing, _ = top.flag("owing")
	a.reason = top.text("reason")
	if g, ok := top.get("ground"); ok {
		a.readGround(r.section("ground", g))
	}
	top.done()
	return a
}

func (a *application) readApplicant(s *section) {
	p := &a.applicant
	p.Kind = yichuang.ApplicantKind(s.one("kind", "person", "organization"))
	if p.Kind == "" {
		p.Kind = yichuang.Person
	}
	p.Name, p.Phone, p.Address = s.text("name"), s.text("phone"), s.text("address")
	p.Credit = s.text("credit")
	p.BadCredit, _ = s.flag("bad_credit")
	if v, ok := s.get("id"); ok {
		p.ID = readIdentity(s.r.section(s.at("id"), v))
	}
	if v, ok := s.get("legal"); ok {
		l := s.r.section(s.at("legal"), v)
		p.Legal.Name = l.text("name")
		if id, ok := l.get("id"); ok {
			p.Legal.ID = readIdentity(s.r.section(l.at("id"), id))
		}
		l.done()
	}
	if v, ok := s.get("agent"); ok {
		g := s.r.section(s.at("agent"), v)
		p.Agent = &yichuang.Agent{Name: g.text("name"), Phone: g.text("phone")}
		if id, ok := g.get("id"); ok {
			p.Agent.ID = readIdentity(s.r.section(g.at("id"), id))
		}
		g.done()
	}
	s.done()
	p.Clean()
}

func readIdentity(s *section) yichuang.Identity {
	number := s.text("number")
	id := yichuang.Identity{Kind: yichuang.IDKind(s.text("kind")), Number: number}
	if id.Kind == "" {
		id.Kind = yichuang.GuessIDKind(number)
	} else if !slices.Contains(yichuang.IDKinds, id.Kind) {
		s.r.bad(s.at("kind"), "%q is not a kind of identity document; write one of %s", yichuang.Clip(string(id.Kind), 20), idKinds())
	}
	s.done()
	return id
}

func idKinds() string {
	names := make([]string, len(yichuang.IDKinds))
	for i, k := range yichuang.IDKinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

func (a *application) readAnswers(s *section) {
	for key := range s.m {
		option := yichuang.OptionID(s.text(key))
		a.answers[yichuang.QuestionID(key)] = option
		if a.item == nil {
			continue
		}
		q := a.item.Question(yichuang.QuestionID(key))
		if q == nil {
			s.r.bad(s.at(key), "item %s asks no question %q", a.item.ID, key)
			continue
		}
		if !slices.ContainsFunc(q.Options, func(o yichuang.Option) bool { return o.ID == option }) {
			var ids []string
			for _, o := range q.Options {
				ids = append(ids, string(o.ID)+" ("+o.Text+")")
			}
			s.r.bad(s.at(key), "%q is not an answer to “%s”; write one of %s", option, q.Text, strings.Join(ids, ", "))
		}
	}
}

func (a *application) readGround(s *section) {
	a.ground = &yichuang.Rejection{
		Reason: s.text("reason"), Agency: s.text("agency"),
		Type: yichuang.DeclineType(s.one("type", "A", "B", "C", "D")),
	}
	if a.ground.Reason == "" || a.ground.Type == "" {
		s.r.bad(s.path, "a ground for declining needs reason and type (A, B, C or D)")
	}
	s.done()
}

func (a *application) readMaterial(s *section) {
	id := yichuang.MaterialID(s.text("id"))
	m := filedMaterial{path: s.path, taken: yichuang.MaterialTaken{Material: id}}
	var known *yichuang.Material
	if a.item != nil {
		if known = a.item.Material(id); known == nil {
			s.r.bad(s.at("id"), "item %s has no material %q", a.item.ID, yichuang.Clip(string(id), 30))
		}
	}
	if slices.ContainsFunc(a.materials, func(m filedMaterial) bool { return m.taken.Material == id }) {
		s.r.bad(s.at("id"), "material %q stands here a second time", yichuang.Clip(string(id), 30))
	}
	if known == nil {
		known = &yichuang.Material{}
	}
	m.taken.Presence = yichuang.Presence(s.one("presence", "held", "missing", "exempt"))
	if m.taken.Presence == "" {
		m.taken.Presence = yichuang.Held
	}
	if m.taken.Presence == yichuang.Exempt && known.ID != "" && known.Exempt == "" {
		s.r.bad(s.at("presence"), "the catalogue does not let %q go without being handed in", id)
	}
	m.taken.Digital, _ = s.flag("digital")
	if m.taken.Presence == yichuang.Held {
		m.taken.Originals, m.taken.Copies = s.number("originals", known.Originals), s.number("copies", known.Copies)
	}
	if on, set := s.flag("applies"); set {
		m.applies = &on
	}
	if v, ok := s.get("points"); ok {
		m.points = readPoints(s, v, known)
	} else if m.taken.Presence != yichuang.Missing {
		s.r.bad(s.at("points"), "say what the review found: points: pass, or a verdict for each point")
	}
	s.done()
	a.materials = append(a.materials, m)
}

// readPoints reads "pass" for the whole material, or a mapping of point numbers
// to pass, na or {fail: finding}.
func readPoints(s *section, v any, m *yichuang.Material) []yichuang.Judgement {
	if word, ok := v.(string); ok {
		if word != "pass" {
			s.r.bad(s.at("points"), "must be pass, or a mapping of point numbers to verdicts")
		}
		out := make([]yichuang.Judgement, len(m.Points))
		for i, p := range m.Points {
			out[i] = yichuang.Judgement{No: p.No, Verdict: yichuang.Pass}
		}
		return out
	}
	p := s.r.section(s.at("points"), v)
	var out []yichuang.Judgement
	for key, v := range p.m {
		no, err := strconv.Atoi(key)
		if err != nil || m.ID != "" && m.Point(no) == nil {
			s.r.bad(p.at(key), "material %q has no point %s", m.ID, yichuang.Clip(key, 10))
			continue
		}
		out = append(out, readVerdict(s.r, p.at(key), no, v))
	}
	slices.SortFunc(out, func(a, b yichuang.Judgement) int { return a.No - b.No })
	return out
}

func readVerdict(r *reader, path string, no int, v any) yichuang.Judgement {
	j := yichuang.Judgement{No: no}
	switch v := v.(type) {
	case string:
		j.Verdict = yichuang.Verdict(v)
		if j.Verdict != yichuang.Pass && j.Verdict != yichuang.NotApplicable {
			r.bad(path, "must be pass, na or {fail: what is wrong}")
		}
	default:
		s := r.section(path, v)
		j.Verdict, j.Finding = yichuang.Fail, yichuang.Clean(s.text("fail"))
		if j.Finding == "" {
			r.bad(path, "a failed point needs what is wrong: {fail: …}")
		}
		s.done()
	}
	return j
}
