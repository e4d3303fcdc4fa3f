package intake

import (
	"context"
	"encoding/json"
	"errors"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// draftKey names the draft of the sheet that was typed into last; there is one
// for each clerk.
const draftKey = "applicant"

// shelf names the draft of a sheet that another one was begun over.
func shelf(item yichuang.ItemID) string { return draftKey + "/" + string(item) }

// aside is the sheet of another item that was not finished.
type aside struct {
	draft
	raw     []byte
	shelved bool // it is kept under its own name, and no longer overwritten
}

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
		raw  []byte // typed into last
		kept []byte // of this item, when that is another one
		err  error
	}
	draftSaved struct {
		err     error
		shelved bool
	}
)

// readDraft fetches the draft. Its failure is an answer, too: the sheet must be
// usable without it.
func (s *Applicant) readDraft() tea.Cmd {
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		raw, err := s.deps.Drafts.Draft(ctx, s.by.ID, draftKey)
		if err != nil {
			return draftRead{err: err}, nil
		}
		kept, err := s.deps.Drafts.Draft(ctx, s.by.ID, shelf(s.item.ID))
		return draftRead{raw, kept, err}, nil
	})
}

// read returns the draft that was kept, nil when there is nothing to restore. One
// that cannot be read is of an older version, and no loss to a case.
func read(raw []byte) *draft {
	d := new(draft)
	if len(raw) == 0 || json.Unmarshal(raw, d) != nil || d.empty() {
		return nil
	}
	return d
}

// drafted takes the draft that was found: on the sheet when it is of this item,
// else aside, to be taken by key.
func (s *Applicant) drafted(msg draftRead) tea.Cmd {
	s.ready = true
	cmds := []tea.Cmd{kit.Fail(msg.err)}
	own := read(msg.raw)
	if own != nil && own.Item != s.item.ID {
		s.aside, own = &aside{draft: *own, raw: msg.raw}, read(msg.kept)
	}
	if own == nil && s.aside == nil {
		own = read(msg.kept)
	}
	if own != nil {
		s.sheet.restore(*own)
		s.note = "已恢复未完成的填写，F9 清空重填"
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
	switch {
	case s.held != nil:
		return nil // a correction is short, and asks before it is left
	case s.aside != nil && !s.aside.shelved && s.sheet.empty():
		return nil // what is kept of the other item is worth more than an empty sheet
	case s.saving:
		s.unsaved = true
		return nil
	}
	raw, err := json.Marshal(s.sheet.draft(s.item.ID))
	if err != nil {
		return kit.Fail(err)
	}
	s.saving, s.unsaved = true, false
	empty, over := s.sheet.empty(), s.aside
	return s.env.Do(s, func(ctx context.Context) (tea.Msg, error) {
		if empty {
			return draftSaved{err: s.settle(ctx, over)}, nil
		}
		return draftSaved{s.keep(ctx, raw, over), over != nil}, nil
	})
}

// keep writes the sheet down. What it would take the place of is shelved first.
func (s *Applicant) keep(ctx context.Context, raw []byte, over *aside) error {
	if over != nil && !over.shelved {
		if err := s.deps.Drafts.SaveDraft(ctx, s.by.ID, shelf(over.Item), over.raw); err != nil {
			return err
		}
	}
	return s.deps.Drafts.SaveDraft(ctx, s.by.ID, draftKey, raw)
}

// settle ends the draft of this sheet: nothing of it is worth keeping any more.
// What was shelved for it is the unfinished sheet again.
func (s *Applicant) settle(ctx context.Context, over *aside) error {
	drafts := s.deps.Drafts
	err := drafts.DropDraft(ctx, s.by.ID, shelf(s.item.ID))
	if over == nil {
		return errors.Join(err, drafts.DropDraft(ctx, s.by.ID, draftKey))
	}
	if back := drafts.SaveDraft(ctx, s.by.ID, draftKey, over.raw); back != nil {
		return errors.Join(err, back)
	}
	return errors.Join(err, drafts.DropDraft(ctx, s.by.ID, shelf(over.Item)))
}

// saved goes on with what waited for the save. A failure is shown once, not at
// every key.
func (s *Applicant) saved(msg draftSaved) tea.Cmd {
	s.saving = false
	if s.aside != nil && msg.err == nil {
		s.aside.shelved = msg.shelved
	}
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
