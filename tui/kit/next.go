package kit

import tea "charm.land/bubbletea/v2"

// NextPerson is the result of a screen whose work with the person in front is
// done, as the next one comes: screens that were only looked at close and hand
// it down, and the desk opens the intake. A screen with unfinished work stays,
// and comes up again.
type NextPerson struct{}

// ComposedNote is what a screen without a text says when Composed reports true.
const ComposedNote = "输入法在中文状态，按键没有算数；请切换到英文再按"

// Composed reports whether a key press is text of an input method: on a screen
// where keys are commands it means that the input method is still switched on.
func Composed(msg tea.Msg) bool {
	for _, r := range Typed(msg) {
		if r >= 0x80 {
			return true
		}
	}
	return false
}
