package tabular

import (
	"regexp"
	"strconv"
	"strings"
)

// scientific is a number as spreadsheets show long ones, with the point or the
// comma of their country.
var scientific = regexp.MustCompile(`^([+-]?)([0-9]+)(?:[.,]([0-9]*))?[eE]([+-]?[0-9]{1,4})$`)

// ExpandNumber writes out a whole number that a spreadsheet wrote in scientific
// notation. It is not exact if digits have been lost: 6.0123456789E+10 is
// 60123456789, while 6.0123E+10 may be any of a million numbers and comes back
// as it is. A text that is no such number is exact as it is.
//
// It is for columns in which a long number makes sense, such as phone. In others
// 12E4 may be the name of a flat.
func ExpandNumber(s string) (expanded string, exact bool) {
	sign, digits, point, ok := readScientific(s)
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

// storedNumber writes a number in an XLSX without scientific notation. Other
// than in a text nothing is lost there: the value is stored, and programs write
// the shortest digits that give it back, so that 6.0123E10 is 60123000000.
func storedNumber(s string) string {
	sign, digits, point, ok := readScientific(s)
	const most = 20 // digits: beyond, a double is no longer exact, and nobody counts zeros
	if !ok || strings.Contains(s, ",") || point > most || point < -most {
		return s
	}
	switch {
	case point <= 0:
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	case point > len(digits):
		digits += strings.Repeat("0", point-len(digits))
	}
	if sign == "+" {
		sign = ""
	}
	whole, fraction := strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// readScientific takes a number apart: its digits, and before which of them the
// point stands, which may be outside.
func readScientific(s string) (sign, digits string, point int, ok bool) {
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
