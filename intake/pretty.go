package intake

import (
	"strings"
	"unicode"
)

// What a number is known by that is written in another way than it was sent.
const (
	leastDigits  = 5
	mostOfNumber = 64 // bytes
)

// prettyTitles finds titles in the text that Jotform writes for people: "Your
// name:Ada Lovelace, Mobile:(012) 345-6789", in the order of the answers. A title
// may hold a comma and an answer may hold anything, so a title is believed only
// where everything up to it was understood.
type prettyTitles struct {
	title, rest string // up to the first colon of what was not understood yet, and behind it
}

func titlesIn(pretty string) *prettyTitles {
	p := &prettyTitles{}
	p.title, p.rest, _ = strings.Cut(pretty, ":")
	return p
}

// titleOf returns the title of the next answer, empty if it is not certain.
func (p *prettyTitles) titleOf(answer string) string {
	if answer == "" {
		return "" // which the text leaves out
	}
	rest, found := behind(answer, p.rest)
	if !found {
		return ""
	}
	title := p.title
	p.title, p.rest, _ = strings.Cut(rest, ":")
	return title
}

// behind returns what follows an answer in a text that begins with it.
func behind(answer, text string) (rest string, found bool) {
	if rest, found = strings.CutPrefix(text, answer); found {
		if rest == "" {
			return "", true
		}
		return strings.CutPrefix(rest, ", ")
	}
	written, rest, _ := strings.Cut(text[:min(len(text), mostOfNumber)], ", ")
	digits := digitsOf(written)
	isNumber := !strings.Contains(written, ":") && !strings.ContainsFunc(written, unicode.IsLetter)
	if !isNumber || len(digits) < leastDigits || !strings.HasSuffix(digitsOf(answer), digits) {
		return "", false
	}
	return rest + text[min(len(text), mostOfNumber):], true
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
