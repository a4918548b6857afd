package contact

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The limits of tags. A contact that has more than MaxTags, since it got them
// before there was a limit or by a merge, keeps them.
const (
	MaxTag     = 100 // the longest tag, in runes
	MaxNewTags = 50  // that one request, answer or row may add
	MaxTags    = 200 // on one contact
)

// CleanTags cleans tags as Line does, and drops empty and repeated ones. Tags that
// differ in case alone are one. One that is too long is cut.
func CleanTags(tags []string) []string { return cleanTags(tags, MaxTag) }

// NamedTags is CleanTags for tags that are to be found: none is cut, or another
// one might be found.
func NamedTags(tags []string) []string { return cleanTags(tags, MaxText) }

func cleanTags(tags []string, longest int) []string {
	var out []string
	for _, t := range tags {
		if t = Line(t, longest); t != "" && !HasTag(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// HasTag reports whether a tag is among some, in whatever case.
func HasTag(tags []string, tag string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return sameTag(t, tag) })
}

func sameTag(a, b string) bool {
	return strings.EqualFold(a, b) || strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b))
}

func cutAttribute(field string) (name string, ok bool) {
	return strings.CutPrefix(field, AttributePrefix)
}
