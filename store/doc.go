// Package store keeps what a terminal knows, in one SQLite file beside it:
// events, and for speed what follows from them.
//
// Terms:
//
//	event        one fact about a case; the only truth (yichuang.Event)
//	number       a case number that was issued here, and the row all else hangs on
//	projection   a table that can be made again from the events at any time:
//	             cases (one row for lists), case_terms (search), usage
//	summary      the personal part of a row of cases, sealed
//	term         something a case can be found by, stored only as a blind hash
//	draft        a form as it stood after the last keystroke
//	seam, Vault  the one place where personal data is sealed and opened
//
// The exported method owns the transaction and fixes its time when it begins;
// unexported functions work inside it. What is acknowledged is on the disk: WAL
// with synchronous=FULL, on one writing connection. Several processes may have
// the file open at once; SQLite orders their transactions, and serials, sequence
// numbers and positions are taken inside them.
//
// Failures come back as *yichuang.Error: Damaged for a file that cannot be
// trusted, Newer for one of a later version, Full for a disk without room, Busy
// while somebody else writes for too long, Denied for writing through a
// read-only store. None of them loses what was acknowledged before.
//
// docs/design/store.md says why it is built this way.
package store
