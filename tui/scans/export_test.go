package scans

// What tests outside the package need to see.

// Paths is paths.
func Paths(text string) []string { return paths(text) }

// Plain is plain.
func Plain(text string) string { return plain(text) }
