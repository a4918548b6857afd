package intake

import (
	"regexp"
	"strings"
)

// Between two numbers in one cell. A slash or a comma may also stand within one, and
// a + behind digits begins the next.
var (
	between = regexp.MustCompile(`(?i)[\n\t;|]|:{2,}|,[ ,]|[，、；]|[ ](?:or|and|und|oder|y|o|e|ou|et|atau|dan|или|и|&)[ ]`)
	perhaps = []*regexp.Regexp{regexp.MustCompile(` [/\\] `), regexp.MustCompile(`[/\\]`), regexp.MustCompile(`,`)}
	nextOne = regexp.MustCompile(`([0-9)\]"'][ ,/–-]*)\+`)
)

// numberAlone is how many digits a part has that is a number of its own. Fewer are
// a piece of one: an extension, or what stands before a comma that means nothing.
const numberAlone = 7

// firstNumber reads a text that may hold several numbers. Digits that stand apart
// are one number all the same if they are none otherwise.
func firstNumber(text, country string) Number {
	whole := oneNumber(text, country)
	parts := between.Split(nextOne.ReplaceAllString(text, "$1\n+"), -1)
	if severalAlone(parts) || !whole.Usable() {
		if n, ok := firstOf(parts, country); ok {
			return n
		}
	}
	for _, sign := range perhaps {
		if whole.Usable() {
			break
		}
		if n, ok := firstOf(sign.Split(text, -1), country); ok {
			return n
		}
	}
	return whole
}

// severalAlone reports whether at least two parts are numbers of their own.
func severalAlone(parts []string) bool {
	n := 0
	for _, part := range parts {
		if countDigits(part) >= numberAlone {
			n++
		}
	}
	return n > 1
}

// firstOf reads the first part that is a number, unless pieces of one come before
// it. The other parts are left out.
func firstOf(parts []string, country string) (n Number, ok bool) {
	if len(parts) < 2 {
		return Number{}, false
	}
	var others []string
	for i, part := range parts {
		n := oneNumber(part, country)
		if n.Usable() {
			others = append(append(others, n.LeftOut), parts[i+1:]...)
			n.LeftOut = leftOut(others)
			return n, true
		}
		if digits := countDigits(part); digits > 0 && digits < numberAlone {
			return Number{}, false
		}
		others = append(others, part)
	}
	return Number{}, false
}

// leftOut says what was left out, as it was written; parts without a digit are
// not worth a word.
func leftOut(parts []string) string {
	var said []string
	for _, part := range parts {
		if part = strings.Trim(part, " /,-"); countDigits(part) > 0 {
			said = append(said, part)
		}
	}
	return clip(strings.Join(said, ", "), maxNamed)
}

func countDigits(text string) (n int) {
	for _, r := range text {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}
