package contact

import (
	"slices"
	"strings"
	"unicode"
)

// Query is what somebody searches contacts for: all of Words, in whatever order, or
// one of Numbers.
type Query struct {
	Words   []string // folded
	Numbers []string // as people write one number: its digits, and what they may stand for
}

// maxWords is how many words of a query count.
const maxWords = 10

// The shortest number that is looked for without what is dialled before it: 00, and the
// one 0 of a number within its country.
const (
	fullNumber  = 9
	localNumber = 5
)

// ReadQuery reads what somebody typed into a search.
func ReadQuery(typed string) (q Query) {
	folded := asciiDigits(Fold(typed))
	written := strings.Join(strings.Fields(folded), "")
	if digits, ok := Digits(written); ok {
		q.Numbers = numbersOf(written, digits)
		if strings.TrimPrefix(folded, "+") != digits {
			q.Words = []string{folded} // it may be part of a name as it is written
		}
		return q
	}
	for _, word := range strings.Fields(folded) {
		if digits, ok := Digits(word); ok {
			word = digits
		}
		if bare := strings.Trim(word, ".,;:!?()[]\"“”„«»"); bare != "" {
			word = bare
		}
		if len(q.Words) < maxWords {
			q.Words = append(q.Words, word)
		}
	}
	return q
}

// Digits returns how many digits of a number are known of whoever is found, at least. The 0
// that is dialled within a country counts: no country code stands behind it.
func (q Query) Digits() (least int) {
	var known []int
	if len(q.Words) > 0 { // all of which are found, so that the longest counts
		known = append(known, digitsIn(slices.MaxFunc(q.Words, func(a, b string) int { return digitsIn(a) - digitsIn(b) })))
	}
	for _, number := range q.Numbers {
		n := len(number)
		if q.Numbers[0] == "0"+number {
			n++
		}
		known = append(known, n)
	}
	if len(known) == 0 {
		return 0
	}
	return slices.Min(known)
}

func digitsIn(text string) (n int) {
	for _, r := range text {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

// numbersOf are the numbers that somebody may mean, as WhatsApp may write them or a part
// of them: without what is dialled before them, and in their national variants.
func numbersOf(written, digits string) (numbers []string) {
	add := func(number string) {
		for _, n := range append([]string{number}, variantsOf(number)...) {
			if !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	add(digits)
	if before, after, optional := strings.Cut(written, "(0)"); optional && before != "" { // +44 (0)20 …
		digits, _ = Digits(before + after)
		add(digits)
	}
	without := strings.TrimLeft(digits, "0")
	switch {
	case without == "" || strings.HasPrefix(written, "+"):
	case len(digits) >= fullNumber && without != digits, len(digits) >= localNumber && len(digits)-len(without) == 1:
		add(without)
	}
	switch {
	case strings.HasPrefix(digits, "011") && len(digits) > len("011")+fullNumber: // dialled in North America
		add(digits[3:])
	case strings.HasPrefix(digits, "8") && len(digits) == 11 && !strings.HasPrefix(written, "+"): // within Russia
		add(digits[1:])
	}
	return numbers
}

// variantsOf are the other spellings of a whole number that WhatsApp may have. What
// stands for Mexico, Argentina or a mobile of Brazil is searched in both.
func variantsOf(number string) (others []string) {
	if folded := FoldNumber(number); folded != number {
		others = append(others, folded)
	}
	switch {
	case len(number) == 12 && strings.HasPrefix(number, "52"):
		others = append(others, "521"+number[2:])
	case len(number) == 12 && strings.HasPrefix(number, "54"):
		others = append(others, "549"+number[2:])
	case len(number) == 13 && strings.HasPrefix(number, "55") && number[4] == '9':
		others = append(others, number[:4]+number[5:])
	}
	return others
}

// asciiDigits writes the digits of every script as those of numbers.
func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII || !unicode.IsDigit(r) {
			return r
		}
		zero := r
		for unicode.IsDigit(zero-1) && r-zero < 9 { // digits come in tens
			zero--
		}
		return '0' + r - zero
	}, text)
}

// unspaced are scripts that write no spaces between words, or whose names are as short
// as one sign.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// IsBeginning reports whether a part of a query is searched as the beginning of a word:
// one or two letters or digits, which stand somewhere in most contacts.
func IsBeginning(part string) bool {
	count := 0
	for _, r := range part {
		if count++; count > 2 || !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.In(r, unspaced...) {
			return false
		}
	}
	return count > 0
}
