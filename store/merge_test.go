package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// merge has a person merge two contacts of the shop, or take that back.
func (f fixture) merge(id string, minutes int, winner, loser uuid.UUID, back bool) {
	f.t.Helper()
	people, err := f.People(f.t.Context(), winner)
	require.NoError(f.t, err)
	others, err := f.People(f.t.Context(), loser)
	require.NoError(f.t, err)
	ev := touch(id, minutes, people[0])
	ev.Source = contact.SourceManual
	ev.Facts.Command = &contact.Command{Contact: winner, Absorb: loser, Others: append(people, others...)}
	reason := "updated/merged"
	if back {
		ev.Facts.Command.Absorb, ev.Facts.Command.Restore = uuid.Nil, loser
		reason = "updated/unmerged"
	}
	require.Equal(f.t, []string{reason}, inShort(f.happen(ev)))
}

// TestProfilesOfAMerge merges two people. The profile that was seen last shows,
// and each has its own again when the merge is taken back.
func TestProfilesOfAMerge(t *testing.T) {
	t.Parallel()
	f := setup(t)
	profile := func(waID, name, username string) contact.Person {
		return contact.Person{WaID: waID, ProfileName: name, Username: username}
	}
	ada := f.happen(text("g-1", 1, profile("60961", "Ada", "ada")), text("g-2", 10, called(number("60961"), "Ada")))[0].ContactID
	bob := f.happen(text("g-3", 5, profile("60962", "Bell", "bell")))[0].ContactID
	requireProfile := func(id uuid.UUID, name, username, claimed string) {
		t.Helper()
		c := f.get(id)
		require.Equal(t, []string{name, name, "profile", username}, []string{c.DisplayName, *c.WhatsAppName, c.NameSource, *c.Username})
		require.Equal(t, claimed, read[string](f, `
SELECT e.external_id || ' ' || k.value FROM claims k JOIN events e ON e.id = k.event_id
WHERE k.contact_id = $1 AND k.source = 'profile'`, id))
	}

	f.merge("g-4", 11, ada, bob, false)
	requireProfile(ada, "Ada", "bell", "g-1 Ada") // her name was seen again at 10, the username bell is newer
	f.happen(text("g-5", 8, called(number("60962"), "Older")))
	requireProfile(ada, "Ada", "bell", "g-1 Ada")
	f.happen(text("g-6", 20, profile("60962", "Robert", "robert")))
	requireProfile(ada, "Robert", "robert", "g-6 Robert")

	f.merge("g-7", 21, ada, bob, true)
	requireProfile(ada, "Ada", "ada", "g-2 Ada")
	requireProfile(bob, "Robert", "robert", "g-6 Robert")
	f.happen(text("g-8", 7, called(number("60961"), "Late")), text("g-9", 19, called(number("60962"), "Late")))
	requireProfile(ada, "Ada", "ada", "g-2 Ada")
	requireProfile(bob, "Robert", "robert", "g-6 Robert")
}

// TestAMergeOfSomebodyWithoutAProfile leaves none behind.
func TestAMergeOfSomebodyWithoutAProfile(t *testing.T) {
	t.Parallel()
	f := setup(t)
	plain := f.happen(text("h-1", 1, number("60963")))[0].ContactID
	bob := f.happen(text("h-2", 5, called(number("60964"), "Bell")))[0].ContactID
	f.merge("h-3", 6, plain, bob, false)
	require.Equal(t, "Bell", f.get(plain).DisplayName)
	f.happen(text("h-4", 7, called(number("60964"), "Robert")))
	f.merge("h-5", 8, plain, bob, true)
	c := f.get(plain)
	require.Equal(t, "60963", c.DisplayName)
	require.Equal(t, "phone", c.NameSource)
	require.Nil(t, c.WhatsAppName)
	require.Zero(t, read[int](f, `SELECT count(*)::int FROM claims WHERE contact_id = $1`, plain))
	require.Equal(t, "Robert", f.get(bob).DisplayName)
}
