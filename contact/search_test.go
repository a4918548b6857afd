package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"José Núñez": "jose nunez", "JOSE\u0301": "jose", "Łukasz Żółć": "lukasz zolc", "Søren Ærø": "soren aero", "Straße": "strasse",
		"İstanbul ILGIN ılgın": "istanbul ilgin ilgin", "Đặng Thị": "dang thi", "Ελένη Παπαδοπούλου": "ελενη παπαδοπουλου", "Ёлкин Й": "елкин и",
		"أحمد إبراهيم": "احمد ابراهيم", "مُحَمَّد": "محمد", "דָּוִד": "דוד", "김민수": "김민수", "がぎ": "がぎ", "नमिता": "नमिता", "สมหญิง": "สมหญิง",
		"O'Brien D’Arcy": "obrien darcy", "Ａｄａ": "ada", " Ada \u00a0\n B ": "ada b", "100% x_y": "100% x_y", "\u200bAda\u200d": "ada", "": "",
	} {
		require.Equal(t, want, contact.Fold(text), text)
	}
	rapid.Check(t, func(rt *rapid.T) {
		folded := contact.Fold(rapid.String().Draw(rt, "text"))
		require.Equal(rt, folded, contact.Fold(folded), "folding twice folds once")
	})
}

func TestReadQuery(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]contact.Query{
		"":                          {},
		"  ":                        {},
		"José  NÚÑEZ":               {Words: []string{"jose", "nunez"}},
		"Núñez, José":               {Words: []string{"nunez", "jose"}},
		"60123":                     {Numbers: []string{"60123"}},
		"+60123":                    {Numbers: []string{"60123"}},
		"0012345":                   {Numbers: []string{"0012345"}},
		"0060123456789":             {Numbers: []string{"0060123456789", "60123456789"}},
		"012-345 6789":              {Words: []string{"012-345 6789"}, Numbers: []string{"0123456789", "123456789"}},
		"Ali +60123":                {Words: []string{"ali", "60123"}},
		"0171 12":                   {Words: []string{"0171 12"}, Numbers: []string{"017112", "17112"}},
		"6789":                      {Numbers: []string{"6789"}},
		"+49 (0)151 2001 2345":      {Words: []string{"+49 (0)151 2001 2345"}, Numbers: []string{"49015120012345", "4915120012345"}},
		"(0151) 2001":               {Words: []string{"(0151) 2001"}, Numbers: []string{"01512001", "1512001"}},
		"011 49 151 20012345":       {Words: []string{"011 49 151 20012345"}, Numbers: []string{"0114915120012345", "114915120012345", "4915120012345"}},
		"8 912 345-67-89":           {Words: []string{"8 912 345-67-89"}, Numbers: []string{"89123456789", "9123456789"}},
		"+8 912 345-67-89":          {Words: []string{"+8 912 345-67-89"}, Numbers: []string{"89123456789"}},
		"+52 55 3160 1020":          {Words: []string{"+52 55 3160 1020"}, Numbers: []string{"525531601020", "5215531601020"}},
		"5215531601020":             {Numbers: []string{"5215531601020", "525531601020"}},
		"+54 9 11 2345-6789":        {Words: []string{"+54 9 11 2345-6789"}, Numbers: []string{"5491123456789", "541123456789"}},
		"554181381001":              {Numbers: []string{"554181381001", "5541981381001"}},
		"5541981381001":             {Numbers: []string{"5541981381001", "554181381001"}},
		"٠١٢-٣٤٥ ٦٧٨٩":              {Words: []string{"012-345 6789"}, Numbers: []string{"0123456789", "123456789"}},
		"०१२":                       {Numbers: []string{"012"}},
		"0":                         {Numbers: []string{"0"}},
		"00000":                     {Numbers: []string{"00000"}},
		"100%":                      {Words: []string{"100%"}},
		"1 2 3 4 a b c d e f g h i": {Words: []string{"1", "2", "3", "4", "a", "b", "c", "d", "e", "f"}},
	} {
		require.Equal(t, want, contact.ReadQuery(typed), "%q", typed)
	}
}

func TestDigitsOfAQuery(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{
		"": 0, "hana": 0, "60123": 5, "+491512025": 9, "+49 151 2025": 9, "004915120250000": 13, "0151-2025": 8, "0151-202": 7, "00491512": 8, "004915120": 7, "hana 49151202": 8, "49151202 7": 9,
		"4321": 4, "abc1234567": 7, "٤٩١٥١٢٠٢": 8, "+52 55 3160 1020": 12,
	} {
		require.Equal(t, want, contact.ReadQuery(typed).Digits(), "%q", typed)
	}
}

func TestIsBeginning(t *testing.T) {
	t.Parallel()
	for part, want := range map[string]bool{
		"a": true, "ad": true, "éd": true, "60": true, "ан": true, "": false, "ada": false, "%": false, "a%": false, "a.": false,
		"王": false, "小明": false, "김": false, "สม": false, "か": false,
	} {
		require.Equal(t, want, contact.IsBeginning(part), "%q", part)
	}
}

// TestEverythingThatIsSearchedIsFolded has a word of its own in every field that the
// registry says is searched.
func TestEverythingThatIsSearchedIsFolded(t *testing.T) {
	t.Parallel()
	c := contact.Contact{WaID: "wa_id", UserID: "user_id", Username: "username", DisplayName: "display_name", ProfileName: "whatsapp_name"}
	remarks, assignee := "remarks", "assignee"
	c.Remarks, c.Assignee = &remarks, &assignee
	words := strings.Fields(c.Folded())
	for _, f := range contact.AllFields() {
		if f.Searched {
			require.Contains(t, words, f.Name)
		} else {
			require.NotContains(t, words, f.Name)
		}
	}
	c.ProfileName, c.WaID = "Ada", "60123"
	c.DisplayName = "Ada"
	require.Equal(t, "ada username 60123 user_id", contact.Fold(c.Folded()), "a name is there once")
}
