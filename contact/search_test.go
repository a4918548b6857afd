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
		"100%":                      {Words: []string{"100%"}},
		"1 2 3 4 a b c d e f g h i": {Words: []string{"1", "2", "3", "4", "a", "b", "c", "d", "e", "f"}},
	} {
		require.Equal(t, want, contact.ReadQuery(typed), "%q", typed)
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
