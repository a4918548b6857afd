package ledger_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// orders are ways in which three things may arrive.
var orders = [][3]int{{1, 2, 3}, {3, 2, 1}, {2, 3, 1}, {2, 1, 3}}

func TestFirstAndLastAreByTheMessagesOwnTimes(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		for i, order := range orders {
			waID := "6050" + string(rune('1'+i))
			events := make([]contact.Event, 3)
			for n, minute := range order {
				events[n] = contacttest.Ad(waID+"-"+string(rune('0'+minute)), minute, contacttest.Called(contacttest.Number(waID), "Name "+string(rune('0'+minute))), "ad"+string(rune('0'+minute)))
			}
			t.Run("one by one "+events[0].ExternalID, func(t *testing.T) {
				f := f.In(t)
				c := f.Get(f.Happen(events...)[2].ContactID)
				requireHistory(t, c, waID)
			})
			t.Run("in one run "+events[0].ExternalID, func(t *testing.T) {
				f := f.In(t)
				for n := range events {
					events[n].Facts.Person.WaID += "9"
					events[n].DedupeKey += "9"
					events[n].Facts.Message.ID += "9"
				}
				f.Record(events...)
				c := f.Get(f.Decide(contacttest.Shop, waID+"9")[0].ContactID)
				requireHistory(t, c, waID)
			})
		}
	})
}

func requireHistory(t *testing.T, c book.ContactRow, waID string) {
	t.Helper()
	require.Contains(t, *c.FirstMessageWaID, waID+"-1")
	require.Equal(t, []time.Time{contacttest.Clock(1), contacttest.Clock(3)}, []time.Time{c.FirstMessageAt.UTC(), c.LastConversedAt.UTC()})
	require.Equal(t, "ad1", c.Referral.SourceID, "the referral of the earliest message")
	require.Equal(t, "Name 3", *c.WhatsAppName, "the newest profile name")
	require.Equal(t, "Name 3", c.DisplayName)
}

func TestTheReferralIsTheFirstOne(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		noClick := contacttest.Ad("t-2", 2, contacttest.Number("60521"), "first")
		withClick := contacttest.Ad("t-3", 3, contacttest.Number("60521"), "second")
		withClick.Facts.Message.Referral.CtwaClid = "click"
		out := f.Happen(contacttest.Text("t-1", 1, contacttest.Number("60521")), withClick, noClick)
		c := f.Get(out[0].ContactID)
		require.Equal(t, &contact.Referral{
			SourceID: "first", SourceType: "ad", SourceURL: "https://fb.me/first", Headline: "Buy first",
		}, c.Referral, "and without a click id it has none")
		require.Equal(t, "t-1", *c.FirstMessageWaID, "a message without a referral may be the first")
		messages, err := f.Book.Messages(t.Context(), c.ID, nil, 10)
		require.NoError(t, err)
		require.Nil(t, messages[0].Referral)
		require.Equal(t, "click", messages[2].Referral.CtwaClid, "each message keeps its own")
	})
}

func TestTheDisplayNameHasAnOwner(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		claim := func(f storetest.Fixture, id uuid.UUID) string {
			f.T.Helper()
			return storetest.Read[string](f, `
SELECT c.value || ' ' || e.external_id || ' ' || to_char(c.at AT TIME ZONE 'UTC', 'HH24:MI')
FROM claims c JOIN events e ON e.id = c.event_id
WHERE c.contact_id = $1 AND c.field = 'display_name' AND c.source = 'profile'`, id)
		}

		t.Run("the newest profile name wins, and its claim says where it came from", func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("n-1", 1, contacttest.Called(contacttest.Number("60531"), "Ada")))[0].ContactID
			require.Equal(t, "Ada n-1 12:01", claim(f, id))
			f.Happen(contacttest.Text("n-3", 3, contacttest.Called(contacttest.Number("60531"), "Countess")), contacttest.Text("n-2", 2, contacttest.Called(contacttest.Number("60531"), "Older")))
			require.Equal(t, "Countess", f.Get(id).DisplayName)
			require.Equal(t, "Countess n-3 12:03", claim(f, id))
		})

		t.Run("in a run, the claim is the event's that carried the name", func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("n-4", 1, contacttest.Number("60532")))[0].ContactID
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM claims WHERE contact_id = $1`, id), "a number is no name")
			f.Record(contacttest.Text("n-5", 2, contacttest.Number("60532")), contacttest.Text("n-6", 4, contacttest.Called(contacttest.Number("60532"), "Six")), contacttest.Text("n-7", 3, contacttest.Called(contacttest.Number("60532"), "Seven")))
			f.Decide(contacttest.Shop, "60532")
			require.Equal(t, "Six", f.Get(id).DisplayName)
			require.Equal(t, "Six n-6 12:04", claim(f, id))
		})

		t.Run("a person's own name for a contact is never overwritten", func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("n-8", 1, contacttest.Called(contacttest.Number("60533"), "Ada")))[0].ContactID
			f.Exec(`UPDATE contacts SET display_name = 'Mrs Lovelace', name_source = 'manual' WHERE id = $1`, id)
			f.Happen(contacttest.Text("n-9", 2, contacttest.Called(contacttest.Number("60533"), "Countess")))
			c := f.Get(id)
			require.Equal(t, []string{"Mrs Lovelace", "manual", "Countess"}, []string{c.DisplayName, c.NameSource, *c.WhatsAppName},
				"the profile name is kept beside it")
			require.Equal(t, "Countess n-9 12:02", claim(f, id))
		})

		t.Run("a name that a form or an import gave is stronger than the profile's too", func(t *testing.T) {
			f := f.In(t)
			for i, source := range []string{"form", "import"} {
				waID := "6053" + string(rune('4'+i))
				id := f.Happen(contacttest.Text("n-"+source, 1, contacttest.Number(waID)))[0].ContactID
				f.Exec(`UPDATE contacts SET display_name = 'Given', name_source = $2 WHERE id = $1`, id, source)
				f.Happen(contacttest.Text("n2-"+source, 2, contacttest.Called(contacttest.Number(waID), "Profile")))
				require.Equal(t, "Given", f.Get(id).DisplayName)
			}
		})

		t.Run("messages do not move the version, a new name does", func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("n-11", 1, contacttest.Called(contacttest.Number("60536"), "Ada")), contacttest.Text("n-12", 2, contacttest.Called(contacttest.Number("60536"), "Ada")))[0].ContactID
			require.Equal(t, int64(1), f.Get(id).Version)
			f.Happen(contacttest.Text("n-13", 3, contacttest.Called(contacttest.Number("60536"), "Eve")))
			require.Equal(t, int64(2), f.Get(id).Version)
		})
	})
}
