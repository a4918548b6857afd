package tabular

import (
	"slices"
	"strings"
	"unicode"

	"github.com/luluchat/contacts/intake"
)

// The columns of an address card. People map them as those of any table; what is in
// none of them is left out.
var cardColumns = []string{
	"phone", "phone 2", "phone 3", "name", "tags", "note", "email", "organization", "title", "birthday", "address", "website",
}

// card collects what one address card says.
type card struct {
	texts  map[string][]string // by column
	phones []cardPhone
	labels map[string]string // by group, as Apple writes them
	parts  string            // the name in its parts
	nick   string
}

func newCard() *card {
	return &card{texts: make(map[string][]string), labels: make(map[string]string)}
}

// cardTexts are the properties that are a column each.
var cardTexts = map[string]string{
	"FN": "name", "NOTE": "note", "EMAIL": "email", "TITLE": "title", "BDAY": "birthday", "URL": "website",
}

// add takes a property.
func (c *card) add(p *property, e textEncoding) {
	switch p.name {
	case "TEL", "X-WHATSAPP":
		c.addPhone(p, p.text(e))
	case "IMPP":
		if number, ok := cutPrefixFold(p.text(e), "whatsapp:"); ok {
			p.types = append(p.types, "whatsapp")
			c.addPhone(p, number)
		}
	case "N":
		c.parts = joinName(splitCard(p.text(e), ';'))
	case "NICKNAME":
		c.nick = unescapeCard(p.text(e))
	case "ORG":
		c.put("organization", p, joinParts(splitCard(p.text(e), ';'), ", "))
	case "ADR":
		c.put("address", p, joinParts(splitCard(p.text(e), ';'), ", "))
	case "CATEGORIES":
		for _, tag := range splitCard(p.text(e), ',') {
			c.put("tags", &property{}, unescapeCard(tag))
		}
	case "X-ABLABEL":
		c.labels[p.group] = strings.ToLower(strings.Trim(unescapeCard(p.text(e)), "_$!<>"))
	default:
		if column, ok := cardTexts[p.name]; ok {
			c.put(column, p, unescapeCard(p.text(e)))
		}
	}
}

// put keeps a text; one that is preferred comes first.
func (c *card) put(column string, p *property, text string) {
	switch {
	case text == "" || slices.Contains(c.texts[column], text):
	case p.pref:
		c.texts[column] = slices.Insert(c.texts[column], 0, text)
	default:
		c.texts[column] = append(c.texts[column], text)
	}
}

// row is the card as the row of a table.
func (c *card) row(number int) Row {
	name := ""
	for _, candidate := range append(c.texts["name"], c.parts, c.nick, strings.Join(c.texts["organization"], ", ")) {
		if name == "" && !blank(candidate) {
			name = candidate
		}
	}
	row := Row{Number: number}
	phones := c.numbers()
	for _, column := range cardColumns {
		cell := ""
		switch column {
		case "name":
			cell = name
		case "phone", "phone 2", "phone 3":
			if len(phones) > 0 {
				cell, phones = phones[0], phones[1:]
			}
		case "note":
			cell = strings.Join(c.texts[column], "\n")
		case "tags":
			cell = intake.JoinTags(c.texts[column])
		default:
			if texts := c.texts[column]; len(texts) > 0 {
				cell = texts[0]
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// joinName puts together family, given and further names, title and suffix. What is
// written in ideographs has no spaces.
func joinName(parts []string) string {
	for len(parts) < 5 {
		parts = append(parts, "")
	}
	family, given := unescapeCard(parts[0]), unescapeCard(parts[1])
	if ideographic(family) && ideographic(given) {
		return family + given
	}
	return joinParts([]string{parts[3], parts[1], parts[2], parts[0], parts[4]}, " ")
}

func ideographic(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	}) < 0
}

func joinParts(parts []string, separator string) string {
	var all []string
	for _, part := range parts {
		if part = unescapeCard(part); part != "" {
			all = append(all, part)
		}
	}
	return strings.Join(all, separator)
}
