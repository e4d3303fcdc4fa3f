// Package yichuang holds the nouns and the rules of a service hall (政务服务大厅):
// what an item asks for, what a review allows to decide, how a case lives, when
// it is due and what its papers say. It does no I/O, reads no clock and knows
// nothing of screens, databases or networks: whoever calls brings the time.
//
// The map of the project, inside out:
//
//	yichuang           nouns and rules (this package)
//	internal/catalog   reads, checks and compares item files; the sample catalogue
//	internal/paper     turns a Document into plain text, thermal bytes or a PDF
//	internal/finder    finds items by Chinese, pinyin and initials
//	store              the terminal's own SQLite: events, drafts, projections
//	tui                the screens, one folder for each area of work
//	cmd/yichuang       the terminal program and its commands
//
// A case (办件) is folded from events and from nothing else: Case.Apply is the
// only place that knows what may follow what.
package yichuang
