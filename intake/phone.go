package intake

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/luluchat/contacts/contact"
)

// The lengths between which a row of digits may be an international number. The
// library knows each country's own.
const (
	minDigits = 7
	maxDigits = 15
	// maxNational is the most digits that a number without its country code has.
	maxNational = 11
	// maxWritten is the longest text that is read, in bytes: several numbers, with words.
	maxWritten = 500
)

// anyRegion tells the library that the number says its country itself.
const anyRegion = "ZZ"

// Phone reads a phone number that must have its country code: PhoneIn without a
// country.
func Phone(written string) Number { return PhoneIn(written, "") }

// PhoneIn reads what somebody wrote for a phone number. Everything that reads
// one reads it here. What people, spreadsheets and programs put between and around
// the digits is overlooked; of several numbers the first one counts.
//
// What begins with + or 00 has its country code, and so has the number in an
// address of WhatsApp. Digits without either are those of the country, two letters
// such as MY, if they are valid there; only otherwise are they taken for a country
// code and a number. Nothing is looked up to decide that. Without a country all
// digits have their country code.
func PhoneIn(written, country string) Number {
	text := plainSigns(written)
	if len(text) > maxWritten {
		return Number{Problem: TooLong}
	}
	if contact.SaysNothing(text) || contact.IsUserID(text) {
		return Number{Problem: problemOfWords(text)}
	}
	if country = strings.ToUpper(country); !IsCountry(country) {
		country = ""
	}
	return firstNumber(text, country)
}

// problemOfWords tells a cell that says that there is no number from one that says
// something else.
func problemOfWords(text string) Problem {
	if contact.SaysNothing(text) {
		return Missing
	}
	return Letters
}

// oneNumber reads a text that holds one number.
func oneNumber(text, country string) Number {
	w := unwrap(text)
	if w.problem != "" {
		return Number{Problem: w.problem, Country: country}
	}
	n := read(w.digits, w.plus, country)
	if n.LeftOut = w.leftOut; !n.Usable() {
		n.Country = country
	}
	return n
}

// read reads digits, of which plus says that their country code comes first.
func read(digits string, plus bool, country string) Number {
	switch {
	case digits == "":
		return Number{Problem: Missing}
	case plus:
		return abroad(digits, plus)
	case strings.HasPrefix(digits, "00"):
		number := abroad(digits, plus)
		if national, ok := within(digits, country); ok && !number.Usable() {
			return national // such as 0011, by which Australians call abroad
		}
		return number
	}
	if national, ok := within(digits, country); ok {
		return national
	}
	number := international(digits, plus)
	if number.Usable() {
		return number
	}
	code := phonenumbers.GetCountryCodeForRegion(country)
	if own, ok := variant(strconv.Itoa(code)+strings.TrimPrefix(digits, "0"), contact.HowNational); ok && code != 0 {
		return own
	}
	if other, ok := variant(digits, contact.HowInternational); ok {
		return other
	}
	return number
}

// abroad reads digits that begin with a country code, also as only WhatsApp
// spells them.
func abroad(digits string, plus bool) Number {
	number := international(digits, plus)
	if number.Usable() {
		return number
	}
	if strings.HasPrefix(digits, "00") {
		digits = strings.TrimLeft(digits, "0")
	}
	if spelled, ok := variant(digits, contact.HowInternational); ok {
		return spelled
	}
	return number
}

// variant reads a number that is not valid by the rules of its country, but that
// WhatsApp knows by this spelling: Mexico's with a 1, Brazil's mobiles without
// their 9. The spelling stays, as the first message has it too.
func variant(digits string, how contact.How) (n Number, ok bool) {
	folded := contact.FoldNumber(digits)
	if folded == digits || len(digits) > maxDigits {
		return Number{}, false
	}
	parsed, err := phonenumbers.Parse("+"+folded, anyRegion)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return Number{}, false
	}
	return Number{Digits: digits, Country: regionOf(parsed), How: how}, true
}

// international reads digits that begin with a country code, or with 00 and that.
func international(digits string, plus bool) Number {
	if strings.HasPrefix(digits, "00") {
		digits, plus = strings.TrimLeft(digits, "0"), true
	}
	// A zero that is written and not dialled can make one digit too many, as in
	// +49 (0) 201 0000000000: the library drops the zero.
	parsed, err := phonenumbers.Parse("+"+digits, anyRegion)
	valid := err == nil && phonenumbers.IsValidNumber(parsed)
	switch {
	case len(digits) > maxDigits && !valid:
		return Number{Problem: TooLong}
	case len(digits) < minDigits:
		return Number{Digits: digits, Problem: TooShort}
	case digits[0] == '0':
		return Number{Digits: digits, Problem: NoCountryCode}
	case valid:
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
