package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// separators stand between tags: commas and semicolons of every script, bars and
// line breaks.
const separators = ",，、،;；؛|\n\r\v\f\u0085\u2028\u2029"

// quotedTag is a tag in quotes, in which a quote is doubled, and what separates it
// from the next.
var quotedTag = regexp.MustCompile(`^"((?:[^"]|"")*)"\s*(?:[` + separators + `]|$)`)

// SplitTags returns the tags of a text with separators between them. A tag that has
// a separator itself stands in quotes, as in a CSV file.
func SplitTags(text string) (tags []string) {
	for text != "" {
		text = strings.TrimSpace(text)
		var tag string
		if m := quotedTag.FindStringSubmatch(text); m != nil {
			tag, text = strings.ReplaceAll(m[1], `""`, `"`), text[len(m[0]):]
		} else {
			tag, text = cutTag(text)
		}
		tags = append(tags, strings.TrimSpace(tag))
	}
	return tags
}

func cutTag(text string) (tag, rest string) {
	at := strings.IndexAny(text, separators)
	if at < 0 {
		return text, ""
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return text[:at], text[at+size:]
}

// JoinTags is what SplitTags reads as just these tags.
func JoinTags(tags []string) string {
	cells := make([]string, 0, len(tags))
	for _, tag := range tags {
		if strings.ContainsAny(tag, separators) || strings.HasPrefix(tag, `"`) || tag == ClearCell {
			tag = `"` + strings.ReplaceAll(tag, `"`, `""`) + `"`
		}
		cells = append(cells, tag)
	}
	return strings.Join(cells, ", ")
}
