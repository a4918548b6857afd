package contact

import (
	"slices"
	"strings"
)

// MaxTag is the longest tag, in runes.
const MaxTag = 100

// CleanTags trims tags and drops empty and repeated ones. Tags that differ in
// case alone are one.
func CleanTags(tags []string) []string {
	var out []string
	for _, t := range tags {
		if t = strings.TrimSpace(Clean(t, MaxTag)); t != "" && !containsTag(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func containsTag(tags []string, tag string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return sameTag(t, tag) })
}

func sameTag(a, b string) bool { return strings.EqualFold(a, b) }

func cutAttribute(field string) (name string, ok bool) {
	return strings.CutPrefix(field, AttributePrefix)
}
