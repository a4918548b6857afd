package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

func (f fixture) get(id uuid.UUID) book.ContactRow {
	f.t.Helper()
	c, err := f.Contact(f.t.Context(), id)
	require.NoError(f.t, err)
	return c
}

// orders are ways in which three things may arrive.
var orders = [][3]int{{1, 2, 3}, {3, 2, 1}, {2, 3, 1}, {2, 1, 3}}

func TestFirstAndLastAreByTheMessagesOwnTimes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for i, order := range orders {
		waID := "6050" + string(rune('1'+i))
		events := make([]contact.Event, 3)
		for n, minute := range order {
			events[n] = ad(waID+"-"+string(rune('0'+minute)), minute, called(number(waID), "Name "+string(rune('0'+minute))), "ad"+string(rune('0'+minute)))
		}
		t.Run("one by one "+events[0].ExternalID, func(t *testing.T) {
			f := f.in(t)
			c := f.get(f.happen(events...)[2].ContactID)
			requireHistory(t, c, waID)
		})
		t.Run("in one run "+events[0].ExternalID, func(t *testing.T) {
			f := f.in(t)
			for n := range events {
				events[n].Facts.Person.WaID += "9"
				events[n].DedupeKey += "9"
				events[n].Facts.Message.ID += "9"
			}
			f.record(events...)
			c := f.get(f.decide(shop, waID+"9")[0].ContactID)
			requireHistory(t, c, waID)
		})
	}
}

func requireHistory(t *testing.T, c book.ContactRow, waID string) {
	t.Helper()
	require.Contains(t, *c.FirstMessageWaID, waID+"-1")
	require.Equal(t, []time.Time{clock(1), clock(3)}, []time.Time{c.FirstMessageAt.UTC(), c.LastConversedAt.UTC()})
	require.Equal(t, "ad1", c.Referral.SourceID, "the referral of the earliest message")
	require.Equal(t, "Name 3", *c.WhatsAppName, "the newest profile name")
	require.Equal(t, "Name 3", c.DisplayName)
}

func TestTheReferralIsTheFirstOne(t *testing.T) {
	t.Parallel()
	f := setup(t)
	noClick := ad("t-2", 2, number("60521"), "first")
	withClick := ad("t-3", 3, number("60521"), "second")
	withClick.Facts.Message.Referral.CtwaClid = "click"
	out := f.happen(text("t-1", 1, number("60521")), withClick, noClick)
	c := f.get(out[0].ContactID)
	require.Equal(t, &contact.Referral{
		SourceID: "first", SourceType: "ad", SourceURL: "https://fb.me/first", Headline: "Buy first",
	}, c.Referral, "and without a click id it has none")
	require.Equal(t, "t-1", *c.FirstMessageWaID, "a message without a referral may be the first")
	messages, err := f.Messages(t.Context(), c.ID, nil, 10)
	require.NoError(t, err)
	require.Nil(t, messages[0].Referral)
	require.Equal(t, "click", messages[2].Referral.CtwaClid, "each message keeps its own")
}

func TestTheDisplayNameHasAnOwner(t *testing.T) {
	t.Parallel()
	f := setup(t)
	claim := func(f fixture, id uuid.UUID) string {
		f.t.Helper()
		return read[string](f, `
SELECT c.value || ' ' || e.external_id || ' ' || to_char(c.at AT TIME ZONE 'UTC', 'HH24:MI')
FROM claims c JOIN events e ON e.id = c.event_id
WHERE c.contact_id = $1 AND c.field = 'display_name' AND c.source = 'profile'`, id)
	}

	t.Run("the newest profile name wins, and its claim says where it came from", func(t *testing.T) {
		f := f.in(t)
		id := f.happen(text("n-1", 1, called(number("60531"), "Ada")))[0].ContactID
		require.Equal(t, "Ada n-1 12:01", claim(f, id))
		f.happen(text("n-3", 3, called(number("60531"), "Countess")), text("n-2", 2, called(number("60531"), "Older")))
		require.Equal(t, "Countess", f.get(id).DisplayName)
		require.Equal(t, "Countess n-3 12:03", claim(f, id))
	})

	t.Run("in a run, the claim is the event's that carried the name", func(t *testing.T) {
		f := f.in(t)
		id := f.happen(text("n-4", 1, number("60532")))[0].ContactID
		require.Zero(t, read[int](f, `SELECT count(*) FROM claims WHERE contact_id = $1`, id), "a number is no name")
		f.record(text("n-5", 2, number("60532")), text("n-6", 4, called(number("60532"), "Six")), text("n-7", 3, called(number("60532"), "Seven")))
		f.decide(shop, "60532")
		require.Equal(t, "Six", f.get(id).DisplayName)
		require.Equal(t, "Six n-6 12:04", claim(f, id))
	})

	t.Run("a person's own name for a contact is never overwritten", func(t *testing.T) {
		f := f.in(t)
		id := f.happen(text("n-8", 1, called(number("60533"), "Ada")))[0].ContactID
		f.exec(`UPDATE contacts SET display_name = 'Mrs Lovelace', name_source = 'manual' WHERE id = $1`, id)
		f.happen(text("n-9", 2, called(number("60533"), "Countess")))
		c := f.get(id)
		require.Equal(t, []string{"Mrs Lovelace", "manual", "Countess"}, []string{c.DisplayName, c.NameSource, *c.WhatsAppName},
			"the profile name is kept beside it")
		require.Equal(t, "Countess n-9 12:02", claim(f, id))
	})

	t.Run("a name that a form or an import gave is stronger than the profile's too", func(t *testing.T) {
		f := f.in(t)
		for i, source := range []string{"form", "import"} {
			waID := "6053" + string(rune('4'+i))
			id := f.happen(text("n-"+source, 1, number(waID)))[0].ContactID
			f.exec(`UPDATE contacts SET display_name = 'Given', name_source = $2 WHERE id = $1`, id, source)
			f.happen(text("n2-"+source, 2, called(number(waID), "Profile")))
			require.Equal(t, "Given", f.get(id).DisplayName)
		}
	})

	t.Run("messages do not move the version, a new name does", func(t *testing.T) {
		f := f.in(t)
		id := f.happen(text("n-11", 1, called(number("60536"), "Ada")), text("n-12", 2, called(number("60536"), "Ada")))[0].ContactID
		require.Equal(t, int64(1), f.get(id).Version)
		f.happen(text("n-13", 3, called(number("60536"), "Eve")))
		require.Equal(t, int64(2), f.get(id).Version)
	})
}
