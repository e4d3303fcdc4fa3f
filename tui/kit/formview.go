package kit

import (
	tea "charm.land/bubbletea/v2"
)

// labelMost is the widest column of labels.
const labelMost = 24

// View draws the form in at most width columns and height lines, with the place
// of the caret within it. The last line belongs to the input that has the caret:
// what is wrong with it, or what to enter.
func (f *Form) View(width, height int) (lines []string, cursor *tea.Cursor) {
	if width <= 0 || height <= 0 {
		return nil, nil
	}
	labels := min(f.labels(), max(width/3, 4))
	from, to := 0, 0
	for n, i := range f.inputs {
		if i.hidden {
			continue
		}
		if n == f.at {
			from = len(lines)
		}
		block, c := f.row(n, labels, width)
		if c != nil {
			c.Y += len(lines)
			cursor = c
		}
		lines = append(lines, block...)
		if n == f.at {
			to = len(lines) - 1
		}
	}
	room := max(height-1, 1)
	f.top = Scroll(f.top, to, len(lines), room)
	f.top = Scroll(f.top, from, len(lines), room)
	if cursor != nil && cursor.Y >= f.top+room { // an area taller than the room
		f.top = cursor.Y - room + 1
	}
	lines = append([]string(nil), Clip(lines, f.top, room)...)
	if room < height {
		lines = append(lines, f.foot(width))
	}
	for n, l := range lines { // labels and marks need more than a sliver of a window
		lines[n] = Line(l, width)
	}
	if cursor != nil {
		cursor.X = min(cursor.X, width-1)
	}
	return lines, lift(cursor, f.top, room)
}

// lift moves the caret up by top lines, and takes it away where it would be
// outside of the lines shown.
func lift(c *tea.Cursor, top, height int) *tea.Cursor {
	if c == nil || c.Y < top || c.Y >= top+height {
		return nil
	}
	c.Y -= top
	return c
}

// labels returns the width of the widest label, its colon and the mark of a
// required input.
func (f *Form) labels() int {
	widest := 0
	for _, i := range f.inputs {
		if i.Name != "" && !i.hidden {
			widest = max(widest, Width(Text(i.Label))+3)
		}
	}
	return min(widest, labelMost)
}

// row draws one input: mark, label, what was entered, what is wrong with it.
func (f *Form) row(n, labels, width int) (lines []string, cursor *tea.Cursor) {
	i := f.inputs[n]
	if i.Name == "" {
		return []string{f.Theme.Paint(Title, Fit(i.Label, width))}, nil
	}
	mark := NoMark
	if n == f.at {
		mark = Mark
	}
	label := i.Label + "："
	if i.Required {
		label = "*" + label
	}
	before := Width(mark) + labels
	room := max(width-before, 1)
	box := room
	if room > 30 {
		box = max(room*6/10, 24)
	}
	if len(i.Options) > 0 && i.problem == "" && i.warning == "" {
		box = room
	}
	lines, cursor = i.draw(f.Theme, box)
	head := PadLeft(label, labels)
	lines[0] = Fit(mark, width) + f.Theme.Paint(Label, head) + lines[0]
	for k := 1; k < len(lines); k++ {
		lines[k] = Space(before) + lines[k]
	}
	if tone, text := i.remark(); text != "" && room-box > 4 {
		lines[0] = Fill(lines[0], before+box) + " " + f.Theme.Paint(tone, Fit("! "+text, room-box-1))
	}
	if cursor != nil {
		cursor.X += before
	}
	return lines, cursor
}

func (i *input) remark() (Tone, string) {
	if i.problem != "" {
		return Bad, i.problem
	}
	return Warn, i.warning
}

func (f *Form) foot(width int) string {
	i := f.current()
	if i == nil {
		return ""
	}
	if tone, text := i.remark(); text != "" {
		return f.Theme.Paint(tone, Fit("! "+i.Label+"："+text, width))
	}
	if i.Required && i.value() == "" {
		return f.Theme.Paint(Dim, Fit("* 必填", width))
	}
	return ""
}
