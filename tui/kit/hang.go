package kit

// Hang draws a text beside its label, which takes the first of width columns and
// stands before the first line only.
func (t *Theme) Hang(label, text string, labels, width int, tone Tone) []string {
	out := Wrap(text, max(width-labels, 8))
	for i, l := range out {
		before := Space(labels)
		if i == 0 {
			before = t.Paint(Label, Pad(label, labels))
		}
		out[i] = before + t.Paint(tone, l)
	}
	return out
}
