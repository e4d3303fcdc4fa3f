package cli

import (
	"encoding/json"
	"io"
)

// PrintJSON prints a value for programs, indented, with < > and & as they are.
func PrintJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}
