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

// alone makes a contact whose number went to somebody else, and returns both.
func alone(f storetest.Fixture, was, now string) (id, other uuid.UUID) {
	f.T.Helper()
	made := f.Happen(contacttest.Text("a-1."+was, 1, contacttest.Number(was)), contacttest.Text("a-2."+was, 1, contacttest.Number(now)))
	out := f.Happen(contacttest.Change("a-3."+was, 10, contacttest.Number(was), contacttest.Number(now)))
	require.Equal(f.T, []string{"updated/merge_conflict"}, storetest.InShort(out))
	return made[0].ContactID, made[1].ContactID
}

// TestANumberThatWentToSomebodyElse leaves a contact without an identity, which is a
// contact all the same.
func TestANumberThatWentToSomebodyElse(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id, other := alone(f, "60651", "60652")
		own := contact.Alone(id)

		t.Run("is shown, searched and listed no longer", func(t *testing.T) {
			f := f.In(t)
			c := f.Get(id)
			require.Nil(t, c.WaID)
			require.Equal(t, []string{"No number", "none"}, []string{c.DisplayName, c.NameSource})
			require.Equal(t, []uuid.UUID{other}, storetest.ContactIDs(f.List(book.ContactFilter{Query: "6065"}, nil, 10)))
			require.Equal(t, []uuid.UUID{id}, storetest.ContactIDs(f.List(book.ContactFilter{Query: "no number"}, nil, 10)))
			require.Equal(t, []uuid.UUID{id}, storetest.ContactIDs(f.List(book.ContactFilter{Without: []string{contact.NoNumber}}, nil, 10)))
			require.Len(t, f.List(book.ContactFilter{Without: []string{contact.NoName}}, nil, 10), 2)
			known, err := f.Book.Provenance(t.Context(), id)
			require.NoError(t, err)
			require.Len(t, known.Identities, 1, "its own key is no identity")
			require.False(t, known.Identities[0].ValidTo.IsZero())
		})
		t.Run("and belongs to who writes from it", func(t *testing.T) {
			f := f.In(t)
			require.Equal(t, id, f.Happen(contacttest.Text("a-4", 9, contacttest.Number("60651")))[0].ContactID, "from before")
			stranger := f.Happen(contacttest.Text("a-5", 11, contacttest.Number("60651")))[0]
			require.Equal(t, contact.FirstMessage, stranger.Reason)
			require.NotEqual(t, id, stranger.ContactID)
			require.Nil(t, f.Get(id).WaID)
		})
		t.Run("commands for the contact go through a workflow of its own", func(t *testing.T) {
			f := f.In(t)
			remarks := "whoever this is"
			ev := f.Edit("a-6", 12, id, own, contact.Fields{Remarks: &remarks, AddTags: []string{"lost"}})
			require.Equal(t, "id:"+id.String(), ev.Facts.Key())
			require.Equal(t, []string{"updated/fields_changed"}, storetest.InShort(f.Happen(ev)))
			require.Equal(t, remarks, *f.Get(id).Remarks)
			require.Contains(t, f.Events(book.EventFilter{ContactID: id}, uuid.Nil, 10), "a-6")
			require.Equal(t, "contact/shop/id:"+id.String(), storetest.Read[string](f, `SELECT workflow_id FROM events WHERE external_id = 'a-6'`))
		})
		t.Run("a command waits for what was recorded before it under the number", func(t *testing.T) {
			f := f.In(t)
			late := f.Record(contacttest.Text("a-7", 8, contacttest.Number("60651")))[0]
			ev := mending(f, "a-8", 13, id, contact.Command{Add: named(contact.UserID, "MY.651")})
			require.Equal(t, ev.Facts.Keys()[0], own.OwnKey)
			recorded := f.Record(ev)[0]
			next, _ := f.Next(own.OwnKey)
			require.Equal(t, late.ID, next.EventID)
			f.Decide(contacttest.Shop, own.OwnKey)
			d, err := f.Ledger.Decision(t.Context(), recorded.ID)
			require.NoError(t, err)
			require.Equal(t, contact.IdentityAdded, d.Reason)
			require.Equal(t, []string{"MY.651", "MY.651"}, []string{*f.Get(id).UserID, f.Get(id).DisplayName})
		})
		t.Run("it loses what it was given, and its own key is there once", func(t *testing.T) {
			f := f.In(t)
			ev := mending(f, "a-9", 14, id, contact.Command{End: named(contact.UserID, "MY.651")})
			require.Equal(t, []string{"updated/identity_ended"}, storetest.InShort(f.Happen(ev)))
			require.Nil(t, f.Get(id).UserID)
			require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM identities WHERE kind = 'id' AND contact_id = $1`, id))
		})
		t.Run("merged into the other and taken back it is as before", func(t *testing.T) {
			f := f.In(t)
			f.Merge("a-10", 20, other, id, false)
			require.Equal(t, "60652", *f.Get(id).WaID, "it leads to the one that is left")
			f.Merge("a-11", 21, other, id, true)
			require.Nil(t, f.Get(id).WaID)
			require.Equal(t, []string{"No number", "60652"}, []string{f.Get(id).DisplayName, f.Get(other).DisplayName})
			f.Merge("a-12", 22, id, other, false)
			require.Equal(t, []string{"60652", "60652"}, []string{*f.Get(id).WaID, f.Get(id).DisplayName})
			require.Equal(t, id, f.Happen(contacttest.Text("a-13", 23, contacttest.Number("60652")))[0].ContactID)
			f.Merge("a-14", 24, id, other, true)
			require.Nil(t, f.Get(id).WaID, "what it had for a while is gone again")
			require.Equal(t, "No number", f.Get(id).DisplayName)
		})
		t.Run("deleted it leaves no word", func(t *testing.T) {
			f := f.In(t)
			f.Remove(30, id, own)
			require.Empty(t, storetest.Search(t, f.Pool, "whoever this is", "id:"+id.String()))
		})
	})
}

// TestTheOnlyNumberEnds has a person say that a number is somebody else's.
func TestTheOnlyNumberEnds(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("b-1", 1, contacttest.Number("60653")))[0].ContactID
		do := func(name string, minutes int, c contact.Command) string {
			t.Helper()
			return storetest.InShort(f.Happen(mending(f, name, minutes, id, c)))[0]
		}
		require.Equal(t, "updated/identity_ended", do("b-2", 2, contact.Command{End: named(contact.WaID, "60653")}))
		require.Nil(t, f.Get(id).WaID)
		require.Equal(t, "updated/identity_added", do("b-3", 3, contact.Command{Add: named(contact.WaID, "60653")}), "which takes it back")
		require.Equal(t, []string{"60653", "60653", "phone"}, []string{*f.Get(id).WaID, f.Get(id).DisplayName, f.Get(id).NameSource})
		require.Equal(t, "updated/identity_ended", do("b-4", 4, contact.Command{End: named(contact.WaID, "60653")}))
		require.Equal(t, "updated/number_corrected", do("b-5", 5, contact.Command{Number: "60654"}))
		require.Equal(t, "60654", *f.Get(id).WaID)
		require.Equal(t, id, f.Happen(contacttest.Text("b-6", 6, contacttest.Number("60654")))[0].ContactID)
	})
}
