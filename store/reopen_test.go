package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

func TestWhatOvertookTheFirstMessageIsJudgedAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	now := func(f fixture, id contact.Decision) string {
		f.t.Helper()
		return read[string](f, `SELECT decision || '/' || reason FROM events WHERE id = $1`, id.EventID)
	}

	t.Run("an opt-out from after it is applied, and its trail keeps the former decision", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("o-1", 5, number("60701"), true), text("o-2", 4, number("60701")))
		require.Equal(t, []string{"ignored/no_contact", "created/first_message"}, inShort(out))
		require.Equal(t, "updated/opted_out", now(f, out[0]))
		require.True(t, clock(5).Equal(*f.get(out[1].ContactID).OptedOutAt))
		require.Equal(t, "1 ignored no_contact a-run true", read[string](f, `
SELECT jsonb_array_length(trail) || ' ' || (trail -> 0 ->> 'decision') || ' ' || (trail -> 0 ->> 'reason') || ' '
       || (trail -> 0 ->> 'run_id') || ' ' || (trail -> 0 ? 'decided_at')
FROM events
WHERE id = $1`, out[0].EventID))
	})

	t.Run("at the same second it counts as after", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("o-3", 5, number("60703"), true), text("o-4", 5, number("60703")))
		require.Equal(t, "updated/opted_out", now(f, out[0]))
	})

	t.Run("one from before it stays ignored", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("o-5", 3, number("60705"), true), text("o-6", 4, number("60705")))
		require.Equal(t, "ignored/no_contact", now(f, out[0]))
		require.Nil(t, f.get(out[1].ContactID).OptedOutAt)
	})

	t.Run("stop and resume are applied in the order of their times", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(
			preference("o-7", 7, number("60707"), false),
			preference("o-8", 6, number("60707"), true),
			text("o-9", 5, number("60707")))
		require.Equal(t, "updated/opted_out", now(f, out[1]))
		require.Equal(t, "updated/opted_in", now(f, out[0]))
		require.Nil(t, f.get(out[2].ContactID).OptedOutAt)
	})

	t.Run("what was ignored for a reason of its own stays ignored", func(t *testing.T) {
		f := f.in(t)
		reaction := touch("o-10", 9, number("60710"))
		reaction.Facts.Reason = contact.Reaction
		out := f.happen(reaction, text("o-11", 4, number("60710")))
		require.Equal(t, "ignored/reaction", now(f, out[0]))
		require.Zero(t, read[int](f, `SELECT count(*) FROM events WHERE id = $1 AND trail IS NOT NULL`, out[0].EventID))
	})

	t.Run("an opt-out that names only the BSUID finds a message that names both", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(
			preference("o-12", 9, userID("MY.o12"), true),
			text("o-13", 4, contact.Person{WaID: "60712", UserID: "MY.o12"}))
		f.decide(shop, "MY.o12")
		require.Equal(t, "updated/opted_out", now(f, out[0]))
	})

	t.Run("it is pending again at once, and delivered", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(preference("o-14", 9, number("60714"), true))
		f.record(text("o-15", 4, number("60714")))
		_, task := f.next("60714")
		_, err := f.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.True(t, read[bool](f, `SELECT due_at <= now() FROM queue WHERE event_id = $1`, out[0].EventID))
		decision, err := f.Decision(t.Context(), out[0].EventID)
		require.NoError(t, err)
		require.Equal(t, contact.Decision{EventID: out[0].EventID}, decision, "without a decision until then")
		require.Equal(t, []string{"created/first_message", "updated/opted_out"}, inShort(f.decide(shop, "60714")))
	})
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.happen(text("p-1", 1, number("60721")))[0].ContactID

	out := f.happen(preference("p-2", 5, number("60721"), true))
	require.Equal(t, []string{"updated/opted_out"}, inShort(out))
	require.True(t, clock(5).Equal(*f.get(id).OptedOutAt))

	out = f.happen(preference("p-3", 4, number("60721"), false))
	require.Equal(t, []string{"ignored/older_than_known"}, inShort(out))
	require.NotNil(t, f.get(id).OptedOutAt, "an older preference changes nothing")

	out = f.happen(preference("p-4", 6, number("60721"), false))
	require.Equal(t, []string{"updated/opted_in"}, inShort(out))
	require.Nil(t, f.get(id).OptedOutAt)
	require.True(t, clock(1).Equal(*f.get(id).LastConversedAt), "no preference is a conversation")
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	f := setup(t)

	t.Run("sets the event aside with its reason, and what waits behind it goes on", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("q-1", 1, number("60731")), text("q-2", 2, number("60731")))
		_, task := f.next("60731")
		result, err := f.Quarantine(t.Context(), task, contact.Failed, "SQLSTATE 22001")
		require.NoError(t, err)
		require.Equal(t, ledger.Result{
			Decisions: []contact.Decision{{EventID: r[0].ID, Kind: contact.Quarantined, Reason: contact.Failed}}, More: true,
		}, result)
		require.Equal(t, "quarantined failed SQLSTATE 22001 a-run", read[string](f,
			`SELECT decision || ' ' || reason || ' ' || detail || ' ' || run_id FROM events WHERE id = $1`, r[0].ID))
		require.Equal(t, shopNumber+" failed", read[string](f, `SELECT origin || ' ' || reason FROM quarantine WHERE event_id = $1`, r[0].ID))
		require.Equal(t, []string{"created/first_message"}, inShort(f.decide(shop, "60731")))
	})

	t.Run("an event that is decided already keeps its decision", func(t *testing.T) {
		f := f.in(t)
		f.record(text("q-3", 1, number("60733")))
		_, task := f.next("60733")
		decided := f.decide(shop, "60733")
		result, err := f.Quarantine(t.Context(), task, contact.Failed, "late")
		require.NoError(t, err)
		require.Equal(t, decided, result.Decisions)
		require.Zero(t, read[int](f, `SELECT count(*) FROM quarantine WHERE event_id = $1`, task.EventID))
		require.Zero(t, read[int](f, `SELECT count(*) FROM events WHERE id = $1 AND detail IS NOT NULL`, task.EventID))
	})

	t.Run("also one whose facts cannot be read", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("q-4", 1, number("60734")))[0]
		f.exec(`UPDATE events SET facts = 'nonsense' WHERE id = $1`, r.ID)
		_, task := f.next("60734")
		result, err := f.Quarantine(t.Context(), task, contact.Unreadable, "with a NUL \x00 and \xff")
		require.NoError(t, err)
		require.Equal(t, []string{"quarantined/unreadable"}, inShort(result.Decisions))
	})
}

// TestARefusedOrderStaysRefused has an edit refused since its contact is merged
// into another. Its caller was told so; when the merge is taken back and an older
// message comes, it is not carried out after all.
func TestARefusedOrderStaysRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a, b := number("60177000001"), number("60177000002")
	winner := f.happen(text("m1", 1, a))[0].ContactID
	loser := f.happen(text("m2", 4, b))[0].ContactID
	order := func(id string, at int, who contact.Person, o contact.Command, fields *contact.Fields) []string {
		ev := touch(id, at, who)
		ev.Source, ev.ChannelID, ev.Kind, ev.Facts.Command, ev.Facts.Fields = contact.SourceManual, shop, "edit", &o, fields
		return inShort(f.happen(ev))
	}
	remarks := "refused"
	require.Equal(t, []string{"updated/merged"}, order("merge", 5, a, contact.Command{Contact: winner, Absorb: loser, Others: []contact.Person{b}}, nil))
	require.Equal(t, []string{"ignored/no_contact"}, order("edit", 6, b, contact.Command{Contact: loser}, &contact.Fields{Remarks: &remarks}))
	require.Equal(t, []string{"updated/unmerged"}, order("restore", 7, a, contact.Command{Contact: winner, Restore: loser, Others: []contact.Person{b}}, nil))
	f.happen(text("late", 3, b))
	require.Empty(t, f.get(loser).Remarks)
	require.Zero(t, read[int](f, `SELECT count(*)::int FROM queue`))
}
