package wire

import (
	"encoding/json"
	"fmt"

	"yichuang"
)

// ParseReference reads what was published: entries, a line each, the last of which
// is an end. Invalid is returned for what is out of form.
func ParseReference(body []byte) (p *yichuang.Published, more bool, err error) {
	r := reader{rest: body}
	p = new(yichuang.Published)
	for !r.done() {
		line, err := r.next()
		if err != nil {
			return nil, false, err
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, false, malformed(fmt.Sprintf("line %d: %v", r.line, err))
		}
		if e.End {
			p.Revision = e.Revision
			return p, e.More, nil
		}
		e.addTo(p)
	}
	return nil, false, malformed("what was published was cut off before its end")
}

// addTo collects an entry. One of a kind that this version does not know is passed
// over.
func (e *Entry) addTo(p *yichuang.Published) {
	switch {
	case e.Item != nil && e.Item.Withdrawn:
		p.Withdrawn = append(p.Withdrawn, e.Item.ID)
	case e.Item != nil && e.Item.Item != nil:
		p.Items = append(p.Items, e.Item.Item)
	case e.User != nil:
		p.Users = append(p.Users, *e.User)
	case e.Terminal != nil:
		p.Terminals = append(p.Terminals, *e.Terminal)
	case e.Hall != nil:
		p.Hall = e.Hall
	case e.Calendar != nil:
		p.Calendar = e.Calendar
	}
}
