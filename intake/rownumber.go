package intake

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// RowNumber reads the number of a row. Of several columns the first counts that has
// a number that can be used; cell is the one that was read. code is what the row
// says of the country, and goes before the import's own. known is as for
// Number.Known.
func RowNumber(cells []RowCell, code string, rules RowRules, known func(digits string) (bool, error)) (n Number, cell RowCell, err error) {
	country := rules.Country
	if own := countryOf(code); own != "" {
		country = own
	}
	n = Number{Problem: Missing}
	for _, c := range cells {
		read, err := PhoneIn(c.Text, country).Known(known)
		if err != nil {
			return Number{}, RowCell{}, err
		}
		if read.Usable() {
			return read, c, nil
		}
		if n.Problem == Missing { // what is said of a row is what is wrong with its first number
			n, cell = read, c
		}
	}
	return n, cell, nil
}

// countryOf is the country that a cell names by its calling code, such as +60, or by
// its two letters; empty if it names none.
func countryOf(cell string) string {
	text := plainSigns(cell)
	if IsCountry(text) {
		return strings.ToUpper(text)
	}
	w := unwrap(text)
	code, err := strconv.Atoi(strings.TrimLeft(w.digits, "0"))
	if err != nil || w.problem != "" {
		return ""
	}
	if region := phonenumbers.GetRegionCodeForCountryCode(code); IsCountry(region) {
		return region
	}
	return ""
}
