package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/user"
	"slices"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/store"

	"github.com/spf13/cobra"
)

func newIntake(o *options) *cobra.Command {
	var asJSON bool
	var by string
	cmd := &cobra.Command{
		Use:   "intake FILE.yaml",
		Short: "take in an application described in a file",
		Long: `Takes in an application described in a file (- for standard input) through the
same rules as the screens: for kiosks and for moving over from another system.
It prints number, decision and findings. Every problem of the file is told at
once with its path; then nothing is written and the exit code is 2.
docs/intake.md describes the file.`,
		Example: `  yichuang intake application.yaml
  yichuang intake --json - < application.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			raw, err := cli.ReadInput(cmd.InOrStdin(), list[0])
			if err != nil {
				return cli.Wrong(err)
			}
			s, err := o.seat(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.close()
			if err := s.mayWrite(cmd.Context(), yichuang.UserID(by), new(yichuang.Case), new(yichuang.Opened)); err != nil {
				return err
			}
			r := new(reader)
			result, err := s.takeIn(cmd.Context(), r, yichuang.UserID(by), raw)
			if len(r.problems) > 0 {
				return tellProblems(cmd, r.problems, asJSON)
			}
			if err != nil {
				return err
			}
			return result.print(cmd.OutOrStdout(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	cmd.Flags().StringVar(&by, "by", systemUser(), "who takes it in: a clerk's number; at a seat without a centre also the name of a system")
	return cmd
}

func systemUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "import"
}

func tellProblems(cmd *cobra.Command, list []problem, asJSON bool) error {
	if asJSON {
		_ = json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"problems": list}) // the exit code tells the rest
		return cli.Silent(2)
	}
	w := cmd.ErrOrStderr()
	fmt.Fprintf(w, "yichuang: the application was not taken in, nothing was written; %d problem(s):\n", len(list))
	for _, p := range list {
		if p.Path == "" {
			fmt.Fprintf(w, "  %s\n", p.Message)
			continue
		}
		fmt.Fprintf(w, "  %s: %s\n", p.Path, p.Message)
	}
	return cli.Silent(2)
}

// seat opens the data of the configured hall.
func (o *options) seat(ctx context.Context, readOnly bool) (*seat, error) {
	c, err := o.load()
	if err != nil {
		return nil, err
	}
	switch {
	case c.ready():
	case c.unread != nil:
		return nil, c.unread
	default:
		return nil, cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "no hall is set up",
			Hint: "write a configuration (see config.example.yaml), start the terminal once, or add --demo"})
	}
	s := newSeat(c)
	return s, s.open(ctx, readOnly)
}

// takeIn takes an application in: everything is first done on a case in memory,
// and only what passes every rule is committed, in one piece.
func (s *seat) takeIn(ctx context.Context, r *reader, by yichuang.UserID, raw []byte) (*taken, error) {
	if err := s.load(); err != nil {
		return nil, err
	}
	a := readApplication(r, raw, s.Item)
	if a == nil || a.item == nil {
		return nil, nil
	}
	now := s.Circumstances()
	a.check(r, now)
	if len(r.problems) > 0 {
		return nil, nil
	}
	var err error
	if a.parts, err = s.Parts(ctx, a.item); err != nil {
		return nil, err
	}
	opened := a.item.Opening(yichuang.ChannelFile, a.applicant)
	opened.Received = a.received
	more := a.rehearse(r, by, opened, now)
	if len(r.problems) > 0 {
		return nil, nil
	}
	c, err := s.enter(ctx, by, a, opened, more)
	if err != nil {
		return nil, err
	}
	return newTaken(c, a.decision), nil
}

// enter commits the whole application with its papers at once: who tries again
// after a full disk or a power cut does not take it in twice.
func (s *seat) enter(ctx context.Context, by yichuang.UserID, a *application, opened yichuang.Opened, more []yichuang.Body) (c *yichuang.Case, err error) {
	db, err := s.data()
	if err == nil {
		err = s.keepItems(ctx, a.item)
	}
	if err == nil {
		_, err = s.key(ctx) // from now on others sign the papers who may only read
	}
	if err != nil {
		return nil, err
	}
	err = db.Batch(ctx, func(b *store.Batch) error {
		if c, err = b.OpenCase(by, s.settings().Hall.Region, opened, more...); err != nil {
			return err
		}
		if a.made != nil {
			if c, err = s.part(ctx, b, by, c, a.made); err != nil {
				return err
			}
		}
		papers, err := s.papersDue(ctx, by, record{c, a.item}, "")
		if err == nil && len(papers) > 0 {
			c, err = b.Append(by, c.Number, c.Seen(), papers...)
		}
		return err
	})
	return c, err
}

// check checks the applicant by the rules of the form.
func (a *application) check(r *reader, now yichuang.Circumstances) {
	_, errs := a.applicant.Check(now.Day())
	for _, p := range errs {
		r.bad("applicant."+p.Field, "%s（%s）", p.Message, p.Hint)
	}
	switch {
	case a.received.After(now.Now):
		r.bad("received", "lies in the future")
	case !a.received.IsZero() && a.received.Year() < 2000:
		r.bad("received", "lies before the year 2000")
	}
}

// rehearse does the whole intake on a case in memory and returns what it was
// made of after the opening.
func (a *application) rehearse(r *reader, by yichuang.UserID, opened yichuang.Opened, now yichuang.Circumstances) []yichuang.Body {
	c := new(yichuang.Case)
	var done []yichuang.Body
	do := func(path string, b yichuang.Body) bool {
		err := c.Apply(yichuang.Event{Case: "rehearsal", Base: c.Seen(), At: now.Now, By: by, Body: b})
		if r.refused(path, err) {
			return false
		}
		done = append(done, b)
		return true
	}
	if !do("applicant", &opened) {
		return nil
	}
	answers := a.item.Prefill(a.applicant.Agent != nil)
	for q, o := range a.answers {
		answers[q] = o
	}
	scenario, err := yichuang.Answer(a.item, a.applicant.Agent != nil, answers)
	if r.refused("answers", err) {
		return nil
	}
	if !do("answers", scenario) {
		return nil
	}
	for _, m := range a.materials {
		a.review(c, m, do)
	}
	if a.ground != nil {
		do("ground", &yichuang.GroundMarked{Ground: *a.ground})
	}
	if len(r.problems) > 0 {
		return nil
	}
	a.decide(r, c, do, now)
	return done[1:] // the opening itself is the store's
}

func (a *application) review(c *yichuang.Case, m filedMaterial, do func(string, yichuang.Body) bool) {
	if m.applies != nil && !do(m.path+".applies", &yichuang.MaterialApplies{Material: m.taken.Material, Applies: *m.applies}) {
		return
	}
	if state := c.MaterialState(m.taken.Material); state != nil && state.Applies == yichuang.AppliesNo {
		return
	}
	if !do(m.path, &m.taken) || len(m.points) == 0 || m.taken.Presence == yichuang.Missing {
		return
	}
	do(m.path+".points", &yichuang.PointsJudged{Material: m.taken.Material, Points: m.points})
}

// decide takes the decision the file asks for, or else the one that the review
// allows: acceptance before owing (only when asked for), correction, refusal.
func (a *application) decide(r *reader, c *yichuang.Case, do func(string, yichuang.Body) bool, now yichuang.Circumstances) {
	kind := a.decision
	if kind == "" {
		assessed := yichuang.Assess(a.item, c, now)
		wanted := []yichuang.DecisionKind{yichuang.Accept, yichuang.AcceptOwing, yichuang.Correct, yichuang.Decline}
		i := slices.IndexFunc(wanted, func(k yichuang.DecisionKind) bool {
			return assessed.Option(k).Allowed && (k != yichuang.AcceptOwing || a.owing)
		})
		if i < 0 {
			for _, k := range wanted {
				r.bad("decision", "%s: %s", k, assessed.Option(k).Why)
			}
			return
		}
		kind = wanted[i]
	}
	a.decision = kind
	choice := yichuang.Choice{Decision: kind, Ground: a.ground, Deviation: a.reason}
	if a.item.Bundled() && kind.Accepts() {
		var err error
		a.made, err = yichuang.PartBundle(a.item, c, choice, a.parts, now)
		r.refused("decision", err)
		return
	}
	d, err := yichuang.Decide(a.item, c, choice, now)
	if !r.refused("decision", err) {
		do("decision", d)
	}
}
