package intake_test

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		written string
		want    intake.Number
	}{
		"with a plus":                             {"+60123456789", intake.Number{Digits: "60123456789"}},
		"without":                                 {"60123456789", intake.Number{Digits: "60123456789"}},
		"with what people put between":            {" +60 (12) 345-67.89 ", intake.Number{Digits: "60123456789"}},
		"with an en dash and a no-break space":    {"+60\u00a012\u2013345 6789", intake.Number{Digits: "60123456789"}},
		"with the marks that copied numbers have": {"\u202a+60 12-345 6789\u202c", intake.Number{Digits: "60123456789"}},
		"with a wide plus":                        {"＋60123456789", intake.Number{Digits: "60123456789"}},
		"with 00":                                 {"0060123456789", intake.Number{Digits: "60123456789"}},
		"as Facebook exports it":                  {"p:+60123456789", intake.Number{Digits: "60123456789"}},
		"as Facebook exports it, in capitals":     {"P: 60123456789", intake.Number{Digits: "60123456789"}},
		"as a data frame writes it":               {"60123456789.0", intake.Number{Digits: "60123456789"}},
		"one digit too many with such a zero":     {"+4902010000000000", intake.Number{Digits: "492010000000000"}},
		"with a zero that is not dialled":         {"+44 (0) 20 7946 0018", intake.Number{Digits: "442079460018"}},
		"with a zero that is":                     {"+39 06 1234 5678", intake.Number{Digits: "390612345678"}},

		"nothing":                 {"", intake.Number{Problem: intake.Missing}},
		"spaces":                  {" \t\u00a0", intake.Number{Problem: intake.Missing}},
		"a dash, for nothing":     {"-", intake.Number{Problem: intake.Missing}},
		"a plus alone":            {"+", intake.Number{Problem: intake.Missing}},
		"p: alone":                {"p:", intake.Number{Problem: intake.Missing}},
		"letters":                 {"call me", intake.Number{Problem: intake.Letters}},
		"letters among digits":    {"+6012345678x", intake.Number{Problem: intake.Letters}},
		"what Excel made of it":   {"6.01E+10", intake.Number{Problem: intake.Rounded}},
		"a plus inside":           {"60+123456789", intake.Number{Problem: intake.Letters}},
		"two numbers":             {"+60123456789 / +60198765432", intake.Number{Digits: "60123456789"}},
		"a NUL":                   {"+60123456789\x00", intake.Number{Problem: intake.Letters}},
		"too short":               {"+60123", intake.Number{Digits: "60123", Problem: intake.TooShort}},
		"too short for a country": {"+6012345", intake.Number{Digits: "6012345", Problem: intake.TooShort}},
		"too long for a country":  {"+6012345678901", intake.Number{Digits: "6012345678901", Problem: intake.TooLong}},
		"too long for any":        {"+6012345678901234", intake.Number{Problem: intake.TooLong}},
		"zeros":                   {"0000", intake.Number{Problem: intake.TooShort}},
		"a code of no country":    {"+999123456789", intake.Number{Digits: "999123456789", Problem: intake.Invalid}},
		"of a country, not valid": {"+15550001111", intake.Number{Digits: "15550001111", Problem: intake.Invalid}},

		"a Malaysian number from within":    {"012-345 6789", intake.Number{Digits: "0123456789", Problem: intake.NoCountryCode}},
		"a number that fits many countries": {"415 555 1234", intake.Number{Digits: "4155551234", Problem: intake.NoCountryCode}},
		"an Indian number from within":      {"9876543210", intake.Number{Digits: "9876543210", Problem: intake.NoCountryCode}},

		// Real, whatever the library says: WhatsApp knows better.
		"Mexico as WhatsApp writes it":     {"+5215512345678", intake.Number{Digits: "5215512345678"}},
		"a Brazilian mobile of twelve":     {"+551187654321", intake.Number{Digits: "551187654321"}},
		"Mexico as people write it":        {"+525512345678", intake.Number{Digits: "525512345678"}},
		"Argentina with the 9, and mobile": {"+5491123456789", intake.Number{Digits: "5491123456789"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := intake.Phone(test.written)
			require.Equal(t, test.want.Digits, got.Digits)
			require.Equal(t, test.want.Problem, got.Problem)
			require.Equal(t, test.want.Problem == "", got.Usable())
		})
	}
}

func TestAKnownNumberIsAccepted(t *testing.T) {
	t.Parallel()
	n := intake.Phone("+60 12 345 678 901")
	require.False(t, n.Usable())
	require.Equal(t, intake.Number{Digits: "6012345678901", Country: "MY", How: contact.HowKnown}, n.Accepted())
	require.True(t, n.Accepted().Usable())
	require.False(t, intake.Number{}.Accepted().Usable(), "nothing stays nothing")
}

// regions are those that there is an example number of.
func regions() (all []string) {
	for region := range phonenumbers.GetSupportedRegions() {
		if phonenumbers.GetExampleNumber(region) != nil {
			all = append(all, region)
		}
	}
	return all
}

func TestPhoneIsStable(t *testing.T) {
	t.Parallel()
	digits := func(rt *rapid.T, n intake.Number) {
		require.Empty(rt, strings.Trim(n.Digits, "0123456789"))
		require.LessOrEqual(rt, len(n.Digits), 15)
		require.Equal(rt, n.Digits, intake.Phone(n.Digits).Digits, "reading it again changes nothing")
		if n.Usable() {
			require.True(rt, intake.Phone(n.Digits).Usable())
			require.Equal(rt, n, intake.Phone("+"+n.Digits))
		}
	}
	t.Run("whatever is written", rapid.MakeCheck(func(rt *rapid.T) {
		written := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`(p:)?[+0]{0,3}[0-9 ().-]{0,24}`),
			rapid.StringMatching(`\+(1|44|52|521|54|549|55|60|65|91|39)[0-9]{6,12}`),
		).Draw(rt, "written")
		digits(rt, intake.Phone(written))
	}))
	all := regions()
	t.Run("however a valid number is written", rapid.MakeCheck(func(rt *rapid.T) {
		example := phonenumbers.GetExampleNumber(rapid.SampledFrom(all).Draw(rt, "region"))
		plain := phonenumbers.Format(example, phonenumbers.E164)
		first := intake.Phone(plain)
		require.Equal(rt, plain[1:], first.Digits)
		require.True(rt, first.Usable())
		digits(rt, first)

		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", "+", "00", "p:", "p:+", " +"}).Draw(rt, "prefix"))
		separators := rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "", " ", "-", " (", ")", ". "}), len(plain), len(plain)).Draw(rt, "separators")
		for i, r := range plain[1:] {
			b.WriteRune(r)
			b.WriteString(separators[i])
		}
		require.Equal(rt, first, intake.Phone(b.String()), b.String())
	}))
}
