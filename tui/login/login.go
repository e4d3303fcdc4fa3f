// Package login is what stands in front of the work: the first start, where the
// hall is set up (FirstRun), signing in (SignIn) and the lock (Lock). All three
// are guards: until they are gone nothing else opens.
package login

import (
	"context"

	"yichuang"
	"yichuang/tui/kit"
)

// People checks who sits at the seat. The error of SignIn says in one sentence
// why not, and how many tries are left or how long the lock-out lasts.
type People interface {
	SignIn(ctx context.Context, id yichuang.UserID, pin string) (yichuang.User, error)
}

// Founder sets the terminal up.
type Founder interface {
	// Demo opens the demonstration hall, which has data of its own.
	Demo(ctx context.Context) error
	// Setup writes the configuration of a real hall and creates its first users.
	Setup(ctx context.Context, f HallForm) error
}

// HallForm is what a hall is set up with: all that has to be known before the
// first application is taken in.
type HallForm struct {
	Name       string
	Region     string // six digits (GB/T 2260), part of every case number
	Window     int    // 1–999, part of every case number
	Phone      string
	Review     string // who hears an administrative reconsideration; stands on refusals
	Clerk      Person
	Supervisor Person // gives leave for a second notice at a clerk's screen
}

// Person is somebody who may sign in from the first day on.
type Person struct {
	ID   yichuang.UserID
	Name string
	PIN  string
}

// Welcome is what a screen in front of the work says of the seat.
type Welcome struct {
	Hall   yichuang.Hall
	Window int
	// Hints are shown as they are: the numbers and the PIN of a demonstration.
	Hints []string
}

// The routes these screens open.
const (
	routeSignIn = "signin"
	routeDesk   = "desk"
)

// The limits of what is typed here.
const (
	numberMax = 12 // characters of a clerk's number
	pinMin    = 6
	pinMax    = 20
)

// block is the width of what stands in the middle of an empty screen.
const block = 58

// middle puts lines of at most block columns in the middle of a screen, a third
// down, and returns how far they moved: for the caret.
func middle(lines []string, size kit.Size) (moved []string, dx, dy int) {
	dx = max((size.Width-block)/2, 0)
	dy = max((size.Height-len(lines))/3, 0)
	moved = make([]string, dy, dy+len(lines))
	for _, l := range lines {
		if l != "" {
			l = kit.Space(dx) + l
		}
		moved = append(moved, l)
	}
	return kit.Clip(moved, 0, size.Height), dx, dy
}
