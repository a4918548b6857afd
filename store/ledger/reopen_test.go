package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestWhatOvertookTheFirstMessageIsJudgedAgain(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		now := func(f storetest.Fixture, id contact.Decision) string {
			f.T.Helper()
			return storetest.Read[string](f, `SELECT decision || '/' || reason FROM events WHERE id = $1`, id.EventID)
		}

		t.Run("an opt-out from after it is applied, and its trail keeps the former decision", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("o-1", 5, contacttest.Number("60701"), true), contacttest.Text("o-2", 4, contacttest.Number("60701")))
			require.Equal(t, []string{"ignored/no_contact", "created/first_message"}, storetest.InShort(out))
			require.Equal(t, "updated/opted_out", now(f, out[0]))
			require.True(t, contacttest.Clock(5).Equal(*f.Get(out[1].ContactID).OptedOutAt))
			require.Equal(t, "1 ignored no_contact a-run true", storetest.Read[string](f, `
SELECT jsonb_array_length(trail) || ' ' || (trail -> 0 ->> 'decision') || ' ' || (trail -> 0 ->> 'reason') || ' '
       || (trail -> 0 ->> 'run_id') || ' ' || (trail -> 0 ? 'decided_at')
FROM events
WHERE id = $1`, out[0].EventID))
		})

		t.Run("at the same second it counts as after", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("o-3", 5, contacttest.Number("60703"), true), contacttest.Text("o-4", 5, contacttest.Number("60703")))
			require.Equal(t, "updated/opted_out", now(f, out[0]))
		})

		t.Run("one from before it stays ignored", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("o-5", 3, contacttest.Number("60705"), true), contacttest.Text("o-6", 4, contacttest.Number("60705")))
			require.Equal(t, "ignored/no_contact", now(f, out[0]))
			require.Nil(t, f.Get(out[1].ContactID).OptedOutAt)
		})

		t.Run("stop and resume are applied in the order of their times", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(
				contacttest.Preference("o-7", 7, contacttest.Number("60707"), false),
				contacttest.Preference("o-8", 6, contacttest.Number("60707"), true),
				contacttest.Text("o-9", 5, contacttest.Number("60707")))
			require.Equal(t, "updated/opted_out", now(f, out[1]))
			require.Equal(t, "updated/opted_in", now(f, out[0]))
			require.Nil(t, f.Get(out[2].ContactID).OptedOutAt)
		})

		t.Run("what was ignored for a reason of its own stays ignored", func(t *testing.T) {
			f := f.In(t)
			reaction := contacttest.Touch("o-10", 9, contacttest.Number("60710"))
			reaction.Facts.Reason = contact.Reaction
			out := f.Happen(reaction, contacttest.Text("o-11", 4, contacttest.Number("60710")))
			require.Equal(t, "ignored/reaction", now(f, out[0]))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM events WHERE id = $1 AND trail IS NOT NULL`, out[0].EventID))
		})

		t.Run("an opt-out that names only the BSUID finds a message that names both", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(
				contacttest.Preference("o-12", 9, contacttest.UserID("MY.o12"), true),
				contacttest.Text("o-13", 4, contact.Person{WaID: "60712", UserID: "MY.o12"}))
			f.Decide(contacttest.Shop, "MY.o12")
			require.Equal(t, "updated/opted_out", now(f, out[0]))
		})

		t.Run("it is pending again at once, and delivered", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Preference("o-14", 9, contacttest.Number("60714"), true))
			f.Record(contacttest.Text("o-15", 4, contacttest.Number("60714")))
			_, task := f.Next("60714")
			_, err := f.Ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
			require.True(t, storetest.Read[bool](f, `SELECT due_at <= now() FROM queue WHERE event_id = $1`, out[0].EventID))
			decision, err := f.Ledger.Decision(t.Context(), out[0].EventID)
			require.NoError(t, err)
			require.Equal(t, contact.Decision{EventID: out[0].EventID}, decision, "without a decision until then")
			require.Equal(t, []string{"created/first_message", "updated/opted_out"}, storetest.InShort(f.Decide(contacttest.Shop, "60714")))
		})
	})
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		id := f.Happen(contacttest.Text("p-1", 1, contacttest.Number("60721")))[0].ContactID

		out := f.Happen(contacttest.Preference("p-2", 5, contacttest.Number("60721"), true))
		require.Equal(t, []string{"updated/opted_out"}, storetest.InShort(out))
		require.True(t, contacttest.Clock(5).Equal(*f.Get(id).OptedOutAt))

		out = f.Happen(contacttest.Preference("p-3", 4, contacttest.Number("60721"), false))
		require.Equal(t, []string{"ignored/older_than_known"}, storetest.InShort(out))
		require.NotNil(t, f.Get(id).OptedOutAt, "an older preference changes nothing")

		out = f.Happen(contacttest.Preference("p-4", 6, contacttest.Number("60721"), false))
		require.Equal(t, []string{"updated/opted_in"}, storetest.InShort(out))
		require.Nil(t, f.Get(id).OptedOutAt)
		require.True(t, contacttest.Clock(1).Equal(*f.Get(id).LastConversedAt), "no preference is a conversation")
	})
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {

		t.Run("sets the event aside with its reason, and what waits behind it goes on", func(t *testing.T) {
			f := f.In(t)
			r := f.Record(contacttest.Text("q-1", 1, contacttest.Number("60731")), contacttest.Text("q-2", 2, contacttest.Number("60731")))
			_, task := f.Next("60731")
			result, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "SQLSTATE 22001")
			require.NoError(t, err)
			require.Equal(t, ledger.Result{
				Decisions: []contact.Decision{{EventID: r[0].ID, Kind: contact.Quarantined, Reason: contact.Failed}}, More: true,
			}, result)
			require.Equal(t, "quarantined failed SQLSTATE 22001 a-run", storetest.Read[string](f,
				`SELECT decision || ' ' || reason || ' ' || detail || ' ' || run_id FROM events WHERE id = $1`, r[0].ID))
			require.Equal(t, contacttest.ShopNumber+" failed", storetest.Read[string](f, `SELECT origin || ' ' || reason FROM quarantine WHERE event_id = $1`, r[0].ID))
			require.Equal(t, []string{"created/first_message"}, storetest.InShort(f.Decide(contacttest.Shop, "60731")))
		})

		t.Run("an event that is decided already keeps its decision", func(t *testing.T) {
			f := f.In(t)
			f.Record(contacttest.Text("q-3", 1, contacttest.Number("60733")))
			_, task := f.Next("60733")
			decided := f.Decide(contacttest.Shop, "60733")
			result, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "late")
			require.NoError(t, err)
			require.Equal(t, decided, result.Decisions)
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM quarantine WHERE event_id = $1`, task.EventID))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM events WHERE id = $1 AND detail IS NOT NULL`, task.EventID))
		})

		t.Run("also one whose facts cannot be read", func(t *testing.T) {
			f := f.In(t)
			r := f.Record(contacttest.Text("q-4", 1, contacttest.Number("60734")))[0]
			f.Exec(`UPDATE events SET facts = 'nonsense' WHERE id = $1`, r.ID)
			_, task := f.Next("60734")
			result, err := f.Ledger.Quarantine(t.Context(), task, contact.Unreadable, "with a NUL \x00 and \xff")
			require.NoError(t, err)
			require.Equal(t, []string{"quarantined/unreadable"}, storetest.InShort(result.Decisions))
		})
	})
}

// TestARefusedOrderStaysRefused has an edit refused since its contact is merged
// into another. Its caller was told so; when the merge is taken back and an older
// message comes, it is not carried out after all.
func TestARefusedOrderStaysRefused(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		a, b := contacttest.Number("60177000001"), contacttest.Number("60177000002")
		winner := f.Happen(contacttest.Text("m1", 1, a))[0].ContactID
		loser := f.Happen(contacttest.Text("m2", 4, b))[0].ContactID
		order := func(id string, at int, who contact.Person, o contact.Command, fields *contact.Fields) []string {
			ev := contacttest.Touch(id, at, who)
			ev.Source, ev.ChannelID, ev.Kind, ev.Facts.Command, ev.Facts.Fields = contact.SourceManual, contacttest.Shop, "edit", &o, fields
			return storetest.InShort(f.Happen(ev))
		}
		remarks := "refused"
		require.Equal(t, []string{"updated/merged"}, order("merge", 5, a, contact.Command{Contact: winner, Absorb: loser, Others: []contact.Person{b}}, nil))
		require.Equal(t, []string{"ignored/no_contact"}, order("edit", 6, b, contact.Command{Contact: loser}, &contact.Fields{Remarks: &remarks}))
		require.Equal(t, []string{"updated/unmerged"}, order("restore", 7, a, contact.Command{Contact: winner, Restore: loser, Others: []contact.Person{b}}, nil))
		f.Happen(contacttest.Text("late", 3, b))
		require.Empty(t, f.Get(loser).Remarks)
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM queue`))
	})
}
