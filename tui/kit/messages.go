package kit

import (
	"yichuang"

	tea "charm.land/bubbletea/v2"
)

// Size is the room for a screen's body, in columns and lines.
type Size struct{ Width, Height int }

// Open puts a screen on top of the stack.
type Open struct{ Screen Screen }

// Route opens the screen of that name in the shell's table of routes. What Arg
// has to be is up to the route.
type Route struct {
	Name string
	Arg  any
}

// Close takes away the screen that sent it. When Result is not nil, the screen
// below receives it as a message; one that moves, such as a Route, is acted on in
// that screen's name.
type Close struct{ Result tea.Msg }

// Replace puts another screen, or the route of that name, in the place of the
// screen that sent it.
type Replace struct {
	Screen Screen
	Route  Route
}

// Home takes away everything above the first screen, after asking where a
// screen still holds something.
type Home struct{}

// Reset empties the whole stack and begins again with a route: after signing in
// and after signing out. It asks nothing.
type Reset struct{ Route Route }

// Reply is the result of work, addressed to the screen that asked for it. The
// shell delivers Msg, or drops it when the screen is gone.
type Reply struct {
	To  Screen
	Msg tea.Msg
}

// Failed is a failure on its way to the person at the screen. To is the screen
// whose work failed, nil when it is nobody's.
type Failed struct {
	To  Screen
	Err error
}

// Notice is a quiet line that something went well.
type Notice struct{ Text string }

// Changed says that the store may hold something new. Every screen on the stack
// receives it and reads again what it shows; so does a screen that comes to the
// top again, after the result of the one that stood on it.
type Changed struct{}

// Linked says that how the centre is reached, or what waits for it, is another: the
// header shows it, and a screen about it reads again.
type Linked struct{}

// PrintNews says that a print job or a printer stands differently: the frame shows
// it, and screens with printings on them read these again.
type PrintNews struct{}

// Scanned is a complete scanned code, star included. The shell opens the route
// RouteCase with it, as a Scanned.
type Scanned struct{ Ticket string }

// ScansOf asks for the scans of a case, and names the material that the clerk has in
// hand; "" is none.
type ScansOf struct {
	Case     yichuang.CaseNumber
	Material yichuang.MaterialID
}

// Lock asks for the lock screen, by key or after idling.
type Lock struct{ Idle bool }

// Quit asks for the end of the program; the shell asks back first.
type Quit struct{}

// The routes the shell itself opens, when the table has them. RouteCase receives
// a Scanned, RouteLock a Lock.
const (
	RouteCase = "case"
	RouteLock = "lock"
)

// RouteScans is opened from every screen that has a case before it, with a ScansOf.
const RouteScans = "scans"

// RouteRead opens whatever a text stands for that a machine typed where nobody writes;
// its argument is the text.
const RouteRead = "read"

// RouteScan opens the scanner for a material, with a ScansOf.
const RouteScan = "scan"

// RouteJobs opens the print jobs of this terminal; it takes no argument.
const RouteJobs = "jobs"

// Send returns the command that delivers a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Go opens a route.
func Go(route string, arg any) tea.Cmd { return Send(Route{Name: route, Arg: arg}) }

// Show opens a screen that stands in no table, such as a question.
func Show(s Screen) tea.Cmd { return Send(Open{Screen: s}) }

// Instead opens a route in the place of the screen that sends it.
func Instead(route string, arg any) tea.Cmd {
	return Send(Replace{Route: Route{Name: route, Arg: arg}})
}

// Restart empties the stack and begins again with a route.
func Restart(route string, arg any) tea.Cmd {
	return Send(Reset{Route: Route{Name: route, Arg: arg}})
}

// Back closes the screen that sends it and hands result, which may be nil, to
// the one below.
func Back(result tea.Msg) tea.Cmd { return Send(Close{Result: result}) }

// Tell shows a quiet line of success.
func Tell(text string) tea.Cmd { return Send(Notice{Text: text}) }

// Fail shows a failure. A nil err does nothing.
func Fail(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	return Send(Failed{Err: err})
}
