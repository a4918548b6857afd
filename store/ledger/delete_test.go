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

// TestDeletingLeavesOthers deletes somebody whose number belongs to somebody else
// by now, or who shares a folded key: what is known of the others stays.
func TestDeletingLeavesOthers(t *testing.T) {
	t.Parallel()
	kept := func(f storetest.Fixture, id uuid.UUID) bool {
		f.T.Helper()
		return storetest.Read[bool](f, `SELECT raw <> '{}' AND facts <> '{}' FROM events WHERE id = $1`, id)
	}
	f := storetest.Setup(t)
	ignored := func(f storetest.Fixture, id string, n int, who contact.Person) uuid.UUID { // it creates nobody
		f.T.Helper()
		r := f.Record(contacttest.Touch(id, n, who))[0]
		f.Decide(contacttest.Shop, contact.FoldNumber(who.WaID))
		return r.ID
	}

	t.Run("who has the number now", func(t *testing.T) {
		f := f.In(t)
		old, now := contacttest.Number("60601"), contacttest.Number("60602")
		before := ignored(f, "before", 1, old)
		mine := f.Happen(contacttest.Text("mine", 2, old))[0]
		change := contacttest.Touch("change", 3, old)
		change.Facts.Change = &contact.IdentityChange{To: now}
		f.Happen(change)
		between := ignored(f, "between", 4, old) // nobody's: the number was given up
		theirs := f.Happen(contacttest.Text("theirs", 6, old))[0]
		after := ignored(f, "after", 7, old)
		require.NotEqual(t, mine.ContactID, theirs.ContactID)
		f.Remove(8, mine.ContactID, now)
		require.False(t, kept(f, before))
		require.False(t, kept(f, mine.EventID))
		require.True(t, kept(f, between))
		require.True(t, kept(f, theirs.EventID))
		require.True(t, kept(f, after))
		trail := f.Explain(book.Question{MessageID: "theirs"})
		require.Len(t, trail.Events, 1)
		require.Equal(t, []uuid.UUID{theirs.ContactID}, storetest.ContactIDs(trail.Contacts))

		f.Remove(9, theirs.ContactID, old)
		require.False(t, kept(f, theirs.EventID))
		require.False(t, kept(f, after))
	})
	t.Run("who shares a folded key", func(t *testing.T) {
		f := f.In(t)
		a, b := contact.Person{WaID: "5215500000606", UserID: "MX.606a"}, contact.Person{WaID: "525500000606", UserID: "MX.606b"}
		one, two := f.Happen(contacttest.Text("one", 1, a))[0], f.Happen(contacttest.Text("two", 1, b))[0]
		require.NotEqual(t, one.ContactID, two.ContactID)
		f.Remove(3, one.ContactID, a)
		require.False(t, kept(f, one.EventID))
		require.True(t, kept(f, two.EventID))
	})
}
