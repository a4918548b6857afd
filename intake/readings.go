package intake

import (
	"slices"
	"strconv"

	"github.com/nyaruka/phonenumbers/v2"
)

// OtherReadings returns the numbers that somebody may have meant whose number was read
// as these digits. A country code may have been put before a number that had one, such
// as 1 before 4930123456 where no plus told that; and a zero that is not dialled may stand
// between the country code and the number. Of two readings of one number the other one is
// among those of the longer one. National variants, which fold to one number, are left to
// contact.FoldNumber.
func OtherReadings(digits string) (others []string) {
	add := func(n Number) {
		if n.Usable() && n.Digits != digits && !slices.Contains(others, n.Digits) {
			others = append(others, n.Digits)
		}
	}
	if digits == "" || len(digits) > maxDigits {
		return nil
	}
	add(international(digits, true))
	parsed, err := phonenumbers.Parse("+"+digits, anyRegion)
	if err != nil {
		return others
	}
	code := strconv.Itoa(int(parsed.GetCountryCode()))
	if rest := digits[min(len(code), len(digits)):]; len(rest) >= minDigits {
		add(abroad(rest, true))
	}
	return others
}
