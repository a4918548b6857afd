package ledger_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

// old returns an old message that was synchronised.
func old(id string, minutes int, waID string) contact.Event {
	ev := contacttest.Text(id, minutes, contacttest.Number(waID))
	ev.Kind, ev.Priority, ev.Facts.Effect = contact.HistoryKind("text"), contact.Bulk, contact.Touches
	return ev
}

// entry returns an entry of an address book, as it is before its channel is asked.
func entry(id string, minutes int, waID, name string) contact.Event {
	ev := contacttest.Touch(id, minutes, contact.Person{WaID: waID, Unconfirmed: true})
	ev.Kind, ev.Priority, ev.Facts.Effect, ev.Facts.Reason = contact.AddressBookKind, contact.Bulk, contact.None, contact.AddressBookSync
	ev.Facts.Fields = &contact.Fields{DisplayName: &name}
	return ev
}

var everything = contact.Coexistence{AddressBook: contact.AddressBookImport, History: contact.HistoryImport}

func TestOldMessagesFindTheirContact(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		t.Run("what was filed with nobody is found when the contact is made", func(t *testing.T) {
			f := f.In(t)
			var before []contact.Event
			for n := range 20 {
				before = append(before, old(fmt.Sprintf("h-%d", n), n-100, "60191000001"))
			}
			require.NotContains(t, storetest.InShort(f.Happen(before...)), "attached/known_contact")
			first := f.Happen(contacttest.Text("h-now", 5, contacttest.Number("60191000001")))[0]
			require.Equal(t, contact.Created, first.Kind)
			f.Decide(contacttest.Shop, "60191000001")
			require.Equal(t, 21, storetest.Read[int](f, `SELECT count(*) FROM messages WHERE contact_id = $1`, first.ContactID))
			require.Equal(t, "h-0", storetest.Read[string](f, `
SELECT m.external_id FROM contacts c JOIN messages m ON m.event_id = c.first_message_id WHERE c.id = $1`, first.ContactID), "the first message moves back")
			require.True(t, contacttest.Clock(5).Equal(*f.Get(first.ContactID).LastConversedAt))
		})
		t.Run("also if a form makes it", func(t *testing.T) {
			f := f.In(t)
			require.Equal(t, []string{"ignored/no_contact"}, storetest.InShort(f.Happen(old("h-f", -100, "60191000002"))))
			lead := contacttest.Touch("h-form", 5, contact.Person{WaID: "60191000002", Unconfirmed: true})
			lead.Source, lead.Facts.Effect, lead.Facts.Fields = contact.SourceForm, contact.Creates, &contact.Fields{}
			out := f.Happen(lead)[0]
			require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM messages WHERE contact_id = $1`, out.ContactID))
		})
		t.Run("they wait behind what is live", func(t *testing.T) {
			f := f.In(t)
			r := f.Record(old("h-bulk", -100, "60191000003"))
			require.Equal(t, 1, storetest.Read[int](f, `SELECT priority FROM queue WHERE event_id = $1`, r[0].ID))
			f.Decide(contacttest.Shop, "60191000003")
			f.Record(contacttest.Text("h-live", 5, contacttest.Number("60191000003")))
			_, task := f.Next("60191000003")
			_, err := f.Ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
			require.Equal(t, 1, storetest.Read[int](f, `SELECT priority FROM queue WHERE event_id = $1`, r[0].ID), "also when they are found again")
		})
		t.Run("the channel may say that they create", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(old("h-c", -100, "60191000004").ForChannel(contacttest.Shop, everything), old("h-c2", -200, "60191000004"))
			require.Equal(t, []string{"created/first_message", "attached/known_contact"}, storetest.InShort(out))
			require.True(t, contacttest.Clock(-200).Equal(*f.Get(out[0].ContactID).FirstMessageAt))
		})
		t.Run("the media that comes later takes the place of what stood for it", func(t *testing.T) {
			f := f.In(t)
			place, media := old("h-m", -100, "60191000005"), old("h-m", -100, "60191000005")
			place.DedupeKey, place.Facts.Message.Type, place.Facts.Message.Text = "place", contact.MediaPlaceholder, ""
			media.Facts.Message.Type, media.Facts.Message.Text = "image", "a cat"
			out := f.Happen(contacttest.Text("h-p", 1, contacttest.Number("60191000005")), place, media, place)
			require.Equal(t, "image a cat", storetest.Read[string](f, `SELECT type || ' ' || text FROM messages WHERE external_id = 'h-m'`))
			require.Equal(t, out[0].ContactID, out[2].ContactID)
		})
	})
}

func TestAddressBookEntries(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		wanted := func(ev contact.Event) contact.Event { return ev.ForChannel(contacttest.Shop, everything) }
		out := f.Happen(
			wanted(entry("a-1", 1, "60192000001", "Ada")),
			wanted(entry("a-2", 3, "60192000001", "Ada Lovelace")),
			wanted(entry("a-3", 2, "60192000001", "an older name")),
			contacttest.Text("a-4", 4, contacttest.Called(contacttest.Number("60192000001"), "ada")))
		require.Equal(t, []string{"created/new_person", "updated/fields_changed", "attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
		c := f.Get(out[0].ContactID)
		require.Equal(t, "Ada Lovelace", c.DisplayName, "as it was edited there, and before what the profile says")
		require.Equal(t, "import", c.NameSource)
		require.Equal(t, "import", c.Source)
		require.Equal(t, "address_book/shop", storetest.Read[string](f, `SELECT DISTINCT origin FROM events WHERE kind = 'address_book'`))
		require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM import_rows`))
	})
}

// TestWhatWasSynchronisedWaitsForItsChannel and becomes what the channel then says.
func TestWhatWasSynchronisedWaitsForItsChannel(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		want contact.Coexistence
		then []string
	}{
		"ignored and attached": {contact.Coexistence{}, []string{"ignored/address_book_sync", "ignored/no_contact"}},
		"imported":             {everything, []string{"created/new_person", "created/first_message"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			var ids []string
			for _, ev := range []contact.Event{entry("w-1", 1, "60193000001", "Ada"), old("w-2", 1, "60193000002")} {
				ev.Origin = "410000000000099"
				r := f.Record(ev.WaitForChannel())[0]
				ids = append(ids, r.ID.String())
			}
			require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*) FROM quarantine WHERE reason = 'unknown_channel'`))
			_, _, err := f.Settings.PutChannel(t.Context(), "late", "Late", "410000000000099", test.want)
			require.NoError(t, err)
			_, err = f.Ledger.SweepUnknownChannels(t.Context())
			require.NoError(t, err)
			f.Decide("late", "60193000001")
			f.Decide("late", "60193000002")
			for i, id := range ids {
				require.Equal(t, test.then[i], storetest.Read[string](f, `SELECT decision || '/' || reason FROM events WHERE id = $1::uuid`, id))
			}
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM quarantine`))
		})
	}
}
