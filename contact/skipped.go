package contact

import (
	"fmt"
	"strings"
)

// Skipped is one answer that was left out, and why.
type Skipped struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// maxReported is how many answers a report names.
const maxReported = 5

// Report says in a sentence what was skipped; empty if nothing was.
func Report(skipped []Skipped) string {
	if len(skipped) == 0 {
		return ""
	}
	said := make([]string, 0, maxReported+1)
	for i, s := range skipped {
		if i == maxReported {
			said = append(said, fmt.Sprintf("and %d more", len(skipped)-maxReported))
			break
		}
		said = append(said, s.Name+" ("+s.Why+")")
	}
	return "skipped: " + strings.Join(said, "; ")
}
