package tabular

import (
	"strings"

	"github.com/luluchat/contacts/intake"
)

// storedNumber writes a number in an XLSX without scientific notation. Other
// than in a text nothing is lost there: the value is stored, and programs write
// the shortest digits that give it back, so that 6.0123E10 is 60123000000.
func storedNumber(s string) string {
	sign, digits, point, ok := intake.ReadScientific(s)
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
