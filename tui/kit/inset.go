package kit

// Inset puts a margin before the lines of a body and cuts them to its height.
func Inset(lines []string, margin, height int) string {
	lines = Clip(lines, 0, height)
	for i, l := range lines {
		if l != "" {
			lines[i] = Space(margin) + l
		}
	}
	return Lines(lines...)
}
