package contact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folds are letters that are more than a plain one with a mark, and how people
// write them who do not have them.
var folds = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ĸ': "k", 'ŋ': "n",
	'ŧ': "t", 'ƒ': "f", 'ς': "σ", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ـ': "",
	'\'': "", '’': "", '‘': "", '`': "", '´': "", 'ʼ': "", 'ʻ': "",
}

// Fold writes a text as it is searched: without case, accents and apostrophes, and
// with one space between words. What is folded stays as it is when it is folded
// again.
func Fold(text string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		if isSpace(r) {
			space = b.Len() > 0
			continue
		}
		if isAccent(r) || isInvisible(r) {
			continue
		}
		r = unicode.ToLower(r)
		plain, special := folds[r]
		if special && plain == "" {
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if special {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// isAccent reports whether a sign is a mark on a letter that people leave out. The
// vowels of Indic scripts and Thai are marks, too, and are not; nor are those that
// tell Japanese ga from ka.
func isAccent(r rune) bool {
	return unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew) && r != '\u3099' && r != '\u309a'
}

// Folded is all of a contact that a search looks into, folded. The registry says
// which fields that are.
func (c *Contact) Folded() string {
	texts := []string{c.DisplayName, c.ProfileName, c.Username, c.WaID, c.UserID}
	if c.ProfileName == c.DisplayName {
		texts[1] = ""
	}
	if c.WaID == c.DisplayName {
		texts[3] = ""
	}
	for _, f := range shownTexts {
		if f.Searched {
			if text := *f.shown(&c.Texts); text != nil {
				texts = append(texts, *text)
			}
		}
	}
	return Fold(strings.Join(texts, " "))
}
