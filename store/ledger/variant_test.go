package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestNationalVariantsAreOneContact has WhatsApp write one mobile in two ways.
func TestNationalVariantsAreOneContact(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		for name, numbers := range map[string][2]string{
			"Brazil": {"554181381001", "5541981381001"}, "Mexico": {"525531601020", "5215531601020"}, "Argentina": {"541123456789", "5491123456789"},
		} {
			t.Run(name, func(t *testing.T) {
				f := f.In(t)
				out := f.Happen(
					contacttest.Text(name+"-1", 1, contacttest.Number(numbers[0])),
					contacttest.Text(name+"-2", 2, contacttest.Number(numbers[1])),
					contacttest.Text(name+"-3", 3, contacttest.Number(numbers[0])),
					contacttest.Text(name+"-4", 4, contacttest.Number(numbers[1])))
				require.Equal(t, []string{
					"created/first_message", "attached/known_contact", "attached/known_contact", "attached/known_contact",
				}, storetest.InShort(out))
				id := out[0].ContactID
				require.Equal(t, id, out[3].ContactID)
				require.ElementsMatch(t, numbers[:], storetest.Column(f, `SELECT value FROM identities WHERE contact_id = $1 AND confirmed AND valid_to = 'infinity'`, id))
				require.Equal(t, numbers[1], *f.Get(id).WaID, "the newer spelling is shown")
			})
		}
		t.Run("a landline of Brazil is somebody else", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("l-1", 1, contacttest.Number("554133331001")), contacttest.Text("l-2", 2, contacttest.Number("5541933331001")))
			require.Equal(t, []string{"created/first_message", "created/first_message"}, storetest.InShort(out))
		})
		t.Run("messages that wait together are one contact's", func(t *testing.T) {
			f := f.In(t)
			f.Record(
				contacttest.Text("w-1", 1, contacttest.Number("5541981381002")), contacttest.Text("w-2", 2, contacttest.Number("554181381002")),
				contacttest.Text("w-3", 3, contacttest.Number("5541981381002")))
			out := f.Decide(contacttest.Shop, "5541981381002")
			require.Equal(t, []string{"created/first_message", "attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
		})
		t.Run("another user id on another variant is a conflict, once", func(t *testing.T) {
			f := f.In(t)
			person := func(waID, userID string) contact.Person { return contact.Person{WaID: waID, UserID: userID} }
			out := f.Happen(
				contacttest.Text("c-1", 1, person("554181381003", "BR.a")), contacttest.Text("c-2", 2, person("5541981381003", "BR.b")),
				contacttest.Text("c-3", 3, person("5541981381003", "BR.b")), contacttest.Text("c-4", 4, person("554181381003", "BR.a")))
			require.Equal(t, []string{
				"created/first_message", "created/merge_conflict", "attached/known_contact", "attached/known_contact",
			}, storetest.InShort(out))
			require.NotEqual(t, out[0].ContactID, out[1].ContactID)
			require.Equal(t, out[0].ContactID, out[3].ContactID)
			require.Equal(t, 1, storetest.Read[int](f, `
SELECT count(*) FROM conflicts WHERE $1 IN (contact_a, contact_b) AND $2 IN (contact_a, contact_b)`, out[0].ContactID, out[1].ContactID))
		})
		t.Run("the first user id on another variant is not", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("u-1", 1, contacttest.Number("554181381004")),
				contacttest.Text("u-2", 2, contact.Person{WaID: "5541981381004", UserID: "BR.c"}))
			require.Equal(t, []string{"created/first_message", "attached/known_contact"}, storetest.InShort(out))
			require.Equal(t, "BR.c", *f.Get(out[0].ContactID).UserID)
		})
	})
}

// TestASharedNumberIsTheSendersIdentity is about who tapped "share contact info".
func TestASharedNumberIsTheSendersIdentity(t *testing.T) {
	t.Parallel()
	shares := func(id string, minutes int, p contact.Person, number string) contact.Event {
		ev := contacttest.Text(id, minutes, p)
		ev.Kind, ev.Facts.Shared = "contacts", number
		return ev
	}
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		conflicts := func(f storetest.Fixture, id uuid.UUID) int {
			return storetest.Read[int](f, `SELECT count(*) FROM conflicts WHERE $1 IN (contact_a, contact_b)`, id)
		}
		t.Run("of somebody who was known by a user id", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("s-1", 1, contacttest.UserID("MY.s1")), shares("s-2", 2, contacttest.UserID("MY.s1"), "60198000001"),
				contacttest.Text("s-3", 3, contacttest.Number("60198000001")))
			require.Equal(t, []string{"created/first_message", "attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
			require.Equal(t, out[0].ContactID, out[2].ContactID, "who writes from the number is the same person")
			require.True(t, storetest.Read[bool](f, `SELECT confirmed FROM identities WHERE value = '60198000001'`), "WhatsApp attests it")
			require.Equal(t, "60198000001", *f.Get(out[0].ContactID).WaID)
		})
		t.Run("of a stranger", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(shares("s-4", 1, contacttest.UserID("MY.s4"), "60198000004"), contacttest.Text("s-5", 2, contacttest.Number("60198000004")))
			require.Equal(t, []string{"created/first_message", "attached/known_contact"}, storetest.InShort(out))
		})
		t.Run("that is somebody else's is a conflict", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("s-6", 1, contacttest.Number("60198000006")), contacttest.Text("s-7", 2, contacttest.UserID("MY.s7")),
				shares("s-8", 3, contacttest.UserID("MY.s7"), "60198000006"))
			require.Equal(t, "attached/merge_conflict", storetest.InShort(out)[2])
			require.Equal(t, out[1].ContactID, out[2].ContactID, "it is filed with who wrote it")
			require.Equal(t, 1, conflicts(f, out[0].ContactID))
			require.Nil(t, f.Get(out[1].ContactID).WaID)
		})
		t.Run("of a stranger, of which another user id is known, is a conflict too", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("s-9", 1, contact.Person{WaID: "60198000009", UserID: "MY.s9"}), shares("s-10", 2, contacttest.UserID("MY.s10"), "60198000009"))
			require.Equal(t, []string{"created/first_message", "created/merge_conflict"}, storetest.InShort(out))
			require.Equal(t, 1, conflicts(f, out[0].ContactID))
		})
		t.Run("of a stranger leads to who has only the number", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("s-11", 1, contacttest.Number("60198000011")), shares("s-12", 2, contacttest.UserID("MY.s12"), "60198000011"))
			require.Equal(t, []string{"created/first_message", "attached/known_contact"}, storetest.InShort(out))
			require.Equal(t, "MY.s12", *f.Get(out[0].ContactID).UserID)
		})
	})
}
