// Package sync is the engine that keeps a terminal and its centre in step: it
// sends what was done here, takes in what others did, and loses neither.
//
// Terms:
//
//	turn      one thing that the engine does: a push, a page, an item, a chunk
//	outbox    events of this terminal that the centre has not acknowledged
//	inbox     what the centre has placed and is not here yet
//	feed      the open connection on which the centre says that there is news
//	load      the first fetch of a hall's open cases
//	offer     giving a restored centre again what it lacks
//	skew      how far this machine's clock is ahead of the centre's
//
// The engine decides one turn at a time, from what the store and the centre say,
// and keeps nothing that matters in memory: after a crash between any two steps
// the next turn goes on from what is on the disk. It never makes a key wait: what
// it writes at once is little.
//
// A failure has a class (wire.Class). Retry is tried again, at growing distances;
// a network that is gone is looked for every second, so that work goes on within
// two of its return. Never concerns one thing, which waits for a person while
// everything else goes on. Stop ends it until somebody acts: the terminal is
// revoked, or speaks a protocol that the centre does not.
package sync
