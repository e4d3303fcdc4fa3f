package spool

import (
	"testing"

	"yichuang/internal/device"
)

// said is what lpstat -l -p says.
const said = "printer receipt now printing receipt-2.  enabled since Thu Nov 26 10:30:36 2026\n\tForm mounted:\n\tContent types: any\n\tAlerts: media-empty-error\n\tLocation: \n"

func TestQueueState(t *testing.T) {
	for text, want := range map[string]device.State{
		said: device.PaperOut,
		"printer receipt is idle.  enabled since today\n\tAlerts: none\n":                                       device.Ready,
		"printer receipt is idle.  enabled since today\n\tAlerts: media-low, toner-low-report\n":                device.PaperLow,
		"printer receipt disabled since today -\n\tPaused\n\tAlerts: paused\n":                                  device.Offline,
		"printer receipt disabled since today -\n\tBackend failed\n\tAlerts: none\n":                            device.Faulty,
		"scheduler is running\nprinter receipt2 disabled since today -\n\tAlerts: cover-open\n":                 device.Unknown,
		"scheduler is running\nprinter receipt is idle.\n\tAlerts: cups-waiting-for-job-completed cover-open\n": device.CoverOpen,
		"": device.Unknown,
	} {
		if got := queueState("receipt", text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzQueueState: whatever lpstat says is read as one of the states.
func FuzzQueueState(f *testing.F) {
	f.Add(said)
	f.Add("printer receipt disabled since x -\nAlerts: ,,  media-jam")
	f.Fuzz(func(t *testing.T, text string) {
		if s := queueState("receipt", text); s.Chinese() == "状态不明" && s != device.Unknown {
			t.Errorf("%q is no state", s)
		}
	})
}
