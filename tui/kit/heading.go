package kit

import (
	"strings"

	"yichuang"
)

// Heading is a line that says what a screen is about and, at its right edge,
// whom. Both are whole where there is room; else the right, which tells cases
// apart, may take up to half the line before the left gives way.
func (t *Theme) Heading(left, right string, width int) string {
	const margin = 1
	room := max(width-2*margin-2*Gap, 0)
	if l := Width(Text(left)); l+Width(Text(right)) > room {
		right = Fit(right, max(room/2, room-l))
	}
	right = Fit(right, room)
	return Spread(Space(margin)+t.Paint(Title, Fit(left, room-Width(right))), right+Space(margin), width)
}

// ShortNumber is the end of a case number, from the window on: 007-1-0001-5.
func ShortNumber(n yichuang.CaseNumber) string {
	parts := strings.SplitN(n.Pretty(), "-", 3)
	return parts[len(parts)-1]
}

// Bar is the vertical line between two blocks side by side, one column wide.
func (t *Theme) Bar() string {
	if Width("│") != 1 {
		return t.Paint(Dim, "|")
	}
	return t.Paint(Dim, "│")
}
