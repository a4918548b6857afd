package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// identities lists a contact's, former ones in brackets.
func (f fixture) identities(id uuid.UUID) []string {
	f.t.Helper()
	return column(f, `
SELECT CASE WHEN valid_to = 'infinity' THEN value
            ELSE '(' || value || ' to ' || to_char(valid_to AT TIME ZONE 'UTC', 'HH24:MI') || ')' END
FROM identities
WHERE contact_id = $1
ORDER BY value`, id)
}

func (f fixture) conflicts() []string {
	f.t.Helper()
	return column(f, `
SELECT a.wa_id || ' ' || coalesce(b.wa_id, b.user_id) || ' ' || e.external_id
FROM conflicts c
JOIN contacts a ON a.id = c.contact_a
JOIN contacts b ON b.id = c.contact_b
JOIN events e ON e.id = c.event_id
WHERE c.resolved_at IS NULL`)
}

func TestIdentitiesOfTwoContacts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	out := f.happen(text("i-1", 1, number("60601")), text("i-2", 2, userID("MY.i")))
	ada, eve := out[0].ContactID, out[1].ContactID
	both := contact.Person{WaID: "60601", UserID: "MY.i"}

	t.Run("a message that names both is filed with the number's contact, and a conflict is kept", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(text("i-3", 3, both))
		require.Equal(t, []string{"attached/merge_conflict"}, inShort(out))
		require.Equal(t, ada, out[0].ContactID)
		require.Equal(t, []string{"60601 MY.i i-3"}, f.conflicts())
	})
	t.Run("the same two are one open conflict, however often they meet", func(t *testing.T) {
		f := f.in(t)
		require.Equal(t, []string{"attached/merge_conflict"}, inShort(f.happen(text("i-4", 4, both))))
		require.Equal(t, []string{"60601 MY.i i-3"}, f.conflicts())
	})
	t.Run("both contacts stay as they are", func(t *testing.T) {
		f := f.in(t)
		require.Equal(t, []string{"60601"}, f.identities(ada))
		require.Equal(t, []string{"MY.i"}, f.identities(eve))
		require.Nil(t, f.get(ada).UserID)
		require.Equal(t, 2, read[int](f, `SELECT count(*) FROM contacts WHERE merged_into IS NULL`))
	})
	t.Run("once it is resolved, meeting again is a new conflict", func(t *testing.T) {
		f := f.in(t)
		f.exec(`UPDATE conflicts SET resolved_at = now()`)
		f.happen(text("i-5", 5, both))
		require.Equal(t, []string{"60601 MY.i i-5"}, f.conflicts())
	})
	t.Run("a known number with another BSUID is noted, and the contact stays", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(
			text("i-6", 6, contact.Person{WaID: "60602", UserID: "MY.old"}),
			text("i-7", 7, contact.Person{WaID: "60602", UserID: "MY.new"}))
		require.Equal(t, []string{"created/first_message", "attached/different_user_id"}, inShort(out))
		require.Equal(t, out[0].ContactID, out[1].ContactID)
	})
}

func TestANumberChange(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.happen(text("g-1", 1, contact.Person{WaID: "60611", UserID: "MY.g1"}))[0].ContactID

	t.Run("gives the contact the new number and keeps the old as former", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(change("g-2", 10, contact.Person{WaID: "60611", UserID: "MY.g1"}, contact.Person{WaID: "60612", UserID: "MY.g2"}))
		require.Equal(t, []string{"updated/number_changed"}, inShort(out))
		require.Equal(t, id, out[0].ContactID)
		c := f.get(id)
		require.Equal(t, []string{"60612", "MY.g2", "60612"}, []string{*c.WaID, *c.UserID, c.DisplayName})
		require.Equal(t, []string{"(60611 to 12:10)", "60612", "(MY.g1 to 12:10)", "MY.g2"}, f.identities(id))
	})
	t.Run("told again it changes nothing", func(t *testing.T) {
		out := f.in(t).happen(change("g-3", 10, contact.Person{WaID: "60611", UserID: "MY.g1"}, contact.Person{WaID: "60612", UserID: "MY.g2"}))
		require.Equal(t, []string{"ignored/nothing_new"}, inShort(out))
	})
	t.Run("a message from before it belongs to who had the number then", func(t *testing.T) {
		out := f.in(t).happen(text("g-4", 9, number("60611")), text("g-5", 11, number("60612")))
		require.Equal(t, []string{"attached/known_contact", "attached/known_contact"}, inShort(out))
		require.Equal(t, []uuid.UUID{id, id}, []uuid.UUID{out[0].ContactID, out[1].ContactID})
	})
	t.Run("a message from the old number after it is somebody else's", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(text("g-6", 11, number("60611")), text("g-7", 12, number("60611")), text("g-8", 8, number("60611")))
		require.Equal(t, []string{"created/first_message", "attached/known_contact", "attached/known_contact"}, inShort(out))
		require.NotEqual(t, id, out[0].ContactID)
		require.Equal(t, out[0].ContactID, out[1].ContactID)
		require.Equal(t, id, out[2].ContactID, "and one from before still is not")
	})
	t.Run("of a stranger creates nothing", func(t *testing.T) {
		out := f.in(t).happen(change("g-9", 10, number("60618"), number("60619")))
		require.Equal(t, []string{"ignored/no_contact"}, inShort(out))
		require.Equal(t, uuid.Nil, out[0].ContactID)
	})
	t.Run("of the BSUID alone leaves the number", func(t *testing.T) {
		f := f.in(t)
		made := f.happen(text("g-10", 1, contact.Person{WaID: "60615", UserID: "MY.g5"}))[0].ContactID
		out := f.happen(change("g-11", 10, contact.Person{WaID: "60615", UserID: "MY.g5"}, userID("MY.g6")))
		require.Equal(t, []string{"updated/user_id_changed"}, inShort(out))
		require.Equal(t, []string{"60615", "(MY.g5 to 12:10)", "MY.g6"}, f.identities(made))
	})
	t.Run("to a number that is a contact's already keeps both, and a conflict", func(t *testing.T) {
		f := f.in(t)
		two := f.happen(text("g-12", 1, number("60616")), text("g-13", 1, number("60617")))
		out := f.happen(change("g-14", 10, number("60616"), number("60617")))
		require.Equal(t, []string{"updated/merge_conflict"}, inShort(out))
		require.Equal(t, two[0].ContactID, out[0].ContactID)
		require.Equal(t, []string{"60616 60617 g-14"}, f.conflicts())
		require.Equal(t, []string{"60617"}, f.identities(two[1].ContactID))
		require.Equal(t, []string{"(60616 to 12:10)"}, f.identities(two[0].ContactID))
		require.Equal(t, "60616", *f.get(two[0].ContactID).WaID, "there is no other number to show")
	})
	t.Run("arriving before the first message waits for it in the ledger", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(change("g-15", 10, number("60621"), number("60622")), text("g-16", 5, number("60621")))
		require.Equal(t, []string{"ignored/no_contact", "created/first_message"}, inShort(out))
		require.Equal(t, []string{"(60621 to 12:10)", "60622"}, f.identities(out[1].ContactID))
	})
}

// TestALateChangeOfSomebodyNamedByBSUIDAlone arrives after the number changed
// again. What is shown is what came last.
func TestALateChangeOfSomebodyNamedByBSUIDAlone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.happen(text("k-1", 1, contact.Person{WaID: "60971", UserID: "MY.k1"}), change("k-2", 20, number("60971"), number("60973")))[0].ContactID
	f.happen(change("k-3", 10, userID("MY.k1"), number("60972")))
	require.Equal(t, "60973", *f.get(id).WaID)

	id = f.happen(text("k-4", 1, contact.Person{WaID: "60974", UserID: "MY.k4"}))[0].ContactID
	f.happen(change("k-8", 10, userID("MY.k4"), number("60976")))
	require.Equal(t, "60976", *f.get(id).WaID, "one that is not late is shown")

	id = f.happen(text("k-5", 1, contact.Person{WaID: "60975", UserID: "MY.k5"}), change("k-6", 20, userID("MY.k5"), userID("MY.k7")))[0].ContactID
	f.happen(change("k-7", 10, number("60975"), contact.Person{WaID: "60975", UserID: "MY.k6"}))
	require.Equal(t, "MY.k7", *f.get(id).UserID)
}
