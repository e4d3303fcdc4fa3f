package intake

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// Card is what an identity card on the reader says.
type Card struct {
	ID            yichuang.Identity
	Name, Address string
	Warning       string // what the clerk should look at, "" for nothing
}

// CardReader reads identity cards.
type CardReader interface {
	// ReadCard waits for a card, but for a short while only: it may be that nobody looks
	// at the form any more. ok is false when none came. A card that was misread is a
	// failure; Internal is returned where there is no reader, or none any more.
	ReadCard(ctx context.Context) (c Card, ok bool, err error)
}

// reading is what came of waiting for a card.
type reading struct {
	card Card
	ok   bool
	err  error
}

// await waits for the next card as long as the form is there: each answer asks again.
func (s *Applicant) await() tea.Cmd {
	if s.deps.Reader == nil {
		return nil
	}
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		c, ok, err := s.deps.Reader.ReadCard(ctx)
		return reading{c, ok, err}, nil
	})
}

// carded takes a reading, and waits for the next.
func (s *Applicant) carded(msg reading) tea.Cmd {
	switch {
	case yichuang.CodeOf(msg.err) == yichuang.Internal || s.done || s.err != nil:
		return nil
	case msg.err != nil:
		return tea.Batch(kit.Fail(msg.err), s.await())
	case !msg.ok || s.busy || !s.ready:
		return s.await()
	}
	s.fill(msg.card)
	s.judge()
	text := "已读卡：" + msg.card.Name
	if msg.card.Warning != "" {
		s.refused = msg.card.Warning
	}
	return tea.Batch(kit.Tell(text), s.lookUp(), s.save(), s.await())
}

// fill writes what a card says where it belongs: to the agent when the caret is there,
// or when the applicant has another number already; else to the person, or to the legal
// representative of an organization. Then the caret goes to the first empty field.
func (s *Applicant) fill(c Card) {
	sheet := s.sheet
	number := sheet.numberOf(sheet.at)
	if have := sheet.text(number); sheet.agent && have != "" && have != c.ID.Number && sheet.text(fieldAgentNumber) == "" {
		number = fieldAgentNumber
	}
	name := map[string]string{fieldNumber: fieldName, fieldLegalNumber: fieldLegal, fieldAgentNumber: fieldAgent}[number]
	sheet.put(name, c.Name)
	sheet.put(number, c.ID.Number)
	if number == fieldNumber && c.Address != "" {
		sheet.put(fieldAddress, c.Address)
	}
	sheet.idKinds[number] = c.ID.Kind
	for _, of := range []string{name, number} {
		sheet.entries[of].seen, sheet.entries[of].entered = true, true
	}
	for _, of := range sheet.order() {
		if sheet.text(of) == "" {
			sheet.jump(of)
			break
		}
	}
	s.refused = ""
}
