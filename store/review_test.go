package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

func TestFoundByReview(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.channel("second", "7002")
	decision := func(f fixture, id uuid.UUID) string {
		return read[string](f, `SELECT coalesce(decision,'') || '/' || coalesce(reason,'') FROM events WHERE id = $1`, id)
	}
	t.Run("opt-out naming both, message naming only the BSUID", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("d-1", 9, contact.Person{WaID: "60941", UserID: "MY.d1"}, true), text("d-2", 4, userID("MY.d1")))
		f.decide(shop, "60941")
		require.Equal(t, "updated/opted_out", decision(f, out[0].EventID))
	})
	t.Run("opt-out before a later message, then an older message", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("d-3", 5, number("60942"), true), text("d-4", 9, number("60942")), text("d-5", 1, number("60942")))
		f.decide(shop, "60942")
		require.Equal(t, "updated/opted_out", decision(f, out[0].EventID))
	})
	t.Run("a late number change from before the first message of the number's new owner", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(text("d-6", 20, number("60943")), change("d-7", 10, number("60943"), number("60944")), text("d-8", 30, number("60943")))
		t.Log(inShort(out), f.identities(out[0].ContactID), *f.get(out[0].ContactID).WaID)
		require.Equal(t, out[0].ContactID, out[2].ContactID)
	})
	t.Run("the message's own contact", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(from("7002", text("d-9", 1, number("60945"))), text("d-10", 2, number("60945")))
		require.Equal(t, out[1].ContactID, f.explain(book.Question{MessageID: "d-10"}).Contacts[0].ID)
	})
	t.Run("the contact asked for", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(from("7002", text("d-11", 1, number("60946"))), text("d-12", 2, number("60946")))
		require.Equal(t, out[1].ContactID, f.explain(book.Question{ContactID: out[1].ContactID}).Contacts[0].ID)
	})
	t.Run("an event that names nobody", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("d-13", 1, contact.Person{}))[0]
		n := read[int](f, `SELECT count(*) FROM queue WHERE event_id = $1`, r.ID)
		require.True(t, n == 1 || decision(f, r.ID) != "/", "pending=%v rows=%d", r.Pending, n)
	})
	t.Run("claim of a run", func(t *testing.T) {
		f := f.in(t)
		id := f.happen(text("d-14", 1, number("60947")))[0].ContactID
		f.record(text("d-15", 2, called(number("60947"), "Fifteen")), text("d-16", 2, number("60947")))
		f.decide(shop, "60947")
		require.Equal(t, "d-15", read[string](f, `SELECT e.external_id FROM claims c JOIN events e ON e.id = c.event_id WHERE c.contact_id = $1`, id))
	})
	t.Run("profile moved before", func(t *testing.T) {
		f := f.in(t)
		// an opt-out for the BSUID of a contact that is known by number; linked later
		out := f.happen(text("d-17", 1, number("60948")), preference("d-18", 5, userID("MY.d18"), true), text("d-19", 4, contact.Person{WaID: "60948", UserID: "MY.d18"}))
		f.decide(shop, "MY.d18")
		require.Equal(t, "updated/opted_out", decision(f, out[1].EventID))
	})
	t.Run("one unreadable event blocks the sweep of all", func(t *testing.T) {
		f := f.in(t)
		r := f.record(from("998", text("d-20", 1, number("60949"))), from("998", text("d-21", 1, number("60950"))))
		f.exec(`UPDATE events SET facts = '{' WHERE id = $1`, r[0].ID)
		f.channel("third", "998")
		n, err := f.SweepUnknownChannels(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n)
	})
	t.Run("identity added by a conflict change: end", func(t *testing.T) {
		f := f.in(t)
		// number given back within the same second
		out := f.happen(text("d-22", 1, number("60951")),
			change("d-23", 10, number("60951"), number("60952")), change("d-24", 10, number("60952"), number("60951")), change("d-25", 10, number("60951"), number("60952")))
		t.Log(inShort(out), f.identities(out[0].ContactID), *f.get(out[0].ContactID).WaID)
	})
	t.Run("there and back again", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(text("d-26", 1, number("60953")),
			change("d-27", 10, number("60953"), number("60954")), change("d-28", 20, number("60954"), number("60953")), change("d-29", 30, number("60953"), number("60954")), text("d-30", 40, number("60954")))
		t.Log(inShort(out), f.identities(out[0].ContactID), *f.get(out[0].ContactID).WaID)
		require.Equal(t, out[0].ContactID, out[4].ContactID)
	})
	t.Run("changes out of order", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(text("d-31", 1, number("60955")),
			change("d-32", 20, number("60956"), number("60957")), change("d-33", 10, number("60955"), number("60956")), text("d-34", 40, number("60957")))
		f.decide(shop, "60957")
		f.decide(shop, "60956")
		t.Log(inShort(out), f.identities(out[0].ContactID), *f.get(out[0].ContactID).WaID)
		require.Equal(t, out[0].ContactID, out[3].ContactID)
	})
}
