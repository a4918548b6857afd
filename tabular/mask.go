package tabular

import (
	"slices"
	"strconv"
	"strings"
)

// mask is a number's format by which digits appear that are not stored, or signs
// between them: 00000 shows 1234 as 01234, and (000) 000-0000 shows a phone
// number. It has digits' places, and the signs around them; nil: none of these.
type mask []maskPart

type maskPart struct {
	place byte // 0, # or ?; 0 has a digit in any case
	sign  byte // if place is none
}

// The longest mask, and what may be a sign in one: what stands in phone numbers,
// postcodes and dates of birth. With other words, such as "0 days", a number is
// more use as it is stored.
const (
	longestMask = 40
	maskSigns   = "+-()/ "
)

// maskOf reads a format's code; of its sections, the one for positive numbers.
func maskOf(code string) (m mask) {
	code, _, _ = strings.Cut(code, ";")
	for i := 0; i < len(code); i++ {
		literal := ""
		switch c := code[i]; {
		case len(m) > longestMask:
			return nil
		case c == '0' || c == '#' || c == '?':
			m = append(m, maskPart{place: c})
		case c == '\\' && i+1 < len(code):
			i++
			literal = code[i : i+1]
		case c == '_' && i+1 < len(code): // a space as wide as the next character
			i++
		case c == '[': // a colour or a country, or a condition
			n := strings.IndexByte(code[i:], ']')
			if n < 0 || strings.ContainsAny(code[i:i+n], "<>=") {
				return nil
			}
			i += n
		case c == '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return nil
			}
			literal = code[i+1 : i+1+n]
			i += n + 1
		case c == '/': // of a fraction or a date
			return nil
		default:
			literal = code[i : i+1]
		}
		for _, c := range []byte(literal) {
			if (c < '0' || c > '9') && !strings.ContainsRune(maskSigns, rune(c)) {
				return nil
			}
			m = append(m, maskPart{sign: c})
		}
	}
	if !m.says() {
		return nil
	}
	return m
}

// says reports whether numbers look otherwise with the mask than without.
func (m mask) says() bool {
	places, zeros := 0, 0
	for _, part := range m {
		if part.place != 0 {
			places++
		}
		if part.place == '0' {
			zeros++
		}
	}
	return places > 0 && (zeros > 1 || places < len(m))
}

// write shows a whole number that is not negative.
func (m mask) write(stored string) (string, bool) {
	if m == nil {
		return "", false
	}
	stored = storedNumber(stored)
	n, err := strconv.ParseUint(stored, 10, 64)
	if err != nil {
		return "", false
	}
	left := strconv.FormatUint(n, 10)
	if left == "0" {
		left = ""
	}
	first := slices.IndexFunc(m, func(p maskPart) bool { return p.place != 0 })
	var out []byte // from the end
	for i := len(m) - 1; i >= 0; i-- {
		part := m[i]
		switch {
		case part.place == 0:
			out = append(out, part.sign)
		case left != "":
			out = append(out, left[len(left)-1])
			left = left[:len(left)-1]
		case part.place == '0':
			out = append(out, '0')
		}
		if i == first { // it takes all digits that are left
			for ; left != ""; left = left[:len(left)-1] {
				out = append(out, left[len(left)-1])
			}
		}
	}
	slices.Reverse(out)
	shows := strings.TrimSpace(string(out))
	return shows, shows != ""
}
