package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)

	t.Run("nothing is pending for a key that nobody named", func(t *testing.T) {
		next, err := f.Ledger.Lookup(t.Context(), contacttest.Shop, "60100")
		require.NoError(t, err)
		require.Equal(t, ledger.Next{}, next)
	})

	t.Run("the oldest by recording comes first, whatever its own time", func(t *testing.T) {
		f := f.In(t)
		r := f.Record(contacttest.Text("l-late", 9, contacttest.Number("60201")), contacttest.Text("l-early", 1, contacttest.Number("60201")))
		next, _ := f.Next("60201")
		require.Equal(t, r[0].ID, next.EventID)
		require.Equal(t, []string{"60201"}, next.Keys)
		require.Equal(t, []any{"text", "message", contact.StepCreate}, []any{next.Kind, next.Source, next.Step})
		require.Len(t, f.Decide(contacttest.Shop, "60201"), 2)
	})

	t.Run("it says whether the person has a contact, and what the event needs", func(t *testing.T) {
		f := f.In(t)
		made := f.Happen(contacttest.Text("l-1", 1, contacttest.Number("60202")))[0].ContactID
		f.Record(contacttest.Touch("l-2", 2, contacttest.Number("60202")), contacttest.Text("l-3", 3, contacttest.Number("60202")))
		next, task := f.Next("60202")
		require.Equal(t, contact.StepUpdate, next.Step)
		require.Equal(t, made, next.ContactID)
		_, err := f.Ledger.Decide(t.Context(), task, 1)
		require.NoError(t, err)
		next, _ = f.Next("60202")
		require.Equal(t, contact.StepAttach, next.Step)
		require.Equal(t, made, next.ContactID)
	})

	t.Run("a stranger of whom nothing can create a contact needs an update", func(t *testing.T) {
		f := f.In(t)
		f.Record(contacttest.Touch("l-4", 2, contacttest.Number("60203")))
		next, _ := f.Next("60203")
		require.Equal(t, contact.StepUpdate, next.Step)
		require.Equal(t, uuid.Nil, next.ContactID)
	})

	t.Run("national variants of a number wait in one queue", func(t *testing.T) {
		f := f.In(t)
		r := f.Record(contacttest.Text("l-5", 1, contacttest.Number("5215512345678")), contacttest.Text("l-6", 1, contacttest.Number("525512345678")))
		next, task := f.Next("525512345678")
		require.Equal(t, r[0].ID, next.EventID)
		_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		next, _ = f.Next("525512345678")
		require.Equal(t, r[1].ID, next.EventID)
	})

	t.Run("another channel's queue is another queue", func(t *testing.T) {
		f := f.In(t)
		f.Channel("elsewhere", "8001")
		r := f.Record(contacttest.From("8001", contacttest.Text("l-7", 1, contacttest.Number("60204"))))
		next, err := f.Ledger.Lookup(t.Context(), contacttest.Shop, "60204")
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step)
		next, err = f.Ledger.Lookup(t.Context(), "elsewhere", "60204")
		require.NoError(t, err)
		require.Equal(t, r[0].ID, next.EventID)
	})

	t.Run("what is stored unreadable is said to be", func(t *testing.T) {
		f := f.In(t)
		r := f.Record(contacttest.Text("l-8", 1, contacttest.Number("60205")))[0]
		f.Exec(`UPDATE events SET facts = '{' WHERE id = $1`, r.ID)
		next, _ := f.Next("60205")
		require.True(t, next.Unreadable)
		require.Equal(t, r.ID, next.EventID)
	})
}

func TestAnEventOfSeveralKeysWaitsForWhatWasRecordedBeforeIt(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	r := f.Record(
		contacttest.Text("m-1", 5, contacttest.UserID("MY.bob")),                                  // pending under the BSUID
		contacttest.Change("m-2", 6, contacttest.UserID("MY.bob"), contact.Person{WaID: "60212"}), // under both
		contacttest.Text("m-3", 7, contact.Person{WaID: "60211", UserID: "MY.ada"}),               // nothing to do with them
		contacttest.Change("m-4", 8, contacttest.Number("60212"), contacttest.Number("60213")),    // under both numbers
		contacttest.Text("m-5", 9, contacttest.Number("60213")),
	)
	t.Run("an older event of a further key comes first, and so on down the line", func(t *testing.T) {
		f := f.In(t)
		var order []uuid.UUID
		for range 4 {
			next, task := f.Next("60213")
			order = append(order, next.EventID)
			if next.Step == contact.StepCreate {
				_, err := f.Ledger.CreateContact(t.Context(), task)
				require.NoError(t, err)
			}
			_, err := f.Ledger.Decide(t.Context(), task, 1)
			require.NoError(t, err)
		}
		require.Equal(t, []uuid.UUID{r[0].ID, r[1].ID, r[3].ID, r[4].ID}, order)
	})
	t.Run("what concerns none of its keys still waits", func(t *testing.T) {
		f := f.In(t)
		next, _ := f.Next("MY.ada")
		require.Equal(t, r[2].ID, next.EventID)
		require.Equal(t, []string{"60211", "MY.ada"}, next.Keys)
	})
	t.Run("only the first key of an event is delivered", func(t *testing.T) {
		require.Equal(t, []string{"60211 true", "MY.ada false"}, storetest.Column(f.In(t),
			`SELECT key || ' ' || (due_at IS NOT NULL) FROM queue ORDER BY key`))
	})
}
