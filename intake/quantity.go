package intake

import (
	"regexp"
	"strconv"
	"strings"
)

// A number that a spreadsheet, a data frame or a JSON encoder took for a quantity.
// Its point or comma is no separator of digits.
var (
	integer = regexp.MustCompile(`^(\+?[0-9]+)(?:\.0+|,0{1,2})$`)
	grouped = regexp.MustCompile(`^(\+?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.0*)?$`)
	points  = regexp.MustCompile(`^(\+?[0-9]{1,3}(?:\.[0-9]{3})+),0*$`)
	// scientific is as spreadsheets show long ones, with the point or the comma of
	// their country.
	scientific = regexp.MustCompile(`^([+-]?)([0-9]+)(?:[.,]([0-9]*))?[eE]([+-]?[0-9]{1,4})$`)
)

// asQuantity writes a quantity as its digits. It is not exact if a spreadsheet has
// rounded it.
func asQuantity(text string) (digits string, exact bool) {
	if m := integer.FindStringSubmatch(text); m != nil {
		return m[1], true
	}
	if m := grouped.FindStringSubmatch(text); m != nil {
		return strings.ReplaceAll(m[1], ",", ""), true
	}
	if m := points.FindStringSubmatch(text); m != nil {
		return strings.ReplaceAll(m[1], ".", ""), true
	}
	return ExpandNumber(text)
}

// ExpandNumber writes out a whole number that a spreadsheet wrote in scientific
// notation. It is not exact if digits have been lost: 6.0123456789E+10 is
// 60123456789, while 6.0123E+10 may be any of a million numbers and comes back
// as it is. A text that is no such number is exact as it is.
//
// It is for columns in which a long number makes sense, such as phone. In others
// 12E4 may be the name of a flat.
func ExpandNumber(s string) (expanded string, exact bool) {
	sign, digits, point, ok := ReadScientific(s)
	switch {
	case !ok:
		return s, true
	case point > len(digits): // the mantissa ends before the point: what follows was rounded away
		return s, false
	case strings.Trim(digits[max(point, 0):], "0") != "":
		return s, false // a fraction
	case point <= 0:
		return "0", true // only zeros are left
	}
	return sign + digits[:point], true
}

// ReadScientific takes a number apart: its digits, and before which of them the
// point stands, which may be outside.
func ReadScientific(s string) (sign, digits string, point int, ok bool) {
	if !strings.ContainsAny(s, "eE") { // as nearly always
		return "", "", 0, false
	}
	m := scientific.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", "", 0, false
	}
	exponent, err := strconv.Atoi(m[4])
	if err != nil {
		return "", "", 0, false
	}
	return m[1], m[2] + m[3], len(m[2]) + exponent, true
}
