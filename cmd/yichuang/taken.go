package main

import (
	"fmt"
	"io"

	"yichuang"
	"yichuang/internal/cli"
)

// taken is what taking an application in came to, as it is printed.
type taken struct {
	Number    yichuang.CaseNumber   `json:"number"`
	Stage     yichuang.Stage        `json:"stage"`
	Decision  yichuang.DecisionKind `json:"decision"`
	Accepted  yichuang.Date         `json:"accepted,omitzero"`
	Promised  yichuang.Due          `json:"promised,omitzero"`
	Statutory yichuang.Due          `json:"statutory,omitzero"`
	Findings  []yichuang.Finding    `json:"findings,omitempty"`
	Referred  []yichuang.Finding    `json:"referred,omitempty"`
	Owed      []yichuang.Owed       `json:"owed,omitempty"`
	Ground    *yichuang.Rejection   `json:"ground,omitempty"`
	Papers    []yichuang.Paper      `json:"papers"`
	Members   []yichuang.Member     `json:"members,omitempty"` // of a bundle: its cases
}

// newTaken tells what was decided on a case. A bundle that was accepted is its cases.
func newTaken(c *yichuang.Case, decided yichuang.DecisionKind) *taken {
	if c.Stage == yichuang.StageParted {
		return &taken{Number: c.Number, Stage: c.Stage, Decision: decided, Papers: c.Papers, Members: c.Bundle.Members}
	}
	f := c.Decision.Facts
	return &taken{Number: c.Number, Stage: c.Stage, Decision: c.Decision.Kind, Accepted: f.Accepted,
		Promised: f.Dues.Promised, Statutory: f.Dues.Statutory, Findings: f.Findings, Referred: f.Referred,
		Owed: f.Owed, Ground: f.Ground, Papers: c.Papers}
}

func (t *taken) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return cli.PrintJSON(w, t)
	}
	fmt.Fprintf(w, "办件编号  %s\n决定      %s（%s）\n", t.Number.Pretty(), t.Decision.Name(), t.Stage.Name())
	if !t.Accepted.IsZero() {
		fmt.Fprintf(w, "受理日期  %s\n承诺办结  %s\n法定办结  %s\n", t.Accepted, t.Promised.Chinese(), t.Statutory.Chinese())
	}
	for i, f := range t.Findings {
		fmt.Fprintf(w, "问题%-2d    《%s》%s：%s\n", i+1, f.Name, f.Content, f.Defect)
	}
	for i, f := range t.Referred {
		fmt.Fprintf(w, "转核实%-2d  《%s》%s：%s\n", i+1, f.Name, f.Content, f.Defect)
	}
	for _, o := range t.Owed {
		fmt.Fprintf(w, "容缺      《%s》%s，%s前补齐\n", o.Name, o.What, o.Due)
	}
	if t.Ground != nil {
		fmt.Fprintf(w, "理由      %s类：%s\n", t.Ground.Type, t.Ground.Reason)
	}
	for _, m := range t.Members {
		fmt.Fprintf(w, "分办      %s %s（%s）\n", m.Number.Pretty(), m.Name, m.Department)
	}
	for _, p := range t.Papers {
		fmt.Fprintf(w, "文书      %s %s\n", p.Kind.Name(), p.Number)
	}
	return nil
}
