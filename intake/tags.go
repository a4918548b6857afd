package intake

import (
	"regexp"
	"strings"
)

// quotedTag is a tag in quotes, in which a quote is doubled, and the comma after
// it.
var quotedTag = regexp.MustCompile(`^"((?:[^"]|"")*)"\s*(?:,|$)`)

// SplitTags returns the tags of a text with commas between them. A tag that has
// commas itself stands in quotes, as in a CSV file.
func SplitTags(text string) (tags []string) {
	for text != "" {
		text = strings.TrimSpace(text)
		var tag string
		if m := quotedTag.FindStringSubmatch(text); m != nil {
			tag, text = strings.ReplaceAll(m[1], `""`, `"`), text[len(m[0]):]
		} else {
			tag, text, _ = strings.Cut(text, ",")
		}
		tags = append(tags, strings.TrimSpace(tag))
	}
	return tags
}

// JoinTags is what SplitTags reads as just these tags.
func JoinTags(tags []string) string {
	cells := make([]string, 0, len(tags))
	for _, tag := range tags {
		if strings.Contains(tag, ",") || strings.HasPrefix(tag, `"`) || tag == ClearCell {
			tag = `"` + strings.ReplaceAll(tag, `"`, `""`) + `"`
		}
		cells = append(cells, tag)
	}
	return strings.Join(cells, ", ")
}
