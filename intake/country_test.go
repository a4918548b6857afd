package intake_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// TestNumbersOfACountry reads numbers as people of a country write them to each
// other. Each of them is valid as somebody else's, too, if its first digits are
// taken for the code of another country.
func TestNumbersOfACountry(t *testing.T) {
	t.Parallel()
	for _, line := range []struct{ country, written, digits string }{
		{"BR", "51 98765-4321", "5551987654321"}, // Peru
		{"BR", "34 98765-4322", "5534987654322"}, // Spain
		{"BR", "84 98765-4323", "5584987654323"}, // Vietnam
		{"BR", "66 98765-4324", "5566987654324"}, // Thailand
		{"US", "479-312-4567", "14793124567"},    // Norway
		{"US", "(659) 812 3456", "16598123456"},  // Singapore
		{"ID", "81234567890", "6281234567890"},   // Japan
		{"ID", "85298765432", "6285298765432"},   // Hong Kong
		{"ID", "85298765432.0", "6285298765432"}, // as a data frame writes it
		{"DE", "15223456789", "4915223456789"},   // USA
		{"MX", "477 123 4567", "524771234567"},   // Norway
		{"TR", "532 123 45 67", "905321234567"},  // Cuba
		{"IT", "328 123 4567", "393281234567"},   // Belgium
		{"CO", "321 234 5678", "573212345678"},   // Belgium
		{"IN", "65912 34567", "916591234567"},    // Singapore
		{"us", "479.312.4567", "14793124567"},    // in small letters
		{"CA", "479-312-4567", "14793124567"},    // who share a code share its numbers
		{"GB", "7911 123456", "447911123456"},    // Russia
		{"FR", "6 12 34 56 78", "33612345678"},   // Malaysia

		// What was right stays right.
		{"MY", "6591234568", "6591234568"},
		{"BR", "5511987654325", "5511987654325"},
		{"US", "011 44 20 7946 0957", "442079460957"},
		{"AU", "0011 44 20 7946 0957", "442079460957"},
		{"JP", "010 44 20 7946 0957", "442079460957"},
		{"US", "1 479 312 4567", "14793124567"},
		{"MY", "012-345 6789", "60123456789"},
		{"MY", "60123456789", "60123456789"},
		{"DE", "0152 23456789", "4915223456789"},
		{"NO", "93 12 45 67", "4793124567"},
		{"MX", "525512345678", "525512345678"},

		// With its country's own code, and also valid as a landline without.
		{"DE", "4915223456789", "4915223456789"},
		{"ID", "62812345678", "62812345678"},
		{"XK", "38343201234", "38343201234"},

		// What has its country code says so, and is nobody's national number.
		{"US", "+47 931 24 567", "4793124567"},
		{"US", "＋4793124567", "4793124567"},
		{"US", "0047 931 24 567", "4793124567"},
		{"US", "p:+4793124567", "4793124567"},
		{"BR", "+51 987 654 321", "51987654321"},
		{"BR", "0051 987 654 321", "51987654321"},
		{"BR", "0055 33 98765-4321", "5533987654321"}, // 0055 is also how a Brazilian carrier calls abroad
		{"SG", "0060 12-345 6789", "60123456789"},
		{"ID", "+81 90 1234 5678", "819012345678"},
		{"MX", "+47 712 34 567", "4771234567"},

		// Without a country a number says which it is of.
		{"", "4793124567", "4793124567"},
		{"", "6598123456", "6598123456"},
		{"", "15223456789", "15223456789"},
	} {
		t.Run(line.country+" "+line.written, func(t *testing.T) {
			t.Parallel()
			got := intake.PhoneIn(line.written, line.country)
			require.Empty(t, got.Problem)
			require.Equal(t, line.digits, got.Digits)
		})
	}
}

func TestHowANumberWasUnderstood(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		country, written string
		want             contact.Understood
	}{
		"with a plus":                        {"US", "+47 931 24 567", contact.Understood{Number: "+4793124567", Country: "NO", How: contact.HowInternational}},
		"with 00":                            {"US", "0047 931 24 567", contact.Understood{Number: "+4793124567", Country: "NO", How: contact.HowInternational}},
		"of the default country":             {"US", "479-312-4567", contact.Understood{Number: "+14793124567", Country: "US", How: contact.HowNational}},
		"of a country that shares its code":  {"US", "416-555-1234", contact.Understood{Number: "+14165551234", Country: "CA", How: contact.HowNational}},
		"of another one":                     {"MY", "6591234568", contact.Understood{Number: "+6591234568", Country: "SG", How: contact.HowInternational}},
		"with the default country's code":    {"BR", "5511987654325", contact.Understood{Number: "+5511987654325", Country: "BR", How: contact.HowInternational}},
		"as it is dialled from there":        {"US", "011 44 20 7946 0957", contact.Understood{Number: "+442079460957", Country: "GB", How: contact.HowInternational}},
		"a mobile with the country's code":   {"DE", "4915223456789", contact.Understood{Number: "+4915223456789", Country: "DE", How: contact.HowInternational}},
		"where there is no default country":  {"", "4793124567", contact.Understood{Number: "+4793124567", Country: "NO", How: contact.HowInternational}},
		"of no one country":                  {"", "+80012345678", contact.Understood{Number: "+80012345678", How: contact.HowInternational}},
		"of the country, although it exists": {"MX", "477 123 4567", contact.Understood{Number: "+524771234567", Country: "MX", How: contact.HowNational}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, &test.want, intake.PhoneIn(test.written, test.country).Understood())
		})
	}
	require.Nil(t, intake.PhoneIn("call me", "US").Understood(), "what cannot be used is not understood")
}

// TestWhatACountryCannotRead is refused with the problem that it has as an
// international number, and with digits by which a contact may be known.
func TestWhatACountryCannotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		country, written string
		want             intake.Number
	}{
		"a plus and a national number": {"US", "+479-312-456", intake.Number{Digits: "479312456", Country: "US", Problem: intake.Invalid}},
		"too short everywhere":         {"US", "12", intake.Number{Digits: "12", Country: "US", Problem: intake.TooShort}},
		"too long everywhere":          {"US", strings.Repeat("1", 300), intake.Number{Country: "US", Problem: intake.TooLong}},
		"a whole letter":               {"US", strings.Repeat("+1 479 312 4567; ", 40), intake.Number{Problem: intake.TooLong}},
		"letters":                      {"US", "479-312-HOME", intake.Number{Country: "US", Problem: intake.Letters}},
		"nothing":                      {"US", " ", intake.Number{Problem: intake.Missing}},
		"no country":                   {"ZZ", "479-312-456", intake.Number{Digits: "479312456", Problem: intake.NoCountryCode}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, intake.PhoneIn(test.written, test.country))
		})
	}
}

func TestIsCountry(t *testing.T) {
	t.Parallel()
	for _, country := range []string{"MY", "us", "Gb", "BR"} {
		require.True(t, intake.IsCountry(country), country)
	}
	for _, country := range []string{"", "M", "MYS", "ZZ", "UK", "60", "001", "M ", "ſg", "中"} {
		require.False(t, intake.IsCountry(country), country)
	}
}

// TestACountryReadsItsOwn takes a number of each country and kind and reads it in
// that country, as people there write it and with its code.
func TestACountryReadsItsOwn(t *testing.T) {
	t.Parallel()
	for _, region := range regions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			example := phonenumbers.GetExampleNumberForTypeInRegion(region, kind)
			if example == nil {
				continue
			}
			want := phonenumbers.Format(example, phonenumbers.E164)[1:]
			national := phonenumbers.Format(example, phonenumbers.NATIONAL)
			require.Equal(t, want, intake.PhoneIn(national, region).Digits, "%s in %s", national, region)
			bare := phonenumbers.GetNationalSignificantNumber(example)
			require.Equal(t, want, intake.PhoneIn(bare, region).Digits, "%s in %s", bare, region)
			if kind == phonenumbers.MOBILE {
				require.Equal(t, want, intake.PhoneIn(want, region).Digits, "%s in %s", want, region)
			}
		}
	}
}

// checkReading requires what holds however a number is written, in whatever
// country.
func checkReading(t require.TestingT, written, country string, all []string) {
	n := intake.PhoneIn(written, country)
	require.Empty(t, strings.Trim(n.Digits, "0123456789"))
	require.Equal(t, n.How != "", n.Usable())
	if n.Usable() {
		require.True(t, valid(n.Digits) || valid(contact.FoldNumber(n.Digits)), "%q in %q", written, country)
		for _, other := range append([]string{"", country}, all...) {
			require.Equal(t, n.Digits, intake.PhoneIn("+"+n.Digits, other).Digits, "what was written reads the same in %q", other)
			require.Equal(t, n.Digits, intake.PhoneIn("00"+n.Digits, other).Digits, "with 00 it reads the same in %q", other)
		}
	}
	if n.Usable() || international.MatchString(written) {
		checkAgainstLibrary(t, written, country, n)
	}
}

func valid(digits string) bool {
	parsed, err := phonenumbers.Parse("+"+digits, "ZZ")
	return err == nil && phonenumbers.IsValidNumber(parsed)
}

// international is a number with its country code, as it is formatted.
var international = regexp.MustCompile(`^\+[1-9][0-9]*([ ()/-]{1,2}[0-9]+)*$`)

// checkAgainstLibrary requires that a number which the library finds valid is that
// number, where it says its country itself.
func checkAgainstLibrary(t require.TestingT, written, country string, n intake.Number) {
	parsed, err := phonenumbers.Parse(written, "ZZ")
	if err != nil || !phonenumbers.IsValidNumber(parsed) || !international.MatchString(written) {
		return
	}
	require.Equal(t, phonenumbers.Format(parsed, phonenumbers.E164), "+"+n.Digits, "%s in %s", written, country)
}

func TestReadingInACountryIsStable(t *testing.T) {
	t.Parallel()
	all := regions()
	rapid.Check(t, func(rt *rapid.T) {
		country := rapid.SampledFrom(append([]string{"", "ZZ", "US", "BR", "DE", "ID", "SG"}, all...)).Draw(rt, "country")
		written := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`(p:)?[+0]{0,3}[0-9 ().-]{0,24}`),
			rapid.StringMatching(`\+?(1|44|47|49|52|521|54|549|55|60|62|65|91|39)[0-9]{6,12}`),
			rapid.StringMatching(`[='"’]?\+?(49|52|55|60|65)([ /~.-]?[0-9]{1,4}){2,6}( (ext|x|or|/|;) ?[+]?[0-9]{2,11})?[,;"]?`),
			rapid.StringMatching(`\+[1-9][0-9]{1,3}([ ()/-][0-9]{2,5}){1,4}`),
		).Draw(rt, "written")
		checkReading(rt, written, country, []string{rapid.SampledFrom(all).Draw(rt, "another")})
	})
}

func FuzzPhoneIn(f *testing.F) {
	for _, written := range []string{"479-312-4567", "+4793124567", "0047 931 24 567", "011 44 20 7946 0957", "p:60123456789.0", "٠١"} {
		f.Add(written, "US")
	}
	for _, written := range []string{
		"tel:+60-12-303-0109;ext=12", "=\"+60123030101\"", "60,123,030,111", "6.0123210103e10", "+60123030101 / +60123030102", "[+60] 12~303~0101",
		"https://wa.me/60123030101?text=1", "60123030101@c.us", "+52 1 55 3160 1020", "WhatsApp +60123030101 (mobile)", "1\n2;3 or 4", "٠١٢",
	} {
		f.Add(written, "MY")
	}
	f.Add("4915223456789", "DE")
	f.Add("91000000000000", "DE") // with its country's code it has too many digits
	f.Fuzz(func(t *testing.T, written, country string) {
		checkReading(t, written, country, []string{"US", "BR", "SG", "AU"})
	})
}
