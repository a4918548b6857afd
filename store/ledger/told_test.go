package ledger_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhatIsToldDuringAMergeGoesBackWithIt has messages tell user ids, and WhatsApp a new
// number, of two people while their contacts are one. When that is taken back each has
// their own.
func TestWhatIsToldDuringAMergeGoesBackWithIt(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		owner := func(minutes int, who contact.Person) uuid.UUID {
			t.Helper()
			return f.Happen(contacttest.Text(uuid.NewString(), minutes, who))[0].ContactID
		}
		requireOwner := func(id uuid.UUID, minutes int, people ...contact.Person) {
			t.Helper()
			for _, who := range people {
				require.Equal(t, id, owner(minutes, who), who)
			}
		}
		ada, bob, eve := owner(1, contacttest.Number("60991")), owner(1, contacttest.Number("60992")), owner(1, contacttest.Number("60993"))
		adas, bobs := contact.Person{WaID: "60991", UserID: "MY.91"}, contact.Person{WaID: "60992", UserID: "MY.92"}
		f.Merge("p-1", 2, ada, bob, false)
		requireOwner(ada, 3, adas, bobs, contacttest.UserID("MY.91"), contacttest.UserID("MY.92"))
		f.Merge("p-2", 4, eve, ada, false) // what is told further up goes all the way back
		requireOwner(eve, 5, contact.Person{UserID: "MY.92", ParentUserID: "MY.ENT.92"})
		require.Equal(t, contact.NumberChanged, f.Happen(contacttest.Change("p-3", 6, contacttest.Number("60992"), contacttest.Number("60994")))[0].Reason)
		requireOwner(eve, 7, contacttest.Number("60994"), contact.Person{WaID: "60993", UserID: "MY.93"})

		f.Merge("p-4", 8, eve, ada, true)
		requireOwner(ada, 9, contacttest.UserID("MY.91"), contacttest.UserID("MY.92"), contacttest.Number("60994"))
		requireOwner(eve, 9, contacttest.UserID("MY.93"))
		f.Merge("p-5", 10, ada, bob, true)
		requireOwner(bob, 11, contact.Person{WaID: "60994", UserID: "MY.92"}, contacttest.UserID("MY.92"))
		requireOwner(ada, 11, adas, contacttest.UserID("MY.91"))
		require.Equal(t, "60994", *f.Get(bob).WaID)
		require.Equal(t, []string{"60991", "MY.91"}, []string{*f.Get(ada).WaID, *f.Get(ada).UserID})
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM conflicts`), "nobody is taken for two")
		require.Equal(t, 6, storetest.Read[int](f, `SELECT count(*)::int FROM messages WHERE contact_id = $1`, ada))
		require.Equal(t, 9, storetest.Read[int](f, `SELECT count(*)::int FROM messages WHERE contact_id = $1`, bob))
		require.Equal(t, 3, storetest.Read[int](f, `SELECT count(*)::int FROM messages WHERE contact_id = $1`, eve))
	})
}

// TestAnUndoTakesWhatIsToldMeanwhile has a message tell an identity of the contact that
// comes back, after its undoing was recorded and before that is decided.
func TestAnUndoTakesWhatIsToldMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		winner := f.Happen(contacttest.Text("q-1", 1, contacttest.Number("60995")))[0].ContactID
		loser := f.Happen(contacttest.Text("q-2", 1, contacttest.Number("60996")))[0].ContactID
		f.Merge("q-3", 2, winner, loser, false)
		ev := mending(f, "q-4", 3, winner, contact.Command{Restore: loser})
		f.Happen(contacttest.Text("q-5", 4, contact.Person{WaID: "60996", UserID: "MY.96"}))
		waiting := f.Record(contacttest.Text("q-6", 5, contacttest.UserID("MY.96")))[0]
		recorded := f.Record(ev)[0]

		tx, err := f.Pool.Begin(t.Context())
		require.NoError(t, err)
		defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
		_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('shop/MY.96', 0))`)
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() {
			_, err := f.Ledger.Decide(t.Context(), ledger.Task{ChannelID: contacttest.Shop, Key: ev.Facts.Key(), EventID: recorded.ID, Keys: ev.Facts.Keys()}, 1)
			done <- err
		}()
		f.Waiting()
		require.NoError(t, tx.Rollback(t.Context()))
		require.NoError(t, <-done)
		f.Decide(contacttest.Shop, "MY.96")
		d, err := f.Ledger.Decision(t.Context(), waiting.ID)
		require.NoError(t, err)
		require.Equal(t, loser, d.ContactID)
		require.Equal(t, 3, storetest.Read[int](f, `SELECT count(*)::int FROM messages WHERE contact_id = $1`, loser))
	})
}
