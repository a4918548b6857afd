package tabular

import (
	"slices"
	"strings"
	"unicode"
)

// cardPhone is one number of an address card.
type cardPhone struct {
	number string
	group  string
	types  []string
	pref   bool
}

func (c *card) addPhone(p *property, text string) {
	number := unescapeCard(text)
	if rest, ok := cutPrefixFold(number, "tel:"); ok {
		number, _, _ = strings.Cut(rest, ";") // an extension, or a context
	}
	types := p.types
	if p.name == "X-WHATSAPP" {
		types = append(types, "whatsapp")
	}
	if id := digitsOnly(p.waID); id != "" {
		number, types = "+"+id, append(types, "waid")
	}
	if !blank(number) {
		c.phones = append(c.phones, cardPhone{number, p.group, types, p.pref})
	}
}

func digitsOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// The kinds of numbers, that on which WhatsApp is likeliest first. Who has a mobile
// phone at work has both types.
var phoneKinds = [][]string{
	{"waid", "whatsapp"},
	{"cell", "mobile", "iphone", "apple watch", "handy", "celular", "móvil"},
	{"main", "voice", "home", "work", "text", "msg", "other", "car", "company", "x-other", "x-mobil", "textphone", "video"},
	{"pager", "fax", "modem", "bbs", "isdn", "home fax", "work fax", "other fax", "homefax", "workfax", "otherfax"},
}

// kind is a number's place among the kinds. What is also a fax is no phone.
func (p *cardPhone) kind(label string) int {
	is := func(kinds []string) bool {
		return slices.ContainsFunc(append(p.types, label), func(t string) bool { return slices.Contains(kinds, t) })
	}
	fax := len(phoneKinds) - 1
	switch {
	case is(phoneKinds[0]):
		return 0
	case is(phoneKinds[fax]):
		return fax
	case is(phoneKinds[1]):
		return 1
	}
	return 2
}

// numbers returns each number once, in the order in which they are to be tried:
// WhatsApp, mobile, others, fax; among one kind the preferred first.
func (c *card) numbers() (numbers []string) {
	rank := func(p cardPhone) int {
		r := p.kind(c.labels[p.group]) * 2
		if !p.pref {
			r++
		}
		return r
	}
	slices.SortStableFunc(c.phones, func(a, b cardPhone) int { return rank(a) - rank(b) })
	seen := make(map[string]bool)
	for _, p := range c.phones {
		if plain := digitsOnly(p.number); plain == "" || !seen[plain] {
			seen[plain] = true
			numbers = append(numbers, p.number)
		}
	}
	return numbers
}
