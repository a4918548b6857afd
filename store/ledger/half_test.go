package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestAContactIsHalfUntilItsEventIsDecided reads a contact between the two steps.
func TestAContactIsHalfUntilItsEventIsDecided(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		halves := func() int { return storetest.Read[int](f, `SELECT count(*)::int FROM contacts WHERE half`) }
		shown := func() int { return len(f.List(book.ContactFilter{}, nil, 10)) }

		f.Record(contacttest.Text("h-1", 1, contacttest.Called(contacttest.Number("60661"), "Ada")))
		_, task := f.Next("60661")
		id, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, []int{1, 0}, []int{halves(), shown()})
		_, err = f.Book.Contact(t.Context(), id)
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = f.Book.ByNumber(t.Context(), contacttest.Shop, "60661")
		require.ErrorIs(t, err, store.ErrNotFound)
		chosen, err := f.Book.ChooseByID(t.Context(), storetest.IDsOf([]ledger.Recorded{{ID: id}}))
		require.NoError(t, err)
		require.Empty(t, chosen)
		require.Empty(t, f.Explain(book.Question{Phone: "60661"}).Contacts)
		_, err = f.Ledger.Decide(t.Context(), task, 1)
		require.NoError(t, err)
		require.Equal(t, []int{0, 1}, []int{halves(), shown()})
		require.NotNil(t, f.Get(id).FirstMessageID)

		// What is quarantined before it is filed leaves nobody, and is created by a replay.
		ev := contacttest.Text("h-2", 2, contacttest.Called(contacttest.Number("60662"), "Bea"))
		recorded := f.Record(ev)[0]
		_, task = f.Next("60662")
		_, err = f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		_, err = f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		require.Zero(t, halves())
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM identities WHERE value = '60662'`))
		require.NoError(t, f.Ledger.Replay(t.Context(), recorded.ID, ev))
		require.Equal(t, []string{"created/first_message"}, storetest.InShort(f.Decide(contacttest.Shop, "60662")))
		require.Equal(t, []int{0, 2}, []int{halves(), shown()})

		// A program of before makes it whole, too: its statement does not know of it.
		f.Record(contacttest.Text("h-3", 3, contacttest.Number("60663")))
		_, task = f.Next("60663")
		id, err = f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		f.Exec(`UPDATE contacts SET version = version, last_conversed_at = now() WHERE id = $1`, id)
		require.Zero(t, halves())
	})
}
