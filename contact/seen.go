package contact

import (
	"strings"
	"unicode"
)

// seen drops what nobody can see, and makes whatever separates words or lines one
// space. What can be seen only by what it does to its neighbours stays between
// such neighbours: the joiners of emoji and of Indic and Arabic letters, and
// which variant of a sign is meant.
func seen(s string) string {
	runes := []rune(s)
	var b strings.Builder
	var before rune // the last that is kept
	for i, r := range runes {
		switch {
		case isSpace(r):
			r = ' '
			if before == ' ' {
				continue
			}
		case isJoiner(r):
			if !joins(before) || !joins(nextSeen(runes[i+1:])) {
				continue
			}
		case unicode.Is(unicode.Variation_Selector, r):
			if !varies(before) {
				continue
			}
		case isInvisible(r):
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// isSpace reports whether a sign separates words or lines.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Z)
}

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// blanks are letters and signs without ink.
var blanks = map[rune]bool{
	'\u034f': true, '\u115f': true, '\u1160': true, '\u17b4': true, '\u17b5': true, '\u2800': true, '\u3164': true, '\uffa0': true,
}

func isInvisible(r rune) bool {
	return blanks[r] || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector)
}

// nextSeen is the next sign that can be seen, 0 if there is none.
func nextSeen(runes []rune) rune {
	for _, r := range runes {
		if !isInvisible(r) {
			return r
		}
	}
	return 0
}

// joined are the scripts whose letters a joiner joins or keeps apart.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan,
}

// joins reports whether a joiner beside a sign does something.
func joins(r rune) bool {
	return unicode.In(r, joined...) || unicode.In(r, unicode.So, unicode.Sk, unicode.Variation_Selector)
}

// varies reports whether there are variants of a sign: of emoji, of digits in a
// keycap, of Chinese characters and of Mongolian letters.
func varies(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sm, unicode.Po, unicode.Nd, unicode.Han, unicode.Mongolian) && r != ' '
}
