package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

func TestFoundByReview(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		f.Channel("second", "7002")
		decision := func(f storetest.Fixture, id uuid.UUID) string {
			return storetest.Read[string](f, `SELECT coalesce(decision,'') || '/' || coalesce(reason,'') FROM events WHERE id = $1`, id)
		}
		t.Run("opt-out naming both, message naming only the BSUID", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("d-1", 9, contact.Person{WaID: "60941", UserID: "MY.d1"}, true), contacttest.Text("d-2", 4, contacttest.UserID("MY.d1")))
			f.Decide(contacttest.Shop, "60941")
			require.Equal(t, "updated/opted_out", decision(f, out[0].EventID))
		})
		t.Run("opt-out before a later message, then an older message", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("d-3", 5, contacttest.Number("60942"), true), contacttest.Text("d-4", 9, contacttest.Number("60942")), contacttest.Text("d-5", 1, contacttest.Number("60942")))
			f.Decide(contacttest.Shop, "60942")
			require.Equal(t, "updated/opted_out", decision(f, out[0].EventID))
		})
		t.Run("a late number change from before the first message of the number's new owner", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("d-6", 20, contacttest.Number("60943")), contacttest.Change("d-7", 10, contacttest.Number("60943"), contacttest.Number("60944")), contacttest.Text("d-8", 30, contacttest.Number("60943")))
			t.Log(storetest.InShort(out), f.Identities(out[0].ContactID), *f.Get(out[0].ContactID).WaID)
			require.Equal(t, out[0].ContactID, out[2].ContactID)
		})
		t.Run("the message's own contact", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.From("7002", contacttest.Text("d-9", 1, contacttest.Number("60945"))), contacttest.Text("d-10", 2, contacttest.Number("60945")))
			require.Equal(t, out[1].ContactID, f.Explain(book.Question{MessageID: "d-10"}).Contacts[0].ID)
		})
		t.Run("the contact asked for", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.From("7002", contacttest.Text("d-11", 1, contacttest.Number("60946"))), contacttest.Text("d-12", 2, contacttest.Number("60946")))
			require.Equal(t, out[1].ContactID, f.Explain(book.Question{ContactID: out[1].ContactID}).Contacts[0].ID)
		})
		t.Run("an event that names nobody", func(t *testing.T) {
			f := f.In(t)
			r := f.Record(contacttest.Text("d-13", 1, contact.Person{}))[0]
			n := storetest.Read[int](f, `SELECT count(*) FROM queue WHERE event_id = $1`, r.ID)
			require.True(t, n == 1 || decision(f, r.ID) != "/", "pending=%v rows=%d", r.Pending, n)
		})
		t.Run("claim of a run", func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("d-14", 1, contacttest.Number("60947")))[0].ContactID
			f.Record(contacttest.Text("d-15", 2, contacttest.Called(contacttest.Number("60947"), "Fifteen")), contacttest.Text("d-16", 2, contacttest.Number("60947")))
			f.Decide(contacttest.Shop, "60947")
			require.Equal(t, "d-15", storetest.Read[string](f, `SELECT e.external_id FROM claims c JOIN events e ON e.id = c.event_id WHERE c.contact_id = $1`, id))
		})
		t.Run("profile moved before", func(t *testing.T) {
			f := f.In(t)
			// an opt-out for the BSUID of a contact that is known by number; linked later
			out := f.Happen(contacttest.Text("d-17", 1, contacttest.Number("60948")), contacttest.Preference("d-18", 5, contacttest.UserID("MY.d18"), true), contacttest.Text("d-19", 4, contact.Person{WaID: "60948", UserID: "MY.d18"}))
			f.Decide(contacttest.Shop, "MY.d18")
			require.Equal(t, "updated/opted_out", decision(f, out[1].EventID))
		})
		t.Run("one unreadable event blocks the sweep of all", func(t *testing.T) {
			f := f.In(t)
			r := f.Record(contacttest.From("998", contacttest.Text("d-20", 1, contacttest.Number("60949"))), contacttest.From("998", contacttest.Text("d-21", 1, contacttest.Number("60950"))))
			f.Exec(`UPDATE events SET facts = '{' WHERE id = $1`, r[0].ID)
			f.Channel("third", "998")
			n, err := f.Ledger.SweepUnknownChannels(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, n)
		})
		t.Run("identity added by a conflict change: end", func(t *testing.T) {
			f := f.In(t)
			// number given back within the same second
			out := f.Happen(contacttest.Text("d-22", 1, contacttest.Number("60951")),
				contacttest.Change("d-23", 10, contacttest.Number("60951"), contacttest.Number("60952")), contacttest.Change("d-24", 10, contacttest.Number("60952"), contacttest.Number("60951")), contacttest.Change("d-25", 10, contacttest.Number("60951"), contacttest.Number("60952")))
			t.Log(storetest.InShort(out), f.Identities(out[0].ContactID), *f.Get(out[0].ContactID).WaID)
		})
		t.Run("there and back again", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("d-26", 1, contacttest.Number("60953")),
				contacttest.Change("d-27", 10, contacttest.Number("60953"), contacttest.Number("60954")), contacttest.Change("d-28", 20, contacttest.Number("60954"), contacttest.Number("60953")), contacttest.Change("d-29", 30, contacttest.Number("60953"), contacttest.Number("60954")), contacttest.Text("d-30", 40, contacttest.Number("60954")))
			t.Log(storetest.InShort(out), f.Identities(out[0].ContactID), *f.Get(out[0].ContactID).WaID)
			require.Equal(t, out[0].ContactID, out[4].ContactID)
		})
		t.Run("changes out of order", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("d-31", 1, contacttest.Number("60955")),
				contacttest.Change("d-32", 20, contacttest.Number("60956"), contacttest.Number("60957")), contacttest.Change("d-33", 10, contacttest.Number("60955"), contacttest.Number("60956")), contacttest.Text("d-34", 40, contacttest.Number("60957")))
			f.Decide(contacttest.Shop, "60957")
			f.Decide(contacttest.Shop, "60956")
			t.Log(storetest.InShort(out), f.Identities(out[0].ContactID), *f.Get(out[0].ContactID).WaID)
			require.Equal(t, out[0].ContactID, out[3].ContactID)
		})
	})
}
