package contact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean makes outside text fit to be stored: PostgreSQL's text holds neither
// NUL nor invalid UTF-8, and one bad name must not cost a batch. At most max
// runes are kept.
func Clean(s string, max int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	if len(s) <= max {
		return s
	}
	n := 0
	for i := range s {
		if n == max {
			return s[:i]
		}
		n++
	}
	return s
}

// Line is Clean for what is shown on one line and compared: tags, remarks, and by
// way of Name names. It is composed (NFC), what nobody can see is taken out, and
// whatever separates words or lines is one space.
func Line(s string, max int) string {
	s = strings.TrimSpace(norm.NFC.String(seen(Clean(s, len(s)))))
	for {
		line := strings.TrimSpace(Clean(s, max))
		// Where it was cut, or a sign was taken out, others may have come together.
		if next := norm.NFC.String(seen(line)); next != line {
			s = strings.TrimSpace(next)
			continue
		}
		return line
	}
}

// Name is Line for a person's name. It is empty for one that says nothing.
func Name(s string, max int) string {
	if name := Line(s, max); !SaysNothing(name) {
		return name
	}
	return ""
}

// Clean makes a text that somebody gave for the field fit to be stored. It is not
// cut: who gives too much is told so.
func (f *Field) Clean(text string) string {
	if f.Name == FieldDisplayName {
		return Name(text, len(text))
	}
	return Line(text, len(text))
}

// nothing are words that programs write where there is no value, as they write
// them: Null and Nan are names of people as well.
var nothing = map[string]bool{
	"null": true, "NULL": true, "(null)": true, "<null>": true, "nil": true, "<nil>": true, "undefined": true, "None": true, "none": true,
	"NONE": true, "(none)": true, "NaN": true, "nan": true, "NA": true, "<NA>": true, "N/A": true, "n/a": true, "N/a": true, "n.a.": true,
	"N.A.": true, "[object Object]": true, "#N/A": true, "#NV": true, "#N/D": true, "#REF!": true, "#VALUE!": true, "#NAME?": true,
	"#NULL!": true, "#NUM!": true, "#DIV/0!": true, "#WERT!": true, "#BEZUG!": true, "#ERROR!": true, "#SPILL!": true,
}

// SaysNothing reports whether a text is what programs write where there is no
// value, or dashes, which people write there.
func SaysNothing(text string) bool {
	text = strings.TrimSpace(text)
	return nothing[text] || strings.TrimFunc(text, func(r rune) bool { return r == '_' || unicode.Is(unicode.Pd, r) }) == ""
}
