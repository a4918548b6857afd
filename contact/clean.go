package contact

import "strings"

// Clean makes outside text fit to be stored: PostgreSQL's text holds neither
// NUL nor invalid UTF-8, and one bad name must not cost a batch. At most max
// runes are kept.
func Clean(s string, max int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	if len(s) <= max {
		return s
	}
	n := 0
	for i := range s {
		if n == max {
			return s[:i]
		}
		n++
	}
	return s
}
