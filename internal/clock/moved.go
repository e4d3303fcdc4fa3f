//go:build movedclock

package clock

import (
	"os"
	"strings"
	"time"
)

// now is the machine's clock moved by what stands in the file that YICHUANG_CLOCK
// names, a duration such as -1488h. It may be written anew while the program runs.
func now() time.Time {
	text, err := os.ReadFile(os.Getenv("YICHUANG_CLOCK"))
	if err != nil {
		return time.Now()
	}
	by, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		return time.Now()
	}
	return time.Now().Add(by)
}
