package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	f := setup(t)

	t.Run("nothing is pending for a key that nobody named", func(t *testing.T) {
		next, err := f.Lookup(t.Context(), shop, "60100")
		require.NoError(t, err)
		require.Equal(t, ledger.Next{}, next)
	})

	t.Run("the oldest by recording comes first, whatever its own time", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("l-late", 9, number("60201")), text("l-early", 1, number("60201")))
		next, _ := f.next("60201")
		require.Equal(t, r[0].ID, next.EventID)
		require.Equal(t, []string{"60201"}, next.Keys)
		require.Equal(t, []any{"text", "message", contact.StepCreate}, []any{next.Kind, next.Source, next.Step})
		require.Len(t, f.decide(shop, "60201"), 2)
	})

	t.Run("it says whether the person has a contact, and what the event needs", func(t *testing.T) {
		f := f.in(t)
		made := f.happen(text("l-1", 1, number("60202")))[0].ContactID
		f.record(touch("l-2", 2, number("60202")), text("l-3", 3, number("60202")))
		next, task := f.next("60202")
		require.Equal(t, contact.StepUpdate, next.Step)
		require.Equal(t, made, next.ContactID)
		_, err := f.Decide(t.Context(), task, 1)
		require.NoError(t, err)
		next, _ = f.next("60202")
		require.Equal(t, contact.StepAttach, next.Step)
		require.Equal(t, made, next.ContactID)
	})

	t.Run("a stranger of whom nothing can create a contact needs an update", func(t *testing.T) {
		f := f.in(t)
		f.record(touch("l-4", 2, number("60203")))
		next, _ := f.next("60203")
		require.Equal(t, contact.StepUpdate, next.Step)
		require.Equal(t, uuid.Nil, next.ContactID)
	})

	t.Run("national variants of a number wait in one queue", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("l-5", 1, number("5215512345678")), text("l-6", 1, number("525512345678")))
		next, task := f.next("525512345678")
		require.Equal(t, r[0].ID, next.EventID)
		_, err := f.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		next, _ = f.next("525512345678")
		require.Equal(t, r[1].ID, next.EventID)
	})

	t.Run("another channel's queue is another queue", func(t *testing.T) {
		f := f.in(t)
		f.channel("elsewhere", "8001")
		r := f.record(from("8001", text("l-7", 1, number("60204"))))
		next, err := f.Lookup(t.Context(), shop, "60204")
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step)
		next, err = f.Lookup(t.Context(), "elsewhere", "60204")
		require.NoError(t, err)
		require.Equal(t, r[0].ID, next.EventID)
	})

	t.Run("what is stored unreadable is said to be", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("l-8", 1, number("60205")))[0]
		f.exec(`UPDATE events SET facts = '{' WHERE id = $1`, r.ID)
		next, _ := f.next("60205")
		require.True(t, next.Unreadable)
		require.Equal(t, r.ID, next.EventID)
	})
}

func TestAnEventOfSeveralKeysWaitsForWhatWasRecordedBeforeIt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.record(
		text("m-1", 5, userID("MY.bob")),                                  // pending under the BSUID
		change("m-2", 6, userID("MY.bob"), contact.Person{WaID: "60212"}), // under both
		text("m-3", 7, contact.Person{WaID: "60211", UserID: "MY.ada"}),   // nothing to do with them
		change("m-4", 8, number("60212"), number("60213")),                // under both numbers
		text("m-5", 9, number("60213")),
	)
	t.Run("an older event of a further key comes first, and so on down the line", func(t *testing.T) {
		f := f.in(t)
		var order []uuid.UUID
		for range 4 {
			next, task := f.next("60213")
			order = append(order, next.EventID)
			if next.Step == contact.StepCreate {
				_, err := f.CreateContact(t.Context(), task)
				require.NoError(t, err)
			}
			_, err := f.Decide(t.Context(), task, 1)
			require.NoError(t, err)
		}
		require.Equal(t, []uuid.UUID{r[0].ID, r[1].ID, r[3].ID, r[4].ID}, order)
	})
	t.Run("what concerns none of its keys still waits", func(t *testing.T) {
		f := f.in(t)
		next, _ := f.next("MY.ada")
		require.Equal(t, r[2].ID, next.EventID)
		require.Equal(t, []string{"60211", "MY.ada"}, next.Keys)
	})
	t.Run("only the first key of an event is delivered", func(t *testing.T) {
		require.Equal(t, []string{"60211 true", "MY.ada false"}, column(f.in(t),
			`SELECT key || ' ' || (due_at IS NOT NULL) FROM queue ORDER BY key`))
	})
}
