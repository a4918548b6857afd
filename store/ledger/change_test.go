package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

func TestIdentitiesOfTwoContacts(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		out := f.Happen(contacttest.Text("i-1", 1, contacttest.Number("60601")), contacttest.Text("i-2", 2, contacttest.UserID("MY.i")))
		ada, eve := out[0].ContactID, out[1].ContactID
		both := contact.Person{WaID: "60601", UserID: "MY.i"}

		t.Run("a message that names both is filed with the number's contact, and a conflict is kept", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("i-3", 3, both))
			require.Equal(t, []string{"attached/merge_conflict"}, storetest.InShort(out))
			require.Equal(t, ada, out[0].ContactID)
			require.Equal(t, []string{"60601 MY.i i-3"}, f.Conflicts())
		})
		t.Run("the same two are one open conflict, however often they meet", func(t *testing.T) {
			f := f.In(t)
			require.Equal(t, []string{"attached/merge_conflict"}, storetest.InShort(f.Happen(contacttest.Text("i-4", 4, both))))
			require.Equal(t, []string{"60601 MY.i i-3"}, f.Conflicts())
		})
		t.Run("both contacts stay as they are", func(t *testing.T) {
			f := f.In(t)
			require.Equal(t, []string{"60601"}, f.Identities(ada))
			require.Equal(t, []string{"MY.i"}, f.Identities(eve))
			require.Nil(t, f.Get(ada).UserID)
			require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE merged_into IS NULL`))
		})
		t.Run("once it is resolved, meeting again is a new conflict", func(t *testing.T) {
			f := f.In(t)
			f.Exec(`UPDATE conflicts SET resolved_at = now()`)
			f.Happen(contacttest.Text("i-5", 5, both))
			require.Equal(t, []string{"60601 MY.i i-5"}, f.Conflicts())
		})
		t.Run("a known number with another BSUID is noted, and the contact stays", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(
				contacttest.Text("i-6", 6, contact.Person{WaID: "60602", UserID: "MY.old"}),
				contacttest.Text("i-7", 7, contact.Person{WaID: "60602", UserID: "MY.new"}))
			require.Equal(t, []string{"created/first_message", "attached/different_user_id"}, storetest.InShort(out))
			require.Equal(t, out[0].ContactID, out[1].ContactID)
		})
	})
}

func TestANumberChange(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("g-1", 1, contact.Person{WaID: "60611", UserID: "MY.g1"}))[0].ContactID

		t.Run("gives the contact the new number and keeps the old as former", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Change("g-2", 10, contact.Person{WaID: "60611", UserID: "MY.g1"}, contact.Person{WaID: "60612", UserID: "MY.g2"}))
			require.Equal(t, []string{"updated/number_changed"}, storetest.InShort(out))
			require.Equal(t, id, out[0].ContactID)
			c := f.Get(id)
			require.Equal(t, []string{"60612", "MY.g2", "60612"}, []string{*c.WaID, *c.UserID, c.DisplayName})
			require.Equal(t, []string{"(60611 to 12:10)", "60612", "(MY.g1 to 12:10)", "MY.g2"}, f.Identities(id))
		})
		t.Run("told again it changes nothing", func(t *testing.T) {
			out := f.In(t).Happen(contacttest.Change("g-3", 10, contact.Person{WaID: "60611", UserID: "MY.g1"}, contact.Person{WaID: "60612", UserID: "MY.g2"}))
			require.Equal(t, []string{"ignored/nothing_new"}, storetest.InShort(out))
		})
		t.Run("a message from before it belongs to who had the number then", func(t *testing.T) {
			out := f.In(t).Happen(contacttest.Text("g-4", 9, contacttest.Number("60611")), contacttest.Text("g-5", 11, contacttest.Number("60612")))
			require.Equal(t, []string{"attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
			require.Equal(t, []uuid.UUID{id, id}, []uuid.UUID{out[0].ContactID, out[1].ContactID})
		})
		t.Run("a message from the old number after it is somebody else's", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("g-6", 11, contacttest.Number("60611")), contacttest.Text("g-7", 12, contacttest.Number("60611")), contacttest.Text("g-8", 8, contacttest.Number("60611")))
			require.Equal(t, []string{"created/first_message", "attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
			require.NotEqual(t, id, out[0].ContactID)
			require.Equal(t, out[0].ContactID, out[1].ContactID)
			require.Equal(t, id, out[2].ContactID, "and one from before still is not")
		})
		t.Run("of a stranger creates nothing", func(t *testing.T) {
			out := f.In(t).Happen(contacttest.Change("g-9", 10, contacttest.Number("60618"), contacttest.Number("60619")))
			require.Equal(t, []string{"ignored/no_contact"}, storetest.InShort(out))
			require.Equal(t, uuid.Nil, out[0].ContactID)
		})
		t.Run("of the BSUID alone leaves the number", func(t *testing.T) {
			f := f.In(t)
			made := f.Happen(contacttest.Text("g-10", 1, contact.Person{WaID: "60615", UserID: "MY.g5"}))[0].ContactID
			out := f.Happen(contacttest.Change("g-11", 10, contact.Person{WaID: "60615", UserID: "MY.g5"}, contacttest.UserID("MY.g6")))
			require.Equal(t, []string{"updated/user_id_changed"}, storetest.InShort(out))
			require.Equal(t, []string{"60615", "(MY.g5 to 12:10)", "MY.g6"}, f.Identities(made))
		})
		t.Run("to a number that is a contact's already keeps both, and a conflict", func(t *testing.T) {
			f := f.In(t)
			two := f.Happen(contacttest.Text("g-12", 1, contacttest.Number("60616")), contacttest.Text("g-13", 1, contacttest.Number("60617")))
			out := f.Happen(contacttest.Change("g-14", 10, contacttest.Number("60616"), contacttest.Number("60617")))
			require.Equal(t, []string{"updated/merge_conflict"}, storetest.InShort(out))
			require.Equal(t, two[0].ContactID, out[0].ContactID)
			require.Equal(t, []string{"- 60617 g-14"}, f.Conflicts())
			require.Equal(t, []string{"60617"}, f.Identities(two[1].ContactID))
			require.Equal(t, []string{"(60616 to 12:10)"}, f.Identities(two[0].ContactID))
			require.Nil(t, f.Get(two[0].ContactID).WaID, "it shows no number that it gave up")
		})
		t.Run("arriving before the first message waits for it in the ledger", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Change("g-15", 10, contacttest.Number("60621"), contacttest.Number("60622")), contacttest.Text("g-16", 5, contacttest.Number("60621")))
			require.Equal(t, []string{"ignored/no_contact", "created/first_message"}, storetest.InShort(out))
			require.Equal(t, []string{"(60621 to 12:10)", "60622"}, f.Identities(out[1].ContactID))
		})
	})
}

// TestALateChangeOfSomebodyNamedByBSUIDAlone arrives after the number changed
// again. What is shown is what came last.
func TestALateChangeOfSomebodyNamedByBSUIDAlone(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("k-1", 1, contact.Person{WaID: "60971", UserID: "MY.k1"}), contacttest.Change("k-2", 20, contacttest.Number("60971"), contacttest.Number("60973")))[0].ContactID
		f.Happen(contacttest.Change("k-3", 10, contacttest.UserID("MY.k1"), contacttest.Number("60972")))
		require.Equal(t, "60973", *f.Get(id).WaID)

		id = f.Happen(contacttest.Text("k-4", 1, contact.Person{WaID: "60974", UserID: "MY.k4"}))[0].ContactID
		f.Happen(contacttest.Change("k-8", 10, contacttest.UserID("MY.k4"), contacttest.Number("60976")))
		require.Equal(t, "60976", *f.Get(id).WaID, "one that is not late is shown")

		id = f.Happen(contacttest.Text("k-5", 1, contact.Person{WaID: "60975", UserID: "MY.k5"}), contacttest.Change("k-6", 20, contacttest.UserID("MY.k5"), contacttest.UserID("MY.k7")))[0].ContactID
		f.Happen(contacttest.Change("k-7", 10, contacttest.Number("60975"), contact.Person{WaID: "60975", UserID: "MY.k6"}))
		require.Equal(t, "MY.k7", *f.Get(id).UserID)
	})
}
