package contact_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// claimsFor says for which owner of the display name an event's name is claimed.
var claimsFor = map[contact.Source]contact.NameSource{
	contact.SourceManual:  contact.NameManual,
	contact.SourceAPI:     contact.NameManual,
	contact.SourceImport:  contact.NameImport,
	contact.SourceForm:    contact.NameForm,
	contact.SourceTrigger: contact.NameForm,
	contact.SourceMessage: contact.NameProfile,
	contact.SourceSystem:  contact.NameProfile,
}

func TestEverySourceClaimsForAnOwner(t *testing.T) {
	t.Parallel()
	for constant, value := range constants(t, "source.go", "Source") {
		source := contact.Source(value)
		require.Contains(t, claimsFor, source, "%s is not in this table", constant)
		require.Equal(t, claimsFor[source], contact.ClaimSource(source), constant)
	}
	require.False(t, contact.Source("of a later version").Known())
	require.Panics(t, func() { contact.ClaimSource("of a later version") }, "nobody's claim ranks by mistake")
}

// owner says which name is to be shown: each source's newest word counts, and
// one that says that there is no name is passed over.
func owner(events []contact.Event) (name string, source contact.NameSource) {
	words := map[contact.NameSource]string{}
	for _, ev := range byTime(events) {
		if ev.Facts.Fields != nil || nameOf(ev) != "" {
			words[claimsFor[ev.Source]] = nameOf(ev)
		}
	}
	for _, source := range []contact.NameSource{contact.NameManual, contact.NameImport, contact.NameForm, contact.NameProfile} {
		if words[source] != "" {
			return words[source], source
		}
	}
	return ada, contact.NamePhone
}

func byTime(events []contact.Event) []contact.Event {
	return slices.SortedFunc(slices.Values(events), func(a, b contact.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
}

func nameOf(ev contact.Event) string {
	if ev.Facts.Fields != nil {
		return *ev.Facts.Fields.DisplayName
	}
	return ev.Facts.Person.ProfileName
}

func TestEveryPairOfOwners(t *testing.T) {
	t.Parallel()
	sources := []contact.Source{
		contact.SourceManual, contact.SourceAPI, contact.SourceImport, contact.SourceForm, contact.SourceTrigger, contact.SourceMessage, "",
	}
	event := func(n int, source contact.Source, name string) contact.Event {
		if source == "" { // a message without a profile: only the phone number is known
			return calls(n, contact.SourceMessage, "")
		}
		return calls(n, source, name)
	}
	for _, one := range sources {
		for _, other := range sources {
			for name, arrival := range map[string][]contact.Event{
				"then %s":                 {event(1, one, "Ada"), event(2, other, "Countess")},
				"then %s, which is older": {event(2, one, "Ada"), event(1, other, "Countess")},
			} {
				t.Run(fmt.Sprintf("%q "+name, one, string(other)), func(t *testing.T) {
					t.Parallel()
					b := book{}
					b.apply(arrival[0])
					b.apply(arrival[1])
					name, source := owner(arrival)
					require.Equal(t, name, b.contacts[0].DisplayName)
					require.Equal(t, source, b.contacts[0].NameSource)
				})
			}
		}
	}
}

// TestTheStrongestNameIsShown lets up to six events of any sources arrive in any
// order: at every moment the strongest of what has arrived is shown, and what
// the others said is kept. Then one source after the other takes its word back.
func TestTheStrongestNameIsShown(t *testing.T) {
	t.Parallel()
	source := rapid.SampledFrom([]contact.Source{
		contact.SourceManual, contact.SourceAPI, contact.SourceImport, contact.SourceForm, contact.SourceTrigger, contact.SourceMessage,
	})
	one := rapid.Custom(func(t *rapid.T) contact.Event {
		names := rapid.SampledFrom([]string{"", "Ada", "Countess", "Augusta", "Byron"})
		return calls(rapid.IntRange(-300, 300).Draw(t, "at"), source.Draw(t, "source"), names.Draw(t, "name"))
	})
	rapid.Check(t, func(t *rapid.T) {
		b := book{}
		var arrived []contact.Event
		for _, ev := range rapid.SliceOfNDistinct(one, 1, 6, func(ev contact.Event) time.Time { return ev.OccurredAt }).Draw(t, "arrival") {
			var was [2]string
			if len(b.contacts) > 0 {
				was = [2]string{b.contacts[0].DisplayName, string(b.contacts[0].NameSource)}
			}
			decision := b.apply(ev)
			arrived = append(arrived, ev)
			require.Len(t, b.contacts, 1)
			is := requireOwned(t, &b, arrived)
			switch {
			case len(arrived) == 1 && ev.Facts.Message != nil:
				require.Equal(t, because(contact.Created, contact.FirstMessage), decision)
			case len(arrived) == 1:
				require.Equal(t, because(contact.Created, contact.NewPerson), decision)
			case ev.Facts.Message != nil || was == is, ev.Source == contact.SourceImport && was[0] == is[0]:
				require.Equal(t, because(contact.Attached, contact.KnownContact), decision)
			default:
				require.Equal(t, because(contact.Updated, contact.FieldsChanged), decision)
			}
		}
		for _, back := range []contact.Source{contact.SourceManual, contact.SourceImport, contact.SourceForm} {
			b.apply(gives(301, back, contact.Fields{Clear: []string{contact.FieldDisplayName}}))
			arrived = slices.DeleteFunc(arrived, func(ev contact.Event) bool { return claimsFor[ev.Source] == claimsFor[back] })
			if back == contact.SourceImport { // which says that there is none
				arrived = append(arrived, calls(301, back, ""))
			}
			requireOwned(t, &b, arrived)
		}
	})
}

// requireOwned checks the name that is shown, and that each source's newest word
// is kept.
func requireOwned(t *rapid.T, b *book, arrived []contact.Event) (shown [2]string) {
	name, source := owner(arrived)
	c := b.contacts[0]
	require.Equal(t, name, c.DisplayName)
	require.Equal(t, source, c.NameSource)

	words, kept := map[contact.NameSource]uuid.UUID{}, map[contact.NameSource]uuid.UUID{}
	for _, ev := range byTime(arrived) {
		if ev.Facts.Fields != nil {
			words[claimsFor[ev.Source]] = ev.ID
		}
	}
	for _, k := range b.claims[c.ID] {
		if k.Source != contact.NameProfile { // which is kept as the profile name too
			kept[k.Source] = k.EventID
		}
	}
	require.Equal(t, words, kept)
	return [2]string{c.DisplayName, string(c.NameSource)}
}

func TestStrongest(t *testing.T) {
	t.Parallel()
	const name = contact.FieldDisplayName
	form := claim(5, contact.NameForm, name, says("Countess"))
	for title, test := range map[string]struct {
		claims []contact.Claim
		want   contact.Claim
	}{
		"nobody's":              {nil, contact.Claim{}},
		"only of another field": {[]contact.Claim{claim(5, contact.NameManual, contact.FieldRemarks, says("x"))}, contact.Claim{}},
		"of one":                {[]contact.Claim{form}, form},
		"of two, the stronger, though older": {
			[]contact.Claim{form, claim(1, contact.NameImport, name, says("Ada"))}, claim(1, contact.NameImport, name, says("Ada")),
		},
		"of two of a merged contact, the newest": {
			[]contact.Claim{form, claim(6, contact.NameForm, name, says("Ada"))}, claim(6, contact.NameForm, name, says("Ada")),
		},
		"of three of a merged contact, the newest of the strongest": {
			[]contact.Claim{
				claim(9, contact.NameProfile, name, says("Byron")), form, claim(6, contact.NameForm, name, says("Ada")),
			},
			claim(6, contact.NameForm, name, says("Ada")),
		},
		"a stronger one of another field does not count": {
			[]contact.Claim{claim(9, contact.NameManual, contact.FieldRemarks, says("x")), form}, form,
		},
		"one that says that there is none counts": {
			[]contact.Claim{form, claim(1, contact.NameManual, name, nil)}, claim(1, contact.NameManual, name, nil),
		},
		"the weakest of all is still found": {
			[]contact.Claim{claim(-9, contact.NameUserID, name, says("x"))}, claim(-9, contact.NameUserID, name, says("x")),
		},
		"one from before all time is still found": {
			[]contact.Claim{{Field: name, Source: contact.NameUserID}}, contact.Claim{Field: name, Source: contact.NameUserID},
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				got, found := contact.Strongest(test.claims, name)
				require.Equal(t, test.want, got)
				require.Equal(t, test.want.Source != "", found)
				slices.Reverse(test.claims) // whatever the order they are read in
			}
		})
	}

	t.Run("owners rank as the product says", func(t *testing.T) {
		t.Parallel()
		ranked := []contact.NameSource{
			contact.NameManual, contact.NameImport, contact.NameForm, contact.NameProfile, contact.NamePhone,
			contact.NameUsername, contact.NameUserID, contact.NameNone,
		}
		require.Len(t, ranked, len(constants(t, "contact.go", "NameSource")))
		for n, weaker := range ranked {
			for _, stronger := range ranked[:n] {
				best, _ := contact.Strongest([]contact.Claim{claim(9, weaker, name, nil), claim(1, stronger, name, nil)}, name)
				require.Equal(t, stronger, best.Source, "beside %s", weaker)
			}
		}
	})
}
