package contact_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		max  int
		want string
	}{
		"plain text stays":                       {"Ada", 10, "Ada"},
		"nothing stays":                          {"", 10, ""},
		"text of just the length stays":          {"Ada", 3, "Ada"},
		"longer text is cut":                     {"Adam", 3, "Ada"},
		"runes are counted, not bytes":           {"ééé", 3, "ééé"},
		"a rune is never cut in two":             {"éééé", 3, "ééé"},
		"nothing may be left":                    {"Ada", 0, ""},
		"NULs are taken out":                     {"A\x00d\x00a\x00", 10, "Ada"},
		"NULs do not count":                      {"\x00A\x00da", 3, "Ada"},
		"only NULs leave nothing":                {"\x00\x00", 10, ""},
		"bad bytes are replaced":                 {"A\xffda", 10, "A\uFFFDda"},
		"half a rune is replaced":                {"Ada\xc3", 10, "Ada\uFFFD"},
		"a NUL inside a rune does not mend it":   {"\xc3\x00\xa9", 10, "\uFFFD\uFFFD"},
		"half an emoji is replaced, then is cut": {"ab\xf0\x9f\x98cd", 3, "ab\uFFFD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.Clean(test.text, test.max))
		})
	}
}

func TestCleanTextCanBeStored(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.SampledFrom([]byte{0, 'a', 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xff})),
				func(b []byte) string { return string(b) }),
		).Draw(t, "text")
		longest := rapid.IntRange(0, 20).Draw(t, "max")
		clean := contact.Clean(text, longest)

		require.True(t, utf8.ValidString(clean))
		require.NotContains(t, clean, "\x00")
		require.LessOrEqual(t, utf8.RuneCountInString(clean), longest)
		require.Equal(t, clean, contact.Clean(clean, longest), "cleaning twice cleans once")
		if utf8.ValidString(text) && !strings.Contains(text, "\x00") {
			require.True(t, strings.HasPrefix(text, clean), "good text is only cut")
			if utf8.RuneCountInString(text) <= longest {
				require.Equal(t, text, clean)
			} else {
				require.Equal(t, longest, utf8.RuneCountInString(clean), "no more is cut than must be")
			}
		}
	})
}
