package contact

import "strings"

// FoldNumber returns the form of a phone number under which its national
// variants meet: Mexico without the 1 after 52, Argentina without the 9 after
// 54, Brazilian mobiles with their ninth digit. A leading + is dropped. What is
// no such number comes back unchanged. The folded form is a lookup key only;
// what WhatsApp sent is what is stored.
func FoldNumber(waID string) string {
	n := strings.TrimPrefix(waID, "+")
	if !isDigits(n) {
		return waID
	}
	switch {
	case len(n) == 13 && strings.HasPrefix(n, "521"):
		return "52" + n[3:]
	case len(n) == 13 && strings.HasPrefix(n, "549"):
		return "54" + n[3:]
	case len(n) == 12 && strings.HasPrefix(n, "55") && n[4] >= '6':
		// Eight-digit subscriber numbers that start with 6 to 9 were mobiles
		// before the ninth digit came; 2 to 5 are landlines and never get one.
		return n[:4] + "9" + n[4:]
	}
	return n
}

// separators are what people write between the digits of a number.
var separators = strings.NewReplacer("+", "", " ", "", "-", "", "(", "", ")", "", ".", "")

// Digits returns the digits of a number as people write it, and whether it holds
// nothing else but separators.
func Digits(written string) (digits string, ok bool) {
	digits = separators.Replace(written)
	return digits, isDigits(digits)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
