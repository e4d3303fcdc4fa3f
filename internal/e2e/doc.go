// Package e2e plays a hall with the programs as they are shipped: yichuangd and
// yichuang are built, started, killed and started again, and speak with each other
// over lines that a test cuts and delays.
//
//	hall := e2e.Open(t, e2e.Options{Database: testkit.Postgres(t)}) // or SQLite, for the zero Options
//	w07 := hall.Seat("W07")          // enrolled with a code, over a line of its own
//	w07.Line.Cut()                   // the network is gone
//	n := w07.TakeIn("1001", "某某面馆") // yichuang intake
//	w07.Scan("1001", n, "app", page) // yichuang scan add
//	w07.Line.Mend()
//	w07.Run("sync", "now")
//	hall.Agree(w07)                  // the centre and the seat have the same, each event once
//
// A Hall has a Centre, or several on one database, and seats. A Seat is a machine at a
// window: its home, its line, the commands called on it, and the screens (Sit). A
// Proxy is a line, a Process a program that runs beside the test, a Ledger everything
// that a centre has. Whatever a test waits for has a deadline; nothing is waited for
// by time alone. Programs take the machine's clock, unless the hall was opened with a
// Clock of its own.
package e2e
