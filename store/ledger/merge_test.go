package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestProfilesOfAMerge merges two people. The profile that was seen last shows,
// and each has its own again when the merge is taken back.
func TestProfilesOfAMerge(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		profile := func(waID, name, username string) contact.Person {
			return contact.Person{WaID: waID, ProfileName: name, Username: username}
		}
		ada := f.Happen(contacttest.Text("g-1", 1, profile("60961", "Ada", "ada")), contacttest.Text("g-2", 10, contacttest.Called(contacttest.Number("60961"), "Ada")))[0].ContactID
		bob := f.Happen(contacttest.Text("g-3", 5, profile("60962", "Bell", "bell")))[0].ContactID
		requireProfile := func(id uuid.UUID, name, username, claimed string) {
			t.Helper()
			c := f.Get(id)
			require.Equal(t, []string{name, name, "profile", username}, []string{c.DisplayName, *c.WhatsAppName, c.NameSource, *c.Username})
			require.Equal(t, claimed, storetest.Read[string](f, `
SELECT e.external_id || ' ' || k.value FROM claims k JOIN events e ON e.id = k.event_id
WHERE k.contact_id = $1 AND k.source = 'profile'`, id))
		}

		f.Merge("g-4", 11, ada, bob, false)
		requireProfile(ada, "Ada", "bell", "g-1 Ada") // her name was seen again at 10, the username bell is newer
		f.Happen(contacttest.Text("g-5", 8, contacttest.Called(contacttest.Number("60962"), "Older")))
		requireProfile(ada, "Ada", "bell", "g-1 Ada")
		f.Happen(contacttest.Text("g-6", 20, profile("60962", "Robert", "robert")))
		requireProfile(ada, "Robert", "robert", "g-6 Robert")

		f.Merge("g-7", 21, ada, bob, true)
		requireProfile(ada, "Ada", "ada", "g-2 Ada")
		requireProfile(bob, "Robert", "robert", "g-6 Robert")
		f.Happen(contacttest.Text("g-8", 7, contacttest.Called(contacttest.Number("60961"), "Late")), contacttest.Text("g-9", 19, contacttest.Called(contacttest.Number("60962"), "Late")))
		requireProfile(ada, "Ada", "ada", "g-2 Ada")
		requireProfile(bob, "Robert", "robert", "g-6 Robert")
	})
}

// TestAMergeOfSomebodyWithoutAProfile leaves none behind.
func TestAMergeOfSomebodyWithoutAProfile(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		plain := f.Happen(contacttest.Text("h-1", 1, contacttest.Number("60963")))[0].ContactID
		bob := f.Happen(contacttest.Text("h-2", 5, contacttest.Called(contacttest.Number("60964"), "Bell")))[0].ContactID
		f.Merge("h-3", 6, plain, bob, false)
		require.Equal(t, "Bell", f.Get(plain).DisplayName)
		f.Happen(contacttest.Text("h-4", 7, contacttest.Called(contacttest.Number("60964"), "Robert")))
		f.Merge("h-5", 8, plain, bob, true)
		c := f.Get(plain)
		require.Equal(t, "60963", c.DisplayName)
		require.Equal(t, "phone", c.NameSource)
		require.Nil(t, c.WhatsAppName)
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM claims WHERE contact_id = $1`, plain))
		require.Equal(t, "Robert", f.Get(bob).DisplayName)
	})
}
