package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// wrapped is what a text holds of a number.
type wrapped struct {
	digits  string
	plus    bool // the country code comes first
	leftOut string
	problem Problem
}

// plainSigns writes digits of every script and wide signs as ASCII has them, all
// spaces as one sign and lines without a carriage return, and drops what cannot be
// seen, which copied numbers often carry.
func plainSigns(written string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && r != '\r' && r != '\v' && r != '\f':
			return r
		case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			return -1
		}
		if digit, ok := digitOf(r); ok {
			return digit
		}
		return r
	}, written)
	return strings.TrimSpace(width.Fold.String(text))
}

// digitOf is the ASCII digit that a decimal digit of any script stands for. Unicode
// has them in rows from zero to nine.
func digitOf(r rune) (rune, bool) {
	for _, row := range unicode.Nd.R16 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10, true
		}
	}
	for _, row := range unicode.Nd.R32 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10, true
		}
	}
	return 0, false
}

// What stands around a number.
var (
	// address is a chat's address, or a link to it, in which the number is whole.
	address = regexp.MustCompile(`(?i)^(?:\+?([0-9]+)(?:[:.][0-9]+)?@(?:c\.us|s\.whatsapp\.net)` +
		`|.*(?:\bwa\.me/(?:c/)?|\bwhatsapp\.com/.*[?&]phone=|^whatsapp:/*send.*[?&]phone=)(?:\+|%2B|%20| )*([0-9][0-9 ().-]*)(?:[/?&#].*)?)$`)
	// extension is behind a number that is dialled first.
	extension = regexp.MustCompile(`(?i)[ ,;.(/-]*(?:ext(?:ension|n)?|x|#|доб|anexo|ramal|int(?:erno)?|poste|内線|分機)[.: =]*[0-9]{1,7}\)?$`)
	// remark is in brackets behind a number; word is one without them.
	remark = regexp.MustCompile(`[ ]*[(\[][^()\[\]0-9+]*[)\]]$`)
	word   = regexp.MustCompile(`(?i)[ ,][ ,–-]*(?:whatsapp|wa|mobile|mob|cell|hp|handphone|phone|tel|home|work|office|main|m|h|o|w)\.?$`)
	// label is before a number: whatever has no digit, or one digit and a colon.
	label = regexp.MustCompile(`^[^0-9+]*[\pL\p{So}][^0-9+]*(?:[0-9]: *)?`)
)

// quotes are what spreadsheets and their files put around a cell, or leave of it.
const quotes = " '’‘`´\"“”„,;"

// unwrap takes what stands around the digits away.
func unwrap(text string) (w wrapped) {
	if m := address.FindStringSubmatch(strings.Trim(text, quotes)); m != nil {
		w.plus = true
		text = m[1] + m[2]
	}
	text = strings.Trim(strings.TrimLeft(text, quotes+"="), quotes)
	text, exact := asQuantity(text)
	if !exact {
		return wrapped{problem: Rounded}
	}
	if at := extension.FindStringIndex(text); at != nil && countDigits(text[:at[0]]) >= minDigits-1 {
		text, w.leftOut = text[:at[0]], strings.Trim(text[at[0]:], " ,;.(/-)")
	}
	for _, behind := range []*regexp.Regexp{remark, word} {
		if at := behind.FindStringIndex(text); at != nil && strings.ContainsFunc(text[at[0]:], unicode.IsLetter) {
			text = text[:at[0]]
		}
	}
	before := label.FindString(text)
	var b strings.Builder
	for _, r := range text[len(before):] {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0:
			w.plus = true
		case !isBetween(r):
			return wrapped{problem: Letters}
		}
	}
	if w.digits = b.String(); w.digits == "" && before != "" && !strings.HasSuffix(before, ":") {
		w.problem = Letters // no more than words
	}
	return w
}

// isBetween reports whether people put a sign between the digits of a number.
func isBetween(r rune) bool {
	return strings.ContainsRune("()[].'’/\\~∼・·_•", r) || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Zs)
}
