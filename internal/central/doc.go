// Package central is the centre of a hall, or of several: it merges what the seats
// did, gives every event its place, publishes catalogue, people and holidays, and
// keeps scans.
//
// Terms:
//
//	hall         whose events have one order; written under the lock of its row
//	author       the terminal whose events a stretch holds
//	carrier      the terminal that brought it: mostly the author itself
//	position     an event's place in its hall; begins with 1 and has no gaps
//	run          consecutive events of one author on one case, the row that is stored
//	incarnation  the data as they are; restoring an older state makes another one
//	scope        the departments whose cases a terminal may see; empty for all
//	reference    what is published, in the order of its revisions
//	release      one publication of the catalogue
//	dump         a whole centre in one file, for backup and for another database
//
// The data lie in SQLite, or in PostgreSQL where several centres work side by
// side. The SQL is the same; the few differences stand in db.go. Whatever order
// centres and requests come in, a hall's events are written by one transaction at
// a time, so that a reader by cursor never misses one that was committed late.
//
// docs/design/sync.md tells what must hold, and why.
package central
