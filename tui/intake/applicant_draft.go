package intake

import (
	"context"
	"encoding/json"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// draftKey names the draft of the sheet; there is one for each clerk.
const draftKey = "applicant"

// draft is the sheet as it is kept after every key until the case is opened.
type draft struct {
	Item    yichuang.ItemID            `json:"item"`
	Kind    yichuang.ApplicantKind     `json:"kind"`
	Texts   map[string]string          `json:"texts"`
	IDKinds map[string]yichuang.IDKind `json:"id_kinds,omitempty"`
	Agent   bool                       `json:"agent,omitempty"`
	Bad     bool                       `json:"bad,omitempty"`
	At      string                     `json:"at"`
}

// empty reports whether there is nothing in the draft worth restoring.
func (d *draft) empty() bool {
	for _, text := range d.Texts {
		if text != "" {
			return false
		}
	}
	return true
}

// draft writes the sheet down.
func (s *sheet) draft(item yichuang.ItemID) draft {
	d := draft{Item: item, Kind: s.kind, Texts: map[string]string{}, IDKinds: s.idKinds, Agent: s.agent, Bad: s.bad, At: s.at}
	for name, e := range s.entries {
		if text := e.field.Value(); text != "" {
			d.Texts[name] = text
		}
	}
	return d
}

// restore makes the sheet what the draft says, but for fields typed into already.
func (s *sheet) restore(d draft) {
	if d.Kind == yichuang.Person || d.Kind == yichuang.Organization {
		s.kind = d.Kind
	}
	s.agent, s.bad = d.Agent, d.Bad
	for name, kind := range d.IDKinds {
		s.idKinds[name] = kind
	}
	for name, text := range d.Texts {
		if s.entries[name] != nil && s.text(name) == "" {
			s.put(name, text)
		}
	}
	at := s.order()[0]
	for _, name := range s.order() {
		if name == d.At {
			at = name
		}
	}
	for _, name := range s.order() {
		if name == at {
			break
		}
		s.entries[name].seen = true
	}
	s.focus(at)
}

// The answers of work on the draft.
type (
	draftRead struct {
		raw []byte
		err error
	}
	draftSaved struct{ err error }
)

// readDraft fetches the draft. Its failure is an answer, too: the sheet must be
// usable without it.
func (s *Applicant) readDraft() tea.Cmd {
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		raw, err := s.deps.Drafts.Draft(ctx, s.by.ID, draftKey)
		return draftRead{raw, err}, nil
	})
}

// drafted takes the draft that was found: on the sheet when it is of this item,
// else aside, to be taken by key.
func (s *Applicant) drafted(msg draftRead) tea.Cmd {
	s.ready = true
	cmds := []tea.Cmd{kit.Fail(msg.err)}
	var d draft
	if len(msg.raw) > 0 {
		// A draft that cannot be read is of an older version, and no loss to a case.
		if err := json.Unmarshal(msg.raw, &d); err == nil && !d.empty() {
			if d.Item == s.item.ID {
				s.sheet.restore(d)
				s.note = "已恢复未完成的填写，F9 清空重填"
			} else {
				s.aside = &d
			}
		}
	}
	s.judge()
	for _, key := range s.early {
		cmds = append(cmds, s.Update(key))
	}
	s.early = nil
	return tea.Batch(cmds...)
}

// save keeps the sheet as it is now. Only one save is under way at a time, so
// that an older one can never come last; what changes meanwhile is saved after it.
func (s *Applicant) save() tea.Cmd {
	if s.aside != nil && s.sheet.empty() {
		return nil // what is kept of the other item is worth more than an empty sheet
	}
	if s.saving {
		s.unsaved = true
		return nil
	}
	raw, err := json.Marshal(s.sheet.draft(s.item.ID))
	if err != nil {
		return kit.Fail(err)
	}
	s.saving, s.unsaved = true, false
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		return draftSaved{s.deps.Drafts.SaveDraft(ctx, s.by.ID, draftKey, raw)}, nil
	})
}

// saved goes on with what waited for the save. A failure is shown once, not at
// every key.
func (s *Applicant) saved(msg draftSaved) tea.Cmd {
	s.saving = false
	var told tea.Cmd
	if msg.err != nil && !s.lossy {
		told = kit.Fail(msg.err)
	}
	s.lossy = msg.err != nil
	switch {
	case s.waiting:
		s.waiting = false
		return tea.Batch(told, s.open(s.force))
	case s.unsaved:
		return tea.Batch(told, s.save())
	}
	return told
}
