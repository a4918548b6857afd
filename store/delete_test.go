package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

// remove deletes a contact, and what is left of it.
func (f fixture) remove(n int, id uuid.UUID, who contact.Person) {
	f.t.Helper()
	f.commandRemoval(n, id, who)
	f.erase(id)
}

// erase does what the workflow of an erasure does.
func (f fixture) erase(id uuid.UUID) {
	f.t.Helper()
	for _, part := range []func(context.Context, uuid.UUID) (int, error){f.EraseMessages, f.EraseEvents, f.EraseRows} {
		for {
			removed, err := part(f.t.Context(), id)
			require.NoError(f.t, err)
			if removed == 0 {
				break
			}
		}
	}
	require.NoError(f.t, f.FinishErasure(f.t.Context(), id))
}

// commandRemoval deletes a contact, as its person's order.
func (f fixture) commandRemoval(n int, id uuid.UUID, who contact.Person) {
	f.t.Helper()
	ev := touch("delete"+id.String(), n, who)
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, shop, "delete"
	ev.Facts.Command = &contact.Command{Contact: id, Delete: true}
	require.Equal(f.t, []string{"updated/deleted"}, inShort(f.happen(ev)))
}

// TestDeletingLeavesOthers deletes somebody whose number belongs to somebody else
// by now, or who shares a folded key: what is known of the others stays.
func TestDeletingLeavesOthers(t *testing.T) {
	t.Parallel()
	kept := func(f fixture, id uuid.UUID) bool {
		f.t.Helper()
		return read[bool](f, `SELECT raw <> '{}' AND facts <> '{}' FROM events WHERE id = $1`, id)
	}
	f := setup(t)
	ignored := func(f fixture, id string, n int, who contact.Person) uuid.UUID { // it creates nobody
		f.t.Helper()
		r := f.record(touch(id, n, who))[0]
		f.decide(shop, contact.FoldNumber(who.WaID))
		return r.ID
	}

	t.Run("who has the number now", func(t *testing.T) {
		f := f.in(t)
		old, now := number("60601"), number("60602")
		before := ignored(f, "before", 1, old)
		mine := f.happen(text("mine", 2, old))[0]
		change := touch("change", 3, old)
		change.Facts.Change = &contact.IdentityChange{To: now}
		f.happen(change)
		between := ignored(f, "between", 4, old) // nobody's: the number was given up
		theirs := f.happen(text("theirs", 6, old))[0]
		after := ignored(f, "after", 7, old)
		require.NotEqual(t, mine.ContactID, theirs.ContactID)
		f.remove(8, mine.ContactID, now)
		require.False(t, kept(f, before))
		require.False(t, kept(f, mine.EventID))
		require.True(t, kept(f, between))
		require.True(t, kept(f, theirs.EventID))
		require.True(t, kept(f, after))
		trail := f.explain(book.Question{MessageID: "theirs"})
		require.Len(t, trail.Events, 1)
		require.Equal(t, []uuid.UUID{theirs.ContactID}, contactIDs(trail.Contacts))

		f.remove(9, theirs.ContactID, old)
		require.False(t, kept(f, theirs.EventID))
		require.False(t, kept(f, after))
	})
	t.Run("who shares a folded key", func(t *testing.T) {
		f := f.in(t)
		a, b := number("5215500000606"), number("525500000606")
		one, two := f.happen(text("one", 1, a))[0], f.happen(text("two", 1, b))[0]
		require.NotEqual(t, one.ContactID, two.ContactID)
		f.remove(3, one.ContactID, a)
		require.False(t, kept(f, one.EventID))
		require.True(t, kept(f, two.EventID))
	})
}
