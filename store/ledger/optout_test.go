package ledger_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// forgetting is what the tests below hash identities with.
var forgetting = []byte("0123456789abcdef0123456789abcdef")

// bothKeyed runs a test in both ways of deciding, with an ERASURE_KEY.
func bothKeyed(t *testing.T, test func(*testing.T, storetest.Fixture)) {
	t.Helper()
	for name, only := range map[string]bool{"ahead": false, "with locks only": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			f.Ledger = ledger.New(f.DB, ledger.Options{LocksOnly: only, ErasureKey: forgetting})
			test(t, f)
		})
	}
}

// stopped makes a contact that opts out at minute 2, and erases it.
func stopped(f storetest.Fixture, name string, who contact.Person) uuid.UUID {
	f.T.Helper()
	id := f.Happen(contacttest.Text(name+"-1", 1, who))[0].ContactID
	require.Equal(f.T, []string{"updated/opted_out"}, storetest.InShort(f.Happen(preference(name+"-2", 2, who, true))))
	f.Remove(3, id, who)
	return id
}

// preference is WhatsApp's word that somebody wants marketing messages or no more.
func preference(id string, minutes int, who contact.Person, optOut bool) contact.Event {
	ev := contacttest.Touch(id, minutes, who)
	ev.Kind, ev.Facts.OptOut = "marketing_preference", &optOut
	return ev
}

func TestAnOptOutOutlivesAnErasure(t *testing.T) {
	t.Parallel()
	bothKeyed(t, func(t *testing.T, f storetest.Fixture) {
		who := contact.Person{WaID: "5215512345671", UserID: "MX.secret1"}
		stopped(f, "a", who)
		require.Empty(t, storetest.Search(t, f.Pool, "5512345671", "MX.secret1"), "nothing can be read of who it was")
		at := contacttest.Clock(2)
		optedOut := func(t *testing.T, id uuid.UUID) *time.Time {
			t.Helper()
			return f.In(t).Get(id).OptedOutAt
		}

		t.Run("an import subscribes nobody again, and says so", func(t *testing.T) {
			f := f.In(t)
			file := f.KeepImport(imports.Import{}, "x")
			f.RecordRows(file, storetest.StageRow(file, 2, "525512345671", "Back"))
			d := f.Decide(contacttest.Shop, "525512345671")[0]
			require.Equal(t, contact.NewPerson, d.Reason)
			require.True(t, at.Equal(*optedOut(t, d.ContactID)), "another variant of the number, and the time of then")
			event, err := f.Book.Event(t.Context(), d.EventID)
			require.NoError(t, err)
			require.Contains(t, event.Note(), "had opted out before")

			// Undone, the import leaves what was known before it.
			require.Equal(t, []string{"updated/import_undone"}, f.Undo(5, file, d.ContactID, contacttest.Number("525512345671")))
			require.NoError(t, f.Imports.FinishUndo(t.Context(), file))
			require.Empty(t, storetest.Search(t, f.Pool, "5512345671"))
		})
		t.Run("nor does a message of theirs, by what else they were known as", func(t *testing.T) {
			f := f.In(t)
			d := f.Happen(contacttest.Text("a-3", 6, contacttest.UserID("MX.secret1")))[0]
			require.Equal(t, contact.FirstMessage, d.Reason)
			require.True(t, at.Equal(*optedOut(t, d.ContactID)))
			require.NotNil(t, f.Get(d.ContactID).FirstMessageID)
			stranger := f.Happen(contacttest.Text("a-4", 7, contacttest.Number("5215512345671")))[0]
			require.Nil(t, optedOut(t, stranger.ContactID), "the rows are the first one's now: who has the number may be somebody else")
			other := f.Happen(contacttest.Text("a-5", 7, contacttest.Number("60999")))[0]
			require.Nil(t, optedOut(t, other.ContactID))

			require.Equal(t, []string{"updated/opted_in"}, storetest.InShort(f.Happen(preference("a-6", 8, contacttest.UserID("MX.secret1"), false))), "what they say later counts")
			f.Remove(9, d.ContactID, contacttest.UserID("MX.secret1"))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM erased_opt_outs`), "and nothing is kept of who had not opted out")
			again := f.Happen(contacttest.Text("a-7", 10, contacttest.UserID("MX.secret1")))[0]
			require.Nil(t, optedOut(t, again.ContactID))
		})
		t.Run("a person's word counts after it, and it is kept when they are deleted again", func(t *testing.T) {
			f := f.In(t)
			who := contacttest.Number("60998")
			stopped(f, "b", who)
			for range 2 {
				id := f.Happen(contacttest.Text(uuid.NewString(), 11, who))[0].ContactID
				require.True(t, at.Equal(*optedOut(t, id)))
				f.Remove(12, id, who)
			}
			id := f.Happen(contacttest.Text("b-5", 13, who))[0].ContactID
			no := false
			ev := f.Edit("b-6", 1, id, who, contact.Fields{})
			ev.Facts.OptOut = &no
			f.Happen(ev)
			require.Nil(t, optedOut(t, id))
		})
		t.Run("on another channel nothing is known of it", func(t *testing.T) {
			f := f.In(t)
			who := contacttest.Number("60997")
			stopped(f, "c", who)
			f.Channel("branch", "410000000000009")
			d := f.Happen(contacttest.From("410000000000009", contacttest.Text("c-4", 5, who)))[0]
			require.Nil(t, optedOut(t, d.ContactID))
		})
	})
}

// TestNothingIsKeptOfAnOptOut without a key, of who has not opted out, and for who has
// another key.
func TestNothingIsKeptOfAnOptOut(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("60996")
	kept := func() int { return storetest.Read[int](f, `SELECT count(*)::int FROM erased_opt_outs`) }
	stopped(f, "d", who)
	require.Zero(t, kept(), "there is no key")
	require.Nil(t, f.Get(f.Happen(contacttest.Text("d-4", 5, who))[0].ContactID).OptedOutAt)

	f.Ledger = ledger.New(f.DB, ledger.Options{ErasureKey: forgetting})
	subscribed := contacttest.Number("60995")
	id := f.Happen(contacttest.Text("d-5", 5, subscribed))[0].ContactID
	f.Remove(6, id, subscribed)
	require.Zero(t, kept(), "who has not opted out")

	gone := contacttest.Number("60994")
	stopped(f, "e", gone)
	require.Equal(t, 1, kept())
	f.Ledger = ledger.New(f.DB, ledger.Options{ErasureKey: []byte("another key, which is as long as that")})
	require.Nil(t, f.Get(f.Happen(contacttest.Text("e-4", 7, gone))[0].ContactID).OptedOutAt, "nobody finds it with another key")
}
