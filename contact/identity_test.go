package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestIsUserID(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id   string
		want bool
	}{
		"a country and letters":          {"MY.abcXYZ", true},
		"a country and digits":           {"US.13491208655302741918", true},
		"the longest":                    {"MY." + strings.Repeat("a", 128), true},
		"too long":                       {"MY." + strings.Repeat("a", 129), false},
		"a parent's":                     {"MY.ENT.abc1", true},
		"the longest parent's":           {"MY.ENT." + strings.Repeat("a", 128), true},
		"a parent's that is too long":    {"MY.ENT." + strings.Repeat("a", 129), false},
		"a person whose id reads ENT":    {"MY.ENT", true},
		"a parent's without an id":       {"MY.ENT.", false},
		"another middle part":            {"MY.BIZ.abc", false},
		"a parent's of a parent":         {"MY.ENT.ENT.abc", false},
		"no id":                          {"MY.", false},
		"no dot":                         {"MYabc", false},
		"a small country":                {"my.abc", false},
		"one letter of a country":        {"M.abc", false},
		"three letters of a country":     {"MYS.abc", false},
		"a sign":                         {"MY.ab-c", false},
		"a line's end behind it":         {"MY.abc\n", false},
		"something before it":            {" MY.abc", false},
		"letters of another alphabet":    {"MY.äbc", false},
		"a phone number":                 {ada, false},
		"a phone number with a plus":     {"+" + ada, false},
		"nothing":                        {"", false},
		"a country of another alphabet ": {"МУ.abc", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.IsUserID(test.id))
		})
	}
}

func TestNormalise(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ sent, want contact.Person }{
		"a number stays in its place":                              {contact.Person{WaID: ada}, contact.Person{WaID: ada}},
		"what is neither stays too":                                {contact.Person{WaID: "MY.a-b"}, contact.Person{WaID: "MY.a-b"}},
		"nobody stays nobody":                                      {contact.Person{}, contact.Person{}},
		"all three in their places stay":                           {contact.Person{WaID: ada, UserID: adaID, ParentUserID: adaParent}, contact.Person{WaID: ada, UserID: adaID, ParentUserID: adaParent}},
		"a BSUID goes where it belongs":                            {contact.Person{WaID: adaID}, contact.Person{UserID: adaID}},
		"a BSUID that is there already is not said twice":          {contact.Person{WaID: adaID, UserID: adaID}, contact.Person{UserID: adaID}},
		"a BSUID beside the parent's goes where it belongs":        {contact.Person{WaID: adaID, ParentUserID: adaParent}, contact.Person{UserID: adaID, ParentUserID: adaParent}},
		"of two BSUIDs the explicit field is believed":             {contact.Person{WaID: adaID, UserID: adaNewID}, contact.Person{UserID: adaNewID}},
		"a parent's BSUID goes where it belongs":                   {contact.Person{WaID: adaParent}, contact.Person{ParentUserID: adaParent}},
		"a parent's BSUID goes beside the person's":                {contact.Person{WaID: adaParent, UserID: adaID}, contact.Person{UserID: adaID, ParentUserID: adaParent}},
		"a parent's BSUID that is there already is not said twice": {contact.Person{WaID: adaParent, ParentUserID: adaParent}, contact.Person{ParentUserID: adaParent}},
		"a parent's BSUID is not said twice":                       {contact.Person{WaID: adaParent, UserID: adaID, ParentUserID: adaParent}, contact.Person{UserID: adaID, ParentUserID: adaParent}},
		"of two parent's BSUIDs the explicit one is taken":         {contact.Person{WaID: "MY.ENT.x", UserID: adaID, ParentUserID: adaParent}, contact.Person{UserID: adaID, ParentUserID: adaParent}},
		"of two parent's BSUIDs neither is taken for the person's": {contact.Person{WaID: "MY.ENT.x", ParentUserID: adaParent}, contact.Person{ParentUserID: adaParent}},
		"names stay with it":                                       {contact.Person{WaID: adaID, ProfileName: "Ada", Username: "ada"}, contact.Person{UserID: adaID, ProfileName: "Ada", Username: "ada"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, test.sent.Normalise())
			require.Equal(t, test.want, test.sent.Normalise().Normalise(), "normalising twice normalises once")
			require.Equal(t, test.want.WaID != "" || test.want.UserID != "" || test.want.ParentUserID != "", test.want.Known())
		})
	}
}

func TestNoBSUIDIsEverTakenForANumber(t *testing.T) {
	t.Parallel()
	anything := rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,3}`), rapid.StringMatching(`[0-9]{8,15}`))
	rapid.Check(t, func(t *rapid.T) {
		sent := contact.Person{
			WaID: anything.Draw(t, "wa_id"), UserID: anything.Draw(t, "user_id"), ParentUserID: anything.Draw(t, "parent"),
		}
		p := sent.Normalise()
		require.False(t, contact.IsUserID(p.WaID))
		require.Equal(t, sent.Known(), p.Known(), "somebody who is named stays named")
		if sent.UserID != "" {
			require.Equal(t, sent.UserID, p.UserID, "what has its place keeps it")
		} else {
			require.NotContains(t, p.UserID, ".ENT.", "a parent's BSUID is never taken for the person's")
		}
		if sent.ParentUserID != "" {
			require.Equal(t, sent.ParentUserID, p.ParentUserID, "what has its place keeps it")
		}
	})
}

func TestIdentitiesAreListedMostBelievedFirst(t *testing.T) {
	t.Parallel()
	require.Empty(t, contact.Person{ProfileName: "Ada", Username: "ada"}.Identities())
	require.Equal(t, []contact.Identity{
		unknown(contact.WaID, ada), unknown(contact.UserID, adaID), unknown(contact.ParentUserID, adaParent),
	}, contact.Person{ParentUserID: adaParent, UserID: adaID, WaID: ada}.Identities())
	require.Equal(t, []contact.Identity{unknown(contact.WaID, ada), unknown(contact.ParentUserID, adaParent)},
		contact.Person{ParentUserID: adaParent, WaID: ada}.Identities())
}

func TestKeys(t *testing.T) {
	t.Parallel()
	everybody := contact.Person{WaID: ada, UserID: adaID, ParentUserID: adaParent}
	for name, test := range map[string]struct {
		person contact.Person
		to     *contact.Person
		want   []string
	}{
		"nobody has none":                               {contact.Person{ProfileName: "Ada"}, nil, []string{}},
		"the number comes first":                        {everybody, nil, []string{ada, adaID, adaParent}},
		"then the BSUID":                                {contact.Person{UserID: adaID, ParentUserID: adaParent}, nil, []string{adaID, adaParent}},
		"then the parent's":                             {contact.Person{ParentUserID: adaParent}, nil, []string{adaParent}},
		"numbers are folded":                            {contact.Person{WaID: "5215512345678"}, nil, []string{"525512345678"}},
		"BSUIDs are not":                                {contact.Person{UserID: "+5215512345678"}, nil, []string{"+5215512345678"}},
		"the same BSUID twice is one key":               {contact.Person{UserID: adaID, ParentUserID: adaID}, nil, []string{adaID}},
		"a change adds the new side's":                  {contact.Person{WaID: ada, UserID: adaID}, &contact.Person{WaID: adaNew, UserID: adaNewID}, []string{ada, adaID, adaNew, adaNewID}},
		"what stays in a change is one key":             {everybody, &contact.Person{WaID: adaNew, UserID: adaID, ParentUserID: adaParent}, []string{ada, adaID, adaParent, adaNew}},
		"a change between spellings of a number is one": {contact.Person{WaID: "525512345678"}, &contact.Person{WaID: "5215512345678"}, []string{"525512345678"}},
		"a change that names only the new side":         {contact.Person{}, &contact.Person{WaID: adaNew}, []string{adaNew}},
		"a change that names only the old side":         {contact.Person{WaID: ada}, &contact.Person{}, []string{ada}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := contact.Facts{Person: test.person}
			if test.to != nil {
				f.Change = &contact.IdentityChange{To: *test.to}
			}
			require.Equal(t, test.want, f.Keys())
			if len(test.want) == 0 {
				require.Empty(t, f.Key())
			} else {
				require.Equal(t, test.want[0], f.Key(), "it is ordered by the first")
			}
		})
	}
}

func TestKeysOfAnOrder(t *testing.T) {
	t.Parallel()
	one, two := contact.Person{WaID: mexicoWith, UserID: adaID}, contact.Person{WaID: adaNew, ParentUserID: adaParent}
	for name, test := range map[string]struct {
		facts contact.Facts
		want  []string
	}{
		"of nobody else": {
			contact.Facts{Person: one, Command: &contact.Command{Contact: adasContact}}, []string{mexico, adaID},
		},
		"the other contact's come last": {
			contact.Facts{Person: one, Command: &contact.Command{Others: []contact.Person{two}}}, []string{mexico, adaID, adaNew, adaParent},
		},
		"every identity of every other is locked": {
			contact.Facts{Person: one, Command: &contact.Command{Others: []contact.Person{{WaID: ada}, {UserID: adaNewID}, two}}},
			[]string{mexico, adaID, ada, adaNewID, adaNew, adaParent},
		},
		"what both have is one key": {
			contact.Facts{Person: one, Command: &contact.Command{Others: []contact.Person{{WaID: mexico, UserID: adaID}, two, two}}},
			[]string{mexico, adaID, adaNew, adaParent},
		},
		"with a change besides": {
			contact.Facts{
				Person: one, Change: &contact.IdentityChange{To: contact.Person{WaID: bob}}, Command: &contact.Command{Others: []contact.Person{two}},
			},
			[]string{mexico, adaID, bob, adaNew, adaParent},
		},
		"of someone who is named by the others only": {
			contact.Facts{Command: &contact.Command{Others: []contact.Person{two}}}, []string{adaNew, adaParent},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, test.facts.Keys())
			require.Equal(t, test.want[0], test.facts.Key())
		})
	}
}
