package contact_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"plain text stays":                     {"Ada Lovelace", "Ada Lovelace"},
		"it is composed":                       {"Cafe\u0301", "Café"},
		"line breaks are a space":              {"Ada\r\nLovelace\u2028Byron\u0085King", "Ada Lovelace Byron King"},
		"tabs and many spaces are one":         {" Ada \t\u00a0\u3000 Lovelace ", "Ada Lovelace"},
		"what turns letters round goes":        {"Ada\u202e ecalevoL\u202c", "Ada ecalevoL"},
		"what has no width goes":               {"A\u200bd\u200ea\ufeff\u2060\u00ad", "Ada"},
		"letters without ink go":               {"\u3164Ada\u2800\u115f\uffa0", "Ada"},
		"control characters go":                {"A\x1b[31mda\x07", "A[31mda"},
		"accents that an invisible sign parts": {"Cafe\u200b\u0301", "Café"},
		"a family of emoji stays":              {"👨‍👩‍👧 Tan", "👨‍👩‍👧 Tan"},
		"a heart in colour stays":              {"❤️", "❤️"},
		"a keycap stays":                       {"1️⃣", "1️⃣"},
		"a joiner between Persian letters":     {"می\u200cخواهم", "می\u200cخواهم"},
		"a joiner in Hindi":                    {"क्\u200dष", "क्\u200dष"},
		"a joiner between Latin letters goes":  {"A\u200dd\u200ca", "Ada"},
		"a joiner at the end goes":             {"👨‍", "👨"},
		"a variant of nothing goes":            {"Ada\ufe0f", "Ada"},
		"only what nobody sees":                {"\u200d\ufe0f", ""},
		"a NUL goes":                           {"A\x00da", "Ada"},
		"bad bytes are replaced":               {"A\xffda", "A\uFFFDda"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.Line(test.text, 100))
		})
	}
	require.Equal(t, "Ada", contact.Line("Ada Lovelace", 4), "no space is left where it is cut")
	require.Equal(t, "Ada", contact.Line(" \u200bAda ", 3), "what is taken away does not count")
}

// TestNamesThatNobodyCanSee are none, and so are those that programs write.
func TestNamesThatNobodyCanSee(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", " ", "\u200e", "\u200b", "\u3164", "\u2800", "\u00ad", "\u200d\ufe0f", "\u202e", "\n", "\u2066\u2069", "\U000e0041",
		"null", "NULL", "undefined", "None", "NaN", "nan", "#N/A", "-", "—", "--", "_", "N/A", "n/a", "(null)", "[object Object]", "#REF!", " null ",
		"nu\u200bll",
	} {
		require.Empty(t, contact.Name(name, 100), "%q", name)
	}
	for _, name := range []string{"Null", "Nan", "Nil", "Noney", "Anna", "N", ".", "?", "👍", "名", "#1", "Ada-Lee", "O'Brien"} {
		require.Equal(t, name, contact.Name(name, 100))
	}
}

func TestALineIsClean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.StringOf(rapid.SampledFrom([]rune("aé \u0301\u200b\u200d\u200c\ufe0f\n\u202e\u3164👨❤कس一\u00a0"))),
		).Draw(rt, "text")
		most := rapid.IntRange(0, 30).Draw(rt, "max")
		line := contact.Line(text, most)

		require.Equal(rt, line, contact.Line(line, most), "cleaning twice cleans once")
		require.LessOrEqual(rt, len([]rune(line)), most)
		require.True(rt, norm.NFC.IsNormalString(line))
		require.Equal(rt, strings.TrimSpace(line), line)
		require.NotContains(rt, line, "  ")
		for _, r := range line {
			require.False(rt, r != ' ' && unicode.IsSpace(r) || unicode.IsControl(r), "%q", line)
			require.False(rt, unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d', "%q", line)
		}
	})
}
