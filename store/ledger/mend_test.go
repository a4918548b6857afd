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

// mending is a person's command about a contact's identities.
func mending(f storetest.Fixture, id string, minutes int, of uuid.UUID, c contact.Command) contact.Event {
	f.T.Helper()
	people, err := f.Book.People(f.T.Context(), of)
	require.NoError(f.T, err)
	ev := contacttest.Touch(id, minutes, people[0])
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "identity"
	c.Contact, c.Others = of, people
	if given := c.Gives(); given != nil {
		c.Others = append(c.Others, given.Person())
	}
	ev.Facts.Command = &c
	return ev
}

func named(kind contact.IdentityKind, value string) *contact.Named {
	return &contact.Named{Kind: kind, Value: value}
}

// TestIdentitiesAreMended adds, ends and corrects identities, takes each back, and has
// messages arrive from all of them.
func TestIdentitiesAreMended(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		first := f.Happen(contacttest.Text("k-1", 1, contacttest.Number("60971")))[0]
		id := first.ContactID
		do := func(minutes int, reason contact.Reason, c contact.Command) {
			t.Helper()
			d := f.Happen(mending(f, uuid.NewString(), minutes, id, c))[0]
			require.Equal(t, reason, d.Reason)
			require.Equal(t, id, d.ContactID)
		}
		owner := func(minutes int, who contact.Person) uuid.UUID {
			t.Helper()
			return f.Happen(contacttest.Text(uuid.NewString(), minutes, who))[0].ContactID
		}
		version := f.Get(id).Version

		do(2, contact.IdentityAdded, contact.Command{Add: named(contact.UserID, "MY.71")})
		require.Greater(t, f.Get(id).Version, version)
		require.Equal(t, id, owner(3, contacttest.UserID("MY.71")))
		do(4, contact.IdentityEnded, contact.Command{End: named(contact.UserID, "MY.71")})
		do(6, contact.IdentityAdded, contact.Command{Add: named(contact.UserID, "MY.71")})
		require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM identities WHERE value = 'MY.71'`), "as if it had never ended")
		require.Equal(t, id, owner(5, contacttest.UserID("MY.71")), "also between")

		do(10, contact.NumberCorrected, contact.Command{Number: "60972"})
		require.Equal(t, "60972", *f.Get(id).WaID)
		require.Equal(t, id, owner(9, contacttest.Number("60971")), "what came before the correction stays the contact's")
		require.Equal(t, id, owner(11, contacttest.Number("60972")))
		stranger := owner(12, contacttest.Number("60971"))
		require.NotEqual(t, id, stranger, "the wrong number is somebody else's from then on")
		before := f.State()
		do(13, contact.IdentityTaken, contact.Command{Number: "60971"})
		require.Equal(t, "{}", storetest.Read[string](f, `SELECT facts FROM events WHERE reason = 'identity_taken'`), "it names somebody else")
		require.Equal(t, "60972", *f.Get(id).WaID)
		require.Contains(t, f.State(), before[:40])

		do(14, contact.NumberCorrected, contact.Command{Number: "60973"})
		do(15, contact.NumberCorrected, contact.Command{Number: "60972"})
		require.Equal(t, "60972", *f.Get(id).WaID)
		require.Equal(t, id, owner(16, contacttest.Number("60972")))
	})
}

// TestACorrectionWithFieldsIsWhole sets what else an edit says, or nothing.
func TestACorrectionWithFieldsIsWhole(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("l-1", 1, contacttest.Number("60974")))[0].ContactID
		f.Happen(contacttest.Text("l-2", 1, contacttest.Number("60975")))
		edit := func(minutes int, number, remarks string) contact.Decision {
			ev := mending(f, uuid.NewString(), minutes, id, contact.Command{Number: number})
			ev.Facts.Fields = &contact.Fields{Remarks: &remarks}
			return f.Happen(ev)[0]
		}
		require.Equal(t, contact.IdentityTaken, edit(2, "60975", "no").Reason)
		require.Nil(t, f.Get(id).Remarks)
		require.Equal(t, contact.NumberCorrected, edit(3, "60976", "yes").Reason)
		require.Equal(t, "yes", *f.Get(id).Remarks)
		require.Equal(t, contact.FieldsChanged, edit(4, "60976", "again").Reason)
	})
}

// TestACorrectionDuringAMergeGoesBack gives the right number, when the merge is taken
// back, to the contact that had the wrong one.
func TestACorrectionDuringAMergeGoesBack(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		winner := f.Happen(contacttest.Text("m-1", 1, contacttest.UserID("MY.77")))[0].ContactID
		loser := f.Happen(contacttest.Text("m-2", 1, contacttest.Number("60977")))[0].ContactID
		f.Merge("m-3", 2, winner, loser, false)
		require.Equal(t, contact.NumberCorrected, f.Happen(mending(f, "m-4", 3, winner, contact.Command{Number: "60978"}))[0].Reason)
		f.Merge("m-5", 4, winner, loser, true)
		require.Equal(t, "60978", *f.Get(loser).WaID)
		require.Nil(t, f.Get(winner).WaID)
		require.Equal(t, loser, f.Happen(contacttest.Text("m-6", 5, contacttest.Number("60978")))[0].ContactID)
	})
}

// TestAMergeTakesWhatIsToldMeanwhile has a message tell an identity of a contact after
// its merge was recorded with those that it had then, and before it is decided.
func TestAMergeTakesWhatIsToldMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		winner := f.Happen(contacttest.Text("n-1", 1, contacttest.Number("60981")))[0].ContactID
		loser := f.Happen(contacttest.Text("n-2", 1, contacttest.Number("60982")))[0].ContactID
		ev := mending(f, "n-3", 2, winner, contact.Command{Absorb: loser})
		ev.Facts.Command.Others = append(ev.Facts.Command.Others, contacttest.Number("60982"))
		// Known by both, with a key that the command does not lock.
		f.Happen(contacttest.Text("n-4", 3, contact.Person{WaID: "60982", UserID: "MY.82"}))
		held := f.Record(contacttest.Text("n-5", 4, contacttest.UserID("MY.82")))[0]
		recorded := f.Record(ev)[0]

		tx, err := f.Pool.Begin(t.Context())
		require.NoError(t, err)
		defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
		_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('shop/MY.82', 0))`)
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() {
			_, err := f.Ledger.Decide(t.Context(), ledger.Task{ChannelID: contacttest.Shop, Key: "60981", EventID: recorded.ID, Keys: ev.Facts.Keys()}, 1)
			done <- err
		}()
		f.Waiting()
		require.NoError(t, tx.Rollback(t.Context()))
		require.NoError(t, <-done)
		f.Decide(contacttest.Shop, "MY.82")
		d, err := f.Ledger.Decision(t.Context(), held.ID)
		require.NoError(t, err)
		require.Equal(t, winner, d.ContactID)
		require.Equal(t, 0, storetest.Read[int](f, `SELECT count(*)::int FROM messages WHERE contact_id = $1`, loser))
	})
}

// TestAContactIsNotMergedIntoItself decides what a caller cannot record.
func TestAContactIsNotMergedIntoItself(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("o-1", 1, contacttest.Number("60983")))[0].ContactID
		require.Equal(t, []string{"ignored/nothing_new"}, storetest.InShort(f.Happen(mending(f, "o-2", 2, id, contact.Command{Absorb: id}))))
		require.Equal(t, id, f.Get(id).ID)
	})
}
