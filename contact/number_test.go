package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestFoldNumber(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ number, want string }{
		"Mexico with the 1 loses it":                       {"5215512345678", "525512345678"},
		"Mexico without the 1 stays":                       {"525512345678", "525512345678"},
		"Mexico, an area that starts with 1, stays":        {"521234567890", "521234567890"},
		"Mexico, one digit too many, stays":                {"52155123456789", "52155123456789"},
		"Argentina with the 9 loses it":                    {"5491123456789", "541123456789"},
		"Argentina without the 9 stays":                    {"541123456789", "541123456789"},
		"Argentina, one digit too few, stays":              {"549112345678", "549112345678"},
		"Argentina, one digit too many, stays":             {"54911234567890", "54911234567890"},
		"a Brazilian mobile without the 9 gets it":         {"551187654321", "5511987654321"},
		"a Brazilian mobile with the 9 stays":              {"5511987654321", "5511987654321"},
		"the lowest old Brazilian mobile gets the 9":       {"551160000000", "5511960000000"},
		"the highest old Brazilian mobile gets the 9":      {"551199999999", "5511999999999"},
		"the highest Brazilian landline stays":             {"551159999999", "551159999999"},
		"a Brazilian landline stays":                       {"551123456789", "551123456789"},
		"a Brazilian landline in an area with 9s stays":    {"559932345678", "559932345678"},
		"a Brazilian number with one digit too few stays":  {"55118765432", "55118765432"},
		"a Brazilian number with one digit too many stays": {"55119876543210", "55119876543210"},
		"Malaysia stays":                                   {"60123456789", "60123456789"},
		"the United States stay":                           {"15215551234", "15215551234"},
		"thirteen digits of Germany stay":                  {"4915123456789", "4915123456789"},
		"thirteen digits of China stay":                    {"8613812345678", "8613812345678"},
		"a plus is dropped":                                {"+60123456789", "60123456789"},
		"a plus is dropped before the 1 of Mexico":         {"+5215512345678", "525512345678"},
		"a plus is dropped before the 9 of Argentina":      {"+5491123456789", "541123456789"},
		"a plus is dropped before a Brazilian mobile":      {"+551187654321", "5511987654321"},
		"a plus is dropped before a Brazilian landline":    {"+551123456789", "551123456789"},
		"a plus alone stays":                               {"+", "+"},
		"a plus before letters stays":                      {"+abc", "+abc"},
		"a plus before another plus stays":                 {"++60123456789", "++60123456789"},
		"a plus before a number with a space in it stays":  {"+521 55123456", "+521 55123456"},
		"nothing stays":                                    {"", ""},
		"a BSUID stays":                                    {"MX.5215512345678", "MX.5215512345678"},
		"a parent BSUID stays":                             {"BR.ENT.551187654321", "BR.ENT.551187654321"},
		"a number with a space in it stays":                {"521 55123456", "521 55123456"},
		"a number with a letter in it stays":               {"521551234567x", "521551234567x"},
		"digits of another script stay":                    {"٥٢١٥٥١٢٣٤٥٦٧٨", "٥٢١٥٥١٢٣٤٥٦٧٨"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.FoldNumber(test.number))
		})
	}
}

func TestFoldingTwiceFoldsOnce(t *testing.T) {
	t.Parallel()
	numbers := rapid.OneOf(
		rapid.StringMatching(`\+?[0-9]{0,20}`),
		rapid.StringMatching(`\+{0,2}[0-9 x]{0,13}`),
		rapid.StringMatching(`\+?(52|521|54|549|55|55[1-9][1-9])[0-9]{7,11}`),
		rapid.StringMatching(`[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		once := contact.FoldNumber(numbers.Draw(t, "number"))
		require.Equal(t, once, contact.FoldNumber(once))
	})
}

func TestVariantsOfANumberMeet(t *testing.T) {
	t.Parallel()
	area := rapid.StringMatching(`[1-9][1-9]`)
	for name, test := range map[string]struct {
		short, long string // what stands before the rest, without and with the extra digit
		rest        *rapid.Generator[string]
	}{
		"in Mexico":    {"52", "521", rapid.StringMatching(`[1-9][0-9]{9}`)},
		"in Argentina": {"54", "549", rapid.StringMatching(`[1-9][0-9]{9}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				rest := test.rest.Draw(t, "rest")
				require.Equal(t, contact.FoldNumber(test.short+rest), contact.FoldNumber(test.long+rest))
			})
		})
	}
	t.Run("of a Brazilian mobile", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			area, old := area.Draw(t, "area"), rapid.StringMatching(`[6-9][0-9]{7}`).Draw(t, "subscriber")
			require.Equal(t, "55"+area+"9"+old, contact.FoldNumber("55"+area+old))
			require.Equal(t, "55"+area+"9"+old, contact.FoldNumber("55"+area+"9"+old))
		})
	})
	t.Run("but a Brazilian landline has one only", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			landline := "55" + area.Draw(t, "area") + rapid.StringMatching(`[2-5][0-9]{7}`).Draw(t, "subscriber")
			require.Equal(t, landline, contact.FoldNumber(landline))
		})
	})
	t.Run("and numbers of other countries have one only", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			number := rapid.StringMatching(`([1-46-9][0-9]|5[0136-9])[0-9]{5,13}`).Draw(t, "number")
			require.Equal(t, number, contact.FoldNumber(number))
			require.Equal(t, number, contact.FoldNumber("+"+number))
		})
	})
}

func TestNumbersThatDifferInADigitNeverMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`(52|521|54|549|55)[0-9]{10}|55[0-9]{11}`).Draw(t, "number")
		slip := []byte(number)
		place := rapid.IntRange(0, len(slip)-1).Draw(t, "place")
		slip[place] = '0' + (slip[place]-'0'+rapid.Byte().Draw(t, "by")%9+1)%10
		require.NotEqual(t, contact.FoldNumber(number), contact.FoldNumber(string(slip)))
	})
}

func TestAStatusIsFoundByAnySpellingOfItsRecipient(t *testing.T) {
	t.Parallel()
	require.Equal(t, "525512345678", contact.DeliveryStatus{Recipient: "5215512345678"}.Key())
	require.Equal(t, adaID, contact.DeliveryStatus{Recipient: adaID}.Key())
}
