package intake

import (
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/luluchat/contacts/contact"
)

// Number is what somebody wrote for a phone number, read.
type Number struct {
	// Digits are the country code and the number, without a +: for a usable number
	// in E.164's spelling or in WhatsApp's own, else as they were written. Empty if
	// what was written is no row of digits.
	Digits string
	// Country is two letters; empty for a number of no one country. Of a number that
	// cannot be used it is the default country that was tried.
	Country string
	How     contact.How // empty: the number cannot be used
	Problem Problem     // empty: the number can be used
	LeftOut string      // what stood there besides, such as a second number, as it was written
}

// Usable reports whether the number names somebody.
func (n Number) Usable() bool { return n.Digits != "" && n.Problem == "" }

// Known returns the number as it is accepted if it is not valid by the rules of its
// country, but known as the identity of a contact of the channel: what we export must
// come in again. known looks its digits up, which a number that can be used does not
// need.
func (n Number) Known(known func(digits string) (bool, error)) (Number, error) {
	if n.Usable() || n.Digits == "" {
		return n, nil
	}
	is, err := known(n.Digits)
	if err != nil || !is {
		return n, err
	}
	return n.Accepted(), nil
}

// Accepted returns the number as one that can be used although the rules of its
// country say otherwise: it is known as the identity of a contact already.
func (n Number) Accepted() Number {
	country := ""
	if parsed, err := phonenumbers.Parse("+"+n.Digits, anyRegion); err == nil {
		country = regionOf(parsed)
	}
	return Number{Digits: n.Digits, Country: country, How: contact.HowKnown, LeftOut: n.LeftOut}
}

// Exact is a number in WhatsApp's own spelling, which is not read at all.
func Exact(waID string) Number { return Number{Digits: waID, How: contact.HowExact} }

// International writes digits with a country code as people of that country write numbers,
// for readers of any country: +60 12-345 6789. What is no number stays as it is.
func International(digits string) string {
	read, err := phonenumbers.Parse("+"+strings.TrimPrefix(digits, "+"), anyRegion)
	if err != nil {
		return digits
	}
	return phonenumbers.Format(read, phonenumbers.INTERNATIONAL)
}

// Understood says as what the number was taken; nil if it cannot be used.
func (n Number) Understood() *contact.Understood {
	if !n.Usable() {
		return nil
	}
	return &contact.Understood{Number: "+" + n.Digits, Country: n.Country, How: n.How}
}

// Skipped reports what stood beside the number and was left out; nil if nothing
// was. name is what the number is called where it stood.
func (n Number) Skipped(name string) []contact.Skipped {
	if n.LeftOut == "" || !n.Usable() {
		return nil
	}
	return []contact.Skipped{{Name: clip(name, maxNamed), Why: "it was read as +" + n.Digits + ", without: " + n.LeftOut}}
}

// WithNumber adds to facts how a number was read, and what of it was left out. name
// is what the number is called where it stood.
func WithNumber(facts contact.Facts, n Number, name string) contact.Facts {
	facts.Understood = n.Understood()
	facts.Fields.Skipped = append(n.Skipped(name), facts.Fields.Skipped...)
	facts.Detail = contact.Report(facts.Fields.Skipped)
	return facts
}

// Problem says what is wrong with a number.
type Problem string

// The problems, in the order in which they are looked for.
const (
	Missing       Problem = "missing"
	Nested        Problem = "nested"  // a list or an object
	Rounded       Problem = "rounded" // a spreadsheet has dropped digits
	Letters       Problem = "letters"
	NoCountryCode Problem = "no_country_code"
	TooShort      Problem = "too_short"
	TooLong       Problem = "too_long"
	Invalid       Problem = "invalid"
)

const noCountryCode = "has no country code"

// LacksCountry reports whether the words about a number say that it has no country code.
func LacksCountry(words string) bool { return strings.Contains(words, noCountryCode) }

var problemWords = map[Problem]string{
	Missing:       "is missing",
	Nested:        "is a list or an object",
	Letters:       "has letters or other signs in it",
	NoCountryCode: noCountryCode,
	TooShort:      "is too short",
	TooLong:       "is too long",
	Invalid:       "is no number of any country",
}

// example is a number as it is always understood.
const example = "+60123456789"

// Words says what is wrong with the number and what would mend it, as a sentence's
// end.
func (n Number) Words() string {
	switch {
	case n.Problem == Rounded:
		return "was rounded by a spreadsheet, and digits are lost: format the column as text and enter the number again, such as " + example
	case n.Problem == NoCountryCode && n.Country == "":
		return noCountryCode + ", so that it could belong to several countries: write it with one, such as " + example + ", or set a default country for this channel"
	case n.Problem == NoCountryCode:
		return noCountryCode + ", and is no number of the default country " + n.Country + ": write it with one, such as " + example
	}
	return problemWords[n.Problem] + ": write it with its country code, such as " + example
}
