package device

import (
	"slices"
	"strings"
)

// Reasons are the words in which printers that speak IPP, and CUPS, say what is
// the matter (printer-state-reasons: RFC 8011, 5.4.12; PWG 5100.9), such as
// media-empty-error.
type Reasons []string

// severity is how grave a printer calls a reason.
type severity int

const (
	report severity = iota
	warning
	failure
)

// reasonStates are the reasons that mean a state.
var reasonStates = map[string]State{
	"media-empty": PaperOut, "media-needed": PaperOut, "input-tray-missing": PaperOut,
	"media-low": PaperLow, "media-jam": Jammed,
	"cover-open": CoverOpen, "door-open": CoverOpen, "interlock-open": CoverOpen,
	"offline": Offline, "paused": Offline, "moving-to-paused": Offline, "shutdown": Offline,
	"connecting-to-device": Offline, "timed-out": Offline,
}

// gravity ranks states, for the one that a clerk should hear of first.
var gravity = []State{Ready, PaperLow, Faulty, Offline, PaperOut, Jammed, CoverOpen}

// State is how a printer is that gives these reasons. One that has stopped is
// never Ready. While one goes on working a warning does not count: one of two
// trays may be empty.
func (r Reasons) State(stopped bool) State {
	if !stopped {
		return r.worst(failure)
	}
	if s := r.worst(report); !s.Usable() {
		return s
	}
	return Faulty
}

// Waiting is the state of a printer while a job of ours is under way, where a
// warning counts: what keeps the job waiting is worth a look.
func (r Reasons) Waiting() State { return r.worst(warning) }

// worst is the gravest state among the reasons that are at least so severe. Of
// those that are less, want of paper is a sign that paper should be put in.
// Reasons nobody here knows say nothing about paper and covers.
func (r Reasons) worst(least severity) State {
	found := Ready
	for _, reason := range r {
		name, grave := splitReason(reason)
		s, known := reasonStates[name]
		switch {
		case !known || grave < least && s != PaperOut:
			continue
		case grave < least:
			s = PaperLow
		}
		if slices.Index(gravity, s) > slices.Index(gravity, found) {
			found = s
		}
	}
	return found
}

// splitReason cuts a reason into its name and its severity, the gravest where
// none is given.
func splitReason(reason string) (string, severity) {
	for suffix, s := range map[string]severity{"-report": report, "-warning": warning, "-error": failure} {
		if name, ok := strings.CutSuffix(reason, suffix); ok {
			return name, s
		}
	}
	return reason, failure
}
