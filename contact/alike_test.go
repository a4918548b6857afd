package contact_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestWhoMayBeOnePerson(t *testing.T) {
	t.Parallel()
	ada := contact.Resembling{ID: adasContact, ChannelID: "shop", Name: "ada lovelace", Keys: []string{"60123456789"}, Emails: map[string]string{"email": "ada@example.com"}}
	bob := contact.Resembling{ID: bobsContact, ChannelID: "shop", Name: "bob", Keys: []string{"60198765432"}, Emails: map[string]string{"email": "bob@example.com"}}
	for name, test := range map[string]struct {
		other contact.Resembling
		why   []contact.Likeness
	}{
		"nothing speaks for it":           {bob, nil},
		"the same key":                    {contact.Resembling{Keys: []string{"6019", "60123456789"}}, []contact.Likeness{contact.SameNumber}},
		"a number that was read elsewise": {contact.Resembling{Keys: []string{"160123456789"}, Meant: []string{"60123456789"}}, []contact.Likeness{contact.SameNumber}},
		"the same address":                {contact.Resembling{Emails: map[string]string{"email": "ada@example.com"}}, []contact.Likeness{contact.SameEmail}},
		"the same address elsewhere":      {contact.Resembling{Emails: map[string]string{"referred_by": "ada@example.com"}}, nil},
		"the same name, a digit another":  {contact.Resembling{Name: "ada lovelace", Keys: []string{"60123456780"}}, []contact.Likeness{contact.SimilarNumber}},
		"the same name, a digit too few":  {contact.Resembling{Name: "ada lovelace", Keys: []string{"6012345689"}}, []contact.Likeness{contact.SimilarNumber}},
		"the same name, a digit too many": {contact.Resembling{Name: "ada lovelace", Keys: []string{"601234567899"}}, []contact.Likeness{contact.SimilarNumber}},
		"the same name, two digits":       {contact.Resembling{Name: "ada lovelace", Keys: []string{"60123456798"}}, nil},
		"another name, a digit another":   {contact.Resembling{Name: "ada", Keys: []string{"60123456780"}}, nil},
		"several":                         {contact.Resembling{Name: "ada lovelace", Keys: []string{"60123456788"}, Emails: ada.Emails}, []contact.Likeness{contact.SameEmail, contact.SimilarNumber}},
		"all of them, in another channel": {contact.Resembling{ChannelID: "branch", Name: ada.Name, Keys: ada.Keys, Emails: ada.Emails}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.other.ID == uuid.Nil {
				test.other.ID = bobsContact
			}
			if test.other.ChannelID == "" {
				test.other.ChannelID = "shop"
			}
			require.Equal(t, test.why, ada.Alike(test.other))
			require.Equal(t, test.why, test.other.Alike(ada))
		})
	}
	nameless := contact.Resembling{ID: adasContact, Keys: []string{"60123456789"}}
	require.Empty(t, nameless.Alike(contact.Resembling{ID: bobsContact, Keys: []string{"60123456780"}}), "that both have no name is no likeness")
	require.Empty(t, ada.Alike(ada), "nobody is their own duplicate")
}

func TestNamesAndAddressesThatAreCompared(t *testing.T) {
	t.Parallel()
	require.Equal(t, "zoe quist", contact.ResemblingName("  Zoë   QUIST ", contact.NameProfile))
	require.Equal(t, "陈明", contact.ResemblingName("陈明", contact.NameManual))
	require.Empty(t, contact.ResemblingName("60123456789", contact.NamePhone))
	require.Empty(t, contact.ResemblingName("A", contact.NameProfile))
	require.Equal(t, map[string]string{"email": "ada@example.com", "Work mail": "a.l@example.co.uk"}, contact.EmailsIn(map[string]string{
		"email": " Ada@Example.com ", "Work mail": "a.l@example.co.uk", "city": "Ipoh", "handle": "@ada", "host": "ada@localhost",
		"two": "a@example.com, b@example.com", "named": "Ada <ada@example.com>", "none": "",
	}))
}

// TestEveryPairOneDigitApartIsLookedFor derives a number from another one by one digit:
// the one is looked for from the other, or the other from the one.
func TestEveryPairOneDigitApartIsLookedFor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.StringMatching(`[0-9]{7,15}`).Draw(t, "one")
		at := rapid.IntRange(0, len(one)-1).Draw(t, "at")
		digit := string(rapid.RuneFrom([]rune("0123456789")).Draw(t, "digit"))
		other := one[:at] + digit + one[at+1:]
		if rapid.Bool().Draw(t, "longer") {
			other = one[:at] + digit + one[at:]
		}
		if one == other {
			require.False(t, contact.OneDigitApart(one, other))
			return
		}
		require.True(t, contact.OneDigitApart(one, other))
		require.True(t, contact.OneDigitApart(other, one))
		forth, back := contact.NearNumbers(one), contact.NearNumbers(other)
		require.NotEqual(t, slices.Contains(forth, other), slices.Contains(back, one), "from one of the two")
		require.Contains(t, contact.EveryNear(one), other, "and from either, where one alone is compared")
		require.Contains(t, contact.EveryNear(other), one)
	})
	for _, far := range []string{"60123456789", "60123456798", "601234567", "60223456780", "60123456", "+60123456780", ""} {
		require.False(t, contact.OneDigitApart("60123456789", far), far)
	}
	require.False(t, contact.OneDigitApart("601234", "601235"), "too short to tell anything")
	for _, near := range contact.EveryNear("60123456789") {
		require.True(t, contact.OneDigitApart("60123456789", near), near)
	}
	require.Empty(t, contact.EveryNear("601234"))
}

func TestEveryLikenessHasWords(t *testing.T) {
	t.Parallel()
	for _, l := range contact.Likenesses() {
		require.NotEqual(t, string(l), l.Words())
	}
}
