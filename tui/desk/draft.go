package desk

import (
	"encoding/json"

	"yichuang"
)

// draftKey names the draft of the sheet on which an applicant is typed in.
const draftKey = "applicant"

// draft is what a desk says of an unfinished sheet.
type draft struct {
	Item  yichuang.ItemID `json:"item"`
	Texts struct {
		Name string `json:"name"`
	} `json:"texts"`
	itemName string
}

// readDraft returns what an unfinished sheet says of itself, nil when it is none.
func (s *Screen) readDraft(raw []byte) *draft {
	d := new(draft)
	if len(raw) == 0 || json.Unmarshal(raw, d) != nil || d.Item == "" {
		return nil
	}
	if it, err := s.work.Item(d.Item); err == nil {
		d.itemName = it.Name
	}
	return d
}
