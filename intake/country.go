package intake

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/luluchat/contacts/contact"
)

// maxWithin is the most digits that a number may have as it is dialled within a
// country: the prefix for calls abroad can come before the longest number.
const maxWithin = 20

// IsCountry reports whether there is a country of these two letters that has
// phone numbers.
func IsCountry(country string) bool {
	return len(country) == 2 && phonenumbers.GetCountryCodeForRegion(strings.ToUpper(country)) != 0
}

// within reads digits as they are dialled within a country, whose own prefix for
// calls abroad may come first. It is not ok if they are valid there as nothing.
func within(digits, country string) (n Number, ok bool) {
	if country == "" || len(digits) > maxWithin {
		return Number{}, false
	}
	parsed, err := phonenumbers.ParseAndKeepRawInput(digits, country)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return Number{}, false
	}
	// The library allows more digits within a country than a number may have in all.
	if n := numberOf(parsed, contact.HowNational); len(n.Digits) > maxDigits {
		return Number{}, false
	}
	if parsed.GetCountryCodeSource() != phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY {
		return numberOf(parsed, contact.HowInternational), true
	}
	if own, ok := ownMobile(digits, country); ok && !isMobile(parsed) {
		return own, true
	}
	return numberOf(parsed, contact.HowNational), true
}

// ownMobile reads digits as a mobile of the country that is written with the
// country's own code. Where the lengths of landlines are not fixed, as in
// Germany, the library takes 4915223456789 for a landline in the district of
// 04915, which nobody means.
func ownMobile(digits, country string) (n Number, ok bool) {
	code := strconv.Itoa(phonenumbers.GetCountryCodeForRegion(country))
	if !strings.HasPrefix(digits, code) {
		return Number{}, false
	}
	parsed, err := phonenumbers.Parse("+"+digits, anyRegion)
	if err != nil || !isMobile(parsed) {
		return Number{}, false
	}
	return numberOf(parsed, contact.HowInternational), true
}

func isMobile(parsed *phonenumbers.PhoneNumber) bool {
	switch phonenumbers.GetNumberType(parsed) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return true
	}
	return false
}

// regionOf is the country of a number, empty for one of no one country, such as
// +800.
func regionOf(parsed *phonenumbers.PhoneNumber) string {
	region := phonenumbers.GetRegionCodeForNumber(parsed)
	if len(region) != 2 || region == anyRegion {
		return ""
	}
	return region
}
