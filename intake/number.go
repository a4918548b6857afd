package intake

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/luluchat/contacts/contact"
)

// Number is what somebody wrote for a phone number, read.
type Number struct {
	// Digits are the country code and the number, without a +: for a usable
	// number in E.164's spelling, else as they were written. Empty if what was
	// written is no row of digits.
	Digits  string
	Country string      // two letters; empty for a number of no one country
	How     contact.How // empty: the number cannot be used
	Problem Problem     // empty: the number can be used
}

// Usable reports whether the number names somebody.
func (n Number) Usable() bool { return n.Digits != "" && n.Problem == "" }

// Known returns the number as it is accepted if it is not valid by the rules of its
// country, but known as the identity of a contact of the channel: WhatsApp's own
// spelling of Mexican and old Brazilian numbers is not valid, and what we export must
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
	return Number{Digits: n.Digits, Country: country, How: contact.HowKnown}
}

// Exact is a number in WhatsApp's own spelling, which is not read at all.
func Exact(waID string) Number { return Number{Digits: waID, How: contact.HowExact} }

// Understood says as what the number was taken; nil if it cannot be used.
func (n Number) Understood() *contact.Understood {
	if !n.Usable() {
		return nil
	}
	return &contact.Understood{Number: "+" + n.Digits, Country: n.Country, How: n.How}
}

// Problem says what is wrong with a number. Words puts it into words.
type Problem string

// The problems, in the order in which they are looked for.
const (
	Missing       Problem = "missing"
	Nested        Problem = "nested" // a list or an object
	Letters       Problem = "letters"
	NoCountryCode Problem = "no_country_code"
	TooShort      Problem = "too_short"
	TooLong       Problem = "too_long"
	Invalid       Problem = "invalid"
)

var problemWords = map[Problem]string{
	Missing:       "is missing",
	Nested:        "is a list or an object",
	Letters:       "has letters or other signs in it",
	NoCountryCode: "has no country code, so that it could belong to several countries",
	TooShort:      "is too short",
	TooLong:       "is too long",
	Invalid:       "is no number of any country",
}

// Words says what is wrong and what to do, as a sentence's end.
func (p Problem) Words() string {
	return problemWords[p] + ": write it with its country code, such as +60123456789"
}

// The lengths between which a row of digits may be an international number. The
// library knows each country's own.
const (
	minDigits = 7
	maxDigits = 15
	// maxNational is the most digits that a number without its country code has.
	maxNational = 11
)

// anyRegion tells the library that the number says its country itself.
const anyRegion = "ZZ"

// float is a number that a spreadsheet or a data frame took for a quantity. Its
// point is no separator.
var float = regexp.MustCompile(`^(\+?[0-9]+)\.0+$`)

// Phone reads a phone number that must have its country code: PhoneIn without a
// country.
func Phone(written string) Number { return PhoneIn(written, "") }

// PhoneIn reads what somebody wrote for a phone number. Everything that reads
// one reads it here. Spaces, hyphens, dots and parentheses are overlooked, and so
// is the p: that Facebook's lead exports put before a number.
//
// What begins with + or 00 has its country code. Digits without either are those
// of the country, two letters such as MY, if they are valid there; only otherwise
// are they taken for a country code and a number. Nothing is looked up to decide
// that. Without a country all digits have their country code.
func PhoneIn(written, country string) Number {
	digits, plus, ok := digitsOf(written)
	switch {
	case !ok:
		return Number{Problem: Letters}
	case digits == "":
		return Number{Problem: Missing}
	}
	country = strings.ToUpper(country)
	if country == "" || plus {
		return international(digits, plus)
	}
	if strings.HasPrefix(digits, "00") {
		number := international(digits, plus)
		if national, ok := within(digits, country); ok && !number.Usable() {
			return national // such as 0011, by which Australians call abroad
		}
		return number
	}
	if national, ok := within(digits, country); ok {
		return national
	}
	return international(digits, plus)
}

// international reads digits that begin with a country code, or with 00 and that.
func international(digits string, plus bool) Number {
	if strings.HasPrefix(digits, "00") {
		digits, plus = strings.TrimLeft(digits, "0"), true
	}
	switch {
	case len(digits) > maxDigits:
		return Number{Problem: TooLong}
	case len(digits) < minDigits:
		return Number{Digits: digits, Problem: TooShort}
	case digits[0] == '0':
		return Number{Digits: digits, Problem: NoCountryCode}
	}
	parsed, err := phonenumbers.Parse("+"+digits, anyRegion)
	if err == nil && phonenumbers.IsValidNumber(parsed) {
		return numberOf(parsed, contact.HowInternational)
	}
	return Number{Digits: digits, Problem: problemOf(digits, plus, parsed, err)}
}

// numberOf is a valid number. The library drops what people write although it is
// not dialled, such as the zero of +44 (0) 20.
func numberOf(parsed *phonenumbers.PhoneNumber, how contact.How) Number {
	digits := strings.TrimPrefix(phonenumbers.Format(parsed, phonenumbers.E164), "+")
	return Number{Digits: digits, Country: regionOf(parsed), How: how}
}

func problemOf(digits string, plus bool, parsed *phonenumbers.PhoneNumber, err error) Problem {
	switch {
	case !plus && len(digits) <= maxNational:
		return NoCountryCode
	case err != nil:
		return Invalid
	}
	switch phonenumbers.IsPossibleNumberWithReason(parsed) {
	case phonenumbers.TOO_SHORT:
		return TooShort
	case phonenumbers.TOO_LONG:
		return TooLong
	}
	return Invalid
}

// digitsOf drops what people put between digits, and signs that cannot be seen,
// which copied numbers often carry. It is not ok if anything else is left.
func digitsOf(written string) (digits string, plus, ok bool) {
	s := strings.TrimSpace(written)
	if len(s) > 1 && strings.EqualFold(s[:2], "p:") {
		s = strings.TrimSpace(s[2:])
	}
	if m := float.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case (r == '+' || r == '＋') && b.Len() == 0:
			plus = true
		case r == '(' || r == ')' || r == '.' || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, true
}
